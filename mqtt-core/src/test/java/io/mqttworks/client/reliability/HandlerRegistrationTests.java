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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;

import io.mqttworks.client.DeliveryHandler;
import io.mqttworks.client.HandlerRegistration;
import io.mqttworks.client.MessageHandler;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClosedException;
import io.mqttworks.client.MqttSubscribeException;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.SubscribeRequest;
import io.mqttworks.client.SubscribeResult;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.SubscriptionStatus;
import io.mqttworks.client.SubscriptionStatus.State;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.client.testkit.EventRecorder;
import io.mqttworks.test.Kit;
import io.mqttworks.client.testkit.MessageRecorder;
import io.mqttworks.test.Property;
import io.mqttworks.test.Props;
import io.mqttworks.test.ReceivedPacket;
import io.mqttworks.client.testkit.ClientBroker;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Handlers come to filters, share them and go, and the server is asked for what they
 * want.
 */
class HandlerRegistrationTests {

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	private final MessageRecorder one = new MessageRecorder();

	private final MessageRecorder two = new MessageRecorder();

	@BothVersions
	void handlersOfOneFilterEachTakeAllMessagesAndTheHighestQosWins(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		client.subscribe("a", Qos.AT_MOST_ONCE, this.one);
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("a");
		HandlerRegistration second = client.subscribe("a", Qos.AT_LEAST_ONCE, this.two);
		assertThat(connection.grant("a").subscriptions().get(0).qualityOfService().value()).isOne();
		Kit.await(second.result());
		connection.sendPublish("a", "x", 1, 1).expectPubAck(1);
		assertThat(this.one.texts()).containsExactly("x");
		assertThat(this.two.texts()).containsExactly("x");
	}

	@BothVersions
	void oneHandlerLeavesAndTheOtherKeepsTheFilter(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		HandlerRegistration first = client.subscribe("a", Qos.AT_LEAST_ONCE, this.one);
		HandlerRegistration second = client.subscribe("a", Qos.AT_LEAST_ONCE, this.two);
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("a");
		Kit.await(second.result());
		assertThat(Kit.await(first.unsubscribe()).topicFilters()).containsExactly("a");
		connection.sendPublish("a", "x", 1, 1).expectPubAck(1);
		assertThat(this.one.count()).isZero();
		assertThat(this.two.texts()).containsExactly("x");
		CompletableFuture<SubscribeResult> gone = second.unsubscribe();
		assertThat(second.unsubscribe()).isSameAs(gone);
		connection.sendUnsubAck(connection.expectUnsubscribe("a").packetId(), 0);
		Kit.await(gone);
	}

	@BothVersions
	void leavingWaitsForTheMessagesTheHandlerHas(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		CompletableFuture<Void> work = new CompletableFuture<>();
		HandlerRegistration registration = client.subscribe("a", Qos.AT_LEAST_ONCE, MessageHandler.async((message) -> {
			this.one.onMessage(message);
			return work;
		}));
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("a");
		connection.sendPublish("a", "x", 1, 1);
		this.one.expect("x");
		CompletableFuture<SubscribeResult> gone = registration.unsubscribe();
		connection.sendUnsubAck(connection.expectUnsubscribe("a").packetId(), 0);
		client.publish("barrier", "", Qos.AT_MOST_ONCE);
		connection.expectPublish("barrier");
		assertThat(gone).isNotDone();
		work.complete(null);
		Kit.await(gone);
		connection.expectPubAck(1);
	}

	@BothVersions
	void handlerThatLeavesFromWithinDoesNotWaitForItself(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		CompletableFuture<HandlerRegistration> registration = new CompletableFuture<>();
		registration.complete(client.subscribe("a", Qos.AT_LEAST_ONCE, (message) -> {
			// What comes later would not be for this handler any more.
			await().atMost(Kit.TIMEOUT).until(() -> client.statistics().received().get(Qos.AT_LEAST_ONCE) == 2);
			Kit.await(registration.join().unsubscribe());
		}));
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("a");
		connection.sendPublish("a", "x", 1, 1);
		connection.sendPublish("a", "behind it", 1, 2);
		connection.sendUnsubAck(connection.expectUnsubscribe("a").packetId(), 0);
		connection.expectPubAck(1);
		connection.expectPubAck(2);
	}

	@BothVersions
	void leavingWithoutConnectionCompletesAndTheServerIsToldLater(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		HandlerRegistration registration = client.subscribe("a", Qos.AT_LEAST_ONCE, this.one);
		this.broker.connect(client).grant("a");
		Kit.await(registration.result());
		Kit.await(client.disconnect());
		Kit.await(registration.unsubscribe());
		this.broker.connect(client, true, Props.NONE).expectUnsubscribe("a");
	}

