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

package io.mqttworks.client.internal.client;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

import io.mqttworks.client.internal.concurrent.Loop;

/**
 * The event loop of a {@link DeliveryModel}: runs one task when it is told to, and its
 * time passes when it is told to.
 */
final class ModelLoop implements Loop {

	/**
	 * Timers fire at multiples of this: a timer may be late, and so a pause with a random
	 * part is the same each time a schedule is run.
	 */
	private static final long TICK = TimeUnit.SECONDS.toNanos(5);

	private final Deque<Runnable> tasks = new ArrayDeque<>();

	private final Queue<Timer> timers = new PriorityQueue<>(
			Comparator.comparingLong(Timer::due).thenComparingLong(Timer::number));

	private long now = 17;

	private long numbers;

	@Override
	public void execute(Runnable task) {
		this.tasks.add(task);
	}

	@Override
	public void schedule(Runnable task, long millis) {
		long due = this.now + TimeUnit.MILLISECONDS.toNanos(millis);
		this.timers.add(new Timer((due + TICK - 1) / TICK * TICK, this.numbers++, task));
	}

	@Override
	public long nanoTime() {
		return this.now;
	}

	boolean hasTasks() {
		return !this.tasks.isEmpty();
	}

	void runTask() {
		this.tasks.remove().run();
	}

	boolean hasTimers() {
		return !this.timers.isEmpty();
	}

	/**
	 * Lets time pass until the next timers are due.
	 */
	void passTime() {
		this.now = Math.max(this.now, this.timers.element().due());
		while (!this.timers.isEmpty() && this.timers.element().due() <= this.now) {
			this.tasks.add(this.timers.remove().task());
		}
	}

	private record Timer(long due, long number, Runnable task) {
	}

}
