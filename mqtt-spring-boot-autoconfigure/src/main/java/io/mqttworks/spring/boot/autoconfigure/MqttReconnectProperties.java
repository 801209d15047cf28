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
import java.util.LinkedHashSet;
import java.util.Set;

import io.mqttworks.client.ReasonCode;

/**
 * When to connect again.
 */
public class MqttReconnectProperties {

	/**
	 * Whether to connect again after the connection is lost or an attempt failed.
	 */
	private boolean enabled = true;

	/**
	 * Upper bound of the first delay. Delays double and are random between nothing and
	 * their upper bound.
	 */
	private Duration minDelay = Duration.ofSeconds(1);

	/**
	 * Upper bound of every delay.
	 */
	private Duration maxDelay = Duration.ofSeconds(30);

	/**
	 * How long a connection must have lasted for delays to start again from the minimum.
	 */
	private Duration stableAfter = Duration.ofSeconds(10);

	/**
	 * Comma-separated list of reasons for a refused connection that end the attempts,
	 * such as bad-user-name-or-password.
	 */
	private Set<ReasonCode> giveUpOn = new LinkedHashSet<>();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public Duration getMinDelay() {
		return this.minDelay;
	}

	public void setMinDelay(Duration minDelay) {
		this.minDelay = minDelay;
	}

	public Duration getMaxDelay() {
		return this.maxDelay;
	}

	public void setMaxDelay(Duration maxDelay) {
		this.maxDelay = maxDelay;
	}

	public Duration getStableAfter() {
		return this.stableAfter;
	}

	public void setStableAfter(Duration stableAfter) {
		this.stableAfter = stableAfter;
	}

	public Set<ReasonCode> getGiveUpOn() {
		return this.giveUpOn;
	}

	public void setGiveUpOn(Set<ReasonCode> giveUpOn) {
		this.giveUpOn = giveUpOn;
	}

}
