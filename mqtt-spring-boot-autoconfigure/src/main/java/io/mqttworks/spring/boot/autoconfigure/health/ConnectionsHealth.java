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

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import io.mqttworks.client.MqttClient;
import io.mqttworks.spring.boot.autoconfigure.MqttConnections;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;

/**
 * The health of the connections there are at the time of asking.
 */
class ConnectionsHealth implements CompositeHealthContributor {

	private final MqttConnections connections;

	private final Function<MqttClient, MqttHealthIndicator> indicators;

	ConnectionsHealth(MqttConnections connections, Function<MqttClient, MqttHealthIndicator> indicators) {
		this.connections = connections;
		this.indicators = indicators;
	}

	/**
	 * Returns the indicator of the only connection, or this.
	 */
	HealthContributor simplest() {
		Map<String, MqttClient> clients = this.connections.getClients();
		return (clients.size() == 1) ? this.indicators.apply(clients.values().iterator().next()) : this;
	}

	@Override
	public @Nullable HealthContributor getContributor(String name) {
		MqttClient client = this.connections.getClients().get(name);
		return (client != null) ? this.indicators.apply(client) : null;
	}

	@Override
	public Stream<Entry> stream() {
		return this.connections.getClients()
			.entrySet()
			.stream()
			.map((entry) -> new Entry(entry.getKey(), this.indicators.apply(entry.getValue())));
	}

}
