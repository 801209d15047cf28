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

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import io.mqttworks.client.Qos;
import org.jspecify.annotations.Nullable;

/**
 * The messages that wait to be sent. Event loop only.
 */
final class WaitingMessages {

	/** QoS 0: a queue of its own, because Receive Maximum does not limit QoS 0. */
	private final PublishFifo qos0 = new PublishFifo();

	/** QoS 1 and 2. */
	private final PublishFifo qos12 = new PublishFifo();

	/**
	 * In the session store, without a packet identifier: the server's window was full.
	 */
	private final PublishFifo unbound = new PublishFifo();

	/**
	 * In the session store, without a packet identifier, and to be sent only after
	 * messages of an earlier process that have not been read from the store yet.
	 */
	private final PublishFifo behind = new PublishFifo();

	/** How many messages in the four queues are withdrawn. */
	private int withdrawn;

	void add(PendingPublish publish) {
		((publish.message().qos() == Qos.AT_MOST_ONCE) ? this.qos0 : this.qos12).add(publish);
	}

	/**
	 * Adds messages that were sent and are to be sent anew.
	 * @param publishes QoS 1 and 2; empty afterwards
	 */
	void addFirst(PublishFifo publishes) {
		this.qos12.prepend(publishes);
	}

	/**
	 * Adds a message that is in the session store, without a packet identifier.
	 * @param publish the message
	 */
	void addUnbound(PendingPublish publish) {
		this.unbound.add(publish);
	}

	/**
	 * Adds a message that is in the session store, behind others that are not in memory.
	 * @param publish the message
	 */
	void addBehind(PendingPublish publish) {
		this.behind.add(publish);
	}

	/**
	 * All messages that others were behind are in memory.
	 */
	void closeUp() {
		for (PendingPublish publish = this.behind.poll(); publish != null; publish = this.behind.poll()) {
			this.unbound.add(publish);
		}
	}

	/**
	 * Returns how many messages are without a packet identifier because the server's
	 * window was full.
	 * @return how many; a few more while some of them are withdrawn
	 */
	int unbound() {
		return this.unbound.size();
	}

	@Nullable PendingPublish peekUnbound() {
		return peek(this.unbound);
	}

	void pollUnbound() {
		this.unbound.poll();
	}

	boolean has0() {
		return peek(this.qos0) != null;
	}

	boolean has12() {
		return peek(this.qos12) != null;
	}

	/**
	 * A message that waits was withdrawn. It stays linked until it is the first, or until
	 * half of what is linked is withdrawn.
	 */
	void withdrawn() {
		this.withdrawn++;
		if (this.withdrawn * 2 > linked()) {
			all().forEach((fifo) -> keep(fifo, (publish) -> true));
			this.withdrawn = 0;
		}
	}

	private int linked() {
		return this.qos0.size() + this.qos12.size() + this.unbound.size() + this.behind.size();
	}

	private List<PublishFifo> all() {
		return List.of(this.qos0, this.qos12, this.unbound, this.behind);
	}

	// Keeps those that are not withdrawn and fit.
	private static void keep(PublishFifo fifo, Predicate<PendingPublish> condition) {
		PublishFifo kept = new PublishFifo();
		for (PendingPublish publish = fifo.poll(); publish != null; publish = fifo.poll()) {
			if (publish.exchange() != OutboundExchange.DONE && condition.test(publish)) {
				kept.add(publish);
			}
		}
		fifo.prepend(kept);
	}

	private @Nullable PendingPublish peek(PublishFifo fifo) {
		PendingPublish first = fifo.peek();
		while (first != null && first.exchange() == OutboundExchange.DONE) {
			fifo.poll();
			this.withdrawn--;
			first = fifo.peek();
		}
		return first;
	}

	private @Nullable PendingPublish poll(PublishFifo fifo) {
		return (peek(fifo) != null) ? fifo.poll() : null;
	}

	/**
	 * Takes the oldest message that can be sent.
	 * @param all whether QoS 1 and 2 can
	 * @return the message, or {@code null}
	 */
	@Nullable PendingPublish poll(boolean all) {
		PendingPublish first0 = peek(this.qos0);
		PendingPublish first12 = all ? peek(this.qos12) : null;
		boolean take0 = first12 == null || (first0 != null && first0.sequence < first12.sequence);
		return (take0 ? this.qos0 : this.qos12).poll();
	}

	@Nullable PendingPublish poll12() {
		return poll(this.qos12);
	}

	/**
	 * Takes the oldest message that is in memory, unless older ones are not.
	 * @return the message, or {@code null}
	 */
	@Nullable PendingPublish poll() {
		PendingPublish oldest = poll(true);
		return (oldest != null) ? oldest : poll(this.unbound);
	}

	/**
	 * Takes those that have expired.
	 * @param now as {@link System#nanoTime()}
	 * @return the messages
	 */
	List<PendingPublish> takeExpired(long now) {
		List<PendingPublish> expired = new ArrayList<>();
		all().forEach((fifo) -> keep(fifo, (publish) -> !publish.isExpired(now) || !expired.add(publish)));
		this.withdrawn = 0;
		return expired;
	}

}
