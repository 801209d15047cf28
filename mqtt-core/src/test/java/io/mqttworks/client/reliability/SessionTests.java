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
import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.MqttSubscribeException;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.SubscribeResult;
import io.mqttworks.client.Subscription;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.client.testkit.EventRecorder;
import io.mqttworks.client.testkit.EventRecorder.SubscriptionRefused;
import io.mqttworks.test.Kit;
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
 * What the client asks of, and keeps of, a session over several connections.
 */
class SessionTests {

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	@Test
	void firstConnectionMayStartCleanAndLaterOnesResume() {
		MqttClient client = this.broker.client((builder) -> builder.cleanStart(true));
		client.start();
		BrokerConnection first = this.broker.accept();
		ReceivedPacket connect = first.expectConnect();
		assertThat(connect.connect().isCleanSession()).isTrue();
		assertThat(connect.number(Property.SESSION_EXPIRY)).isEqualTo(3600);
		first.sendConnAck();
		first.close();
		BrokerConnection second = this.broker.accept();
		assertThat(second.expectConnect().connect().isCleanSession()).isFalse();
	}

	@Test
	@DisplayName("[MQTT-3.1.2-6 of 3.1.1] A clean session of 3.1.1 is clean at every connection")
	void cleanSessionOfOldVersionIsCleanAtEveryConnection() {
		MqttClient client = this.broker.client((builder) -> builder.cleanStart(true).version(MqttVersion.MQTT_3_1_1));
		client.start();
		BrokerConnection first = this.broker.accept();
		assertThat(first.expectConnect().connect().isCleanSession()).isTrue();
		first.sendConnAck();
		first.close();
		assertThat(this.broker.accept().expectConnect().connect().isCleanSession()).isTrue();
	}

	@Test
	void sessionWithoutEndIsAskedForWithTheLargestNumber() {
		MqttClient client = this.broker.client((builder) -> builder.sessionExpiry(null));
		client.connect();
		ReceivedPacket connect = this.broker.accept().expectConnect();
		assertThat(connect.number(Property.SESSION_EXPIRY)).isEqualTo(0xFFFF_FFFFL);
		assertThat(connect.connect().isCleanSession()).isFalse();
	}

	@Test
	void resultTellsTheSessionsState() {
		MqttClient client = this.broker.client((builder) -> {
		});
		CompletableFuture<ConnectResult> connected = client.connect();
		this.broker.acceptConnect(true, Props.of(Property.SESSION_EXPIRY, 7));
		ConnectResult result = Kit.await(connected);
		assertThat(result.sessionPresent()).isTrue();
		assertThat(result.sessionExpiry()).isEqualTo(Duration.ofSeconds(7));
		assertThat(result.clientId()).isEqualTo("scripted");
		assertThat(result.version()).isEqualTo(MqttVersion.MQTT_5);
		assertThat(client.connection()).isEqualTo(result);
	}

	@BothVersions
	@DisplayName("[MQTT-3.2.2-4] A session that a clean start cannot have closes the connection")
	void sessionThatCannotBeClosesTheConnection(MqttVersion version) {
		MqttClient client = this.broker.clientWithoutReconnect((builder) -> builder.version(version).cleanStart(true));
		CompletableFuture<ConnectResult> connected = client.connect();
		BrokerConnection connection = this.broker.acceptConnect(true, Props.NONE);
		MqttConnectException failure = Kit.awaitFailure(connected, MqttConnectException.class);
		assertThat(failure).hasMessageContaining("session");
		connection.awaitClosed();
	}

