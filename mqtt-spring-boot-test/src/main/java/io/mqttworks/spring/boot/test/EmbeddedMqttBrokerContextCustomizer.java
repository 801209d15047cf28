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

package io.mqttworks.spring.boot.test;

import java.util.List;
import java.util.Map;

import io.mqttworks.client.ServerAddress;
import io.mqttworks.spring.boot.autoconfigure.MqttConnectionDetails;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Starts a broker for a context, and stops it with the context.
 *
 * @param port the port, or 0
 */
record EmbeddedMqttBrokerContextCustomizer(int port) implements ContextCustomizer {

	private static final String BROKER_BEAN_NAME = "embeddedMqttBroker";

	private static final String DETAILS_BEAN_NAME = "embeddedMqttBrokerConnectionDetails";

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration mergedConfig) {
		ArtemisMqttBroker broker = new ArtemisMqttBroker(this.port);
		broker.start();
		context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource(BROKER_BEAN_NAME, Map.of(EmbeddedMqttBroker.PORT_PROPERTY, broker.getPort(),
					EmbeddedMqttBroker.URL_PROPERTY, broker.getUrl())));
		BeanDefinitionRegistry registry = (BeanDefinitionRegistry) context.getBeanFactory();
		RootBeanDefinition brokerDefinition = new RootBeanDefinition(ArtemisMqttBroker.class, () -> broker);
		brokerDefinition.setDestroyMethodName("stop");
		registry.registerBeanDefinition(BROKER_BEAN_NAME, brokerDefinition);
		RootBeanDefinition details = new RootBeanDefinition(MqttConnectionDetails.class,
				() -> new BrokerConnectionDetails(broker.getUrl()));
		// Clients are closed before the broker stops.
		details.setDependsOn(BROKER_BEAN_NAME);
		registry.registerBeanDefinition(DETAILS_BEAN_NAME, details);
	}

	/**
	 * The connection to the broker.
	 *
	 * @param url the address
	 */
	private record BrokerConnectionDetails(String url) implements MqttConnectionDetails {

		@Override
		public List<ServerAddress> getServers() {
			return List.of(ServerAddress.parse(this.url));
		}

	}

}
