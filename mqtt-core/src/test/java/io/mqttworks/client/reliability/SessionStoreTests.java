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
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.mqttworks.client.DeliveryHandler;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientBuilder;
import io.mqttworks.client.MqttClosedException;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttPublishException;
import io.mqttworks.client.MqttQueueFullException;
import io.mqttworks.client.OverflowPolicy;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.ReconnectPolicy;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.spi.StoredMessage;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.client.testkit.EventRecorder;
import io.mqttworks.client.ErrorListener.MessageDropped;
import io.mqttworks.client.ErrorListener.StoreFailed;
import io.mqttworks.test.Kit;
import io.mqttworks.client.testkit.ManualStore;
import io.mqttworks.client.testkit.MessageRecorder;
import io.mqttworks.test.Property;
import io.mqttworks.test.Props;
import io.mqttworks.test.ReceivedPacket;
import io.mqttworks.client.testkit.ClientBroker;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * What may go out, and when, with a session store: nothing before it is durable.
 */
class SessionStoreTests {

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	private final ManualStore store = new ManualStore();

	private final EventRecorder events = new EventRecorder();

	private MqttClient client(Consumer<MqttClientBuilder> customizer) {
		return this.broker.client((builder) -> {
			builder.sessionStore(this.store).errorListener(this.events).reconnect(ReconnectPolicy.NONE);
			customizer.accept(builder);
		});
	}

	private MqttClient client() {
		return client((builder) -> {
		});
	}

	/** Ends a client as if its process was killed. */
	private void crash(BrokerConnection connection) {
		connection.close();
		this.store.crash();
	}

	@Test
	void aMessageIsSentWhenItIsSaved() {
		MqttClient client = client();
		BrokerConnection connection = this.broker.connect(client);
		this.store.hold();
		CompletableFuture<PublishResult> result = client.publish("t", "x", Qos.AT_LEAST_ONCE);
		this.store.awaitFlush();
		connection.expectNothingFor(Kit.MOMENT);
		this.store.release();
		int id = connection.expectPublishOf("x").packetId();
		assertThat(this.store.messages()).extracting(StoredMessage::packetId).containsExactly(id);
		connection.sendPubAck(id);
		Kit.await(result);
		awaitEmptyStore(client);
	}

	private void awaitEmptyStore(MqttClient client) {
		client.close();
		assertThat(this.store.messages()).isEmpty();
		assertThat(this.store.handled()).isEmpty();
		assertThat(this.store.isOpen()).isFalse();
	}

	@Test
	void qos0IsNotSaved() {
		MqttClient client = client();
		BrokerConnection connection = this.broker.connect(client);
		this.store.hold();
		Kit.await(client.publish("t", "x", Qos.AT_MOST_ONCE));
		connection.expectPublishOf("x");
		this.store.release();
		awaitEmptyStore(client);
	}

	@Test
	void pubRelIsSentWhenThePubRecIsDurable() {
		MqttClient client = client();
		BrokerConnection connection = this.broker.connect(client);
		CompletableFuture<PublishResult> result = client.publish("t", "x", Qos.EXACTLY_ONCE);
		int id = connection.expectPublishOf("x").packetId();
		this.store.hold();
		connection.sendPubRec(id);
		this.store.awaitFlush();
		connection.expectNothingFor(Kit.MOMENT);
		this.store.release();
		connection.expectPubRel(id);
		assertThat(this.store.messages()).extracting(StoredMessage::received).containsExactly(true);
		connection.sendPubComp(id);
		Kit.await(result);
		awaitEmptyStore(client);
	}

	@Test
	void pubRecIsSentWhenTheHandledMessageIsDurableAndPubCompWhenItIsForgotten() {
		MqttClient client = client();
		MessageRecorder handler = new MessageRecorder();
		client.subscribe("t", Qos.EXACTLY_ONCE, handler);
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("t");
		this.store.hold();
		connection.sendPublish("t", "x", 2, 7);
		handler.expect("x");
		this.store.awaitFlush();
		connection.expectNothingFor(Kit.MOMENT);
		this.store.release();
		connection.expectPubRec(7);
		assertThat(this.store.handled()).containsExactly(7);
		this.store.hold();
		connection.sendPubRel(7);
		this.store.awaitFlush();
		connection.expectNothingFor(Kit.MOMENT);
		this.store.release();
		connection.expectPubComp(7);
		awaitEmptyStore(client);
	}

