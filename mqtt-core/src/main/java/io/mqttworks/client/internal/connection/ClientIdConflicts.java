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

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

import io.mqttworks.client.ClientIdConflict;
import io.mqttworks.client.ClientIdConflictPolicy;
import io.mqttworks.client.ConnectionListener.Source;
import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.ReconnectPolicy;
import io.mqttworks.client.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * Finds out from the ends of connections whether another client has this client's
 * identifier. MQTT 5 servers say so; where no reason is given, it is concluded from short
 * connections in a row. Event loop only.
 */
final class ClientIdConflicts {

	/** How many short connections in a row are taken for a conflict. */
	static final int SUSPICIOUS = 3;

	/** The longest standby pause, as a multiple of the longest delay between attempts. */
	static final int MAX_FACTOR = 16;

	private final MqttClientOptions options;

	private final DoubleSupplier random;

	private final Clock clock;

	/** Connections in a row that were short and ended for no reason. */
	private int shortOnes;

	private @Nullable Instant since;

	private long times;

	ClientIdConflicts(MqttClientOptions options) {
		this(options, () -> ThreadLocalRandom.current().nextDouble(), Clock.systemUTC());
	}

	ClientIdConflicts(MqttClientOptions options, DoubleSupplier random, Clock clock) {
		this.options = options;
		this.random = random;
		this.clock = clock;
	}

	/**
	 * A connection that the server had accepted ended.
	 * @param end how
	 * @param lasted how long it lasted
	 * @param blameless whether nothing this client sent can have been the reason
	 * @return what this says about another client
	 */
	Verdict ended(ConnectionEnd end, Duration lasted, boolean blameless) {
		if (this.options.clientId().isEmpty() || end.source() == Source.USER) {
			return Verdict.NONE;
		}
		if (lasted.compareTo(stableAfter()) >= 0) {
			this.times = 0;
			this.shortOnes = 0;
		}
		boolean certain = end.reasonCode() == ReasonCode.SESSION_TAKEN_OVER && end.source() == Source.SERVER;
		if (!certain) {
			if (end.source() != Source.NETWORK || lasted.compareTo(shortest()) >= 0) {
				this.shortOnes = 0;
				return Verdict.NONE;
			}
			if (!blameless || (++this.shortOnes < SUSPICIOUS && this.times == 0)) {
				return Verdict.NONE;
			}
		}
		if (this.times++ == 0) {
			this.since = this.clock.instant();
		}
		return certain ? Verdict.CERTAIN : Verdict.SUSPECTED;
	}

	// In a conflict that is known, the other client may wait for long as well.
	private Duration shortest() {
		return (this.times > 0) ? stableAfter() : this.options.reconnect().stableAfter();
	}

	/**
	 * Returns how long a connection must last to show that the conflict is over.
	 */
	Duration stableAfter() {
		Duration limit = bound().multipliedBy(2);
		Duration stable = this.options.reconnect().stableAfter();
		return (limit.compareTo(stable) > 0) ? limit : stable;
	}

	private Duration bound() {
		ReconnectPolicy reconnect = this.options.reconnect();
		if (this.options.clientIdConflict() != ClientIdConflictPolicy.STANDBY) {
			return reconnect.maxDelay();
		}
		int doublings = (int) Math.max(0, Math.min(this.times - 1, 10));
		return reconnect.maxDelay().multipliedBy(Math.min(1L << doublings, MAX_FACTOR));
	}

	/**
	 * Returns how long to leave the connection to the other client.
	 */
	Duration standby() {
		return Duration.ofMillis(Math.round(bound().toMillis() * (0.5 + this.random.getAsDouble() / 2)));
	}

	/**
	 * Describes the conflict as it is now.
	 * @param server the server
	 * @param verdict how sure it is
	 * @param end how the last connection ended
	 * @param nextAttemptIn how long it is until the next attempt, or {@code null}
	 */
	ClientIdConflict describe(ServerAddress server, Verdict verdict, ConnectionEnd end,
			@Nullable Duration nextAttemptIn) {
		String description = (end.cause() != null) ? String.valueOf(end.cause().getMessage()) : "no reason given";
		return ClientIdConflict.of(server, this.options.clientId(), verdict == Verdict.CERTAIN, this.times,
				(this.since != null) ? this.since : this.clock.instant(), description, this.options.clientIdConflict(),
				nextAttemptIn);
	}

	/**
	 * Whether another client has ended a connection.
	 */
	enum Verdict {

		/** Nothing points to it. */
		NONE,

		/** It looks like it. */
		SUSPECTED,

		/** The server said so. */
		CERTAIN

	}

}
