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

package io.mqttworks.spring.boot.autoconfigure;

import java.util.List;
import java.util.Map;

import io.mqttworks.client.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the images of brokers.
 */
public final class MqttBrokerImages {

	/** The names of the images. */
	public static final List<String> NAMES = List.of("eclipse-mosquitto", "hivemq/hivemq-ce", "hivemq/hivemq4",
			"emqx/emqx", "emqx", "emqx/nanomq", "vernemq/vernemq", "apache/artemis", "apache/activemq-artemis");

	/** The port brokers listen on. */
	public static final int PORT = 1883;

	/** The port brokers listen on for TLS. */
	public static final int TLS_PORT = 8883;

	private MqttBrokerImages() {
	}

	/**
	 * Returns the address of a broker in a container.
	 * @param host the host its ports are mapped to
	 * @param port the port it is mapped to
	 * @param tls whether it wants TLS
	 * @return the address
	 */
	public static ServerAddress address(String host, int port, boolean tls) {
		return new ServerAddress(tls ? ServerAddress.Scheme.MQTTS : ServerAddress.Scheme.MQTT, host, port, "");
	}

	/**
	 * Returns the user a container was told to let in. Only Artemis has such a variable.
	 * @param environment the variables of the container
	 * @return the user name, or {@code null}
	 */
	public static @Nullable String username(Map<String, @Nullable String> environment) {
		String username = environment.get("ARTEMIS_USER");
		return (username != null) ? username : environment.get("AMQ_USER");
	}

	/**
	 * Returns the password of {@link #username(Map)}.
	 * @param environment the variables of the container
	 * @return the password, or {@code null}
	 */
	public static @Nullable String password(Map<String, @Nullable String> environment) {
		String password = environment.get("ARTEMIS_PASSWORD");
		return (password != null) ? password : environment.get("AMQ_PASSWORD");
	}

}
