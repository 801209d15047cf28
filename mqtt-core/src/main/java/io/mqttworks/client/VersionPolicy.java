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
 * Which protocol version to offer to a server.
 */
public enum VersionPolicy {

	/**
	 * Offers 5 with each connection, and 3.1.1 to a server that answers that 5 is too new
	 * (reason code 0x84, or return code 1 of a 3.1.1 server). A server that only closes
	 * the connection may have other reasons: it is offered 3.1.1 once when it has closed
	 * three times in a row and never spoken 5.
	 */
	AUTO("auto"),

	/** Speaks 3.1.1. */
	ONLY_3_1_1("3.1.1"),

	/** Speaks 5. */
	ONLY_5("5");

	private final String text;

	VersionPolicy(String text) {
		this.text = text;
	}

	/**
	 * Returns the policy a text names.
	 * @param text {@code auto}, {@code 3.1.1} or {@code 5} ({@code 5.0} is the same)
	 * @return the policy
	 * @throws IllegalArgumentException for any other text
	 */
	public static VersionPolicy of(String text) {
		return switch (text.strip().toLowerCase(Locale.ROOT)) {
			case "auto" -> AUTO;
			case "3.1.1", "mqtt_3_1_1", "only_3_1_1" -> ONLY_3_1_1;
			case "5", "5.0", "mqtt_5", "only_5" -> ONLY_5;
			default -> throw new IllegalArgumentException(
					"MQTT version must be auto, 3.1.1 or 5, not '" + Text.escape(text) + "'");
		};
	}

	/**
	 * Returns the policy that speaks one version and no other.
	 * @param version the version
	 * @return the policy
	 */
	public static VersionPolicy only(MqttVersion version) {
		return switch (version) {
			case MQTT_3_1_1 -> ONLY_3_1_1;
			case MQTT_5 -> ONLY_5;
		};
	}

	/**
	 * Returns whether a connection may speak a version.
	 * @param version the version
	 * @return {@code true} if the version is offered
	 */
	public boolean allows(MqttVersion version) {
		return this == AUTO || this == only(version);
	}

	/**
	 * Returns the policy as people write it: {@code auto}, {@code 3.1.1} or {@code 5}.
	 */
	@Override
	public String toString() {
		return this.text;
	}

}
