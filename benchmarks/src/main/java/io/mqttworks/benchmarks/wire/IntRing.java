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

package io.mqttworks.benchmarks.wire;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A queue of ints from one thread to one other.
 */
final class IntRing {

	private final int[] entries;

	private final int mask;

	private final AtomicInteger head = new AtomicInteger();

	private final AtomicInteger tail = new AtomicInteger();

	IntRing(int powerOfTwo) {
		this.entries = new int[powerOfTwo];
		this.mask = powerOfTwo - 1;
	}

	void add(int entry) {
		int tail = this.tail.getPlain();
		if (tail - this.head.get() > this.mask) {
			throw new IllegalStateException("The peer acknowledges more than was sent");
		}
		this.entries[tail & this.mask] = entry;
		this.tail.setRelease(tail + 1);
	}

	/**
	 * Takes all entries.
	 * @param into where to; at least as large as the ring
	 * @return how many
	 */
	int drain(int[] into) {
		int head = this.head.getPlain();
		int count = this.tail.getAcquire() - head;
		for (int i = 0; i < count; i++) {
			into[i] = this.entries[head + i & this.mask];
		}
		this.head.setRelease(head + count);
		return count;
	}

	boolean isEmpty() {
		return this.tail.get() == this.head.get();
	}

}
