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

package io.mqttworks.client.internal.connection;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.mqttworks.client.ClientIdConflictPolicy;
import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.internal.connection.ClientIdConflicts.Verdict;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether and when to try again, and starts the next attempt after the pause.
 * Event loop only.
 */
final class RetryTimer {

	private final MqttClientOptions options;

	private final EventLoop loop;

	private final ClientIdConflicts conflicts;

	private final Runnable retry;

	private final Backoff backoff;

	private @Nullable Future<?> timer;

	/**
	 * Creates a timer.
	 * @param options the client's options
	 * @param loop the client's event loop
	 * @param conflicts says how long to stand by in a conflict
	 * @param retry makes the next attempt
	 */
	RetryTimer(MqttClientOptions options, EventLoop loop, ClientIdConflicts conflicts, Runnable retry) {
		this.options = options;
		this.loop = loop;
		this.conflicts = conflicts;
		this.retry = retry;
		this.backoff = new Backoff(options.reconnect());
	}

	/**
	 * A connection ended. One that was stable lets the delays start again.
	 * @param lasted how long it lasted
	 */
	void connectionLasted(Duration lasted) {
		this.backoff.connectionLasted(lasted);
	}

	/**
	 * Returns how long to wait before the next attempt.
	 * @param conflict whether another client with the same identifier ended the
	 * connection
	 * @return the delay, or {@code null} not to try again
	 */
	@Nullable Duration pause(Verdict conflict) {
		ClientIdConflictPolicy policy = (conflict != Verdict.NONE) ? this.options.clientIdConflict()
				: ClientIdConflictPolicy.RETRY;
		return switch (policy) {
			case RETRY -> this.backoff.next();
			case STANDBY -> this.conflicts.standby();
			case STOP -> null;
		};
	}

	/**
	 * Returns whether a reason is one for which the client does not try again.
	 * @param reasonCode the reason, or {@code null} if it is not known
	 * @return {@code true} if the reconnect policy names it
	 */
	boolean givesUp(@Nullable ReasonCode reasonCode) {
		return reasonCode != null && this.options.reconnect().giveUpOn().contains(reasonCode);
	}

	void schedule(Duration delay) {
		this.timer = this.loop.schedule(this.retry, delay.toMillis(), TimeUnit.MILLISECONDS);
	}

	void cancel() {
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
	}

}
