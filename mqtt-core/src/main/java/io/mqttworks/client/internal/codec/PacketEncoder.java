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
import java.util.List;

import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.RetainHandling;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.Topics;
import io.mqttworks.client.UserProperty;
import io.mqttworks.client.Will;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Encodes packets of both directions. For any thread.
 */
public final class PacketEncoder {

	private static final int MAX_UNSIGNED_SHORT = 65_535;

	private static final byte[] NO_TOPIC = new byte[0];

	private PacketEncoder() {
	}

	/**
	 * Writes a packet at the buffer's writer index.
	 * @param out where to; grows if needed
	 * @param packet the packet; a CONNECT names its own version
	 * @param mqtt5 whether the packet is of MQTT 5
	 * @throws IllegalArgumentException if anything in the packet is not valid, or there
	 * is something that 3.1.1 does not have; nothing is written then
	 */
	public static void encode(ByteBuf out, Packet packet, boolean mqtt5) {
		if (packet instanceof Packet.Publish publish) {
			publish(out, publish, mqtt5);
			return;
		}
		ByteBuf body = out.alloc().buffer();
		try {
			int first = body(body, packet, mqtt5);
			if (body.readableBytes() > VariableByteInteger.MAX_VALUE) {
				throw new IllegalArgumentException(PacketType.name(first >>> 4) + " needs " + body.readableBytes()
						+ " bytes after the fixed header; the protocol allows " + VariableByteInteger.MAX_VALUE);
			}
			out.writeByte(first);
			VariableByteInteger.write(out, body.readableBytes());
			out.writeBytes(body);
		}
		finally {
			body.release();
		}
	}

	/**
	 * Writes a PUBACK, PUBREC, PUBREL or PUBCOMP that says that all is well; it is the
	 * same in both versions.
	 * @param out where to; grows if needed
	 * @param type one of {@link PacketType#PUBACK} to {@link PacketType#PUBCOMP}
	 * @param packetId 1 to 65,535; not checked
	 */
	public static void acknowledgement(ByteBuf out, int type, int packetId) {
		out.writeInt((((type << 4) | ((type == PacketType.PUBREL) ? 2 : 0)) << 24) | (2 << 16) | packetId);
	}

	/**
	 * Writes what follows the fixed header.
	 * @return the packet's first byte
	 */
	private static int body(ByteBuf out, Packet packet, boolean mqtt5) {
		if (packet instanceof Packet.Connect connect) {
			connect(out, connect);
			return PacketType.CONNECT << 4;
		}
		if (packet instanceof Packet.ConnAck connAck) {
			connAck(out, connAck, mqtt5);
			return PacketType.CONNACK << 4;
		}
		if (packet instanceof Packet.Ack ack) {
			ack(out, ack, mqtt5);
			return (ack.type() << 4) | ((ack.type() == PacketType.PUBREL) ? 2 : 0);
		}
		if (packet instanceof Packet.Subscribe subscribe) {
			subscribe(out, subscribe, mqtt5);
			return (PacketType.SUBSCRIBE << 4) | 2;
		}
		if (packet instanceof Packet.SubAck subAck) {
			subAck(out, subAck, mqtt5);
			return PacketType.SUBACK << 4;
		}
		if (packet instanceof Packet.Unsubscribe unsubscribe) {
			unsubscribe(out, unsubscribe, mqtt5);
			return (PacketType.UNSUBSCRIBE << 4) | 2;
		}
		if (packet instanceof Packet.UnsubAck unsubAck) {
			unsubAck(out, unsubAck, mqtt5);
			return PacketType.UNSUBACK << 4;
		}
		if (packet instanceof Packet.PingReq) {
			return PacketType.PINGREQ << 4;
		}
		if (packet instanceof Packet.PingResp) {
			return PacketType.PINGRESP << 4;
		}
		if (packet instanceof Packet.Disconnect disconnect) {
			disconnect(out, disconnect, mqtt5);
			return PacketType.DISCONNECT << 4;
		}
		if (packet instanceof Packet.Auth auth) {
			auth(out, auth, mqtt5);
			return PacketType.AUTH << 4;
		}
		throw new IllegalArgumentException("Not a packet: " + packet);
	}

	private static void connect(ByteBuf out, Packet.Connect connect) {
		boolean mqtt5 = connect.version() == MqttVersion.MQTT_5;
		if (!mqtt5 && connect.password() != null && connect.username() == null) {
			throw new IllegalArgumentException("On MQTT 3.1.1 a password needs a user name");
		}
		requireMqtt5(mqtt5, "CONNECT", connect.properties().equals(Packet.ConnectProperties.NONE), "properties");
		Utf8.write(out, "protocol name", "MQTT");
		out.writeByte(mqtt5 ? 5 : 4);
		out.writeByte(connectFlags(connect));
		writeShort(out, "keep alive", connect.keepAlive());
		if (mqtt5) {
			connectProperties(out, connect.properties());
		}
		Utf8.write(out, "client identifier", connect.clientId());
		if (connect.will() != null) {
			will(out, connect.will(), mqtt5);
		}
		if (connect.username() != null) {
			Utf8.write(out, "user name", connect.username());
		}
		if (connect.password() != null) {
			writeBinary(out, "password", connect.password());
		}
	}

