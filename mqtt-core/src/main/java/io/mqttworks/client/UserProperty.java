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
 * A name and a value that the sender added to a packet (MQTT 5 section 3.3.2.3.7). Names
 * may repeat and order is kept.
 *
 * @param name the name, at most 65,535 bytes of UTF-8
 * @param value the value, at most 65,535 bytes of UTF-8
 */
public record UserProperty(String name, String value) {

	/**
	 * Checks that both parts are there.
	 */
	public UserProperty {
		Objects.requireNonNull(name, "name");
		Objects.requireNonNull(value, "value");
	}

}
