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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.internal.codec.Packet;
import io.mqttworks.client.internal.codec.PacketType;
import io.mqttworks.client.internal.codec.Topic;
import io.mqttworks.client.internal.dispatch.Delivery.Outcome;
import io.mqttworks.client.internal.dispatch.Delivery.Rejection;
import io.mqttworks.client.internal.dispatch.Delivery;
import io.mqttworks.client.internal.dispatch.Dispatcher;
import io.mqttworks.client.internal.dispatch.SerialHandler;
import io.mqttworks.client.internal.routing.Route;
import io.mqttworks.client.internal.routing.Router;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.collection.IntObjectHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages this client receives: to whom they go, when they are acknowledged, and
 * which QoS 2 identifiers were seen (MQTT 5 sections 4.3 and 4.6). Event loop only.
 */
final class InboundSession {

	private static final Logger logger = LoggerFactory.getLogger(InboundSession.class);

	/** QoS 2: PUBREC is due or sent; only PUBREL ends it. */
	private static final Object HANDLED = new Object();

	/** The most that an acknowledgement needs beside its reason string. */
	private static final int ACK_SIZE = 16;

	private final Dispatcher dispatcher;

	private final Router<SerialHandler> router;

	private final @Nullable SerialHandler unmatchedHandler;

	private final int receiveMaximum;

	private final SessionListener listener;

	private final Counters counters;

	/** Where QoS 2 identifiers are kept, if they are. */
	private final @Nullable Journal journal;

	/** Messages to be acknowledged, in the order of receipt. */
	private final Deque<Delivery> unacknowledged = new ArrayDeque<>(1);

	/** QoS 2 identifiers between PUBLISH and PUBREL: a {@link Delivery} or HANDLED. */
	private final IntObjectHashMap<Object> exactlyOnce = new IntObjectHashMap<>();

	/** Messages without a handler, until one comes or the connection goes. */
	private final List<Unmatched> unmatched = new ArrayList<>();

	private @Nullable Output output;

	private boolean mqtt5;

	private long maximumPacketSize;

	/** Tells deliveries of this connection from those of earlier ones. */
	private int epoch;

	InboundSession(Dispatcher dispatcher, Router<SerialHandler> router, @Nullable SerialHandler unmatchedHandler,
			int receiveMaximum, SessionListener listener, Counters counters, @Nullable Journal journal) {
		this.journal = journal;
		this.dispatcher = dispatcher;
		this.router = router;
		this.unmatchedHandler = unmatchedHandler;
		this.receiveMaximum = receiveMaximum;
		this.listener = listener;
		this.counters = counters;
	}

	/**
	 * Takes over what an earlier process left.
	 * @param handled the packet identifiers of QoS 2 messages that were handled
	 */
	void restore(Collection<Integer> handled) {
		handled.forEach((packetId) -> this.exactlyOnce.put(packetId, HANDLED));
	}

	/**
	 * A message arrived.
	 * @param message the message
	 * @param topic its topic
	 */
	void received(MqttMessage message, Topic topic) {
		this.counters.count(Counters.RECEIVED, message.qos());
		if (message.qos() == Qos.EXACTLY_ONCE && isRepetition(message.packetId())) {
			return;
		}
		deliver(message, topic);
	}

	private boolean isRepetition(int packetId) {
		Object known = this.exactlyOnce.get(packetId);
		if (known == null) {
			return false;
		}
		if (known == HANDLED) {
			Delivery again = new Delivery(MqttMessage.received("", new byte[0], Qos.EXACTLY_ONCE, false, true, packetId,
					MessageProperties.NONE), 0, this.epoch);
			this.unacknowledged.add(again);
			return true;
		}
		Delivery earlier = (Delivery) known;
		if (earlier.epoch() == this.epoch) {
			// Still with its handler; the answer is on its way.
			return true;
		}
		if (earlier.isSettled() && earlier.outcome() == Outcome.LEFT) {
			return false;
		}
		// Received on an earlier connection: handled once, answered on this one.
		earlier.epoch(this.epoch);
		this.unacknowledged.add(earlier);
		return true;
	}

	private void deliver(MqttMessage message, Topic topic) {
		Route<SerialHandler> route = this.router.route(topic);
		List<SerialHandler> handlers = route.targets(message.properties().subscriptionIdentifiers());
		if (route.isEmpty()) {
			this.counters.add(Counters.UNMATCHED, 1);
			if (this.unmatchedHandler == null) {
				park(message, topic);
				return;
			}
			handlers = List.of(this.unmatchedHandler);
		}
		Delivery delivery = new Delivery(message, handlers.size(), this.epoch);
		if (delivery.isAcknowledged()) {
			this.unacknowledged.add(delivery);
			if (message.qos() == Qos.EXACTLY_ONCE) {
				this.exactlyOnce.put(message.packetId(), delivery);
			}
		}
		if (!handlers.isEmpty()) {
			this.dispatcher.dispatch(delivery, handlers);
		}
	}

