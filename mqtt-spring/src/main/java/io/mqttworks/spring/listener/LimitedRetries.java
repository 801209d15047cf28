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

import org.jspecify.annotations.Nullable;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.ExponentialBackOff;
import org.springframework.util.backoff.FixedBackOff;

/**
 * A retry policy with another number of retries. Which failures are tried again, the
 * pauses, and the time-out stay as they are.
 */
final class LimitedRetries implements RetryPolicy {

	private final RetryPolicy policy;

	private final BackOff backOff;

	/**
	 * Creates a policy.
	 * @param policy what to take from; {@code null} for the defaults of
	 * {@code mqtt.listener.retry}
	 * @param maxRetries zero or more
	 * @throws IllegalArgumentException if the number of the policy cannot be changed
	 */
	LimitedRetries(@Nullable RetryPolicy policy, int maxRetries) {
		this.policy = (policy != null) ? policy
				: RetryPolicy.builder()
					.delay(Duration.ofMillis(500))
					.multiplier(2)
					.maxDelay(Duration.ofSeconds(10))
					.build();
		this.backOff = limit(this.policy.getBackOff(), maxRetries);
	}

	private static BackOff limit(BackOff backOff, int maxRetries) {
		if (backOff instanceof FixedBackOff fixed) {
			return new FixedBackOff(fixed.getInterval(), maxRetries);
		}
		if (backOff instanceof ExponentialBackOff growing) {
			ExponentialBackOff limited = new ExponentialBackOff(growing.getInitialInterval(), growing.getMultiplier());
			limited.setMaxInterval(growing.getMaxInterval());
			limited.setMaxElapsedTime(growing.getMaxElapsedTime());
			limited.setJitter(growing.getJitter());
			limited.setMaxAttempts(maxRetries);
			return limited;
		}
		throw new IllegalArgumentException(
				"retry is a number, but the container factory's retry policy has a " + backOff.getClass().getName()
						+ ", whose number of retries cannot be changed; name a RetryPolicy bean");
	}

	@Override
	public boolean shouldRetry(Throwable throwable) {
		return this.policy.shouldRetry(throwable);
	}

	@Override
	public Duration getTimeout() {
		return this.policy.getTimeout();
	}

	@Override
	public BackOff getBackOff() {
		return this.backOff;
	}

}
