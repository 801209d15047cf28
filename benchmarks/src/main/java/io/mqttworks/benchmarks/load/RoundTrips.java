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

package io.mqttworks.benchmarks.load;

import java.util.Arrays;

/**
 * Takes the times of round trips, one after the other, one thread at a time. Another
 * thread may look at those before an index.
 */
final class RoundTrips {

	private final long[] nanos = new long[1 << 21];

	private volatile int count;

	private long started;

	private volatile boolean stopped;

	void begin() {
		this.started = System.nanoTime();
	}

	/**
	 * Ends a trip.
	 * @return whether to begin another one
	 */
	boolean end() {
		int index = this.count;
		if (index < this.nanos.length) {
			this.nanos[index] = System.nanoTime() - this.started;
			this.count = index + 1;
		}
		return !this.stopped;
	}

	/**
	 * Adds the time of a trip that was taken elsewhere, by any thread.
	 * @param nanos the time
	 */
	synchronized void add(long nanos) {
		int index = this.count;
		if (index < this.nanos.length) {
			this.nanos[index] = nanos;
			this.count = index + 1;
		}
	}

	/**
	 * Begins no more trips, and waits for the last one.
	 * @throws InterruptedException if that is interrupted
	 */
	void stop() throws InterruptedException {
		this.stopped = true;
		Thread.sleep(200);
	}

	int count() {
		return this.count;
	}

	/**
	 * Returns the times taken between two counts, sorted.
	 * @param from the first
	 * @param to after the last
	 * @return nanoseconds
	 */
	long[] sorted(int from, int to) {
		long[] part = Arrays.copyOfRange(this.nanos, from, to);
		Arrays.sort(part);
		return part;
	}

}
