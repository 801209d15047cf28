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

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.testkit.ClientBroker;
import io.mqttworks.test.Kit;
import io.mqttworks.test.Wire;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An address with TLS is never spoken to without, whatever the server answers and however
 * often it is tried.
 */
class NoClearTextTests {

	/** What begins every handshake of TLS. */
	private static final int HANDSHAKE = 0x16;

	private static final int ATTEMPTS = 5;

	static Stream<Arguments> answers() {
		return Stream.of("mqtts", "wss")
			.flatMap((scheme) -> Stream.of(Arguments.of(scheme, "nothing", new byte[0]),
					Arguments.of(scheme, "CONNACK", Wire.bytes(0x20, 2, 0, 0)),
					Arguments.of(scheme, "a TLS alert", Wire.bytes(0x15, 3, 3, 0, 2, 2, 40)), Arguments.of(scheme,
							"HTTP", "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII))));
	}

	@ParameterizedTest(name = "{0} answered with {1}")
	@MethodSource("answers")
	void everyAttemptBeginsWithTls(String scheme, String name, byte[] answer) throws Exception {
		BlockingQueue<Integer> firstBytes = new LinkedBlockingQueue<>();
		try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
				MqttClient client = MqttClient.builder(scheme + "://127.0.0.1:" + server.getLocalPort())
					.reconnect(ClientBroker.FAST_RECONNECT)
					.build()) {
			Thread thread = new Thread(() -> answer(server, firstBytes, answer), "clear-text-server");
			thread.setDaemon(true);
			thread.start();
			client.start();
			for (int i = 0; i < ATTEMPTS; i++) {
				assertThat(firstBytes.poll(Kit.TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(HANDSHAKE);
			}
			assertThat(client.isConnected()).isFalse();
		}
	}

	private static void answer(ServerSocket server, BlockingQueue<Integer> firstBytes, byte[] answer) {
		while (!server.isClosed()) {
			try (Socket socket = server.accept()) {
				int first = socket.getInputStream().read();
				// A client that closes while it connects sends nothing.
				if (first >= 0) {
					firstBytes.add(first);
					socket.getOutputStream().write(answer);
				}
			}
			catch (IOException ex) {
				// The end of a connection, or of the test.
			}
		}
	}

}
