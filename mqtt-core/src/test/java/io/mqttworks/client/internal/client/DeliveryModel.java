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

package io.mqttworks.client.internal.client;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

import io.mqttworks.client.HandlerFailurePolicy;
import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.MqttClosedException;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.ServerAddress;
import io.mqttworks.client.Topics;
import io.mqttworks.client.internal.client.ModelHandler.Kind;
import io.mqttworks.client.internal.codec.Packet;
import io.mqttworks.client.internal.codec.TopicBytes;
import io.mqttworks.client.internal.codec.TopicCache;
import io.mqttworks.client.internal.dispatch.DispatchListener;
import io.mqttworks.client.internal.dispatch.Dispatcher;
import io.mqttworks.client.internal.dispatch.InboundMessage;
import io.mqttworks.client.internal.event.Events;
import io.mqttworks.client.internal.session.Counters;
import io.mqttworks.client.internal.session.PendingPublish;
import io.mqttworks.client.internal.session.PublishQueue;
import io.mqttworks.client.internal.session.Registrations;
import io.mqttworks.client.internal.session.Session;
import io.mqttworks.client.internal.session.StoredPublish;
import io.mqttworks.client.testkit.ManualStore;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * One schedule of the whole delivery path: the real session, dispatcher, routing,
 * registrations and queue of a client, between a modelled event loop, modelled handler
 * threads, and a modelled server. One thing happens at a time, and chance, which is the
 * same for the same number, says which.
 */
final class DeliveryModel {

	static final ServerAddress SERVER = ServerAddress.parse("mqtt://model");

	private static final List<String> TOPICS = List.of("a/1", "a/2", "b/1", "c/1", "old/1");

	private static final List<String> FILTERS = List.of("a/#", "a/1", "+/1", "b/#", "c/#", "c/1");

	private static final InboundMessage HELD = new InboundMessage(
			MqttMessage.of("held", new byte[1_000_000], Qos.AT_MOST_ONCE), 1, 0);

	private static final int MOST_STEPS = 60_000;

	private static final int MOST_TICKS = 200;

	private final Random random;

	private final MqttClientOptions options;

	private final @Nullable List<String> log;

	final ModelLoop loop = new ModelLoop();

	final ModelServer server;

	final Session session;

	private final Counters counters = new Counters();

	private final PublishQueue queue;

	private final Dispatcher dispatcher;

	private final Registrations registrations;

	private final @Nullable ManualStore store;

	private final TopicCache topics = new TopicCache();

	/** What handler threads are to run. */
	private final List<Runnable> tasks = new ArrayList<>();

	/** Handlers that wait. */
	private final List<ModelThread> threads = new ArrayList<>();

	/** What handlers do when they have returned. */
	private final List<Runnable> later = new ArrayList<>();

	private final List<ModelHandler> handlers = new ArrayList<>();

	private final List<ModelPublish> publishes = new ArrayList<>();

	private final List<CompletableFuture<?>> futures = new ArrayList<>();

	/** Which handlers must be given which messages. */
	private final Map<Integer, Set<ModelHandler>> expected = new HashMap<>();

	/** Messages that a handler left unacknowledged. */
	private final Set<Integer> left = new HashSet<>();

	/** Published messages that the server may have refused. */
	private final Set<Integer> refused = new HashSet<>();

	private @Nullable ModelConnection connection;

	private final boolean kept;

	private final boolean loses;

	private final boolean refuses;

	private int sent;

	private int lastTaken = -1;

	private boolean settling;

	private boolean closing;

	private boolean interleaved;

	private boolean lost;

	/**
	 * Whether the client cannot know since when the server has which subscription: the
	 * session is older than the client, or the answer to a SUBSCRIBE was lost.
	 */
	private boolean uncertain;

	private int idle;

	private int connections;

	private int disconnects;

	private @Nullable AssertionError violation;

