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

package io.mqttworks.spring.boot.autoconfigure.health;

import io.mqttworks.client.MqttClient;
import io.mqttworks.spring.boot.autoconfigure.MqttAutoConfiguration;
import io.mqttworks.spring.boot.autoconfigure.MqttConnections;
import io.mqttworks.spring.config.MqttListenerEndpointRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the health of connections: one
 * entry for the only connection, or one for each by name.
 */
@AutoConfiguration(after = MqttAutoConfiguration.class)
@ConditionalOnClass({ MqttClient.class, HealthContributor.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(MqttConnections.class)
@ConditionalOnEnabledHealthIndicator("mqtt")
@EnableConfigurationProperties(MqttHealthProperties.class)
public final class MqttHealthContributorAutoConfiguration {

	MqttHealthContributorAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(name = { "mqttHealthIndicator", "mqttHealthContributor" })
	HealthContributor mqttHealthContributor(ConnectionsHealths healths) {
		return healths.health().simplest();
	}

	@Bean
	HealthOfAddedConnections mqttHealthOfAddedConnections(MqttConnections connections, ConnectionsHealths healths,
			ObjectProvider<HealthContributorRegistry> registry) {
		return new HealthOfAddedConnections(connections, healths.health(), registry);
	}

	@Bean
	ConnectionsHealths mqttConnectionsHealths(MqttConnections connections, MqttHealthProperties properties,
			ObjectProvider<MqttListenerEndpointRegistry> registry) {
		return new ConnectionsHealths(new ConnectionsHealth(connections,
				(client) -> new MqttHealthIndicator(client,
						() -> registry.stream().flatMap((containers) -> containers.getContainers().stream()).toList(),
						properties.getRefusedSubscriptions().status())));
	}

	/**
	 * Keeps the health from being a contributor by itself.
	 *
	 * @param health the health of all connections
	 */
	record ConnectionsHealths(ConnectionsHealth health) {

	}

}
