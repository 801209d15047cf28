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

package io.mqttworks.client.internal.transport;

import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.mqttworks.client.internal.concurrent.SharedThreads;

/**
 * Threads that may block: as many as are needed up to a limit, beyond which tasks wait.
 * Idle ones end, and none keeps the JVM alive.
 */
final class BlockingThreads extends ThreadPoolExecutor {

	BlockingThreads(String name, int max) {
		super(0, max, 10, TimeUnit.SECONDS, new Handover(), SharedThreads.daemons(name),
				(task, executor) -> executor.getQueue().add(task));
	}

	/**
	 * Takes a task only if a thread waits for it, so that a new one is started otherwise.
	 * When there are enough of them, the pool adds the task with {@link #add}.
	 */
	private static final class Handover extends LinkedTransferQueue<Runnable> {

		private static final long serialVersionUID = 1L;

		@Override
		public boolean offer(Runnable task) {
			return tryTransfer(task);
		}

		@Override
		public boolean add(Runnable task) {
			return super.offer(task);
		}

	}

}
