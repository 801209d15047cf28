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
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.HandlerFailurePolicy;
import io.mqttworks.client.MessageHandler;
import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.MqttClosedException;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttPublishException;
import io.mqttworks.client.MqttQueueFullException;
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
import io.mqttworks.client.internal.codec.TopicBytes;
import io.mqttworks.client.internal.codec.TopicCache;
import io.mqttworks.client.internal.concurrent.Loop;
import io.mqttworks.client.internal.dispatch.Dispatcher;
import io.mqttworks.client.spi.Backlog;
import io.mqttworks.client.spi.RestoredSession;
import io.mqttworks.client.spi.StoredMessage;
import io.mqttworks.client.spi.StoredSession;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Turns of a {@link Session} without a network: the test is the connection, the event
 * loop, the executor of handlers and the store, and notes what happens in which order.
 */
class SessionTurnTests {

	private static final int MAXIMUM_PACKET_SIZE = 1_000;

	private static final long HIGH_WATER_MARK = 1_000;

	private static final MqttClientOptions OPTIONS = options();

	private final List<String> log = new ArrayList<>();

	private final Queue<Runnable> loopTasks = new ArrayDeque<>();

	private final Queue<Runnable> timers = new ArrayDeque<>();

	private final Queue<Runnable> handlerTasks = new ArrayDeque<>();

	private final PublishQueue queue = new PublishQueue(100, 1_000_000, OverflowPolicy.DROP_OLDEST);

	private final NotedOutput output = new NotedOutput();

	private final NotedStore store = new NotedStore();

	private final Dispatcher dispatcher = new Dispatcher((task) -> {
		this.log.add("show to handlers");
		this.handlerTasks.add(task);
	}, HandlerFailurePolicy.ACKNOWLEDGE, HIGH_WATER_MARK, new QuietListener());

	private Session session = session(null);

	private static MqttClientOptions options() {
		try (MqttClient client = MqttClient.builder("mqtt://localhost").build()) {
			return client.options();
		}
	}

	@Test
	void everythingOfATurnHappensInOneOrder() {
		this.session = session(this.store);
		connect();
		subscribe("in");
		receive("in", 7);
		runHandlers();
		receive("in", 8);
		PendingPublish kept = publish("kept", Qos.AT_LEAST_ONCE);
		publish("now", Qos.AT_MOST_ONCE).thenRun(() -> this.log.add("complete"));
		this.log.clear();
		this.session.endTurn();
		assertThat(this.log).containsExactly("show to handlers", "PUBACK 7", "save kept", "PUBLISH now", "flush",
				"store flush", "complete", "read true");
		assertThat(kept).isNotDone();
	}

	@Test
	void acknowledgementsAndPublishesOfOneTurnAreFlushedOnce() {
		connect();
		subscribe("in");
		for (int packetId = 1; packetId <= 3; packetId++) {
			receive("in", packetId);
		}
		runHandlers();
		publish("a", Qos.AT_LEAST_ONCE);
		publish("b", Qos.EXACTLY_ONCE);
		publish("c", Qos.AT_MOST_ONCE);
		this.log.clear();
		this.session.endTurn();
		assertThat(this.log).containsExactly("PUBACK 1", "PUBACK 2", "PUBACK 3", "PUBLISH a", "PUBLISH b", "PUBLISH c",
				"flush", "read true");
	}

	@Test
	void messagesGoOnGoingOutAsLongAsFlushingMakesRoomForThem() {
		connect();
		this.output.roomAfterFlush = 2;
		this.output.room = 2;
		for (String topic : List.of("a", "b", "c", "d", "e")) {
			publish(topic, Qos.AT_LEAST_ONCE);
		}
		this.session.endTurn();
		assertThat(this.log).containsExactly("PUBLISH a", "PUBLISH b", "flush", "PUBLISH c", "PUBLISH d", "flush",
				"PUBLISH e", "flush", "read true");
	}

	@Test
	void messagesWaitForTheNextTurnWhenFlushingMakesNoRoom() {
		connect();
		this.output.room = 1;
		publish("a", Qos.AT_LEAST_ONCE);
		publish("b", Qos.AT_LEAST_ONCE);
		this.session.endTurn();
		assertThat(this.log).containsExactly("PUBLISH a", "flush", "read true");
		this.log.clear();
		this.output.room = 1;
		this.session.endTurn();
		assertThat(this.log).containsExactly("PUBLISH b", "flush", "read true");
	}

