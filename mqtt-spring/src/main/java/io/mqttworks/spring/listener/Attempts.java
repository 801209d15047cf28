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
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.util.backoff.BackOffExecution;

/**
 * Counts the attempts to handle one message.
 */
class Attempts {

	private final @Nullable RetryPolicy policy;

	private @Nullable BackOffExecution backOff;

	private long firstFailure;

	Attempts(@Nullable RetryPolicy policy) {
		this.policy = policy;
	}

	/**
	 * Returns how long to wait for the next attempt after one failed.
	 * @return the time, or {@code null} if there is no further attempt
	 */
	@Nullable Duration next(Throwable failure) {
		if (this.policy == null || Failures.isFatal(failure) || !this.policy.shouldRetry(Failures.unwrap(failure))) {
			return null;
		}
		if (this.backOff == null) {
			this.backOff = this.policy.getBackOff().start();
			this.firstFailure = System.nanoTime();
		}
		long delay = this.backOff.nextBackOff();
		if (delay == BackOffExecution.STOP || isTimeOver(this.policy.getTimeout(), delay)) {
			return null;
		}
		return Duration.ofMillis(delay);
	}

	private boolean isTimeOver(Duration timeout, long delay) {
		return !timeout.isZero()
				&& System.nanoTime() - this.firstFailure + TimeUnit.MILLISECONDS.toNanos(delay) > timeout.toNanos();
	}

}
