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

import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttPublishException;
import io.mqttworks.client.spi.Backlog;
import io.mqttworks.client.spi.StoredMessage;
import org.jspecify.annotations.Nullable;

/**
 * The messages that wait to be sent: taken over from those who publish, kept in the store
 * where there is one, and given up when they expire, are too many, or are withdrawn.
 * Event loop only.
 */
final class Outbox {

	private final PublishQueue queue;

	private final Exchanges exchanges;

	private final OutboundStore store;

	private final Completions completions;

	/** Messages of an earlier process that are in the store only. */
	private final RestoredBacklog backlog;

	private final WaitingMessages waiting = new WaitingMessages();

	/** Messages being saved in the store, in the order in which they become durable. */
	private final PublishFifo saving = new PublishFifo();

	/** How many of the messages being saved have no packet identifier. */
	private int savingUnbound;

	Outbox(PublishQueue queue, Exchanges exchanges, OutboundStore store, Completions completions,
			RestoredBacklog backlog) {
		this.queue = queue;
		this.exchanges = exchanges;
		this.store = store;
		this.completions = completions;
		this.backlog = backlog;
	}

	/**
	 * Takes over what waited in an earlier process.
	 * @param restored the messages
	 */
	void restore(Backlog restored) {
		this.backlog.restore(restored);
	}

	/**
	 * A message of an earlier process is in memory from now on.
	 * @param message the message
	 * @return the message to publish
	 */
	StoredPublish restore(StoredMessage message) {
		StoredPublish publish = new StoredPublish(message);
		this.queue.restore(publish);
		this.backlog.held(publish);
		this.completions.expect(publish);
		return publish;
	}

	/**
	 * Takes over what callers have handed over, and lets go of what they withdrew.
	 * @param room how many messages could have an identifier so that the server takes
	 * them
	 */
	void takeOver(int room) {
		PublishFifo submitted = this.queue.takeAll();
		for (PendingPublish publish = submitted.poll(); publish != null; publish = submitted.poll()) {
			accept(publish, room - this.exchanges.bound() > 0);
		}
		for (PendingPublish publish = this.queue.takeWithdrawn(); publish != null; publish = this.queue
			.takeWithdrawn()) {
			withdraw(publish);
		}
	}

	private void accept(PendingPublish publish, boolean room) {
		this.completions.expect(publish);
		this.exchanges.number(publish);
		if (publish.exchange() == OutboundExchange.DONE) {
			return;
		}
		MqttException failure = this.store.failure();
		if (!this.store.keeps(publish)) {
			this.waiting.add(publish);
		}
		else if (failure != null) {
			this.completions.fail(publish, failure);
		}
		else {
			save(publish, room);
		}
		dropExcess();
	}

	private void withdraw(PendingPublish publish) {
		if (publish.exchange() == OutboundExchange.WAITING) {
			this.completions.withdraw(publish);
			this.waiting.withdrawn();
		}
	}

	private void save(PendingPublish publish, boolean room) {
		boolean first = this.savingUnbound == 0 && !isBacklogOpen() && this.waiting.peekUnbound() == null;
		if (room && first && this.exchanges.bind(publish)) {
			this.saving.add(publish);
			this.store.save(publish, this::saved);
		}
		else {
			this.savingUnbound++;
			this.saving.add(publish);
			this.store.save(publish, this::savedUnbound);
		}
	}

	private void savedUnbound(PendingPublish publish, @Nullable MqttException failure) {
		if (this.saving.peek() == publish) {
			this.savingUnbound--;
			if (goesOn(publish, failure)) {
				await(publish);
			}
		}
	}

	private void await(PendingPublish publish) {
		if (isBacklogOpen()) {
			this.waiting.addBehind(publish);
		}
		else {
			this.waiting.addUnbound(publish);
		}
	}

	private void saved(PendingPublish publish, @Nullable MqttException failure) {
		// None is the first once the client is closed.
		if (this.saving.peek() == publish && goesOn(publish, failure)) {
			this.waiting.add(publish);
		}
	}

	private boolean goesOn(PendingPublish publish, @Nullable MqttException failure) {
		this.saving.poll();
		if (failure != null && publish.exchange() != OutboundExchange.DONE) {
			this.completions.fail(publish, failure);
		}
		return failure == null;
	}

	/**
	 * Gives identifiers to messages that are in the store without one, so that they can
	 * be sent when that is durable, and brings more of them into memory.
	 * @param room how many messages could have one so that the server takes them
	 */
	void bind(int room) {
		followBacklog();
		int count = room - this.exchanges.bound();
		for (int i = 0; i < count; i++) {
			PendingPublish publish = this.waiting.peekUnbound();
			if (publish == null || !this.exchanges.bind(publish)) {
				break;
			}
			this.waiting.pollUnbound();
			this.saving.add(publish);
			this.store.bind(publish, this::saved);
		}
		followBacklog();
	}

