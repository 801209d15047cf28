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

package io.mqttworks.test;

/**
 * The properties of MQTT 5 with their numbers and types (section 2.2.2.2), as the test
 * kit's own code writes and reads them.
 */
public enum Property {

	PAYLOAD_FORMAT_INDICATOR(0x01, Type.BYTE),

	MESSAGE_EXPIRY(0x02, Type.FOUR_BYTES),

	CONTENT_TYPE(0x03, Type.STRING),

	RESPONSE_TOPIC(0x08, Type.STRING),

	CORRELATION_DATA(0x09, Type.BINARY),

	SUBSCRIPTION_IDENTIFIER(0x0B, Type.VARIABLE),

	SESSION_EXPIRY(0x11, Type.FOUR_BYTES),

	ASSIGNED_CLIENT_ID(0x12, Type.STRING),

	SERVER_KEEP_ALIVE(0x13, Type.TWO_BYTES),

	AUTHENTICATION_METHOD(0x15, Type.STRING),

	AUTHENTICATION_DATA(0x16, Type.BINARY),

	REQUEST_PROBLEM_INFORMATION(0x17, Type.BYTE),

	WILL_DELAY(0x18, Type.FOUR_BYTES),

	REQUEST_RESPONSE_INFORMATION(0x19, Type.BYTE),

	RESPONSE_INFORMATION(0x1A, Type.STRING),

	SERVER_REFERENCE(0x1C, Type.STRING),

	REASON_STRING(0x1F, Type.STRING),

	RECEIVE_MAXIMUM(0x21, Type.TWO_BYTES),

	TOPIC_ALIAS_MAXIMUM(0x22, Type.TWO_BYTES),

	TOPIC_ALIAS(0x23, Type.TWO_BYTES),

	MAXIMUM_QOS(0x24, Type.BYTE),

	RETAIN_AVAILABLE(0x25, Type.BYTE),

	/** The value is written {@code name=value}. */
	USER_PROPERTY(0x26, Type.PAIR),

	MAXIMUM_PACKET_SIZE(0x27, Type.FOUR_BYTES),

	WILDCARD_SUBSCRIPTION_AVAILABLE(0x28, Type.BYTE),

	SUBSCRIPTION_IDENTIFIERS_AVAILABLE(0x29, Type.BYTE),

	SHARED_SUBSCRIPTION_AVAILABLE(0x2A, Type.BYTE);

	private final int id;

	private final Type type;

	Property(int id, Type type) {
		this.id = id;
		this.type = type;
	}

	int id() {
		return this.id;
	}

	Type type() {
		return this.type;
	}

	enum Type {

		BYTE, TWO_BYTES, FOUR_BYTES, VARIABLE, STRING, BINARY, PAIR

	}

}
