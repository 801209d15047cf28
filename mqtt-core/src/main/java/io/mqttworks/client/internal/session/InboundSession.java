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
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.DeliveryTimeoutPolicy;
import io.mqttworks.client.InboundOverflowPolicy;
import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.internal.codec.Packet;
import io.mqttworks.client.internal.codec.PacketType;
import io.mqttworks.client.internal.codec.Topic;
import io.mqttworks.client.internal.dispatch.InboundMessage.Rejection;
import io.mqttworks.client.internal.dispatch.InboundMessage;
import io.mqttworks.client.internal.concurrent.Loop;
import io.mqttworks.client.internal.dispatch.Dispatcher;
import io.mqttworks.client.internal.dispatch.Lane;
import io.mqttworks.client.internal.routing.Router;
import io.mqttworks.client.internal.session.UnmatchedMessages.Held;
import io.netty.buffer.ByteBufUtil;
import io.mqttworks.client.internal.logging.Loggers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The messages this client receives: to whom they go, when they are acknowledged, and
 * which QoS 2 identifiers were seen (MQTT 5 sections 4.3 and 4.6). Event loop only.
 */
final class InboundSession {

	private final Logger logger;

	/** The most that an acknowledgement needs beside its reason string. */
	private static final int ACK_SIZE = 16;

	private final Dispatcher dispatcher;

	private final Router<Lane> router;

	private final @Nullable Lane unmatchedLane;

	private final SessionListener listener;

	private final Counters counters;

	/** Keeps QoS 2 identifiers beyond the process; {@code null} without a store. */
	private final @Nullable Journal journal;

	private final InboundExchanges exchanges;

	private final AcknowledgementWatch watch;

	private final InboundFlow flow;

	private final int receiveMaximum;

	private final @Nullable Duration deliveryTimeout;

	private final DeliveryTimeoutPolicy deliveryTimeoutPolicy;

	private final InboundOverflowPolicy overflowPolicy;

	/** Whether servers know each other's sessions. */
	private final boolean sessionsShared;

	/** Handlers that hold up others, as far as it was told. */
	private List<Lane> overdue = List.of();

	/** Whether a message was dropped whose loss requires a new connection. */
	private boolean overflow;

	/** Messages without a handler, until one comes or the connection goes. */
	private final UnmatchedMessages unmatched;

	/** Told of topics that only a filter of an earlier program can have matched. */
	private final Consumer<String> staleTopics;

	private @Nullable String repliesTopic;

	private @Nullable Output output;

	private boolean mqtt5;

	/** Whether the server keeps the session when this connection ends. */
	private boolean keptByServer;

	private long maximumPacketSize;

	InboundSession(MqttClientOptions options, Dispatcher dispatcher, Router<Lane> router, SessionListener listener,
			Counters counters, @Nullable Journal journal, Loop loop, BooleanSupplier handlersChanging,
			Consumer<String> staleTopics, InboundFlow flow) {
		this.logger = Loggers.get(InboundSession.class, options.name());
		this.journal = journal;
		this.dispatcher = dispatcher;
		this.router = router;
		this.unmatchedLane = (options.unmatchedHandler() != null)
				? dispatcher.lane(options.unmatchedHandler(), "unmatched messages", null, (message) -> List.of())
				: null;
		this.unmatched = new UnmatchedMessages(options, dispatcher, loop, handlersChanging, this::giveUp);
		this.staleTopics = staleTopics;
		this.listener = listener;
		this.counters = counters;
		this.receiveMaximum = options.receiveMaximum();
		this.deliveryTimeout = options.deliveryTimeout();
		this.deliveryTimeoutPolicy = options.deliveryTimeoutPolicy();
		this.overflowPolicy = options.inboundOverflowPolicy();
		this.sessionsShared = options.serversShareSession();
		this.exchanges = new InboundExchanges(options.name(), journal);
		this.watch = new AcknowledgementWatch(this.exchanges);
		this.flow = flow;
	}

	/**
	 * Takes over what an earlier process left.
	 * @param handled the packet identifiers of QoS 2 messages that were handled
	 * @param server the server they belong to, or {@code null} if that is not known
	 */
	void restore(Collection<Integer> handled, @Nullable String server) {
		this.exchanges.restore(handled, this.sessionsShared ? null : server);
	}

	/**
	 * A message arrived.
	 * @param message the message
	 * @param topic its topic
	 */
	void received(MqttMessage message, Topic topic) {
		this.counters.count(Counters.RECEIVED, message.qos());
		if (message.qos() != Qos.AT_MOST_ONCE && this.exchanges.isRepetition(message)) {
			this.router.repeated(message, topic);
			return;
		}
		if (this.flow.isOutOfRoom() && message.qos() != Qos.AT_MOST_ONCE
				&& this.exchanges.unacknowledged() >= this.receiveMaximum) {
			// Not acknowledged: it comes again, on a connection that is made when the
			// handlers have caught up.
			this.exchanges.leave();
			this.watch.notKept();
			return;
		}
		deliver(message, topic);
	}

