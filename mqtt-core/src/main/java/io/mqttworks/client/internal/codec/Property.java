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

import org.jspecify.annotations.Nullable;

/**
 * The properties of MQTT 5 (section 2.2.2.2): number, type, and the packets that may
 * carry them.
 */
enum Property {

	PAYLOAD_FORMAT_INDICATOR(1, Type.FLAG, "Payload Format Indicator", Property.PUBLISH | Property.WILL),

	MESSAGE_EXPIRY_INTERVAL(2, Type.INT, "Message Expiry Interval", Property.PUBLISH | Property.WILL),

	CONTENT_TYPE(3, Type.STRING, "Content Type", Property.PUBLISH | Property.WILL),

	RESPONSE_TOPIC(8, Type.STRING, "Response Topic", Property.PUBLISH | Property.WILL),

	CORRELATION_DATA(9, Type.BINARY, "Correlation Data", Property.PUBLISH | Property.WILL),

	SUBSCRIPTION_IDENTIFIER(11, Type.VARIABLE, "Subscription Identifier", Property.PUBLISH | Property.SUBSCRIBE),

	SESSION_EXPIRY_INTERVAL(17, Type.INT, "Session Expiry Interval",
			Property.CONNECT | Property.CONNACK | Property.DISCONNECT),

	ASSIGNED_CLIENT_IDENTIFIER(18, Type.STRING, "Assigned Client Identifier", Property.CONNACK),

	SERVER_KEEP_ALIVE(19, Type.SHORT, "Server Keep Alive", Property.CONNACK),

	AUTHENTICATION_METHOD(21, Type.STRING, "Authentication Method",
			Property.CONNECT | Property.CONNACK | Property.AUTH),

	AUTHENTICATION_DATA(22, Type.BINARY, "Authentication Data", Property.CONNECT | Property.CONNACK | Property.AUTH),

	REQUEST_PROBLEM_INFORMATION(23, Type.FLAG, "Request Problem Information", Property.CONNECT),

	WILL_DELAY_INTERVAL(24, Type.INT, "Will Delay Interval", Property.WILL),

	REQUEST_RESPONSE_INFORMATION(25, Type.FLAG, "Request Response Information", Property.CONNECT),

	RESPONSE_INFORMATION(26, Type.STRING, "Response Information", Property.CONNACK),

	SERVER_REFERENCE(28, Type.STRING, "Server Reference", Property.CONNACK | Property.DISCONNECT),

	REASON_STRING(31, Type.STRING, "Reason String",
			Property.CONNACK | Property.PUBACK | Property.PUBREC | Property.PUBREL | Property.PUBCOMP | Property.SUBACK
					| Property.UNSUBACK | Property.DISCONNECT | Property.AUTH),

	RECEIVE_MAXIMUM(33, Type.SHORT, "Receive Maximum", Property.CONNECT | Property.CONNACK),

	TOPIC_ALIAS_MAXIMUM(34, Type.SHORT, "Topic Alias Maximum", Property.CONNECT | Property.CONNACK),

	TOPIC_ALIAS(35, Type.SHORT, "Topic Alias", Property.PUBLISH),

	MAXIMUM_QOS(36, Type.FLAG, "Maximum QoS", Property.CONNACK),

	RETAIN_AVAILABLE(37, Type.FLAG, "Retain Available", Property.CONNACK),

	USER_PROPERTY(38, Type.PAIR, "User Property", ~0),

	MAXIMUM_PACKET_SIZE(39, Type.INT, "Maximum Packet Size", Property.CONNECT | Property.CONNACK),

	WILDCARD_SUBSCRIPTION_AVAILABLE(40, Type.FLAG, "Wildcard Subscription Available", Property.CONNACK),

	SUBSCRIPTION_IDENTIFIERS_AVAILABLE(41, Type.FLAG, "Subscription Identifiers Available", Property.CONNACK),

	SHARED_SUBSCRIPTION_AVAILABLE(42, Type.FLAG, "Shared Subscription Available", Property.CONNACK);

	private static final int CONNECT = 1 << PacketType.CONNECT;

	private static final int CONNACK = 1 << PacketType.CONNACK;

	private static final int PUBLISH = 1 << PacketType.PUBLISH;

	private static final int PUBACK = 1 << PacketType.PUBACK;

	private static final int PUBREC = 1 << PacketType.PUBREC;

	private static final int PUBREL = 1 << PacketType.PUBREL;

	private static final int PUBCOMP = 1 << PacketType.PUBCOMP;

	private static final int SUBSCRIBE = 1 << PacketType.SUBSCRIBE;

	private static final int SUBACK = 1 << PacketType.SUBACK;

	private static final int UNSUBACK = 1 << PacketType.UNSUBACK;

	private static final int DISCONNECT = 1 << PacketType.DISCONNECT;

	private static final int AUTH = 1 << PacketType.AUTH;

	/** In place of a packet's type: the properties of the will in a CONNECT. */
	static final int WILL_PROPERTIES = 0;

	private static final int WILL = 1 << WILL_PROPERTIES;

	private static final @Nullable Property[] BY_ID = new @Nullable Property[43];

	static {
		for (Property property : values()) {
			BY_ID[property.id] = property;
		}
	}

	private final int id;

	private final Type type;

	private final String label;

	private final int packets;

	Property(int id, Type type, String label, int packets) {
		this.id = id;
		this.type = type;
		this.label = label;
		this.packets = packets;
	}

	static @Nullable Property of(int id) {
		return (id < BY_ID.length) ? BY_ID[id] : null;
	}

	/**
	 * Returns the number on the wire. All of them fit into one byte.
	 */
	int id() {
		return this.id;
	}

	Type type() {
		return this.type;
	}

	/**
	 * Returns what the standard calls the property.
	 */
	String label() {
		return this.label;
	}

	boolean isAllowedIn(int packetType) {
		return (this.packets & (1 << packetType)) != 0;
	}

	/**
	 * What the value of a property is.
	 */
	enum Type {

		/** One byte, 0 or 1. No property has a byte of another value. */
		FLAG,

		/** Two bytes. */
		SHORT,

		/** Four bytes. */
		INT,

		/** A variable byte integer. */
		VARIABLE,

		/** A string. */
		STRING,

		/** Bytes. */
		BINARY,

		/** Two strings. */
		PAIR

	}

}
