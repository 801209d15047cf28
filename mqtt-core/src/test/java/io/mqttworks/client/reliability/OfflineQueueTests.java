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
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClosedException;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttQueueFullException;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.OverflowPolicy;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.Will;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.client.testkit.EventRecorder;
import io.mqttworks.client.ErrorListener.MessageDropped;
import io.mqttworks.test.Kit;
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
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Messages that wait for a connection: bounded, by policy, and every future completes.
 */
class OfflineQueueTests {

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	private final EventRecorder events = new EventRecorder();

	@BothVersions
	void messagesWaitAndGoOutInOrder(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		List<CompletableFuture<PublishResult>> results = IntStream.range(0, 9)
			.mapToObj((i) -> client.publish("t", "m" + i, Qos.of(i % 3)))
			.toList();
		assertThat(client.pendingPublishes()).isEqualTo(9);
		assertThat(client.statistics().pendingBytes()).isEqualTo(9 * 3);
		BrokerConnection connection = this.broker.connect(client);
		for (int i = 0; i < 9; i++) {
			ReceivedPacket publish = connection.expectPublishOf("m" + i);
			assertThat(publish.isDuplicate()).isFalse();
			if (i % 3 == 1) {
				connection.sendPubAck(publish.packetId());
				Kit.await(results.get(i));
			}
		}
		assertThat(client.pendingPublishes()).isEqualTo(3);
	}

	@Test
	void failPolicyFailsTheMessageThatDoesNotFit() {
		MqttClient client = client(3, OverflowPolicy.FAIL);
		publish(client, 3);
		CompletableFuture<PublishResult> tooMany = client.publish("t", "m3", Qos.AT_LEAST_ONCE);
		assertThat(Kit.awaitFailure(tooMany, MqttQueueFullException.class)).hasMessageContaining("3");
		assertThat(client.pendingPublishes()).isEqualTo(3);
		expectSent(client, "m0", "m1", "m2");
	}

	@Test
	void dropOldestMakesRoomForTheNewest() {
		MqttClient client = client(3, OverflowPolicy.DROP_OLDEST);
		List<CompletableFuture<PublishResult>> results = publish(client, 5);
		Kit.awaitFailure(results.get(0), MqttException.class);
		Kit.awaitFailure(results.get(1), MqttException.class);
		assertThat(this.events.expect(MessageDropped.class).message().payloadAsString()).isEqualTo("m0");
		assertThat(this.events.expect(MessageDropped.class).message().payloadAsString()).isEqualTo("m1");
		assertThat(client.statistics().dropped()).isEqualTo(2);
		expectSent(client, "m2", "m3", "m4");
	}

	@Test
	void dropOldestDropsNothingThatWasSent() {
		MqttClient client = client(2, OverflowPolicy.DROP_OLDEST);
		BrokerConnection connection = this.broker.connect(client, false, Props.of(Property.RECEIVE_MAXIMUM, 1));
		CompletableFuture<PublishResult> sent = client.publish("t", "sent", Qos.AT_LEAST_ONCE);
		int id = connection.expectPublishOf("sent").packetId();
		CompletableFuture<PublishResult> oldest = client.publish("t", "oldest that waits", Qos.AT_LEAST_ONCE);
		client.publish("t", "newest", Qos.AT_LEAST_ONCE);
		Kit.awaitFailure(oldest, MqttException.class);
		connection.sendPubAck(id);
		Kit.await(sent);
		connection.expectPublishOf("newest");
	}

	@Test
	void dropNewestDropsWhatDoesNotFit() {
		MqttClient client = client(3, OverflowPolicy.DROP_NEWEST);
		List<CompletableFuture<PublishResult>> results = publish(client, 5);
		Kit.awaitFailure(results.get(3), MqttException.class);
		Kit.awaitFailure(results.get(4), MqttException.class);
		assertThat(this.events.expect(MessageDropped.class).message().payloadAsString()).isEqualTo("m3");
		assertThat(this.events.expect(MessageDropped.class).message().payloadAsString()).isEqualTo("m4");
		assertThat(client.statistics().dropped()).isEqualTo(2);
		expectSent(client, "m0", "m1", "m2");
	}

