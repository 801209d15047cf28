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
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.RetainHandling;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.Topics;
import io.netty.buffer.ByteBuf;

/**
 * Encodes the packets that a client sends, in one version of MQTT. For any thread.
 */
public class PacketEncoder {

	private static final PacketEncoder MQTT_3_1_1 = new PacketEncoder(false);

	private static final PacketEncoder MQTT_5 = new PacketEncoder(true);

	private static final byte[] NO_TOPIC = new byte[0];

	final boolean mqtt5;

	PacketEncoder(boolean mqtt5) {
		this.mqtt5 = mqtt5;
	}

	/**
	 * Returns the encoder of a version.
	 * @param version 3.1.1 or 5
	 * @return the encoder
	 */
	public static PacketEncoder forVersion(MqttVersion version) {
		return (version == MqttVersion.MQTT_5) ? MQTT_5 : MQTT_3_1_1;
	}

	/**
	 * Writes a packet at the buffer's writer index.
	 * @param out where to; grows if needed
	 * @param packet the packet; a CONNECT names its own version
	 * @throws IllegalArgumentException if anything in the packet is not valid, or there
	 * is something that 3.1.1 does not have; nothing is written then
	 */
	public final void encode(ByteBuf out, Packet packet) {
		if (packet instanceof Packet.Publish publish) {
			publish(out, publish);
			return;
		}
		ByteBuf body = out.alloc().buffer();
		try {
			int first = body(body, packet);
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
	 * Returns the size of a PUBLISH, fixed header included, and checks everything in the
	 * message but the topic.
	 * @param topic the topic name's UTF-8
	 * @param message the message
	 * @param topicAlias the alias to send, or 0
	 * @param topicKnown whether the server knows the alias, so that it is sent alone
	 * @param expirySeconds what is left of the Message Expiry Interval, or -1 for none
	 * @return bytes; more than 268,435,460 cannot be encoded
	 * @throws IllegalArgumentException if a string is not valid, or there is something
	 * that 3.1.1 does not have
	 */
	public final long publishSize(byte[] topic, MqttMessage message, int topicAlias, boolean topicKnown,
			long expirySeconds) {
		return PublishEncoder.size(topic, message, this.mqtt5, topicAlias, topicKnown, expirySeconds >= 0, false);
	}

	/**
	 * Writes a PUBLISH of which {@link #publishSize} was asked with the same values, at
	 * the buffer's writer index.
	 * @param out where to; grows if needed
	 * @param topic the topic name's UTF-8
	 * @param message the message; its topic, packet identifier and DUP flag do not count
	 * @param packetId 1 to 65,535; without meaning for QoS 0
	 * @param duplicate the DUP flag; only for QoS 1 and 2
	 * @param topicAlias the alias to send, or 0
	 * @param topicKnown whether the server knows the alias, so that it is sent alone
	 * @param expirySeconds what is left of the Message Expiry Interval, or -1 for none
	 * @param size what {@code publishSize} said
	 * @param withPayload whether to write the payload; if not, the caller has to send it
	 * next
	 * @throws IllegalArgumentException if anything is not valid; nothing is written then
	 */
	public final void publish(ByteBuf out, byte[] topic, MqttMessage message, int packetId, boolean duplicate,
			int topicAlias, boolean topicKnown, long expirySeconds, long size, boolean withPayload) {
		PublishEncoder.write(out, topic, message, packetId, duplicate, this.mqtt5, topicAlias, topicKnown,
				expirySeconds, size, withPayload, false);
	}

	/**
	 * Writes what follows the fixed header.
	 * @return the packet's first byte
	 * @throws IllegalArgumentException if a client does not send such a packet
	 */
	int body(ByteBuf out, Packet packet) {
		if (packet instanceof Packet.Connect connect) {
			ConnectEncoder.write(out, connect);
			return PacketType.CONNECT << 4;
		}
		if (packet instanceof Packet.Ack ack) {
			ack(out, ack);
			return (ack.type() << 4) | ((ack.type() == PacketType.PUBREL) ? 2 : 0);
		}
		if (packet instanceof Packet.Subscribe subscribe) {
			subscribe(out, subscribe);
			return (PacketType.SUBSCRIBE << 4) | 2;
		}
		if (packet instanceof Packet.Unsubscribe unsubscribe) {
			unsubscribe(out, unsubscribe);
			return (PacketType.UNSUBSCRIBE << 4) | 2;
		}
		if (packet instanceof Packet.PingReq) {
			return PacketType.PINGREQ << 4;
		}
		if (packet instanceof Packet.Disconnect disconnect) {
			disconnect(out, disconnect);
			return PacketType.DISCONNECT << 4;
		}
		if (packet instanceof Packet.Auth auth) {
			auth(out, auth);
			return PacketType.AUTH << 4;
		}
		throw new IllegalArgumentException("A client does not send a " + packet.name());
	}

	private void publish(ByteBuf out, Packet.Publish publish) {
		MqttMessage message = publish.message();
		boolean aliasOnly = message.topic().isEmpty();
		byte[] topic = aliasOnly ? NO_TOPIC : TopicBytes.of(message.topic());
		Duration expiry = message.properties().messageExpiry();
		PublishEncoder.encode(out, topic, message, message.packetId(), message.duplicate(), this.mqtt5,
				publish.topicAlias(), aliasOnly, (expiry != null) ? expiry.toSeconds() : -1, true, true);
	}

	private void ack(ByteBuf out, Packet.Ack ack) {
		if (ack.type() < PacketType.PUBACK || ack.type() > PacketType.PUBCOMP) {
			throw new IllegalArgumentException("An acknowledgement must be of type 4 to 7, not " + ack.type());
		}
		PacketFields.writePacketId(out, ack.packetId());
		boolean plain = ack.reasonString() == null && ack.userProperties().isEmpty();
		PacketFields.requireMqtt5(this.mqtt5, PacketType.name(ack.type()),
				plain && ack.reasonCode() == ReasonCode.SUCCESS, "reason codes and properties");
		if (plain && ack.reasonCode() == ReasonCode.SUCCESS) {
			return;
		}
		PacketFields.writeReasonCode(out, ack.type(), ack.reasonCode());
		if (!plain) {
			PacketFields.reasonProperties(out, ack.reasonString(), ack.userProperties());
		}
	}

	private void subscribe(ByteBuf out, Packet.Subscribe subscribe) {
		PacketFields.requireMqtt5(this.mqtt5, "SUBSCRIBE",
				subscribe.subscriptionIdentifier() == 0 && subscribe.userProperties().isEmpty(), "properties");
		PacketFields.requireNotEmpty("SUBSCRIBE", subscribe.subscriptions());
		PacketFields.writePacketId(out, subscribe.packetId());
		if (this.mqtt5) {
			int identifier = subscribe.subscriptionIdentifier();
			PropertyWriter.write(out,
					(writer) -> writer.number(Property.SUBSCRIPTION_IDENTIFIER, (identifier != 0) ? identifier : null)
						.userProperties(subscribe.userProperties()));
		}
		for (Subscription subscription : subscribe.subscriptions()) {
			boolean defaults = !subscription.noLocal() && !subscription.retainAsPublished()
					&& subscription.retainHandling() == RetainHandling.SEND;
			PacketFields.requireMqtt5(this.mqtt5, "SUBSCRIBE", defaults,
					"noLocal, retainAsPublished and retainHandling");
			Utf8.write(out, "topic filter", subscription.topicFilter());
			out.writeByte(subscription.qos().value() | (subscription.noLocal() ? 0x04 : 0)
					| (subscription.retainAsPublished() ? 0x08 : 0) | (subscription.retainHandling().ordinal() << 4));
		}
	}

	private void unsubscribe(ByteBuf out, Packet.Unsubscribe unsubscribe) {
		PacketFields.requireMqtt5(this.mqtt5, "UNSUBSCRIBE", unsubscribe.userProperties().isEmpty(), "properties");
		PacketFields.requireNotEmpty("UNSUBSCRIBE", unsubscribe.topicFilters());
		PacketFields.writePacketId(out, unsubscribe.packetId());
		if (this.mqtt5) {
			PropertyWriter.write(out, (writer) -> writer.userProperties(unsubscribe.userProperties()));
		}
		for (String topicFilter : unsubscribe.topicFilters()) {
			Topics.validateFilter(topicFilter);
			Utf8.write(out, "topic filter", topicFilter);
		}
	}

	private void disconnect(ByteBuf out, Packet.Disconnect disconnect) {
		boolean plain = disconnect.sessionExpiry() == null && disconnect.reasonString() == null
				&& disconnect.serverReference() == null && disconnect.userProperties().isEmpty();
		PacketFields.requireMqtt5(this.mqtt5, "DISCONNECT", plain && disconnect.reasonCode() == ReasonCode.SUCCESS,
				"reason codes and properties");
		if (plain && disconnect.reasonCode() == ReasonCode.SUCCESS) {
			return;
		}
		PacketFields.writeReasonCode(out, PacketType.DISCONNECT, disconnect.reasonCode());
		if (!plain) {
			PropertyWriter.write(out,
					(writer) -> writer.number(Property.SESSION_EXPIRY_INTERVAL, disconnect.sessionExpiry())
						.string(Property.REASON_STRING, disconnect.reasonString())
						.string(Property.SERVER_REFERENCE, disconnect.serverReference())
						.userProperties(disconnect.userProperties()));
		}
	}

	private void auth(ByteBuf out, Packet.Auth auth) {
		PacketFields.requireMqtt5(this.mqtt5, "AUTH", false, "such packet");
		boolean plain = auth.authenticationMethod() == null && auth.authenticationData() == null
				&& auth.reasonString() == null && auth.userProperties().isEmpty();
		if (plain && auth.reasonCode() == ReasonCode.SUCCESS) {
			return;
		}
		if (auth.authenticationMethod() == null) {
			throw new IllegalArgumentException("AUTH needs an authentication method");
		}
		PacketFields.writeReasonCode(out, PacketType.AUTH, auth.reasonCode());
		PropertyWriter.write(out,
				(writer) -> writer.string(Property.AUTHENTICATION_METHOD, auth.authenticationMethod())
					.binary(Property.AUTHENTICATION_DATA, auth.authenticationData())
					.string(Property.REASON_STRING, auth.reasonString())
					.userProperties(auth.userProperties()));
	}

}
