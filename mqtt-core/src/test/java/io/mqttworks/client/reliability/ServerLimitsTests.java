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
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttPublishException;
import io.mqttworks.client.MqttSubscribeException;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.SubscribeResult;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.UserProperty;
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
 * What a server says in its CONNACK that it does not do is not asked of it.
 */
class ServerLimitsTests {

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	private final MqttClient client = this.broker.client((builder) -> {
	});

	@Test
	@DisplayName("[MQTT-3.2.2-11] A message above the server's Maximum QoS is refused")
	void messageAboveTheMaximumQosIsRefused() {
		BrokerConnection connection = this.broker.connect(this.client, false, Props.of(Property.MAXIMUM_QOS, 1));
		MqttPublishException failure = Kit.awaitFailure(this.client.publish("t", "x", Qos.EXACTLY_ONCE),
				MqttPublishException.class);
		assertThat(failure.reasonCode()).isEqualTo(ReasonCode.QOS_NOT_SUPPORTED);
		this.client.publish("t", "allowed", Qos.AT_LEAST_ONCE);
		connection.expectPublishOf("allowed");
	}

	@Test
	@DisplayName("[MQTT-3.2.2-11] [MQTT-3.2.2-14] [MQTT-3.2.2-15] What waited and the server does not take fails when the server is known")
	void whatWaitedAndTheServerDoesNotTakeFails() {
		CompletableFuture<PublishResult> qos = this.client.publish("t", "x", Qos.EXACTLY_ONCE);
		CompletableFuture<PublishResult> retained = this.client
			.publish(MqttMessage.builder("t").retain(true).payload("x").build());
		CompletableFuture<PublishResult> large = this.client.publish("t", "x".repeat(100), Qos.AT_LEAST_ONCE);
		this.client.publish("t", "fits", Qos.AT_LEAST_ONCE);
		BrokerConnection connection = this.broker.connect(this.client, false,
				Props.of(Property.MAXIMUM_QOS, 1)
					.and(Property.RETAIN_AVAILABLE, 0)
					.and(Property.MAXIMUM_PACKET_SIZE, 50));
		connection.expectPublishOf("fits");
		assertThat(Kit.awaitFailure(qos, MqttPublishException.class).reasonCode())
			.isEqualTo(ReasonCode.QOS_NOT_SUPPORTED);
		assertThat(Kit.awaitFailure(retained, MqttPublishException.class).reasonCode())
			.isEqualTo(ReasonCode.RETAIN_NOT_SUPPORTED);
		assertThat(Kit.awaitFailure(large, MqttPublishException.class).reasonCode())
			.isEqualTo(ReasonCode.PACKET_TOO_LARGE);
	}

	@Test
	@DisplayName("[MQTT-3.2.2-14] A retained message is refused if the server keeps none")
	void retainedMessageIsRefusedIfTheServerKeepsNone() {
		BrokerConnection connection = this.broker.connect(this.client, false, Props.of(Property.RETAIN_AVAILABLE, 0));
		MqttPublishException failure = Kit.awaitFailure(
				this.client.publish(MqttMessage.builder("t").retain(true).payload("x").build()),
				MqttPublishException.class);
		assertThat(failure.reasonCode()).isEqualTo(ReasonCode.RETAIN_NOT_SUPPORTED);
		this.client.publish("t", "not retained", Qos.AT_LEAST_ONCE);
		connection.expectPublishOf("not retained");
	}

	@Test
	@DisplayName("[MQTT-3.2.2-15] A message one byte too large for the server is refused, one that just fits is sent")
	void messageTooLargeForTheServerIsRefused() {
		BrokerConnection connection = this.broker.connect(this.client, false,
				Props.of(Property.MAXIMUM_PACKET_SIZE, 64));
		// Two bytes of fixed header, three of topic, two of identifier, one of
		// properties.
		int fits = 64 - 8;
		Kit.awaitFailure(this.client.publish("t", "x".repeat(fits + 1), Qos.AT_LEAST_ONCE), MqttPublishException.class);
		assertThat(this.client.pendingPublishes()).isZero();
		this.client.publish("t", "x".repeat(fits), Qos.AT_LEAST_ONCE);
		assertThat(connection.expectPublish().size()).isEqualTo(64);
	}

