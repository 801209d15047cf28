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
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The messages to publish that have a packet identifier, whether they are on the wire
 * already or not, and the order of all messages. Event loop only.
 */
final class Exchanges {

	private final PacketIds ids;

	private long lastSequence;

	private int inFlight;

	/** How many have an identifier and are not on the wire. */
	private int bound;

	Exchanges(PacketIds ids) {
		this.ids = ids;
	}

	/**
	 * Takes over the exchanges that an earlier process began.
	 * @param begun the messages, by identifier
	 * @param lastSequence the number of the last message of that process
	 */
	void restore(Map<Integer, StoredPublish> begun, long lastSequence) {
		this.ids.restore(begun);
		this.inFlight = begun.size();
		this.lastSequence = lastSequence;
	}

	/**
	 * Puts a message behind all others.
	 * @param publish the message
	 */
	void number(PendingPublish publish) {
		publish.sequence = ++this.lastSequence;
	}

	/**
	 * Gives a message an identifier.
	 * @param publish the message
	 * @return false if all are in use
	 */
	boolean bind(PendingPublish publish) {
		publish.packetId = (char) this.ids.take(publish);
		this.bound += (publish.packetId != 0) ? 1 : 0;
		return publish.packetId != 0;
	}

	/**
	 * Returns whether an identifier is free.
	 * @return {@code true} if {@link #bind} succeeds
	 */
	boolean canBind() {
		return this.ids.used() < PacketIds.MAX;
	}

	/**
	 * A message with an identifier goes out, for the first time or again.
	 * @param publish the message
	 */
	void sent(PendingPublish publish) {
		if (publish.exchange() == OutboundExchange.WAITING) {
			this.bound--;
			this.inFlight++;
		}
		publish.exchange(publish.exchange().send());
		publish.wasSent = true;
	}

	/**
	 * A message that was sent waits as if it had not been.
	 * @param publish the message
	 */
	void startAnew(PendingPublish publish) {
		publish.exchange(publish.exchange().startAnew());
		this.inFlight--;
		this.bound++;
	}

	/**
	 * A message is done with: its identifier, if it has one, is free.
	 * @param publish the message
	 */
	void end(PendingPublish publish) {
		if (publish.packetId != 0) {
			this.ids.release(publish.packetId);
			publish.packetId = 0;
			if (publish.exchange() == OutboundExchange.WAITING) {
				this.bound--;
			}
			else {
				this.inFlight--;
			}
		}
		publish.exchange(publish.exchange().end());
	}

	/**
	 * Returns the message that has an identifier.
	 * @param packetId the identifier
	 * @return the message, or {@code null}
	 */
	@Nullable PendingPublish find(int packetId) {
		return (this.ids.holder(packetId) instanceof PendingPublish found) ? found : null;
	}

	/**
	 * Returns the messages that are, or were, on the wire.
	 * @return the messages in their order, those whose PUBREC arrived in the order of the
	 * PUBRECs
	 */
	List<PendingPublish> begun() {
		List<PendingPublish> begun = new ArrayList<>();
		this.ids.forEach((holder) -> {
			if (holder instanceof PendingPublish publish && publish.exchange() != OutboundExchange.WAITING) {
				begun.add(publish);
			}
		});
		begun.sort(Comparator.comparingLong((publish) -> publish.sequence));
		return begun;
	}

	int inFlight() {
		return this.inFlight;
	}

	int bound() {
		return this.bound;
	}

}
