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

package io.mqttworks.client;

import java.time.Duration;
import java.util.Set;

/**
 * When a client connects again. Delays grow exponentially with full jitter: the n-th is
 * random between nothing and {@code minDelay * 2^n}, at most {@code maxDelay}, so that
 * many clients do not come back at once.
 *
 * @param enabled whether to connect again at all
 * @param minDelay the upper bound of the first delay; the default is 1 second
 * @param maxDelay the upper bound of every delay; the default is 30 seconds
 * @param stableAfter how long a connection must have lasted to start again from
 * {@code minDelay}; the default is 10 seconds
 * @param giveUpOn reason codes of a refused connection that end the attempts, for
 * instance {@link ReasonCode#BAD_USER_NAME_OR_PASSWORD}; the default is none
 */
public record ReconnectPolicy(boolean enabled, Duration minDelay, Duration maxDelay, Duration stableAfter,
		Set<ReasonCode> giveUpOn) {

	/** Connects again for ever, after 0 to 30 seconds. */
	public static final ReconnectPolicy DEFAULT = new ReconnectPolicy(true, Duration.ofSeconds(1),
			Duration.ofSeconds(30), Duration.ofSeconds(10), Set.of());

	/** Never connects again. */
	public static final ReconnectPolicy NONE = new ReconnectPolicy(false, Duration.ofSeconds(1), Duration.ofSeconds(30),
			Duration.ofSeconds(10), Set.of());

	/**
	 * Checks the durations.
	 */
	public ReconnectPolicy {
		if (minDelay.isNegative() || minDelay.isZero() || maxDelay.compareTo(minDelay) < 0
				|| stableAfter.isNegative()) {
			throw new IllegalArgumentException("A reconnect policy needs 0 < minDelay <= maxDelay and stableAfter >= 0,"
					+ " not minDelay " + minDelay + ", maxDelay " + maxDelay + ", stableAfter " + stableAfter);
		}
		giveUpOn = Set.copyOf(giveUpOn);
	}

}
