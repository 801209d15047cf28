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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.test.FailurePoint;
import io.mqttworks.test.Kit;
import io.mqttworks.client.testkit.MessageRecorder;
import io.mqttworks.test.OrdinaryServer;
import io.mqttworks.client.testkit.ClientBroker;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * QoS 1 and 2 in both directions at once, with the connection closed at every point of
 * the exchanges there is: nothing is lost, and nothing of QoS 2 comes twice.
 */
class EveryFailurePointTests {

	private static final int COUNT = 20;

	@ParameterizedTest(name = "{0}")
	@EnumSource
	void guaranteesHoldAtEveryPoint(FailurePoint point) {
		for (int times = 1; times <= 4; times++) {
			FailurePoint[] points = new FailurePoint[times];
			Arrays.fill(points, point);
			assertGuarantees(MqttVersion.MQTT_3_1_1, points);
			assertGuarantees(MqttVersion.MQTT_5, points);
		}
	}

	@ParameterizedTest(name = "sequence {0}")
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 })
	void guaranteesHoldInAnySequenceOfPoints(long seed) {
		FailurePoint[] all = FailurePoint.values();
		FailurePoint[] points = new Random(seed).ints(15, 1, all.length)
			.mapToObj((i) -> all[i])
			.toArray(FailurePoint[]::new);
		assertGuarantees(MqttVersion.MQTT_3_1_1, points);
		assertGuarantees(MqttVersion.MQTT_5, points);
	}

	private static void assertGuarantees(MqttVersion version, FailurePoint... points) {
		try (ClientBroker broker = ClientBroker.start()) {
			OrdinaryServer server = broker.serve(points);
			List<String> least = texts("least");
			List<String> exactly = texts("exactly");
			for (int i = 0; i < COUNT; i++) {
				server.deliver(least.get(i), 1);
				server.deliver(exactly.get(i), 2);
			}
			MessageRecorder handler = new MessageRecorder();
			MqttClient client = broker.client((builder) -> builder.version(version).cleanStart(false));
			client.subscribe("delivery", Qos.EXACTLY_ONCE, handler);
			client.start();
			List<CompletableFuture<PublishResult>> results = new ArrayList<>();
			for (int i = 0; i < COUNT; i++) {
				results.add(client.publish("t", least.get(i), Qos.AT_LEAST_ONCE));
				results.add(client.publish("t", exactly.get(i), Qos.EXACTLY_ONCE));
			}
			results.forEach(Kit::await);
			await().atMost(Kit.TIMEOUT).until(server::allDelivered);
			for (List<String> side : List.of(server.taken(), handler.texts())) {
				assertThat(side.stream().filter(exactly::contains)).containsExactlyElementsOf(exactly);
				assertThat(side.stream().filter(least::contains).distinct()).containsExactlyElementsOf(least);
			}
			assertThat(server.violations()).isEmpty();
			assertThat(client.isQueued()).isFalse();
		}
	}

	private static List<String> texts(String what) {
		return IntStream.range(0, COUNT).mapToObj((i) -> what + " " + i).toList();
	}

}
