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

package io.mqttworks.spring.boot.autoconfigure.endpoint;

import io.mqttworks.client.MqttClient;
import io.mqttworks.spring.boot.autoconfigure.MqttAutoConfiguration;
import io.mqttworks.spring.boot.autoconfigure.MqttConnections;
import io.mqttworks.spring.config.MqttListenerEndpointRegistry;
import io.mqttworks.spring.listener.MqttDeadLetters;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link MqttEndpoint} and
 * {@link MqttDeadLettersEndpoint}.
 */
@AutoConfiguration(after = MqttAutoConfiguration.class)
@ConditionalOnClass({ MqttClient.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean({ MqttConnections.class, MqttListenerEndpointRegistry.class })
public final class MqttEndpointAutoConfiguration {

	MqttEndpointAutoConfiguration() {
	}

	@Bean("io.mqttworks.spring.boot.autoconfigure.endpoint.mqttContainerSubscriptions")
	@ConditionalOnAvailableEndpoint(MqttEndpoint.class)
	ContainerSubscriptions mqttContainerSubscriptions(MqttListenerEndpointRegistry registry) {
		return new ContainerSubscriptions(registry);
	}

	@Bean("io.mqttworks.spring.boot.autoconfigure.endpoint.mqttEndpoint")
	@ConditionalOnAvailableEndpoint(MqttEndpoint.class)
	@ConditionalOnMissingBean
	MqttEndpoint mqttEndpoint(MqttConnections connections, ContainerSubscriptions subscriptions) {
		return new MqttEndpoint(connections, subscriptions);
	}

	@Bean("io.mqttworks.spring.boot.autoconfigure.endpoint.mqttEndpointWebExtension")
	@ConditionalOnAvailableEndpoint(MqttEndpoint.class)
	@ConditionalOnMissingBean
	MqttEndpointWebExtension mqttEndpointWebExtension(MqttEndpoint endpoint) {
		return new MqttEndpointWebExtension(endpoint);
	}

	@Bean("io.mqttworks.spring.boot.autoconfigure.endpoint.mqttDeadLettersEndpoint")
	@ConditionalOnAvailableEndpoint(MqttDeadLettersEndpoint.class)
	@ConditionalOnMissingBean
	@ConditionalOnBean(MqttDeadLetters.class)
	MqttDeadLettersEndpoint mqttDeadLettersEndpoint(MqttDeadLetters deadLetters) {
		return new MqttDeadLettersEndpoint(deadLetters);
	}

}
