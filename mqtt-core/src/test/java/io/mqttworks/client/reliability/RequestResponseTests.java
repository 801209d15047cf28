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
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClosedException;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.mqttworks.client.Topics;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.client.testkit.EventRecorder;
import io.mqttworks.test.Kit;
import io.mqttworks.test.Property;
import io.mqttworks.test.Props;
import io.mqttworks.test.ReceivedPacket;
import io.mqttworks.client.testkit.ClientBroker;
import io.netty.handler.codec.mqtt.MqttMessageType;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests and their replies (MQTT 5 section 4.10).
 */
class RequestResponseTests {

	private static final Duration LONG = Duration.ofMinutes(5);

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	private final MqttClient client = this.broker.client((builder) -> {
	});

	@Test
	@DisplayName("[MQTT-3.3.2-13] [MQTT-3.3.2-14] A request carries where the reply goes and what it must carry back")
	void requestIsAnswered() {
		BrokerConnection connection = this.broker.connect(this.client);
		CompletableFuture<MqttMessage> reply = this.client
			.request(MqttMessage.builder("service").payload("question").userProperty("a", "b").build(), LONG);
		String responseTopic = grantReplies(connection);
		ReceivedPacket request = connection.expectPublish("service");
		assertThat(request.text()).isEqualTo("question");
		assertThat(request.userProperties()).containsExactly("a=b");
		assertThat(request.string(Property.RESPONSE_TOPIC))
			.satisfies((topic) -> assertThat(Topics.matches(responseTopic, topic)).isTrue());
		assertThat(request.string(Property.RESPONSE_TOPIC)).doesNotContain("+", "#");
		assertThat(request.binary(Property.CORRELATION_DATA)).isNotEmpty();
		connection.sendPubAck(request.packetId());
		reply(connection, request, "answer");
		assertThat(Kit.await(reply).payloadAsString()).isEqualTo("answer");
	}

