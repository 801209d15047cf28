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

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/**
 * A thread of a {@link DeliveryModel} on which a handler can wait. It runs only while the
 * model waits for it, so that one thing happens at a time.
 */
final class ModelThread {

	private static final ExecutorService THREADS = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "model");
		thread.setDaemon(true);
		return thread;
	});

	private static final ThreadLocal<ModelThread> CURRENT = new ThreadLocal<>();

	private final Semaphore go = new Semaphore(0);

	private final Semaphore back = new Semaphore(0);

	private BooleanSupplier awaited = () -> true;

	private volatile boolean killed;

	private boolean ended;

	ModelThread(Runnable task) {
		THREADS.execute(() -> {
			this.go.acquireUninterruptibly();
			CURRENT.set(this);
			try {
				task.run();
			}
			finally {
				CURRENT.remove();
				this.ended = true;
				this.back.release();
			}
		});
	}

	boolean isEnded() {
		return this.ended;
	}

	/**
	 * Returns whether what the thread waits for has happened.
	 */
	boolean canRun() {
		return this.awaited.getAsBoolean();
	}

	/**
	 * Runs it until it waits or ends.
	 */
	void run() {
		this.go.release();
		this.back.acquireUninterruptibly();
	}

	/**
	 * Ends it where it waits, and it does nothing else.
	 */
	void kill() {
		this.killed = true;
		run();
	}

	/**
	 * Waits, if this is such a thread.
	 * @param awaited for what
	 */
	static void await(BooleanSupplier awaited) {
		ModelThread current = CURRENT.get();
		if (current != null) {
			current.awaited = awaited;
			current.back.release();
			current.go.acquireUninterruptibly();
			if (current.killed) {
				throw new Killed();
			}
		}
	}

	/**
	 * The end of the process, as far as a thread can tell.
	 */
	private static final class Killed extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

}
