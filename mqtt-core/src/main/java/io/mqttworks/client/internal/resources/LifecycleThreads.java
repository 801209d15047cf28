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

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.mqttworks.client.internal.concurrent.SharedThreads;
import io.mqttworks.client.internal.logging.Loggers;
import org.jspecify.annotations.Nullable;

/**
 * Threads for code of the application that makes a connection wait: credentials,
 * authentication. Each client has a few of them and no more, so that one whose code hangs
 * holds up nobody else.
 */
final class LifecycleThreads {

	/** How many calls of one client run at the same time. */
	private static final int FOR_ONE_CLIENT = 4;

	/** How many further calls of one client wait, when those that run hang. */
	private static final int WAITING_FOR_ONE_CLIENT = 64;

	private final ExecutorService threads = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS,
			new SynchronousQueue<>(), SharedThreads.daemons("mqtt-lifecycle"));

	/**
	 * Returns the share of one client.
	 * @param client the name of the client
	 * @return the executor
	 */
	Executor forOneClient(String client) {
		return new Share(this.threads, client);
	}

	void stop() {
		this.threads.shutdown();
	}

	private static final class Share implements Executor {

		private final Executor threads;

		private final String client;

		private final Queue<Runnable> waiting = new ArrayDeque<>(0);

		private int running;

		Share(Executor threads, String client) {
			this.threads = threads;
			this.client = client;
		}

		@Override
		public void execute(Runnable task) {
			synchronized (this) {
				if (this.running == FOR_ONE_CLIENT) {
					if (this.waiting.size() == WAITING_FOR_ONE_CLIENT) {
						throw new RejectedExecutionException(FOR_ONE_CLIENT
								+ " earlier calls of this client's providers have not returned, and others wait for them");
					}
					this.waiting.add(task);
					return;
				}
				this.running++;
			}
			try {
				this.threads.execute(() -> run(task));
			}
			catch (Throwable ex) {
				synchronized (this) {
					this.running--;
				}
				throw ex;
			}
		}

		private void run(Runnable first) {
			@Nullable Runnable task = first;
			while (task != null) {
				try {
					task.run();
				}
				catch (Throwable ex) {
					Loggers.get(LifecycleThreads.class, this.client)
						.error("A provider's answer could not be taken", ex);
				}
				synchronized (this) {
					task = this.waiting.poll();
					if (task == null) {
						this.running--;
					}
				}
			}
		}

	}

}
