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

import org.jspecify.annotations.Nullable;

/**
 * What became of a request (MQTT 5 section 2.4). The five return codes of a 3.1.1 CONNACK
 * and the failure of its SUBACK appear as the codes of MQTT 5 that mean the same.
 */
public enum ReasonCode {

	/** Done. In a DISCONNECT: normal end. In a SUBACK: granted QoS 0. */
	SUCCESS(0x00),

	/** Subscribed; the highest QoS is 1. */
	GRANTED_QOS_1(0x01),

	/** Subscribed; the highest QoS is 2. */
	GRANTED_QOS_2(0x02),

	/** The client leaves and wants its will published. */
	DISCONNECT_WITH_WILL(0x04),

	/** Accepted, but nobody is subscribed. */
	NO_MATCHING_SUBSCRIBERS(0x10),

	/** Nothing to unsubscribe. */
	NO_SUBSCRIPTION_EXISTED(0x11),

	/** The authentication needs another step. */
	CONTINUE_AUTHENTICATION(0x18),

	/** The client starts another authentication. */
	REAUTHENTICATE(0x19),

	/** Refused without a reason, or with one that has no code. */
	UNSPECIFIED_ERROR(0x80),

	/** The bytes do not make a packet. */
	MALFORMED_PACKET(0x81),

	/** The packet is not allowed here. */
	PROTOCOL_ERROR(0x82),

	/** Valid, but this server does not do it. */
	IMPLEMENTATION_SPECIFIC_ERROR(0x83),

	/** The server does not speak this version. */
	UNSUPPORTED_PROTOCOL_VERSION(0x84),

	/** The client identifier is valid but not accepted. */
	CLIENT_IDENTIFIER_NOT_VALID(0x85),

	/** User name or password is wrong. */
	BAD_USER_NAME_OR_PASSWORD(0x86),

	/** Not allowed for this client. */
	NOT_AUTHORIZED(0x87),

	/** The server is there but cannot serve. */
	SERVER_UNAVAILABLE(0x88),

	/** The server is busy; try again later. */
	SERVER_BUSY(0x89),

	/** The client was banned by an administrator. */
	BANNED(0x8A),

	/** The server is going down. */
	SERVER_SHUTTING_DOWN(0x8B),

	/** The authentication method is not supported, or not the one in use. */
	BAD_AUTHENTICATION_METHOD(0x8C),

	/** Nothing arrived for one and a half keep-alive intervals. */
	KEEP_ALIVE_TIMEOUT(0x8D),

	/** Another connection came with the same client identifier. */
	SESSION_TAKEN_OVER(0x8E),

	/** The topic filter is well formed but not accepted. */
	TOPIC_FILTER_INVALID(0x8F),

	/** The topic name is well formed but not accepted. */
	TOPIC_NAME_INVALID(0x90),

	/** The packet identifier is in use. */
	PACKET_IDENTIFIER_IN_USE(0x91),

	/** The packet identifier is not known. */
	PACKET_IDENTIFIER_NOT_FOUND(0x92),

	/** More unacknowledged messages than Receive Maximum allows. */
	RECEIVE_MAXIMUM_EXCEEDED(0x93),

	/** The topic alias is zero or larger than allowed. */
	TOPIC_ALIAS_INVALID(0x94),

	/** The packet is larger than the receiver accepts. */
	PACKET_TOO_LARGE(0x95),

	/** Messages come too fast. */
	MESSAGE_RATE_TOO_HIGH(0x96),

	/** A limit of the server is reached. */
	QUOTA_EXCEEDED(0x97),

	/** Closed by an administrator. */
	ADMINISTRATIVE_ACTION(0x98),

	/** The payload is not what the Payload Format Indicator says. */
	PAYLOAD_FORMAT_INVALID(0x99),

	/** The server keeps no retained messages. */
	RETAIN_NOT_SUPPORTED(0x9A),

	/** The server does not do this QoS. */
	QOS_NOT_SUPPORTED(0x9B),

	/** Use another server for now. */
	USE_ANOTHER_SERVER(0x9C),

	/** Use another server from now on. */
	SERVER_MOVED(0x9D),

	/** The server has no shared subscriptions. */
	SHARED_SUBSCRIPTIONS_NOT_SUPPORTED(0x9E),

	/** Connections come too fast. */
	CONNECTION_RATE_EXCEEDED(0x9F),

	/** The longest connection time is over. */
	MAXIMUM_CONNECT_TIME(0xA0),

	/** The server has no subscription identifiers. */
	SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED(0xA1),

	/** The server has no wildcard subscriptions. */
	WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED(0xA2);

	private static final @Nullable ReasonCode[] BY_VALUE = new @Nullable ReasonCode[256];

	static {
		for (ReasonCode code : values()) {
			BY_VALUE[code.value] = code;
		}
	}

	private final int value;

	ReasonCode(int value) {
		this.value = value;
	}

	/**
	 * Returns the number on the wire.
	 * @return 0 to 255
	 */
	public int value() {
		return this.value;
	}

	/**
	 * Returns whether the code says that the request failed.
	 * @return {@code true} if the number is 0x80 or more
	 */
	public boolean isError() {
		return this.value >= 0x80;
	}

	/**
	 * Returns the code of a number on the wire.
	 * @param value 0 to 255
	 * @return the code, or {@code null} if the standard has none
	 */
	public static @Nullable ReasonCode of(int value) {
		return BY_VALUE[value & 0xFF];
	}

}