	DeliveryModel(long seed, List<MqttClientOptions> options, @Nullable List<String> log) {
		this.random = new Random(seed * 0x9E37_79B9_7F4A_7C15L);
		this.log = log;
		this.options = options.get(below(options.size()));
		this.kept = below(5) > 0;
		this.loses = below(6) == 0;
		this.refuses = below(8) == 0;
		this.store = (below(3) == 0) ? new ManualStore().hold() : null;
		this.server = new ModelServer(this, this.options.receiveMaximum());
		this.queue = new PublishQueue(this.options.maxPendingMessages(), this.options.maxPendingBytes(),
				this.options.overflowPolicy());
		Events events = new Events(this.options, Runnable::run, Runnable::run, this.loop);
		DispatchEvents told = new DispatchEvents(this.loop, events, this::endTurn, () -> null, () -> this.idle++);
		this.dispatcher = new Dispatcher(this::execute, this.options.handlerFailurePolicy(),
				this.options.maxUnhandledBytes(), new Told(told));
		this.session = new Session(this.options, this.queue, this.dispatcher, events, this.counters,
				(this.store != null) ? this.store.open("model") : null, this.loop, () -> false);
		told.session(this.session);
		this.registrations = new Registrations(this.session, this.dispatcher, List.of(),
				(task, future) -> this.loop.execute(() -> call(task, future)));
	}

	private void call(Runnable task, CompletableFuture<?> future) {
		if (this.closing) {
			future.completeExceptionally(EventLoopCalls.closed());
		}
		else {
			task.run();
			endTurn();
		}
	}

	// What happens

	void run() {
		int count = 1 + below(4);
		for (int i = 0; i < count; i++) {
			register(true);
		}
		while (runLoop()) {
			continue;
		}
		int steps = 20 + below(300);
		for (int i = 0; i < steps; i++) {
			if (below(3) > 0 || !step()) {
				disturb();
			}
			examine();
		}
		if (below(6) == 0) {
			close();
		}
		else {
			settle();
		}
	}

	/**
	 * Does one of the things that are due.
	 * @return {@code false} if nothing is
	 */
	private boolean step() {
		int from = below(7);
		for (int i = 0; i < 7; i++) {
			boolean done = switch ((from + i) % 7) {
				case 0, 1 -> runLoop();
				case 2 -> runHandlers();
				case 3 -> runServer();
				case 4 -> read();
				case 5 -> runLater();
				default -> flushStore();
			};
			if (done) {
				return true;
			}
		}
		return false;
	}

	private boolean runLoop() {
		if (!this.loop.hasTasks()) {
			return false;
		}
		this.loop.runTask();
		return true;
	}

	private boolean runHandlers() {
		List<ModelThread> able = this.threads.stream().filter(ModelThread::canRun).toList();
		int all = able.size() + this.tasks.size();
		if (all == 0) {
			return false;
		}
		int one = below(all);
		if (one < able.size()) {
			run(able.get(one));
			return true;
		}
		Runnable task = this.tasks.remove(one - able.size());
		if (task.toString().startsWith(Kind.WAITING.name())) {
			ModelThread thread = new ModelThread(task);
			this.threads.add(thread);
			run(thread);
		}
		else {
			task.run();
		}
		return true;
	}

	private void run(ModelThread thread) {
		thread.run();
		if (thread.isEnded()) {
			this.threads.remove(thread);
		}
	}

	private boolean runServer() {
		ModelConnection current = this.connection;
		if (current == null || !current.hasPackets() || !this.server.canRead()) {
			return false;
		}
		Object packet = current.takePacket();
		if (packet != null) {
			note(() -> "server reads " + packet);
			this.server.read(packet);
		}
		return true;
	}

	private boolean read() {
		ModelConnection current = this.connection;
		if (current == null || !current.reading || this.server.toClient.isEmpty()) {
			return false;
		}
		int packets = 1 + below(5);
		for (int i = 0; i < packets && !current.ended && !this.server.toClient.isEmpty(); i++) {
			ModelServer.Frame frame = this.server.toClient.remove();
			note(() -> "read " + frame);
			frame.arrival().accept(this.session);
		}
		endTurn();
		return true;
	}

