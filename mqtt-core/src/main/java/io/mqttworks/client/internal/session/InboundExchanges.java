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
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

import io.mqttworks.client.internal.logging.Loggers;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.mqttworks.client.internal.dispatch.InboundMessage;
import io.mqttworks.client.internal.dispatch.InboundMessage.Outcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The exchanges of received messages of QoS 1 and 2 (MQTT 5 sections 4.3.2, 4.3.3 and
 * 4.6): which are open, which were handled, and in which order they are acknowledged.
 * What belongs to one server is not applied to another. Event loop only, but for
 * {@link #settled}.
 */
final class InboundExchanges {

	private final Logger logger;

	/**
	 * After so many received bytes, payloads of settled messages are released.
	 */
	private static final int COMPACT_AFTER = 1024 * 1024;

	/** Keeps QoS 2 identifiers beyond the process; {@code null} without a store. */
	private final @Nullable Journal journal;

	/** To be acknowledged on this connection, in the order of receipt. */
	private final Deque<InboundMessage> order = new ArrayDeque<>(1);

	/** QoS 2 messages that handlers settled, to be recorded. */
	private final Queue<InboundMessage> settled = new ConcurrentLinkedQueue<>();

	/** The state at servers that this client is not connected to now. */
	private final Map<String, InboundIdentifiers> elsewhere = new HashMap<>(1);

	private InboundIdentifiers identifiers = new InboundIdentifiers();

	/**
	 * Those of an earlier process, until the server has named them; {@code null} if there
	 * are none. It may have ended before it had noted that the server began a new
	 * session.
	 */
	private @Nullable BitSet restored;

	/** The server that {@link #identifiers} belong to; {@code null} before the first. */
	private @Nullable String server;

	/** The number of the current connection; each delivery carries that of its own. */
	private int epoch;

	/** How many messages of this connection will not be acknowledged on it. */
	private int left;

	/** Bytes of messages that arrived since the last look for settled ones. */
	private long uncompacted;

	InboundExchanges(String client, @Nullable Journal journal) {
		this.logger = Loggers.get(InboundExchanges.class, client);
		this.journal = journal;
	}

	/**
	 * Takes over what an earlier process left.
	 * @param handled the packet identifiers of QoS 2 messages that were handled
	 * @param server the server they belong to, or {@code null} if that is not known
	 */
	void restore(Collection<Integer> handled, @Nullable String server) {
		handled.forEach(this.identifiers::handled);
		this.server = server;
		if (!handled.isEmpty()) {
			this.restored = new BitSet();
			handled.forEach(this.restored::set);
		}
	}

	/**
	 * Returns the number that tells deliveries of this connection from earlier ones.
	 * @return the number
	 */
	int epoch() {
		return this.epoch;
	}

	/**
	 * Returns how many messages of this connection stay unacknowledged.
	 * @return the number; they count against Receive Maximum
	 */
	int left() {
		return this.left;
	}

	/**
	 * Counts a message that stays unacknowledged because there was no room for it.
	 */
	void leave() {
		this.left++;
	}

	/**
	 * Returns the message that all others wait for with their acknowledgements.
	 * @return the message, or {@code null} if there is none
	 */
	@Nullable InboundMessage first() {
		return this.order.peek();
	}

	/**
	 * Returns how many messages wait to be acknowledged.
	 * @return the number
	 */
	int unacknowledged() {
		return this.order.size();
	}

	/**
	 * Finds out whether a message is one that came before, and sees to its
	 * acknowledgement if it is.
	 * @param message the message; QoS 1 or 2
	 * @return {@code true} if no handler must be given the message
	 */
	boolean isRepetition(MqttMessage message) {
		int packetId = message.packetId();
		if (message.qos() == Qos.EXACTLY_ONCE && this.identifiers.isHandled(packetId)) {
			if (isOfNewSession(message)) {
				released(packetId);
				return false;
			}
			this.order.add(InboundMessage.handledBefore(packetId, this.epoch));
			return true;
		}
		InboundMessage earlier = this.identifiers.message(packetId);
		if (earlier == null) {
			return false;
		}
		if (this.identifiers.isRejected(packetId)) {
			return isRejectedBefore(message, earlier);
		}
		if (earlier.qos() == Qos.EXACTLY_ONCE && message.qos() == Qos.EXACTLY_ONCE && earlier.epoch() == this.epoch) {
			// Still with its handler; the answer is on its way.
			return true;
		}
		boolean same = message.qos() == earlier.qos()
				&& (message.qos() == Qos.EXACTLY_ONCE || (message.duplicate() && earlier.isSame(message)));
		boolean again = earlier.isSettled() && earlier.outcome() == Outcome.LEFT;
		if (!same || again) {
			this.identifiers.close(packetId);
			return false;
		}
		// Received on an earlier connection: handled once, answered on this one.
		if (message.qos() == Qos.AT_LEAST_ONCE) {
			this.identifiers.close(packetId);
		}
		earlier.epoch(this.epoch);
		this.order.add(earlier);
		return true;
	}

	// What is repeated is marked as such [MQTT-3.3.1-1].
	private boolean isOfNewSession(MqttMessage message) {
		return this.restored != null && this.restored.get(message.packetId()) && !message.duplicate();
	}

	// The server was told, and is free to use the identifier for another message; unless
	// the answer was lost with its connection.
	private boolean isRejectedBefore(MqttMessage message, InboundMessage earlier) {
		this.identifiers.close(message.packetId());
		if (message.duplicate() && earlier.epoch() != this.epoch && message.qos() == earlier.qos()
				&& earlier.isSame(message)) {
			earlier.epoch(this.epoch);
			this.identifiers.open(earlier);
			this.order.add(earlier);
			return true;
		}
		return false;
	}

	/**
	 * Opens the exchange of a new message.
	 * @param delivery the message; QoS 1 or 2
	 */
	void open(InboundMessage delivery) {
		this.order.add(delivery);
		this.uncompacted += delivery.cost();
		if (delivery.qos() == Qos.EXACTLY_ONCE) {
			this.identifiers.open(delivery);
		}
	}

	/**
	 * Forgets a message that nobody took before its connection went.
	 * @param message the message
	 */
	void abandon(InboundMessage message) {
		this.identifiers.close(message);
	}

	/**
	 * A QoS 2 message was settled. With a session store, that it was handled must be
	 * recorded whatever stands before it and whether there is a connection or not. Any
	 * thread.
	 * @param delivery the message
	 */
	void settled(InboundMessage delivery) {
		if (this.journal != null && delivery.qos() == Qos.EXACTLY_ONCE) {
			this.settled.add(delivery);
		}
	}

	/**
	 * Records the QoS 2 messages that were handled since the last call.
	 */
	void record() {
		for (InboundMessage delivery = this.settled.poll(); delivery != null; delivery = this.settled.poll()) {
			if (delivery.outcome() == Outcome.ACCEPTED) {
				record(delivery);
			}
		}
	}

	private void record(InboundMessage delivery) {
		int packetId = delivery.packetId();
		// Unless the server has forgotten the identifier, or means another message by it.
		if (this.identifiers.close(delivery)) {
			this.identifiers.handled(packetId);
			if (this.journal != null) {
				this.journal.store().handled(packetId);
			}
		}
		else {
			this.elsewhere.values().forEach((other) -> {
				if (other.close(delivery)) {
					other.handled(packetId);
				}
			});
		}
	}

	/**
	 * Answers what is settled, as far as the order of receipt allows.
	 * @param answer takes each message that is to be answered, in order
	 * @param rejections whether the server is told what is rejected, as on MQTT 5
	 */
	void acknowledge(Consumer<InboundMessage> answer, boolean rejections) {
		for (InboundMessage delivery = this.order.peek(); delivery != null
				&& delivery.isSettled(); delivery = this.order.peek()) {
			this.order.poll();
			finish(delivery, answer, rejections);
		}
		compact();
	}

	private void finish(InboundMessage delivery, Consumer<InboundMessage> answer, boolean rejections) {
		if (delivery.outcome() == Outcome.LEFT) {
			this.left++;
			this.identifiers.close(delivery);
			return;
		}
		if (delivery.qos() == Qos.EXACTLY_ONCE) {
			if (delivery.rejection() == null || !rejections) {
				record(delivery);
			}
			else if (this.identifiers.close(delivery)) {
				// Known until its identifier is used anew: the answer may be lost.
				this.identifiers.rejected(delivery.rejectedBefore());
			}
		}
		answer.accept(delivery);
	}

	/**
	 * Lets go of the payloads of messages that are settled and wait behind an unfinished
	 * one, so that no more than {@value #COMPACT_AFTER} bytes of them are kept.
	 */
	private void compact() {
		if (this.uncompacted >= COMPACT_AFTER && !this.order.isEmpty()) {
			this.uncompacted = 0;
			for (InboundMessage delivery : this.order) {
				if (delivery.isSettled()) {
					delivery.letGo();
				}
			}
		}
	}

	/**
	 * A PUBREL arrived.
	 * @param packetId the identifier
	 * @return whether it stands for a message that was handled
	 */
	boolean released(int packetId) {
		boolean known = this.identifiers.released(packetId);
		if (this.restored != null) {
			this.restored.clear(packetId);
		}
		if (known && this.journal != null) {
			// After PUBCOMP the server may use the identifier for another message.
			this.journal.store().forget(packetId);
		}
		return known;
	}

	/**
	 * A connection was made.
	 * @param server names what the session belongs to
	 * @param sessionPresent whether the server has kept the session
	 */
	void connected(String server, boolean sessionPresent) {
		if (this.server != null && !this.server.equals(server)) {
			this.restored = null;
			this.logger.info("The session goes on at {}; what is open at {} waits there", server, this.server);
			forgetInStore(this.identifiers);
			this.elsewhere.put(this.server, this.identifiers);
			InboundIdentifiers known = this.elsewhere.remove(server);
			this.identifiers = (known != null) ? known : new InboundIdentifiers();
			if (sessionPresent && this.journal != null) {
				this.identifiers.handled().forEach(this.journal.store()::handled);
			}
		}
		this.server = server;
		if (!sessionPresent) {
			// One that stayed would make a message of the new session look handled.
			this.restored = null;
			forgetInStore(this.identifiers);
			this.identifiers = new InboundIdentifiers();
		}
	}

	private void forgetInStore(InboundIdentifiers identifiers) {
		List<Integer> handled = identifiers.handled();
		if (this.journal != null && !handled.isEmpty()) {
			handled.forEach(this.journal.store()::forget);
			this.journal
				.whenDurable((failure) -> this.logger.debug("The handled messages of the old session are forgotten"));
		}
	}

	/**
	 * The connection is gone. What was not acknowledged comes again with the session, and
	 * is known by its identifier.
	 */
	void disconnected() {
		for (InboundMessage delivery : this.order) {
			boolean comesAgain = !delivery.isSettled() || delivery.outcome() != Outcome.LEFT;
			if (delivery.qos() == Qos.AT_LEAST_ONCE && comesAgain) {
				delivery.remember();
				this.identifiers.open(delivery);
			}
		}
		this.order.clear();
		this.left = 0;
		this.epoch++;
	}

}
