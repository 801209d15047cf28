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

import io.mqttworks.client.MqttProtocolException;
import io.mqttworks.client.ReasonCode;

/**
 * What is thrown when the peer breaks the rules (MQTT 5 section 4.13). No message repeats
 * what the peer sent: it may be a secret, and it may be long.
 */
final class ProtocolErrors {

	private ProtocolErrors() {
	}

	/**
	 * The bytes cannot be read as the packet they claim to be.
	 * @param packet the packet's name
	 * @param what what is wrong
	 * @return the exception
	 */
	static MqttProtocolException malformed(String packet, String what) {
		return new MqttProtocolException("Malformed " + packet + ": " + what, ReasonCode.MALFORMED_PACKET, null);
	}

	/**
	 * The bytes can be read, but say what the standard does not allow.
	 * @param packet the packet's name
	 * @param what what is wrong
	 * @return the exception
	 */
	static MqttProtocolException notAllowed(String packet, String what) {
		return notAllowed(packet, what, ReasonCode.PROTOCOL_ERROR);
	}

	/**
	 * The bytes can be read, but say what the standard does not allow and has a reason
	 * code for.
	 * @param packet the packet's name
	 * @param what what is wrong
	 * @param reasonCode the reason code
	 * @return the exception
	 */
	static MqttProtocolException notAllowed(String packet, String what, ReasonCode reasonCode) {
		return new MqttProtocolException("Protocol error in " + packet + ": " + what, reasonCode, null);
	}

}
