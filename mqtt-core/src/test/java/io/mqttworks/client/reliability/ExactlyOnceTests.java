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

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.mqttworks.client.MessageHandler;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttPublishException;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.test.FailurePoint;
import io.mqttworks.test.Kit;
import io.mqttworks.client.testkit.MessageRecorder;
import io.mqttworks.test.OrdinaryServer;
import io.mqttworks.test.Props;
import io.mqttworks.test.ReceivedPacket;
import io.mqttworks.client.testkit.ClientBroker;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * QoS 2: exactly once, in both directions, as long as the session lives.
 */
class ExactlyOnceTests {

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	@BothVersions
	@DisplayName("[MQTT-4.3.3-1] [MQTT-4.3.3-2] [MQTT-4.3.3-4] [MQTT-4.3.3-5] [MQTT-3.6.1-1] The exchange has four packets with one identifier")
	void exchangeHasFourPacketsWithOneIdentifier(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		BrokerConnection connection = this.broker.connect(client);
		CompletableFuture<PublishResult> result = client.publish("a/b", "exactly", Qos.EXACTLY_ONCE);
		ReceivedPacket publish = connection.expectPublish("a/b");
		assertThat(publish.flags()).isEqualTo(4);
		int id = publish.packetId();
		assertThat(id).isNotZero();
		connection.sendPubRec(id);
		assertThat(connection.expectPubRel(id).flags()).isEqualTo(2);
		assertThat(result).isNotDone();
		assertThat(client.pendingPublishes()).isOne();
		connection.sendPubComp(id);
		assertThat(Kit.await(result)).isEqualTo(PublishResult.SUCCESS);
		assertThat(client.pendingPublishes()).isZero();
	}

	@ParameterizedTest(name = "{0}")
	@EnumSource(names = { "NEVER", "BEFORE_CONNACK", "AFTER_CONNACK", "PUBLISH_LOST", "PUBREC_LOST", "AFTER_PUBREC",
			"PUBREL_LOST", "PUBCOMP_LOST", "AFTER_PUBCOMP" })
	@DisplayName("[MQTT-4.3.3-3] [MQTT-4.3.3-5] [MQTT-4.4.0-1] Every message arrives exactly once wherever the connection breaks")
	void arrivesExactlyOnceWhereverTheConnectionBreaks(FailurePoint point) {
		for (MqttVersion version : List.of(MqttVersion.MQTT_3_1_1, MqttVersion.MQTT_5)) {
			try (ClientBroker broker = ClientBroker.start()) {
				OrdinaryServer server = broker.serve(point, point, point);
				MqttClient client = broker.client((builder) -> builder.version(version));
				client.start();
				List<String> texts = IntStream.range(0, 20).mapToObj((i) -> "message " + i).toList();
				List<CompletableFuture<PublishResult>> results = texts.stream()
					.map((text) -> client.publish("t", text, Qos.EXACTLY_ONCE))
					.toList();
				results.forEach(Kit::await);
				assertThat(server.taken()).containsExactlyElementsOf(texts);
				assertThat(server.violations()).isEmpty();
			}
		}
	}

	@ParameterizedTest(name = "{0}")
	@EnumSource(names = { "NEVER", "AFTER_CONNACK", "AFTER_DELIVERY", "DELIVERY_PUBREC_LOST", "DELIVERY_PUBREL_LOST",
			"AFTER_DELIVERY_PUBREL", "DELIVERY_PUBCOMP_LOST" })
	@DisplayName("[MQTT-4.3.3-8] [MQTT-4.3.3-10] [MQTT-4.3.3-11] Every received message is handled exactly once wherever the connection breaks")
	void isHandledExactlyOnceWhereverTheConnectionBreaks(FailurePoint point) {
		for (MqttVersion version : List.of(MqttVersion.MQTT_3_1_1, MqttVersion.MQTT_5)) {
			try (ClientBroker broker = ClientBroker.start()) {
				OrdinaryServer server = broker.serve(point, point, point);
				MessageRecorder handler = new MessageRecorder();
				List<String> texts = IntStream.range(0, 20).mapToObj((i) -> "message " + i).toList();
				texts.forEach((text) -> server.deliver(text, 2));
				MqttClient client = broker.client((builder) -> builder.version(version));
				client.subscribe("delivery", Qos.EXACTLY_ONCE, handler);
				client.start();
				await().atMost(Kit.TIMEOUT).until(server::allDelivered);
				assertThat(handler.texts()).containsExactlyElementsOf(texts);
				assertThat(server.violations()).isEmpty();
			}
		}
	}