	/**
	 * A PUBLISH has arrived.
	 */
	void arrived(MqttMessage message) {
		if (!this.dispatcher.isStopped()) {
			byte[] topic = TopicBytes.of(message.topic());
			this.session.publish(message, this.topics.get(Unpooled.wrappedBuffer(topic), 0, topic.length));
		}
	}

	void answered(int type, boolean error) {
		if (this.connection != null) {
			this.connection.acknowledged(type, error);
		}
	}

	/**
	 * A SUBACK has arrived.
	 */
	void subscribed(Packet.Subscribe packet, List<ReasonCode> codes) {
		if (this.connection != null) {
			this.connection.subscribed();
		}
		for (int i = 0; i < codes.size(); i++) {
			if (codes.get(i).isError()) {
				this.server.unsubscribing(List.of(packet.subscriptions().get(i).topicFilter()));
			}
		}
	}

	private boolean runLater() {
		if (this.later.isEmpty()) {
			return false;
		}
		this.later.remove(below(this.later.size())).run();
		return true;
	}

	private boolean flushStore() {
		if (this.store == null || !this.store.hasFlushes()) {
			return false;
		}
		this.store.release();
		this.store.hold();
		return true;
	}

	/**
	 * Does something that the client must cope with.
	 */
	private void disturb() {
		switch (below(30)) {
			case 0 -> disconnect();
			case 1, 2, 3 -> {
				if (this.connection == null) {
					connect();
				}
			}
			case 4 -> register(false);
			case 5 -> change(null);
			case 6 -> cancel();
			case 7 -> {
				if (this.loop.hasTimers()) {
					note(() -> "time passes");
					this.loop.passTime();
				}
			}
			case 8, 9, 10, 11 -> publish();
			default -> {
				int number = ++this.sent;
				String topic = TOPICS.get(below(TOPICS.size()));
				this.server.publish(number, topic, Qos.of(below(3)));
			}
		}
	}

	private void connect() {
		ModelConnection made = new ModelConnection(this);
		this.connection = made;
		boolean keeps = this.kept && !(this.loses && mayFail() && below(4) == 0);
		var result = this.server.connect(keeps);
		note(() -> "connect, session " + result.sessionPresent());
		this.uncertain = result.sessionPresent() && (this.uncertain || this.connections == 0);
		this.connections++;
		this.lost |= !result.sessionPresent() && this.disconnects > 0;
		this.session.connected(made, result, this.kept);
		endTurn();
	}

	private void disconnect() {
		ModelConnection current = this.connection;
		if (current != null) {
			note(() -> "disconnect");
			current.end();
		}
	}

	void disconnected(boolean answersLost) {
		this.connection = null;
		this.uncertain |= answersLost;
		this.disconnects++;
		this.server.disconnected();
	}

	private void register(boolean stays) {
		if (this.handlers.size() > 12) {
			return;
		}
		Kind[] kinds = Kind.values();
		Set<String> filters = new HashSet<>();
		int count = 1 + below(3);
		for (int i = 0; i < count; i++) {
			filters.add(FILTERS.get(below(FILTERS.size())));
		}
		HandlerFailurePolicy usual = this.options.handlerFailurePolicy();
		HandlerFailurePolicy policy = (below(8) == 0)
				? HandlerFailurePolicy.values()[below(HandlerFailurePolicy.values().length)] : usual;
		ModelHandler handler = new ModelHandler(this, this.handlers.size(), kinds[below(kinds.length)],
				filters.stream().sorted().toList(), policy, stays);
		note(() -> "register " + handler + " " + policy);
		handler.registered(this.registrations.subscribe(handler.request(usual)));
		remember(handler.registration().result());
		this.handlers.add(handler);
	}