	@Test
	void manyRequestsAtOnceFindTheirReplies() {
		BrokerConnection connection = this.broker.connect(this.client);
		List<CompletableFuture<MqttMessage>> replies = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			replies.add(this.client.request(MqttMessage.of("service", Integer.toString(i), Qos.AT_MOST_ONCE), LONG));
		}
		grantReplies(connection);
		List<ReceivedPacket> requests = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			requests.add(connection.expectPublish("service"));
		}
		Collections.shuffle(requests);
		requests.forEach((request) -> reply(connection, request, "answer " + request.text()));
		for (int i = 0; i < 200; i++) {
			assertThat(Kit.await(replies.get(i)).payloadAsString()).isEqualTo("answer " + i);
		}
		this.client.publish("end", "", Qos.AT_MOST_ONCE);
		connection.expectPublish("end");
	}

	@Test
	void requestWithoutReplyFailsInTime() {
		BrokerConnection connection = this.broker.connect(this.client);
		CompletableFuture<MqttMessage> late = this.client.request(MqttMessage.of("service", "late", Qos.AT_MOST_ONCE),
				Duration.ofMillis(300));
		grantReplies(connection);
		ReceivedPacket request = connection.expectPublish("service");
		assertThat(Kit.awaitFailure(late, MqttException.class)).hasRootCauseInstanceOf(TimeoutException.class)
			.hasMessageContaining("service");
		// Too late, and from nobody who was asked: acknowledged and forgotten.
		reply(connection, request, "too late");
		connection.sendPublish(request.string(Property.RESPONSE_TOPIC), "without correlation data", 1, 99);
		connection.expectPubAck(99);
		CompletableFuture<MqttMessage> next = this.client.request(MqttMessage.of("service", "next", Qos.AT_MOST_ONCE),
				LONG);
		reply(connection, connection.expectPublish("service"), "in time");
		assertThat(Kit.await(next).payloadAsString()).isEqualTo("in time");
	}

	@Test
	void requestWhoseMessageIsRefusedFails() {
		BrokerConnection connection = this.broker.connect(this.client);
		CompletableFuture<MqttMessage> reply = this.client
			.request(MqttMessage.of("service", "question", Qos.AT_LEAST_ONCE), LONG);
		grantReplies(connection);
		connection.sendAck(4, connection.expectPublish("service").packetId(), 0x87, Props.NONE);
		Kit.awaitFailure(reply, MqttException.class);
	}

	@Test
	void requestWhoseReplyTopicIsRefusedFails() {
		BrokerConnection connection = this.broker.connect(this.client);
		CompletableFuture<MqttMessage> reply = this.client
			.request(MqttMessage.of("service", "question", Qos.AT_LEAST_ONCE), LONG);
		ReceivedPacket subscribe = connection.expect(MqttMessageType.SUBSCRIBE);
		connection.sendSubAck(subscribe.packetId(), 0x87);
		Kit.awaitFailure(reply, MqttException.class);
	}

	@Test
	void replyTopicIsSubscribedOnceAndRenewedWithASession() {
		BrokerConnection first = this.broker.connect(this.client);
		this.client.request(MqttMessage.of("service", "one", Qos.AT_MOST_ONCE), LONG);
		String filter = grantReplies(first);
		first.expectPublishOf("one");
		this.client.request(MqttMessage.of("service", "two", Qos.AT_MOST_ONCE), LONG);
		first.expectPublishOf("two");
		first.close();
		BrokerConnection second = this.broker.acceptConnect();
		second.grant(filter);
		CompletableFuture<MqttMessage> reply = this.client.request(MqttMessage.of("service", "three", Qos.AT_MOST_ONCE),
				LONG);
		reply(second, second.expectPublishOf("three"), "answer");
		Kit.await(reply);
	}

	@Test
	void requestThatTimedOutIsNotSentAnyMore() {
		CompletableFuture<MqttMessage> stale = this.client
			.request(MqttMessage.of("service", "stale", Qos.AT_LEAST_ONCE), Duration.ofMillis(50));
		Kit.awaitFailure(stale, MqttException.class);
		BrokerConnection connection = this.broker.connect(this.client);
		this.client.request(MqttMessage.of("service", "fresh", Qos.AT_LEAST_ONCE), LONG);
		grantReplies(connection);
		connection.expectPublishOf("fresh");
	}

	@Test
	void topicOfRepliesIsNamedAfterTheClient() {
		MqttClient odd = this.broker.client((builder) -> builder.clientId("a/+#%\t1").allowControlCharacters(true));
		BrokerConnection connection = this.broker.connect(odd);
		odd.request(MqttMessage.of("service", "x", Qos.AT_MOST_ONCE), LONG);
		assertThat(grantReplies(connection)).isEqualTo("replies/a%2F%2B%23%25%091");
		MqttClient nameless = this.broker.client((builder) -> builder.clientId(""));
		connection = this.broker.connect(nameless);
		nameless.request(MqttMessage.of("service", "x", Qos.AT_MOST_ONCE), LONG);
		assertThat(grantReplies(connection)).matches("replies/[0-9a-f-]{36}");
	}

	@Test
	void subscriptionOfRepliesEndsWithTheConnectionThatIsEndedOnPurpose() {
		BrokerConnection first = this.broker.connect(this.client);
		this.client.request(MqttMessage.of("service", "one", Qos.AT_MOST_ONCE), LONG);
		String filter = grantReplies(first);
		first.expectPublishOf("one");
		this.client.disconnect();
		first.expectUnsubscribe(filter);
		first.expectDisconnect();
		first.close();
		BrokerConnection second = this.broker.connect(this.client);
		CompletableFuture<MqttMessage> reply = this.client.request(MqttMessage.of("service", "two", Qos.AT_MOST_ONCE),
				LONG);
		assertThat(grantReplies(second)).isEqualTo(filter);
		reply(second, second.expectPublishOf("two"), "answer");
		Kit.await(reply);
		this.client.close();
		second.expectUnsubscribe(filter);
		second.expectDisconnect();
	}

	@Test
	void lateReplyToAnEarlierProcessIsAcknowledgedAndForgotten() {
		EventRecorder events = new EventRecorder();
		MqttClient next = this.broker.client((builder) -> builder.clientId("next").errorListener(events));
		CompletableFuture<ConnectResult> connected = next.connect();
		BrokerConnection connection = this.broker.acceptConnect(true, Props.NONE);
		Kit.await(connected);
		connection.sendPublish("replies/next", "late".getBytes(), 1, 7, false, false,
				Props.of(Property.CORRELATION_DATA, new byte[] { 0, 0, 0, 0, 0, 0, 0, 1 }));
		connection.expectPubAck(7);
		assertThat(next.statistics().unmatched()).isZero();
		assertThat(events.all()).isEmpty();
		CompletableFuture<MqttMessage> reply = next.request(MqttMessage.of("service", "now", Qos.AT_MOST_ONCE), LONG);
		assertThat(grantReplies(connection)).isEqualTo("replies/next");
		reply(connection, connection.expectPublishOf("now"), "answer");
		assertThat(Kit.await(reply).payloadAsString()).isEqualTo("answer");
	}

	@Test
	void requestExpiresWhenNobodyWaitsForItsReply() {
		BrokerConnection connection = this.broker.connect(this.client);
		this.client.request(MqttMessage.of("service", "one", Qos.AT_MOST_ONCE), Duration.ofMillis(29_500));
		grantReplies(connection);
		assertThat(connection.expectPublishOf("one").number(Property.MESSAGE_EXPIRY)).isBetween(15L, 30L);
		this.client.request(MqttMessage.builder("service").payload("two").messageExpiry(Duration.ofSeconds(3)).build(),
				LONG);
		assertThat(connection.expectPublishOf("two").number(Property.MESSAGE_EXPIRY)).isBetween(1L, 3L);
	}

	@Test
	void requestOfAClosedClientFails() {
		this.client.close();
		Kit.awaitFailure(this.client.request(MqttMessage.of("service", "x", Qos.AT_LEAST_ONCE), LONG),
				MqttClosedException.class);
	}

	private static String grantReplies(BrokerConnection connection) {
		ReceivedPacket subscribe = connection.expect(MqttMessageType.SUBSCRIBE);
		assertThat(subscribe.filters()).hasSize(1);
		connection.sendSubAck(subscribe.packetId(), subscribe.subscriptions().get(0).qualityOfService().value());
		return subscribe.filters().get(0);
	}

	private static void reply(BrokerConnection connection, ReceivedPacket request, String text) {
		connection.sendPublish(request.string(Property.RESPONSE_TOPIC), text.getBytes(), 0, 0, false, false,
				Props.of(Property.CORRELATION_DATA, request.binary(Property.CORRELATION_DATA)));
	}

}
