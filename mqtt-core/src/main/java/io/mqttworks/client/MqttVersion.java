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

import java.util.Locale;

/**
 * A protocol version that a connection speaks.
 *
 * @see VersionPolicy
 */
public enum MqttVersion {

	/** MQTT 3.1.1, protocol level 4. */
	MQTT_3_1_1("3.1.1"),

	/** MQTT 5, protocol level 5. */
	MQTT_5("5");

	private final String text;

	MqttVersion(String text) {
		this.text = text;
	}

	/**
	 * Returns the version a text names.
	 * @param text {@code 3.1.1} or {@code 5} ({@code 5.0} is the same)
	 * @return the version
	 * @throws IllegalArgumentException for any other text
	 */
	public static MqttVersion of(String text) {
		return switch (text.strip().toLowerCase(Locale.ROOT)) {
			case "3.1.1", "mqtt_3_1_1" -> MQTT_3_1_1;
			case "5", "5.0", "mqtt_5" -> MQTT_5;
			default ->
				throw new IllegalArgumentException("MQTT version must be 3.1.1 or 5, not '" + Text.escape(text) + "'");
		};
	}

	/**
	 * Returns the version as people write it: {@code 3.1.1} or {@code 5}.
	 */
	@Override
	public String toString() {
		return this.text;
	}

}