	// Not acknowledged, so not lost: a handler may come, or the next connection.
	private void park(MqttMessage message, Topic topic) {
		if (message.qos() != Qos.AT_MOST_ONCE && this.unmatched.size() < this.receiveMaximum) {
			this.unmatched.add(new Unmatched(message, topic));
		}
		this.listener.messageUnmatched(message);
	}

	/**
	 * Gives messages that had no handler to handlers that came since.
	 */
	void handlersAdded() {
		if (!this.unmatched.isEmpty()) {
			List<Unmatched> candidates = List.copyOf(this.unmatched);
			this.unmatched.clear();
			for (Unmatched candidate : candidates) {
				if (this.router.route(candidate.topic).isEmpty()) {
					this.unmatched.add(candidate);
				}
				else {
					deliver(candidate.message, candidate.topic);
				}
			}
			this.dispatcher.flush();
		}
	}

	/**
	 * A PUBREL arrived.
	 * @param packetId the identifier
	 */
	void released(int packetId) {
		Output output = Objects.requireNonNull(this.output);
		boolean known = this.exactlyOnce.get(packetId) == HANDLED;
		if (known) {
			this.exactlyOnce.remove(packetId);
		}
		if (known && this.journal != null) {
			// After PUBCOMP the server may use the identifier for another message.
			this.journal.store().forget(packetId);
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
	 * Acknowledges what is settled, as far as the order of receipt allows.
	 */
	void acknowledge() {
		if (this.output == null) {
			return;
		}
		for (Delivery delivery = this.unacknowledged.peek(); delivery != null
				&& delivery.isSettled(); delivery = this.unacknowledged.peek()) {
			this.unacknowledged.poll();
			answer(delivery, this.output);
		}
	}

	private void answer(Delivery delivery, Output output) {
		int packetId = delivery.message().packetId();
		Rejection rejection = this.mqtt5 ? delivery.rejection() : null;
		boolean left = delivery.outcome() == Outcome.LEFT;
		if (delivery.message().qos() == Qos.EXACTLY_ONCE) {
			if (left || rejection != null) {
				this.exactlyOnce.remove(packetId);
			}
			else {
				this.exactlyOnce.put(packetId, HANDLED);
			}
			if (this.journal != null && !left) {
				answerWhenDurable(this.journal, packetId, rejection);
				return;
			}
		}
		if (!left) {
			boolean twoSteps = delivery.message().qos() == Qos.EXACTLY_ONCE;
			answer(twoSteps ? PacketType.PUBREC : PacketType.PUBACK, packetId, rejection, output);
		}
	}

	// Rejections too: PUBRECs leave in the order of their messages [MQTT-4.6.0-3].
	private void answerWhenDurable(Journal journal, int packetId, @Nullable Rejection rejection) {
		if (rejection == null) {
			journal.store().handled(packetId);
		}
		whenDurable(journal, (output) -> answer(PacketType.PUBREC, packetId, rejection, output));
	}

	// Unless the connection goes meanwhile: then the server asks again on the next one.
	private void whenDurable(Journal journal, Consumer<Output> answer) {
		int asked = this.epoch;
		journal.whenDurableOrFailed(() -> {
			if (asked == this.epoch && this.output != null) {
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
	 */
	void connected(Output output, ConnectResult server) {
		this.output = output;
		this.mqtt5 = server.version() == MqttVersion.MQTT_5;
		this.maximumPacketSize = server.maximumPacketSize();
		if (!server.sessionPresent()) {
			if (this.journal != null && !this.exactlyOnce.isEmpty()) {
				// One that stayed would make a message of the new session look handled.
				this.exactlyOnce.keySet().forEach(this.journal.store()::forget);
				whenDurable(this.journal,
						(open) -> logger.debug("The handled messages of the old session are forgotten"));
			}
			this.exactlyOnce.clear();
		}
	}

	/**
	 * Returns whether a message came on the connection there is now.
	 * @param delivery the message
	 * @return whether it did
	 */
	boolean isCurrent(Delivery delivery) {
		return delivery.epoch() == this.epoch;
	}

	/**
	 * The connection is gone. What was not acknowledged comes again with the session.
	 */
	void disconnected() {
		this.output = null;
		this.epoch++;
		this.unacknowledged.clear();
		this.unmatched.clear();
	}

	/**
	 * A message without a handler.
	 *
	 * @param message the message
	 * @param topic its topic
	 */
	private record Unmatched(MqttMessage message, Topic topic) {
	}

}
