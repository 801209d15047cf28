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
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

import io.mqttworks.client.MessageHandler;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.test.Kit;
import io.mqttworks.client.testkit.MessageRecorder;
import io.mqttworks.test.Property;
import io.mqttworks.test.Props;
import io.mqttworks.test.ReceivedPacket;
import io.mqttworks.client.testkit.ClientBroker;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What comes in which order (MQTT 5 section 4.6).
 */
class OrderingTests {

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	@Test
	void messagesOfEachThreadGoOutInItsOrder() {
		MqttClient client = this.broker.client((builder) -> {
		});
		BrokerConnection connection = this.broker.connect(client);
		List<Thread> threads = IntStream.range(0, 4).mapToObj((number) -> new Thread(() -> {
			for (int i = 0; i < 500; i++) {
				client.publish("thread/" + number, Integer.toString(i), Qos.AT_LEAST_ONCE);
			}
		})).toList();
		threads.forEach(Thread::start);
		Map<String, Integer> next = new HashMap<>();
		for (int i = 0; i < 4 * 500; i++) {
			ReceivedPacket publish = connection.expectPublish();
			int expected = next.merge(publish.topic(), 1, Integer::sum) - 1;
			assertThat(publish.text()).isEqualTo(Integer.toString(expected));
		}
	}

	@BothVersions
	@DisplayName("[MQTT-4.6.0-1] Unacknowledged messages come again in their first order, before newer ones")
	void unacknowledgedMessagesComeAgainInTheirFirstOrder(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		BrokerConnection first = this.broker.connect(client);
		List<Integer> ids = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			client.publish("t", Integer.toString(i), (i % 2 == 0) ? Qos.AT_LEAST_ONCE : Qos.EXACTLY_ONCE);
			ids.add(first.expectPublishOf(Integer.toString(i)).packetId());
		}
		// The fourth and the first are done, in this order; the sixth is half way.
		first.sendPubRec(ids.get(3)).expectPubRel(ids.get(3));
		first.sendPubComp(ids.get(3));
		first.sendPubAck(ids.get(0));
		first.sendPubRec(ids.get(5)).expectPubRel(ids.get(5));
		this.broker.stopListening();
		first.close();
		await().atMost(Kit.TIMEOUT).until(() -> !client.isConnected());
		client.publish("t", "newer", Qos.AT_LEAST_ONCE);
		this.broker.listenAgain();
		BrokerConnection second = this.broker.acceptConnect(true, Props.NONE);
		List<String> repeated = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			ReceivedPacket packet = second.expectAny();
			repeated.add(packet.type() + " " + packet.packetId());
		}
		List<String> publishes = repeated.stream().filter((each) -> each.startsWith("PUBLISH")).toList();
		assertThat(publishes).containsExactly("PUBLISH " + ids.get(1), "PUBLISH " + ids.get(2), "PUBLISH " + ids.get(4),
				"PUBLISH " + ids.get(6), "PUBLISH " + ids.get(7), "PUBLISH " + ids.get(8), "PUBLISH " + ids.get(9));
		assertThat(repeated).contains("PUBREL " + ids.get(5));
		ReceivedPacket newer = second.expectPublishOf("newer");
		assertThat(newer.isDuplicate()).isFalse();
	}

	@BothVersions
	@DisplayName("[MQTT-4.6.0-4] PUBRELs go out in the order the PUBRECs came in")
	void pubRelsFollowTheOrderOfPubRecs(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		BrokerConnection connection = this.broker.connect(client);
		List<Integer> ids = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			client.publish("t", "x", Qos.EXACTLY_ONCE);
			ids.add(connection.expectPublish().packetId());
		}
		Collections.reverse(ids);
		ids.forEach(connection::sendPubRec);
		ids.forEach(connection::expectPubRel);
	}

	@BothVersions
	@DisplayName("[MQTT-4.6.0-2] [MQTT-4.6.0-3] PUBACKs and PUBRECs go out in the order of receipt, whichever handler is done first")
	void acknowledgementsFollowTheOrderOfReceipt(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		Map<Integer, CompletableFuture<Void>> work = new ConcurrentHashMap<>();
		MessageRecorder seen = new MessageRecorder();
		client.subscribe("#", Qos.EXACTLY_ONCE, MessageHandler.async((message) -> {
			CompletableFuture<Void> done = new CompletableFuture<>();
			work.put(message.packetId(), done);
			seen.onMessage(message);
			return done;
		}));
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		for (int id = 1; id <= 6; id++) {
			connection.sendPublish("t", "m" + id, (id % 2 == 0) ? 2 : 1, id);
			seen.expect("m" + id);
		}
		for (int id = 6; id >= 1; id--) {
			work.get(id).complete(null);
		}
		for (int id = 1; id <= 6; id++) {
			if (id % 2 == 0) {
				connection.expectPubRec(id);
			}
			else {
				connection.expectPubAck(id);
			}
		}
	}

	@BothVersions
	void handlerTakesMessagesInOrder(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		MessageRecorder handler = new MessageRecorder();
		client.subscribe("#", Qos.EXACTLY_ONCE, handler);
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		for (int i = 1; i <= 900; i++) {
			connection.sendPublish("topic/" + (i % 7), Integer.toString(i), i % 3, i);
		}
		for (int i = 1; i <= 900; i++) {
			handler.expect(Integer.toString(i));
		}
	}

	@Test
	void repetitionsComeBeforeWhatWaitedForTheWindow() {
		MqttClient client = this.broker.client((builder) -> {
		});
		BrokerConnection first = this.broker.connect(client, false, Props.of(Property.RECEIVE_MAXIMUM, 2));
		for (int i = 0; i < 5; i++) {
			client.publish("t", "m" + i, Qos.AT_LEAST_ONCE);
		}
		first.expectPublishOf("m0");
		first.expectPublishOf("m1");
		first.close();
		BrokerConnection second = this.broker.acceptConnect(true, Props.NONE);
		for (int i = 0; i < 5; i++) {
			assertThat(second.expectPublishOf("m" + i).isDuplicate()).isEqualTo(i < 2);
		}
		assertThat(client.pendingPublishes()).isEqualTo(5);
		second.arrived()
			.stream()
			.filter((packet) -> packet.packetId() != 0)
			.forEach((packet) -> second.sendPubAck(packet.packetId()));
		await().atMost(Kit.TIMEOUT).until(() -> client.pendingPublishes() == 0);
	}

}
