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
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.core.log.LogAccessor;

/**
 * Brings the topics of a {@link TopicDispatcher} to the threads that work on them, also
 * when an executor refuses.
 */
class TopicThreads {

	private static final LogAccessor logger = new LogAccessor(TopicThreads.class);

	private static final Duration AFTER_REFUSAL = Duration.ofSeconds(1);

	private final @Nullable Executor executor;

	private final Executor laterExecutor;

	private final Timer timer;

	private final Consumer<TopicLine> work;

	private final Predicate<TopicLine> closed;

	/**
	 * Creates threads for topics.
	 * @param executor where messages are begun; {@code null} for the threads that bring
	 * them
	 * @param laterExecutor where messages go on after a pause or a stage
	 * @param timer for the time after a refusal
	 * @param work works on a topic
	 * @param closed whether a topic needs no thread any more
	 */
	TopicThreads(@Nullable Executor executor, Executor laterExecutor, Timer timer, Consumer<TopicLine> work,
			Predicate<TopicLine> closed) {
		this.executor = executor;
		this.laterExecutor = laterExecutor;
		this.timer = timer;
		this.work = work;
		this.closed = closed;
	}

	/**
	 * Returns whether messages are begun by other threads than those that bring them.
	 */
	boolean areOthers() {
		return this.executor != null;
	}

	/**
	 * Begins to work on a topic whose message has just come. If the executor refuses,
	 * because it is busy or shuts down, the calling thread does the work, which slows
	 * down who brings messages.
	 */
	void begin(TopicLine line) {
		if (this.executor == null || !execute(line, this.executor)) {
			this.work.accept(line);
		}
	}

	/**
	 * Works on a topic on another thread. If the executor refuses, it is asked again
	 * after a while.
	 */
	void goOn(TopicLine line) {
		if (execute(line, this.laterExecutor)) {
			return;
		}
		logger.warn(() -> "The executor refuses messages; it is asked again for one of '" + line.topic() + "' in "
				+ AFTER_REFUSAL.toMillis() + " ms");
		this.timer.schedule(AFTER_REFUSAL, () -> {
			if (!this.closed.test(line)) {
				goOn(line);
			}
		});
	}

	private boolean execute(TopicLine line, Executor executor) {
		try {
			executor.execute(() -> this.work.accept(line));
			return true;
		}
		catch (Throwable ex) {
			// Rejected mostly, but also a thread that could not be started.
			logger.debug(ex, () -> "The executor refused a message for '" + line.topic() + "'");
			return false;
		}
	}

}
