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

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What the server said of a published message. For QoS 0 that it was written.
 */
public final class PublishResult {

	/** Accepted, with nothing to add. */
	public static final PublishResult SUCCESS = builder(ReasonCode.SUCCESS).build();

	private final ReasonCode reasonCode;

	private final @Nullable String reasonString;

	private final List<UserProperty> userProperties;

	private PublishResult(Builder builder) {
		this.reasonCode = builder.reasonCode;
		this.reasonString = builder.reasonString;
		this.userProperties = List.copyOf(builder.userProperties);
	}

	/**
	 * Starts a result.
	 * @param reasonCode {@link ReasonCode#SUCCESS} or
	 * {@link ReasonCode#NO_MATCHING_SUBSCRIBERS}
	 * @return a builder
	 */
	public static Builder builder(ReasonCode reasonCode) {
		return new Builder(reasonCode);
	}

	/**
	 * Returns {@link ReasonCode#SUCCESS} or {@link ReasonCode#NO_MATCHING_SUBSCRIBERS}.
	 * @return {@link ReasonCode#SUCCESS} or {@link ReasonCode#NO_MATCHING_SUBSCRIBERS}
	 */
	public ReasonCode reasonCode() {
		return this.reasonCode;
	}

	/**
	 * Returns what the server adds for people, or {@code null}.
	 * @return what the server adds for people, or {@code null}
	 */
	public @Nullable String reasonString() {
		return this.reasonString;
	}

	/**
	 * Returns what the server adds for programs.
	 * @return what the server adds for programs
	 */
	public List<UserProperty> userProperties() {
		return this.userProperties;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof PublishResult that && Objects.equals(this.reasonCode, that.reasonCode)
				&& Objects.equals(this.reasonString, that.reasonString)
				&& Objects.equals(this.userProperties, that.userProperties));
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.reasonCode, this.reasonString, this.userProperties);
	}

	@Override
	public String toString() {
		return "PublishResult[reasonCode=" + this.reasonCode + ", reasonString=" + Text.escape(this.reasonString)
				+ ", userProperties=" + Text.escape(this.userProperties.toString()) + "]";
	}

	/**
	 * Builds {@link PublishResult}.
	 */
	public static final class Builder {

		private final ReasonCode reasonCode;

		private @Nullable String reasonString;

		private List<UserProperty> userProperties = List.of();

		private Builder(ReasonCode reasonCode) {
			this.reasonCode = Objects.requireNonNull(reasonCode, "reasonCode");
		}

		/**
		 * Sets what the server adds for people, or {@code null}.
		 * @param reasonString what the server adds for people, or {@code null}
		 * @return this builder
		 */
		public Builder reasonString(@Nullable String reasonString) {
			this.reasonString = reasonString;
			return this;
		}

		/**
		 * Sets what the server adds for programs.
		 * @param userProperties what the server adds for programs
		 * @return this builder
		 */
		public Builder userProperties(List<UserProperty> userProperties) {
			this.userProperties = List.copyOf(userProperties);
			return this;
		}

		/**
		 * Builds it.
		 * @return what was set, and the defaults for the rest
		 */
		public PublishResult build() {
			return new PublishResult(this);
		}

	}

}