	@BothVersions
	@DisplayName("[MQTT-4.3.3-6] [MQTT-4.4.0-1] After the PUBREC only the PUBREL comes again")
	void onlyThePubRelComesAgainAfterThePubRec(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		BrokerConnection first = this.broker.connect(client);
		CompletableFuture<PublishResult> result = client.publish("t", "x", Qos.EXACTLY_ONCE);
		int id = first.expectPublish().packetId();
		first.sendPubRec(id).expectPubRel(id);
		first.close();
		BrokerConnection second = this.broker.acceptConnect(true, Props.NONE);
		assertThat(second.expectPubRel(id).flags()).isEqualTo(2);
		second.sendPubComp(id);
		Kit.await(result);
	}

	@Test
	@DisplayName("[MQTT-4.3.3-4] [MQTT-4.4.0-2] A message the server refuses with its PUBREC fails, and no PUBREL is sent")
	void refusedMessageFailsWithoutPubRel() {
		MqttClient client = this.broker.client((builder) -> {
		});
		BrokerConnection first = this.broker.connect(client);
		CompletableFuture<PublishResult> refused = client.publish("t", "x", Qos.EXACTLY_ONCE);
		first.sendAck(5, first.expectPublish().packetId(), 0x97, Props.NONE);
		assertThat(Kit.awaitFailure(refused, MqttPublishException.class).reasonCode())
			.isEqualTo(ReasonCode.QUOTA_EXCEEDED);
		client.publish("t", "next", Qos.EXACTLY_ONCE);
		first.expectPublishOf("next");
		first.close();
		BrokerConnection second = this.broker.acceptConnect(true, Props.NONE);
		second.expectPublishOf("next");
	}

	@Test
	void pubRecWithAWarningGoesOn() {
		MqttClient client = this.broker.client((builder) -> {
		});
		BrokerConnection connection = this.broker.connect(client);
		CompletableFuture<PublishResult> result = client.publish("t", "x", Qos.EXACTLY_ONCE);
		int id = connection.expectPublish().packetId();
		connection.sendAck(5, id, 0x10, Props.NONE).expectPubRel(id);
		connection.sendPubComp(id);
		assertThat(Kit.await(result).reasonCode()).isEqualTo(ReasonCode.NO_MATCHING_SUBSCRIBERS);
	}

	@Test
	@DisplayName("[MQTT-3.6.2-1] [MQTT-3.7.2-1] Unknown identifiers are answered with reason code 0x92")
	void unknownIdentifiersAreAnsweredWithNotFound() {
		MqttClient client = this.broker.client((builder) -> {
		});
		BrokerConnection connection = this.broker.connect(client);
		connection.sendPubRec(321);
		assertThat(connection.expectPubRel(321).reasonCode()).isEqualTo(0x92);
		connection.sendPubRel(322);
		assertThat(connection.expectPubComp(322).reasonCode()).isEqualTo(0x92);
		connection.sendPubComp(323);
		client.publish("t", "alive", Qos.AT_MOST_ONCE);
		connection.expectPublishOf("alive");
	}

	@Test
	void unknownIdentifiersAreAnsweredOnOldVersionToo() {
		MqttClient client = this.broker.client((builder) -> builder.version(MqttVersion.MQTT_3_1_1));
		BrokerConnection connection = this.broker.connect(client);
		connection.sendPubRel(322);
		assertThat(connection.expectPubComp(322).size()).isEqualTo(4);
	}

