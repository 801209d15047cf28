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
import java.util.Deque;
import java.util.List;

import io.mqttworks.client.MqttClosedException;
import io.mqttworks.client.MqttException;
import org.jspecify.annotations.Nullable;

/**
 * The way of messages to publish through the session store: saved before they are sent,
 * with the packet identifier they are sent with, and noted as received before PUBREL is.
 * Event loop only.
 */
final class OutboundStore {

	private final Journal journal;

	private final OutboundSession session;

	private final Completions completions;

	/** Noted, and not yet durable; in the order in which they will be. */
	private final PublishFifo saving = new PublishFifo();

	/** How many of those have no identifier. */
	private int savingUnbound;

	/** Durable, without an identifier: there was no room in the server's window. */
	private final PublishFifo unbound;

	/** Messages of an earlier process that are in the store only. */
	private final RestoredBacklog backlog;

	/** Durable, without an identifier, behind those of the backlog. */
	private final PublishFifo behind;

	private final SessionListener listener;

	/** Those whose PUBREC is being noted. */
	private final Deque<StoredPublish> receiving = new ArrayDeque<>();

	/** What stays in the store without this client. */
	private final List<StoredPublish> left = new ArrayList<>();

	private boolean closed;

	OutboundStore(Journal journal, OutboundSession session, Completions completions, PublishQueue queue,
			WaitingMessages waiting, SessionListener listener) {
		this.backlog = new RestoredBacklog(journal, session, queue);
		this.completions = completions;
		this.journal = journal;
		this.session = session;
		this.unbound = waiting.unbound();
		this.behind = waiting.behind();
		this.listener = listener;
	}

	RestoredBacklog backlog() {
		return this.backlog;
	}

	/**
	 * Saves a message. {@link OutboundSession#stored} gets it when it is durable and has
	 * an identifier.
	 * @param publish the message, its key set
	 * @param room whether the server takes one more
	 */
	void save(StoredPublish publish, boolean room) {
		if (room && this.savingUnbound == 0 && this.unbound.isEmpty() && !this.backlog.isOpen()) {
			this.session.bind(publish);
		}
		this.savingUnbound += (publish.packetId == 0) ? 1 : 0;
		this.journal.store().save(publish.toStore());
		awaitSaving(publish);
	}

	private void awaitSaving(StoredPublish publish) {
		this.saving.add(publish);
		this.journal.whenDurable((failure) -> {
			PendingPublish first = this.saving.poll();
			if (first != null) {
				saved(first, failure);
			}
		});
	}

	private void saved(PendingPublish publish, @Nullable MqttException failure) {
		boolean bound = publish.packetId != 0;
		this.savingUnbound -= bound ? 0 : 1;
		if (failure != null) {
			this.session.fail(publish, failure);
		}
		else if (bound) {
			this.session.stored(publish);
		}
		else {
			(this.backlog.isOpen() ? this.behind : this.unbound).add(publish);
		}
	}

	/**
	 * Reads what is needed next of the backlog, or goes on behind it if it is at its end.
	 */
	void followBacklog() {
		if (!this.backlog.isOpen()) {
			for (PendingPublish publish = this.behind.poll(); publish != null; publish = this.behind.poll()) {
				this.unbound.add(publish);
			}
		}
		else if (this.unbound.size() < RestoredBacklog.LOW) {
			this.backlog.read();
		}
	}

	/**
	 * Gives identifiers to messages that wait for one.
	 * @param room how many the server takes
	 */
	void bind(int room) {
		followBacklog();
		for (int i = 0; i < room && this.unbound.peek() instanceof StoredPublish publish; i++) {
			if (!this.session.bind(publish)) {
				break;
			}
			this.unbound.poll();
			this.journal.store().bind(publish.key, publish.packetId);
			awaitSaving(publish);
		}
		followBacklog();
	}

	/**
	 * Notes that the server has received a message; {@link OutboundSession#sendRelease}
	 * follows when that is durable.
	 * @param publish the message
	 */
	void received(StoredPublish publish) {
		publish.state = StoredPublish.RECEIVED;
		this.journal.store().received(publish.key);
		this.receiving.add(publish);
		this.journal.whenDurable((failure) -> {
			StoredPublish first = this.receiving.poll();
			if (first == null || first.state != StoredPublish.RECEIVED) {
				// Closed, or the server began a new session meanwhile.
				return;
			}
			if (failure != null) {
				this.session.fail(first, failure);
			}
			else {
				first.state = PendingPublish.RELEASED;
				this.session.sendRelease(first);
			}
		});
	}

	/**
	 * Removes a message that is done with.
	 * @param publish the message
	 */
	void remove(StoredPublish publish) {
		if (publish.isRestored()) {
			this.backlog.done(publish);
		}
		if (publish.key != 0) {
			this.journal.store().remove(publish.key);
		}
	}

	/**
	 * A message is given up, or stays in the store without this client.
	 * @param publish the message
	 * @param cause why
	 */
	void failed(StoredPublish publish, MqttException cause) {
		if (this.closed) {
			this.completions.release(publish);
			this.left.add(publish);
			return;
		}
		remove(publish);
		this.completions.fail(publish, cause);
		if (publish.isRestored()) {
			this.listener.messageDropped(publish.message(), cause);
		}
	}

	/**
	 * The store has let go of the session: now it is known what it keeps. Any thread.
	 * @param failure why it may not keep what is left, or {@code null}
	 */
	void closed(@Nullable Throwable failure) {
		String kept = (failure == null)
				? "The client is closed; the session store keeps the message, for the next client with this client"
						+ " identifier"
				: "The client is closed, and its session store failed: the message may be lost, or be sent by the"
						+ " next client with this client identifier";
		this.left.forEach((publish) -> publish.completeExceptionally(new MqttClosedException(kept, null, failure)));
	}

	/**
	 * Removes nothing from now on.
	 * @return the messages that are being saved
	 */
	List<PendingPublish> close() {
		this.closed = true;
		this.backlog.close();
		followBacklog();
		this.receiving.clear();
		List<PendingPublish> all = new ArrayList<>();
		for (PendingPublish publish = this.saving.poll(); publish != null; publish = this.saving.poll()) {
			all.add(publish);
		}
		return all;
	}

}
