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

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.mqttworks.client.internal.concurrent.Loop;

/**
 * Filters that the server has refused, and when they are asked for again: after pauses
 * that grow from a second to five minutes. Event loop only.
 */
final class RefusedFilters {

	private static final long FIRST_PAUSE = TimeUnit.SECONDS.toMillis(1);

	private static final long LAST_PAUSE = TimeUnit.MINUTES.toMillis(5);

	private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private final Loop loop;

	private final Consumer<List<SubscribedFilter>> askAgain;

	private final Set<SubscribedFilter> filters = new LinkedHashSet<>(1);

	private boolean connected;

	/** Whether a timer runs, and until when. */
	private boolean waiting;

	private long waitingUntil;

	RefusedFilters(Loop loop, Consumer<List<SubscribedFilter>> askAgain) {
		this.loop = loop;
		this.askAgain = askAgain;
	}

	void connected() {
		this.connected = true;
		startTimer(this.loop.nanoTime());
	}

	void disconnected() {
		this.connected = false;
	}

	/**
	 * A filter was refused.
	 * @param filter the filter
	 * @param again whether another answer is possible on this connection
	 */
	void add(SubscribedFilter filter, boolean again) {
		long now = this.loop.nanoTime();
		if (!again) {
			this.filters.remove(filter);
			filter.refused(0, now);
			return;
		}
		long pause = Math.max(FIRST_PAUSE, Math.min(2 * filter.pauseMillis(), LAST_PAUSE));
		// So that many clients, or filters, do not ask at once.
		long jittered = pause * ThreadLocalRandom.current().nextLong(750, 1250) / 1000;
		filter.refused(pause, now + jittered * NANOS);
		this.filters.add(filter);
		startTimer(now);
	}

	/**
	 * Returns whether a filter waits to be asked for again.
	 * @param filter the filter
	 * @return {@code true} until its pause is over
	 */
	boolean contains(SubscribedFilter filter) {
		return this.filters.contains(filter);
	}

	void remove(SubscribedFilter filter) {
		this.filters.remove(filter);
	}

	private void startTimer(long now) {
		if (!this.connected || this.filters.isEmpty()) {
			return;
		}
		long delay = Long.MAX_VALUE;
		for (SubscribedFilter filter : this.filters) {
			delay = Math.min(delay, filter.nextAttempt() - now);
		}
		if (!this.waiting || this.waitingUntil - now > delay) {
			this.waiting = true;
			this.waitingUntil = now + delay;
			this.loop.schedule(this::timeIsUp, Math.max(1, delay / NANOS + 1));
		}
	}

	private void timeIsUp() {
		long now = this.loop.nanoTime();
		if (this.waiting && now - this.waitingUntil >= 0) {
			this.waiting = false;
			if (this.connected) {
				List<SubscribedFilter> due = this.filters.stream()
					.filter((filter) -> now - filter.nextAttempt() >= 0)
					.toList();
				due.forEach(this.filters::remove);
				this.askAgain.accept(due);
				startTimer(now);
			}
		}
	}

}
