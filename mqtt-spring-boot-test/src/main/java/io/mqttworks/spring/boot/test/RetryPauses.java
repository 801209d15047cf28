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

package io.mqttworks.spring.boot.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.mqttworks.spring.listener.Timer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The pauses between the attempts of handlers, for tests that do not wait for them: a
 * bean, and a parameter of test methods, next to the embedded broker. Pauses take their
 * time until a test {@linkplain #hold() holds} them; each test begins without. Any
 * thread.
 */
public final class RetryPauses implements Timer {

	private final Object lock = new Object();

	/** In the order they began. */
	private final List<Pause> pauses = new ArrayList<>();

	private boolean held;

	RetryPauses() {
	}

	/**
	 * Stops the time for pauses that begin from now on: they end with {@link #advance}.
	 */
	public void hold() {
		synchronized (this.lock) {
			this.held = true;
		}
	}

	/**
	 * Waits until so many handlers pause.
	 * @param count how many
	 * @param timeout how long at most
	 * @return how long each has still to pause, in the order they began
	 * @throws AssertionError if they do not
	 */
	public List<Duration> await(int count, Duration timeout) {
		try {
			Awaitility.await()
				.atMost(timeout)
				.pollInterval(Duration.ofMillis(10))
				.until(() -> pending().size() >= count);
		}
		catch (ConditionTimeoutException ex) {
			throw new AssertionError("Expected " + count + " pauses of handlers within " + timeout + ", but there are "
					+ pending() + ((pending().isEmpty()) ? "; were they held before?" : ""), ex);
		}
		return pending();
	}

	/**
	 * Returns how long handlers have still to pause.
	 * @return the pauses that are held, in the order they began
	 */
	public List<Duration> pending() {
		synchronized (this.lock) {
			return this.pauses.stream().map((pause) -> pause.left).toList();
		}
	}

	/**
	 * Lets time go by for pauses that are held: those that are over end.
	 * @param time how much
	 */
	public void advance(Duration time) {
		List<Pause> over = new ArrayList<>();
		synchronized (this.lock) {
			for (Pause pause : this.pauses) {
				pause.left = pause.left.minus(time);
				if (pause.left.isNegative() || pause.left.isZero()) {
					over.add(pause);
				}
			}
			this.pauses.removeAll(over);
		}
		over.forEach((pause) -> pause.task.run());
	}

	/**
	 * Ends what is held, and holds nothing any more.
	 */
	void release() {
		List<Pause> all;
		synchronized (this.lock) {
			this.held = false;
			all = List.copyOf(this.pauses);
			this.pauses.clear();
		}
		all.forEach((pause) -> pause.task.run());
	}

	@Override
	public Runnable schedule(Duration delay, Runnable task) {
		Pause pause = new Pause(delay, task);
		synchronized (this.lock) {
			if (this.held) {
				this.pauses.add(pause);
				return () -> remove(pause);
			}
		}
		return SHARED.schedule(delay, task);
	}

	private void remove(Pause pause) {
		synchronized (this.lock) {
			this.pauses.remove(pause);
		}
	}

	/**
	 * A pause of a handler.
	 */
	private static final class Pause {

		private final Runnable task;

		private Duration left;

		Pause(Duration left, Runnable task) {
			this.left = left;
			this.task = task;
		}

	}

}
