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

import org.jspecify.annotations.Nullable;

/**
 * What the server said of a SUBSCRIBE or UNSUBSCRIBE.
 *
 * @param topicFilters the filters, in the order they were given
 * @param reasonCodes a code for each filter, in the same order; for a subscription the
 * granted QoS
 * @param reasonString what the server adds for people, or {@code null}
 * @param userProperties what the server adds for programs
 */
public record SubscribeResult(List<String> topicFilters, List<ReasonCode> reasonCodes, @Nullable String reasonString,
		List<UserProperty> userProperties) {

	/**
	 * Copies the lists.
	 */
	public SubscribeResult {
		topicFilters = List.copyOf(topicFilters);
		reasonCodes = List.copyOf(reasonCodes);
		userProperties = List.copyOf(userProperties);
	}

}