	@BothVersions
	void leavingCompletesWhenTheConnectionBreaksBeforeTheAnswer(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		HandlerRegistration registration = client.subscribe("a", Qos.AT_LEAST_ONCE, this.one);
		BrokerConnection first = this.broker.connect(client);
		first.grant("a");
		CompletableFuture<SubscribeResult> gone = registration.unsubscribe();
		first.expectUnsubscribe("a");
		first.close();
		Kit.await(gone);
		this.broker.acceptConnect(true, Props.NONE).expectUnsubscribe("a");
	}

	@Test
	void filterThatAHandlerHasCannotBeSubscribedWithOtherOptions() {
		MqttClient client = this.broker.client((builder) -> {
		});
		HandlerRegistration first = client.subscribe("a", Qos.AT_LEAST_ONCE, this.one);
		Subscription other = Subscription.of("a", Qos.AT_LEAST_ONCE).withNoLocal(true);
		assertThatIllegalArgumentException().isThrownBy(() -> client.subscribe(List.of(other), this.two))
			.withMessageContaining("'a'")
			.withMessageContaining("noLocal=true");
		first.unsubscribe();
		client.subscribe(List.of(other), this.two);
		assertThat(this.broker.connect(client).grant("a").subscriptions().get(0).option().isNoLocal()).isTrue();
	}

	@BothVersions
	void retainedMessagesThatAJoiningHandlerBringsGoToItAlone(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		client.subscribe("a", Qos.AT_LEAST_ONCE, this.one);
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("a");
		connection.sendPublish("a", "kept".getBytes(), 1, 1, false, true, Props.NONE).expectPubAck(1);
		HandlerRegistration second = client.subscribe("a", Qos.AT_LEAST_ONCE, this.two);
		connection.grant("a");
		Kit.await(second.result());
		connection.sendPublish("a", "kept".getBytes(), 1, 2, false, true, Props.NONE).expectPubAck(2);
		connection.sendPublish("a", "new", 1, 3).expectPubAck(3);
		assertThat(this.one.texts()).containsExactly("kept", "new");
		assertThat(this.two.texts()).containsExactly("kept", "new");
	}

	@BothVersions
	void handlerIsToldForWhichOfItsFiltersAMessageCame(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		BlockingQueue<List<String>> told = new LinkedBlockingQueue<>();
		DeliveryHandler handler = (message, delivery) -> {
			told.add(delivery.topicFilters());
			delivery.acknowledge();
		};
		client.subscribe(List.of(Subscription.of("a/#", Qos.AT_LEAST_ONCE), Subscription.of("b", Qos.AT_LEAST_ONCE)),
				handler);
		BrokerConnection connection = this.broker.connect(client);
		connection.sendPublish("a/1", "x", 1, 1);
		connection.sendPublish("b", "x", 1, 2);
		assertThat(IntStream.range(0, 2).mapToObj((i) -> take(told))).containsExactly(List.of("a/#"), List.of("b"));
	}

