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

import io.mqttworks.client.Qos;
import org.jspecify.annotations.Nullable;

/**
 * The messages that wait to be sent. Event loop only.
 */
final class WaitingMessages {

	/** Apart, because Receive Maximum does not hold them up. */
	private final PublishFifo qos0 = new PublishFifo();

	/** QoS 1 and 2. */
	private final PublishFifo qos12 = new PublishFifo();

	/**
	 * In the session store, without a packet identifier: the server's window was full.
	 */
	private final PublishFifo unbound = new PublishFifo();

	/** As those, behind messages of an earlier process that were not read yet. */
	private final PublishFifo behind = new PublishFifo();

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

	PublishFifo unbound() {
		return this.unbound;
	}

	PublishFifo behind() {
		return this.behind;
	}

	boolean has0() {
		return !this.qos0.isEmpty();
	}

	boolean has12() {
		return !this.qos12.isEmpty();
	}

	/**
	 * Takes the oldest message that can be sent.
	 * @param all whether QoS 1 and 2 can
	 * @return the message, or {@code null}
	 */
	@Nullable PendingPublish poll(boolean all) {
		PendingPublish first0 = this.qos0.peek();
		PendingPublish first12 = all ? this.qos12.peek() : null;
		boolean take0 = first12 == null || (first0 != null && first0.sequence < first12.sequence);
		return (take0 ? this.qos0 : this.qos12).poll();
	}

	/**
	 * Takes the oldest message that is in memory, unless older ones are not.
	 * @return the message, or {@code null}
	 */
	@Nullable PendingPublish poll() {
		PendingPublish oldest = poll(true);
		return (oldest != null) ? oldest : this.unbound.poll();
	}

	/**
	 * Takes those that have expired.
	 * @param now as {@link System#nanoTime()}
	 * @return the messages
	 */
	List<PendingPublish> takeExpired(long now) {
		List<PendingPublish> expired = new ArrayList<>();
		for (PublishFifo fifo : List.of(this.qos0, this.qos12, this.unbound, this.behind)) {
			PublishFifo kept = new PublishFifo();
			for (PendingPublish publish = fifo.poll(); publish != null; publish = fifo.poll()) {
				if (publish.isExpired(now)) {
					expired.add(publish);
				}
				else {
					kept.add(publish);
				}
			}
			fifo.prepend(kept);
		}
		return expired;
	}

}
