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

package io.mqttworks.client.internal.event;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

import io.mqttworks.client.MqttMessage;
import org.slf4j.Logger;

/**
 * The log lines of handlers that fail. The first failure of a handler with an exception
 * of some class has its stack trace; of the following there is a line a second with their
 * number. At level DEBUG every failure has its stack trace. Any thread.
 */
final class FailureLines {

	/**
	 * How many kinds of failures are remembered; a forgotten kind is logged with its
	 * stack trace again.
	 */
	private static final int KINDS = 256;

	private final Logger logger;

	private final String client;

	private final LongSupplier clock;

	@SuppressWarnings("serial")
	private final Map<Kind, LogLimit> kinds = new LinkedHashMap<>(16, 0.75F, true) {

		@Override
		protected boolean removeEldestEntry(Map.Entry<Kind, LogLimit> eldest) {
			return size() > KINDS;
		}

	};

	/**
	 * Creates the lines of a client.
	 * @param logger takes them
	 * @param client the name of the client
	 * @param clock the time in nanoseconds
	 */
	FailureLines(Logger logger, String client, LongSupplier clock) {
		this.logger = logger;
		this.client = client;
		this.clock = clock;
	}

	void failed(String handler, MqttMessage message, Throwable failure) {
		Kind kind = Kind.of(handler, failure);
		boolean first;
		long others;
		synchronized (this.kinds) {
			LogLimit known = this.kinds.get(kind);
			first = known == null;
			if (known == null) {
				known = new LogLimit(this.clock);
				this.kinds.put(kind, known);
			}
			others = known.count();
		}
		if (first) {
			this.logger.error("[{}] The handler of {} failed on {}", this.client, handler, message, failure);
			return;
		}
		if (others >= 0) {
			this.logger.error(
					"[{}] The handler of {} failed on {}{}: {}; the stack trace of the first such failure is in"
							+ " the log, and of all at DEBUG",
					this.client, handler, message, Events.others(others), failure.toString());
		}
		this.logger.debug("[{}] The handler of {} failed on {}", this.client, handler, message, failure);
	}

	/**
	 * Failures that look the same.
	 *
	 * @param handler the handler
	 * @param failure what it threw
	 * @param root what is behind that
	 */
	private record Kind(String handler, Class<?> failure, Class<?> root) {

		static Kind of(String handler, Throwable failure) {
			Throwable root = failure;
			for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
				root = root.getCause();
			}
			return new Kind(handler, failure.getClass(), root.getClass());
		}

	}

}
