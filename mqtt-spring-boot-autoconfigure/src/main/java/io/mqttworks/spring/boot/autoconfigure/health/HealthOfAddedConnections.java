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
import io.mqttworks.spring.boot.autoconfigure.MqttConnectionsListener;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.registry.HealthContributorRegistry;

/**
 * Gives each connection an entry of its own as soon as one is added to the only one there
 * was.
 */
class HealthOfAddedConnections implements MqttConnectionsListener {

	private static final String NAME = "mqtt";

	private final ConnectionsHealth health;

	private final ObjectProvider<HealthContributorRegistry> registry;

	HealthOfAddedConnections(ConnectionsHealth health, ObjectProvider<HealthContributorRegistry> registry) {
		this.health = health;
		this.registry = registry;
	}

	@Override
	public synchronized void connectionAdded(String name, MqttClient client) {
		HealthContributorRegistry registry = this.registry.getIfAvailable();
		if (registry == null) {
			return;
		}
		HealthContributor registered = registry.getContributor(NAME);
		if (registered instanceof MqttHealthIndicator) {
			registry.unregisterContributor(NAME);
			registry.registerContributor(NAME, this.health);
		}
	}

	@Override
	public void connectionRemoved(String name) {
		// The entry is gone with it.
	}

}