	@Test
	void blockPolicyHoldsTheCallerUntilThereIsRoom() throws Exception {
		MqttClient client = client(2, OverflowPolicy.BLOCK);
		publish(client, 2);
		FutureTask<CompletableFuture<PublishResult>> third = inBackground(client);
		BrokerConnection connection = this.broker.connect(client);
		int id = connection.expectPublishOf("m0").packetId();
		connection.expectPublishOf("m1");
		assertThat(third.isDone()).isFalse();
		connection.sendPubAck(id);
		connection.expectPublishOf("blocked");
		assertThat(third.get(15, TimeUnit.SECONDS)).isNotDone();
	}

	@Test
	void closeReleasesABlockedCaller() throws Exception {
		MqttClient client = client(1, OverflowPolicy.BLOCK);
		publish(client, 1);
		FutureTask<CompletableFuture<PublishResult>> blocked = inBackground(client);
		client.close();
		Kit.awaitFailure(blocked.get(15, TimeUnit.SECONDS), MqttClosedException.class);
	}

	@Test
	void interruptReleasesABlockedCallerAndFailsItsFuture() throws Exception {
		MqttClient client = client(1, OverflowPolicy.BLOCK);
		publish(client, 1);
		CompletableFuture<CompletableFuture<PublishResult>> result = new CompletableFuture<>();
		CompletableFuture<Boolean> flag = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			result.complete(client.publish("t", "blocked", Qos.AT_LEAST_ONCE));
			flag.complete(Thread.currentThread().isInterrupted());
		});
		thread.start();
		awaitBlocked(thread);
		thread.interrupt();
		Kit.awaitFailure(Kit.await(result), MqttException.class);
		assertThat(Kit.await(flag)).isTrue();
	}

	@Test
	void blockPolicyFailsOnTheEventLoopInsteadOfADeadlock() {
		MqttClient client = this.broker.client((builder) -> builder.maxPendingMessages(1)
			.overflowPolicy(OverflowPolicy.BLOCK)
			.handlerExecutor(Runnable::run));
		CompletableFuture<CompletableFuture<PublishResult>> inHandler = new CompletableFuture<>();
		client.subscribe("#", Qos.AT_MOST_ONCE, (message) -> {
			client.publish("t", "first", Qos.AT_LEAST_ONCE);
			inHandler.complete(client.publish("t", "second", Qos.AT_LEAST_ONCE));
		});
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		connection.sendPublish("t", "go", 0, 0);
		Kit.awaitFailure(Kit.await(inHandler), MqttQueueFullException.class);
	}

	@Test
	void bytesAreBoundedToo() {
		MqttClient client = this.broker
			.client((builder) -> builder.maxPendingBytes(100).overflowPolicy(OverflowPolicy.FAIL));
		client.publish("t", "x".repeat(60), Qos.AT_LEAST_ONCE);
		Kit.awaitFailure(client.publish("t", "y".repeat(60), Qos.AT_LEAST_ONCE), MqttQueueFullException.class);
		client.publish("t", "z".repeat(30), Qos.AT_LEAST_ONCE);
		assertThat(client.statistics().pendingBytes()).isEqualTo(92);
		BrokerConnection connection = this.broker.connect(client);
		connection.expectPublishOf("x".repeat(60));
		connection.expectPublishOf("z".repeat(30));
	}

	@Test
	void singleMessageLargerThanTheBoundIsTakenWhenNothingWaits() {
		MqttClient client = this.broker.client((builder) -> builder.maxPendingBytes(100));
		client.publish("t", "x".repeat(1000), Qos.AT_LEAST_ONCE);
		Kit.awaitFailure(client.publish("t", "y", Qos.AT_LEAST_ONCE), MqttQueueFullException.class);
		this.broker.connect(client).expectPublishOf("x".repeat(1000));
	}

	@Test
	void expiryCountsDownWhileAMessageWaits() {
		MqttClient client = this.broker.client((builder) -> {
		});
		client.publish(MqttMessage.builder("t").payload("waits").messageExpiry(Duration.ofSeconds(100)).build());
		pause(Duration.ofMillis(2100));
		ReceivedPacket publish = this.broker.connect(client).expectPublishOf("waits");
		assertThat(publish.number(Property.MESSAGE_EXPIRY)).isBetween(1L, 98L);
	}

	@Test
	void messageThatExpiresWhileItWaitsIsNotSent() {
		MqttClient client = this.broker.client((builder) -> builder.errorListener(this.events));
		CompletableFuture<PublishResult> expired = client
			.publish(MqttMessage.builder("t").payload("stale").messageExpiry(Duration.ofSeconds(1)).build());
		CompletableFuture<PublishResult> expiredAtMostOnce = client.publish(MqttMessage.builder("t")
			.payload("stale")
			.qos(Qos.AT_MOST_ONCE)
			.messageExpiry(Duration.ofSeconds(1))
			.build());
		client.publish("t", "fresh", Qos.AT_LEAST_ONCE);
		pause(Duration.ofMillis(1500));
		this.broker.connect(client).expectPublishOf("fresh");
		assertThat(Kit.awaitFailure(expired, MqttException.class)).hasMessageContaining("expired");
		Kit.awaitFailure(expiredAtMostOnce, MqttException.class);
		assertThat(this.events.expect(MessageDropped.class).message().payloadAsString()).isEqualTo("stale");
		assertThat(client.statistics().dropped()).isEqualTo(2);
	}

	@Test
	void fastPublisherDoesNotOutrunTheDroppingOfTheOldest() {
		MqttClient client = client(100, OverflowPolicy.DROP_OLDEST);
		int most = 0;
		for (int i = 0; i < 100_000; i++) {
			client.publish("t", "x", Qos.AT_MOST_ONCE);
			most = Math.max(most, client.pendingPublishes());
		}
		assertThat(most).isLessThan(2000);
		await().atMost(Kit.TIMEOUT).until(() -> client.pendingPublishes() == 100);
	}

	@Test
	void messageThatWaitsForAnotherSessionExpiresWithoutAConnection() {
		MqttClient client = this.broker.client((builder) -> {
		});
		BrokerConnection first = this.broker.connect(client);
		client.publish("t", "one", Qos.AT_LEAST_ONCE);
		CompletableFuture<PublishResult> expires = client.publish(MqttMessage.builder("t")
			.payload("two")
			.qos(Qos.AT_LEAST_ONCE)
			.messageExpiry(Duration.ofSeconds(5))
			.build());
		first.expectPublishOf("one");
		first.expectPublishOf("two");
		first.close();
		BrokerConnection second = this.broker.acceptConnect(false, Props.of(Property.RECEIVE_MAXIMUM, 1));
		second.expectPublishOf("one");
		this.broker.stopListening();
		second.close();
		assertThat(Kit.awaitFailure(expires, MqttException.class)).hasMessageContaining("expired");
	}

	@Test
	@DisplayName("[MQTT-4.3.3-7] A QoS 2 message that was sent once is sent again even if it has expired")
	void messageThatWasSentDoesNotExpire() {
		MqttClient client = this.broker.client((builder) -> {
		});
		BrokerConnection first = this.broker.connect(client);
		CompletableFuture<PublishResult> result = client.publish(MqttMessage.builder("t")
			.payload("under way")
			.qos(Qos.EXACTLY_ONCE)
			.messageExpiry(Duration.ofSeconds(1))
			.build());
		int id = first.expectPublishOf("under way").packetId();
		this.broker.stopListening();
		first.close();
		pause(Duration.ofMillis(1500));
		this.broker.listenAgain();
		BrokerConnection second = this.broker.acceptConnect(true, Props.NONE);
		assertThat(second.expectPublishOf("under way").packetId()).isEqualTo(id);
		second.sendPubRec(id).expectPubRel(id);
		second.sendPubComp(id);
		Kit.await(result);
	}

	@ParameterizedTest
	@EnumSource
	void everyFutureCompletesWhenTheClientIsClosed(OverflowPolicy policy) {
		MqttClient client = client(100, policy);
		List<CompletableFuture<?>> futures = new ArrayList<>();
		for (Qos qos : Qos.values()) {
			futures.add(client.publish("t", "x", qos));
		}
		futures.add(client.subscribe("#", Qos.AT_LEAST_ONCE, (message) -> {
		}).result());
		client.close();
		futures.forEach((future) -> Kit.awaitFailure(future, MqttClosedException.class));
		assertThat(client.pendingPublishes()).isZero();
	}

	@Test
	void unsubscribingWithoutAConnectionIsDoneAtOnceAndTheServerIsToldLater() {
		MqttClient client = client(100, OverflowPolicy.FAIL);
		assertThat(Kit.await(client.unsubscribe("other")).reasonCodes()).containsExactly(ReasonCode.SUCCESS);
		client.close();
		Kit.awaitFailure(client.unsubscribe("other"), MqttClosedException.class);
	}

	@BothVersions
	void whatWaitsSurvivesADisconnect(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		BrokerConnection first = this.broker.connect(client);
		Kit.await(client.disconnect());
		first.expectDisconnect();
		CompletableFuture<PublishResult> result = client.publish("t", "later", Qos.AT_LEAST_ONCE);
		BrokerConnection second = this.broker.connect(client, true, Props.NONE);
		second.sendPubAck(second.expectPublishOf("later").packetId());
		Kit.await(result);
	}

	private MqttClient client(int maxPendingMessages, OverflowPolicy policy) {
		return this.broker.client((builder) -> builder.maxPendingMessages(maxPendingMessages)
			.overflowPolicy(policy)
			.errorListener(this.events));
	}

	private static List<CompletableFuture<PublishResult>> publish(MqttClient client, int count) {
		return IntStream.range(0, count).mapToObj((i) -> client.publish("t", "m" + i, Qos.AT_LEAST_ONCE)).toList();
	}

	private void expectSent(MqttClient client, String... texts) {
		BrokerConnection connection = this.broker.connect(client);
		for (String text : texts) {
			connection.sendPubAck(connection.expectPublishOf(text).packetId());
		}
		await().atMost(Kit.TIMEOUT).until(() -> !client.isQueued());
		client.publish("t", "end", Qos.AT_MOST_ONCE);
		connection.expectPublishOf("end");
	}

	private static FutureTask<CompletableFuture<PublishResult>> inBackground(MqttClient client) {
		FutureTask<CompletableFuture<PublishResult>> task = new FutureTask<>(
				() -> client.publish("t", "blocked", Qos.AT_LEAST_ONCE));
		Thread thread = new Thread(task);
		thread.start();
		awaitBlocked(thread);
		assertThat((Future<?>) task).isNotDone();
		return task;
	}

	private static void awaitBlocked(Thread thread) {
		await().atMost(Kit.TIMEOUT)
			.until(() -> thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING);
	}

	private static void pause(Duration duration) {
		await().pollDelay(duration).atMost(duration.plus(Kit.TIMEOUT)).until(() -> true);
	}

	@Test
	void propertiesCountForTheLimitInBytes() {
		MqttClient client = this.broker
			.client((builder) -> builder.maxPendingBytes(100_000).overflowPolicy(OverflowPolicy.FAIL));
		MqttMessage.Builder message = MqttMessage.builder("t").userProperty("name", "x".repeat(25_000));
		CompletableFuture<PublishResult> first = client.publish(message.build());
		assertThat(client.statistics().pendingBytes()).isBetween(25_000L, 60_000L);
		client.publish("t", "", Qos.AT_LEAST_ONCE);
		client.publish(message.correlationData(new byte[10_000]).build());
		Kit.awaitFailure(client.publish(message.build()), MqttQueueFullException.class);
		assertThat(first).isNotDone();
	}

	@Test
	void cancelledMessagesGiveTheirRoomToOthers() {
		MqttClient client = client(3, OverflowPolicy.FAIL);
		publish(client, 3).forEach((result) -> result.cancel(false));
		await().atMost(Kit.TIMEOUT).until(() -> client.pendingPublishes() == 0);
		assertThat(client.statistics().pendingBytes()).isZero();
		client.publish("t", "later", Qos.AT_LEAST_ONCE);
		this.broker.connect(client).expectPublishOf("later");
	}

	@Test
	void textForWhichServersMayEndTheConnectionIsRefusedWhereItIsGiven() {
		MqttClient client = client(3, OverflowPolicy.FAIL);
		MqttMessage lines = MqttMessage.builder("t").userProperty("cause", "first\nsecond").build();
		assertThatIllegalArgumentException().isThrownBy(() -> client.publish("a\tb", "x", Qos.AT_MOST_ONCE))
			.withMessageContaining("U+0009 at index 1");
		assertThatIllegalArgumentException().isThrownBy(() -> client.publish(lines))
			.withMessageContaining("'cause' has the control character U+000A at index 5");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.broker.client((builder) -> builder.will(Will.of(lines))))
			.withMessageContaining("U+000A");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.broker.client((builder) -> builder.clientId("a\u007Fb")))
			.withMessageContaining("clientId has the control character U+007F");
		assertThat(client.pendingPublishes()).isZero();
	}

}
