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

package io.mqttworks.sample.web;

import java.util.stream.Collectors;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.ConnectionState;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * How this application stands with the broker.
 *
 * @param state the client's state
 * @param server the server it is connected to, or all it tries
 * @param version the protocol version, or {@code null} without a connection
 * @param failure why there is no connection, or {@code null}
 */
record BrokerConnection(ConnectionState state, String server, @Nullable String version, @Nullable String failure) {

	static BrokerConnection of(MqttClient client) {
		ConnectResult connection = client.connectResult();
		if (connection != null) {
			return new BrokerConnection(ConnectionState.CONNECTED, connection.server().toString(),
					connection.version().toString(), null);
		}
		String servers = client.options()
			.servers()
			.stream()
			.map(ServerAddress::toString)
			.collect(Collectors.joining(", "));
		Throwable failure = client.lastFailure();
		return new BrokerConnection(client.state(), servers, null, (failure != null) ? failure.getMessage() : null);
	}

}
