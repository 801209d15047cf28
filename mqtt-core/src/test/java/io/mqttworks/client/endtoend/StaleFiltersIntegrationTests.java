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
import java.util.stream.IntStream;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.Brokers;
import io.mqttworks.test.Kit;
import io.mqttworks.client.testkit.MessageRecorder;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A new version of a program in the session of the old one, which had other filters.
 */
class StaleFiltersIntegrationTests {

	@AutoClose
	private final Clients clients = new Clients();

	@BothVersions
	void messagesOfAFilterThatIsNotHandledAnyMoreDoNotStopTheOthers(MqttVersion version) {
		String id = Clients.unique("versions");
		String base = Clients.unique("stale");
		MqttClient first = connect(id, version);
		Clients.subscribe(first, base + "/old/#", Qos.AT_LEAST_ONCE);
		Clients.subscribe(first, base + "/new/#", Qos.AT_LEAST_ONCE);
		first.close();
		MqttClient publisher = this.clients.connect(Brokers.mosquitto().uri(), version);
		int old = (version == MqttVersion.MQTT_5) ? 1200 : 60;
		publish(publisher, base + "/old/x", old);
		List<String> expected = publish(publisher, base + "/new/x", 10);
		MqttClient second = this.clients.build(Brokers.mosquitto().uri(), version,
				(builder) -> builder.clientId(id).cleanStart(false).unmatchedHoldTime(Duration.ofMillis(100)));
		MessageRecorder recorder = new MessageRecorder();
		second.subscribe(base + "/new/#", Qos.AT_LEAST_ONCE, recorder);
		assertThat(Kit.await(second.connect()).sessionPresent()).isTrue();
		expected.forEach(recorder::expect);
		await().atMost(Kit.TIMEOUT).until(() -> second.statistics().unmatched() == old);
		// The old filter is gone, or goes with this one.
		await().atMost(Kit.TIMEOUT).until(() -> {
			long seen = second.statistics().unmatched();
			Kit.await(publisher.publish(base + "/old/x", "late", Qos.AT_LEAST_ONCE));
			Kit.await(publisher.publish(base + "/new/x", "barrier", Qos.AT_LEAST_ONCE));
			recorder.expect("barrier");
			return second.statistics().unmatched() == seen;
		});
	}

	@Test
	void messagesOfANarrowedFilterAreHandledOnce() {
		String id = Clients.unique("narrowed");
		String base = Clients.unique("plant");
		MqttClient first = connect(id, MqttVersion.MQTT_5);
		Clients.subscribe(first, base + "/#", Qos.AT_LEAST_ONCE);
		first.close();
		MqttClient publisher = this.clients.connect(Brokers.mosquitto().uri(), MqttVersion.MQTT_5);
		List<String> expected = publish(publisher, base + "/1/state", 20);
		MqttClient second = this.clients.build(Brokers.mosquitto().uri(), MqttVersion.MQTT_5,
				(builder) -> builder.clientId(id).cleanStart(false));
		MessageRecorder recorder = new MessageRecorder();
		second.subscribe(base + "/+/state", Qos.AT_LEAST_ONCE, recorder);
		Kit.await(second.connect());
		expected.forEach(recorder::expect);
		for (int i = 0; i < 20; i++) {
			Kit.await(publisher.publish(base + "/1/state", "live " + i, Qos.AT_LEAST_ONCE));
			recorder.expect("live " + i);
		}
		assertThat(recorder.count()).isEqualTo(40);
	}

	private MqttClient connect(String id, MqttVersion version) {
		return this.clients.connect(Brokers.mosquitto().uri(), version,
				(builder) -> builder.clientId(id).cleanStart(false));
	}

	private static List<String> publish(MqttClient publisher, String topic, int count) {
		List<String> texts = IntStream.range(0, count).mapToObj((i) -> "message " + i).toList();
		texts.forEach((text) -> publisher.publish(topic, text, Qos.AT_LEAST_ONCE));
		await().atMost(Kit.TIMEOUT).until(() -> !publisher.isQueued());
		return texts;
	}

}
