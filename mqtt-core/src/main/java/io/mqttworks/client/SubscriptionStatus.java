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

import org.jspecify.annotations.Nullable;

/**
 * What the server has made of a topic filter.
 *
 * @param topicFilter the filter
 * @param state whether it is subscribed
 * @param reasonCode what the server granted or why it refused; {@code null} while it is
 * waited for
 */
public record SubscriptionStatus(String topicFilter, State state, @Nullable ReasonCode reasonCode) {

	/**
	 * The states of a subscription.
	 */
	public enum State {

		/** There is no connection, or the server has not answered yet. */
		WAITING,

		/** The server has the subscription. */
		SUBSCRIBED,

		/**
		 * The server refused it. It is asked for again with each new connection, and with
		 * growing pauses in between.
		 */
		REFUSED

	}

}
