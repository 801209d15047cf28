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

import io.mqttworks.client.ReasonCode;

/**
 * Decodes the packets with which a connection begins and ends: CONNACK, DISCONNECT, AUTH.
 */
final class ConnectionPackets {

	private ConnectionPackets() {
	}

	static Packet.ConnAck connAck(PacketBody body, PropertyReader properties, boolean mqtt5) {
		int flags = body.unsignedByte("the flags");
		if ((flags & 0xFE) != 0) {
			throw ProtocolErrors.malformed("CONNACK", "its reserved flags are set");
		}
		boolean sessionPresent = flags == 1;
		int value = body.unsignedByte("the reason code");
		ReasonCode reasonCode;
		Packet.ConnAckProperties connAckProperties = Packet.ConnAckProperties.NONE;
		// A server of 3.1.1 refuses an offer of MQTT 5 in its own format. A refusal
		// without the property length is accepted, too: what counts is its reason.
		boolean refusedWithoutProperties = value != 0 && !body.hasMore();
		if (!mqtt5 || (refusedWithoutProperties && value < 0x80)) {
			reasonCode = ReasonCodes.ofConnAck3(value);
		}
		else {
			reasonCode = ReasonCodes.of(PacketType.CONNACK, value);
			if (!refusedWithoutProperties) {
				properties.read(body, PacketType.CONNACK);
				connAckProperties = connAckProperties(properties);
			}
		}
		if (sessionPresent && reasonCode != ReasonCode.SUCCESS) {
			throw ProtocolErrors.notAllowed("CONNACK", "it refuses, but says that a session is present");
		}
		return new Packet.ConnAck(sessionPresent, reasonCode, connAckProperties);
	}

	private static Packet.ConnAckProperties connAckProperties(PropertyReader properties) {
		if (properties.isEmpty()) {
			return Packet.ConnAckProperties.NONE;
		}
		return new Packet.ConnAckProperties(properties.longValue(Property.SESSION_EXPIRY_INTERVAL),
				properties.intValue(Property.RECEIVE_MAXIMUM), properties.intValue(Property.MAXIMUM_QOS),
				properties.flag(Property.RETAIN_AVAILABLE), properties.longValue(Property.MAXIMUM_PACKET_SIZE),
				properties.string(Property.ASSIGNED_CLIENT_IDENTIFIER),
				properties.intValue(Property.TOPIC_ALIAS_MAXIMUM), properties.string(Property.REASON_STRING),
				properties.flag(Property.WILDCARD_SUBSCRIPTION_AVAILABLE),
				properties.flag(Property.SUBSCRIPTION_IDENTIFIERS_AVAILABLE),
				properties.flag(Property.SHARED_SUBSCRIPTION_AVAILABLE),
				properties.intValue(Property.SERVER_KEEP_ALIVE), properties.string(Property.RESPONSE_INFORMATION),
				properties.string(Property.SERVER_REFERENCE), properties.string(Property.AUTHENTICATION_METHOD),
				properties.binary(Property.AUTHENTICATION_DATA), properties.userProperties());
	}

	static Packet.Disconnect disconnect(PacketBody body, PropertyReader properties, boolean mqtt5) {
		ReasonCode reasonCode = ReasonCode.SUCCESS;
		if (mqtt5 && body.hasMore()) {
			reasonCode = ReasonCodes.of(PacketType.DISCONNECT, body.unsignedByte("the reason code"));
			if (body.hasMore()) {
				properties.read(body, PacketType.DISCONNECT);
			}
		}
		return new Packet.Disconnect(reasonCode, properties.longValue(Property.SESSION_EXPIRY_INTERVAL),
				properties.string(Property.REASON_STRING), properties.string(Property.SERVER_REFERENCE),
				properties.userProperties());
	}

	static Packet.Auth auth(PacketBody body, PropertyReader properties) {
		ReasonCode reasonCode = ReasonCode.SUCCESS;
		if (body.hasMore()) {
			reasonCode = ReasonCodes.of(PacketType.AUTH, body.unsignedByte("the reason code"));
			properties.read(body, PacketType.AUTH);
			if (properties.string(Property.AUTHENTICATION_METHOD) == null) {
				throw ProtocolErrors.notAllowed("AUTH", "it has no Authentication Method");
			}
		}
		return new Packet.Auth(reasonCode, properties.string(Property.AUTHENTICATION_METHOD),
				properties.binary(Property.AUTHENTICATION_DATA), properties.string(Property.REASON_STRING),
				properties.userProperties());
	}

}