	@Test
	void futuresCompleteLastAndMayStartTheNextTurn() {
		connect();
		PendingPublish first = publish("first", Qos.AT_LEAST_ONCE);
		this.session.endTurn();
		first.thenRun(() -> {
			this.log.add("complete first");
			publish("next", Qos.AT_LEAST_ONCE);
			this.session.endTurn();
			this.log.add("callback over");
		});
		this.log.clear();
		publish("second", Qos.AT_LEAST_ONCE);
		this.session.acknowledged(PacketType.PUBACK, first.packetId());
		assertThat(first).as("completed by the packet, not by the turn").isNotDone();
		this.session.endTurn();
		assertThat(this.log).containsExactly("PUBLISH second", "flush", "complete first", "callback over", "read true",
				"PUBLISH next", "flush", "read true");
	}

	@Test
	void whoeverWaitsForAFutureFindsItsRoomFree() {
		connect();
		PendingPublish publish = publish("t", Qos.AT_LEAST_ONCE);
		this.session.endTurn();
		List<Integer> pending = new ArrayList<>();
		publish.thenRun(() -> pending.add(this.queue.messages()));
		this.session.acknowledged(PacketType.PUBACK, publish.packetId());
		this.session.endTurn();
		assertThat(pending).containsExactly(0);
	}

	@Test
	void failuresCompleteLastToo() {
		connect();
		PendingPublish large = new PendingPublish(MqttMessage.of("large", "x".repeat(2_000), Qos.AT_LEAST_ONCE),
				TopicBytes.of("large"));
		submit(large);
		publish("small", Qos.AT_LEAST_ONCE);
		large.whenComplete((result, failure) -> this.log.add("failed " + this.queue.messages()));
		this.session.endTurn();
		assertThat(this.log).containsExactly("PUBLISH small", "flush", "failed 1", "read true");
		assertThat(large).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(MqttPublishException.class,
					(ex) -> assertThat(ex.reasonCode()).isEqualTo(ReasonCode.PACKET_TOO_LARGE));
	}

	@Test
	void messageThatIsTooLargeTakesNoPlaceInTheWindow() {
		connect(1);
		PendingPublish large = submit(new PendingPublish(MqttMessage.of("large", "x".repeat(2_000), Qos.AT_LEAST_ONCE),
				TopicBytes.of("large")));
		publish("a", Qos.AT_LEAST_ONCE);
		publish("b", Qos.AT_LEAST_ONCE);
		this.session.endTurn();
		assertThat(this.log).containsExactly("PUBLISH a", "flush", "read true");
		assertThat(large.packetId()).isZero();
	}

	@Test
	void messageThatIsDroppedForANewerOneFailsWhenTheTurnEnds() {
		PublishQueue small = new PublishQueue(1, 1_000, OverflowPolicy.DROP_OLDEST);
		Session narrow = new Session(OPTIONS, small, this.dispatcher, new QuietListener(), new Counters(), null,
				new ManualLoop(), () -> false);
		PendingPublish oldest = new PendingPublish(MqttMessage.of("a", "", Qos.AT_LEAST_ONCE), TopicBytes.of("a"));
		PendingPublish newest = new PendingPublish(MqttMessage.of("b", "", Qos.AT_LEAST_ONCE), TopicBytes.of("b"));
		for (PendingPublish publish : List.of(oldest, newest)) {
			small.admit(publish);
			small.submit(publish);
		}
		narrow.endTurn();
		assertThat(oldest).isCompletedExceptionally();
		assertThat(newest).isNotDone();
		assertThat(small.messages()).isEqualTo(1);
	}

	@Test
	void whatTheStoreHasKeptIsSentInATurnOfItsOwn() {
		this.session = session(this.store);
		connect();
		this.log.clear();
		publish("kept", Qos.AT_LEAST_ONCE);
		this.session.endTurn();
		assertThat(this.log).containsExactly("save kept", "flush", "store flush", "read true");
		this.log.clear();
		this.store.flushed.complete(null);
		assertThat(this.log).isEmpty();
		runLoop();
		assertThat(this.log).containsExactly("PUBLISH kept", "flush", "read true");
	}

	@Test
	void readingStopsWhenTooMuchWaitsForHandlersAndGoesOnWhenHalfOfItIsHandled() {
		connect();
		subscribe("in");
		for (int packetId = 1; packetId <= 8; packetId++) {
			receive("in", packetId);
		}
		this.log.clear();
		this.session.endTurn();
		assertThat(this.log).endsWith("read false");
		this.session.endTurn();
		assertThat(this.log).as("a turn in between").endsWith("read false");
		runHandlers();
		this.session.endTurn();
		assertThat(this.log).endsWith("read true");
	}

