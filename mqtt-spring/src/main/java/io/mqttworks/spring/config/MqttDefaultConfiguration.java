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

package io.mqttworks.spring.config;

import io.mqttworks.spring.listener.MqttListenerContainerFactory;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;

/**
 * The beans behind {@link EnableMqtt}.
 */
@Configuration(proxyBeanMethods = false)
@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
class MqttDefaultConfiguration {

	@Bean(name = MqttListenerConfigUtils.ANNOTATION_PROCESSOR_BEAN_NAME)
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static MqttSubscribeAnnotationBeanPostProcessor mqttSubscribeAnnotationProcessor() {
		return new MqttSubscribeAnnotationBeanPostProcessor();
	}

	@Bean(name = MqttListenerConfigUtils.REGISTRY_BEAN_NAME)
	MqttListenerEndpointRegistry mqttListenerEndpointRegistry(MqttListenerContainerFactory factory) {
		return new MqttListenerEndpointRegistry(factory);
	}

}