	@Test
	@DisplayName("[MQTT-4.6.0-3] PUBRECs leave in the order of their messages, rejections among them")
	void pubRecsLeaveInOrder() {
		MqttClient client = client();
		client.subscribe(List.of(Subscription.of("t", Qos.EXACTLY_ONCE)),
				(DeliveryHandler) (message, acknowledgment) -> {
					if (message.payloadAsString().equals("bad")) {
						acknowledgment.reject(ReasonCode.PAYLOAD_FORMAT_INVALID, null);
					}
					else {
						acknowledgment.acknowledge();
					}
				});
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("t");
		this.store.hold();
		connection.sendPublish("t", "good", 2, 1).sendPublish("t", "bad", 2, 2).sendPublish("t", "good", 2, 3);
		this.store.awaitFlush();
		connection.expectNothingFor(Kit.MOMENT);
		this.store.release();
		assertThat(List.of(connection.expectAny().packetId(), connection.expectAny().packetId(),
				connection.expectAny().packetId()))
			.containsExactly(1, 2, 3);
		client.close();
		assertThat(this.store.handled()).containsExactlyInAnyOrder(1, 3);
	}

	@Test
	void whatWasPublishedOfflineIsSentByTheNextProcess() {
		MqttClient first = client();
		CompletableFuture<PublishResult> lost = first.publish(MqttMessage.builder("t")
			.payload("x")
			.qos(Qos.EXACTLY_ONCE)
			.retain(true)
			.contentType("text/plain")
			.userProperty("a", "b")
			.build());
		await().atMost(Kit.TIMEOUT).until(() -> !this.store.messages().isEmpty());
		this.store.crash();
		MqttClient second = client();
		assertThat(second.pendingPublishes()).isOne();
		BrokerConnection connection = this.broker.connect(second);
		ReceivedPacket publish = connection.expectPublishOf("x");
		assertThat(publish.isDuplicate()).isFalse();
		assertThat(publish.isRetain()).isTrue();
		connection.sendPubRec(publish.packetId()).expectPubRel(publish.packetId());
		connection.sendPubComp(publish.packetId());
		await().atMost(Kit.TIMEOUT).until(() -> second.pendingPublishes() == 0);
		awaitEmptyStore(second);
		assertThat(lost).isNotDone();
	}

	@Test
	void aChosenTopicAliasIsNotForTheNextProcess() {
		client().publish(MqttMessage.builder("alpha").payload("x").topicAlias(3).build());
		await().atMost(Kit.TIMEOUT).until(() -> !this.store.messages().isEmpty());
		this.store.crash();
		MqttClient second = client();
		BrokerConnection connection = this.broker.connect(second);
		ReceivedPacket publish = connection.expectPublishOf("x");
		assertThat(publish.topic()).isEqualTo("alpha");
		assertThat(publish.has(Property.TOPIC_ALIAS)).isFalse();
	}

	@Test
	@DisplayName("[MQTT-4.4.0-1] The next process resumes the exchange: PUBLISH again with its identifier")
	void theNextProcessRepeatsAnUnansweredPublish() {
		MqttClient first = client();
		BrokerConnection connection = this.broker.connect(first);
		first.publish("t", "x", Qos.EXACTLY_ONCE);
		int id = connection.expectPublishOf("x").packetId();
		crash(connection);
		MqttClient second = client();
		BrokerConnection again = this.broker.connect(second, true, Props.NONE);
		ReceivedPacket publish = again.expectPublishOf("x");
		assertThat(publish.packetId()).isEqualTo(id);
		assertThat(publish.isDuplicate()).isTrue();
	}

	@Test
	@DisplayName("[MQTT-4.3.3-6] The next process sends only the PUBREL of a message the server has received")
	void theNextProcessRepeatsOnlyThePubRel() {
		MqttClient first = client();
		BrokerConnection connection = this.broker.connect(first);
		first.publish("t", "x", Qos.EXACTLY_ONCE);
		int id = connection.expectPublishOf("x").packetId();
		connection.sendPubRec(id).expectPubRel(id);
		crash(connection);
		MqttClient second = client();
		BrokerConnection again = this.broker.connect(second, true, Props.NONE);
		again.expectPubRel(id);
		again.sendPubComp(id);
		await().atMost(Kit.TIMEOUT).until(() -> second.pendingPublishes() == 0);
		awaitEmptyStore(second);
	}

