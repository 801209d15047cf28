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

package io.mqttworks.client.internal.session;

/**
 * The event loop, as a session sees it. What cannot run any more, because the client is
 * closed, is left out.
 */
public interface SessionLoop {

	/**
	 * Runs a task on the loop, after what runs now. Any thread.
	 * @param task the task
	 */
	void execute(Runnable task);

	/**
	 * Runs a task on the loop, later.
	 * @param task the task
	 * @param millis when, in milliseconds from now on
	 */
	void schedule(Runnable task, long millis);

}