	/**
	 * Registers a handler or takes one away.
	 * @param caller the handler that calls, if one does
	 */
	void change(@Nullable ModelHandler caller) {
		List<ModelHandler> others = this.handlers.stream()
			.filter((handler) -> !handler.stays && handler != caller)
			.toList();
		if (others.isEmpty() || below(3) == 0) {
			register(false);
		}
		else {
			others.get(below(others.size())).unsubscribe();
		}
	}

	<T> CompletableFuture<T> remember(CompletableFuture<T> future) {
		this.futures.add(future);
		return future;
	}

	void later(Runnable what) {
		this.later.add(what);
	}

	/**
	 * Publishes a message as a client does.
	 */
	CompletableFuture<?> publish() {
		int number = this.publishes.size();
		Qos qos = Qos.of(below(3));
		String topic = "out/" + below(3);
		MqttMessage message = MqttMessage.of(topic, payload(number), qos);
		boolean stored = this.store != null && qos != Qos.AT_MOST_ONCE;
		PendingPublish future = stored ? new StoredPublish(message, TopicBytes.of(topic))
				: new PendingPublish(message, TopicBytes.of(topic));
		this.publishes.add(new ModelPublish(number, qos, future));
		this.futures.add(future);
		note(() -> "publish " + number + " " + qos);
		MqttException full = this.queue.admit(future);
		if (full != null) {
			future.completeExceptionally(full);
		}
		else if (this.queue.submit(future)) {
			this.loop.execute(this::endTurn);
		}
		return future;
	}

	private void cancel() {
		if (!this.publishes.isEmpty()) {
			ModelPublish publish = this.publishes.get(below(this.publishes.size()));
			note(() -> "cancel " + publish.number());
			publish.future().cancel(false);
		}
	}

	private void execute(Runnable task) {
		if (this.refuses && !this.settling && below(4) == 0) {
			throw new RejectedExecutionException("The model refuses");
		}
		this.tasks.add(task);
	}

	/**
	 * Lets other threads do something in the middle of a turn.
	 */
	void interleave() {
		if (!this.interleaved && below(6) == 0) {
			this.interleaved = true;
			if (below(3) == 0) {
				runLater();
			}
			else {
				runHandlers();
			}
			this.interleaved = false;
		}
	}

	private void endTurn() {
		this.session.endTurn();
	}

	// The end

	private void settle() {
		this.settling = true;
		note(() -> "settle");
		int ticks = 0;
		for (int i = 0; i < MOST_STEPS; i++) {
			examine();
			if (this.connection == null) {
				connect();
			}
			else if (!step()) {
				check(this.server.isIdle() || mayLeave() || this.refuses || !this.server.isAllWanted(),
						() -> "Messages wait for time to pass");
				boolean drained = this.dispatcher.unhandledBytes() <= this.options.maxUnhandledBytes() / 2;
				boolean reading = this.connection.reading;
				check(reading || !drained || this.refuses, () -> "Reading waits for time to pass");
				if (++ticks % 40 == 0 && !this.server.isIdle() && mayLeave()) {
					// What was left comes again with the next connection.
					disconnect();
				}
				else if (this.loop.hasTimers() && ticks < MOST_TICKS) {
					this.loop.passTime();
				}
				else if (this.server.isIdle() || !mayLeave() || ticks >= MOST_TICKS) {
					break;
				}
			}
		}
		examine();
		checkEnd();
	}

