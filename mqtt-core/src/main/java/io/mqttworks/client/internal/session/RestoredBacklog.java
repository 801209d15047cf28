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

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.mqttworks.client.spi.Backlog;
import io.mqttworks.client.spi.StoredMessage;
import org.jspecify.annotations.Nullable;

/**
 * Messages of an earlier process that wait in the session store, and are brought into
 * memory a few at a time. They count as pending. Event loop only.
 */
final class RestoredBacklog {

	/** With fewer messages than this in memory, more are read from the store. */
	static final int LOW = 500;

	private static final int MESSAGES = 1_000;

	private static final long BYTES = 1024 * 1024;

	/**
	 * How much may be in memory before it waits for acknowledgements, whatever number of
	 * messages the server takes.
	 */
	private static final long MAX_HELD = 16 * 1024 * 1024;

	/** About what a message takes beside topic and payload. */
	private static final int OVERHEAD = 256;

	/** The store; {@code null} without one, and then there is no backlog. */
	private final @Nullable Journal journal;

	private final PublishQueue queue;

	private @Nullable Backlog backlog;

	/** How many messages were not read yet. Their size is the next field. */
	private int messages;

	private long bytes;

	/** The size of restored messages that are in memory. */
	private long held;

	private boolean reading;

	RestoredBacklog(@Nullable Journal journal, PublishQueue queue) {
		this.journal = journal;
		this.queue = queue;
	}

	void restore(Backlog backlog) {
		this.backlog = backlog;
		this.messages = backlog.messages();
		this.bytes = backlog.bytes();
		this.queue.restore(this.messages, this.bytes);
	}

	/**
	 * Returns whether there are messages that were not read, and can be.
	 * @return {@code true} until the last one was read, or the store failed
	 */
	boolean isOpen() {
		if (this.messages > 0 && this.journal != null && this.journal.failure() != null) {
			close();
		}
		return this.messages > 0;
	}

	/**
	 * A restored message is in memory.
	 * @param publish the message
	 */
	void held(PendingPublish publish) {
		this.held += publish.size() + OVERHEAD;
	}

	/**
	 * A restored message is done with.
	 * @param publish the message
	 */
	void done(PendingPublish publish) {
		this.held -= publish.size() + OVERHEAD;
	}

	/**
	 * Reads the next messages, unless there is enough in memory.
	 * @param next gets them, in order
	 */
	void read(Consumer<List<StoredMessage>> next) {
		Backlog open = this.backlog;
		if (open != null && isOpen() && !this.reading && this.held < MAX_HELD) {
			read(open.next(MESSAGES, BYTES), (read) -> {
				countOut(read.isEmpty() ? this.messages : read.size());
				next.accept(read);
			});
		}
	}

	/**
	 * Reads all messages that have expired, a few at a time.
	 * @param expired gets them
	 */
	void readExpired(Consumer<List<StoredMessage>> expired) {
		Backlog open = this.backlog;
		if (open != null && isOpen() && !this.reading) {
			read(open.expired(Instant.now(), MESSAGES, BYTES), (read) -> {
				countOut(read.size());
				expired.accept(read);
				if (!read.isEmpty()) {
					readExpired(expired);
				}
			});
		}
	}

	private void read(CompletionStage<List<StoredMessage>> stage, Consumer<List<StoredMessage>> step) {
		this.reading = true;
		Objects.requireNonNull(this.journal).whenRead(stage, (read) -> {
			this.reading = false;
			if (isOpen()) {
				step.accept(read);
				this.queue.tellIfEmpty();
			}
		});
	}

	private void countOut(int count) {
		long share = (count < this.messages) ? this.bytes / this.messages * count : this.bytes;
		this.messages -= count;
		this.bytes -= share;
		this.queue.releaseStored(count, share);
	}

	/**
	 * Reads nothing more: what was not read stays in the store.
	 */
	void close() {
		countOut(this.messages);
		this.queue.tellIfEmpty();
	}

}
