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

import io.netty.util.concurrent.FastThreadLocalThread;

/**
 * A thread that runs an event loop. Its type tells blocking calls that they must not
 * block here.
 */
public final class IoThread extends FastThreadLocalThread {

	public IoThread(Runnable target, String name) {
		super(target, name);
		// Independent of the thread that made the client, so that a program that only
		// receives runs until the client is closed.
		setDaemon(false);
	}

	/**
	 * Fails if the calling thread runs an event loop.
	 * @param call the call that would block
	 * @throws IllegalStateException if it does
	 */
	public static void refuseBlocking(String call) {
		if (Thread.currentThread() instanceof IoThread) {
			throw new IllegalStateException(call + " would block the event loop, on which this code runs, for ever."
					+ " Continue with a stage (thenRunAsync) or run the handler on an executor of its own");
		}
	}

}
