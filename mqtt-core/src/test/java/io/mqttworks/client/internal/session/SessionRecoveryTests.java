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

package io.mqttworks.client.internal.session;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.mqttworks.client.AsyncMessageHandler;
import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.DeliveryTimeoutPolicy;
import io.mqttworks.client.ErrorListener.DeliveryOverdue;
import io.mqttworks.client.Handler;
import io.mqttworks.client.HandlerFailurePolicy;
import io.mqttworks.client.HandlerRegistration;
import io.mqttworks.client.MessageHandler;
import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.OverflowPolicy;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.ServerAddress;
import io.mqttworks.client.SubscribeRequest;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.internal.codec.Packet;
import io.mqttworks.client.internal.codec.PacketType;
import io.mqttworks.client.internal.codec.Topic;
import io.mqttworks.client.internal.concurrent.Loop;
import io.mqttworks.client.internal.dispatch.Dispatcher;
import io.mqttworks.client.internal.dispatch.InboundMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a {@link Session} gets over, one thing at a time: the test is the connection and
 * the clock.
 */
class SessionRecoveryTests {

	private static final MqttClientOptions OPTIONS = options();

	private final List<Packet> sent = new ArrayList<>();

	private final List<String> events = new ArrayList<>();

	private Consumer<InboundMessage> settled = (delivery) -> {
	};

	private final Clock clock = new Clock();

	private final Dispatcher dispatcher = new Dispatcher(Runnable::run, HandlerFailurePolicy.ACKNOWLEDGE, 100_000,
			new Noted());

	private final Session session = new Session(OPTIONS, new PublishQueue(10, 10_000, OverflowPolicy.FAIL),
			this.dispatcher, new Noted(), new Counters(), null, this.clock, () -> false);

	private final Registrations registrations = new Registrations(this.session, this.dispatcher, List.of(),
			(task, future) -> {
				task.run();
				this.session.endTurn();
			});

	private static MqttClientOptions options() {
		try (MqttClient client = MqttClient.builder("mqtt://localhost")
			.deliveryTimeout(Duration.ofSeconds(5))
			.deliveryTimeoutPolicy(DeliveryTimeoutPolicy.TELL)
			.build()) {
			return client.options();
		}
	}

	@Test
	void filterThatWasRefusedForEndingConnectionsIsAskedForAgainThoughAnotherWasAskedForWithIt() {
		subscribe("suspect");
		for (int i = 0; i < 3; i++) {
			connect();
			assertThat(filters()).containsExactly("suspect");
			disconnect();
		}
		assertThat(this.events).containsExactly("refused suspect");
		connect();
		assertThat(filters()).as("after a pause").isEmpty();
		this.clock.pass(Duration.ofSeconds(2));
		assertThat(filters()).containsExactly("suspect");
		subscribe("other");
		disconnect();
		connect();
		assertThat(filters()).as("one after the other").containsExactly("suspect");
	}

	@Test
	void deliveryTimeoutIsNotForMessagesThatWaitForAHandlerToCome() {
		connect();
		receive("nobody", 7);
		this.clock.pass(Duration.ofSeconds(20));
		assertThat(this.sent).isEmpty();
		this.clock.pass(Duration.ofSeconds(20));
		assertThat(this.events).containsExactly("unmatched nobody");
		assertThat(this.sent).contains(new Packet.Ack(PacketType.PUBACK, 7, ReasonCode.SUCCESS, null, List.of()));
	}

	@Test
	void messageThatHoldsUpOthersIsToldOnceAndShownAtItsHandlerAsLongAsItDoes() {
		List<CompletableFuture<Void>> stages = new ArrayList<>();
		HandlerRegistration slow = subscribe("a/#", (AsyncMessageHandler) (message) -> {
			stages.add(new CompletableFuture<>());
			return stages.get(stages.size() - 1);
		});
		HandlerRegistration quick = subscribe("a/+", (MessageHandler) (message) -> {
		});
		connect();
		receive("a/b", 1);
		receive("a/b", 2);
		assertThat(slow.overdue()).isNull();
		this.clock.pass(Duration.ofSeconds(8));
		DeliveryOverdue overdue = slow.overdue();
		assertThat(overdue).isNotNull();
		assertThat(overdue.handlerName()).isEqualTo("handler of a/#");
		assertThat(overdue.topicFilters()).containsExactly("a/#");
		assertThat(overdue.topic()).isEqualTo("a/b");
		assertThat(overdue.since()).isGreaterThanOrEqualTo(Duration.ofSeconds(5));
		assertThat(quick.overdue()).as("it is done with it").isNull();
		assertThat(this.events).containsExactly("overdue a/b");
		stages.get(0).complete(null);
		this.session.endTurn();
		this.clock.pass(Duration.ofSeconds(2));
		assertThat(slow.overdue()).as("the next one has just become the first").isNull();
		this.clock.pass(Duration.ofSeconds(8));
		assertThat(slow.overdue()).isNotNull();
		disconnect();
		assertThat(slow.overdue()).as("nobody waits without a connection").isNull();
	}

