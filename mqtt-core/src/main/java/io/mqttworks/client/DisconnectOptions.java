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
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * How a client says goodbye to the server (MQTT 5 section 3.14).
 */
public final class DisconnectOptions {

	/** A normal disconnection: the server drops the will and keeps the session. */
	public static final DisconnectOptions DEFAULT = builder().build();

	private final boolean publishWill;

	private final @Nullable Duration sessionExpiry;

	private final @Nullable String reasonString;

	private final List<UserProperty> userProperties;

	private DisconnectOptions(Builder builder) {
		this.publishWill = builder.publishWill;
		this.sessionExpiry = builder.sessionExpiry;
		this.reasonString = builder.reasonString;
		this.userProperties = List.copyOf(builder.userProperties);
		if (this.sessionExpiry != null
				&& (this.sessionExpiry.isNegative() || this.sessionExpiry.toSeconds() >= Limits.MAX_UNSIGNED_INT)) {
			throw new IllegalArgumentException("sessionExpiry must be between 0 and " + (Limits.MAX_UNSIGNED_INT - 1)
					+ " seconds, not " + this.sessionExpiry);
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
	 * Returns whether the server publishes the will of this connection.
	 * @return {@code true} if the server publishes the will of this connection
	 */
	public boolean publishWill() {
		return this.publishWill;
	}

	/**
	 * Returns how long the server keeps the session from now on.
	 * @return how long the server keeps the session from now on; {@code null} for what
	 * the connection was made with
	 */
	public @Nullable Duration sessionExpiry() {
		return this.sessionExpiry;
	}

	/**
	 * Returns what is said to people who read the server's log, or {@code null}.
	 * @return what is said to people who read the server's log, or {@code null}
	 */
	public @Nullable String reasonString() {
		return this.reasonString;
	}

	/**
	 * Returns what is said to programs.
	 * @return what is said to programs
	 */
	public List<UserProperty> userProperties() {
		return this.userProperties;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof DisconnectOptions that && this.publishWill == that.publishWill
				&& Objects.equals(this.sessionExpiry, that.sessionExpiry)
				&& Objects.equals(this.reasonString, that.reasonString)
				&& Objects.equals(this.userProperties, that.userProperties));
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.publishWill, this.sessionExpiry, this.reasonString, this.userProperties);
	}

	@Override
	public String toString() {
		return "DisconnectOptions[publishWill=" + this.publishWill + ", sessionExpiry=" + this.sessionExpiry
				+ ", reasonString=" + this.reasonString + ", userProperties=" + this.userProperties + "]";
	}

	/**
	 * Builds {@link DisconnectOptions}.
	 */
	public static final class Builder {

		private boolean publishWill = false;

		private @Nullable Duration sessionExpiry;

		private @Nullable String reasonString;

		private List<UserProperty> userProperties = List.of();

		private Builder() {
		}

		/**
		 * Sets whether the server publishes the will of this connection, as if the
		 * connection had broken: reason code 0x04 instead of 0x00. The default is
		 * {@code false}. On 3.1.1 the connection is closed without a DISCONNECT, which
		 * does the same.
		 * @param publishWill {@code true} if the server publishes the will of this
		 * connection
		 * @return this builder
		 */
		public Builder publishWill(boolean publishWill) {
			this.publishWill = publishWill;
			return this;
		}

		/**
		 * Sets how long the server keeps the session from now on; zero ends it. The
		 * default is {@code null}: what the connection was made with. Ignored on 3.1.1. A
		 * session that was to end with its connection cannot be kept with this .
		 * @param sessionExpiry how long the server keeps the session from now on;
		 * {@code null} for what the connection was made with
		 * @return this builder
		 */
		public Builder sessionExpiry(@Nullable Duration sessionExpiry) {
			this.sessionExpiry = sessionExpiry;
			return this;
		}

		/**
		 * Sets what is said to people who read the server's log. The default is
		 * {@code null}, nothing. Ignored on 3.1.1, and where the packet would be too
		 * large for the server.
		 * @param reasonString what is said to people who read the server's log, or
		 * {@code null}
		 * @return this builder
		 */
		public Builder reasonString(@Nullable String reasonString) {
			this.reasonString = reasonString;
			return this;
		}

		/**
		 * Sets the user properties of the DISCONNECT. The default is none. Ignored on
		 * 3.1.1, and where the packet would be too large for the server.
		 * @param userProperties what is said to programs
		 * @return this builder
		 */
		public Builder userProperties(List<UserProperty> userProperties) {
			this.userProperties = List.copyOf(userProperties);
			return this;
		}

		/**
		 * Builds it.
		 * @return what was set, and the defaults for the rest
		 * @throws IllegalArgumentException if one is out of range
		 */
		public DisconnectOptions build() {
			return new DisconnectOptions(this);
		}

	}

}
