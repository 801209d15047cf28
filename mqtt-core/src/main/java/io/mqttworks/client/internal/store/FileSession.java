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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

import io.mqttworks.client.MqttException;
import io.mqttworks.client.spi.RestoredSession;
import io.mqttworks.client.spi.StoredMessage;
import io.mqttworks.client.spi.StoredSession;
import org.jspecify.annotations.Nullable;

/**
 * A session in a log. Changes are queued for the writer thread, which writes all that are
 * queued in one batch and forces them to the device once.
 */
final class FileSession implements StoredSession {

	/** How much is written before those who wait are told. */
	private static final int MAX_BATCH = 10_000;

	/** The name of the session in log lines and exceptions. */
	private final String name;

	private final SegmentedLog log;

	private final AutoCloseable resources;

	private final Executor writer;

	private final Queue<Work> queue = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean scheduled = new AtomicBoolean();

	/** Held by the writer thread, or by another one if that has gone. */
	private final ReentrantLock turn = new ReentrantLock();

	/** Taken from the queue, and not answered yet. Under the lock. */
	private final Deque<Work.Answered> unanswered = new ArrayDeque<>();

	private final CompletableFuture<MqttException> failed = new CompletableFuture<>();

	/** Made early, because there may be no memory for it when it is needed. */
	private final MqttException outOfMemory;

	/** What was restored; {@code null} once the client has taken it. */
	private @Nullable RestoredSession restored;

	/**
	 * Creates a session.
	 * @param name what it is called in messages
	 * @param log what it is written to
	 * @param resources closed when the session is
	 * @param writer runs one task after the other
	 * @throws IOException if messages cannot be read
	 */
	FileSession(String name, SegmentedLog log, AutoCloseable resources, Executor writer) throws IOException {
		this.name = name;
		this.log = log;
		this.resources = resources;
		this.writer = writer;
		this.outOfMemory = new MqttException(name + " cannot be written any more: out of memory");
		this.restored = FileRestoredSession.of(log, new FileBacklog(log, this::add));
	}

	@Override
	public RestoredSession restore() {
		RestoredSession content = this.restored;
		if (content == null) {
			throw new IllegalStateException(this.name + " was restored before");
		}
		this.restored = null;
		return content;
	}

	@Override
	public void server(String name) {
		add(new Change.Server(name));
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
		Work.Flush flush = new Work.Flush(new CompletableFuture<>());
		add(flush);
		return flush.future();
	}

	@Override
	public CompletionStage<Void> close() {
		Work.Close close = new Work.Close(new CompletableFuture<>());
		add(close);
		return close.future();
	}

	@Override
	public CompletionStage<MqttException> failure() {
		return this.failed.copy();
	}

	private void add(Work work) {
		try {
			this.queue.add(work);
		}
		catch (OutOfMemoryError ex) {
			failed("written", ex);
			refuse(work);
			return;
		}
		if (!this.scheduled.get() && this.scheduled.compareAndSet(false, true)) {
			schedule();
		}
	}

	private void refuse(Work work) {
		this.turn.lock();
		try {
			if (work instanceof Work.Close close) {
				close(close.future());
			}
			else if (work instanceof Work.Answered answered) {
				answer(answered);
			}
		}
		finally {
			this.turn.unlock();
		}
	}

	private void schedule() {
		try {
			this.writer.execute(this::run);
		}
		catch (Throwable ex) {
			// Nothing is written from now on; whoever waits is told.
			failed("written", ex);
			run();
		}
	}

	private void run() {
		this.turn.lock();
		try {
			this.scheduled.set(false);
			turn();
		}
		finally {
			this.turn.unlock();
		}
		if (!this.queue.isEmpty() && this.scheduled.compareAndSet(false, true)) {
			schedule();
		}
	}

	private void turn() {
		try {
			write();
		}
		catch (Throwable ex) {
			failed("written", ex);
		}
		for (Work.Answered work = this.unanswered.poll(); work != null; work = this.unanswered.poll()) {
			if (work instanceof Work.Close close) {
				close(close.future());
				return;
			}
			answer(work);
		}
		if (!isFailed()) {
			try {
				this.log.reclaim();
			}
			catch (Throwable ex) {
				failed("written", ex);
			}
		}
		if (isFailed()) {
			this.log.abandon();
		}
	}

	private void write() throws IOException {
		for (int i = 0; i < MAX_BATCH; i++) {
			Work work = this.queue.peek();
			if (work == null) {
				break;
			}
			if (work instanceof Work.Answered answered) {
				// First, so that it is not forgotten if there is no memory for it.
				this.unanswered.add(answered);
			}
			this.queue.poll();
			if (work instanceof Change change && !isFailed()) {
				this.log.append(change);
			}
		}
		if (!isFailed()) {
			this.log.write(!this.unanswered.isEmpty());
		}
	}

	private boolean isFailed() {
		return this.failed.isDone();
	}

	// A failure is final: a device that failed to force a file may report success the
	// next time.
	private void failed(String what, Throwable cause) {
		MqttException failure = this.outOfMemory;
		try {
			failure = new MqttException(this.name + " cannot be " + what + " any more: " + cause, null, cause);
		}
		catch (OutOfMemoryError ex) {
			failure.addSuppressed(cause);
		}
		this.failed.complete(failure);
	}

	private void answer(Work.Answered work) {
		if (work instanceof Work.Read read) {
			read(read);
		}
		else if (work instanceof Work.Flush flush) {
			complete(flush.future());
		}
	}

	private void read(Work.Read read) {
		try {
			if (!isFailed()) {
				read.future().complete(read.reading().read());
				return;
			}
		}
		catch (Throwable ex) {
			failed("read", ex);
		}
		read.future().completeExceptionally(this.failed.join());
	}

	private void close(CompletableFuture<Void> future) {
		try {
			if (!isFailed()) {
				this.log.close();
			}
		}
		catch (Throwable ex) {
			failed("written", ex);
		}
		if (isFailed()) {
			this.log.abandon();
		}
		try {
			this.resources.close();
		}
		catch (Throwable ex) {
			failed("closed", ex);
		}
		complete(future);
	}

	private void complete(CompletableFuture<Void> future) {
		if (isFailed()) {
			future.completeExceptionally(this.failed.join());
		}
		else {
			future.complete(null);
		}
	}

}
