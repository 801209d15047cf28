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
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

import io.mqttworks.client.ReconnectPolicy;

/**
 * The delays between attempts to connect: exponential, with full jitter.
 */
final class Backoff {

	private final ReconnectPolicy policy;

	private final DoubleSupplier random;

	private int failures;

	Backoff(ReconnectPolicy policy) {
		this(policy, () -> ThreadLocalRandom.current().nextDouble());
	}

	Backoff(ReconnectPolicy policy, DoubleSupplier random) {
		this.policy = policy;
		this.random = random;
	}

	/**
	 * Returns the delay before the next attempt.
	 * @return between zero and the bound, which doubles each time
	 */
	Duration next() {
		double bound = Math.min((double) this.policy.maxDelay().toMillis(),
				this.policy.minDelay().toMillis() * Math.pow(2, Math.min(this.failures, 40)));
		this.failures++;
		return Duration.ofMillis(Math.round(bound * this.random.getAsDouble()));
	}

	/**
	 * A connection ended. One that was stable lets the delays start again.
	 * @param lasted how long it lasted
	 */
	void connectionLasted(Duration lasted) {
		if (lasted.compareTo(this.policy.stableAfter()) >= 0) {
			this.failures = 0;
		}
	}

}