	private void checkEnd() {
		ModelConnection current = Objects.requireNonNull(this.connection);
		check(!this.loop.hasTasks() && this.tasks.isEmpty() && this.later.isEmpty(), () -> "It does not come to rest");
		check(this.threads.isEmpty(), () -> "Handlers wait for ever");
		check(!this.loop.hasTimers(), () -> "Timers never end");
		check(this.server.isIdle(), () -> "Messages are not acknowledged");
		check(!current.hasPackets(), () -> "Packets are not sent");
		check(this.server.toClient.isEmpty() && current.reading, () -> "The client does not read");
		check(this.futures.stream().allMatch(CompletableFuture::isDone), () -> "Futures are not complete");
		check(this.queue.messages() == 0 && this.queue.bytes() == 0,
				() -> this.queue.messages() + " messages with " + this.queue.bytes() + " bytes are pending");
		check(unhandledBytes() == 0, () -> unhandledBytes() + " bytes are unhandled");
		check(this.counters.get(Counters.IN_FLIGHT) == 0, () -> this.counters.get(Counters.IN_FLIGHT) + " in flight");
		this.expected.forEach((number, takers) -> takers
			.forEach((handler) -> check(handler.hasSettled(number), () -> handler + " has not handled " + number)));
		this.handlers.stream()
			.filter((handler) -> !handler.leaving)
			.forEach((handler) -> check(this.server.filters().containsAll(handler.filters),
					() -> handler + " is not subscribed"));
		this.publishes.forEach((publish) -> publish.checkEnd(this));
		if (this.store != null) {
			// What was removed last need not be durable at once.
			this.store.release();
			check(this.store.messages().isEmpty(), () -> "The store keeps " + this.store.messages());
			check(this.store.handled().isEmpty(), () -> "The store keeps " + this.store.handled());
		}
		examine();
	}

	boolean isSessionKept() {
		return !this.lost;
	}

	@Override
	public String toString() {
		return "connection " + this.connection + "; server " + this.server + "; tasks " + this.tasks + "; store "
				+ (this.store != null) + "; publishes "
				+ this.publishes.stream().filter((publish) -> !publish.future().isDone()).toList();
	}

	private void close() {
		this.closing = true;
		this.settling = true;
		note(() -> "close");
		this.dispatcher.stop();
		endTurn();
		for (int i = below(30); i > 0; i--) {
			step();
		}
		var closed = this.session.close(new MqttClosedException("The model is closed", null, null))
			.toCompletableFuture();
		disconnect();
		int steps = 0;
		while (step() && steps++ < MOST_STEPS) {
			continue;
		}
		examine();
		check(closed.isDone(), () -> "The session is not let go of");
		check(this.threads.isEmpty(), () -> "Handlers wait for ever");
		check(this.idle > 0, () -> "The dispatcher is not idle");
		check(this.futures.stream().allMatch(CompletableFuture::isDone), () -> "Futures are not complete");
		check(this.queue.messages() == 0 && this.queue.bytes() == 0, () -> "Room is not given back");
		examine();
	}

	/**
	 * As in production, other than that the connection is one of the model.
	 */
	private final class Told implements DispatchListener {

		private final DispatchListener told;

		Told(DispatchListener told) {
			this.told = told;
		}

		@Override
		public void settled(InboundMessage delivery) {
			this.told.settled(delivery);
		}

		@Override
		public void drained() {
			this.told.drained();
		}

		@Override
		public void failed(String handler, MqttMessage message, Throwable cause) {
			this.told.failed(handler, message, cause);
		}

		@Override
		public void reconnect(InboundMessage delivery) {
			DeliveryModel.this.loop.execute(() -> {
				ModelConnection current = DeliveryModel.this.connection;
				if (current != null && DeliveryModel.this.session.isCurrent(delivery)) {
					current.reset(new MqttException("A handler failed"));
				}
			});
		}

		@Override
		public void idle() {
			this.told.idle();
		}

	}

	// What is asked by the other parts

	MqttClientOptions options() {
		return this.options;
	}

	int below(int bound) {
		return this.random.nextInt(bound);
	}

	boolean mayFail() {
		return !this.settling;
	}

	boolean isClosing() {
		return this.closing;
	}

	void left(int number) {
		this.left.add(number);
	}

	/**
	 * Returns whether messages may stay unacknowledged until the next connection.
	 */
	boolean mayLeave() {
		return !this.left.isEmpty() || this.options.deliveryTimeout() != null || !this.server.keepsToWindow();
	}

