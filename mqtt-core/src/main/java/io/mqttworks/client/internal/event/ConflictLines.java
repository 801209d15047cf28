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

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.mqttworks.client.ClientIdConflict;
import io.mqttworks.client.ClientIdConflictPolicy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The log lines of conflicts with another client of the same identifier. A conflict
 * begins with one error. While it lasts there is a warning after a minute, then after
 * two, four and so on, up to an hour; and an error when it becomes certain, and each time
 * this client gives up. All else is for the level DEBUG. Event loop only.
 */
final class ConflictLines {

	private static final long SHORTEST = TimeUnit.MINUTES.toNanos(1);

	private static final long LONGEST = TimeUnit.HOURS.toNanos(1);

	private final Logger logger;

	private final String client;

	private final LongSupplier clock;

	/** When the conflict began that the last line was about. */
	private @Nullable Instant since;

	/** Whether the server has said so since then. */
	private boolean certain;

	private long lastLine;

	private long interval;

	/**
	 * Creates the lines of a client.
	 * @param logger takes them
	 * @param client the name of the client
	 * @param clock the time in nanoseconds
	 */
	ConflictLines(Logger logger, String client, LongSupplier clock) {
		this.logger = logger;
		this.client = client;
		this.clock = clock;
	}

	void conflict(ClientIdConflict event) {
		boolean begins = !event.since().equals(this.since);
		boolean wasCertain = this.certain && !begins;
		this.since = event.since();
		this.certain = event.certain() || wasCertain;
		if (begins || this.certain != wasCertain || event.nextAttemptIn() == null) {
			this.logger.error("[{}] {} the client identifier '{}' at {}: {}. {}. Give each client an identifier of its"
					+ " own, or end the other one", arguments(event));
			next(SHORTEST);
		}
		else if (this.clock.getAsLong() - this.lastLine >= this.interval) {
			this.logger.warn("[{}] {} the client identifier '{}' at {}: {}. {}", arguments(event));
			next(Math.min(this.interval * 2, LONGEST));
		}
		else {
			this.logger.debug("[{}] {} the client identifier '{}' at {}: {}. {}", arguments(event));
		}
	}

	private void next(long interval) {
		this.lastLine = this.clock.getAsLong();
		this.interval = interval;
	}

	private Object[] arguments(ClientIdConflict event) {
		return new Object[] { this.client,
				event.certain() ? "Another client uses" : "It looks as if another client used", event.clientId(),
				event.server(), connections(event), reaction(event) };
	}

	private static String connections(ClientIdConflict event) {
		return (event.times() == 1) ? "it ended the connection: " + event.description() : "it ended " + event.times()
				+ " connections in a row since " + event.since() + ", the last one: " + event.description();
	}

	private static String reaction(ClientIdConflict event) {
		if (event.nextAttemptIn() == null) {
			return "This client does not connect again until it is told to";
		}
		return (event.policy() == ClientIdConflictPolicy.STANDBY)
				? "This client stands by and looks again in " + event.nextAttemptIn().toMillis() + " ms"
				: "This client connects again in " + event.nextAttemptIn().toMillis() + " ms";
	}

}
