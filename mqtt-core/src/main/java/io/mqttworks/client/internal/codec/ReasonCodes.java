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

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

import io.mqttworks.client.ReasonCode;

import static io.mqttworks.client.ReasonCode.ADMINISTRATIVE_ACTION;
import static io.mqttworks.client.ReasonCode.BAD_AUTHENTICATION_METHOD;
import static io.mqttworks.client.ReasonCode.BAD_USER_NAME_OR_PASSWORD;
import static io.mqttworks.client.ReasonCode.BANNED;
import static io.mqttworks.client.ReasonCode.CLIENT_IDENTIFIER_NOT_VALID;
import static io.mqttworks.client.ReasonCode.CONNECTION_RATE_EXCEEDED;
import static io.mqttworks.client.ReasonCode.CONTINUE_AUTHENTICATION;
import static io.mqttworks.client.ReasonCode.DISCONNECT_WITH_WILL;
import static io.mqttworks.client.ReasonCode.GRANTED_QOS_1;
import static io.mqttworks.client.ReasonCode.GRANTED_QOS_2;
import static io.mqttworks.client.ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR;
import static io.mqttworks.client.ReasonCode.KEEP_ALIVE_TIMEOUT;
import static io.mqttworks.client.ReasonCode.MALFORMED_PACKET;
import static io.mqttworks.client.ReasonCode.MAXIMUM_CONNECT_TIME;
import static io.mqttworks.client.ReasonCode.MESSAGE_RATE_TOO_HIGH;
import static io.mqttworks.client.ReasonCode.NOT_AUTHORIZED;
import static io.mqttworks.client.ReasonCode.NO_MATCHING_SUBSCRIBERS;
import static io.mqttworks.client.ReasonCode.NO_SUBSCRIPTION_EXISTED;
import static io.mqttworks.client.ReasonCode.PACKET_IDENTIFIER_IN_USE;
import static io.mqttworks.client.ReasonCode.PACKET_IDENTIFIER_NOT_FOUND;
import static io.mqttworks.client.ReasonCode.PACKET_TOO_LARGE;
import static io.mqttworks.client.ReasonCode.PAYLOAD_FORMAT_INVALID;
import static io.mqttworks.client.ReasonCode.PROTOCOL_ERROR;
import static io.mqttworks.client.ReasonCode.QOS_NOT_SUPPORTED;
import static io.mqttworks.client.ReasonCode.QUOTA_EXCEEDED;
import static io.mqttworks.client.ReasonCode.REAUTHENTICATE;
import static io.mqttworks.client.ReasonCode.RECEIVE_MAXIMUM_EXCEEDED;
import static io.mqttworks.client.ReasonCode.RETAIN_NOT_SUPPORTED;
import static io.mqttworks.client.ReasonCode.SERVER_BUSY;
import static io.mqttworks.client.ReasonCode.SERVER_MOVED;
import static io.mqttworks.client.ReasonCode.SERVER_SHUTTING_DOWN;
import static io.mqttworks.client.ReasonCode.SERVER_UNAVAILABLE;
import static io.mqttworks.client.ReasonCode.SESSION_TAKEN_OVER;
import static io.mqttworks.client.ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED;
import static io.mqttworks.client.ReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED;
import static io.mqttworks.client.ReasonCode.SUCCESS;
import static io.mqttworks.client.ReasonCode.TOPIC_ALIAS_INVALID;
import static io.mqttworks.client.ReasonCode.TOPIC_FILTER_INVALID;
import static io.mqttworks.client.ReasonCode.TOPIC_NAME_INVALID;
import static io.mqttworks.client.ReasonCode.UNSPECIFIED_ERROR;
import static io.mqttworks.client.ReasonCode.UNSUPPORTED_PROTOCOL_VERSION;
import static io.mqttworks.client.ReasonCode.USE_ANOTHER_SERVER;
import static io.mqttworks.client.ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED;

/**
 * Which packet may carry which reason code (MQTT 5 section 2.4), and the return codes of
 * MQTT 3.1.1.
 */
final class ReasonCodes {

	private static final Set<ReasonCode> CONNACK = EnumSet.of(SUCCESS, UNSPECIFIED_ERROR, MALFORMED_PACKET,
			PROTOCOL_ERROR, IMPLEMENTATION_SPECIFIC_ERROR, UNSUPPORTED_PROTOCOL_VERSION, CLIENT_IDENTIFIER_NOT_VALID,
			BAD_USER_NAME_OR_PASSWORD, NOT_AUTHORIZED, SERVER_UNAVAILABLE, SERVER_BUSY, BANNED,
			BAD_AUTHENTICATION_METHOD, TOPIC_NAME_INVALID, PACKET_TOO_LARGE, QUOTA_EXCEEDED, PAYLOAD_FORMAT_INVALID,
			RETAIN_NOT_SUPPORTED, QOS_NOT_SUPPORTED, USE_ANOTHER_SERVER, SERVER_MOVED, CONNECTION_RATE_EXCEEDED);

	private static final Set<ReasonCode> RECEIVED = EnumSet.of(SUCCESS, NO_MATCHING_SUBSCRIBERS, UNSPECIFIED_ERROR,
			IMPLEMENTATION_SPECIFIC_ERROR, NOT_AUTHORIZED, TOPIC_NAME_INVALID, PACKET_IDENTIFIER_IN_USE, QUOTA_EXCEEDED,
			PAYLOAD_FORMAT_INVALID);

	private static final Set<ReasonCode> RELEASED = EnumSet.of(SUCCESS, PACKET_IDENTIFIER_NOT_FOUND);

