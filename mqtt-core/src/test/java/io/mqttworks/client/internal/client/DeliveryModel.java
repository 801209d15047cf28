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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.mqttworks.client.HandlerFailurePolicy;
import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.OverflowPolicy;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.ServerAddress;
import io.mqttworks.client.Topics;
import io.mqttworks.client.internal.client.ModelHandler.Kind;
import io.mqttworks.client.internal.codec.Packet;
import io.mqttworks.client.internal.dispatch.Dispatcher;
import io.mqttworks.client.internal.dispatch.InboundMessage;
import io.mqttworks.client.internal.session.Counters;
import io.mqttworks.client.internal.session.PendingPublish;
import io.mqttworks.client.internal.session.PublishQueue;
import io.mqttworks.client.testkit.ManualStore;
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

	final ModelServer server;

	private final @Nullable ManualStore store;

	/** The one that runs now. */
	private ModelClient client;

	private final List<ModelHandler> handlers = new ArrayList<>();

	private final List<ModelPublish> publishes = new ArrayList<>();

	private final List<CompletableFuture<?>> futures = new ArrayList<>();

	/** Which handlers must be given which messages. */
	private final Map<Integer, Set<ModelHandler>> expected = new HashMap<>();

	/** Messages that a handler left unacknowledged. */
	private final Set<Integer> left = new HashSet<>();

	/** Published messages that the server may have refused. */
	private final Set<Integer> refused = new HashSet<>();

	/** QoS 2 messages that may be handled again, because of how a process ended. */
	private final Set<Integer> again = new HashSet<>();

	/**
	 * Identifiers of an earlier session of the server that a process had no time to
	 * forget. They are in the store until the server uses them again.
	 */
	private final Set<Integer> stale = new HashSet<>();

	private final boolean kept;

	private final boolean loses;

	private final boolean refuses;

	private int sent;

	private int lastTaken = -1;

	private boolean settling;

	private boolean interleaved;

	private boolean lost;

	/**
	 * Whether the client cannot know since when the server has which subscription: the
	 * session is older than the client, or the answer to a SUBSCRIBE was lost.
	 */
	private boolean uncertain;

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
		this.client = new ModelClient(this, this.store, this.refuses);
	}

	// What happens

	void run() {
		int count = 1 + below(4);
		for (int i = 0; i < count; i++) {
			register(true);
		}
		runLoop();
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
				case 0, 1 -> this.client.runLoop();
				case 2 -> this.client.runHandlers();
				case 3 -> runServer();
				case 4 -> read();
				case 5 -> this.client.runLater();
				default -> flushStore();
			};
			if (done) {
				return true;
			}
		}
		return false;
	}

	private boolean runServer() {
		ModelConnection current = this.client.connection;
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
		ModelConnection current = this.client.connection;
		if (current == null || !current.reading || this.server.toClient.isEmpty()) {
			return false;
		}
		int packets = 1 + below(5);
		for (int i = 0; i < packets && !current.ended && !this.server.toClient.isEmpty(); i++) {
			ModelServer.Frame frame = this.server.toClient.remove();
			note(() -> "read " + frame);
			frame.arrival().accept(this.client.session);
		}
		this.client.endTurn();
		return true;
	}

	void arrived(MqttMessage message) {
		this.client.arrived(message);
	}

	void answered(int type, boolean error) {
		if (this.client.connection != null) {
			this.client.connection.acknowledged(type, error);
		}
	}

	/**
	 * A SUBACK has arrived.
	 */
	void subscribed(Packet.Subscribe packet, List<ReasonCode> codes) {
		if (this.client.connection != null) {
			this.client.connection.subscribed();
		}
		for (int i = 0; i < codes.size(); i++) {
			if (codes.get(i).isError()) {
				this.server.unsubscribing(List.of(packet.subscriptions().get(i).topicFilter()));
			}
		}
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
			case 0 -> {
				if (below(4) > 0) {
					disconnect();
				}
				else {
					restart();
				}
			}
			case 1, 2, 3 -> {
				if (this.client.connection == null) {
					connect();
				}
			}
			case 4 -> register(false);
			case 5 -> change(null);
			case 6 -> cancel();
			case 7 -> {
				if (this.client.loop.hasTimers()) {
					note(() -> "time passes");
					this.client.loop.passTime();
				}
			}
			case 8, 9, 10, 11 -> publish();
			case 12 -> {
				// As many of QoS 0 as fill what waits for handlers.
				String topic = TOPICS.get(below(TOPICS.size()));
				for (int i = 0; i < 16; i++) {
					this.server.publish(++this.sent, topic, Qos.AT_MOST_ONCE);
				}
			}
			default -> {
				int number = ++this.sent;
				String topic = TOPICS.get(below(TOPICS.size()));
				this.server.publish(number, topic, Qos.of(below(3)));
			}
		}
	}

	private void connect() {
		ModelConnection made = new ModelConnection(this, this.client);
		this.client.connection = made;
		boolean keeps = this.kept && !(this.loses && mayFail() && below(4) == 0);
		var result = this.server.connect(keeps);
		note(() -> "connect, session " + result.sessionPresent());
		this.uncertain = result.sessionPresent() && (this.uncertain || this.client.connections == 0);
		this.client.connections++;
		this.lost |= !result.sessionPresent() && this.disconnects > 0;
		this.client.session.connected(made, result, this.kept);
		this.client.endTurn();
	}

	private void disconnect() {
		ModelConnection current = this.client.connection;
		if (current != null) {
			note(() -> "disconnect");
			current.end();
		}
	}

	void disconnected(boolean answersLost) {
		this.client.connection = null;
		this.uncertain |= answersLost;
		this.disconnects++;
		this.server.disconnected();
	}

	/**
	 * The process is killed, and another one starts with the handlers that are always
	 * there. What is not durable in the store is lost.
	 */
	private void restart() {
		note(() -> "restart");
		this.client.kill();
		if (this.client.connection != null) {
			this.server.disconnected();
			this.disconnects++;
		}
		Map<Integer, Boolean> stored = new HashMap<>();
		Set<Integer> handled = new HashSet<>();
		if (this.store != null) {
			this.store.crash();
			handled.addAll(this.store.handled());
			this.store.messages().forEach((message) -> stored.put(number(message.message()), message.packetId() != 0));
		}
		this.again.addAll(this.server.mayComeAgain(handled));
		handled.stream().filter((id) -> !this.server.hasInFlight(id)).forEach(this.stale::add);
		this.server.restarted(this.store != null);
		this.publishes.forEach((publish) -> publish.restarted(stored.get(publish.number())));
		this.futures.clear();
		this.client = new ModelClient(this, this.store, this.refuses);
		for (ModelHandler handler : this.handlers) {
			if (handler.stays) {
				register(handler);
			}
			else {
				handler.leaving = true;
			}
		}
		runLoop();
	}

	/**
	 * What was asked for before the connection is done before it.
	 */
	private void runLoop() {
		while (this.client.runLoop()) {
			continue;
		}
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
		register(handler);
		this.handlers.add(handler);
	}

	private void register(ModelHandler handler) {
		HandlerFailurePolicy usual = this.options.handlerFailurePolicy();
		handler.registered(this.client.registrations.subscribe(handler.request(this.client, usual)));
		remember(handler.registration().result());
	}

	/**
	 * Registers a handler or takes one away.
	 * @param caller the handler that calls, if one does
	 */
	void change(@Nullable ModelHandler caller) {
		List<ModelHandler> others = this.handlers.stream()
			.filter((handler) -> !handler.stays && !handler.leaving && handler != caller)
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
		this.client.later(what);
	}

	/**
	 * Publishes a message as a client does.
	 */
	CompletableFuture<?> publish() {
		int number = this.publishes.size();
		Qos qos = Qos.of(below(3));
		boolean expires = below(12) == 0;
		String topic = "out/" + below(3);
		MqttMessage message = MqttMessage.of(topic, payload(number), qos);
		note(() -> "publish " + number + " " + qos + (expires ? ", expired" : ""));
		PendingPublish future = this.client
			.publish(expires ? message.toBuilder().messageExpiry(Duration.ZERO).build() : message);
		this.publishes.add(new ModelPublish(number, qos, future, expires));
		this.futures.add(future);
		return future;
	}

	private void cancel() {
		if (!this.publishes.isEmpty()) {
			ModelPublish publish = this.publishes.get(below(this.publishes.size()));
			note(() -> "cancel " + publish.number());
			publish.future().cancel(false);
		}
	}

	/**
	 * Lets other threads do something in the middle of a turn.
	 */
	void interleave() {
		if (!this.interleaved && below(6) == 0) {
			this.interleaved = true;
			if (below(3) == 0) {
				this.client.runLater();
			}
			else {
				this.client.runHandlers();
			}
			this.interleaved = false;
		}
	}

	// The end

	private void settle() {
		this.settling = true;
		note(() -> "settle");
		int ticks = 0;
		for (int i = 0; i < MOST_STEPS; i++) {
			examine();
			if (this.client.connection == null) {
				connect();
			}
			else if (!step()) {
				check(this.server.isIdle() || mayLeave() || this.refuses || !this.server.isAllWanted(),
						() -> "Messages wait for time to pass");
				if (++ticks % 40 == 0 && !this.server.isIdle() && mayLeave()) {
					// What was left comes again with the next connection.
					disconnect();
				}
				else if (this.client.loop.hasTimers() && ticks < MOST_TICKS) {
					this.client.loop.passTime();
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
		ModelConnection current = Objects.requireNonNull(this.client.connection);
		check(this.client.isAtRest(), () -> "It does not come to rest");
		check(!this.client.hasThreads(), () -> "Handlers wait for ever");
		check(!this.client.loop.hasTimers(), () -> "Timers never end");
		check(this.server.isIdle(), () -> "Messages are not acknowledged");
		check(!current.hasPackets(), () -> "Packets are not sent");
		check(this.server.toClient.isEmpty() && current.reading, () -> "The client does not read");
		check(this.futures.stream().allMatch(CompletableFuture::isDone), () -> "Futures are not complete");
		PublishQueue queue = this.client.queue;
		check(queue.messages() == 0 && queue.bytes() == 0,
				() -> queue.messages() + " messages with " + queue.bytes() + " bytes are pending");
		long unhandled = unhandledBytes();
		check(unhandled == 0, () -> unhandled + " bytes are unhandled");
		long inFlight = this.client.counters.get(Counters.IN_FLIGHT);
		check(inFlight == 0, () -> inFlight + " in flight");
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
			check(this.stale.containsAll(this.store.handled()), () -> "The store keeps " + this.store.handled());
		}
		examine();
	}

	/**
	 * Returns whether messages in the store may be dropped before they are sent.
	 */
	boolean mayDrop(int number) {
		return this.options.overflowPolicy() == OverflowPolicy.DROP_OLDEST || this.options.poisonThreshold() > 0
				|| this.refused.contains(number);
	}

	boolean isSessionKept() {
		return !this.lost;
	}

	@Override
	public String toString() {
		return this.client + "; server " + this.server + "; store " + (this.store != null) + "; publishes "
				+ this.publishes.stream().filter((publish) -> !publish.future().isDone()).toList();
	}

	private void close() {
		this.settling = true;
		note(() -> "close");
		this.client.stop();
		for (int i = below(30); i > 0; i--) {
			step();
		}
		var closed = this.client.close().toCompletableFuture();
		disconnect();
		int steps = 0;
		while (step() && steps++ < MOST_STEPS) {
			continue;
		}
		examine();
		check(closed.isDone(), () -> "The session is not let go of");
		check(!this.client.hasThreads(), () -> "Handlers wait for ever");
		check(this.client.idle > 0, () -> "The dispatcher is not idle");
		check(this.futures.stream().allMatch(CompletableFuture::isDone), () -> "Futures are not complete");
		PublishQueue queue = this.client.queue;
		check(queue.messages() == 0 && queue.bytes() == 0, () -> "Room is not given back");
		examine();
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
		return this.client.closing;
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
		return twice || this.left.contains(number) || this.again.contains(number)
				|| this.options.deliveryTimeout() != null;
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
	 * The server has taken a message for one that an earlier process has left, and so has
	 * not taken it.
	 */
	void mistaken(int number) {
		this.publishes.get(number).mistaken();
	}

	/**
	 * The server has taken a message of the client.
	 */
	void taken(int number) {
		ModelPublish publish = this.publishes.get(number);
		publish.taken(this);
		if (publish.qos() != Qos.AT_MOST_ONCE && publish.times() == 1 && publish.keepsOrder()
				&& !this.refused.contains(number)) {
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
		Dispatcher dispatcher = this.client.dispatcher;
		dispatcher.hold(HELD);
		long bytes = dispatcher.unhandledBytes() - HELD.cost();
		dispatcher.release(HELD);
		return bytes;
	}

	private void examine() {
		check(unhandledBytes() >= 0, () -> unhandledBytes() + " bytes are unhandled");
		check(this.refuses || !this.client.isDeaf(), () -> "Nobody tells that there is room to read");
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
