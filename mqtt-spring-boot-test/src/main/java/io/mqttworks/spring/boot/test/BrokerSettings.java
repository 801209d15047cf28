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

import io.mqttworks.client.VersionPolicy;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * What {@link EmbeddedMqttBroker @EmbeddedMqttBroker} says. Tests with equal settings can
 * share a context.
 *
 * @param port the port, or 0
 * @param tls whether to encrypt
 * @param webSocket whether the address is that of a WebSocket
 * @param version the version, or {@link VersionPolicy#AUTO}
 * @param users who may connect; nobody in particular if empty
 * @param chaos whether there is a relay before the broker
 */
record BrokerSettings(int port, boolean tls, boolean webSocket, VersionPolicy version, List<User> users,
		boolean chaos) {

	BrokerSettings {
		users = List.copyOf(users);
	}

	static BrokerSettings of(EmbeddedMqttBroker annotation, boolean chaos) {
		Assert.state(!chaos || (!annotation.tls() && !annotation.webSocket()),
				"@MqttChaos reads packets, so the broker can have neither tls nor webSocket");
		List<User> users = List.of(annotation.users())
			.stream()
			.map((user) -> new User(user.name(), user.password(), List.of(user.publish()), List.of(user.subscribe())))
			.toList();
		return new BrokerSettings(annotation.port(), annotation.tls(), annotation.webSocket(), annotation.version(),
				users, chaos);
	}

	static BrokerSettings onPort(int port) {
		return new BrokerSettings(port, false, false, VersionPolicy.AUTO, List.of(), false);
	}

	String scheme() {
		if (this.webSocket) {
			return this.tls ? "wss" : "ws";
		}
		return this.tls ? "mqtts" : "mqtt";
	}

	@Nullable User user(@Nullable String name) {
		return this.users.stream().filter((user) -> user.name().equals(name)).findFirst().orElse(null);
	}

	/**
	 * Somebody who may connect.
	 *
	 * @param name the user name
	 * @param password the password
	 * @param publish filters of topics to publish to
	 * @param subscribe filters to subscribe to
	 */
	record User(String name, String password, List<String> publish, List<String> subscribe) {

		@Override
		public String toString() {
			return this.name;
		}

	}

}
