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

package io.mqttworks.client.internal.store;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.mqttworks.client.internal.store.MessageIndex.Entry;
import io.mqttworks.client.spi.Backlog;
import io.mqttworks.client.spi.StoredMessage;
import org.jspecify.annotations.Nullable;

/**
 * The backlog of a log. Reads on the writer thread, so that no file is deleted meanwhile.
 */
final class FileBacklog implements Backlog {

	/** What a record of a message takes beside the PUBLISH. */
	private static final int OVERHEAD = 35;

	private final SegmentedLog log;

	private final Consumer<Work> writer;

	private final long lastKey;

	/** Written by {@link #count} only. */
	private int messages;

	private long bytes;

	/** Writer thread only. */
	private long lastRead = Long.MIN_VALUE;

	FileBacklog(SegmentedLog log, Consumer<Work> writer) {
		this.log = log;
		this.writer = writer;
		this.lastKey = log.state().messages().lastKey();
		log.state().messages().forEach(this::count);
	}

	private void count(Entry entry) {
		if (entry.isWaiting()) {
			this.messages++;
			this.bytes += Math.max(0, entry.size() - OVERHEAD);
		}
	}

	@Override
	public int messages() {
		return this.messages;
	}

	@Override
	public long bytes() {
		return this.bytes;
	}

	@Override
	public CompletionStage<List<StoredMessage>> next(int maxMessages, long maxBytes) {
		return read(() -> readNext(new Batch(maxMessages, maxBytes)));
	}

	@Override
	public CompletionStage<List<StoredMessage>> expired(Instant now, int maxMessages, long maxBytes) {
		return read(() -> readExpired(now, new Batch(maxMessages, maxBytes)));
	}

	private CompletionStage<List<StoredMessage>> read(Work.Reading reading) {
		Work.Read read = new Work.Read(new CompletableFuture<>(), reading);
		this.writer.accept(read);
		return read.future();
	}

	private List<StoredMessage> readNext(Batch batch) throws IOException {
		this.log.write(false);
		MessageIndex index = this.log.state().messages();
		try (MessageReader reader = this.log.reader()) {
			for (Entry entry = next(index); entry != null && batch.takes(entry); entry = next(index)) {
				batch.add(reader.read(entry));
				index.put(entry.asRead());
				this.lastRead = entry.key();
			}
		}
		return batch.messages;
	}

	private @Nullable Entry next(MessageIndex index) {
		Entry entry = index.after(this.lastRead);
		while (entry != null && !entry.isWaiting() && entry.key() <= this.lastKey) {
			this.lastRead = entry.key();
			entry = index.after(this.lastRead);
		}
		return (entry != null && entry.key() <= this.lastKey) ? entry : null;
	}

	private List<StoredMessage> readExpired(Instant now, Batch batch) throws IOException {
		this.log.write(false);
		MessageIndex index = this.log.state().messages();
		try (MessageReader reader = this.log.reader()) {
			for (long key : index.expired(this.lastKey, now.getEpochSecond(), batch.maxMessages)) {
				Entry entry = index.get(key);
				if (entry == null || !batch.takes(entry)) {
					break;
				}
				batch.add(reader.read(entry));
				index.put(entry.asRead());
			}
		}
		return batch.messages;
	}

	/**
	 * Messages up to a number and a size.
	 */
	private static final class Batch {

		private final List<StoredMessage> messages = new ArrayList<>();

		private final int maxMessages;

		private final long maxBytes;

		private long bytes;

		Batch(int maxMessages, long maxBytes) {
			this.maxMessages = maxMessages;
			this.maxBytes = maxBytes;
		}

		boolean takes(Entry entry) {
			this.bytes += entry.size();
			return this.messages.isEmpty() || (this.messages.size() < this.maxMessages && this.bytes <= this.maxBytes);
		}

		void add(StoredMessage message) {
			this.messages.add(message);
		}

	}

}