	@Test
	void aReceivedMessageIsNotSentAgainToAServerThatForgotTheSession() {
		MqttClient first = client();
		BrokerConnection connection = this.broker.connect(first);
		first.publish("t", "received", Qos.EXACTLY_ONCE);
		int id = connection.expectPublishOf("received").packetId();
		connection.sendPubRec(id).expectPubRel(id);
		first.publish("t", "not received", Qos.EXACTLY_ONCE);
		connection.expectPublishOf("not received");
		crash(connection);
		MqttClient second = client();
		BrokerConnection again = this.broker.connect(second);
		ReceivedPacket publish = again.expectPublish();
		assertThat(publish.text()).isEqualTo("not received");
		assertThat(publish.isDuplicate()).isFalse();
	}

	@Test
	@DisplayName("[MQTT-4.3.3-10] The next process does not handle a QoS 2 message again")
	void theNextProcessDoesNotHandleAMessageAgain() {
		MqttClient first = client();
		MessageRecorder handler = new MessageRecorder();
		first.subscribe("t", Qos.EXACTLY_ONCE, handler);
		BrokerConnection connection = this.broker.connect(first);
		connection.grant("t");
		connection.sendPublish("t", "x", 2, 7).expectPubRec(7);
		crash(connection);
		MqttClient second = client();
		MessageRecorder next = new MessageRecorder();
		second.subscribe("t", Qos.EXACTLY_ONCE, next);
		BrokerConnection again = this.broker.connect(second, true, Props.NONE);
		again.grant("t");
		again.sendPublish("t", "x".getBytes(), 2, 7, true, false, Props.NONE).expectPubRec(7);
		again.sendPubRel(7).expectPubComp(7);
		again.sendPublish("t", "y", 2, 7).expectPubRec(7);
		assertThat(next.texts()).containsExactly("y");
	}

	@Test
	void aNewSessionOfTheServerForgetsWhatWasHandled() {
		MqttClient first = client();
		MessageRecorder handler = new MessageRecorder();
		first.subscribe("t", Qos.EXACTLY_ONCE, handler);
		BrokerConnection connection = this.broker.connect(first);
		connection.grant("t");
		connection.sendPublish("t", "x", 2, 7).expectPubRec(7);
		crash(connection);
		MqttClient second = client();
		BrokerConnection again = this.broker.connect(second);
		again.close();
		await().atMost(Kit.TIMEOUT).until(() -> this.store.handled().isEmpty());
	}

	@Test
	void orderHoldsBeyondTheServersWindowAndTheCrash() {
		MqttClient first = client();
		List<String> texts = IntStream.range(0, 50).mapToObj((i) -> "message %02d".formatted(i)).toList();
		texts.forEach((text) -> first.publish("t", text, Qos.AT_LEAST_ONCE));
		BrokerConnection connection = this.broker.connect(first, false, Props.of(Property.RECEIVE_MAXIMUM, 7));
		for (int i = 0; i < 20; i++) {
			ReceivedPacket publish = connection.expectPublishOf(texts.get(i));
			assertThat(publish.isDuplicate()).isFalse();
			connection.sendPubAck(publish.packetId());
		}
		connection.expectPublishOf(texts.get(20));
		await().atMost(Kit.TIMEOUT).until(() -> first.pendingPublishes() == 30);
		crash(connection);
		MqttClient second = client();
		assertThat(second.pendingPublishes()).isBetween(30, 50);
		BrokerConnection again = this.broker.connect(second, true, Props.of(Property.RECEIVE_MAXIMUM, 7));
		List<String> received = new ArrayList<>();
		while (received.isEmpty() || !received.get(received.size() - 1).equals(texts.get(49))) {
			ReceivedPacket publish = again.expectPublish();
			received.add(publish.text());
			again.sendPubAck(publish.packetId());
		}
		assertThat(received).isSorted().doesNotHaveDuplicates();
	}

	@Test
	void aClockThatWasSetBackDoesNotProlongAMessage() {
		MqttClient first = client();
		first.publish(MqttMessage.builder("t")
			.payload("x")
			.qos(Qos.AT_LEAST_ONCE)
			.messageExpiry(Duration.ofSeconds(60))
			.build());
		first.close();
		this.store.age(Duration.ofDays(-50 * 365));
		BrokerConnection connection = this.broker.connect(client());
		assertThat(connection.expectPublishOf("x").number(Property.MESSAGE_EXPIRY)).isLessThanOrEqualTo(60);
	}

