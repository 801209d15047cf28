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

import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * Runs the tasks of one client with the context class loader of the application that the
 * client belongs to. The threads serve others too, and keep none.
 *
 * @param threads runs the tasks
 * @param classLoader the class loader
 */
record ContextExecutor(Executor threads, @Nullable ClassLoader classLoader) implements Executor {

	@Override
	public void execute(Runnable task) {
		this.threads.execute(() -> {
			Thread thread = Thread.currentThread();
			ClassLoader own = thread.getContextClassLoader();
			thread.setContextClassLoader(this.classLoader);
			try {
				task.run();
			}
			finally {
				thread.setContextClassLoader(own);
			}
		});
	}

}