	private static <T> T take(BlockingQueue<T> queue) {
		return Kit.await(CompletableFuture.supplyAsync(() -> {
			try {
				return queue.take();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}, Kit.NEW_THREADS));
	}

	@BothVersions
	void refusedFilterIsAskedForAgainAfterAPauseAndWithTheNextConnection(MqttVersion version) {
		EventRecorder events = new EventRecorder();
		BlockingQueue<SubscriptionStatus> told = new LinkedBlockingQueue<>();
		MqttClient client = this.broker.client((builder) -> builder.version(version).errorListener(events));
		HandlerRegistration registration = client
			.subscribe(SubscribeRequest.builder(List.of(Subscription.of("a", Qos.AT_LEAST_ONCE)), this.one)
				.statusListener(told::add)
				.build());
		assertThat(registration.status()).extracting(SubscriptionStatus::state).containsExactly(State.WAITING);
		BrokerConnection first = this.broker.connect(client);
		first.sendSubAck(first.expectSubscribe("a").packetId(), 0x80);
		Kit.awaitFailure(registration.result(), MqttSubscribeException.class);
		assertThat(events.expect(EventRecorder.SubscriptionRefused.class).topicFilter()).isEqualTo("a");
		assertThat(take(told).state()).isEqualTo(State.REFUSED);
		assertThat(registration.status().get(0).reasonCode()).isEqualTo(ReasonCode.UNSPECIFIED_ERROR);
		// After a second, on the same connection.
		first.sendSubAck(first.expectSubscribe("a").packetId(), 0x80);
		first.close();
		BrokerConnection second = this.broker.acceptConnect(true, Props.NONE);
		second.grant("a");
		assertThat(take(told).state()).isEqualTo(State.SUBSCRIBED);
		assertThat(registration.status()).extracting(SubscriptionStatus::state).containsExactly(State.SUBSCRIBED);
		assertThat(events.all(EventRecorder.SubscriptionRefused.class)).hasSize(1);
	}

	@BothVersions
	void refusedFilterIsAskedForAgainAtOnceWhenTheHandlerSaysSo(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		HandlerRegistration registration = client.subscribe("a", Qos.AT_LEAST_ONCE, this.one);
		// There is nothing to ask for, and nobody to ask.
		registration.askAgain();
		BrokerConnection connection = this.broker.connect(client);
		connection.sendSubAck(connection.expectSubscribe("a").packetId(), 0x80);
		Kit.awaitFailure(registration.result(), MqttSubscribeException.class);
		registration.askAgain();
		connection.grant("a");
		await().atMost(Kit.TIMEOUT).until(() -> registration.status().get(0).state() == State.SUBSCRIBED);
		registration.askAgain();
		client.close();
		registration.askAgain();
	}

	@Test
	void manyFiltersInOnePacketAreTriedInSmallerOnesWhenTheServerEndsTheConnection() {
		MqttClient client = this.broker.client((builder) -> builder.version(MqttVersion.MQTT_3_1_1));
		client.subscribe(IntStream.range(0, 20).mapToObj((i) -> Subscription.of("f/" + i, Qos.AT_LEAST_ONCE)).toList(),
				this.one);
		BrokerConnection first = this.broker.connect(client);
		assertThat(subscribe(first).subscriptions()).hasSize(20);
		first.close();
		BrokerConnection second = this.broker.acceptConnect();
		assertThat(subscribe(second).subscriptions()).hasSize(8);
		second.close();
		BrokerConnection third = this.broker.acceptConnect();
		for (int i = 0; i < 20; i++) {
			third.grant("f/" + i);
		}
	}

	private static ReceivedPacket subscribe(BrokerConnection connection) {
		return connection.expectAny();
	}

	@BothVersions
	void filterThatEndsTheConnectionThreeTimesIsRefusedAndTheOthersWork(MqttVersion version) {
		EventRecorder events = new EventRecorder();
		MqttClient client = this.broker.client((builder) -> builder.version(version).errorListener(events));
		HandlerRegistration bad = client.subscribe("bad", Qos.AT_LEAST_ONCE, this.one);
		HandlerRegistration good = client.subscribe("good", Qos.AT_LEAST_ONCE, this.two);
		BrokerConnection connection = this.broker.connect(client);
		connection.expectSubscribe("bad");
		connection.grant("good");
		Kit.await(good.result());
		for (int time = 1; time < 3; time++) {
			connection.close();
			connection = this.broker.acceptConnect(true, Props.NONE);
			connection.expectSubscribe("bad");
		}
		connection.close();
		connection = this.broker.acceptConnect(true, Props.NONE);
		Kit.awaitFailure(bad.result(), MqttSubscribeException.class);
		assertThat(events.skipTo(EventRecorder.SubscriptionRefused.class).topicFilter()).isEqualTo("bad");
		connection.sendPublish("good", "x", 1, 1).expectPubAck(1);
		// Again after a second.
		connection.grant("bad");
	}

	@Test
	void subscribeUsesTheServersMaximumPacketSizeToTheLastByte() {
		MqttClient client = this.broker
			.client((builder) -> builder.version(MqttVersion.MQTT_5).subscriptionIdentifiers(false));
		BrokerConnection connection = this.broker.connect(client, false, Props.of(Property.MAXIMUM_PACKET_SIZE, 100L));
		// 1 + 1 for the fixed header, 2 for the packet identifier, 1 for properties, 2 +
		// 1
		// around the filter.
		String fits = "x".repeat(92);
		HandlerRegistration accepted = client.subscribe(fits, Qos.AT_LEAST_ONCE, this.one);
		connection.grant(fits);
		Kit.await(accepted.result());
		Kit.awaitFailure(client.subscribe(fits + "x", Qos.AT_LEAST_ONCE, this.two).result(),
				MqttSubscribeException.class);
	}

	@BothVersions
	void closingCompletesAllThatWaits(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		HandlerRegistration registration = client.subscribe("a", Qos.AT_LEAST_ONCE, this.one);
		HandlerRegistration waiting = client.subscribe("b", Qos.AT_LEAST_ONCE, this.one);
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("a");
		CompletableFuture<SubscribeResult> gone = registration.unsubscribe();
		client.close();
		assertThat(gone).isDone();
		assertThat(waiting.result()).isCompletedExceptionally();
		Kit.awaitFailure(waiting.unsubscribe(), MqttClosedException.class);
	}

	@Test
	void moreFiltersThanMayWaitForAnswersAreAllSubscribed() {
		MqttClient client = this.broker.client((builder) -> builder.version(MqttVersion.MQTT_5));
		HandlerRegistration registration = client.subscribe(
				IntStream.range(0, 5000).mapToObj((i) -> Subscription.of("f/" + i, Qos.AT_MOST_ONCE)).toList(),
				this.one);
		BrokerConnection connection = this.broker.connect(client);
		for (int i = 0; i < 5000; i++) {
			connection.grant("f/" + i);
		}
		assertThat(Kit.await(registration.result()).reasonCodes()).hasSize(5000);
	}

}