	@Test
	void turnWithoutAConnectionTakesOverAndCompletesWhatItCan() {
		PendingPublish publish = publish("t", Qos.AT_LEAST_ONCE);
		this.session.endTurn();
		assertThat(this.log).isEmpty();
		assertThat(publish).isNotDone();
		this.session.close(new MqttClosedException("closed by the test", null, null));
		assertThat(publish).isCompletedExceptionally();
		PendingPublish late = publish("late", Qos.AT_LEAST_ONCE);
		this.session.endTurn();
		assertThat(late).isCompletedExceptionally();
	}

	@Test
	void connectionThatEndsInTheMiddleOfATurnEndsNoTurn() {
		connect();
		this.output.onFlush = this.session::disconnected;
		PendingPublish publish = publish("t", Qos.AT_LEAST_ONCE);
		this.session.endTurn();
		assertThat(this.log).containsExactly("PUBLISH t", "flush");
		assertThat(publish).isNotDone();
	}

	@Test
	void handlersThatTheExecutorRefusedAreStartedAgainInATurnOfATimer() {
		List<Runnable> taken = new ArrayList<>();
		boolean[] refuse = { true };
		Dispatcher refused = new Dispatcher((task) -> {
			if (refuse[0]) {
				throw new RejectedExecutionException("refused by the test");
			}
			taken.add(task);
		}, HandlerFailurePolicy.ACKNOWLEDGE, HIGH_WATER_MARK, new QuietListener());
		this.session = new Session(OPTIONS, this.queue, refused, new QuietListener(), new Counters(), null,
				new ManualLoop(), () -> false);
		connect();
		subscribe("in", refused);
		receive("in", 1);
		this.session.endTurn();
		this.session.endTurn();
		assertThat(this.timers).as("one timer, however many turns").hasSize(1);
		refuse[0] = false;
		this.timers.remove().run();
		assertThat(taken).hasSize(1);
	}

	private Session session(StoredSession stored) {
		return new Session(OPTIONS, this.queue, this.dispatcher, new QuietListener(), new Counters(), stored,
				new ManualLoop(), () -> false);
	}

	private void connect() {
		connect(65_535);
	}

	private void connect(int receiveMaximum) {
		ConnectResult server = ConnectResult.builder(ServerAddress.parse("mqtt://localhost"), MqttVersion.MQTT_5, "c")
			.keepAlive(Duration.ofMinutes(1))
			.receiveMaximum(receiveMaximum)
			.maximumPacketSize(MAXIMUM_PACKET_SIZE)
			.subscriptionIdentifiersAvailable(true)
			.build();
		this.session.connected(this.output, server, true);
	}

	private void subscribe(String filter) {
		subscribe(filter, this.dispatcher);
	}

	private void subscribe(String filter, Dispatcher dispatcher) {
		MessageHandler handler = (message) -> {
		};
		new Registrations(this.session, dispatcher, List.of(), (task, future) -> task.run())
			.subscribe(SubscribeRequest.builder(List.of(Subscription.of(filter, Qos.EXACTLY_ONCE)), handler).build());
		this.loopTasks.forEach(Runnable::run);
		this.loopTasks.clear();
		this.session.endTurn();
		this.session.packet(new Packet.SubAck(this.output.subscribe, List.of(ReasonCode.SUCCESS), null, List.of()));
		this.session.endTurn();
		this.log.clear();
	}

	private void receive(String topic, int packetId) {
		Topic known = new TopicCache().get(Unpooled.wrappedBuffer(TopicBytes.of(topic)), 0, topic.length());
		this.session.publish(MqttMessage.received(topic, new byte[0], Qos.AT_LEAST_ONCE, false, false, packetId,
				MessageProperties.NONE), known);
	}

	private void runHandlers() {
		this.dispatcher.flush();
		for (Runnable task = this.handlerTasks.poll(); task != null; task = this.handlerTasks.poll()) {
			task.run();
		}
	}

	private void runLoop() {
		for (Runnable task = this.loopTasks.poll(); task != null; task = this.loopTasks.poll()) {
			task.run();
		}
	}

	private PendingPublish publish(String topic, Qos qos) {
		MqttMessage message = MqttMessage.of(topic, "", qos);
		return submit((qos != Qos.AT_MOST_ONCE) ? new StoredPublish(message, TopicBytes.of(topic))
				: new PendingPublish(message, TopicBytes.of(topic)));
	}

