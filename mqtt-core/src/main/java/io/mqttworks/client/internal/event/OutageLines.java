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

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.mqttworks.client.ConnectionListener.ConnectFailed;
import io.mqttworks.client.ConnectionListener.Connected;
import io.mqttworks.client.ConnectionListener.Disconnected;
import io.mqttworks.client.ConnectionListener.Source;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The log lines of a connection's outages. An outage begins with one warning; while it
 * lasts there is a summary a minute, and one line when it is over. All else is logged at
 * level DEBUG. A connection that is lost again and again has one warning a minute. Event
 * loop only.
 */
final class OutageLines {

	private static final long INTERVAL = TimeUnit.MINUTES.toNanos(1);

	private final Logger logger;

	private final String client;

	private final LongSupplier clock;

	/** Whether there was a connection, or an attempt, that did not last. */
	private boolean outage;

	private long outageSince;

	/** Attempts that failed in this outage. */
	private long attempts;

	/** Whether the current outage was only told at DEBUG. */
	private boolean quiet;

	private boolean warned;

	private long nextWarning;

	private long nextSummary;

	/** Connections that were lost since the last warning. */
	private long losses;

	/**
	 * Creates the lines of a client.
	 * @param logger takes them
	 * @param client the name of the client
	 * @param clock the time in nanoseconds
	 */
	OutageLines(Logger logger, String client, LongSupplier clock) {
		this.logger = logger;
		this.client = client;
		this.clock = clock;
	}

	void connected(Connected event) {
		String after = this.outage ? ", after " + seconds(this.outageSince) + " s without a connection and "
				+ this.attempts + " failed attempts" : "";
		Object[] arguments = { this.client, event.result().server(), event.result().clientId(),
				event.result().version(), event.result().sessionPresent() ? "session resumed" : "new session", after };
		String connected = "[{}] Connected to {} as '{}', MQTT {}, {}{}";
		if (this.quiet) {
			this.logger.debug(connected, arguments);
		}
		else {
			this.logger.info(connected, arguments);
		}
		end();
	}

	void disconnected(Disconnected event) {
		if (event.source() == Source.USER) {
			this.logger.info("[{}] Disconnected from {}", this.client, event.server());
			end();
			return;
		}
		begin();
		String lost = "[{}] Connection lost{}: {}; {}";
		boolean last = event.nextAttemptIn() == null;
		if (last || mayWarn()) {
			this.logger.warn(lost, this.client,
					(this.losses > 0) ? " (and " + this.losses + " times more since the last such line)" : "",
					message(event.cause()), next(event.nextAttemptIn()));
			warned();
		}
		else {
			this.losses++;
			this.quiet = true;
			this.logger.debug(lost, this.client, "", message(event.cause()), next(event.nextAttemptIn()));
		}
		endIf(last);
	}

	void connectFailed(ConnectFailed event) {
		boolean first = !this.outage;
		begin();
		this.attempts++;
		String failed = "[{}] Attempt {} to connect failed: {}; {}";
		boolean last = event.nextAttemptIn() == null;
		if (last || (first && mayWarn())) {
			this.logger.warn(failed, this.client, event.attempt(), message(event.cause()), next(event.nextAttemptIn()));
			warned();
		}
		else if (this.clock.getAsLong() - this.nextSummary >= 0) {
			this.logger.info("[{}] No connection for {} s, {} attempts failed; the last one: {}; {}", this.client,
					seconds(this.outageSince), this.attempts, message(event.cause()), next(event.nextAttemptIn()));
			this.nextSummary = this.clock.getAsLong() + INTERVAL;
			this.quiet = false;
		}
		else {
			this.logger.debug(failed, this.client, event.attempt(), message(event.cause()),
					next(event.nextAttemptIn()));
		}
		this.logger.debug("[{}] Why the attempt failed", this.client, event.cause());
		endIf(last);
	}

	private void begin() {
		if (!this.outage) {
			this.outage = true;
			this.attempts = 0;
			this.outageSince = this.clock.getAsLong();
			this.nextSummary = this.outageSince + INTERVAL;
		}
	}

	private void endIf(boolean last) {
		if (last) {
			end();
		}
	}

	private void end() {
		this.outage = false;
		this.quiet = false;
	}

	private boolean mayWarn() {
		return !this.warned || this.clock.getAsLong() - this.nextWarning >= 0;
	}

	private void warned() {
		this.warned = true;
		this.losses = 0;
		this.nextWarning = this.clock.getAsLong() + INTERVAL;
	}

	private long seconds(long since) {
		return TimeUnit.NANOSECONDS.toSeconds(this.clock.getAsLong() - since);
	}

	private static String message(@Nullable Throwable cause) {
		return (cause != null) ? String.valueOf(cause.getMessage()) : "no reason given";
	}

	private static String next(@Nullable Duration delay) {
		return (delay != null) ? "next attempt in " + delay.toMillis() + " ms" : "no further attempt";
	}

}
