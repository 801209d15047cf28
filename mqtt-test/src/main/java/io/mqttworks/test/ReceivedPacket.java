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

package io.mqttworks.test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectPayload;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import org.jspecify.annotations.Nullable;

/**
 * A packet the client sent: its bytes, and what netty-codec-mqtt reads in them.
 */
public final class ReceivedPacket {

	private final byte[] bytes;

	private final MqttMessage decoded;

	private final String topic;

	private final byte[] payload;

	private final int packetId;

	private final int reasonCode;

	private final MqttProperties properties;

	ReceivedPacket(byte[] bytes, MqttMessage decoded) {
		this.bytes = bytes;
		this.decoded = decoded;
		Object header = decoded.variableHeader();
		if (decoded instanceof MqttPublishMessage publish) {
			this.topic = publish.variableHeader().topicName();
			this.packetId = Math.max(0, publish.variableHeader().packetId());
			this.properties = publish.variableHeader().properties();
			this.payload = ByteBufUtil.getBytes(publish.payload());
			this.reasonCode = 0;
			publish.release();
			return;
		}
		this.topic = "";
		this.payload = new byte[0];
		if (header instanceof MqttPubReplyMessageVariableHeader reply) {
			this.packetId = reply.messageId();
			this.reasonCode = reply.reasonCode() & 0xFF;
			this.properties = reply.properties();
		}
		else if (header instanceof MqttMessageIdAndPropertiesVariableHeader id) {
			this.packetId = id.messageId();
			this.reasonCode = 0;
			this.properties = id.properties();
		}
		else if (header instanceof MqttMessageIdVariableHeader id) {
			this.packetId = id.messageId();
			this.reasonCode = 0;
			this.properties = MqttProperties.NO_PROPERTIES;
		}
		else if (header instanceof MqttReasonCodeAndPropertiesVariableHeader reason) {
			this.packetId = 0;
			this.reasonCode = reason.reasonCode() & 0xFF;
			this.properties = reason.properties();
		}
		else if (header instanceof MqttConnectVariableHeader connect) {
			this.packetId = 0;
			this.reasonCode = 0;
			this.properties = connect.properties();
		}
		else {
			this.packetId = 0;
			this.reasonCode = 0;
			this.properties = MqttProperties.NO_PROPERTIES;
		}
	}

	public MqttMessageType type() {
		return this.decoded.fixedHeader().messageType();
	}

	/** The lower four bits of the first byte, as they were sent. */
	public int flags() {
		return this.bytes[0] & 0x0F;
	}

	/** All bytes of the packet. */
	public byte[] bytes() {
		return this.bytes;
	}

	public int size() {
		return this.bytes.length;
	}

	public boolean isDuplicate() {
		return (flags() & 8) != 0;
	}

	public int qos() {
		return (flags() >> 1) & 3;
	}

	public boolean isRetain() {
		return (flags() & 1) != 0;
	}

	/** Of a PUBLISH; empty if only an alias was sent. */
	public String topic() {
		return this.topic;
	}

	/** Of a PUBLISH. */
	public byte[] payload() {
		return this.payload;
	}

	/** Of a PUBLISH, read as UTF-8. */
	public String text() {
		return new String(this.payload, StandardCharsets.UTF_8);
	}

	/** 0 if the packet has none. */
	public int packetId() {
		return this.packetId;
	}

	/** Of an acknowledgement, DISCONNECT or AUTH; 0 if it says none. */
	public int reasonCode() {
		return this.reasonCode;
	}

	/** The filters of a SUBSCRIBE or UNSUBSCRIBE. */
	public List<String> filters() {
		if (this.decoded instanceof MqttUnsubscribeMessage unsubscribe) {
			return unsubscribe.payload().topics();
		}
		return subscriptions().stream().map(MqttTopicSubscription::topicFilter).toList();
	}

	/** The filters and options of a SUBSCRIBE. */
	public List<MqttTopicSubscription> subscriptions() {
		return ((MqttSubscribeMessage) this.decoded).payload().topicSubscriptions();
	}

	/** The flags, version, keep-alive and properties of a CONNECT. */
	public MqttConnectVariableHeader connect() {
		return ((MqttConnectMessage) this.decoded).variableHeader();
	}

	/** The client identifier, will, user name and password of a CONNECT. */
	public MqttConnectPayload connectPayload() {
		return ((MqttConnectMessage) this.decoded).payload();
	}

	public boolean has(Property property) {
		return this.properties.getProperty(property.id()) != null;
	}

	/** A number property, or {@code null}. */
	public @Nullable Long number(Property property) {
		return number(this.properties, property);
	}

	/** A text property, or {@code null}. */
	public @Nullable String string(Property property) {
		return string(this.properties, property);
	}

	/** A binary property, or {@code null}. */
	public byte @Nullable [] binary(Property property) {
		MqttProperties.MqttProperty<?> found = this.properties.getProperty(property.id());
		return (found != null) ? (byte[]) found.value() : null;
	}

	/** The user properties, each as {@code name=value}. */
	public List<String> userProperties() {
		return userProperties(this.properties);
	}

	/**
	 * Reads a number.
	 * @param properties where
	 * @param property which
	 * @return the number, or {@code null}
	 */
	public static @Nullable Long number(MqttProperties properties, Property property) {
		MqttProperties.MqttProperty<?> found = properties.getProperty(property.id());
		return (found != null) ? (Integer) found.value() & 0xFFFF_FFFFL : null;
	}

	/**
	 * Reads a text.
	 * @param properties where
	 * @param property which
	 * @return the text, or {@code null}
	 */
	public static @Nullable String string(MqttProperties properties, Property property) {
		MqttProperties.MqttProperty<?> found = properties.getProperty(property.id());
		return (found != null) ? (String) found.value() : null;
	}

	/**
	 * Reads the user properties.
	 * @param properties where
	 * @return each as {@code name=value}
	 */
	public static List<String> userProperties(MqttProperties properties) {
		List<String> result = new ArrayList<>();
		if (properties.getProperty(Property.USER_PROPERTY.id()) instanceof MqttProperties.UserProperties pairs) {
			pairs.value().forEach((pair) -> result.add(pair.key + "=" + pair.value));
		}
		return result;
	}

	/** Short, for the messages of failed expectations. */
	@Override
	public String toString() {
		StringBuilder text = new StringBuilder(type().name());
		if (this.packetId != 0) {
			text.append(" id=").append(this.packetId);
		}
		if (type() == MqttMessageType.PUBLISH) {
			text.append(" qos=").append(qos()).append(isDuplicate() ? " dup" : "").append(isRetain() ? " retain" : "");
			text.append(" topic=").append((this.topic.length() > 60) ? this.topic.substring(0, 60) : this.topic);
			text.append((this.payload.length > 40) ? " payload of " + this.payload.length + " bytes"
					: " payload='" + text() + "'");
		}
		if (this.reasonCode != 0) {
			text.append(" reason=0x").append(Integer.toHexString(this.reasonCode));
		}
		if (type() == MqttMessageType.SUBSCRIBE || type() == MqttMessageType.UNSUBSCRIBE) {
			text.append(' ').append(filters());
		}
		return text.toString();
	}

}
