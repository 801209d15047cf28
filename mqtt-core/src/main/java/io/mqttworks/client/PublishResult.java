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
 * What the server said of a published message. For QoS 0 that it was written.
 *
 * @param reasonCode {@link ReasonCode#SUCCESS} or
 * {@link ReasonCode#NO_MATCHING_SUBSCRIBERS}
 * @param reasonString what the server adds for people, or {@code null}
 * @param userProperties what the server adds for programs
 */
public record PublishResult(ReasonCode reasonCode, @Nullable String reasonString, List<UserProperty> userProperties) {

	/** Accepted, with nothing to add. */
	public static final PublishResult SUCCESS = new PublishResult(ReasonCode.SUCCESS, null, List.of());

	/**
	 * Copies the list.
	 */
	public PublishResult {
		userProperties = List.copyOf(userProperties);
	}

}
