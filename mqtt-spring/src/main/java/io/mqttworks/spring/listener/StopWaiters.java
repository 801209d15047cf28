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

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import io.mqttworks.spring.listener.TopicQueues.Mode;

/**
 * All who wait until a {@link TopicDispatcher}, which calls all methods in its lock, has
 * come to rest. Those that are taken no longer wait, and are to be called outside of the
 * lock.
 */
class StopWaiters {

	private final TopicQueues queues;

	private final List<StopWaiter> waiters = new ArrayList<>();

	StopWaiters(TopicQueues queues) {
		this.queues = queues;
	}

	void add(Mode mode, Runnable callback) {
		this.waiters.add(StopWaiter.of(this.queues, mode, callback));
	}

	/**
	 * Takes the end of a step into account: its topic is waited for again.
	 */
	void stepEnded(TopicLine line) {
		this.waiters.forEach((waiter) -> waiter.excused().remove(line));
	}

	List<StopWaiter> takeThoseAtRest() {
		return take((waiter) -> waiter.isOver(this.queues));
	}

	List<StopWaiter> takeAll() {
		return take((waiter) -> true);
	}

	private List<StopWaiter> take(Predicate<StopWaiter> predicate) {
		if (this.waiters.isEmpty()) {
			return List.of();
		}
		List<StopWaiter> taken = this.waiters.stream().filter(predicate).toList();
		this.waiters.removeAll(taken);
		return taken;
	}

}
