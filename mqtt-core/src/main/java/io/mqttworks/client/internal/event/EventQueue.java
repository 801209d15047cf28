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

package io.mqttworks.client.internal.event;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

import io.mqttworks.client.internal.logging.Loggers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Tells events one at a time and in order on an executor, and bounds what waits for a
 * listener that is slow: what does not fit is counted, and the number told when there is
 * room again, at least once a second. Any thread.
 */
final class EventQueue {

	/** How many events may wait. */
	static final int MAX_EVENTS = 1024;

	/** Places that events of messages leave to those of the connection. */
	static final int KEPT_FOR_FEW = 256;

	/** The payloads that events of messages may keep in memory; a single one may more. */
	static final long MAX_BYTES = 4L * 1024 * 1024;

	private static final long TELL_LOST_EVERY = TimeUnit.SECONDS.toNanos(1);

	private final Logger logger;

	private final Executor executor;

	/** Used while the executor of the application takes no tasks. */
	private final Executor fallback;

	private final LongConsumer lostEvents;

	private final LongSupplier clock;

	private final Queue<Event> waiting = new ArrayDeque<>(0);

	private long waitingBytes;

	private long lost;

	private long lostToldAt;

	private boolean running;

	EventQueue(String client, Executor executor, Executor fallback, LongConsumer lostEvents, LongSupplier clock) {
		this.logger = Loggers.get(EventQueue.class, client);
		this.executor = executor;
		this.fallback = fallback;
		this.lostEvents = lostEvents;
		this.clock = clock;
		this.lostToldAt = clock.getAsLong();
	}

	/**
	 * Tells an event of which there are few, such as that a connection was made.
	 * @param event tells the listeners
	 * @return {@code false} if the event did not fit and is counted as lost
	 */
	boolean addRare(Runnable event) {
		Added added = add(new Event(event, 0), MAX_EVENTS);
		if (added == Added.FIRST) {
			start(this.executor);
		}
		return added != Added.LOST;
	}

	/**
	 * Tells an event of which there can be as many as messages.
	 * @param event tells the listeners
	 * @param bytes the payload that it keeps in memory
	 * @param caller runs what calls the executor, if the thread that comes here must not
	 * @return {@code false} if the event did not fit and is counted as lost
	 */
	boolean addFrequent(Runnable event, long bytes, Executor caller) {
		Added added = add(new Event(event, bytes), MAX_EVENTS - KEPT_FOR_FEW);
		if (added == Added.FIRST) {
			caller.execute(() -> start(this.executor));
		}
		return added != Added.LOST;
	}

	private synchronized Added add(Event event, int limit) {
		if (this.waiting.size() >= limit
				|| (event.bytes > 0 && this.waitingBytes > 0 && this.waitingBytes + event.bytes > MAX_BYTES)) {
			this.lost++;
			return Added.LOST;
		}
		this.waiting.add(event);
		this.waitingBytes += event.bytes;
		boolean first = !this.running;
		this.running = true;
		return first ? Added.FIRST : Added.BEHIND_OTHERS;
	}

	private void start(Executor threads) {
		try {
			threads.execute(this::tellAll);
		}
		catch (Throwable ex) {
			// Rejected mostly, but also a thread that could not be started.
			if (threads != this.fallback) {
				this.logger.error("The handler executor refused a task; listeners are called on another thread", ex);
				start(this.fallback);
			}
			else {
				this.logger.error("No thread can be had for listeners; events wait for the next one", ex);
				stopped();
			}
		}
	}

	private synchronized void stopped() {
		this.running = false;
	}

	private void tellAll() {
		for (Runnable next = next(); next != null; next = next()) {
			try {
				next.run();
			}
			catch (Throwable ex) {
				this.logger.error("Events could not be told", ex);
			}
		}
	}

	private synchronized @Nullable Runnable next() {
		long now = this.clock.getAsLong();
		if (this.lost > 0 && (this.waiting.isEmpty() || now - this.lostToldAt >= TELL_LOST_EVERY)) {
			long count = this.lost;
			this.lost = 0;
			this.lostToldAt = now;
			return () -> this.lostEvents.accept(count);
		}
		Event event = this.waiting.poll();
		if (event == null) {
			this.running = false;
			return null;
		}
		this.waitingBytes -= event.bytes;
		return event.task;
	}

	/** What became of an event. */
	private enum Added {

		/** The first event: the caller starts to tell events. */
		FIRST, BEHIND_OTHERS, LOST

	}

	/**
	 * An event that waits.
	 *
	 * @param task tells the listeners
	 * @param bytes the payload that it keeps in memory
	 */
	private record Event(Runnable task, long bytes) {
	}

}
