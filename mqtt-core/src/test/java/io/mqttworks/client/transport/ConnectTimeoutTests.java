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

package io.mqttworks.client.transport;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientBuilder;
import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.ProxyOptions;
import io.mqttworks.client.ProxyOptions.Type;
import io.mqttworks.client.ReconnectPolicy;
import io.mqttworks.client.TlsOptions;
import io.mqttworks.client.spi.EnhancedAuthentication;
import io.mqttworks.client.testkit.DeafPort;
import io.mqttworks.client.testkit.Kit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The connect time-out covers everything up to CONNACK, and the exception says what took
 * too long. (The look-up of names is in the tests of the transport, which can make it
 * slow.)
 */
class ConnectTimeoutTests {

	/**
	 * A machine under load may not get as far as it shall in the first of these.
	 */
	private static final List<Duration> LIMITS = List.of(Duration.ofMillis(300), Duration.ofSeconds(2),
			Duration.ofSeconds(10));

	private static void assertTooLong(String server, UnaryOperator<MqttClientBuilder> customizer, String expected) {
		MqttConnectException failure = null;
		for (Duration limit : LIMITS) {
			try (MqttClient client = customizer
				.apply(MqttClient.builder(server).connectTimeout(limit).reconnect(ReconnectPolicy.NONE))
				.build()) {
				failure = Kit.awaitFailure(client.connect(), MqttConnectException.class);
			}
			if (Pattern.matches(expected, failure.getMessage())) {
				return;
			}
		}
		assertThat(failure).hasMessageMatching(expected);
	}

	private static void assertTooLong(String server, String expected) {
		assertTooLong(server, UnaryOperator.identity(), expected);
	}

	@Test
	void credentials() {
		assertTooLong("mqtt://127.0.0.1:1",
				(builder) -> builder.credentialsProvider((server) -> new CompletableFuture<>()),
				".* in \\d+ ms: there is no answer from the credentials provider");
	}

	@Test
	void webSocketRequest() {
		assertTooLong("ws://127.0.0.1:1",
				(builder) -> builder.webSocketRequestProvider((server) -> new CompletableFuture<>()),
				".*the webSocketRequestProvider did not return within \\d+ ms.*");
	}

	@Test
	void tlsOptions() {
		CompletableFuture<TlsOptions> never = new CompletableFuture<>();
		try {
			assertTooLong("mqtts://127.0.0.1:1", (builder) -> builder.tls(never::join),
					".*the supplier of the TLS options did not return within \\d+ ms.*");
		}
		finally {
			never.complete(TlsOptions.DEFAULT);
		}
	}

	@Test
	void tcp() throws Exception {
		try (DeafPort port = new DeafPort()) {
			assertTooLong("mqtt://127.0.0.2:" + port.port(),
					".*there is no answer in \\d+ ms from 127.0.0.2:\\d+. Check host and port, and firewalls.*");
		}
	}

	@ParameterizedTest
	@EnumSource
	void proxy(Type type) throws Exception {
		try (ServerSocket silent = silent()) {
			assertTooLong("mqtt://broker.test",
					(builder) -> builder.proxy(new ProxyOptions(type, "127.0.0.1", silent.getLocalPort(), null, null)),
					".*no answer in \\d+ ms from the " + type + " proxy 127.0.0.1:\\d+. Check that it speaks " + type
							+ ", and that it can reach broker.test:1883");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "mqtts", "wss" })
	void tls(String scheme) throws Exception {
		try (ServerSocket silent = silent()) {
			assertTooLong(scheme + "://127.0.0.1:" + silent.getLocalPort(),
					".*no answer in \\d+ ms to the TLS handshake. Check that this port speaks TLS");
		}
	}

	@Test
	void webSocket() throws Exception {
		try (ServerSocket silent = silent()) {
			assertTooLong("ws://127.0.0.1:" + silent.getLocalPort(),
					".*no answer in \\d+ ms to the WebSocket request. Check that this port speaks WebSocket");
		}
	}

	@Test
	void answerToConnect() throws Exception {
		try (ServerSocket silent = silent()) {
			assertTooLong("mqtt://127.0.0.1:" + silent.getLocalPort(),
					".*the connection was made, but there is no answer in \\d+ ms to CONNECT. Check that this port.*");
		}
	}

	@Test
	void authentication() {
		assertTooLong("mqtt://127.0.0.1:1",
				(builder) -> builder.version(MqttVersion.MQTT_5).enhancedAuthentication(NeverStarts::new),
				".* in \\d+ ms: the authentication 'NEVER' did not come to an end");
	}

	private static ServerSocket silent() throws Exception {
		return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
	}

	private static final class NeverStarts implements EnhancedAuthentication {

		@Override
		public String method() {
			return "NEVER";
		}

		@Override
		public CompletionStage<byte[]> start() {
			return new CompletableFuture<>();
		}

		@Override
		public CompletionStage<byte[]> challenge(byte[] data) {
			throw new IllegalStateException();
		}

		@Override
		public CompletionStage<Void> succeeded(byte[] data) {
			throw new IllegalStateException();
		}

	}

}
