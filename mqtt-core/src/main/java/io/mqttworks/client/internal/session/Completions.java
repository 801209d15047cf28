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
import io.mqttworks.client.PublishResult;
import org.jspecify.annotations.Nullable;

/**
 * The one place where pending messages end: they give back identifier, room and place in
 * the store at once, and their futures complete when the turn ends, because those run
 * user code, which must find the session at rest. Event loop only.
 */
final class Completions {

	private final PublishQueue queue;

	private final Exchanges exchanges;

	private final OutboundStore store;

	private final SessionListener listener;

	private final Counters counters;

	private final PublishFifo succeeded = new PublishFifo();

	private final Deque<Failed> failed = new ArrayDeque<>(1);

	/** What stays in the store without this client. */
	private final List<PendingPublish> left = new ArrayList<>();

	/** How many messages have not given back their room yet. */
	private int count;

	/** The bytes of those. */
	private long bytes;

	/**
	 * How many pending messages can expire while they wait, now or after a new session.
	 */
	private int expiring;

	private boolean closed;

	Completions(PublishQueue queue, Exchanges exchanges, OutboundStore store, SessionListener listener,
			Counters counters) {
		this.queue = queue;
		this.exchanges = exchanges;
		this.store = store;
		this.listener = listener;
		this.counters = counters;
	}

	/**
	 * A message is pending from now on, until one of the other methods is called.
	 * @param publish the message
	 */
	void expect(PendingPublish publish) {
		this.expiring += publish.canExpire() ? 1 : 0;
	}

	/**
	 * Returns whether messages are pending that can expire.
	 * @return {@code true} also for those that cannot as long as they are on the wire
	 */
	boolean hasExpiring() {
		return this.expiring > 0;
	}

	/**
	 * A message has arrived.
	 * @param publish the message
	 * @param result what the server said, or {@code null} if nothing but that all is well
	 */
	void succeed(PendingPublish publish, @Nullable PublishResult result) {
		end(publish);
		this.store.remove(publish);
		publish.answer = result;
		this.succeeded.add(publish);
	}

	/**
	 * A message was given up. Once the client is closed, one that is in the store stays
	 * there.
	 * @param publish the message
	 * @param cause why
	 */
	void fail(PendingPublish publish, MqttException cause) {
		end(publish);
		if (this.closed && this.store.keeps(publish)) {
			this.left.add(publish);
			return;
		}
		this.store.remove(publish);
		this.failed.add(new Failed(publish, cause));
		if (isRestored(publish)) {
			// Nobody holds its future.
			this.listener.messageDropped(publish.message(), cause);
		}
	}

	/**
	 * A message was given up by the client itself, which is counted and told.
	 * @param publish the message
	 * @param cause why
	 */
	void drop(PendingPublish publish, MqttException cause) {
		this.counters.add(Counters.DROPPED, 1);
		fail(publish, cause);
		if (!isRestored(publish)) {
			this.listener.messageDropped(publish.message(), cause);
		}
	}

	/**
	 * A message was given up whose exchange goes on, until the server has let go of its
	 * identifier.
	 * @param publish the message
	 * @param cause why
	 */
	void failBegun(PendingPublish publish, MqttException cause) {
		this.failed.add(new Failed(publish, cause));
		if (isRestored(publish)) {
			this.listener.messageDropped(publish.message(), cause);
		}
	}

	/**
	 * As {@link #failBegun}, by the client itself, which is counted and told.
	 * @param publish the message
	 * @param cause why
	 */
	void dropBegun(PendingPublish publish, MqttException cause) {
		this.counters.add(Counters.DROPPED, 1);
		this.failed.add(new Failed(publish, cause));
		this.listener.messageDropped(publish.message(), cause);
	}

	/**
	 * A message was given up by whoever published it.
	 * @param publish the message, its future cancelled
	 */
	void withdraw(PendingPublish publish) {
		end(publish);
		this.store.removeNow(publish);
	}

	private void end(PendingPublish publish) {
		this.exchanges.end(publish);
		this.expiring -= publish.canExpire() ? 1 : 0;
		this.count++;
		this.bytes += publish.size();
	}

	private static boolean isRestored(PendingPublish publish) {
		return publish instanceof StoredPublish stored && stored.isRestored();
	}

	/**
	 * Gives back the room of all that is done, at once, because those who publish on
	 * other threads count there, too.
	 */
	void giveBackRoom() {
		if (this.count > 0) {
			this.queue.release(this.count, this.bytes);
			this.count = 0;
			this.bytes = 0;
		}
	}

	/**
	 * Completes the futures. Whoever waits for one finds its room free.
	 */
	void complete() {
		giveBackRoom();
		for (PendingPublish publish = this.succeeded.poll(); publish != null; publish = this.succeeded.poll()) {
			publish.complete((publish.answer != null) ? publish.answer : PublishResult.SUCCESS);
		}
		for (Failed failure = this.failed.poll(); failure != null; failure = this.failed.poll()) {
			failure.publish.completeExceptionally(failure.cause);
		}
	}

	/**
	 * From now on nothing is removed from the store.
	 */
	void close() {
		this.closed = true;
	}

	/**
	 * The store has let go of the session: now it is known what it keeps. Any thread.
	 * @param failure why it may not keep what is left, or {@code null}
	 */
	void storeClosed(@Nullable Throwable failure) {
		String kept = (failure == null)
				? "The client is closed; the session store keeps the message, for the next client with this client"
						+ " identifier"
				: "The client is closed, and its session store failed: the message may be lost, or be sent by the"
						+ " next client with this client identifier";
		this.left.forEach((publish) -> publish.completeExceptionally(new MqttClosedException(kept, null, failure)));
	}

	/**
	 * A message that was given up.
	 *
	 * @param publish the message
	 * @param cause why
	 */
	private record Failed(PendingPublish publish, MqttException cause) {
	}

}