	/**
	 * Returns whether {@link #watch} has something to look at.
	 * @return {@code true} while messages are unacknowledged
	 */
	boolean isWatched() {
		return this.exchanges.first() != null || this.exchanges.left() > 0;
	}

	/**
	 * Looks who holds up acknowledgements. To be called once a second while
	 * {@linkplain #isWatched() there is something to look at}.
	 * @param now as {@link System#nanoTime()}
	 * @return {@code true} if the connection must be made again, so that messages that
	 * stay unacknowledged come again and make room in the window
	 */
	boolean watch(long now) {
		int window = this.mqtt5 ? this.receiveMaximum : AcknowledgementWatch.UNTOLD_WINDOW;
		Duration waiting = this.watch.waiting(now);
		InboundMessage first = this.exchanges.first();
		// One that waits for a handler to come has a time of its own.
		if (waiting != null && first != null && !this.unmatched.holds(first)) {
			boolean late = this.deliveryTimeout != null && waiting.compareTo(this.deliveryTimeout) >= 0;
			if (this.watch.isOverdue(waiting, window, late)) {
				holders(first.message()).forEach((lane) -> tellOverdue(lane, first.message(), waiting));
			}
			if (late && !first.isSettled()) {
				giveUp(first);
			}
		}
		show(first, (waiting != null) ? waiting : Duration.ZERO);
		return this.keptByServer && this.watch.mustRegain(now, window, this.dispatcher.isDrained());
	}

	private void giveUp(InboundMessage message) {
		switch (this.deliveryTimeoutPolicy) {
			case TELL -> {
			}
			case REJECT -> message.giveUp(InboundMessage.Outcome.REJECTED,
					new Rejection(ReasonCode.UNSPECIFIED_ERROR, "The handler took too long"));
			case LEAVE_UNACKNOWLEDGED -> message.giveUp(InboundMessage.Outcome.LEFT, null);
		}
	}

	/**
	 * Returns whether the connection must be ended because handlers do not keep up, and
	 * the client was told to do so.
	 * @return {@code true} once for each time
	 */
	boolean takeOverflow() {
		boolean overflow = this.overflow;
		this.overflow = false;
		return overflow;
	}

	private void tellOverdue(Lane lane, MqttMessage message, Duration waiting) {
		lane.overdue(message, waiting);
		this.listener.deliveryOverdue(Objects.requireNonNull(lane.overdue()));
	}

	// Those that have messages they are not done with; a handler that was taken away is
	// among the targets no more.
	private List<Lane> holders(MqttMessage message) {
		return this.router.targets(message.topic()).stream().filter((lane) -> lane.backlog() > 0).toList();
	}

	private void show(@Nullable InboundMessage first, Duration waiting) {
		List<Lane> holders = (first != null && !first.isSettled() && this.watch.isTold()) ? holders(first.message())
				: List.of();
		for (Lane lane : this.overdue) {
			if (first == null || !holders.contains(lane)) {
				lane.overdue(null, Duration.ZERO);
			}
		}
		if (first != null) {
			holders.forEach((lane) -> lane.overdue(first.message(), waiting));
		}
		this.overdue = holders;
	}

	private void deliver(MqttMessage message, Topic topic) {
		List<Lane> lanes = this.router.targets(message, topic);
		if (lanes != null) {
			if (message.qos() == Qos.AT_MOST_ONCE && this.flow.isOutOfRoom()) {
				lanes = withRoom(message, lanes);
			}
			InboundMessage inbound = accept(message, lanes.size());
			if (!lanes.isEmpty()) {
				this.dispatcher.dispatch(inbound, lanes);
			}
			if (this.router.isStale(message, topic)) {
				this.staleTopics.accept(topic.name());
			}
		}
		else if (topic.name().equals(this.repliesTopic)) {
			this.logger.debug("A late reply to a request of an earlier process came on {}", this.repliesTopic);
			accept(message, 0);
		}
		else {
			this.unmatched.add(accept(message, 1), topic);
		}
	}

	/**
	 * Sets the topic of replies to requests. An earlier process may have left its
	 * subscription behind: what comes for it is acknowledged, and nobody is told.
	 * @param topic the topic
	 */
	void repliesTopic(String topic) {
		this.repliesTopic = topic;
	}

	private List<Lane> withRoom(MqttMessage message, List<Lane> lanes) {
		List<Lane> some = this.flow.withRoom(lanes);
		if (some.size() < lanes.size()) {
			this.overflow = this.overflowPolicy == InboundOverflowPolicy.DISCONNECT;
			this.counters.add(Counters.INBOUND_DROPPED, lanes.size() - some.size());
			this.listener.inboundDropped(message);
		}
		return some;
	}

	private InboundMessage accept(MqttMessage message, int handlers) {
		InboundMessage inbound = new InboundMessage(message, handlers, this.exchanges.epoch());
		if (inbound.isAcknowledged()) {
			this.exchanges.open(inbound);
		}
		return inbound;
	}

