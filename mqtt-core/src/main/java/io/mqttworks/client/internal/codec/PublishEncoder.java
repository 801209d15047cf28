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

import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.netty.buffer.ByteBuf;

/**
 * Encodes PUBLISH without allocating anything. For any thread.
 */
public final class PublishEncoder {

	private static final int MAX_UNSIGNED_SHORT = 65_535;

	private static final long MAX_UNSIGNED_INT = 4_294_967_295L;

	private PublishEncoder() {
	}

	/**
	 * Checks everything in a message but its topic, so that it can be sent later.
	 * @param topic the topic name's UTF-8
	 * @param message the message
	 * @throws IllegalArgumentException if a string is not valid
	 */
	public static void check(byte[] topic, MqttMessage message) {
		size(topic, message, true, 0, false);
	}

	/**
	 * Returns the size of the whole packet, fixed header included, and checks everything
	 * in the message but the topic. The Message Expiry Interval counts if the message has
	 * one.
	 * @param topic the topic name's UTF-8
	 * @param message the message
	 * @param mqtt5 whether the packet is of MQTT 5
	 * @param topicAlias the alias to send, or 0
	 * @param topicKnown whether the server knows the alias, so that it is sent alone
	 * @return bytes; more than 268,435,460 cannot be encoded
	 * @throws IllegalArgumentException if a string is not valid, or there is something
	 * that 3.1.1 does not have
	 */
	public static long size(byte[] topic, MqttMessage message, boolean mqtt5, int topicAlias, boolean topicKnown) {
		return size(topic, message, mqtt5, topicAlias, topicKnown, message.properties().messageExpiry() != null, false);
	}

	static long size(byte[] topic, MqttMessage message, boolean mqtt5, int topicAlias, boolean topicKnown,
			boolean expires, boolean identifiers) {
		if (topic.length > MAX_UNSIGNED_SHORT) {
			throw new IllegalArgumentException("Topic Name has more than 65535 bytes of UTF-8");
		}
		long remaining = fixed(topic, message, topicKnown) + message.payload().length;
		long properties = propertiesSize(message.properties(), mqtt5, topicAlias, topicKnown, expires, identifiers);
		if (mqtt5) {
			remaining += VariableByteInteger.size(properties) + properties;
		}
		return 1 + VariableByteInteger.size(remaining) + remaining;
	}

	private static long fixed(byte[] topic, MqttMessage message, boolean topicKnown) {
		return 2L + (topicKnown ? 0 : topic.length) + ((message.qos() != Qos.AT_MOST_ONCE) ? 2 : 0);
	}

	/**
	 * Writes the packet at the buffer's writer index. The Subscription Identifiers of a
	 * message that was received are not sent: a client must not [MQTT-3.3.4-6].
	 * @param out where to; grows if needed
	 * @param topic the topic name's UTF-8
	 * @param message the message; its topic, packet identifier and DUP flag do not count
	 * @param packetId 1 to 65,535; without meaning for QoS 0
	 * @param duplicate the DUP flag; only for QoS 1 and 2
	 * @param mqtt5 whether the packet is of MQTT 5
	 * @param topicAlias the alias to send, or 0
	 * @param topicKnown whether the server knows the alias, so that it is sent alone
	 * @param expirySeconds what is left of the Message Expiry Interval, or -1 to send
	 * none
	 * @param withPayload whether to write the payload; if not, the caller has to send it
	 * next
	 * @throws IllegalArgumentException if anything is not valid, or there is something
	 * that 3.1.1 does not have; nothing is written then
	 */
	public static void encode(ByteBuf out, byte[] topic, MqttMessage message, int packetId, boolean duplicate,
			boolean mqtt5, int topicAlias, boolean topicKnown, long expirySeconds, boolean withPayload) {
		encode(out, topic, message, packetId, duplicate, mqtt5, topicAlias, topicKnown, expirySeconds, withPayload,
				false);
	}

	/**
	 * Writes the packet as a server does, which may send Subscription Identifiers.
	 */
	static void encode(ByteBuf out, byte[] topic, MqttMessage message, int packetId, boolean duplicate, boolean mqtt5,
			int topicAlias, boolean topicKnown, long expirySeconds, boolean withPayload, boolean identifiers) {
		long size = size(topic, message, mqtt5, topicAlias, topicKnown, expirySeconds >= 0, identifiers);
		write(out, topic, message, packetId, duplicate, mqtt5, topicAlias, topicKnown, expirySeconds, size, withPayload,
				identifiers);
	}

	/**
	 * Writes a packet whose size is known, and whose message was checked with it.
	 */
	static void write(ByteBuf out, byte[] topic, MqttMessage message, int packetId, boolean duplicate, boolean mqtt5,
			int topicAlias, boolean topicKnown, long expirySeconds, long size, boolean withPayload,
			boolean identifiers) {
		Qos qos = message.qos();
		boolean acknowledged = qos != Qos.AT_MOST_ONCE;
		if (acknowledged && (packetId < 1 || packetId > MAX_UNSIGNED_SHORT)) {
			throw new IllegalArgumentException("A packet identifier must be between 1 and 65535, not " + packetId);
		}
		if (duplicate && !acknowledged) {
			throw new IllegalArgumentException("A PUBLISH of QoS 0 cannot have the DUP flag");
		}
		if (expirySeconds < -1 || expirySeconds > MAX_UNSIGNED_INT) {
			throw new IllegalArgumentException(
					"Message Expiry Interval must be between 0 and 4294967295, not " + expirySeconds);
		}
		long remaining = VariableByteInteger.counted(size - 1);
		if (remaining > VariableByteInteger.MAX_VALUE) {
			throw new IllegalArgumentException("PUBLISH needs " + remaining
					+ " bytes after the fixed header; the protocol allows " + VariableByteInteger.MAX_VALUE);
		}
		out.writeByte(
				(PacketType.PUBLISH << 4) | (duplicate ? 8 : 0) | (qos.value() << 1) | (message.retain() ? 1 : 0));
		VariableByteInteger.write(out, (int) remaining);
		if (topicKnown) {
			out.writeShort(0);
		}
		else {
			out.writeShort(topic.length);
			out.writeBytes(topic);
		}
		if (acknowledged) {
			out.writeShort(packetId);
		}
		if (mqtt5) {
			long rest = remaining - fixed(topic, message, topicKnown) - message.payload().length;
			VariableByteInteger.write(out, (int) VariableByteInteger.counted(rest));
			if (topicAlias != 0) {
				out.writeByte(Property.TOPIC_ALIAS.id());
				out.writeShort(topicAlias);
			}
			MessagePropertiesCodec.write(out, message.properties(), expirySeconds, identifiers);
		}
		if (withPayload) {
			out.writeBytes(message.payload());
		}
	}

	/**
	 * Checks the properties and returns their size, their length in front not counted.
	 */
	private static long propertiesSize(MessageProperties properties, boolean mqtt5, int topicAlias, boolean topicKnown,
			boolean expires, boolean identifiers) {
		if (topicAlias < 0 || topicAlias > MAX_UNSIGNED_SHORT || (topicAlias == 0 && topicKnown)) {
			throw new IllegalArgumentException("Topic Alias must be between 1 and 65535, not " + topicAlias);
		}
		if (!mqtt5) {
			MessagePropertiesCodec.requireNone(properties);
			if (topicAlias != 0 || expires) {
				throw new IllegalArgumentException("MQTT 3.1.1 has no Topic Alias and no Message Expiry Interval");
			}
			return 0;
		}
		return ((topicAlias != 0) ? 3 : 0) + MessagePropertiesCodec.size(properties, expires, identifiers);
	}

}
