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

package io.mqttworks.sample.web;

import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * What became of a message to publish.
 *
 * @param status how far it got
 * @param detail the same in a sentence
 * @param reasonCode what the broker said, or {@code null} if it said nothing
 */
record PublishAnswer(Status status, String detail, @Nullable ReasonCode reasonCode) {

	static final PublishAnswer QUEUED = new PublishAnswer(Status.QUEUED,
			"The broker has not acknowledged the message yet. It waits in the queue until the broker does.", null);

	private static final PublishAnswer SENT = new PublishAnswer(Status.SENT,
			"Sent. The broker does not acknowledge QoS 0.", null);

	static PublishAnswer of(Qos qos, PublishResult result) {
		if (qos == Qos.AT_MOST_ONCE) {
			return SENT;
		}
		ReasonCode code = result.reasonCode();
		String reason = (result.reasonString() != null) ? ": " + result.reasonString() : "";
		return new PublishAnswer(Status.ACKNOWLEDGED,
				"Acknowledged by the broker with %s (0x%02X)%s.".formatted(code, code.value(), reason), code);
	}

	enum Status {

		/** The broker has it. */
		ACKNOWLEDGED,

		/** It was written to the network. */
		SENT,

		/** It waits for the broker. */
		QUEUED

	}

}
