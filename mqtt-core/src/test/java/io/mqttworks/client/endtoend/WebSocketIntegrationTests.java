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

package io.mqttworks.client.endtoend;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Random;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.Brokers;
import io.mqttworks.test.Kit;
import io.mqttworks.client.testkit.MessageRecorder;
import io.mqttworks.test.MosquittoBroker;
import org.junit.jupiter.api.AutoClose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * MQTT in WebSocket frames, with real brokers.
 */
class WebSocketIntegrationTests {

	@AutoClose
	private final Clients clients = new Clients();

	@BothVersions
	void messagesTravelThroughArtemis(MqttVersion version) {
		assertMessagesTravel(Brokers.artemis().port(), version, 0, 1, 65_535, 65_536);
	}

	/** Mosquitto 2.0.11 takes seconds for larger messages in WebSocket frames. */
	@BothVersions
	void messagesTravelThroughMosquitto(MqttVersion version) {
		int port = Kit.freePort();
		try (MosquittoBroker broker = MosquittoBroker.start("listener " + port, "protocol websockets")) {
			assertThat(broker.port()).isNotEqualTo(port);
			await().atMost(Kit.TIMEOUT).until(() -> listens(port));
			assertMessagesTravel(port, version, 0, 1, 5_000);
		}
	}

	private static boolean listens(int port) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

	private void assertMessagesTravel(int port, MqttVersion version, int... sizes) {
		MqttClient client = this.clients.connect("ws://127.0.0.1:" + port + "/mqtt", version);
		String topic = Clients.unique("websocket");
		MessageRecorder recorder = Clients.subscribe(client, topic, Qos.EXACTLY_ONCE);
		for (int size : sizes) {
			byte[] payload = new byte[size];
			new Random(size).nextBytes(payload);
			for (Qos qos : Qos.values()) {
				Kit.await(client.publish(topic, payload, qos));
				assertThat(Arrays.equals(recorder.expect().payload(), payload)).as("%d bytes at %s", size, qos)
					.isTrue();
			}
		}
	}

}