	@Test
	@DisplayName("[MQTT-3.2.2-15] A SUBSCRIBE too large for the server is refused")
	void subscribeTooLargeForTheServerIsRefused() {
		BrokerConnection connection = this.broker.connect(this.client, false,
				Props.of(Property.MAXIMUM_PACKET_SIZE, 64));
		CompletableFuture<SubscribeResult> result = this.client
			.subscribe("x".repeat(100), Qos.AT_LEAST_ONCE, (message) -> {
			})
			.result();
		Kit.awaitFailure(result, MqttException.class);
		this.client.publish("t", "alive", Qos.AT_MOST_ONCE);
		connection.expectPublishOf("alive");
	}

	@Test
	void wildcardsAreRefusedIfTheServerHasNone() {
		BrokerConnection connection = this.broker.connect(this.client, false,
				Props.of(Property.WILDCARD_SUBSCRIPTION_AVAILABLE, 0));
		refused("a/#", ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED);
		refused("a/+/b", ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED);
		this.client.subscribe("plain", Qos.AT_LEAST_ONCE, (message) -> {
		});
		connection.expectSubscribe("plain");
	}

	@Test
	void sharedSubscriptionsAreRefusedIfTheServerHasNone() {
		BrokerConnection connection = this.broker.connect(this.client, false,
				Props.of(Property.SHARED_SUBSCRIPTION_AVAILABLE, 0));
		refused("$share/group/a", ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED);
		this.client.subscribe("plain", Qos.AT_LEAST_ONCE, (message) -> {
		});
		connection.expectSubscribe("plain");
	}

	@Test
	void subscriptionsHaveNoIdentifierIfTheServerHasNone() {
		MessageRecorder handler = new MessageRecorder();
		this.client.subscribe("a/+", Qos.AT_LEAST_ONCE, handler);
		BrokerConnection connection = this.broker.connect(this.client, false,
				Props.of(Property.SUBSCRIPTION_IDENTIFIERS_AVAILABLE, 0));
		assertThat(connection.grant("a/+").has(Property.SUBSCRIPTION_IDENTIFIER)).isFalse();
		connection.sendPublish("a/b", "routed by topic", 1, 1).expectPubAck(1);
		handler.expect("routed by topic");
	}

	@Test
	@DisplayName("[MQTT-3.1.3-2] [MQTT-3.2.2-16] The identifier the server assigns names the session from then on")
	void assignedIdentifierNamesTheSession() {
		MqttClient anonymous = this.broker.client((builder) -> builder.clientId(""));
		CompletableFuture<ConnectResult> connected = anonymous.connect();
		BrokerConnection first = this.broker.accept();
		ReceivedPacket connect = first.expectConnect();
		first.sendConnAck(false, 0, Props.of(Property.ASSIGNED_CLIENT_ID, "chosen-by-server"));
		ConnectResult result = Kit.await(connected);
		String expected = connect.connectPayload().clientIdentifier().isEmpty() ? "chosen-by-server"
				: connect.connectPayload().clientIdentifier();
		assertThat(result.clientId()).isEqualTo(expected);
		first.close();
		assertThat(this.broker.accept().expectConnect().connectPayload().clientIdentifier()).isEqualTo(expected);
	}

	@Test
	@DisplayName("[MQTT-3.1.3-7 of 3.1.1] Without a client identifier 3.1.1 starts a clean session")
	void withoutAnIdentifierOldVersionStartsClean() {
		MqttClient anonymous = this.broker.client((builder) -> builder.clientId("").version(MqttVersion.MQTT_3_1_1));
		anonymous.connect();
		assertThat(this.broker.accept().expectConnect().connect().isCleanSession()).isTrue();
	}

