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

package io.mqttworks.spring.idempotency;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import org.springframework.util.Assert;

/**
 * Keeps the most recently used keys in memory. They are lost when the process ends, and
 * other processes do not know them. A key takes about 200 bytes beside its text.
 */
public class InMemoryIdempotencyStore implements MqttIdempotencyStore {

	/** How many keys are kept by default. */
	public static final int DEFAULT_CAPACITY = 10_000;

	private final Lock lock = new ReentrantLock();

	private final Map<Key, Boolean> keys;

	/**
	 * Creates a store for {@value #DEFAULT_CAPACITY} keys.
	 */
	public InMemoryIdempotencyStore() {
		this(DEFAULT_CAPACITY);
	}

	/**
	 * Creates a store.
	 * @param capacity how many keys of all handlers are kept, at least 1. Beyond that the
	 * least recently used one is forgotten
	 */
	public InMemoryIdempotencyStore(int capacity) {
		Assert.isTrue(capacity > 0, () -> "capacity must be 1 or more, not " + capacity);
		this.keys = new LeastRecentlyUsed(capacity);
	}

	@Override
	public boolean isHandled(String handler, String key) {
		this.lock.lock();
		try {
			return this.keys.get(new Key(handler, key)) != null;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void add(String handler, String key) {
		this.lock.lock();
		try {
			this.keys.put(new Key(handler, key), Boolean.TRUE);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Returns how many keys are kept.
	 * @return the number
	 */
	public int size() {
		this.lock.lock();
		try {
			return this.keys.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	private record Key(String handler, String key) {

	}

	@SuppressWarnings("serial")
	private static final class LeastRecentlyUsed extends LinkedHashMap<Key, Boolean> {

		private final int capacity;

		LeastRecentlyUsed(int capacity) {
			super(16, 0.75F, true);
			this.capacity = capacity;
		}

		@Override
		protected boolean removeEldestEntry(Map.Entry<Key, Boolean> eldest) {
			return size() > this.capacity;
		}

	}

}
