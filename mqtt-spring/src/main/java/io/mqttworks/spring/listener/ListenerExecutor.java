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

import org.springframework.core.log.LogAccessor;

/**
 * Runs on one executor, and what that refuses on another one.
 */
class ListenerExecutor implements Executor {

	private static final LogAccessor logger = new LogAccessor(ListenerExecutor.class);

	private final Executor executor;

	private final Executor fallback;

	ListenerExecutor(Executor executor, Executor fallback) {
		this.executor = executor;
		this.fallback = fallback;
	}

	@Override
	public void execute(Runnable task) {
		try {
			this.executor.execute(task);
		}
		catch (Throwable ex) {
			// Rejected mostly, but also a thread that could not be started.
			logger.debug(ex, "An executor of listeners refused a task; another one runs it");
			this.fallback.execute(task);
		}
	}

}
