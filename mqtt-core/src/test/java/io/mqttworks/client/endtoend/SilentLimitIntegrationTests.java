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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.client.testkit.MessageRecorder;
import io.mqttworks.test.Kit;
import io.mqttworks.test.MosquittoBroker;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * MQTT 3.1.1 has no Receive Maximum. Mosquitto takes 20 messages of QoS 2 at a time, and
 * some versions close the connection of a client that sends more.
 */
class SilentLimitIntegrationTests {

	@AutoClose
	private final Clients clients = new Clients();

	@ParameterizedTest(name = "{0} messages")
	@ValueSource(ints = { 100, 5_000 })
	void limitOfMosquittoIsFoundInAFewConnections(int count) {
		try (MosquittoBroker broker = MosquittoBroker.start()) {
			MqttClient subscriber = this.clients.connect(broker.uri(), MqttVersion.MQTT_5);
			MessageRecorder received = Clients.subscribe(subscriber, "t", Qos.EXACTLY_ONCE);
			MqttClient publisher = this.clients.connect(broker.uri(), MqttVersion.MQTT_3_1_1,
					(builder) -> builder.cleanStart(false));
			List<CompletableFuture<PublishResult>> results = IntStream.range(0, count)
				.mapToObj((i) -> publisher.publish("t", String.valueOf(i), Qos.EXACTLY_ONCE))
				.toList();
			results.forEach((result) -> Kit.await(result, Duration.ofMinutes(1)));
			await().atMost(Duration.ofMinutes(1)).until(() -> received.count() >= count);
			assertThat(received.texts())
				.containsExactlyElementsOf(IntStream.range(0, count).mapToObj(String::valueOf).toList());
			assertThat(publisher.statistics().connects()).isLessThanOrEqualTo(5);
			assertThat(publisher.statistics().sent().get(Qos.EXACTLY_ONCE)).isLessThanOrEqualTo(count + 500L);
		}
	}

}
