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

package io.mqttworks.client.internal.codec;

/**
 * What the peer may send where a topic name belongs (MQTT 5 section 4.7).
 */
final class TopicNames {

	private TopicNames() {
	}

	/**
	 * Checks a name that is well-formed UTF-8 without U+0000.
	 * @param name the name
	 * @param packet the packet's name, for the exception
	 * @param field the field's name, for the exception
	 * @throws io.mqttworks.client.MqttProtocolException if it is empty or has a wildcard
	 */
	static void check(String name, String packet, String field) {
		if (name.isEmpty()) {
			throw ProtocolErrors.notAllowed(packet, field + " is empty");
		}
		if (name.indexOf('+') >= 0 || name.indexOf('#') >= 0) {
			throw ProtocolErrors.notAllowed(packet, field + " has a wildcard");
		}
	}

}