	@Test
	void rejectedMessageIsAnsweredWithItsReasonOnlyWhereThatFits() {
		subscribe("a/#", MessageHandler.manual((message, acknowledgment) -> acknowledgment
			.reject(ReasonCode.QUOTA_EXCEEDED, "x".repeat(message.packetId()))));
		connect(MqttVersion.MQTT_5, 64);
		receive("a/b", 48);
		receive("a/b", 49);
		assertThat(acks()).containsExactly(
				new Packet.Ack(PacketType.PUBACK, 48, ReasonCode.QUOTA_EXCEEDED, "x".repeat(48), List.of()),
				new Packet.Ack(PacketType.PUBACK, 49, ReasonCode.QUOTA_EXCEEDED, null, List.of()));
	}

	@Test
	void rejectedMessageIsAcknowledgedWhereTheServerCannotBeTold() {
		subscribe("a/#", MessageHandler
			.manual((message, acknowledgment) -> acknowledgment.reject(ReasonCode.QUOTA_EXCEEDED, "no room")));
		connect(MqttVersion.MQTT_3_1_1, Integer.MAX_VALUE);
		receive("a/b", 1);
		receive("a/b", 2, Qos.EXACTLY_ONCE);
		assertThat(acks()).containsExactly(new Packet.Ack(PacketType.PUBACK, 1, ReasonCode.SUCCESS, null, List.of()),
				new Packet.Ack(PacketType.PUBREC, 2, ReasonCode.SUCCESS, null, List.of()));
	}

	@Test
	void pubRelOfAMessageNobodyKnowsIsAnsweredAsTheVersionAllows() {
		connect(MqttVersion.MQTT_5, Integer.MAX_VALUE);
		this.session.acknowledged(PacketType.PUBREL, 7);
		assertThat(acks()).containsExactly(
				new Packet.Ack(PacketType.PUBCOMP, 7, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND, null, List.of()));
		disconnect();
		connect(MqttVersion.MQTT_3_1_1, Integer.MAX_VALUE);
		this.session.acknowledged(PacketType.PUBREL, 7);
		assertThat(acks()).containsExactly(new Packet.Ack(PacketType.PUBCOMP, 7, ReasonCode.SUCCESS, null, List.of()));
	}

	@Test
	void exchangeOfAMessageOfQos2EndsWithPubComp() {
		subscribe("a/#");
		connect();
		receive("a/b", 7, Qos.EXACTLY_ONCE);
		this.session.acknowledged(PacketType.PUBREL, 7);
		assertThat(acks()).containsExactly(new Packet.Ack(PacketType.PUBREC, 7, ReasonCode.SUCCESS, null, List.of()),
				new Packet.Ack(PacketType.PUBCOMP, 7, ReasonCode.SUCCESS, null, List.of()));
	}

	@Test
	void messagesThatWaitGoToTheHandlerThatComesAndToNobodyElse() {
		List<String> handled = new ArrayList<>();
		connect();
		receive("a/b", 1);
		receive("c", 2);
		assertThat(acks()).isEmpty();
		subscribe("a/#", (MessageHandler) (message) -> handled.add(message.topic()));
		this.session.endTurn();
		assertThat(handled).containsExactly("a/b");
		assertThat(acks()).extracting(Packet.Ack::packetId).containsExactly(1);
		assertThat(this.dispatcher.unhandledBytes()).as("the one that waits").isEqualTo(138);
		disconnect();
		assertThat(this.dispatcher.unhandledBytes()).as("it comes again").isZero();
		connect();
		receive("c", 2);
		this.clock.pass(Duration.ofSeconds(40));
		assertThat(this.events).containsExactly("unmatched c");
	}

	@Test
	void lateReplyIsAcknowledgedAndNobodyIsTold() {
		this.session.repliesTopic("replies/c");
		connect();
		receive("replies/c", 3);
		assertThat(acks()).extracting(Packet.Ack::packetId).containsExactly(3);
		this.clock.pass(Duration.ofSeconds(40));
		assertThat(this.events).isEmpty();
	}

	@Test
	void messageIsOfTheConnectionItCameOn() {
		List<InboundMessage> settled = new ArrayList<>();
		this.settled = settled::add;
		subscribe("a/#");
		connect();
		receive("a/b", 1);
		assertThat(settled).hasSize(1).allMatch(this.session::isCurrent);
		disconnect();
		connect();
		assertThat(settled).noneMatch(this.session::isCurrent);
	}

