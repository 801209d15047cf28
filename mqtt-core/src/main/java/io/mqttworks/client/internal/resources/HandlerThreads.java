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

package io.mqttworks.client.internal.resources;

import java.lang.reflect.Method;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.mqttworks.client.internal.concurrent.SharedThreads;
import io.mqttworks.client.internal.logging.Loggers;
import org.slf4j.Logger;

/**
 * Runs handlers and listeners unless the application has an executor of its own. A thread
 * that is idle takes a task before a new one is started; idle ones end after ten seconds.
 */
final class HandlerThreads implements Executor {

	private static final String NAME = "mqtt-handler";

	/** The shortest time between two log lines that say that all threads are at work. */
	private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

	private static final Logger logger = Loggers.get(HandlerThreads.class);

	private final ExecutorService threads;

	private HandlerThreads(ExecutorService threads) {
		this.threads = threads;
	}

	/**
	 * Returns a pool. When all its threads are at work, tasks wait.
	 * @param size how many threads at most
	 * @return the pool
	 */
	static HandlerThreads pool(int size) {
		HandOver waiting = new HandOver();
		AtomicLong lastTold = new AtomicLong(System.nanoTime() - PAUSE_NANOS);
		ThreadPoolExecutor pool = new ThreadPoolExecutor(1, size, 10, TimeUnit.SECONDS, waiting,
				SharedThreads.daemons(NAME), (task, full) -> {
					waitForAThread(task, full);
					tell(full, lastTold);
				});
		pool.allowCoreThreadTimeOut(true);
		return new HandlerThreads(pool);
	}

	// All threads are at work: the next one that is free takes it.
	private static void waitForAThread(Runnable task, ThreadPoolExecutor pool) {
		if (pool.isShutdown()) {
			throw new RejectedExecutionException("The ClientResources are closed");
		}
		((HandOver) pool.getQueue()).put(task);
		if (pool.getPoolSize() == 0) {
			// The last idle thread may just have ended.
			pool.prestartCoreThread();
		}
	}

	/**
	 * More tasks wait than can run, probably because handlers block; without this line
	 * nobody would notice.
	 */
	private static void tell(ThreadPoolExecutor pool, AtomicLong lastTold) {
		int waiting = pool.getQueue().size();
		long last = lastTold.get();
		long now = System.nanoTime();
		if (waiting >= pool.getMaximumPoolSize() && now - last >= PAUSE_NANOS && lastTold.compareAndSet(last, now)) {
			logger
				.warn("All {} threads for handlers are at work, and {} tasks wait for one of them. See what the handlers"
						+ " wait for; ClientResources with more handlerThreads, or with virtualHandlerThreads, have more"
						+ " of them at work", pool.getMaximumPoolSize(), waiting);
		}
	}

	/**
	 * Returns a new virtual thread for each task.
	 * @return the executor
	 * @throws IllegalStateException if this Java has no virtual threads
	 */
	static HandlerThreads virtual() {
		try {
			// Of Java 21, while this library is compiled for 17.
			Class<?> builder = Class.forName("java.lang.Thread$Builder");
			Object named = builder.getMethod("name", String.class, long.class)
				.invoke(Thread.class.getMethod("ofVirtual").invoke(null), NAME + "-virtual-", 1L);
			Object quiet = builder.getMethod("inheritInheritableThreadLocals", boolean.class).invoke(named, false);
			ThreadFactory factory = (ThreadFactory) builder.getMethod("factory").invoke(quiet);
			Method executor = Executors.class.getMethod("newThreadPerTaskExecutor", ThreadFactory.class);
			return new HandlerThreads((ExecutorService) executor.invoke(null, factory));
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException("virtualHandlerThreads needs Java 21 or later, this is Java "
					+ Runtime.version().feature() + ". Leave it out, or set handlerThreads", ex);
		}
	}

	@Override
	public void execute(Runnable task) {
		this.threads.execute(task);
	}

	/**
	 * Takes no tasks any more; those that were taken run to their end.
	 */
	void stop() {
		this.threads.shutdown();
	}

	/**
	 * Gives a task to a thread that is idle, and refuses it while none is, so that the
	 * pool starts another one.
	 */
	private static final class HandOver extends LinkedTransferQueue<Runnable> {

		private static final long serialVersionUID = 1;

		@Override
		public boolean offer(Runnable task) {
			return tryTransfer(task);
		}

	}

}
