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
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import java.util.Set;

/**
 * When a client connects again. Delays grow exponentially with full jitter: the n-th is
 * random between nothing and {@code minDelay * 2^n}, at most {@code maxDelay}, so that
 * many clients do not come back at once.
 */
public final class ReconnectPolicy {

	/** Connects again for ever, after 0 to 30 seconds. */
	public static final ReconnectPolicy DEFAULT = builder().build();

	/** Never connects again. */
	public static final ReconnectPolicy NONE = builder().enabled(false).build();

	private final boolean enabled;

	private final Duration minDelay;

	private final Duration maxDelay;

	private final Duration stableAfter;

	private final Set<ReasonCode> giveUpOn;

	private ReconnectPolicy(Builder builder) {
		this.enabled = builder.enabled;
		this.minDelay = builder.minDelay;
		this.maxDelay = builder.maxDelay;
		this.stableAfter = builder.stableAfter;
		this.giveUpOn = Set.copyOf(builder.giveUpOn);
		if (this.minDelay.isNegative() || this.minDelay.isZero() || this.maxDelay.compareTo(this.minDelay) < 0
				|| this.stableAfter.isNegative()) {
			throw new IllegalArgumentException(
					"A reconnect policy needs 0 < minDelay <= maxDelay and stableAfter >= 0," + " not minDelay "
							+ this.minDelay + ", maxDelay " + this.maxDelay + ", stableAfter " + this.stableAfter);
		}
	}

	/**
	 * Starts from the defaults.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Returns whether the client connects again at all.
	 * @return {@code true} if the client connects again at all
	 */
	public boolean enabled() {
		return this.enabled;
	}

	/**
	 * Returns the upper bound of the first delay.
	 * @return the upper bound of the first delay
	 */
	public Duration minDelay() {
		return this.minDelay;
	}

	/**
	 * Returns the upper bound of every delay.
	 * @return the upper bound of every delay
	 */
	public Duration maxDelay() {
		return this.maxDelay;
	}

	/**
	 * Returns how long a connection must have lasted to start again from
	 * {@code minDelay}.
	 * @return how long a connection must have lasted to start again from {@code minDelay}
	 */
	public Duration stableAfter() {
		return this.stableAfter;
	}

	/**
	 * Returns the reason codes of a refused connection that end the attempts.
	 * @return the reason codes of a refused connection that end the attempts
	 */
	public Set<ReasonCode> giveUpOn() {
		return this.giveUpOn;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof ReconnectPolicy that && this.enabled == that.enabled
				&& Objects.equals(this.minDelay, that.minDelay) && Objects.equals(this.maxDelay, that.maxDelay)
				&& Objects.equals(this.stableAfter, that.stableAfter) && Objects.equals(this.giveUpOn, that.giveUpOn));
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.enabled, this.minDelay, this.maxDelay, this.stableAfter, this.giveUpOn);
	}

	@Override
	public String toString() {
		return "ReconnectPolicy[enabled=" + this.enabled + ", minDelay=" + this.minDelay + ", maxDelay=" + this.maxDelay
				+ ", stableAfter=" + this.stableAfter + ", giveUpOn=" + this.giveUpOn + "]";
	}

	/**
	 * Builds {@link ReconnectPolicy}.
	 */
	public static final class Builder {

		private boolean enabled = true;

		private Duration minDelay = Duration.ofSeconds(1);

		private Duration maxDelay = Duration.ofSeconds(30);

		private Duration stableAfter = Duration.ofSeconds(10);

		private Set<ReasonCode> giveUpOn = Set.of();

		private Builder() {
		}

		/**
		 * Sets whether the client connects again at all. The default is {@code true}.
		 * @param enabled {@code true} if the client connects again at all
		 * @return this builder
		 */
		public Builder enabled(boolean enabled) {
			this.enabled = enabled;
			return this;
		}

		/**
		 * Sets the upper bound of the first delay. The default is 1 second.
		 * @param minDelay the upper bound of the first delay
		 * @return this builder
		 */
		public Builder minDelay(Duration minDelay) {
			this.minDelay = Objects.requireNonNull(minDelay, "minDelay");
			return this;
		}

		/**
		 * Sets the upper bound of every delay. The default is 30 seconds.
		 * @param maxDelay the upper bound of every delay
		 * @return this builder
		 */
		public Builder maxDelay(Duration maxDelay) {
			this.maxDelay = Objects.requireNonNull(maxDelay, "maxDelay");
			return this;
		}

		/**
		 * Sets how long a connection must have lasted so that the next delay starts again
		 * from {@code minDelay}. The default is 10 seconds.
		 * @param stableAfter how long a connection must have lasted to start again from
		 * {@code minDelay}
		 * @return this builder
		 */
		public Builder stableAfter(Duration stableAfter) {
			this.stableAfter = Objects.requireNonNull(stableAfter, "stableAfter");
			return this;
		}

		/**
		 * Sets the reason codes of a refused connection that end the attempts, for
		 * instance {@link ReasonCode#BAD_USER_NAME_OR_PASSWORD}. The default is none.
		 * @param giveUpOn the reason codes of a refused connection that end the attempts
		 * @return this builder
		 */
		public Builder giveUpOn(Set<ReasonCode> giveUpOn) {
			this.giveUpOn = Set.copyOf(giveUpOn);
			return this;
		}

		/**
		 * Builds it.
		 * @return what was set, and the defaults for the rest
		 * @throws IllegalArgumentException if one is out of range
		 */
		public ReconnectPolicy build() {
			return new ReconnectPolicy(this);
		}

	}

}
