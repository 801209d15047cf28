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

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Ends the pauses between the attempts of handlers. Tests replace it, so as not to wait.
 *
 * @see MqttListenerContainerFactory#setTimer
 */
@FunctionalInterface
public interface Timer {

	/** The timer that all futures of the virtual machine share. */
	Timer SHARED = (delay, task) -> {
		CompletableFuture<Void> timer = new CompletableFuture<>();
		timer.thenRun(task);
		timer.completeOnTimeout(null, delay.toMillis(), TimeUnit.MILLISECONDS);
		return () -> timer.cancel(false);
	};

	/**
	 * Runs a task later.
	 * @param delay how much later
	 * @param task the task; must not block
	 * @return to call if the task is not needed any more
	 */
	Runnable schedule(Duration delay, Runnable task);

}
