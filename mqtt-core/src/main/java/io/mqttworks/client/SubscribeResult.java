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
 * What the server said of a SUBSCRIBE or UNSUBSCRIBE.
 */
public final class SubscribeResult {

	private final List<String> topicFilters;

	private final List<ReasonCode> reasonCodes;

	private final @Nullable String reasonString;

	private final List<UserProperty> userProperties;

	private SubscribeResult(Builder builder) {
		this.topicFilters = List.copyOf(builder.topicFilters);
		this.reasonCodes = List.copyOf(builder.reasonCodes);
		this.reasonString = builder.reasonString;
		this.userProperties = List.copyOf(builder.userProperties);
	}

	/**
	 * Starts a result.
	 * @param topicFilters the filters, in the order they were given
	 * @param reasonCodes a code for each filter, in the same order; for a subscription
	 * the granted QoS
	 * @return a builder
	 */
	public static Builder builder(List<String> topicFilters, List<ReasonCode> reasonCodes) {
		return new Builder(topicFilters, reasonCodes);
	}

	/**
	 * Returns the filters, in the order they were given.
	 * @return the filters, in the order they were given
	 */
	public List<String> topicFilters() {
		return this.topicFilters;
	}

	/**
	 * Returns a code for each filter, in the same order.
	 * @return a code for each filter, in the same order; for a subscription the granted
	 * QoS
	 */
	public List<ReasonCode> reasonCodes() {
		return this.reasonCodes;
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
		return this == other
				|| (other instanceof SubscribeResult that && Objects.equals(this.topicFilters, that.topicFilters)
						&& Objects.equals(this.reasonCodes, that.reasonCodes)
						&& Objects.equals(this.reasonString, that.reasonString)
						&& Objects.equals(this.userProperties, that.userProperties));
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.topicFilters, this.reasonCodes, this.reasonString, this.userProperties);
	}

	@Override
	public String toString() {
		return "SubscribeResult[topicFilters=" + Text.escape(this.topicFilters.toString()) + ", reasonCodes="
				+ this.reasonCodes + ", reasonString=" + Text.escape(this.reasonString) + ", userProperties="
				+ Text.escape(this.userProperties.toString()) + "]";
	}

	/**
	 * Builds {@link SubscribeResult}.
	 */
	public static final class Builder {

		private final List<String> topicFilters;

		private final List<ReasonCode> reasonCodes;

		private @Nullable String reasonString;

		private List<UserProperty> userProperties = List.of();

		private Builder(List<String> topicFilters, List<ReasonCode> reasonCodes) {
			this.topicFilters = Objects.requireNonNull(topicFilters, "topicFilters");
			this.reasonCodes = Objects.requireNonNull(reasonCodes, "reasonCodes");
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
		public SubscribeResult build() {
			return new SubscribeResult(this);
		}

	}

}