	private List<Packet.Ack> acks() {
		return this.sent.stream().filter(Packet.Ack.class::isInstance).map(Packet.Ack.class::cast).toList();
	}

	private void receive(String topic, int packetId) {
		receive(topic, packetId, Qos.AT_LEAST_ONCE);
	}

	private void receive(String topic, int packetId, Qos qos) {
		this.session.publish(
				MqttMessage.received(topic, new byte[10], qos, false, false, packetId, MessageProperties.NONE),
				new Topic(topic));
		this.session.endTurn();
	}

	private void subscribe(String filter) {
		subscribe(filter, (MessageHandler) (message) -> {
		});
	}

	private HandlerRegistration subscribe(String filter, Handler handler) {
		return this.registrations
			.subscribe(SubscribeRequest.builder(List.of(Subscription.of(filter, Qos.AT_LEAST_ONCE)), handler)
				.name("handler of " + filter)
				.build());
	}

	private void connect() {
		connect(MqttVersion.MQTT_5, Integer.MAX_VALUE);
	}

	private void connect(MqttVersion version, int maximumPacketSize) {
		this.sent.clear();
		this.session.connected(new Wire(),
				ConnectResult.builder(ServerAddress.parse("mqtt://localhost"), version, "c")
					.sessionPresent(true)
					.maximumPacketSize(maximumPacketSize)
					.subscriptionIdentifiersAvailable(true)
					.build(),
				true);
		this.session.endTurn();
	}

	private void disconnect() {
		this.session.disconnected();
		this.session.endTurn();
	}

	private List<String> filters() {
		return this.sent.stream()
			.filter(Packet.Subscribe.class::isInstance)
			.flatMap((packet) -> ((Packet.Subscribe) packet).subscriptions().stream())
			.map(Subscription::topicFilter)
			.toList();
	}

	/**
	 * The event loop, and its time.
	 */
	private static final class Clock implements Loop {

		private final Queue<Runnable> tasks = new ArrayDeque<>();

		private final List<Timer> timers = new ArrayList<>();

		private long now;

		@Override
		public void execute(Runnable task) {
			this.tasks.add(task);
		}

		@Override
		public void schedule(Runnable task, long millis) {
			this.timers.add(new Timer(this.now + TimeUnit.MILLISECONDS.toNanos(millis), task));
		}

		@Override
		public long nanoTime() {
			return this.now;
		}

		void pass(Duration time) {
			long end = this.now + time.toNanos();
			while (this.now < end) {
				this.now = Math.min(end, this.now + TimeUnit.SECONDS.toNanos(1));
				for (Timer timer : List.copyOf(this.timers)) {
					if (timer.due <= this.now) {
						this.timers.remove(timer);
						timer.task.run();
					}
				}
				for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
					task.run();
				}
			}
		}

		private record Timer(long due, Runnable task) {
		}

	}

	/**
	 * The connection.
	 */
	private final class Wire implements Output {

		@Override
		public boolean isWritable() {
			return true;
		}

		@Override
		public void send(Packet packet) {
			SessionRecoveryTests.this.sent.add(packet);
		}

		@Override
		public void acknowledge(int type, int packetId) {
			send(new Packet.Ack(type, packetId, ReasonCode.SUCCESS, null, List.of()));
		}

		@Override
		public long publish(PendingPublish publish, boolean duplicate, int topicAlias, boolean aliasKnown,
				long maximumSize) {
			throw new AssertionError("not expected");
		}

		@Override
		public void completeWhenFlushed(PendingPublish publish) {
		}

		@Override
		public void flush() {
		}

		@Override
		public void read(boolean on) {
		}

		@Override
		public void reset(MqttException cause) {
			throw new AssertionError("not expected", cause);
		}

	}

	/**
	 * Notes what is told.
	 */
	private final class Noted extends QuietListener {

		@Override
		public void messageUnmatched(MqttMessage message) {
			SessionRecoveryTests.this.events.add("unmatched " + message.topic());
		}

		@Override
		public void deliveryOverdue(DeliveryOverdue overdue) {
			SessionRecoveryTests.this.events.add("overdue " + overdue.topic());
		}

		@Override
		public void subscriptionRefused(String topicFilter, ReasonCode reasonCode) {
			SessionRecoveryTests.this.events.add("refused " + topicFilter);
		}

		@Override
		public void settled(InboundMessage delivery) {
			SessionRecoveryTests.this.settled.accept(delivery);
			SessionRecoveryTests.this.session.settled(delivery);
		}

	}

}
