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

import io.mqttworks.client.ConnectionListener;
import io.mqttworks.client.ErrorListener;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientBuilder;
import io.mqttworks.client.spi.CredentialsProvider;
import io.mqttworks.spring.core.MqttOperations;
import io.mqttworks.spring.core.MqttTemplate;
import io.mqttworks.spring.event.MqttEventPublisher;
import io.mqttworks.spring.support.JacksonPayloadConverter;
import io.mqttworks.spring.support.MqttMessageConverter;
import io.mqttworks.spring.support.MqttPayloadConverter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.cbor.CBORMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.thread.Threading;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.util.MimeType;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for MQTT: a client, a template, and
 * handler methods.
 */
@AutoConfiguration(afterName = { "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
		"org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration" })
@ConditionalOnClass(MqttClient.class)
@ConditionalOnBooleanProperty(name = "mqtt.enabled", matchIfMissing = true)
@EnableConfigurationProperties(MqttProperties.class)
@Import(MqttAnnotationDrivenConfiguration.class)
public final class MqttAutoConfiguration {

	/** The name of the connection that {@code mqtt.*} describes. */
	static final String DEFAULT_CONNECTION = "default";

	private final MqttProperties properties;

	MqttAutoConfiguration(MqttProperties properties) {
		this.properties = properties;
	}

	@Bean
	@ConditionalOnMissingBean(MqttConnectionDetails.class)
	PropertiesMqttConnectionDetails mqttConnectionDetails() {
		return new PropertiesMqttConnectionDetails(this.properties);
	}

	@Bean
	@ConditionalOnMissingBean
	MqttClient mqttClient(MqttConnectionDetails connectionDetails, Environment environment,
			ObjectProvider<CredentialsProvider> credentialsProvider,
			ObjectProvider<ConnectionListener> connectionListeners, ObjectProvider<ErrorListener> errorListeners,
			ObjectProvider<MqttClientBuilderCustomizer> customizers, ApplicationEventPublisher events) {
		MqttClientBuilder builder = new MqttPropertiesMapper(this.properties).createBuilder(connectionDetails);
		if (Threading.VIRTUAL.isActive(environment)) {
			builder.handlerExecutor(new VirtualThreadTaskExecutor("mqtt-handler-"));
		}
		credentialsProvider.ifUnique(builder::credentialsProvider);
		MqttEventPublisher eventPublisher = new MqttEventPublisher(DEFAULT_CONNECTION, events);
		builder.connectionListener(eventPublisher).errorListener(eventPublisher);
		connectionListeners.orderedStream().forEach(builder::connectionListener);
		errorListeners.orderedStream().forEach(builder::errorListener);
		customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	@Bean
	@ConditionalOnMissingBean
	MqttMessageConverter mqttMessageConverter(ObjectProvider<MqttPayloadConverter> payloadConverters) {
		return new MqttMessageConverter(payloadConverters.orderedStream().toList());
	}

	@Bean
	@ConditionalOnMissingBean(MqttOperations.class)
	@ConditionalOnSingleCandidate(MqttClient.class)
	MqttTemplate mqttTemplate(MqttClient client, MqttMessageConverter converter) {
		MqttTemplate template = new MqttTemplate(client, converter);
		new MqttPropertiesMapper(this.properties).configure(template);
		return template;
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
