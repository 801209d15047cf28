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

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

import io.mqttworks.client.Qos;

/**
 * Counts what the event loop does. Only the loop writes, so that counting needs no lock;
 * anyone may read.
 */
public final class Counters {

	/** Three numbers, by QoS. */
	public static final int SENT = 0;

	/** Three numbers, by QoS. */
	public static final int RECEIVED = 3;

	public static final int BYTES_SENT = 6;

	public static final int BYTES_RECEIVED = 7;

	public static final int DROPPED = 8;

	public static final int UNMATCHED = 9;

	public static final int IN_FLIGHT = 10;

	private final AtomicLongArray values = new AtomicLongArray(11);

	public void add(int counter, long amount) {
		this.values.lazySet(counter, this.values.getPlain(counter) + amount);
	}

	public void set(int counter, long value) {
		this.values.lazySet(counter, value);
	}

	public long get(int counter) {
		return this.values.get(counter);
	}

	public Map<Qos, Long> byQos(int counter) {
		Map<Qos, Long> numbers = new EnumMap<>(Qos.class);
		for (Qos qos : Qos.values()) {
			numbers.put(qos, get(counter + qos.value()));
		}
		return numbers;
	}

	void count(int counter, Qos qos) {
		add(counter + qos.value(), 1);
	}

}