	private static final Set<ReasonCode> SUBACK = EnumSet.of(SUCCESS, GRANTED_QOS_1, GRANTED_QOS_2, UNSPECIFIED_ERROR,
			IMPLEMENTATION_SPECIFIC_ERROR, NOT_AUTHORIZED, TOPIC_FILTER_INVALID, PACKET_IDENTIFIER_IN_USE,
			QUOTA_EXCEEDED, SHARED_SUBSCRIPTIONS_NOT_SUPPORTED, SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED,
			WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED);

	private static final Set<ReasonCode> UNSUBACK = EnumSet.of(SUCCESS, NO_SUBSCRIPTION_EXISTED, UNSPECIFIED_ERROR,
			IMPLEMENTATION_SPECIFIC_ERROR, NOT_AUTHORIZED, TOPIC_FILTER_INVALID, PACKET_IDENTIFIER_IN_USE);

	// Section 3.14.2.1 leaves BAD_AUTHENTICATION_METHOD out, section 2.4 has it.
	private static final Set<ReasonCode> DISCONNECT = EnumSet.of(SUCCESS, DISCONNECT_WITH_WILL, UNSPECIFIED_ERROR,
			MALFORMED_PACKET, PROTOCOL_ERROR, IMPLEMENTATION_SPECIFIC_ERROR, NOT_AUTHORIZED, SERVER_BUSY,
			SERVER_SHUTTING_DOWN, BAD_AUTHENTICATION_METHOD, KEEP_ALIVE_TIMEOUT, SESSION_TAKEN_OVER,
			TOPIC_FILTER_INVALID, TOPIC_NAME_INVALID, RECEIVE_MAXIMUM_EXCEEDED, TOPIC_ALIAS_INVALID, PACKET_TOO_LARGE,
			MESSAGE_RATE_TOO_HIGH, QUOTA_EXCEEDED, ADMINISTRATIVE_ACTION, PAYLOAD_FORMAT_INVALID, RETAIN_NOT_SUPPORTED,
			QOS_NOT_SUPPORTED, USE_ANOTHER_SERVER, SERVER_MOVED, SHARED_SUBSCRIPTIONS_NOT_SUPPORTED,
			CONNECTION_RATE_EXCEEDED, MAXIMUM_CONNECT_TIME, SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED,
			WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED);

	private static final Set<ReasonCode> AUTH = EnumSet.of(SUCCESS, CONTINUE_AUTHENTICATION, REAUTHENTICATE);

	/** By the return code of a 3.1.1 CONNACK. */
	private static final ReasonCode[] CONNACK_3 = { SUCCESS, UNSUPPORTED_PROTOCOL_VERSION, CLIENT_IDENTIFIER_NOT_VALID,
			SERVER_UNAVAILABLE, BAD_USER_NAME_OR_PASSWORD, NOT_AUTHORIZED };

	private ReasonCodes() {
	}

	/**
	 * Returns the reason code of a number a packet came with.
	 * @param packetType the packet's type
	 * @param value 0 to 255
	 * @return the reason code
	 * @throws io.mqttworks.client.MqttProtocolException if that packet must not carry it
	 */
	static ReasonCode of(int packetType, int value) {
		ReasonCode code = ReasonCode.of(value);
		if (code == null || !isAllowed(packetType, code)) {
			throw unexpected(packetType, "reason", value);
		}
		return code;
	}

	static boolean isAllowed(int packetType, ReasonCode code) {
		return allowed(packetType).contains(code);
	}

	private static Set<ReasonCode> allowed(int packetType) {
		return switch (packetType) {
			case PacketType.CONNACK -> CONNACK;
			case PacketType.PUBACK, PacketType.PUBREC -> RECEIVED;
			case PacketType.PUBREL, PacketType.PUBCOMP -> RELEASED;
			case PacketType.SUBACK -> SUBACK;
			case PacketType.UNSUBACK -> UNSUBACK;
			case PacketType.DISCONNECT -> DISCONNECT;
			case PacketType.AUTH -> AUTH;
			default -> throw new IllegalArgumentException(PacketType.name(packetType) + " has no reason code");
		};
	}

	/**
	 * Returns the reason code that means the same as a return code of a 3.1.1 CONNACK.
	 * @param value 0 to 255
	 * @return the reason code
	 * @throws io.mqttworks.client.MqttProtocolException if 3.1.1 has no such return code
	 */
	static ReasonCode ofConnAck3(int value) {
		if (value >= CONNACK_3.length) {
			throw unexpected(PacketType.CONNACK, "return", value);
		}
		return CONNACK_3[value];
	}

	/**
	 * Returns the reason code of a return code in a 3.1.1 SUBACK.
	 * @param value 0 to 255
	 * @return the reason code
	 * @throws io.mqttworks.client.MqttProtocolException if 3.1.1 has no such return code
	 */
	static ReasonCode ofSubAck3(int value) {
		return switch (value) {
			case 0 -> SUCCESS;
			case 1 -> GRANTED_QOS_1;
			case 2 -> GRANTED_QOS_2;
			case 0x80 -> UNSPECIFIED_ERROR;
			default -> throw unexpected(PacketType.SUBACK, "return", value);
		};
	}

	private static RuntimeException unexpected(int packetType, String kind, int value) {
		ReasonCode code = ReasonCode.of(value);
		return ProtocolErrors.notAllowed(PacketType.name(packetType), String.format(Locale.ROOT,
				"%s code 0x%02X%s is not one it may carry", kind, value, (code != null) ? " (" + code + ")" : ""));
	}

}
