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

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * Threads for what blocks while connecting: the JDK's name look-ups, reading keys,
 * checking certificates. The event loops are shared by all clients and must not wait for
 * these. The threads end when they are idle, and do not keep the JVM alive.
 */
final class BlockingTasks {

	/** So that a few names whose look-up hangs do not hold up everybody else. */
	private static final int THREADS = 8;

	private static final Executor EXECUTOR = create();

	private BlockingTasks() {
	}

	static Executor executor() {
		return EXECUTOR;
	}

	private static Executor create() {
		ThreadPoolExecutor executor = new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), new DefaultThreadFactory("mqtt-connect", true));
		executor.allowCoreThreadTimeOut(true);
		return executor;
	}

}