	private PendingPublish submit(PendingPublish publish) {
		MqttQueueFullException full = this.queue.admit(publish);
		assertThat(full).isNull();
		this.queue.submit(publish);
		return publish;
	}

	/**
	 * The connection.
	 */
	private final class NotedOutput implements Output {

		private int room = Integer.MAX_VALUE;

		private int roomAfterFlush;

		private int subscribe;

		private Runnable onFlush = () -> {
		};

		private final List<PendingPublish> unflushed = new ArrayList<>();

		@Override
		public boolean isWritable() {
			return this.room > 0;
		}

		@Override
		public void send(Packet packet) {
			SessionTurnTests.this.log.add(packet.name());
			if (packet instanceof Packet.Subscribe subscribe) {
				this.subscribe = subscribe.packetId();
			}
		}

		@Override
		public void acknowledge(int type, int packetId) {
			SessionTurnTests.this.log
				.add(new Packet.Ack(type, packetId, ReasonCode.SUCCESS, null, List.of()).name() + " " + packetId);
		}

		@Override
		public long publish(PendingPublish publish, boolean duplicate, int topicAlias, boolean aliasKnown,
				long maximumSize) {
			long size = publish.size() + 10;
			if (size <= maximumSize) {
				this.room--;
				SessionTurnTests.this.log.add("PUBLISH " + publish.message().topic());
			}
			return size;
		}

		@Override
		public void completeWhenFlushed(PendingPublish publish) {
			this.unflushed.add(publish);
		}

		@Override
		public void flush() {
			SessionTurnTests.this.log.add("flush");
			this.room = Math.max(this.room, this.roomAfterFlush);
			this.unflushed.forEach((publish) -> SessionTurnTests.this.session.flushed(publish, null));
			this.unflushed.clear();
			this.onFlush.run();
		}

		@Override
		public void read(boolean on) {
			SessionTurnTests.this.log.add("read " + on);
		}

		@Override
		public void reset(MqttException cause) {
			SessionTurnTests.this.log.add("reset");
		}

	}

	/**
	 * The store.
	 */
	private final class NotedStore implements StoredSession {

		private final CompletableFuture<Void> flushed = new CompletableFuture<>();

		@Override
		public RestoredSession restore() {
			return new Empty();
		}

		@Override
		public void server(String name) {
			SessionTurnTests.this.log.add("server");
		}

		@Override
		public CompletionStage<MqttException> failure() {
			return new CompletableFuture<>();
		}

		@Override
		public void save(StoredMessage message) {
			SessionTurnTests.this.log.add("save " + message.message().topic());
		}

		@Override
		public void bind(long key, int packetId) {
			SessionTurnTests.this.log.add("bind");
		}

		@Override
		public void received(long key) {
			SessionTurnTests.this.log.add("received");
		}

		@Override
		public void remove(long key) {
			SessionTurnTests.this.log.add("remove");
		}

		@Override
		public void handled(int packetId) {
			SessionTurnTests.this.log.add("handled");
		}

		@Override
		public void forget(int packetId) {
			SessionTurnTests.this.log.add("forget");
		}

		@Override
		public CompletionStage<Void> flush() {
			SessionTurnTests.this.log.add("store flush");
			return this.flushed;
		}

		@Override
		public CompletionStage<Void> close() {
			return CompletableFuture.completedFuture(null);
		}

	}

	/**
	 * What an earlier process left: nothing.
	 */
	private static final class Empty implements RestoredSession {

		@Override
		public List<StoredMessage> inFlight() {
			return List.of();
		}

		@Override
		public Backlog backlog() {
			return Backlog.of(List.of());
		}

		@Override
		public Collection<Integer> handled() {
			return List.of();
		}

		@Override
		public long lastKey() {
			return 0;
		}

		@Override
		public @Nullable String server() {
			return null;
		}

		@Override
		public List<String> damage() {
			return List.of();
		}

	}

	/**
	 * The event loop.
	 */
	private final class ManualLoop implements Loop {

		@Override
		public void execute(Runnable task) {
			SessionTurnTests.this.loopTasks.add(task);
		}

		@Override
		public void schedule(Runnable task, long millis) {
			// Others look once a second for what has expired or holds up others.
			if (millis < 1000) {
				SessionTurnTests.this.timers.add(task);
			}
		}

		@Override
		public long nanoTime() {
			return 0;
		}

	}

}