	private static int connectFlags(Packet.Connect connect) {
		int flags = connect.cleanStart() ? 0x02 : 0;
		Will will = connect.will();
		if (will != null) {
			flags |= 0x04 | (will.message().qos().value() << 3) | (will.message().retain() ? 0x20 : 0);
		}
		flags |= (connect.password() != null) ? 0x40 : 0;
		flags |= (connect.username() != null) ? 0x80 : 0;
		return flags;
	}

	private static void connectProperties(ByteBuf out, Packet.ConnectProperties properties) {
		requireMethod(properties.authenticationMethod(), properties.authenticationData());
		PropertyWriter.write(out,
				(writer) -> writer.number(Property.SESSION_EXPIRY_INTERVAL, properties.sessionExpiry())
					.number(Property.RECEIVE_MAXIMUM, positive(Property.RECEIVE_MAXIMUM, properties.receiveMaximum()))
					.number(Property.MAXIMUM_PACKET_SIZE,
							positive(Property.MAXIMUM_PACKET_SIZE, properties.maximumPacketSize()))
					.number(Property.TOPIC_ALIAS_MAXIMUM, properties.topicAliasMaximum())
					.flag(Property.REQUEST_RESPONSE_INFORMATION, properties.requestResponseInformation())
					.flag(Property.REQUEST_PROBLEM_INFORMATION, properties.requestProblemInformation())
					.string(Property.AUTHENTICATION_METHOD, properties.authenticationMethod())
					.binary(Property.AUTHENTICATION_DATA, properties.authenticationData())
					.userProperties(properties.userProperties()));
	}

	private static void will(ByteBuf out, Will will, boolean mqtt5) {
		MqttMessage message = will.message();
		Topics.validateName(message.topic());
		if (mqtt5) {
			willProperties(out, will);
		}
		else {
			PublishEncoder.requireNone(message.properties());
			requireMqtt5(false, "CONNECT", will.delay().toSeconds() == 0, "a will's delay");
		}
		Utf8.write(out, "the will's topic", message.topic());
		writeBinary(out, "the will's payload", message.payload());
	}

	private static void willProperties(ByteBuf out, Will will) {
		MessageProperties properties = will.message().properties();
		PublishEncoder.checkResponseTopic(properties.responseTopic());
		long delay = will.delay().toSeconds();
		PropertyWriter.write(out,
				(writer) -> writer.number(Property.WILL_DELAY_INTERVAL, (delay != 0) ? delay : null)
					.flag(Property.PAYLOAD_FORMAT_INDICATOR, properties.utf8Payload() ? true : null)
					.number(Property.MESSAGE_EXPIRY_INTERVAL, seconds(properties.messageExpiry()))
					.string(Property.CONTENT_TYPE, properties.contentType())
					.string(Property.RESPONSE_TOPIC, properties.responseTopic())
					.binary(Property.CORRELATION_DATA, properties.correlationData())
					.userProperties(properties.userProperties()));
	}

