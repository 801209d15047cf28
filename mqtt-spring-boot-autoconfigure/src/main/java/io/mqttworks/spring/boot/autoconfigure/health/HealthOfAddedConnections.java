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
import io.mqttworks.spring.boot.autoconfigure.MqttConnections;
import io.mqttworks.spring.boot.autoconfigure.MqttConnectionsListener;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.registry.HealthContributorRegistry;

/**
 * Gives each connection an entry of its own as long as there is one that was added to the
 * only one there was.
 */
class HealthOfAddedConnections implements MqttConnectionsListener {

	private static final String NAME = "mqtt";

	private final MqttConnections connections;

	private final ConnectionsHealth health;

	private final ObjectProvider<HealthContributorRegistry> registry;

	/** The indicator of the only connection; set while there are several. */
	private @Nullable HealthContributor single;

	HealthOfAddedConnections(MqttConnections connections, ConnectionsHealth health,
			ObjectProvider<HealthContributorRegistry> registry) {
		this.connections = connections;
		this.health = health;
		this.registry = registry;
	}

	@Override
	public synchronized void connectionAdded(String name, MqttClient client) {
		HealthContributorRegistry registry = this.registry.getIfAvailable();
		if (registry != null && registry.getContributor(NAME) instanceof MqttHealthIndicator indicator) {
			replace(registry, this.health);
			this.single = indicator;
		}
	}

	@Override
	public synchronized void connectionRemoved(String name) {
		HealthContributorRegistry registry = this.registry.getIfAvailable();
		HealthContributor single = this.single;
		if (registry != null && single != null && this.connections.getClients().size() == 1) {
			replace(registry, single);
			this.single = null;
		}
	}

	private static void replace(HealthContributorRegistry registry, HealthContributor contributor) {
		registry.unregisterContributor(NAME);
		registry.registerContributor(NAME, contributor);
	}

}
