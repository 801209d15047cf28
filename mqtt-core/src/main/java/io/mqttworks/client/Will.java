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

import java.time.Duration;
import java.util.Objects;

/**
 * The message the server publishes for this client when the connection ends without a
 * DISCONNECT (MQTT 5 section 3.1.2.5). Everything a message can carry is allowed; on
 * 3.1.1 no properties and no delay.
 *
 * @param message the topic, payload, QoS, RETAIN flag and properties; the payload is at
 * most 65,535 bytes
 * @param delay how long the server waits for the client to come back first, in whole
 * seconds, at most 4,294,967,295; zero for at once
 */
public record Will(MqttMessage message, Duration delay) {

	/**
	 * Checks the size of the payload and the delay.
	 */
	public Will {
		Objects.requireNonNull(message, "message");
		if (message.payload().length > Limits.MAX_UNSIGNED_SHORT) {
			throw new IllegalArgumentException(
					"A will's payload can have 65535 bytes, this one has " + message.payload().length);
		}
		if (delay.isNegative() || delay.toSeconds() > Limits.MAX_UNSIGNED_INT) {
			throw new IllegalArgumentException("A will's delay must be between 0 and 4294967295 seconds, not " + delay);
		}
	}

	/**
	 * Returns a will without a delay.
	 * @param message the message
	 * @return the will
	 */
	public static Will of(MqttMessage message) {
		return new Will(message, Duration.ZERO);
	}

}
