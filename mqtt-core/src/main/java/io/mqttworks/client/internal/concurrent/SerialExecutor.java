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

package io.mqttworks.client.internal.concurrent;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import io.mqttworks.client.internal.logging.Loggers;
import org.slf4j.Logger;

/**
 * Runs tasks one at a time and in order on another executor. A task that fails is logged.
 */
public final class SerialExecutor implements Executor {

	private static final Logger logger = Loggers.get(SerialExecutor.class);

	private final Executor executor;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final AtomicInteger open = new AtomicInteger();

	public SerialExecutor(Executor executor) {
		this.executor = executor;
	}

	@Override
	public void execute(Runnable task) {
		this.tasks.add(task);
		if (this.open.getAndIncrement() == 0) {
			try {
				this.executor.execute(this::runAll);
			}
			catch (Throwable ex) {
				// Rejected mostly, but also a thread that could not be started.
				logger.error("The handler executor refused a task; listeners are called on this thread instead", ex);
				runAll();
			}
		}
	}

	private void runAll() {
		do {
			Runnable task = this.tasks.remove();
			try {
				task.run();
			}
			catch (Throwable ex) {
				logger.error("A listener failed", ex);
			}
		}
		while (this.open.decrementAndGet() > 0);
	}

}
