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

import java.util.concurrent.Executor;

/**
 * An event loop, for those who have it run something, at once or later. Any thread.
 */
public interface Loop extends Executor {

	/**
	 * Runs something in a later turn, unless the client is closed by then.
	 * @param task what to run
	 * @param millis in how many milliseconds
	 */
	void schedule(Runnable task, long millis);

	/**
	 * Returns the time that delays are measured by.
	 * @return nanoseconds since some moment
	 */
	long nanoTime();

}
