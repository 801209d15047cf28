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
import org.jspecify.annotations.Nullable;

/**
 * Says which message must not come. {@link #during(Duration)} checks it.
 */
public final class NeverReceivedAssert extends MessageAssert<NeverReceivedAssert> {

	NeverReceivedAssert(MqttProbe probe, String topicFilter) {
		super(probe, topicFilter);
	}

	/**
	 * Watches for the message, and fails as soon as it comes. To be quick, first wait for
	 * something the application does afterwards, then say zero here.
	 * @param time how long to watch; zero for what has come already
	 * @throws AssertionError if it came
	 */
	public void during(Duration time) {
		probe().finish(this);
		List<MqttMessage> found = probe().await(time, this::some);
		if (found != null) {
			throw new AssertionError(String.format("Expecting no message during %s%n%s%nbut %s", Arrived.text(time),
					expected(), arrived()));
		}
	}

	private @Nullable List<MqttMessage> some(List<MqttMessage> messages) {
		List<MqttMessage> matching = matching(messages);
		return matching.isEmpty() ? null : matching;
	}

}