	private void giveUp(Held held) {
		this.counters.add(Counters.UNMATCHED, 1);
		if (this.unmatchedLane != null) {
			this.dispatcher.dispatch(held.message(), List.of(this.unmatchedLane));
		}
		else {
			held.message().handlers(0);
			this.listener.messageUnmatched(held.message().message());
		}
		if (!this.unmatched.mayHandlersCome()) {
			// A handler that comes later may want the filter.
			this.staleTopics.accept(held.topic().name());
		}
	}

	/**
	 * Gives messages that had no handler to handlers that came since.
	 */
	void handlersAdded() {
		this.unmatched.handlersAdded((held) -> {
			List<Lane> lanes = this.router.targets(held.message().message(), held.topic());
			if (lanes == null) {
				return false;
			}
			held.message().handlers(lanes.size());
			if (!lanes.isEmpty()) {
				this.dispatcher.dispatch(held.message(), lanes);
			}
			return true;
		});
	}

	/**
	 * A PUBREL arrived.
	 * @param packetId the identifier
	 */
	void released(int packetId) {
		Output output = Objects.requireNonNull(this.output);
		boolean known = this.exchanges.released(packetId);
		if (known && this.journal != null) {
			whenDurable(this.journal, (open) -> open.acknowledge(PacketType.PUBCOMP, packetId));
		}
		else if (known || !this.mqtt5) {
			output.acknowledge(PacketType.PUBCOMP, packetId);
		}
		else {
			reject(PacketType.PUBCOMP, packetId, new Rejection(ReasonCode.PACKET_IDENTIFIER_NOT_FOUND, null), output);
		}
	}

	/**
	 * A message was settled. Any thread.
	 * @param delivery the message
	 */
	void settled(InboundMessage delivery) {
		this.exchanges.settled(delivery);
	}

	/**
	 * Records what is settled, whether there is a connection or not.
	 */
	void record() {
		this.exchanges.record();
	}

	/**
	 * Records what is settled, and acknowledges it as far as the order of receipt allows.
	 */
	void acknowledge() {
		this.exchanges.record();
		if (this.output != null) {
			this.exchanges.acknowledge(this::answer, this.mqtt5);
		}
	}

	private void answer(InboundMessage delivery) {
		int packetId = delivery.packetId();
		Rejection rejection = this.mqtt5 ? delivery.rejection() : null;
		if (delivery.qos() == Qos.AT_LEAST_ONCE) {
			answer(PacketType.PUBACK, packetId, rejection, Objects.requireNonNull(this.output));
		}
		else if (this.journal != null) {
			// Rejections too: PUBRECs leave in the order of their messages
			// [MQTT-4.6.0-3].
			whenDurable(this.journal, (output) -> answer(PacketType.PUBREC, packetId, rejection, output));
		}
		else {
			answer(PacketType.PUBREC, packetId, rejection, Objects.requireNonNull(this.output));
		}
	}

	// Unless the connection goes meanwhile: then the server asks again on the next one.
	private void whenDurable(Journal journal, Consumer<Output> answer) {
		int asked = this.exchanges.epoch();
		journal.whenDurableOrFailed(() -> {
			if (asked == this.exchanges.epoch() && this.output != null) {
				answer.accept(this.output);
			}
		});
	}

	private void answer(int type, int packetId, @Nullable Rejection rejection, Output output) {
		if (rejection == null) {
			output.acknowledge(type, packetId);
		}
		else {
			reject(type, packetId, rejection, output);
		}
	}

	private void reject(int type, int packetId, Rejection rejection, Output output) {
		String reason = rejection.reasonString();
		int size = ACK_SIZE + ((reason != null) ? ByteBufUtil.utf8Bytes(reason) : 0);
		if (size > this.maximumPacketSize) {
			// MQTT-3.4.2-2, MQTT-3.5.2-2: a reason that does not fit is left out.
			reason = null;
		}
		output.send(new Packet.Ack(type, packetId, rejection.reasonCode(), reason, List.of()));
	}

	/**
	 * A connection was made.
	 * @param output where to acknowledge
	 * @param server what the server said
	 * @param keptByServer whether the session outlives the connection
	 */
	void connected(Output output, ConnectResult server, boolean keptByServer) {
		this.output = output;
		this.mqtt5 = server.version() == MqttVersion.MQTT_5;
		this.maximumPacketSize = server.maximumPacketSize();
		this.unmatched.connected(this.mqtt5);
		this.keptByServer = keptByServer;
		this.flow.connected();
		this.exchanges.connected(this.sessionsShared ? "" : server.server().toString(), server.sessionPresent());
	}

	/**
	 * Returns whether a message came on the connection there is now.
	 * @param delivery the message
	 * @return {@code false} if it came on an earlier connection
	 */
	boolean isCurrent(InboundMessage delivery) {
		return delivery.epoch() == this.exchanges.epoch();
	}

	/**
	 * The connection is gone. What was not acknowledged comes again with the session.
	 */
	void disconnected() {
		this.output = null;
		this.exchanges.disconnected();
		show(null, Duration.ZERO);
		// They come again, and have not been handled.
		this.unmatched.disconnected().forEach((held) -> this.exchanges.abandon(held.message()));
	}

}
