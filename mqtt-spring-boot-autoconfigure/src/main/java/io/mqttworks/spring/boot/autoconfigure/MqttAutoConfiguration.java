/*
 * Copyright 2026 the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.mqttworks.spring.boot.autoconfigure;

import io.mqttworks.client.MqttClient;
import io.mqttworks.spring.core.MqttOperations;
import io.mqttworks.spring.core.MqttTemplate;
import io.mqttworks.spring.support.JacksonPayloadConverter;
import io.mqttworks.spring.support.MqttMessageConverter;
import io.mqttworks.spring.support.MqttPayloadConverter;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.cbor.CBORMapper;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.util.MimeType;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for MQTT: a client, a template, and
 * handler methods.
 */
@AutoConfiguration(afterName = { "org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration",
		"org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
		"org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration" })
@ConditionalOnClass(MqttClient.class)
@ConditionalOnBooleanProperty(name = "mqtt.enabled", matchIfMissing = true)
@EnableConfigurationProperties(MqttProperties.class)
@Import({ MqttAnnotationDrivenConfiguration.class, MqttConnectionsRegistrar.class })
@ImportRuntimeHints(MqttAutoConfiguration.Hints.class)
public final class MqttAutoConfiguration {

	/**
	 * Prefix of the names of internal beans, so that short names stay free for
	 * applications and other libraries.
	 */
	private static final String INTERNAL = "io.mqttworks.spring.boot.autoconfigure.";

	MqttAutoConfiguration() {
	}

	/**
	 * The metadata of properties is read to find unknown ones.
	 */
	static class Hints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			hints.resources().registerPattern(KnownProperties.METADATA);
		}

	}

	@Bean(MqttClientFactory.BEAN_NAME)
	MqttClientFactory mqttClientFactory(MqttProperties properties, ConfigurableListableBeanFactory beanFactory,
			Environment environment, ApplicationEventPublisher events, ObjectProvider<SslBundles> sslBundles) {
		return new MqttClientFactory(properties, beanFactory, environment, events, sslBundles);
	}

	@Bean(MqttConnections.DEFAULT + "MqttConnectionDetails")
	@Qualifier(MqttConnections.DEFAULT)
	@ConditionalOnMissingBean(MqttConnectionDetails.class)
	@Conditional(NamedMqttConnections.DefaultConnectionCondition.class)
	PropertiesMqttConnectionDetails mqttConnectionDetails(MqttClientFactory factory) {
		return factory.createConnectionDetails(MqttConnections.DEFAULT);
	}

	@Bean(MqttConnections.DEFAULT + "MqttClient")
	@Qualifier(MqttConnections.DEFAULT)
	@ConditionalOnMissingBean
	@ConditionalOnBean(MqttConnectionDetails.class)
	MqttClient mqttClient(MqttClientFactory factory, MqttConnectionDetails connectionDetails) {
		return factory.createClient(MqttConnections.DEFAULT, connectionDetails);
	}

	@Bean(INTERNAL + "mqttConnections")
	@ConditionalOnMissingBean
	MqttConnections mqttConnections(ConfigurableListableBeanFactory beanFactory) {
		return new MqttConnections(beanFactory);
	}

	@Bean(INTERNAL + "mqttMessageConverter")
	@ConditionalOnMissingBean
	MqttMessageConverter mqttMessageConverter(ObjectProvider<MqttPayloadConverter> payloadConverters) {
		return new MqttMessageConverter(payloadConverters.orderedStream().toList());
	}

	@Bean(MqttConnections.DEFAULT + "MqttTemplate")
	@Qualifier(MqttConnections.DEFAULT)
	@ConditionalOnMissingBean(MqttOperations.class)
	@ConditionalOnSingleCandidate(MqttClient.class)
	MqttTemplate mqttTemplate(MqttClientFactory factory, MqttClient client) {
		return factory.createTemplate(MqttConnections.DEFAULT, client);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(JsonMapper.class)
	@ConditionalOnSingleCandidate(JsonMapper.class)
	static class JacksonConfiguration {

		/**
		 * Comes before converters without an order, so that adding a format does not
		 * change the default.
		 */
		@Bean
		@Order(0)
		@ConditionalOnMissingBean(name = "mqttJsonPayloadConverter")
		JacksonPayloadConverter mqttJsonPayloadConverter(JsonMapper jsonMapper) {
			return new JacksonPayloadConverter(jsonMapper);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(CBORMapper.class)
	@ConditionalOnSingleCandidate(CBORMapper.class)
	static class CborConfiguration {

		@Bean
		@Order(10)
		@ConditionalOnMissingBean(name = "mqttCborPayloadConverter")
		JacksonPayloadConverter mqttCborPayloadConverter(CBORMapper cborMapper) {
			return new JacksonPayloadConverter(cborMapper, new MimeType("application", "cbor"));
		}

	}

}
