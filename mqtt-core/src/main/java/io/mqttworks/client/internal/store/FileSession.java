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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

import io.mqttworks.client.MqttException;
import io.mqttworks.client.spi.StoredMessage;
import io.mqttworks.client.spi.StoredSession;
import org.jspecify.annotations.Nullable;

/**
 * A session in a log. Changes are queued for the writer thread, which takes all there
 * are, writes them at once, and forces them to the device once.
 */
final class FileSession implements StoredSession {

	/** How much is written before those who wait are told. */
	private static final int MAX_BATCH = 10_000;

	/** What it is called in messages. */
	private final String name;

	private final SegmentedLog log;

	private final SessionLock lock;

	private final Executor writer;

	/** Each a {@link Change}, or a {@link Flush}. */
	private final Queue<Object> queue = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean scheduled = new AtomicBoolean();

	private final List<StoredMessage> messages;

	private final Collection<Integer> handled;

	/** Writer thread only. */
	private @Nullable MqttException failure;

	FileSession(String name, SegmentedLog log, SessionLock lock, Executor writer) {
		this.name = name;
		this.log = log;
		this.lock = lock;
		this.writer = writer;
		this.messages = log.state().messages();
		this.handled = log.state().handled();
	}

	@Override
	public List<StoredMessage> messages() {
		return this.messages;
	}

	@Override
	public Collection<Integer> handled() {
		return this.handled;
	}

	@Override
	public void save(StoredMessage message) {
		add(new Change.Save(message));
	}

	@Override
	public void bind(long key, int packetId) {
		add(new Change.Bind(key, packetId));
	}

	@Override
	public void received(long key) {
		add(new Change.Received(key));
	}

	@Override
	public void remove(long key) {
		add(new Change.Remove(key));
	}

	@Override
	public void handled(int packetId) {
		add(new Change.Handled(packetId));
	}

	@Override
	public void forget(int packetId) {
		add(new Change.Forget(packetId));
	}

	@Override
	public CompletionStage<Void> flush() {
		return add(new Flush(new CompletableFuture<>(), false));
	}

	@Override
	public CompletionStage<Void> close() {
		return add(new Flush(new CompletableFuture<>(), true));
	}

	private CompletionStage<Void> add(Flush flush) {
		add((Object) flush);
		return flush.future;
	}

	private void add(Object entry) {
		this.queue.add(entry);
		schedule();
	}

	private void schedule() {
		if (!this.scheduled.get() && this.scheduled.compareAndSet(false, true)) {
			this.writer.execute(this::run);
		}
	}

	private void run() {
		this.scheduled.set(false);
		List<Flush> flushes = new ArrayList<>();
		try {
			write(flushes);
		}
		catch (IOException | RuntimeException ex) {
			failed(ex);
		}
		for (Flush flush : flushes) {
			if (flush.close) {
				close(flush);
				return;
			}
			complete(flush);
		}
		reclaim();
		if (!this.queue.isEmpty()) {
			schedule();
		}
	}

	private void write(List<Flush> flushes) throws IOException {
		for (int i = 0; i < MAX_BATCH; i++) {
			Object entry = this.queue.poll();
			if (entry == null) {
				break;
			}
			if (entry instanceof Flush flush) {
				flushes.add(flush);
			}
			else if (this.failure == null) {
				this.log.append((Change) entry);
			}
		}
		if (this.failure == null) {
			this.log.write(!flushes.isEmpty());
		}
	}

	// For good: a device that failed to force a file may say the next time that all is
	// well.
	private void failed(Exception cause) {
		if (this.failure == null) {
			this.failure = new MqttException(this.name + " cannot be written any more: " + cause, null, cause);
			this.log.abandon();
		}
	}

	private void complete(Flush flush) {
		if (this.failure != null) {
			flush.future.completeExceptionally(this.failure);
		}
		else {
			flush.future.complete(null);
		}
	}

	private void reclaim() {
		if (this.failure == null) {
			try {
				this.log.reclaim();
			}
			catch (IOException | RuntimeException ex) {
				failed(ex);
			}
		}
	}

	private void close(Flush flush) {
		try (this.lock) {
			if (this.failure == null) {
				this.log.close();
			}
		}
		catch (IOException ex) {
			failed(ex);
		}
		complete(flush);
	}

	/**
	 * Asks to be told when everything before it is durable.
	 *
	 * @param future completes then
	 * @param close whether it is the end
	 */
	private record Flush(CompletableFuture<Void> future, boolean close) {
	}

}
