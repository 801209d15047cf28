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

package io.mqttworks.spring.boot.test;

import java.time.Duration;
import java.util.List;

import io.mqttworks.client.MqttMessage;

/**
 * Says which message must come. {@link #within(Duration)} checks it.
 */
public final class ReceivedAssert extends MessageAssert<ReceivedAssert> {

	private int times = 1;

	ReceivedAssert(MqttProbe probe, String topicFilter) {
		super(probe, topicFilter);
	}

	/**
	 * The broker keeps the message for those that subscribe later. It is asked for that,
	 * so a message that was replaced meanwhile is none of these.
	 * @return this assertion
	 */
	public ReceivedAssert retained() {
		return with("retained", (message) -> probe().isRetained(message) ? null : "not retained");
	}

	/**
	 * So many of these messages must come, or more; the default is 1.
	 * @param times how many, at least 1
	 * @return this assertion
	 */
	public ReceivedAssert atLeast(int times) {
		if (times < 1) {
			throw new IllegalArgumentException("times must be 1 or more, not " + times + "; see neverReceived");
		}
		this.times = times;
		return this;
	}

	/**
	 * Waits until the message has come.
	 * @param timeout how long at most; zero for what has come already
	 * @return the messages that are like that, in the order they came
	 * @throws AssertionError if none has come, saying what did
	 */
	public List<MqttMessage> within(Duration timeout) {
		probe().finish(this);
		List<MqttMessage> found = probe().await(timeout, (messages) -> {
			List<MqttMessage> matching = matching(messages);
			return (matching.size() >= this.times) ? matching : null;
		});
		if (found == null) {
			throw new AssertionError(String.format("Expecting %s within %s%n%s%nbut %s",
					(this.times == 1) ? "a message" : this.times + " messages", Arrived.text(timeout), expected(),
					arrived()));
		}
		return found;
	}

}
