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
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import io.mqttworks.spring.listener.MqttListenerDecorator;
import io.mqttworks.spring.listener.MqttMessageListener;

/**
 * Counts how often the application's handlers ran, and waits for them. In a test with
 * {@link EmbeddedMqttBroker @EmbeddedMqttBroker} it is a bean and a parameter of test
 * methods, and begins to count anew with each test. A run counts when it has ended, also
 * with a failure; of a handler that returns a future, when that is complete. Every
 * attempt of a retried message is a run. Any thread.
 */
public final class HandlerRuns implements MqttListenerDecorator {

	private final Lock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final Map<String, Integer> counts = new HashMap<>();

	HandlerRuns() {
	}

	@Override
	public MqttMessageListener decorate(Target target, MqttMessageListener listener) {
		return (message, acknowledgment) -> {
			CompletionStage<?> stage;
			try {
				stage = listener.onMessage(message, acknowledgment);
			}
			catch (Throwable ex) {
				ended(target.id());
				throw ex;
			}
			if (stage == null) {
				ended(target.id());
				return null;
			}
			return stage.whenComplete((result, failure) -> ended(target.id()));
		};
	}

	private void ended(String id) {
		this.lock.lock();
		try {
			this.counts.merge(id, 1, Integer::sum);
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Returns how often a handler has run.
	 * @param id the id of its container, as {@code @MqttSubscribe(id = ...)} says;
	 * without that the names of bean and method, {@code fanControl.measured}
	 * @return the number of ended runs
	 */
	public int count(String id) {
		this.lock.lock();
		try {
			return this.counts.getOrDefault(id, 0);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits until a handler has run so many times.
	 * @param id the id of its container, as {@code @MqttSubscribe(id = ...)} says;
	 * without that the names of bean and method, {@code fanControl.measured}
	 * @param times how often, or more
	 * @param timeout how long to wait at most
	 * @throws AssertionError if it has run less often, saying what has run
	 */
	public void await(String id, int times, Duration timeout) {
		long left = timeout.toNanos();
		this.lock.lock();
		try {
			while (this.counts.getOrDefault(id, 0) < times) {
				if (left <= 0) {
					throw new AssertionError("Expecting handler '" + id + "' to run " + times + " times within "
							+ Arrived.text(timeout) + ", but these ran: " + new TreeMap<>(this.counts));
				}
				left = this.changed.awaitNanos(left);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for handler '" + id + "'", ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	void clear() {
		this.lock.lock();
		try {
			this.counts.clear();
		}
		finally {
			this.lock.unlock();
		}
	}

}
