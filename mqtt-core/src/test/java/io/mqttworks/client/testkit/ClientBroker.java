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

package io.mqttworks.client.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientBuilder;
import io.mqttworks.client.ReconnectPolicy;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.test.Kit;
import io.mqttworks.test.Props;
import io.mqttworks.test.ScriptedBroker;

/**
 * A scripted broker that builds clients of its own, and closes them with itself.
 */
public final class ClientBroker extends ScriptedBroker {

	/** Connects again within 50 milliseconds, for ever. */
	public static final ReconnectPolicy FAST_RECONNECT = ReconnectPolicy.builder()
		.minDelay(Duration.ofMillis(10))
		.maxDelay(Duration.ofMillis(50))
		.stableAfter(Duration.ZERO)
		.build();

	private final List<MqttClient> clients = new ArrayList<>();

	private ClientBroker() {
	}

	/**
	 * Starts a broker.
	 * @return the broker
	 */
	public static ClientBroker start() {
		return new ClientBroker();
	}

	/**
	 * Builds a client of this broker; it is closed with the broker. Unless said
	 * otherwise, it has a client identifier, connects again within 50 milliseconds, and
	 * closes fast.
	 * @param customizer sets options
	 * @return the client, not connected
	 */
	public MqttClient client(Consumer<MqttClientBuilder> customizer) {
		MqttClientBuilder builder = MqttClient.builder(uri())
			.clientId("scripted")
			.reconnect(FAST_RECONNECT)
			.closeTimeout(Duration.ofMillis(500));
		customizer.accept(builder);
		MqttClient client = builder.build();
		this.clients.add(client);
		return client;
	}

	/** Builds a client that does not connect again; see {@link #client}. */
	public MqttClient clientWithoutReconnect(Consumer<MqttClientBuilder> customizer) {
		return client((builder) -> {
			builder.reconnect(ReconnectPolicy.NONE);
			customizer.accept(builder);
		});
	}

	/**
	 * Connects a client.
	 * @param client the client
	 * @return the connection, when the client says that it is connected
	 */
	public BrokerConnection connect(MqttClient client) {
		return connect(client, false, Props.NONE);
	}

	/**
	 * Connects a client.
	 * @param client the client
	 * @param sessionPresent whether there is a session
	 * @param props the properties of the CONNACK
	 * @return the connection, when the client says that it is connected
	 */
	public BrokerConnection connect(MqttClient client, boolean sessionPresent, Props props) {
		CompletableFuture<ConnectResult> connected = client.connect();
		BrokerConnection connection = acceptConnect(sessionPresent, props);
		Kit.await(connected);
		return connection;
	}

	/** Closes all connections, then the clients, then the port. */
	@Override
	public void close() {
		super.close();
		this.clients.forEach(MqttClient::close);
		closeConnections();
	}

}
