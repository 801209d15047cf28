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

package io.mqttworks.client.internal.store;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * The thread that writes for all sessions of a store. It starts when the first one is
 * opened and ends when the last one is closed. So if the thread cannot be started,
 * opening the session fails, and not a later write.
 */
final class WriterThread {

	private final ThreadFactory factory;

	private final ReentrantLock lock = new ReentrantLock();

	private int users;

	private @Nullable ExecutorService executor;

	WriterThread(ThreadFactory factory) {
		this.factory = factory;
	}

	/**
	 * Starts the thread, unless it runs. {@link #release} must follow.
	 * @return what runs tasks on it
	 */
	Executor acquire() {
		this.lock.lock();
		try {
			ExecutorService executor = this.executor;
			if (executor == null) {
				ThreadPoolExecutor started = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS,
						new LinkedBlockingQueue<>(), this.factory);
				started.prestartCoreThread();
				executor = started;
				this.executor = executor;
			}
			this.users++;
			return executor;
		}
		finally {
			this.lock.unlock();
		}
	}

	void release() {
		this.lock.lock();
		try {
			this.users--;
			if (this.users == 0 && this.executor != null) {
				this.executor.shutdown();
				this.executor = null;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

}