	@BothVersions
	@DisplayName("[MQTT-4.3.3-10] [MQTT-4.3.3-12] A repeated PUBLISH is handled once until its PUBREL, then its identifier is free")
	void repetitionIsHandledOnceUntilThePubRel(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		MessageRecorder handler = new MessageRecorder();
		client.subscribe("#", Qos.EXACTLY_ONCE, handler);
		BrokerConnection first = this.broker.connect(client);
		first.grant("#");
		first.sendPublish("t", "one", 2, 7).expectPubRec(7);
		first.sendPublish("t", "one".getBytes(), 2, 7, true, false, Props.NONE).expectPubRec(7);
		first.close();
		BrokerConnection second = this.broker.acceptConnect(true, Props.NONE);
		second.sendPublish("t", "one".getBytes(), 2, 7, true, false, Props.NONE).expectPubRec(7);
		second.sendPubRel(7).expectPubComp(7);
		second.sendPublish("t", "two", 2, 7).expectPubRec(7);
		second.sendPubRel(7).expectPubComp(7);
		assertThat(handler.texts()).containsExactly("one", "two");
	}

	@BothVersions
	@DisplayName("[MQTT-3.2.2-5] With a new session a received identifier stands for a new message")
	void identifierStandsForANewMessageInANewSession(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		MessageRecorder handler = new MessageRecorder();
		client.subscribe("#", Qos.EXACTLY_ONCE, handler);
		BrokerConnection first = this.broker.connect(client);
		first.grant("#");
		first.sendPublish("t", "one", 2, 7).expectPubRec(7);
		first.close();
		BrokerConnection second = this.broker.acceptConnect(false, Props.NONE);
		second.grant("#");
		second.sendPublish("t", "two", 2, 7).expectPubRec(7);
		assertThat(handler.texts()).containsExactly("one", "two");
	}

	@Test
	@DisplayName("[MQTT-4.3.3-9] After a PUBREC that refuses, the identifier stands for a new message")
	void identifierStandsForANewMessageAfterARefusal() {
		MqttClient client = this.broker.client((builder) -> {
		});
		MessageRecorder seen = new MessageRecorder();
		client.subscribe("#", Qos.EXACTLY_ONCE, MessageHandler.manual((message, acknowledgment) -> {
			seen.onMessage(message);
			acknowledgment.reject(ReasonCode.QUOTA_EXCEEDED, null);
		}));
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		assertThat(connection.sendPublish("t", "one", 2, 7).expectPubRec(7).reasonCode()).isEqualTo(0x97);
		assertThat(connection.sendPublish("t", "two", 2, 7).expectPubRec(7).reasonCode()).isEqualTo(0x97);
		assertThat(seen.texts()).containsExactly("one", "two");
	}

	@BothVersions
	@DisplayName("[MQTT-4.3.3-10] A repetition that comes while the handler is at work is not handled again")
	void repetitionDuringTheHandlerIsNotHandledAgain(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		CompletableFuture<Void> work = new CompletableFuture<>();
		MessageRecorder seen = new MessageRecorder();
		client.subscribe("#", Qos.EXACTLY_ONCE, MessageHandler.async((message) -> {
			seen.onMessage(message);
			return work;
		}));
		BrokerConnection first = this.broker.connect(client);
		first.grant("#");
		first.sendPublish("t", "slow", 2, 7);
		seen.expect("slow");
		first.close();
		BrokerConnection second = this.broker.acceptConnect(true, Props.NONE);
		second.sendPublish("t", "slow".getBytes(), 2, 7, true, false, Props.NONE);
		client.publish("barrier", "", Qos.AT_LEAST_ONCE);
		second.expectPublish("barrier");
		work.complete(null);
		second.expectPubRec(7);
		second.sendPubRel(7).expectPubComp(7);
		assertThat(seen.texts()).containsExactly("slow");
	}

}
