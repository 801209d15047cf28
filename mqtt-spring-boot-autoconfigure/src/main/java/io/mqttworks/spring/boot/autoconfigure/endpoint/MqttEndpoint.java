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

import java.util.LinkedHashMap;
import java.util.Map;

import io.mqttworks.client.MqttClient;
import io.mqttworks.spring.boot.autoconfigure.MqttConnections;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * {@link Endpoint @Endpoint} that shows connections with their subscriptions, counters
 * and queues. It also starts, stops and makes connections again if that is allowed with
 * {@code management.endpoint.mqtt.access=unrestricted}.
 */
@Endpoint(id = "mqtt", defaultAccess = Access.READ_ONLY)
public class MqttEndpoint {

	private final MqttConnections connections;

	private final ContainerSubscriptions subscriptions;

	MqttEndpoint(MqttConnections connections, ContainerSubscriptions subscriptions) {
		this.connections = connections;
		this.subscriptions = subscriptions;
	}

	/**
	 * Returns all connections.
	 * @return the connections by name
	 */
	@ReadOperation
	public ConnectionsDescriptor connections() {
		Map<String, ConnectionDescriptor> descriptors = new LinkedHashMap<>();
		this.connections.getClients().forEach((name, client) -> descriptors.put(name, describe(client)));
		return new ConnectionsDescriptor(descriptors);
	}

	/**
	 * Returns one connection.
	 * @param connection its name
	 * @return the connection, or {@code null} if there is none
	 */
	@ReadOperation
	public @Nullable ConnectionDescriptor connection(@Selector String connection) {
		MqttClient client = this.connections.getClients().get(connection);
		return (client != null) ? describe(client) : null;
	}

	/**
	 * Starts, stops or makes a connection again. Does not wait for the outcome.
	 * @param connection its name
	 * @param action what to do
	 * @return the connection as it is now, or {@code null} if there is none
	 */
	@WriteOperation
	public @Nullable ConnectionDescriptor act(@Selector String connection, @Selector Action action) {
		MqttClient client = this.connections.getClients().get(connection);
		if (client == null) {
			return null;
		}
		switch (action) {
			case START -> client.start();
			case STOP -> client.disconnect();
			case RECONNECT -> client.reconnect();
		}
		return describe(client);
	}

	private ConnectionDescriptor describe(MqttClient client) {
		return ConnectionDescriptor.of(client, this.subscriptions.of(client), this.subscriptions.overdue(client));
	}

	/**
	 * What can be done with a connection.
	 */
	public enum Action {

		/** Connect in the background, and keep trying. */
		START,

		/** Disconnect until it is started again. */
		STOP,

		/** Disconnect, and connect at once. */
		RECONNECT

	}

	/**
	 * All connections.
	 *
	 * @param connections the connections by name
	 */
	public record ConnectionsDescriptor(Map<String, ConnectionDescriptor> connections) {

	}

}
