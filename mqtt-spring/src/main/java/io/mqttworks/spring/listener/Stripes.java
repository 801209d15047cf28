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

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one at a time and in order for each stripe. Tasks with equal keys share a
 * stripe. A stripe's tasks run where the one that found it idle was to run.
 */
class Stripes {

	private final Stripe[] stripes;

	Stripes(int count) {
		this.stripes = new Stripe[count];
		for (int i = 0; i < count; i++) {
			this.stripes[i] = new Stripe();
		}
	}

	void execute(Object key, Runnable task, Executor executor) {
		int hash = key.hashCode();
		this.stripes[Math.floorMod(hash ^ (hash >>> 16), this.stripes.length)].execute(task, executor);
	}

	private static final class Stripe implements Runnable {

		private final Lock lock = new ReentrantLock();

		private final Queue<Runnable> tasks = new ArrayDeque<>();

		private boolean running;

		void execute(Runnable task, Executor executor) {
			this.lock.lock();
			try {
				this.tasks.add(task);
				if (this.running) {
					return;
				}
				this.running = true;
			}
			finally {
				this.lock.unlock();
			}
			try {
				executor.execute(this);
			}
			catch (RejectedExecutionException ex) {
				// Busy or shutting down: the caller does the work, which slows it down.
				run();
			}
		}

		@Override
		public void run() {
			for (Runnable task = next(); task != null; task = next()) {
				task.run();
			}
		}

		private @Nullable Runnable next() {
			this.lock.lock();
			try {
				Runnable task = this.tasks.poll();
				this.running = task != null;
				return task;
			}
			finally {
				this.lock.unlock();
			}
		}

	}

}