	@Test
	void expiryCountsWhileAMessageIsInTheStore() {
		MqttClient first = client();
		first.publish(MqttMessage.builder("t").payload("short").messageExpiry(Duration.ofSeconds(60)).build());
		first.publish(MqttMessage.builder("t").payload("long").messageExpiry(Duration.ofDays(1)).build());
		await().atMost(Kit.TIMEOUT).until(() -> this.store.messages().size() == 2);
		this.store.crash();
		this.store.age(Duration.ofMinutes(5));
		MqttClient second = client();
		BrokerConnection connection = this.broker.connect(second);
		ReceivedPacket publish = connection.expectPublish();
		assertThat(publish.text()).isEqualTo("long");
		assertThat(publish.number(Property.MESSAGE_EXPIRY)).isBetween(86_000L, 86_400L - 299);
		MessageDropped dropped = this.events.expect(MessageDropped.class);
		assertThat(dropped.message().payloadAsString()).isEqualTo("short");
		assertThat(dropped.cause()).hasMessageContaining("expired");
	}

	@Test
	void aRestoredMessageThatTheServerRefusesIsTold() {
		MqttClient first = client();
		first.publish("t", "x", Qos.AT_LEAST_ONCE);
		await().atMost(Kit.TIMEOUT).until(() -> !this.store.messages().isEmpty());
		this.store.crash();
		MqttClient second = client();
		BrokerConnection connection = this.broker.connect(second);
		connection.sendAck(4, connection.expectPublish().packetId(), 0x87, Props.NONE);
		MessageDropped dropped = this.events.expect(MessageDropped.class);
		assertThat(dropped.message().topic()).isEqualTo("t");
		assertThat(dropped.cause().reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
		awaitEmptyStore(second);
	}

	@Test
	void closingKeepsWhatIsNotAcknowledged() {
		MqttClient first = client();
		CompletableFuture<PublishResult> result = first.publish("t", "x", Qos.AT_LEAST_ONCE);
		first.close();
		assertThat(Kit.awaitFailure(result, MqttClosedException.class)).hasMessageContaining("session store keeps");
		assertThat(this.store.messages()).hasSize(1);
		assertThat(this.store.isOpen()).isFalse();
		BrokerConnection connection = this.broker.connect(client());
		connection.expectPublishOf("x");
	}

	@Test
	void nobodyIsToldThatAMessageIsKeptBeforeItIs() {
		MqttClient client = client();
		this.store.hold();
		CompletableFuture<PublishResult> result = client.publish("t", "x", Qos.AT_LEAST_ONCE);
		this.store.awaitFlush();
		Thread closing = new Thread(() -> catchThrowable(client::close));
		closing.start();
		await().atMost(Kit.TIMEOUT).until(() -> closing.getState() == Thread.State.TIMED_WAITING);
		assertThat(result).isNotDone();
		this.store.fail(new IllegalStateException("No space left on device"));
		assertThat(Kit.awaitFailure(result, MqttClosedException.class)).hasMessageContaining("may be lost");
	}

	@Test
	void droppedMessagesLeaveTheStore() {
		MqttClient client = client(
				(builder) -> builder.maxPendingMessages(2).overflowPolicy(OverflowPolicy.DROP_OLDEST));
		CompletableFuture<PublishResult> first = client.publish("t", "1", Qos.AT_LEAST_ONCE);
		await().atMost(Kit.TIMEOUT).until(() -> this.store.messages().size() == 1);
		client.publish("t", "2", Qos.AT_LEAST_ONCE);
		client.publish("t", "3", Qos.AT_LEAST_ONCE);
		Kit.awaitFailure(first, MqttException.class);
		client.close();
		assertThat(this.store.messages()).extracting((message) -> message.message().payloadAsString())
			.containsExactly("2", "3");
	}

	@Test
	void aStoreThatFailsIsToldAndNothingIsSentThatIsNotKept() {
		MqttClient client = client();
		MessageRecorder handler = new MessageRecorder();
		client.subscribe("t", Qos.EXACTLY_ONCE, handler);
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("t");
		this.store.fail(new IllegalStateException("No space left on device"));
		assertThat(Kit.awaitFailure(client.publish("t", "x", Qos.AT_LEAST_ONCE), MqttException.class))
			.hasMessageContaining("No space left on device");
		assertThat(this.events.expect(StoreFailed.class).cause()).hasMessageContaining("No space left on device");
		Kit.awaitFailure(client.publish("t", "y", Qos.EXACTLY_ONCE), MqttException.class);
		Kit.await(client.publish("t", "z", Qos.AT_MOST_ONCE));
		connection.expectPublishOf("z");
		connection.sendPublish("t", "in", 2, 1);
		handler.expect("in");
		connection.expectPubRec(1);
		connection.sendPubRel(1).expectPubComp(1);
		connection.sendPublish("t", "in 1", 1, 2).expectPubAck(2);
		assertThat(client.pendingPublishes()).isZero();
		assertThatExceptionOfType(MqttException.class).isThrownBy(client::close)
			.withMessageContaining("No space left on device");
		assertThat(this.events.all(StoreFailed.class)).hasSize(1);
	}

	@Test
	void aStoreThatFailsBeforeThePubRelKeepsTheMessageForTheNextProcess() {
		MqttClient first = client();
		BrokerConnection connection = this.broker.connect(first);
		CompletableFuture<PublishResult> result = first.publish("t", "x", Qos.EXACTLY_ONCE);
		int id = connection.expectPublishOf("x").packetId();
		this.store.fail(new IllegalStateException("No space left on device"));
		connection.sendPubRec(id);
		Kit.awaitFailure(result, MqttException.class);
		connection.expectNothingFor(Kit.MOMENT);
		assertThat(this.store.messages()).hasSize(1);
		assertThatExceptionOfType(MqttException.class).isThrownBy(first::close);
	}

	@Test
	void aStoreNeedsAClientIdentifier() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> MqttClient.builder("mqtt://localhost").sessionStore(this.store).build())
			.withMessageContaining("sessionStore")
			.withMessageContaining("clientId");
	}

	@Test
	void aRefusedMessageIsNotSaved() {
		MqttClient client = client();
		this.broker.connect(client, false, Props.of(Property.MAXIMUM_QOS, 0));
		Kit.awaitFailure(client.publish("t", "x", Qos.AT_LEAST_ONCE), MqttPublishException.class);
		awaitEmptyStore(client);
	}

	@Test
	void aCancelledMessageLeavesTheStoreAtOnce() {
		MqttClient client = client();
		CompletableFuture<PublishResult> cancelled = client.publish("t", "1", Qos.EXACTLY_ONCE);
		client.publish("t", "2", Qos.EXACTLY_ONCE);
		await().atMost(Kit.TIMEOUT).until(() -> this.store.messages().size() == 2);
		cancelled.cancel(false);
		await().atMost(Kit.TIMEOUT).until(() -> this.store.messages().size() == 1);
		assertThat(client.pendingPublishes()).isOne();
		this.broker.connect(client).expectPublishOf("2");
	}

	@Test
	void whatOneServerWasSentIsNewForAnotherThatHasASession() {
		MqttClient first = client();
		BrokerConnection connection = this.broker.connect(first);
		first.publish("t", "received", Qos.EXACTLY_ONCE);
		int received = connection.expectPublishOf("received").packetId();
		first.publish("t", "sent", Qos.EXACTLY_ONCE);
		connection.expectPublishOf("sent");
		connection.sendPubRec(received).expectPubRel(received);
		crash(connection);
		try (ClientBroker another = ClientBroker.start()) {
			MqttClient second = another.client((builder) -> builder.sessionStore(this.store));
			ReceivedPacket sent = another.connect(second, true, Props.NONE).expectPublish();
			assertThat(sent.text()).isEqualTo("sent");
			assertThat(sent.isDuplicate()).isFalse();
			second.publish("t", "later", Qos.AT_LEAST_ONCE);
			await().atMost(Kit.TIMEOUT)
				.untilAsserted(() -> assertThat(this.store.messages())
					.extracting((message) -> message.message().payloadAsString())
					.containsExactly("sent", "later"));
		}
	}

	@Test
	void publishingNeverWaitsWithoutThePolicyToBlock() {
		this.store.hold();
		MqttClient client = client(
				(builder) -> builder.maxPendingMessages(5).overflowPolicy(OverflowPolicy.DROP_OLDEST));
		List<CompletableFuture<PublishResult>> results = new ArrayList<>();
		for (int i = 0; i < 3_000; i++) {
			results.add(client.publish("t", "x", Qos.AT_LEAST_ONCE));
		}
		Kit.awaitFailure(results.get(2_999), MqttQueueFullException.class);
		this.store.release();
	}

}
