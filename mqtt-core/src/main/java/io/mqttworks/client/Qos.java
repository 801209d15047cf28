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

/**
 * Quality of service of a message: what both sides do so that it arrives (MQTT 5 section
 * 4.3).
 */
public enum Qos {

	/** Sent once, never repeated; lost when the connection breaks. */
	AT_MOST_ONCE,

	/** Repeated until acknowledged; may arrive more than once. */
	AT_LEAST_ONCE,

	/** Arrives exactly once as long as both sides keep the session. */
	EXACTLY_ONCE;

	private static final Qos[] VALUES = values();

	/**
	 * Returns the number on the wire: 0, 1 or 2.
	 * @return the number
	 */
	public int value() {
		return ordinal();
	}

	/**
	 * Returns the quality of service of a number on the wire.
	 * @param value 0, 1 or 2
	 * @return the quality of service
	 * @throws IllegalArgumentException for any other number
	 */
	public static Qos of(int value) {
		if (value < 0 || value > 2) {
			throw new IllegalArgumentException("QoS must be 0, 1 or 2, not " + value);
		}
		return VALUES[value];
	}

}
