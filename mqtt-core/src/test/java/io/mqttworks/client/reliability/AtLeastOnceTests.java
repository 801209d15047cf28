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
import java.util.stream.IntStream;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttPublishException;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.UserProperty;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.test.FailurePoint;
import io.mqttworks.test.Kit;
import io.mqttworks.client.testkit.MessageRecorder;
import io.mqttworks.test.OrdinaryServer;
import io.mqttworks.test.Property;
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
 * QoS 1: repeated until acknowledged, in both directions.
 */
class AtLeastOnceTests {

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	@BothVersions
	@DisplayName("[MQTT-4.3.2-2] [MQTT-4.3.2-3] [MQTT-2.2.1-5] A message is pending until its PUBACK comes")
	void isPendingUntilItsPubAckComes(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		BrokerConnection connection = this.broker.connect(client);
		CompletableFuture<PublishResult> result = client.publish("a/b", "hello", Qos.AT_LEAST_ONCE);
		ReceivedPacket publish = connection.expectPublish("a/b");
		assertThat(publish.flags()).isEqualTo(2);
		assertThat(result).isNotDone();
		assertThat(client.pendingPublishes()).isOne();
		connection.sendPubAck(publish.packetId());
		assertThat(Kit.await(result)).isEqualTo(PublishResult.SUCCESS);
		assertThat(client.isQueued()).isFalse();
	}

	@BothVersions
	@DisplayName("[MQTT-2.2.1-3] [MQTT-4.3.2-1] Every message under way has an identifier of its own, which is not zero")
	void everyMessageUnderWayHasItsOwnIdentifier(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		BrokerConnection connection = this.broker.connect(client);
		growWindow(client, connection);
		Set<Integer> ids = new HashSet<>();
		for (int i = 0; i < 100; i++) {
			client.publish("t", "message " + i, Qos.AT_LEAST_ONCE);
			ids.add(connection.expectPublish().packetId());
		}
		assertThat(ids).hasSize(100).doesNotContain(0);
	}

	/** Lets a client of 3.1.1 see that the server takes more than a few at once. */
	private static void growWindow(MqttClient client, BrokerConnection connection) {
		for (int size : List.of(20, 40, 80)) {
			List<Integer> ids = new ArrayList<>();
			for (int i = 0; i < size; i++) {
				client.publish("t", "first", Qos.AT_LEAST_ONCE);
				ids.add(connection.expectPublishOf("first").packetId());
			}
			ids.forEach(connection::sendPubAck);
		}
		await().atMost(Kit.TIMEOUT).until(() -> client.pendingPublishes() == 0);
	}