	private void followBacklog() {
		if (isBacklogOpen() && this.waiting.unbound() < RestoredBacklog.LOW) {
			this.backlog.read(this::backlogRead);
		}
	}

	// What waited for the last of it comes before all that is new.
	private boolean isBacklogOpen() {
		if (this.backlog.isOpen()) {
			return true;
		}
		this.waiting.closeUp();
		return false;
	}

	private void backlogRead(List<StoredMessage> messages) {
		messages.forEach((message) -> this.waiting.addUnbound(restore(message)));
		dropExcess();
	}

	private void backlogExpired(List<StoredMessage> messages) {
		for (StoredMessage message : messages) {
			StoredPublish publish = restore(message);
			this.completions.drop(publish, expired(publish));
		}
	}

	private void dropExcess() {
		while (this.queue.isOverfull()) {
			this.completions.giveBackRoom();
			PendingPublish oldest = this.queue.isOverfull() ? this.waiting.poll() : null;
			if (oldest == null) {
				break;
			}
			this.completions.drop(oldest, this.queue.full());
		}
		if (this.queue.isOverfull()) {
			// The oldest are in the store only.
			followBacklog();
		}
	}

	/**
	 * Returns whether a message can be sent.
	 * @param all whether QoS 1 and 2 can
	 * @return false if {@link #poll} would return {@code null}
	 */
	boolean canSend(boolean all) {
		return this.waiting.has0() || (all && this.waiting.has12());
	}

	/**
	 * Returns whether a message can have an identifier that has none. One that had it may
	 * just have been given up.
	 * @param room how many messages could have one so that the server takes them
	 * @return {@code true} if {@link #bind} would give it one
	 */
	boolean canBind(int room) {
		return room > this.exchanges.bound() && this.waiting.peekUnbound() != null && this.exchanges.canBind();
	}

	/**
	 * Takes the oldest message that can be sent and has not expired.
	 * @param all whether QoS 1 and 2 can
	 * @return the message, or {@code null}
	 */
	@Nullable PendingPublish poll(boolean all) {
		PendingPublish first = this.waiting.poll(all);
		while (first != null && first.canExpire() && first.isExpired(System.nanoTime())) {
			this.completions.drop(first, expired(first));
			first = this.waiting.poll(all);
		}
		return first;
	}

	/**
	 * Takes the first message of QoS 1 and 2 that can be sent, whatever waits of QoS 0.
	 * @return the message, or {@code null}
	 */
	@Nullable PendingPublish pollFirst() {
		return this.waiting.poll12();
	}

	/**
	 * Puts messages before all others that were sent and are to be sent anew.
	 * @param publishes QoS 1 and 2, in order
	 */
	void addFirst(List<PendingPublish> publishes) {
		PublishFifo anew = new PublishFifo();
		publishes.forEach(anew::add);
		this.waiting.addFirst(anew);
	}

	/**
	 * Gives up messages that have expired.
	 */
	void dropExpired() {
		if (this.completions.hasExpiring()) {
			for (PendingPublish publish : this.waiting.takeExpired(System.nanoTime())) {
				this.completions.drop(publish, expired(publish));
			}
		}
		dropExcess();
		this.backlog.readExpired(this::backlogExpired);
	}

	private static MqttPublishException expired(PendingPublish publish) {
		return new MqttPublishException("The message for topic '" + publish.message().topic() + "' expired after "
				+ publish.message().messageExpiry() + " in the outbound queue", null, null);
	}

	/**
	 * Returns whether messages can expire, now or if they have to wait again.
	 * @return whether to look for expired ones from time to time
	 */
	boolean hasExpiring() {
		return this.completions.hasExpiring() || this.backlog.isOpen();
	}

	/**
	 * Takes out everything. What is in the store only stays there.
	 * @return the messages
	 */
	List<PendingPublish> close() {
		takeOver(0);
		this.backlog.close();
		this.waiting.closeUp();
		List<PendingPublish> all = new ArrayList<>();
		for (PendingPublish publish = this.saving.poll(); publish != null; publish = this.saving.poll()) {
			if (publish.exchange() != OutboundExchange.DONE) {
				all.add(publish);
			}
		}
		for (PendingPublish publish = this.waiting.poll(); publish != null; publish = this.waiting.poll()) {
			all.add(publish);
		}
		return all;
	}

	/**
	 * Fails what callers hand over after the end.
	 * @param cause why
	 */
	void refuseSubmitted(MqttException cause) {
		this.queue.failSubmitted(cause);
	}

}
