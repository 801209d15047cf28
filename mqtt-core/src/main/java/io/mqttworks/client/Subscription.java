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

import java.util.Objects;

/**
 * A topic filter and how the server shall send what matches it (MQTT 5 section 3.8.3).
 *
 * @param topicFilter the filter, with {@code +} and {@code #} as wildcards;
 * {@code $share/group/filter} shares the messages among the group's members
 * @param qos the highest quality of service messages are delivered with
 * @param noLocal whether the server leaves out what this client published; MQTT 5 only,
 * not for shared subscriptions
 * @param retainAsPublished whether the RETAIN flag arrives as the publisher set it; MQTT
 * 5 only
 * @param retainHandling when retained messages are sent; anything but
 * {@link RetainHandling#SEND} is MQTT 5 only
 */
public record Subscription(String topicFilter, Qos qos, boolean noLocal, boolean retainAsPublished,
		RetainHandling retainHandling) {

	/**
	 * Checks that all parts are there and the filter is well formed.
	 * @throws IllegalArgumentException for an invalid filter, saying what is wrong
	 */
	public Subscription {
		Objects.requireNonNull(qos, "qos");
		Objects.requireNonNull(retainHandling, "retainHandling");
		Topics.validateFilter(topicFilter);
		if (noLocal && Topics.isShared(topicFilter)) {
			throw new IllegalArgumentException(
					"noLocal is a protocol error on the shared subscription '" + topicFilter + "'");
		}
	}

	/**
	 * Returns a subscription with the defaults of MQTT 3.1.1.
	 * @param topicFilter the filter
	 * @param qos the highest quality of service
	 * @return the subscription
	 */
	public static Subscription of(String topicFilter, Qos qos) {
		return new Subscription(topicFilter, qos, false, false, RetainHandling.SEND);
	}

	/**
	 * Returns a copy with another {@code noLocal}.
	 * @param noLocal the new value
	 * @return the copy
	 */
	public Subscription withNoLocal(boolean noLocal) {
		return new Subscription(this.topicFilter, this.qos, noLocal, this.retainAsPublished, this.retainHandling);
	}

	/**
	 * Returns a copy with another {@code retainAsPublished}.
	 * @param retainAsPublished the new value
	 * @return the copy
	 */
	public Subscription withRetainAsPublished(boolean retainAsPublished) {
		return new Subscription(this.topicFilter, this.qos, this.noLocal, retainAsPublished, this.retainHandling);
	}

	/**
	 * Returns a copy with another {@code retainHandling}.
	 * @param retainHandling the new value
	 * @return the copy
	 */
	public Subscription withRetainHandling(RetainHandling retainHandling) {
		return new Subscription(this.topicFilter, this.qos, this.noLocal, this.retainAsPublished, retainHandling);
	}

}
