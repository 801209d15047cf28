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

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of a container factory, which all its containers share. A container has at
 * most as many tasks here as it has places, so that what waits for a thread is bounded.
 * It never refuses: what comes after the end, such as the answer to what a message had
 * asked for, runs on a thread of its own.
 */
class ListenerThreads implements Executor {

	private static final int IDLE_SECONDS = 10;

	private final AtomicInteger count = new AtomicInteger();

	private final ClassLoader classLoader;

	private final ThreadPoolExecutor pool;

	/**
	 * Creates a pool.
	 * @param size how many threads there can be
	 * @param classLoader the context class loader of the threads
	 */
	ListenerThreads(int size, ClassLoader classLoader) {
		this.classLoader = classLoader;
		this.pool = new ThreadPoolExecutor(size, size, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				this::newThread);
		this.pool.allowCoreThreadTimeOut(true);
	}

	private Thread newThread(Runnable task) {
		Thread thread = new Thread(task, "mqtt-listener-" + this.count.incrementAndGet());
		thread.setDaemon(true);
		thread.setContextClassLoader(this.classLoader);
		return thread;
	}

	@Override
	public void execute(Runnable task) {
		try {
			this.pool.execute(task);
		}
		catch (RejectedExecutionException ex) {
			newThread(task).start();
		}
	}

	/**
	 * Lets threads end when they have nothing to do any more.
	 */
	void shutdown() {
		this.pool.shutdown();
	}

}
