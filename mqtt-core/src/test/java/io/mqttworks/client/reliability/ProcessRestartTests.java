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

package io.mqttworks.client.reliability;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.ConnectionState;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.test.FailurePoint;
import io.mqttworks.test.Kit;
import io.mqttworks.client.testkit.ManualStore;
import io.mqttworks.client.testkit.MessageRecorder;
import io.mqttworks.test.OrdinaryServer;
import io.mqttworks.client.testkit.ClientBroker;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * QoS 1 and 2 in both directions, with the process ended at every point of the exchanges
 * there is, and what was not flushed to the session store lost: nothing is lost, nothing
 * of QoS 2 comes twice, and what is noted as handled is not handled again.
 */
class ProcessRestartTests {

	private static final int COUNT = 20;

	private static final List<String> LEAST = texts("least");

	private static final List<String> EXACTLY = texts("exactly");

	@ParameterizedTest(name = "{0}")
	@EnumSource
	void guaranteesHoldWhereverTheProcessEnds(FailurePoint point) {
		for (int lives = 1; lives <= 3; lives++) {
			for (MqttVersion version : List.of(MqttVersion.MQTT_3_1_1, MqttVersion.MQTT_5)) {
				FailurePoint[] points = new FailurePoint[lives];
				Arrays.fill(points, point);
				assertGuarantees(version, points);
			}
		}
	}

	private static void assertGuarantees(MqttVersion version, FailurePoint... points) {
		try (ClientBroker broker = ClientBroker.start()) {
			ManualStore store = new ManualStore();
			OrdinaryServer server = broker.serve(points);
			for (int i = 0; i < COUNT; i++) {
				server.deliver(LEAST.get(i), 1);
				server.deliver(EXACTLY.get(i), 2);
			}
			MqttClient client = broker
				.clientWithoutReconnect((builder) -> builder.version(version).sessionStore(store));
			for (int i = 0; i < COUNT; i++) {
				client.publish("t", LEAST.get(i), Qos.AT_LEAST_ONCE);
				client.publish("t", EXACTLY.get(i), Qos.EXACTLY_ONCE);
			}
			await().pollInterval(Duration.ofMillis(5))
				.atMost(Kit.TIMEOUT)
				.until(() -> store.messages().size() == 2 * COUNT);
			MessageRecorder handler = new MessageRecorder();
			live(client, handler, server);
			Set<Integer> noted = new HashSet<>();
			for (int life = 0; life < points.length; life++) {
				store.crash();
				client.close();
				noted.addAll(store.handled());
				int before = handler.count();
				client = broker.clientWithoutReconnect((builder) -> builder.version(version).sessionStore(store));
				live(client, handler, server);
				assertThat(handler.texts().stream().skip(before))
					.noneMatch((text) -> noted.stream().anyMatch((id) -> delivered(id).equals(text)));
			}
			client.close();
			assertThat(server.allDelivered()).isTrue();
			assertThat(store.messages()).isEmpty();
			assertThat(store.handled()).isEmpty();
			assertThat(server.taken().stream().filter(EXACTLY::contains)).containsExactlyElementsOf(EXACTLY);
			assertThat(server.taken().stream().filter(LEAST::contains).distinct()).containsExactlyElementsOf(LEAST);
			assertThat(handler.texts()).containsAll(EXACTLY).containsAll(LEAST);
			assertThat(server.violations()).isEmpty();
		}
	}

	/** Until the connection ends, or there is nothing left to do. */
	private static void live(MqttClient client, MessageRecorder handler, OrdinaryServer server) {
		client.subscribe("delivery", Qos.EXACTLY_ONCE, handler);
		CompletableFuture<ConnectResult> connected = client.connect();
		await().pollInterval(Duration.ofMillis(5))
			.atMost(Kit.TIMEOUT)
			.until(() -> (connected.isDone() && client.state() == ConnectionState.IDLE)
					|| (server.allDelivered() && client.pendingPublishes() == 0));
	}

	/** The text the server gave a packet identifier to; every second is of QoS 2. */
	private static String delivered(int packetId) {
		return EXACTLY.get(packetId / 2 - 1);
	}

	private static List<String> texts(String what) {
		return IntStream.range(0, COUNT).mapToObj((i) -> what + " " + i).toList();
	}

}
