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

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Decides which of many events of a kind are logged: the first, and then one a second
 * that says how many were left out. There is no timer: those left out last are counted
 * when the next one comes. Any thread.
 */
final class LogLimit {

	private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);

	private final LongSupplier clock;

	private long nextLine;

	private long leftOut;

	LogLimit() {
		this(System::nanoTime);
	}

	LogLimit(LongSupplier clock) {
		this.clock = clock;
		this.nextLine = clock.getAsLong();
	}

	/**
	 * Counts an event.
	 * @return how many were left out before this one, or -1 to leave out this one too
	 */
	synchronized long count() {
		long now = this.clock.getAsLong();
		if (now - this.nextLine < 0) {
			this.leftOut++;
			return -1;
		}
		long before = this.leftOut;
		this.leftOut = 0;
		this.nextLine = now + INTERVAL;
		return before;
	}

}
