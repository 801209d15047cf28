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

package io.mqttworks.sample.broker;

import io.mqttworks.client.MqttClient;

import org.springframework.boot.autoconfigure.AbstractDependsOnBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Starts the embedded broker unless the application is told to use another one.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "sample.broker.enabled", matchIfMissing = true)
class BrokerConfiguration {

	@Bean(initMethod = "start", destroyMethod = "stop")
	EmbeddedBroker embeddedBroker(BrokerProperties properties) {
		return new EmbeddedBroker(properties.host(), properties.port());
	}

	@Bean
	static ClientDependsOnBroker clientDependsOnBroker() {
		return new ClientDependsOnBroker();
	}

	/**
	 * The broker is there before the client, and until the client has said goodbye.
	 */
	static final class ClientDependsOnBroker extends AbstractDependsOnBeanFactoryPostProcessor {

		ClientDependsOnBroker() {
			super(MqttClient.class, EmbeddedBroker.class);
		}

	}

}
