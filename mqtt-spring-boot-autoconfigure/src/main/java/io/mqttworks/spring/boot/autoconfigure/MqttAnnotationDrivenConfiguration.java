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

import io.mqttworks.spring.config.EnableMqtt;
import io.mqttworks.spring.config.MqttClientLifecycle;
import io.mqttworks.spring.config.MqttListenerConfigUtils;
import io.mqttworks.spring.config.MqttListenerEndpointRegistry;
import io.mqttworks.spring.idempotency.MqttIdempotencyStore;
import io.mqttworks.spring.listener.MqttDeadLetters;
import io.mqttworks.spring.listener.MqttListenerContainerFactory;
import io.mqttworks.spring.listener.MqttMessageHandlerMethodFactory;
import io.mqttworks.spring.listener.MqttMessageRecoverer;
import io.mqttworks.spring.support.MqttMessageConverter;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.validation.Validator;

/**
 * Configuration of handler methods, and of the life cycle of the clients.
 */
@Configuration(proxyBeanMethods = false)
class MqttAnnotationDrivenConfiguration {

	private final MqttProperties properties;

	MqttAnnotationDrivenConfiguration(MqttProperties properties) {
		this.properties = properties;
	}

	@Bean
	@ConditionalOnMissingBean
	MqttMessageHandlerMethodFactory mqttMessageHandlerMethodFactory(MqttMessageConverter converter,
			ObjectProvider<Validator> validator) {
		MqttMessageHandlerMethodFactory factory = new MqttMessageHandlerMethodFactory(converter);
		validator.ifUnique(factory::setValidator);
		return factory;
	}

	@Bean
	@ConditionalOnMissingBean
	MqttListenerContainerFactoryConfigurer mqttListenerContainerFactoryConfigurer(Environment environment,
			ConfigurableListableBeanFactory beanFactory, ObjectProvider<MqttMessageRecoverer> recoverer,
			ObjectProvider<MqttIdempotencyStore> idempotencyStore) {
		return new MqttListenerContainerFactoryConfigurer(this.properties, environment, beanFactory, recoverer,
				idempotencyStore);
	}

	@Bean(MqttListenerConfigUtils.CONTAINER_FACTORY_BEAN_NAME)
	@ConditionalOnMissingBean
	MqttListenerContainerFactory mqttListenerContainerFactory(MqttListenerContainerFactoryConfigurer configurer) {
		MqttListenerContainerFactory factory = new MqttListenerContainerFactory();
		configurer.configure(factory);
		return factory;
	}

	@Bean
	@ConditionalOnMissingBean
	MqttClientLifecycle mqttClientLifecycle(MqttListenerEndpointRegistry registry) {
		MqttClientLifecycle lifecycle = new MqttClientLifecycle(registry);
		lifecycle.setFailFast(this.properties.getStartup() == MqttProperties.Startup.FAIL_FAST);
		return lifecycle;
	}

	@Bean
	@ConditionalOnMissingBean
	MqttDeadLetters mqttDeadLetters() {
		return new MqttDeadLetters();
	}

	@Bean("io.mqttworks.spring.boot.autoconfigure.internalDeadLetterKeeper")
	@Lazy(false)
	@ConditionalOnBooleanProperty("mqtt.listener.keep-dead-letters")
	DeadLetterKeeper deadLetterKeeper(MqttDeadLetters deadLetters, MqttConnections connections,
			ListableBeanFactory beanFactory, MqttListenerEndpointRegistry registry) {
		return new DeadLetterKeeper(this.properties.getListener(), deadLetters, connections, beanFactory, registry);
	}

	@Bean
	static MqttSubscribeLazyInitializationExcludeFilter mqttSubscribeLazyInitializationExcludeFilter() {
		return new MqttSubscribeLazyInitializationExcludeFilter();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableMqtt
	@ConditionalOnMissingBean(name = MqttListenerConfigUtils.ANNOTATION_PROCESSOR_BEAN_NAME)
	static class EnableMqttConfiguration {

	}

}
