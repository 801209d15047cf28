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

import io.mqttworks.client.Text;
import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.Text;
import io.mqttworks.client.UserProperty;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a message, in a PUBLISH and in a will: their size, and to bytes and
 * back. Whoever adds one has to add it here and in {@link MessageProperties}.
 */
final class MessagePropertiesCodec {

	private static final int MAX_UNSIGNED_SHORT = 65_535;

	private MessagePropertiesCodec() {
	}

	/**
	 * Checks the properties and returns their size, without the length in front of them.
	 * @param properties the properties
	 * @param expires whether the Message Expiry Interval is sent
	 * @param identifiers whether the Subscription Identifiers are sent, as servers do
	 * @return bytes
	 * @throws IllegalArgumentException if a property is not valid
	 */
	static long size(MessageProperties properties, boolean expires, boolean identifiers) {
		checkResponseTopic(properties.responseTopic());
		return go(null, properties, expires ? 0 : -1, identifiers);
	}

	/**
	 * Writes properties of which {@link #size} was asked.
	 * @param out where to
	 * @param properties the properties
	 * @param expirySeconds what is left of the Message Expiry Interval, or -1 for none
	 * @param identifiers whether to send the Subscription Identifiers, as servers do
	 */
	static void write(ByteBuf out, MessageProperties properties, long expirySeconds, boolean identifiers) {
		go(out, properties, expirySeconds, identifiers);
	}

	// Writes the properties, or only counts their bytes if there is no buffer. One list
	// for both, so that they cannot disagree.
	private static long go(@Nullable ByteBuf out, MessageProperties properties, long expirySeconds,
			boolean identifiers) {
		long size = 0;
		if (expirySeconds >= 0) {
			size += 5;
			if (out != null) {
				out.writeByte(Property.MESSAGE_EXPIRY_INTERVAL.id());
				out.writeInt((int) expirySeconds);
			}
		}
		if (properties == MessageProperties.NONE) {
			return size;
		}
		size += flag(out, Property.PAYLOAD_FORMAT_INDICATOR, properties.utf8Payload());
		size += string(out, Property.CONTENT_TYPE, properties.contentType());
		size += string(out, Property.RESPONSE_TOPIC, properties.responseTopic());
		size += binary(out, Property.CORRELATION_DATA, properties.correlationData());
		size += userProperties(out, properties.userProperties());
		return identifiers ? size + identifiers(out, properties.subscriptionIdentifiers()) : size;
	}

	private static int flag(@Nullable ByteBuf out, Property property, boolean set) {
		if (!set) {
			return 0;
		}
		if (out != null) {
			out.writeByte(property.id());
			out.writeByte(1);
		}
		return 2;
	}

	private static int string(@Nullable ByteBuf out, Property property, @Nullable String text) {
		if (text == null) {
			return 0;
		}
		if (out == null) {
			return 3 + Utf8.size(property.label(), text);
		}
		out.writeByte(property.id());
		return 1 + writeString(out, text);
	}

	private static int binary(@Nullable ByteBuf out, Property property, byte @Nullable [] value) {
		if (value == null) {
			return 0;
		}
		if (value.length > MAX_UNSIGNED_SHORT) {
			throw new IllegalArgumentException(
					property.label() + " has " + value.length + " bytes; the protocol allows 65535");
		}
		if (out != null) {
			out.writeByte(property.id());
			out.writeShort(value.length);
			out.writeBytes(value);
		}
		return 3 + value.length;
	}

	private static long userProperties(@Nullable ByteBuf out, List<UserProperty> userProperties) {
		long size = 0;
		for (int i = 0; i < userProperties.size(); i++) {
			UserProperty property = userProperties.get(i);
			if (out == null) {
				size += 5 + Utf8.size("User Property name", property.name())
						+ Utf8.size("User Property value", property.value());
			}
			else {
				out.writeByte(Property.USER_PROPERTY.id());
				size += 1 + writeString(out, property.name()) + writeString(out, property.value());
			}
		}
		return size;
	}

	private static long identifiers(@Nullable ByteBuf out, List<Integer> identifiers) {
		long size = 0;
		for (int identifier : identifiers) {
			size += 1 + VariableByteInteger.size(identifier);
			if (out != null) {
				out.writeByte(Property.SUBSCRIPTION_IDENTIFIER.id());
				VariableByteInteger.write(out, identifier);
			}
		}
		return size;
	}

	/**
	 * Writes a string that was checked while its size was found, so that its length can
	 * be filled in afterwards.
	 */
	private static int writeString(ByteBuf out, String text) {
		int start = out.writerIndex();
		out.writeShort(0);
		int length = ByteBufUtil.writeUtf8(out, text);
		out.setShort(start, length);
		return 2 + length;
	}

	private static void checkResponseTopic(@Nullable String topic) {
		if (topic != null && (topic.isEmpty() || topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0)) {
			throw new IllegalArgumentException(
					"Response Topic '" + Text.escape(topic) + "' is empty or has a wildcard");
		}
	}

	/**
	 * Checks that nothing has to be sent that 3.1.1 does not have.
	 * @param properties the properties
	 * @throws IllegalArgumentException if there is
	 */
	static void requireNone(MessageProperties properties) {
		String property = properties.firstSet();
		if (property != null) {
			throw new IllegalArgumentException("MQTT 3.1.1 has no message properties, but the message has " + property);
		}
	}

	/**
	 * Returns what properties of a PUBLISH or a will say of the message.
	 * @param properties the properties, read
	 * @return the message's
	 */
	static MessageProperties read(PropertyReader properties) {
		if (properties.isEmpty()) {
			return MessageProperties.NONE;
		}
		long expiry = properties.number(Property.MESSAGE_EXPIRY_INTERVAL, -1);
		return new MessageProperties((expiry >= 0) ? Duration.ofSeconds(expiry) : null,
				properties.number(Property.PAYLOAD_FORMAT_INDICATOR, 0) == 1, properties.string(Property.CONTENT_TYPE),
				properties.string(Property.RESPONSE_TOPIC), properties.binary(Property.CORRELATION_DATA),
				properties.userProperties(), properties.subscriptionIdentifiers());
	}

}