	@Test
	void resultTellsEverythingTheServerSaid() {
		CompletableFuture<ConnectResult> connected = this.client.connect();
		this.broker.acceptConnect(false,
				Props.of(Property.SESSION_EXPIRY, 60)
					.and(Property.RECEIVE_MAXIMUM, 11)
					.and(Property.MAXIMUM_QOS, 1)
					.and(Property.RETAIN_AVAILABLE, 0)
					.and(Property.MAXIMUM_PACKET_SIZE, 12_345)
					.and(Property.TOPIC_ALIAS_MAXIMUM, 3)
					.and(Property.REASON_STRING, "welcome")
					.and(Property.WILDCARD_SUBSCRIPTION_AVAILABLE, 0)
					.and(Property.SUBSCRIPTION_IDENTIFIERS_AVAILABLE, 0)
					.and(Property.SHARED_SUBSCRIPTION_AVAILABLE, 0)
					.and(Property.SERVER_KEEP_ALIVE, 33)
					.and(Property.RESPONSE_INFORMATION, "responses/")
					.and(Property.USER_PROPERTY, "zone=a")
					.and(Property.USER_PROPERTY, "zone=b"));
		ConnectResult result = Kit.await(connected);
		assertThat(result.sessionExpiry()).isEqualTo(Duration.ofMinutes(1));
		assertThat(result.receiveMaximum()).isEqualTo(11);
		assertThat(result.maximumQos()).isEqualTo(Qos.AT_LEAST_ONCE);
		assertThat(result.retainAvailable()).isFalse();
		assertThat(result.maximumPacketSize()).isEqualTo(12_345);
		assertThat(result.topicAliasMaximum()).isEqualTo(3);
		assertThat(result.reasonString()).isEqualTo("welcome");
		assertThat(result.wildcardSubscriptionAvailable()).isFalse();
		assertThat(result.subscriptionIdentifiersAvailable()).isFalse();
		assertThat(result.sharedSubscriptionAvailable()).isFalse();
		assertThat(result.keepAlive()).isEqualTo(Duration.ofSeconds(33));
		assertThat(result.responseInformation()).isEqualTo("responses/");
		assertThat(result.userProperties()).containsExactly(new UserProperty("zone", "a"),
				new UserProperty("zone", "b"));
	}

	@Test
	void resultHasTheStandardsDefaultsWhereTheServerSaidNothing() {
		CompletableFuture<ConnectResult> connected = this.client.connect();
		this.broker.acceptConnect();
		ConnectResult result = Kit.await(connected);
		assertThat(result.sessionExpiry()).isEqualTo(Duration.ofHours(1));
		assertThat(result.receiveMaximum()).isEqualTo(65_535);
		assertThat(result.maximumQos()).isEqualTo(Qos.EXACTLY_ONCE);
		assertThat(result.retainAvailable()).isTrue();
		assertThat(result.maximumPacketSize()).isEqualTo(268_435_460);
		assertThat(result.topicAliasMaximum()).isZero();
		assertThat(result.wildcardSubscriptionAvailable()).isTrue();
		assertThat(result.subscriptionIdentifiersAvailable()).isTrue();
		assertThat(result.sharedSubscriptionAvailable()).isTrue();
		assertThat(result.keepAlive()).isEqualTo(Duration.ofSeconds(60));
	}

	@Test
	@DisplayName("[MQTT-3.1.2-24] A packet larger than the client accepts is answered with 0x95, and nothing of it is delivered")
	void packetLargerThanTheClientAcceptsIsAnswered() {
		MqttClient small = this.broker.client((builder) -> builder.clientId("small").maximumPacketSize(200));
		MessageRecorder handler = new MessageRecorder();
		small.subscribe(List.of(Subscription.of("#", Qos.AT_LEAST_ONCE)), handler);
		small.connect();
		BrokerConnection connection = this.broker.accept();
		assertThat(connection.expectConnect().number(Property.MAXIMUM_PACKET_SIZE)).isEqualTo(200);
		connection.sendConnAck();
		connection.grant("#");
		connection.sendPublish("t", "x".repeat(193), 0, 0);
		handler.expect("x".repeat(193));
		connection.sendPublish("t", "x".repeat(194), 0, 0);
		connection.expectDisconnect(0x95);
		connection.expectClosed();
		this.broker.acceptConnect();
		assertThat(handler.count()).isOne();
	}

	private void refused(String filter, ReasonCode reasonCode) {
		CompletableFuture<SubscribeResult> result = this.client.subscribe(filter, Qos.AT_LEAST_ONCE, (message) -> {
		}).result();
		MqttSubscribeException failure = Kit.awaitFailure(result, MqttSubscribeException.class);
		assertThat(failure.reasonCode()).isEqualTo(reasonCode);
		assertThat(failure).hasMessageContaining(filter);
	}

}
