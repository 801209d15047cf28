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
import io.mqttworks.spring.listener.MqttDeadLetters;
import io.mqttworks.spring.listener.MqttListenerContainerFactory;
import io.mqttworks.spring.listener.MqttListenerDecorator;
import io.mqttworks.spring.listener.MqttMessageHandlerMethodFactory;
import io.mqttworks.spring.listener.MqttMessageRecoverer;
import io.mqttworks.spring.listener.Timer;
import io.mqttworks.spring.support.MqttMessageConverter;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;
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
	MqttListenerContainerFactory mqttListenerContainerFactory(Environment environment,
			ObjectProvider<MqttMessageRecoverer> recoverer, ObjectProvider<MqttListenerDecorator> decorators,
			ObjectProvider<Timer> timer) {
		MqttProperties.Listener listener = this.properties.getListener();
		MqttListenerContainerFactory factory = new MqttListenerContainerFactory();
		PropertyCheck check = new PropertyCheck(MqttProperties.PREFIX);
		check.set("listener.concurrency", listener.getConcurrency(), factory::setConcurrency);
		check.set("listener.max-threads", listener.getMaxThreads(), factory::setMaxThreads);
		check.set("listener.publish-timeout", listener.getPublishTimeout(), factory::setPublishTimeout);
		check.set("listener.stop-timeout", listener.getStopTimeout(), factory::setStopTimeout);
		factory.setRetryAcknowledgment(listener.getRetry().getAcknowledge());
		check.set("listener.retry.max-in-memory", listener.getRetry().getMaxInMemory(), factory::setMaxRetriesInMemory);
		factory.setTimer(timer.getIfAvailable(() -> Timer.SHARED));
		factory.setAutoStartup(listener.isAutoStartup());
		factory.setDecorators(decorators.orderedStream().toList());
		MqttPropertiesMapper mapper = new MqttPropertiesMapper(MqttProperties.PREFIX, this.properties, listener);
		factory.setRetryPolicy(mapper.retryPolicy());
		factory.setRecoverer(recoverer.getIfAvailable(mapper::recoverer));
		if (Threading.VIRTUAL.isActive(environment)) {
			factory.setExecutor(new VirtualThreadTaskExecutor("mqtt-listener-"));
		}
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