	private static void connAck(ByteBuf out, Packet.ConnAck connAck, boolean mqtt5) {
		Packet.ConnAckProperties properties = connAck.properties();
		requireMqtt5(mqtt5, "CONNACK", properties.equals(Packet.ConnAckProperties.NONE), "properties");
		if (connAck.sessionPresent() && connAck.reasonCode() != ReasonCode.SUCCESS) {
			throw new IllegalArgumentException("A CONNACK that refuses cannot say that a session is present");
		}
		out.writeByte(connAck.sessionPresent() ? 1 : 0);
		if (!mqtt5) {
			out.writeByte(ReasonCodes.toConnAck3(connAck.reasonCode()));
			return;
		}
		requireMethod(properties.authenticationMethod(), properties.authenticationData());
		writeReasonCode(out, PacketType.CONNACK, connAck.reasonCode());
		PropertyWriter.write(out,
				(writer) -> writer.number(Property.SESSION_EXPIRY_INTERVAL, properties.sessionExpiry())
					.number(Property.RECEIVE_MAXIMUM, positive(Property.RECEIVE_MAXIMUM, properties.receiveMaximum()))
					.number(Property.MAXIMUM_QOS, properties.maximumQos())
					.flag(Property.RETAIN_AVAILABLE, properties.retainAvailable())
					.number(Property.MAXIMUM_PACKET_SIZE,
							positive(Property.MAXIMUM_PACKET_SIZE, properties.maximumPacketSize()))
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

	private static void publish(ByteBuf out, Packet.Publish publish, boolean mqtt5) {
		MqttMessage message = publish.message();
		boolean aliasOnly = message.topic().isEmpty();
		byte[] topic = aliasOnly ? NO_TOPIC : TopicBytes.of(message.topic());
		Long expiry = seconds(message.properties().messageExpiry());
		PublishEncoder.encode(out, topic, message, message.packetId(), message.duplicate(), mqtt5, publish.topicAlias(),
				aliasOnly, (expiry != null) ? expiry : -1, true, true);
	}

	private static void ack(ByteBuf out, Packet.Ack ack, boolean mqtt5) {
		if (ack.type() < PacketType.PUBACK || ack.type() > PacketType.PUBCOMP) {
			throw new IllegalArgumentException("An acknowledgement must be of type 4 to 7, not " + ack.type());
		}
		writePacketId(out, ack.packetId());
		boolean plain = ack.reasonString() == null && ack.userProperties().isEmpty();
		requireMqtt5(mqtt5, PacketType.name(ack.type()), plain && ack.reasonCode() == ReasonCode.SUCCESS,
				"reason codes and properties");
		if (plain && ack.reasonCode() == ReasonCode.SUCCESS) {
			return;
		}
		writeReasonCode(out, ack.type(), ack.reasonCode());
		if (!plain) {
			reasonProperties(out, ack.reasonString(), ack.userProperties());
		}
	}

	private static void subscribe(ByteBuf out, Packet.Subscribe subscribe, boolean mqtt5) {
		requireMqtt5(mqtt5, "SUBSCRIBE",
				subscribe.subscriptionIdentifier() == 0 && subscribe.userProperties().isEmpty(), "properties");
		requireNotEmpty("SUBSCRIBE", subscribe.subscriptions());
		writePacketId(out, subscribe.packetId());
		if (mqtt5) {
			int identifier = subscribe.subscriptionIdentifier();
			PropertyWriter.write(out,
					(writer) -> writer.number(Property.SUBSCRIPTION_IDENTIFIER, (identifier != 0) ? identifier : null)
						.userProperties(subscribe.userProperties()));
		}
		for (Subscription subscription : subscribe.subscriptions()) {
			boolean defaults = !subscription.noLocal() && !subscription.retainAsPublished()
					&& subscription.retainHandling() == RetainHandling.SEND;
			requireMqtt5(mqtt5, "SUBSCRIBE", defaults, "noLocal, retainAsPublished and retainHandling");
			Utf8.write(out, "topic filter", subscription.topicFilter());
			out.writeByte(subscription.qos().value() | (subscription.noLocal() ? 0x04 : 0)
					| (subscription.retainAsPublished() ? 0x08 : 0) | (subscription.retainHandling().ordinal() << 4));
		}
	}

	private static void subAck(ByteBuf out, Packet.SubAck subAck, boolean mqtt5) {
		requireMqtt5(mqtt5, "SUBACK", subAck.reasonString() == null && subAck.userProperties().isEmpty(), "properties");
		requireNotEmpty("SUBACK", subAck.reasonCodes());
		writePacketId(out, subAck.packetId());
		if (mqtt5) {
			reasonProperties(out, subAck.reasonString(), subAck.userProperties());
		}
		for (ReasonCode reasonCode : subAck.reasonCodes()) {
			if (mqtt5 || !reasonCode.isError()) {
				writeReasonCode(out, PacketType.SUBACK, reasonCode);
			}
			else {
				out.writeByte(ReasonCode.UNSPECIFIED_ERROR.value());
			}
		}
	}

	private static void unsubscribe(ByteBuf out, Packet.Unsubscribe unsubscribe, boolean mqtt5) {
		requireMqtt5(mqtt5, "UNSUBSCRIBE", unsubscribe.userProperties().isEmpty(), "properties");
		requireNotEmpty("UNSUBSCRIBE", unsubscribe.topicFilters());
		writePacketId(out, unsubscribe.packetId());
		if (mqtt5) {
			PropertyWriter.write(out, (writer) -> writer.userProperties(unsubscribe.userProperties()));
		}
		for (String topicFilter : unsubscribe.topicFilters()) {
			Topics.validateFilter(topicFilter);
			Utf8.write(out, "topic filter", topicFilter);
		}
	}

	private static void unsubAck(ByteBuf out, Packet.UnsubAck unsubAck, boolean mqtt5) {
		boolean plain = unsubAck.reasonString() == null && unsubAck.userProperties().isEmpty()
				&& unsubAck.reasonCodes().isEmpty();
		requireMqtt5(mqtt5, "UNSUBACK", plain, "reason codes and properties");
		writePacketId(out, unsubAck.packetId());
		if (mqtt5) {
			requireNotEmpty("UNSUBACK", unsubAck.reasonCodes());
			reasonProperties(out, unsubAck.reasonString(), unsubAck.userProperties());
			for (ReasonCode reasonCode : unsubAck.reasonCodes()) {
				writeReasonCode(out, PacketType.UNSUBACK, reasonCode);
			}
		}
	}

	private static void disconnect(ByteBuf out, Packet.Disconnect disconnect, boolean mqtt5) {
		boolean plain = disconnect.sessionExpiry() == null && disconnect.reasonString() == null
				&& disconnect.serverReference() == null && disconnect.userProperties().isEmpty();
		requireMqtt5(mqtt5, "DISCONNECT", plain && disconnect.reasonCode() == ReasonCode.SUCCESS,
				"reason codes and properties");
		if (plain && disconnect.reasonCode() == ReasonCode.SUCCESS) {
			return;
		}
		writeReasonCode(out, PacketType.DISCONNECT, disconnect.reasonCode());
		if (!plain) {
			PropertyWriter.write(out,
					(writer) -> writer.number(Property.SESSION_EXPIRY_INTERVAL, disconnect.sessionExpiry())
						.string(Property.REASON_STRING, disconnect.reasonString())
						.string(Property.SERVER_REFERENCE, disconnect.serverReference())
						.userProperties(disconnect.userProperties()));
		}
	}

	private static void auth(ByteBuf out, Packet.Auth auth, boolean mqtt5) {
		requireMqtt5(mqtt5, "AUTH", false, "such packet");
		boolean plain = auth.authenticationMethod() == null && auth.authenticationData() == null
				&& auth.reasonString() == null && auth.userProperties().isEmpty();
		if (plain && auth.reasonCode() == ReasonCode.SUCCESS) {
			return;
		}
		if (auth.authenticationMethod() == null) {
			throw new IllegalArgumentException("AUTH needs an authentication method");
		}
		writeReasonCode(out, PacketType.AUTH, auth.reasonCode());
		PropertyWriter.write(out,
				(writer) -> writer.string(Property.AUTHENTICATION_METHOD, auth.authenticationMethod())
					.binary(Property.AUTHENTICATION_DATA, auth.authenticationData())
					.string(Property.REASON_STRING, auth.reasonString())
					.userProperties(auth.userProperties()));
	}

	private static void reasonProperties(ByteBuf out, @Nullable String reasonString,
			List<UserProperty> userProperties) {
		PropertyWriter.write(out,
				(writer) -> writer.string(Property.REASON_STRING, reasonString).userProperties(userProperties));
	}

	private static void writeReasonCode(ByteBuf out, int packetType, ReasonCode reasonCode) {
		if (!ReasonCodes.isAllowed(packetType, reasonCode)) {
			throw new IllegalArgumentException(
					"A " + PacketType.name(packetType) + " cannot carry the reason code " + reasonCode);
		}
		out.writeByte(reasonCode.value());
	}

	private static void writePacketId(ByteBuf out, int packetId) {
		if (packetId == 0) {
			throw new IllegalArgumentException("A packet identifier must not be 0");
		}
		writeShort(out, "packet identifier", packetId);
	}

	private static void writeShort(ByteBuf out, String field, int value) {
		if (value < 0 || value > MAX_UNSIGNED_SHORT) {
			throw new IllegalArgumentException(field + " must be between 0 and 65535, not " + value);
		}
		out.writeShort(value);
	}

	static void writeBinary(ByteBuf out, String field, byte[] value) {
		if (value.length > MAX_UNSIGNED_SHORT) {
			throw new IllegalArgumentException(
					field + " has " + value.length + " bytes; the protocol allows " + MAX_UNSIGNED_SHORT);
		}
		out.writeShort(value.length);
		out.writeBytes(value);
	}

	private static <T extends Number> @Nullable T positive(Property property, @Nullable T value) {
		if (value != null && value.longValue() == 0) {
			throw new IllegalArgumentException(property.label() + " must not be 0");
		}
		return value;
	}

	private static @Nullable Long seconds(@Nullable Duration duration) {
		return (duration != null) ? duration.toSeconds() : null;
	}

	private static void requireMqtt5(boolean mqtt5, String packet, boolean unused, String what) {
		if (!mqtt5 && !unused) {
			throw new IllegalArgumentException("MQTT 3.1.1 has no " + what + " in " + packet);
		}
	}

	private static void requireMethod(@Nullable String method, byte @Nullable [] data) {
		if (method == null && data != null) {
			throw new IllegalArgumentException("Authentication Data needs an Authentication Method");
		}
	}

	private static void requireNotEmpty(String packet, List<?> list) {
		if (list.isEmpty()) {
			throw new IllegalArgumentException(packet + " must not be empty");
		}
	}

}