	@BothVersions
	void subscriptionsAreRenewedExactlyWhenTheServerLostTheSession(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version).subscriptionIdentifiers(false));
		client.subscribe("one", Qos.AT_LEAST_ONCE, (message) -> {
		});
		client.subscribe(List.of(Subscription.of("two", Qos.EXACTLY_ONCE), Subscription.of("three", Qos.AT_MOST_ONCE)),
				(message) -> {
				});
		BrokerConnection first = this.broker.connect(client);
		first.grant("one");
		first.grant("two", "three");
		first.close();
		BrokerConnection second = this.broker.acceptConnect(true, Props.NONE);
		client.publish("barrier", "", Qos.AT_MOST_ONCE);
		second.expectPublish("barrier");
		second.close();
		BrokerConnection third = this.broker.acceptConnect(false, Props.NONE);
		third.grant("one");
		third.grant("two", "three");
		client.publish("barrier", "", Qos.AT_MOST_ONCE);
		third.expectPublish("barrier");
	}

	@BothVersions
	void whatWasUnsubscribedIsNotRenewed(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		client.subscribe("stays", Qos.AT_LEAST_ONCE, (message) -> {
		});
		client.subscribe("goes", Qos.AT_LEAST_ONCE, (message) -> {
		});
		BrokerConnection first = this.broker.connect(client);
		first.grant("stays");
		first.grant("goes");
		CompletableFuture<SubscribeResult> gone = client.unsubscribe("goes");
		first.sendUnsubAck(first.expectUnsubscribe("goes").packetId(), 0);
		Kit.await(gone);
		first.close();
		BrokerConnection second = this.broker.acceptConnect(false, Props.NONE);
		second.grant("stays");
		client.publish("barrier", "", Qos.AT_MOST_ONCE);
		second.expectPublish("barrier");
	}

	@BothVersions
	void refusedRenewalIsTold(MqttVersion version) {
		EventRecorder events = new EventRecorder();
		MqttClient client = this.broker.client((builder) -> builder.version(version).errorListener(events));
		client.subscribe("a", Qos.AT_LEAST_ONCE, (message) -> {
		});
		BrokerConnection first = this.broker.connect(client);
		first.grant("a");
		first.close();
		BrokerConnection second = this.broker.acceptConnect(false, Props.NONE);
		second.sendSubAck(second.expectSubscribe("a").packetId(), (version == MqttVersion.MQTT_5) ? 0x87 : 0x80);
		SubscriptionRefused refused = events.expect(SubscriptionRefused.class);
		assertThat(refused.topicFilter()).isEqualTo("a");
		assertThat(refused.reasonCode())
			.isEqualTo((version == MqttVersion.MQTT_5) ? ReasonCode.NOT_AUTHORIZED : ReasonCode.UNSPECIFIED_ERROR);
		assertThat(client.isConnected()).isTrue();
	}

	@BothVersions
	void subscribeWithoutAnswerIsSentAgain(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		BrokerConnection first = this.broker.connect(client);
		CompletableFuture<SubscribeResult> result = client.subscribe("a", Qos.AT_LEAST_ONCE, (message) -> {
		}).result();
		first.expectSubscribe("a");
		first.close();
		BrokerConnection second = this.broker.acceptConnect(true, Props.NONE);
		second.grant("a");
		assertThat(Kit.await(result).reasonCodes()).containsExactly(ReasonCode.GRANTED_QOS_1);
		client.publish("barrier", "", Qos.AT_MOST_ONCE);
		second.expectPublish("barrier");
	}

	@BothVersions
	void unsubscribeWithoutAnswerIsSentAgain(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		client.subscribe("a", Qos.AT_LEAST_ONCE, (message) -> {
		});
		BrokerConnection first = this.broker.connect(client);
		first.grant("a");
		CompletableFuture<SubscribeResult> result = client.unsubscribe("a");
		first.expectUnsubscribe("a");
		first.close();
		BrokerConnection second = this.broker.acceptConnect(true, Props.NONE);
		second.sendUnsubAck(second.expectUnsubscribe("a").packetId(), 0);
		assertThat(Kit.await(result).reasonCodes()).containsExactly(ReasonCode.SUCCESS);
	}

	@BothVersions
	@DisplayName("[MQTT-3.8.4-6] [MQTT-3.9.3-1] Every code of a SUBACK is checked and belongs to the filter in its place")
	void everyCodeOfASubAckIsChecked(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version).subscriptionIdentifiers(false));
		BrokerConnection connection = this.broker.connect(client);
		CompletableFuture<SubscribeResult> result = client
			.subscribe(List.of(Subscription.of("yes", Qos.EXACTLY_ONCE), Subscription.of("no", Qos.EXACTLY_ONCE)),
					(message) -> {
					})
			.result();
		connection.sendSubAck(connection.expectSubscribe("yes", "no").packetId(), 1, 0x80);
		MqttSubscribeException failure = Kit.awaitFailure(result, MqttSubscribeException.class);
		assertThat(failure).hasMessageContaining("no");
		assertThat(failure.result().topicFilters()).containsExactly("yes", "no");
		assertThat(failure.result().reasonCodes()).containsExactly(ReasonCode.GRANTED_QOS_1,
				ReasonCode.UNSPECIFIED_ERROR);
	}

	@BothVersions
	@DisplayName("[MQTT-3.2.2-5] [MQTT-3.1.2-4] With a new session nothing of the old one is repeated: messages go out as new ones")
	void withANewSessionMessagesGoOutAsNewOnes(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		BrokerConnection first = this.broker.connect(client);
		CompletableFuture<PublishResult> one = client.publish("t", "one", Qos.AT_LEAST_ONCE);
		CompletableFuture<PublishResult> two = client.publish("t", "two", Qos.EXACTLY_ONCE);
		first.expectPublishOf("one");
		first.expectPublishOf("two");
		first.close();
		BrokerConnection second = this.broker.acceptConnect(false, Props.NONE);
		ReceivedPacket oneAgain = second.expectPublishOf("one");
		ReceivedPacket twoAgain = second.expectPublishOf("two");
		assertThat(oneAgain.isDuplicate()).isFalse();
		assertThat(twoAgain.isDuplicate()).isFalse();
		second.sendPubAck(oneAgain.packetId());
		second.sendPubRec(twoAgain.packetId()).expectPubRel(twoAgain.packetId());
		second.sendPubComp(twoAgain.packetId());
		Kit.await(one);
		Kit.await(two);
	}

	@BothVersions
	@DisplayName("[MQTT-3.2.2-5] [MQTT-4.3.3-6] A message the old session had taken is not sent to the new one")
	void messageTheOldSessionHadTakenIsNotSentToTheNewOne(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		BrokerConnection first = this.broker.connect(client);
		CompletableFuture<PublishResult> result = client.publish("t", "taken", Qos.EXACTLY_ONCE);
		int id = first.expectPublishOf("taken").packetId();
		first.sendPubRec(id).expectPubRel(id);
		first.close();
		BrokerConnection second = this.broker.acceptConnect(false, Props.NONE);
		client.publish("barrier", "", Qos.AT_MOST_ONCE);
		second.expectPublish("barrier");
		Kit.await(result.handle((value, failure) -> "completed"));
		await().atMost(Kit.TIMEOUT).until(() -> !client.isQueued());
	}

	@BothVersions
	@DisplayName("[MQTT-4.1.0-1] [MQTT-3.1.2-23] The client keeps its part of the session while it is disconnected")
	void sessionSurvivesADisconnect(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		BrokerConnection first = this.broker.connect(client);
		CompletableFuture<PublishResult> result = client.publish("t", "kept", Qos.AT_LEAST_ONCE);
		int id = first.expectPublishOf("kept").packetId();
		Kit.await(client.disconnect());
		BrokerConnection second = this.broker.connect(client, true, Props.NONE);
		ReceivedPacket again = second.expectPublishOf("kept");
		assertThat(again.isDuplicate()).isTrue();
		assertThat(again.packetId()).isEqualTo(id);
		second.sendPubAck(id);
		Kit.await(result);
	}

}
