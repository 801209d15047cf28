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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttPublishException;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.client.testkit.ClientBroker;
import io.mqttworks.client.testkit.EventRecorder;
import io.mqttworks.client.ErrorListener.MessageDropped;
import io.mqttworks.client.testkit.ManualStore;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.test.Kit;
import io.mqttworks.test.Props;
import io.mqttworks.test.ReceivedPacket;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Servers that end the connection for a message, or for too many at once, without saying
 * so: neither may keep the others from arriving.
 */
class PoisonMessageTests {

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	private final EventRecorder events = new EventRecorder();

	private final ManualStore store = new ManualStore();

	private final List<String> taken = new CopyOnWriteArrayList<>();

	private final Set<Integer> awaitingPubRel = new HashSet<>();

	private final AtomicInteger connections = new AtomicInteger();

	/** With how many QoS 2 messages in flight the server closes. */
	private int limit = Integer.MAX_VALUE;

	@ParameterizedTest
	@CsvSource({ "MQTT_3_1_1, false, 1", "MQTT_3_1_1, true, 2", "MQTT_5, false, 2", "MQTT_5, true, 1" })
	void messageForWhichTheServerClosesIsSetAsideAndTheOthersArrive(MqttVersion version, boolean stored, int qos) {
		serve();
		MqttClient client = this.broker.client((builder) -> {
			builder.version(version).errorListener(this.events);
			if (stored) {
				builder.sessionStore(this.store);
			}
		});
		CompletableFuture<PublishResult> before = client.publish("t", "before", Qos.of(qos));
		CompletableFuture<PublishResult> poison = client.publish("t", "poison", Qos.of(qos));
		CompletableFuture<PublishResult> after = client.publish("t", "after", Qos.of(qos));
		client.start();
		assertThat(Kit.awaitFailure(poison, MqttPublishException.class))
			.hasMessageContaining("'t' with 6 bytes was set aside");
		Kit.await(before);
		Kit.await(after);
		assertThat(this.events.expect(MessageDropped.class).message().payloadAsString()).isEqualTo("poison");
		assertThat(this.taken).containsExactly("before", "after");
		assertThat(client.pendingPublishes()).isZero();
		client.close();
		assertThat(this.store.messages()).isEmpty();
	}

	@Test
	void messageOfAnEarlierProcessIsSetAsideToo() {
		MqttClient earlier = this.broker.client((builder) -> builder.sessionStore(this.store));
		earlier.publish("t", "poison", Qos.AT_LEAST_ONCE);
		earlier.publish("t", "after", Qos.AT_LEAST_ONCE);
		await().atMost(Kit.TIMEOUT).until(() -> this.store.messages().size() == 2);
		earlier.close();
		serve();
		MqttClient client = this.broker
			.client((builder) -> builder.sessionStore(this.store).errorListener(this.events));
		client.start();
		assertThat(this.events.expect(MessageDropped.class).cause()).hasMessageContaining("was set aside");
		await().atMost(Kit.TIMEOUT).until(() -> client.pendingPublishes() == 0);
		assertThat(this.taken).containsExactly("after");
	}

	@ParameterizedTest
	@CsvSource({ "20, 3", "7, 6" })
	void serverThatClosesWhenMoreAreInFlightThanItTakesIsGivenNoMore(int takes, int connections) {
		this.limit = takes;
		serve();
		MqttClient client = this.broker.client((builder) -> builder.version(MqttVersion.MQTT_3_1_1));
		List<String> texts = new ArrayList<>();
		List<CompletableFuture<PublishResult>> results = new ArrayList<>();
		for (int i = 0; i < 1_000; i++) {
			texts.add("message " + i);
			results.add(client.publish("t", "message " + i, Qos.EXACTLY_ONCE));
		}
		client.start();
		results.forEach(Kit::await);
		assertThat(this.taken).hasSize(1_000).containsExactlyInAnyOrderElementsOf(texts);
		assertThat(this.connections.get()).isLessThanOrEqualTo(connections);
	}

	private void serve() {
		Thread thread = new Thread(() -> {
			try {
				while (true) {
					serve(this.broker.accept());
				}
			}
			catch (AssertionError ex) {
				// No more connections.
			}
		}, "picky-server");
		thread.setDaemon(true);
		thread.start();
	}

	private void serve(BrokerConnection connection) {
		try {
			connection.expectConnect();
			connection.sendConnAck(this.connections.getAndIncrement() > 0, 0, Props.NONE);
			while (answer(connection, connection.expectAny())) {
				continue;
			}
		}
		catch (AssertionError ex) {
			// The client has closed.
		}
		connection.close();
	}

	private boolean answer(BrokerConnection connection, ReceivedPacket packet) {
		int id = packet.packetId();
		switch (packet.type()) {
			case PUBLISH -> {
				return take(connection, packet, id);
			}
			case PUBREL -> {
				this.awaitingPubRel.remove(id);
				connection.sendPubComp(id);
			}
			case PINGREQ -> connection.sendPingResp();
			default -> {
				return false;
			}
		}
		return true;
	}

	private boolean take(BrokerConnection connection, ReceivedPacket packet, int id) {
		if (packet.text().equals("poison")) {
			return false;
		}
		if (packet.qos() == 1) {
			this.taken.add(packet.text());
			connection.sendPubAck(id);
			return true;
		}
		if (!this.awaitingPubRel.contains(id)) {
			if (this.awaitingPubRel.size() >= this.limit) {
				return false;
			}
			this.awaitingPubRel.add(id);
			this.taken.add(packet.text());
		}
		connection.sendPubRec(id);
		return true;
	}

}
