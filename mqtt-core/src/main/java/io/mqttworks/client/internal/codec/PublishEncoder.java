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

import java.util.List;

import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.mqttworks.client.Text;
import io.mqttworks.client.UserProperty;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

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
		boolean expires = message.properties().messageExpiry() != null;
		long properties = propertiesSize(message.properties(), mqtt5, topicAlias, topicKnown, expires, false);
		long remaining = remaining(topic, message, mqtt5, topicKnown, properties);
		return 1 + VariableByteInteger.size(remaining) + remaining;
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
		long properties = propertiesSize(message.properties(), mqtt5, topicAlias, topicKnown, expirySeconds >= 0,
				identifiers);
		long remaining = remaining(topic, message, mqtt5, topicKnown, properties);
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
			VariableByteInteger.write(out, (int) properties);
			writeProperties(out, message.properties(), topicAlias, expirySeconds, identifiers);
		}
		if (withPayload) {
			out.writeBytes(message.payload());
		}
	}

	private static long remaining(byte[] topic, MqttMessage message, boolean mqtt5, boolean topicKnown,
			long properties) {
		if (topic.length > MAX_UNSIGNED_SHORT) {
			throw new IllegalArgumentException("Topic Name has more than 65535 bytes of UTF-8");
		}
		long size = 2 + (topicKnown ? 0 : topic.length) + ((message.qos() != Qos.AT_MOST_ONCE) ? 2 : 0);
		if (mqtt5) {
			size += VariableByteInteger.size(properties) + properties;
		}
		return size + message.payload().length;
	}

	/**
	 * Checks that nothing has to be sent that 3.1.1 does not have.
	 */
	static void requireNone(MessageProperties properties) {
		if (properties != MessageProperties.NONE && (properties.messageExpiry() != null || properties.utf8Payload()
				|| properties.contentType() != null || properties.responseTopic() != null
				|| properties.correlationData() != null || !properties.userProperties().isEmpty())) {
			throw new IllegalArgumentException("MQTT 3.1.1 has no message properties (expiry, payload format,"
					+ " content type, response topic, correlation data, user properties)");
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
			requireNone(properties);
			if (topicAlias != 0 || expires) {
				throw new IllegalArgumentException("MQTT 3.1.1 has no Topic Alias and no Message Expiry Interval");
			}
			return 0;
		}
		long size = ((topicAlias != 0) ? 3 : 0) + (expires ? 5 : 0);
		if (properties == MessageProperties.NONE) {
			return size;
		}
		size += properties.utf8Payload() ? 2 : 0;
		size += stringSize(Property.CONTENT_TYPE, properties.contentType());
		size += stringSize(Property.RESPONSE_TOPIC, properties.responseTopic());
		checkResponseTopic(properties.responseTopic());
		byte[] correlationData = properties.correlationData();
		if (correlationData != null) {
			if (correlationData.length > MAX_UNSIGNED_SHORT) {
				throw new IllegalArgumentException(
						"Correlation Data has " + correlationData.length + " bytes; the protocol allows 65535");
			}
			size += 3 + correlationData.length;
		}
		List<UserProperty> userProperties = properties.userProperties();
		for (int i = 0; i < userProperties.size(); i++) {
			UserProperty property = userProperties.get(i);
			size += 5 + Utf8.size("User Property name", property.name())
					+ Utf8.size("User Property value", property.value());
		}
		if (identifiers) {
			for (int identifier : properties.subscriptionIdentifiers()) {
				size += 1 + VariableByteInteger.size(identifier);
			}
		}
		return size;
	}

	private static int stringSize(Property property, @Nullable String text) {
		return (text != null) ? 3 + Utf8.size(property.label(), text) : 0;
	}

	static void checkResponseTopic(@Nullable String topic) {
		if (topic != null && (topic.isEmpty() || topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0)) {
			throw new IllegalArgumentException(
					"Response Topic '" + Text.escape(topic) + "' is empty or has a wildcard");
		}
	}

	private static void writeProperties(ByteBuf out, MessageProperties properties, int topicAlias, long expirySeconds,
			boolean identifiers) {
		if (topicAlias != 0) {
			out.writeByte(Property.TOPIC_ALIAS.id());
			out.writeShort(topicAlias);
		}
		if (expirySeconds >= 0) {
			out.writeByte(Property.MESSAGE_EXPIRY_INTERVAL.id());
			out.writeInt((int) expirySeconds);
		}
		if (properties == MessageProperties.NONE) {
			return;
		}
		if (properties.utf8Payload()) {
			out.writeByte(Property.PAYLOAD_FORMAT_INDICATOR.id());
			out.writeByte(1);
		}
		writeString(out, Property.CONTENT_TYPE, properties.contentType());
		writeString(out, Property.RESPONSE_TOPIC, properties.responseTopic());
		byte[] correlationData = properties.correlationData();
		if (correlationData != null) {
			out.writeByte(Property.CORRELATION_DATA.id());
			out.writeShort(correlationData.length);
			out.writeBytes(correlationData);
		}
		List<UserProperty> userProperties = properties.userProperties();
		for (int i = 0; i < userProperties.size(); i++) {
			UserProperty property = userProperties.get(i);
			out.writeByte(Property.USER_PROPERTY.id());
			writeString(out, property.name());
			writeString(out, property.value());
		}
		if (identifiers) {
			for (int identifier : properties.subscriptionIdentifiers()) {
				out.writeByte(Property.SUBSCRIPTION_IDENTIFIER.id());
				VariableByteInteger.write(out, identifier);
			}
		}
	}

	private static void writeString(ByteBuf out, Property property, @Nullable String text) {
		if (text != null) {
			out.writeByte(property.id());
			writeString(out, text);
		}
	}

	/**
	 * Writes a string that was checked while its size was found, so that its length can
	 * be filled in afterwards.
	 */
	private static void writeString(ByteBuf out, String text) {
		int start = out.writerIndex();
		out.writeShort(0);
		out.setShort(start, ByteBufUtil.writeUtf8(out, text));
	}

}
