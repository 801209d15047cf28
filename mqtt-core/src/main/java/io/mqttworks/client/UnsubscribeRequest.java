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
 * What to unsubscribe from.
 */
public final class UnsubscribeRequest {

	private final List<String> topicFilters;

	private final List<UserProperty> userProperties;

	private UnsubscribeRequest(Builder builder) {
		this.topicFilters = List.copyOf(builder.topicFilters);
		this.userProperties = List.copyOf(builder.userProperties);
		if (this.topicFilters.isEmpty()) {
			throw new IllegalArgumentException("At least one topic filter is needed");
		}
		if (this.topicFilters.stream().distinct().count() < this.topicFilters.size()) {
			throw new IllegalArgumentException(
					"A topic filter is given twice: " + Text.escape(this.topicFilters.toString()));
		}
		this.topicFilters.forEach(Topics::validateFilter);
	}

	/**
	 * Starts from the defaults.
	 * @param topicFilters the filters, as they were subscribed
	 * @return a builder
	 */
	public static Builder builder(List<String> topicFilters) {
		return new Builder(topicFilters);
	}

	/**
	 * Returns the filters, as they were subscribed.
	 * @return the filters, as they were subscribed
	 */
	public List<String> topicFilters() {
		return this.topicFilters;
	}

	/**
	 * Returns the user properties of UNSUBSCRIBE.
	 * @return the user properties of UNSUBSCRIBE
	 */
	public List<UserProperty> userProperties() {
		return this.userProperties;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other
				|| (other instanceof UnsubscribeRequest that && Objects.equals(this.topicFilters, that.topicFilters)
						&& Objects.equals(this.userProperties, that.userProperties));
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.topicFilters, this.userProperties);
	}

	@Override
	public String toString() {
		return "UnsubscribeRequest[topicFilters=" + this.topicFilters + ", userProperties=" + this.userProperties + "]";
	}

	/**
	 * Builds {@link UnsubscribeRequest}.
	 */
	public static final class Builder {

		private final List<String> topicFilters;

		private List<UserProperty> userProperties = List.of();

		private Builder(List<String> topicFilters) {
			this.topicFilters = Objects.requireNonNull(topicFilters, "topicFilters");
		}

		/**
		 * Sets the user properties of UNSUBSCRIBE (MQTT 5 section 3.10.2.1.2). The
		 * default is none. Ignored on 3.1.1.
		 * @param userProperties the user properties of UNSUBSCRIBE
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
		public UnsubscribeRequest build() {
			return new UnsubscribeRequest(this);
		}

	}

}
