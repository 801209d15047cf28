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

package io.mqttworks.spring.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * Messages on their way through a container's listener together. The batch stands in the
 * dispatcher from its first message on, where it waits for more of them until it is full,
 * or the first one has waited long enough. Then its messages belong to a
 * {@link BatchRun}.
 */
class ReceivedBatch extends QueuedMessage {

	private final ListenerSettings settings;

	private final BatchSettings batch;

	private final int series;

	private final AtomicInteger unhandled;

	private final long opened = System.nanoTime();

	private final Lock lock = new ReentrantLock();

	/** Empty when the batch has ended. */
	private final List<ReceivedMessage> messages = new ArrayList<>();

	/** Takes no message any more. */
	private boolean closed;

	private boolean waited;

	private @Nullable BatchRun run;

	/**
	 * Creates an empty batch.
	 * @param settings the container's
	 * @param batch the container's, for batches
	 * @param series batches of a series are handled one after the other
	 * @param unhandled counts the messages that have not ended
	 */
	ReceivedBatch(ListenerSettings settings, BatchSettings batch, int series, AtomicInteger unhandled) {
		this.settings = settings;
		this.batch = batch;
		this.series = series;
		this.unhandled = unhandled;
	}

	/**
	 * Takes a message, if there is room for it and the batch is not being handled.
	 * @return {@code true} if it has taken it
	 */
	boolean add(ReceivedMessage message) {
		this.lock.lock();
		try {
			if (this.closed || isFull()) {
				return false;
			}
			this.messages.add(message);
			this.unhandled.incrementAndGet();
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean isFull() {
		return this.messages.size() >= this.batch.size();
	}

	@Override
	String topic() {
		return "batches " + this.series + " of " + this.settings.id();
	}

	@Override
	int count() {
		this.lock.lock();
		try {
			return this.messages.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	boolean isLostIfHeld() {
		this.lock.lock();
		try {
			return this.messages.stream().anyMatch(ReceivedMessage::isLostIfHeld);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * A batch that is full waits no longer.
	 */
	@Override
	boolean skipsPause() {
		this.lock.lock();
		try {
			return !this.closed && isFull();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	Step run() {
		try (MdcScope scope = MdcScope.open(this.settings)) {
			return step();
		}
	}

	private Step step() {
		BatchRun run;
		this.lock.lock();
		try {
			Duration rest = this.batch.timeout().minusNanos(System.nanoTime() - this.opened);
			// The pause is over early when the container stops.
			if (!this.closed && !this.waited && !isFull() && rest.toMillis() > 0) {
				this.waited = true;
				return Step.pause(rest);
			}
			this.closed = true;
			run = this.run;
			if (run == null) {
				run = new BatchRun(this.settings, this.batch.listener(), this.messages);
				this.run = run;
			}
		}
		finally {
			this.lock.unlock();
		}
		Step step = run.next();
		if (step == Step.END) {
			end();
		}
		return step;
	}

	/**
	 * A batch keeps its place while it waits for stages.
	 */
	@Override
	boolean finish() {
		return false;
	}

	@Override
	void leave() {
		end().forEach(ReceivedMessage::leave);
	}

	/**
	 * Ends, unless it has ended.
	 * @return the messages
	 */
	private List<ReceivedMessage> end() {
		this.lock.lock();
		try {
			this.closed = true;
			List<ReceivedMessage> all = List.copyOf(this.messages);
			this.messages.clear();
			this.unhandled.addAndGet(-all.size());
			return all;
		}
		finally {
			this.lock.unlock();
		}
	}

}
