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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.mqttworks.client.MessageHandler;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
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

/**
 * Receive Maximum in both directions (MQTT 5 section 4.9).
 */
class FlowControlTests {

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	@Test
	@DisplayName("[MQTT-3.3.4-7] [MQTT-4.9.0-1] [MQTT-4.9.0-2] No more messages are under way than the server allows")
	void noMoreAreUnderWayThanTheServerAllows() {
		MqttClient client = this.broker.client((builder) -> {
		});
		BrokerConnection connection = this.broker.connect(client, false, Props.of(Property.RECEIVE_MAXIMUM, 2));
		List<CompletableFuture<PublishResult>> results = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			results.add(client.publish("t", "m" + i, (i % 2 == 0) ? Qos.AT_LEAST_ONCE : Qos.EXACTLY_ONCE));
		}
		int m0 = connection.expectPublishOf("m0").packetId();
		int m1 = connection.expectPublishOf("m1").packetId();
		connection.expectNothingFor(Kit.MOMENT);
		connection.sendPubAck(m0);
		int m2 = connection.expectPublishOf("m2").packetId();
		// A PUBREC does not make room, a PUBCOMP does.
		connection.sendPubRec(m1).expectPubRel(m1);
		connection.expectNothingFor(Kit.MOMENT);
		connection.sendPubComp(m1);
		int m3 = connection.expectPublishOf("m3").packetId();
		// A PUBREC that refuses does.
		connection.sendAck(5, m3, 0x80, Props.NONE);
		int m4 = connection.expectPublishOf("m4").packetId();
		connection.sendPubAck(m2).sendPubAck(m4);
		Kit.await(results.get(4));
		assertThat(client.pendingPublishes()).isZero();
	}

	@Test
	@DisplayName("[MQTT-3.3.4-8] [MQTT-4.9.0-3] A full window holds up nothing but messages of QoS 1 and 2")
	void fullWindowHoldsUpNothingElse() {
		MqttClient client = this.broker.client((builder) -> {
		});
		client.subscribe("in", Qos.EXACTLY_ONCE, (message) -> {
		});
		BrokerConnection connection = this.broker.connect(client, false, Props.of(Property.RECEIVE_MAXIMUM, 1));
		connection.grant("in");
		client.publish("t", "window", Qos.AT_LEAST_ONCE);
		client.publish("t", "waits", Qos.AT_LEAST_ONCE);
		ReceivedPacket window = connection.expectPublishOf("window");
		client.subscribe("more", Qos.AT_MOST_ONCE, (message) -> {
		});
		connection.grant("more");
		connection.sendPublish("in", "x", 2, 5).expectPubRec(5);
		connection.sendPubRel(5).expectPubComp(5);
		client.unsubscribe("more");
		connection.sendUnsubAck(connection.expectUnsubscribe("more").packetId(), 0);
		connection.sendPubAck(window.packetId());
		connection.expectPublishOf("waits");
	}

	@Test
	void fullWindowNeverHoldsUpTheCaller() {
		MqttClient client = this.broker.client((builder) -> {
		});
		BrokerConnection connection = this.broker.connect(client, false, Props.of(Property.RECEIVE_MAXIMUM, 1));
		for (int i = 0; i < 10_000; i++) {
			client.publish("t", Integer.toString(i), Qos.AT_LEAST_ONCE);
		}
		assertThat(client.pendingPublishes()).isEqualTo(10_000);
		connection.expectPublishOf("0");
		assertThat(client.statistics().inFlight()).isOne();
	}

	@Test
	@DisplayName("[MQTT-3.3.4-7] The window is the new server's after a reconnection, for repetitions too")
	void windowIsTheNewServersAfterAReconnection() {
		MqttClient client = this.broker.client((builder) -> {
		});
		BrokerConnection first = this.broker.connect(client);
		for (int i = 0; i < 6; i++) {
			client.publish("t", "m" + i, Qos.AT_LEAST_ONCE);
			first.expectPublishOf("m" + i);
		}
		first.close();
		BrokerConnection second = this.broker.acceptConnect(true, Props.of(Property.RECEIVE_MAXIMUM, 2));
		second.expectPublishOf("m0");
		int m1 = second.expectPublishOf("m1").packetId();
		second.expectNothingFor(Kit.MOMENT);
		second.sendPubAck(m1);
		assertThat(second.expectPublishOf("m2").isDuplicate()).isTrue();
	}

	@Test
	void clientTellsItsOwnReceiveMaximum() {
		MqttClient client = this.broker.client((builder) -> builder.receiveMaximum(17));
		client.connect();
		assertThat(this.broker.accept().expectConnect().number(Property.RECEIVE_MAXIMUM)).isEqualTo(17);
	}

	@Test
	@DisplayName("[MQTT-3.3.4-9] A server that sends more than the client's Receive Maximum is put up with: nothing is lost")
	void serverThatSendsTooManyIsPutUpWith() {
		MqttClient client = this.broker.client((builder) -> builder.receiveMaximum(2));
		CompletableFuture<Void> release = new CompletableFuture<>();
		MessageRecorder seen = new MessageRecorder();
		client.subscribe("#", Qos.EXACTLY_ONCE, MessageHandler.async((message) -> {
			seen.onMessage(message);
			return release;
		}));
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		for (int id = 1; id <= 5; id++) {
			connection.sendPublish("t", Integer.toString(id), 1, id);
			seen.expect(Integer.toString(id));
		}
		release.complete(null);
		for (int id = 1; id <= 5; id++) {
			connection.expectPubAck(id);
		}
	}

	@Test
	void windowIsFreeAgainWhenHandlersAreDone() {
		MqttClient client = this.broker.client((builder) -> builder.receiveMaximum(2));
		client.subscribe("#", Qos.EXACTLY_ONCE, (message) -> {
		});
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		for (int id = 1; id <= 10; id++) {
			connection.sendPublish("t", "x", 1, id).expectPubAck(id);
		}
		connection.sendPublish("t", "x", 2, 11).expectPubRec(11);
		connection.sendPublish("t", "x", 2, 12).expectPubRec(12);
		connection.sendPubRel(11).expectPubComp(11);
		connection.sendPublish("t", "x", 2, 13).expectPubRec(13);
		connection.expectNothingFor(Duration.ofMillis(50));
	}

}
