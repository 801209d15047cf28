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
import io.mqttworks.spring.config.MqttListenerEndpointRegistry;
import io.mqttworks.spring.listener.MqttDeadLetters;
import io.mqttworks.spring.listener.MqttListenerEndpoint;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.util.StringUtils;

/**
 * Subscribes to the topic of dead letters with each connection, and keeps what comes.
 */
class DeadLetterKeeper implements SmartInitializingSingleton {

	private final MqttProperties.Listener listener;

	private final MqttDeadLetters deadLetters;

	private final MqttConnections connections;

	private final ListableBeanFactory beanFactory;

	private final MqttListenerEndpointRegistry registry;

	DeadLetterKeeper(MqttProperties.Listener listener, MqttDeadLetters deadLetters, MqttConnections connections,
			ListableBeanFactory beanFactory, MqttListenerEndpointRegistry registry) {
		this.listener = listener;
		this.deadLetters = deadLetters;
		this.connections = connections;
		this.beanFactory = beanFactory;
		this.registry = registry;
	}

	@Override
	public void afterSingletonsInstantiated() {
		String topic = this.listener.getDeadLetterTopic();
		if (!StringUtils.hasLength(topic)) {
			throw new InvalidMqttPropertyException(MqttProperties.PREFIX + ".listener.dead-letter-topic",
					"it is missing, but " + MqttProperties.PREFIX
							+ ".listener.keep-dead-letters is set; without a topic there are no dead letters",
					null);
		}
		this.beanFactory.getBeansOfType(MqttClient.class).forEach((bean, client) -> {
			String connection = this.connections.getName(client);
			this.registry
				.register(MqttListenerEndpoint.builder("mqttDeadLetters." + connection, (message, acknowledgment) -> {
					this.deadLetters.keep(connection, client, message);
					return null;
				}).topics(topic).connection(bean).build());
		});
	}

}
