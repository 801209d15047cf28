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

package io.mqttworks.client.internal.dispatch;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.mqttworks.client.internal.concurrent.SharedThreads;

/**
 * The pool that runs handlers unless the application has an executor of its own. It has
 * as many threads as handlers are at work, because a handler may block; idle ones end
 * after ten seconds.
 */
public final class HandlerThreads {

	private static final Executor SHARED = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS,
			new SynchronousQueue<>(), SharedThreads.daemons("mqtt-handler"));

	private HandlerThreads() {
	}

	public static Executor shared() {
		return SHARED;
	}

}