	/**
	 * Returns whether a handler may be given a QoS 2 message again: it was left, or comes
	 * for another filter of the handler as well, and it is neither known since when the
	 * server has that one, nor has a message come for each of them before.
	 */
	boolean mayComeAgain(int number, String topic, ModelHandler handler) {
		List<String> matching = handler.filters.stream().filter((filter) -> Topics.matches(filter, topic)).toList();
		boolean twice = this.server.copies && this.uncertain && matching.size() > 1
				&& !this.server.hasSentForAll(matching, number);
		return twice || this.left.contains(number) || this.options.deliveryTimeout() != null;
	}

	boolean keepsOrder() {
		return this.server.keepsToWindow();
	}

	byte[] payload(int number) {
		return ByteBuffer.allocate(4 + number * 37 % 100).putInt(number).array();
	}

	static int number(MqttMessage message) {
		return ByteBuffer.wrap(message.payload()).getInt();
	}

	/**
	 * The server has a message for the client.
	 */
	void expect(int number, String topic, Qos qos, List<String> filters) {
		note(() -> "server has " + number + " on " + topic + " " + qos + " for " + filters);
		if (qos != Qos.AT_MOST_ONCE) {
			Set<ModelHandler> takers = new HashSet<>();
			for (ModelHandler handler : this.handlers) {
				if (handler.stays && handler.filters.stream().anyMatch(filters::contains)) {
					takers.add(handler);
				}
			}
			this.expected.put(number, takers);
		}
	}

	boolean isExpected(int number, ModelHandler handler) {
		return this.expected.getOrDefault(number, Set.of()).contains(handler);
	}

	boolean isWanted(int number) {
		return !this.expected.getOrDefault(number, Set.of()).isEmpty();
	}

	/**
	 * The server has forgotten a message with its session.
	 */
	void lost(int number) {
		this.expected.remove(number);
	}

	/**
	 * The server is rid of a copy of a message: whoever takes it must have handled it.
	 */
	void acknowledged(int number, String topic, List<String> filters) {
		if (this.options.deliveryTimeout() != null) {
			return;
		}
		for (ModelHandler handler : this.expected.getOrDefault(number, Set.of())) {
			List<String> matching = handler.filters.stream().filter((filter) -> Topics.matches(filter, topic)).toList();
			// Where each filter brings a copy, one of them counts, and which is not told.
			if (filters.containsAll(matching)) {
				check(handler.hasSettled(number),
						() -> number + " is acknowledged, and " + handler + " has not done it");
			}
		}
	}

	/**
	 * The server may refuse a message of the client, and take it when it comes again.
	 */
	void refused(int number) {
		this.refused.add(number);
	}

	/**
	 * The server has taken a message of the client.
	 */
	void taken(int number) {
		ModelPublish publish = this.publishes.get(number);
		publish.taken(this);
		if (publish.qos() != Qos.AT_MOST_ONCE && publish.times() == 1 && !this.refused.contains(number)) {
			check(number > this.lastTaken, () -> number + " is published after " + this.lastTaken);
			this.lastTaken = number;
		}
	}

	/**
	 * Notes what must not be. It is thrown where nobody catches it.
	 */
	void check(boolean condition, Supplier<String> otherwise) {
		if (!condition && this.violation == null) {
			this.violation = new AssertionError(otherwise.get());
		}
	}

	/**
	 * Returns the number of unhandled bytes as it is counted: what the client says is
	 * never below zero. A message that is held for the moment makes the difference.
	 */
	private long unhandledBytes() {
		this.dispatcher.hold(HELD);
		long bytes = this.dispatcher.unhandledBytes() - HELD.cost();
		this.dispatcher.release(HELD);
		return bytes;
	}

	private void examine() {
		check(unhandledBytes() >= 0, () -> unhandledBytes() + " bytes are unhandled");
		if (this.violation != null) {
			throw this.violation;
		}
	}

	void note(Supplier<String> what) {
		if (this.log != null) {
			this.log.add(what.get());
		}
	}

}
