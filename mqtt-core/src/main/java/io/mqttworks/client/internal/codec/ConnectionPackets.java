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

import java.time.Duration;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttProtocolException;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.Will;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the packets with which a connection begins and ends: CONNECT, CONNACK,
 * DISCONNECT, AUTH.
 */
final class ConnectionPackets {

	private ConnectionPackets() {
	}

	static Packet.Connect connect(PacketBody body, PropertyReader properties) {
		MqttVersion version = version(body);
		boolean mqtt5 = version == MqttVersion.MQTT_5;
		int flags = body.unsignedByte("the flags");
		checkConnectFlags(flags, mqtt5);
		int keepAlive = body.unsignedShort("the keep alive");
		Packet.ConnectProperties connectProperties = Packet.ConnectProperties.NONE;
		if (mqtt5) {
			properties.read(body, PacketType.CONNECT);
			connectProperties = connectProperties(properties);
		}
		String clientId = body.string("the client identifier");
		Will will = ((flags & 0x04) != 0) ? will(body, properties, mqtt5, flags) : null;
		String username = ((flags & 0x80) != 0) ? body.string("the user name") : null;
		byte[] password = ((flags & 0x40) != 0) ? body.binary("the password") : null;
		return new Packet.Connect(version, (flags & 0x02) != 0, keepAlive, clientId, username, password, will,
				connectProperties);
	}

	private static MqttVersion version(PacketBody body) {
		String name = body.string("the protocol name");
		int level = body.unsignedByte("the protocol version");
		if (name.equals("MQTT") && level == 5) {
			return MqttVersion.MQTT_5;
		}
		if (name.equals("MQTT") && level == 4) {
			return MqttVersion.MQTT_3_1_1;
		}
		throw new MqttProtocolException(
				"CONNECT asks for a protocol or version other than MQTT 3.1.1 and 5 (level " + level + ")",
				ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, null);
	}

	private static void checkConnectFlags(int flags, boolean mqtt5) {
		if ((flags & 0x01) != 0) {
			throw ProtocolErrors.malformed("CONNECT", "its reserved flag is set");
		}
		if ((flags & 0x18) == 0x18) {
			throw ProtocolErrors.malformed("CONNECT", "the will's QoS is 3");
		}
		if ((flags & 0x04) == 0 && (flags & 0x38) != 0) {
			throw ProtocolErrors.malformed("CONNECT", "it has a will's QoS or RETAIN flag but no will");
		}
		if (!mqtt5 && (flags & 0xC0) == 0x40) {
			throw ProtocolErrors.malformed("CONNECT", "it has a password but no user name");
		}
	}

	private static Packet.ConnectProperties connectProperties(PropertyReader properties) {
		return new Packet.ConnectProperties(properties.longValue(Property.SESSION_EXPIRY_INTERVAL),
				properties.intValue(Property.RECEIVE_MAXIMUM), properties.longValue(Property.MAXIMUM_PACKET_SIZE),
				properties.intValue(Property.TOPIC_ALIAS_MAXIMUM),
				properties.flag(Property.REQUEST_RESPONSE_INFORMATION),
				properties.flag(Property.REQUEST_PROBLEM_INFORMATION),
				properties.string(Property.AUTHENTICATION_METHOD), properties.binary(Property.AUTHENTICATION_DATA),
				properties.userProperties());
	}

	private static Will will(PacketBody body, PropertyReader properties, boolean mqtt5, int flags) {
		properties.clear();
		if (mqtt5) {
			properties.read(body, Property.WILL_PROPERTIES);
		}
		String topic = body.string("the will's topic");
		TopicNames.check(topic, "CONNECT", "the will's topic");
		byte[] payload = body.binary("the will's payload");
		MqttMessage message = MqttMessage.received(topic, payload, Qos.of((flags >>> 3) & 3), (flags & 0x20) != 0,
				false, 0, PacketDecoder.messageProperties(properties));
		return new Will(message, Duration.ofSeconds(properties.number(Property.WILL_DELAY_INTERVAL, 0)));
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
		// A server of 3.1.1 refuses an offer of MQTT 5 in its own format. The property
		// length of a refusal is not missed either: what counts is why it refused.
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
