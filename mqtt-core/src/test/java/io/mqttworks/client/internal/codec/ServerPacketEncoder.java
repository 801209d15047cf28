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
import io.netty.buffer.ByteBuf;

/**
 * Encodes the packets of servers, too: the counterpart of {@link PacketReader}.
 */
final class ServerPacketEncoder extends PacketEncoder {

	ServerPacketEncoder(boolean mqtt5) {
		super(mqtt5);
	}

	@Override
	int body(ByteBuf out, Packet packet) {
		if (packet instanceof Packet.ConnAck connAck) {
			connAck(out, connAck);
			return PacketType.CONNACK << 4;
		}
		if (packet instanceof Packet.SubAck subAck) {
			subAck(out, subAck);
			return PacketType.SUBACK << 4;
		}
		if (packet instanceof Packet.UnsubAck unsubAck) {
			unsubAck(out, unsubAck);
			return PacketType.UNSUBACK << 4;
		}
		if (packet instanceof Packet.PingResp) {
			return PacketType.PINGRESP << 4;
		}
		return super.body(out, packet);
	}

	private void connAck(ByteBuf out, Packet.ConnAck connAck) {
		Packet.ConnAckProperties properties = connAck.properties();
		PacketFields.requireMqtt5(this.mqtt5, "CONNACK", properties.equals(Packet.ConnAckProperties.NONE),
				"properties");
		if (connAck.sessionPresent() && connAck.reasonCode() != ReasonCode.SUCCESS) {
			throw new IllegalArgumentException("A CONNACK that refuses cannot say that a session is present");
		}
		out.writeByte(connAck.sessionPresent() ? 1 : 0);
		if (!this.mqtt5) {
			out.writeByte(returnCode(connAck.reasonCode()));
			return;
		}
		PacketFields.requireMethod(properties.authenticationMethod(), properties.authenticationData());
		PacketFields.writeReasonCode(out, PacketType.CONNACK, connAck.reasonCode());
		PropertyWriter.write(out,
				(writer) -> writer.number(Property.SESSION_EXPIRY_INTERVAL, properties.sessionExpiry())
					.number(Property.RECEIVE_MAXIMUM,
							PacketFields.positive(Property.RECEIVE_MAXIMUM, properties.receiveMaximum()))
					.number(Property.MAXIMUM_QOS, properties.maximumQos())
					.flag(Property.RETAIN_AVAILABLE, properties.retainAvailable())
					.number(Property.MAXIMUM_PACKET_SIZE,
							PacketFields.positive(Property.MAXIMUM_PACKET_SIZE, properties.maximumPacketSize()))
					.string(Property.ASSIGNED_CLIENT_IDENTIFIER, properties.assignedClientId())
					.number(Property.TOPIC_ALIAS_MAXIMUM, properties.topicAliasMaximum())
					.string(Property.REASON_STRING, properties.reasonString())
					.flag(Property.WILDCARD_SUBSCRIPTION_AVAILABLE, properties.wildcardSubscriptionAvailable())
					.flag(Property.SUBSCRIPTION_IDENTIFIERS_AVAILABLE, properties.subscriptionIdentifiersAvailable())
					.flag(Property.SHARED_SUBSCRIPTION_AVAILABLE, properties.sharedSubscriptionAvailable())
					.number(Property.SERVER_KEEP_ALIVE, properties.serverKeepAlive())
					.string(Property.RESPONSE_INFORMATION, properties.responseInformation())
					.string(Property.SERVER_REFERENCE, properties.serverReference())
					.string(Property.AUTHENTICATION_METHOD, properties.authenticationMethod())
					.binary(Property.AUTHENTICATION_DATA, properties.authenticationData())
					.userProperties(properties.userProperties()));
	}

	private void subAck(ByteBuf out, Packet.SubAck subAck) {
		PacketFields.requireMqtt5(this.mqtt5, "SUBACK",
				subAck.reasonString() == null && subAck.userProperties().isEmpty(), "properties");
		PacketFields.requireNotEmpty("SUBACK", subAck.reasonCodes());
		PacketFields.writePacketId(out, subAck.packetId());
		if (this.mqtt5) {
			PacketFields.reasonProperties(out, subAck.reasonString(), subAck.userProperties());
		}
		for (ReasonCode reasonCode : subAck.reasonCodes()) {
			if (this.mqtt5 || !reasonCode.isError()) {
				PacketFields.writeReasonCode(out, PacketType.SUBACK, reasonCode);
			}
			else {
				out.writeByte(ReasonCode.UNSPECIFIED_ERROR.value());
			}
		}
	}

	private void unsubAck(ByteBuf out, Packet.UnsubAck unsubAck) {
		boolean plain = unsubAck.reasonString() == null && unsubAck.userProperties().isEmpty()
				&& unsubAck.reasonCodes().isEmpty();
		PacketFields.requireMqtt5(this.mqtt5, "UNSUBACK", plain, "reason codes and properties");
		PacketFields.writePacketId(out, unsubAck.packetId());
		if (this.mqtt5) {
			PacketFields.requireNotEmpty("UNSUBACK", unsubAck.reasonCodes());
			PacketFields.reasonProperties(out, unsubAck.reasonString(), unsubAck.userProperties());
			for (ReasonCode reasonCode : unsubAck.reasonCodes()) {
				PacketFields.writeReasonCode(out, PacketType.UNSUBACK, reasonCode);
			}
		}
	}

	private static int returnCode(ReasonCode code) {
		for (int value = 0; value <= 5; value++) {
			if (ReasonCodes.ofConnAck3(value) == code) {
				return value;
			}
		}
		throw new IllegalArgumentException("A CONNACK of MQTT 3.1.1 cannot say " + code);
	}

}
