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

package io.mqttworks.spring.boot.autoconfigure;

import java.time.Duration;

/**
 * Attempts to handle a message whose handler failed. What cannot be converted or is not
 * valid is not tried again.
 */
public class MqttRetryProperties {

	/**
	 * Whether a message whose handler failed is tried again.
	 */
	private boolean enabled = true;

	/**
	 * How often it is tried again.
	 */
	private long maxRetries = 2;

	/**
	 * How long to wait before it is tried again for the first time.
	 */
	private Duration delay = Duration.ofMillis(500);

	/**
	 * How much longer to wait each time.
	 */
	private double multiplier = 2;

	/**
	 * Longest time to wait.
	 */
	private Duration maxDelay = Duration.ofSeconds(10);

	/**
	 * How much shorter or longer, at random, to wait.
	 */
	private Duration jitter = Duration.ZERO;

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public long getMaxRetries() {
		return this.maxRetries;
	}

	public void setMaxRetries(long maxRetries) {
		this.maxRetries = maxRetries;
	}

	public Duration getDelay() {
		return this.delay;
	}

	public void setDelay(Duration delay) {
		this.delay = delay;
	}

	public double getMultiplier() {
		return this.multiplier;
	}

	public void setMultiplier(double multiplier) {
		this.multiplier = multiplier;
	}

	public Duration getMaxDelay() {
		return this.maxDelay;
	}

	public void setMaxDelay(Duration maxDelay) {
		this.maxDelay = maxDelay;
	}

	public Duration getJitter() {
		return this.jitter;
	}

	public void setJitter(Duration jitter) {
		this.jitter = jitter;
	}

}