	@Test
	@DisplayName("[MQTT-2.2.1-3] An identifier is not used again while it is in use, over a whole turn of all 65,535")
	void identifierInUseIsPassedOver() {
		MqttClient client = this.broker.client((builder) -> builder.maxPendingMessages(200_000));
		BrokerConnection connection = this.broker.connect(client);
		client.publish("t", "never acknowledged", Qos.AT_LEAST_ONCE);
		int inUse = connection.expectPublishOf("never acknowledged").packetId();
		int count = 66_000;
		List<CompletableFuture<PublishResult>> results = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			results.add(client.publish("t", "", Qos.AT_LEAST_ONCE));
		}
		for (int i = 0; i < count; i++) {
			int id = connection.expectPublish().packetId();
			assertThat(id).isNotZero().isNotEqualTo(inUse);
			connection.sendPubAck(id);
		}
		results.forEach(Kit::await);
		assertThat(client.pendingPublishes()).isOne();
	}

	@BothVersions
	@DisplayName("[MQTT-3.3.1-1] [MQTT-4.4.0-1] What is not acknowledged comes again with DUP and the same identifier")
	void comesAgainWithDupAndTheSameIdentifier(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		BrokerConnection first = this.broker.connect(client);
		CompletableFuture<PublishResult> result = client.publish("a/b", "twice", Qos.AT_LEAST_ONCE);
		ReceivedPacket original = first.expectPublishOf("twice");
		first.close();
		BrokerConnection second = this.broker.acceptConnect(true, Props.NONE);
		ReceivedPacket again = second.expectPublishOf("twice");
		assertThat(again.isDuplicate()).isTrue();
		assertThat(again.qos()).isOne();
		assertThat(again.topic()).isEqualTo("a/b");
		assertThat(again.packetId()).isEqualTo(original.packetId());
		second.sendPubAck(again.packetId());
		Kit.await(result);
	}

	@BothVersions
	@DisplayName("[MQTT-4.4.0-1] Nothing is repeated inside a connection")
	void isNotRepeatedInsideAConnection(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		BrokerConnection connection = this.broker.connect(client);
		client.publish("t", "patience", Qos.AT_LEAST_ONCE);
		connection.expectPublishOf("patience");
		connection.expectNothingFor(Kit.MOMENT);
		client.publish("t", "next", Qos.AT_LEAST_ONCE);
		connection.expectPublishOf("next");
	}

	@Test
	void resultCarriesWhatTheServerAdds() {
		MqttClient client = this.broker.client((builder) -> {
		});
		BrokerConnection connection = this.broker.connect(client);
		CompletableFuture<PublishResult> result = client.publish("t", "x", Qos.AT_LEAST_ONCE);
		int id = connection.expectPublish().packetId();
		connection.sendAck(4, id, 0x10,
				Props.of(Property.REASON_STRING, "nobody there").and(Property.USER_PROPERTY, "node=a"));
		assertThat(Kit.await(result)).isEqualTo(PublishResult.builder(ReasonCode.NO_MATCHING_SUBSCRIBERS)
			.reasonString("nobody there")
			.userProperties(List.of(new UserProperty("node", "a")))
			.build());
	}

	@Test
	@DisplayName("[MQTT-4.4.0-2] A refused message fails with the server's reason and is not sent again")
	void refusedMessageFailsAndIsNotSentAgain() {
		MqttClient client = this.broker.client((builder) -> {
		});
		BrokerConnection first = this.broker.connect(client);
		CompletableFuture<PublishResult> refused = client.publish("secret", "x", Qos.AT_LEAST_ONCE);
		first.sendAck(4, first.expectPublish().packetId(), 0x87, Props.of(Property.REASON_STRING, "not for you"));
		MqttPublishException failure = Kit.awaitFailure(refused, MqttPublishException.class);
		assertThat(failure.reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
		assertThat(failure).hasMessageContaining("secret").hasMessageContaining("not for you");
		first.close();
		BrokerConnection second = this.broker.acceptConnect(true, Props.NONE);
		client.publish("t", "next", Qos.AT_LEAST_ONCE);
		second.expectPublishOf("next");
	}

	@BothVersions
	void acknowledgementOfNothingIsIgnored(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		BrokerConnection connection = this.broker.connect(client);
		connection.sendPubAck(4711);
		CompletableFuture<PublishResult> result = client.publish("t", "x", Qos.AT_LEAST_ONCE);
		connection.sendPubAck(connection.expectPublish().packetId());
		Kit.await(result);
		assertThat(this.broker.connections()).isOne();
	}

	@ParameterizedTest(name = "{0}")
	@EnumSource(names = { "BEFORE_CONNECT", "BEFORE_CONNACK", "REFUSED", "AFTER_CONNACK", "PUBLISH_LOST", "PUBACK_LOST",
			"AFTER_PUBACK" })
	@DisplayName("[MQTT-4.3.2-3] [MQTT-4.4.0-1] Nothing is lost wherever the connection breaks")
	void nothingIsLostWhereverTheConnectionBreaks(FailurePoint point) {
		for (MqttVersion version : List.of(MqttVersion.MQTT_3_1_1, MqttVersion.MQTT_5)) {
			try (ClientBroker broker = ClientBroker.start()) {
				OrdinaryServer server = broker.serve(point, point, point);
				MqttClient client = broker.client((builder) -> builder.version(version));
				client.start();
				List<String> texts = IntStream.range(0, 20).mapToObj((i) -> "message " + i).toList();
				List<CompletableFuture<PublishResult>> results = texts.stream()
					.map((text) -> client.publish("t", text, Qos.AT_LEAST_ONCE))
					.toList();
				results.forEach(Kit::await);
				assertThat(server.taken().stream().distinct()).containsExactlyElementsOf(texts);
				assertThat(server.violations()).isEmpty();
			}
		}
	}

	@ParameterizedTest(name = "{0}")
	@EnumSource(names = { "NEVER", "AFTER_DELIVERY", "DELIVERY_PUBACK_LOST" })
	@DisplayName("[MQTT-4.3.2-4] [MQTT-4.5.0-2] Nothing that is received is lost wherever the connection breaks")
	void nothingReceivedIsLostWhereverTheConnectionBreaks(FailurePoint point) {
		for (MqttVersion version : List.of(MqttVersion.MQTT_3_1_1, MqttVersion.MQTT_5)) {
			try (ClientBroker broker = ClientBroker.start()) {
				OrdinaryServer server = broker.serve(
						FailurePoint.NEVER.equals(point) ? new FailurePoint[0] : new FailurePoint[] { point, point });
				MessageRecorder handler = new MessageRecorder();
				List<String> texts = IntStream.range(0, 20).mapToObj((i) -> "message " + i).toList();
				texts.forEach((text) -> server.deliver(text, 1));
				MqttClient client = broker.client((builder) -> builder.version(version));
				client.subscribe("delivery", Qos.AT_LEAST_ONCE, handler);
				client.start();
				await().atMost(Kit.TIMEOUT).until(server::allDelivered);
				assertThat(handler.texts().stream().distinct()).containsExactlyElementsOf(texts);
				assertThat(server.violations()).isEmpty();
			}
		}
	}

	@BothVersions
	@DisplayName("[MQTT-4.3.2-5] After the PUBACK a PUBLISH with the same identifier is a new message, whatever its DUP")
	void identifierStandsForANewMessageAfterThePubAck(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		MessageRecorder handler = new MessageRecorder();
		client.subscribe("#", Qos.AT_LEAST_ONCE, handler);
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		connection.sendPublish("t", "one", 1, 9).expectPubAck(9);
		connection.sendPublish("t", "two".getBytes(), 1, 9, true, false, Props.NONE).expectPubAck(9);
		assertThat(handler.texts()).containsExactly("one", "two");
		assertThat(handler.all().get(1).duplicate()).isTrue();
		assertThat(handler.all().get(1).packetId()).isEqualTo(9);
	}

}
