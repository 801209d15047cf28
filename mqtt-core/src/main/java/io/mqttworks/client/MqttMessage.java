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

package io.mqttworks.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A message: to publish, or received. Immutable as long as nobody writes into the arrays
 * it was given, which are not copied.
 */
public final class MqttMessage {

	private static final byte[] EMPTY = new byte[0];

	private static final int RETAIN = 1;

	private static final int DUPLICATE = 2;

	private static final int HAS_PACKET_ID = 4;

	private final String topic;

	private final byte[] payload;

	private final Qos qos;

	private final MessageProperties properties;

	// A byte and an unsigned short, to keep messages small: there can be millions of them
	// a second.
	private final byte flags;

	// The packet identifier of a received message, the topic alias of one to publish.
	private final char number;

	private MqttMessage(String topic, byte[] payload, Qos qos, int flags, int number, MessageProperties properties) {
		this.topic = topic;
		this.payload = payload;
		this.qos = qos;
		this.flags = (byte) flags;
		this.number = (char) number;
		this.properties = properties;
	}

	/**
	 * Returns a message to publish.
	 * @param topic the topic name; no wildcards
	 * @param payload the payload; not copied
	 * @param qos the quality of service
	 * @return the message
	 */
	public static MqttMessage of(String topic, byte[] payload, Qos qos) {
		return new MqttMessage(Objects.requireNonNull(topic, "topic"), Objects.requireNonNull(payload, "payload"),
				Objects.requireNonNull(qos, "qos"), 0, 0, MessageProperties.NONE);
	}

	/**
	 * Returns a message to publish.
	 * @param topic the topic name; no wildcards
	 * @param payload the payload, sent as UTF-8
	 * @param qos the quality of service
	 * @return the message
	 */
	public static MqttMessage of(String topic, String payload, Qos qos) {
		return of(topic, payload.getBytes(StandardCharsets.UTF_8), qos);
	}

	/**
	 * Returns a message as it is received: for tests of handlers, and for bridges.
	 * @param topic the topic name
	 * @param payload the payload; not copied
	 * @param qos the quality of service
	 * @param retain whether the server had stored the message before the subscription was
	 * made
	 * @param duplicate whether the server had tried to send it before
	 * @param packetId the packet identifier; 0 for QoS 0
	 * @param properties the MQTT 5 properties
	 * @return the message
	 */
	public static MqttMessage received(String topic, byte[] payload, Qos qos, boolean retain, boolean duplicate,
			int packetId, MessageProperties properties) {
		int flags = ((packetId != 0) ? HAS_PACKET_ID : 0) | (retain ? RETAIN : 0) | (duplicate ? DUPLICATE : 0);
		return new MqttMessage(topic, payload, qos, flags, packetId, properties);
	}

	/**
	 * Starts a message to publish; QoS 1 unless set.
	 * @param topic the topic name; no wildcards
	 * @return a builder
	 */
	public static Builder builder(String topic) {
		return new Builder(topic, MessageProperties.NONE.toBuilder());
	}

	/**
	 * Starts a message to publish that is like this one: topic, payload, QoS, RETAIN flag
	 * and all that the publisher said in MQTT 5 properties. Arrays are not copied. What
	 * belongs to the delivery of a received message stays behind: its packet identifier,
	 * DUP flag and subscription identifiers.
	 * @return a builder
	 */
	public Builder toBuilder() {
		Builder builder = new Builder(this.topic, this.properties.toBuilder());
		builder.payload = this.payload;
		builder.qos = this.qos;
		builder.retain = retain();
		builder.topicAlias = topicAlias();
		return builder;
	}

	/**
	 * Returns the topic name.
	 * @return the topic name
	 */
	public String topic() {
		return this.topic;
	}

	/**
	 * Returns the payload itself, not a copy: do not change it.
	 * @return the payload; empty, never {@code null}
	 */
	public byte[] payload() {
		return this.payload;
	}

	/**
	 * Returns the payload as UTF-8 text; bytes that are not UTF-8 become U+FFFD.
	 * @return the text
	 */
	public String payloadAsString() {
		return new String(this.payload, StandardCharsets.UTF_8);
	}

	/**
	 * Returns a read-only view of the payload.
	 * @return the payload
	 */
	public ByteBuffer payloadAsBuffer() {
		return ByteBuffer.wrap(this.payload).asReadOnlyBuffer();
	}

	/**
	 * Returns the quality of service.
	 * @return the quality of service; for a received message the one it was delivered
	 * with
	 */
	public Qos qos() {
		return this.qos;
	}

	/**
	 * Returns whether the server shall keep, or had kept, the message for later
	 * subscribers.
	 * @return the RETAIN flag
	 */
	public boolean retain() {
		return (this.flags & RETAIN) != 0;
	}

	/**
	 * Returns whether the sender had tried to send this packet before. A message that is
	 * not marked can still be a repetition.
	 * @return the DUP flag
	 */
	public boolean duplicate() {
		return (this.flags & DUPLICATE) != 0;
	}

	/**
	 * Returns the packet identifier a received message came with.
	 * @return the identifier; 0 for QoS 0 and for messages to publish
	 */
	public int packetId() {
		return hasPacketId() ? this.number : 0;
	}

	/**
	 * Returns the topic alias to publish the message with.
	 * @return the alias; 0 if the client chooses, and for received messages
	 * @see Builder#topicAlias
	 */
	public int topicAlias() {
		return hasPacketId() ? 0 : this.number;
	}

	private boolean hasPacketId() {
		return (this.flags & HAS_PACKET_ID) != 0;
	}

	/**
	 * Returns the MQTT 5 properties.
	 * @return the properties; {@link MessageProperties#NONE} on 3.1.1
	 */
	public MessageProperties properties() {
		return this.properties;
	}

	/**
	 * Returns the content type.
	 * @return the content type, or {@code null}
	 */
	public @Nullable String contentType() {
		return this.properties.contentType();
	}

	/**
	 * Returns the topic to which the sender wants the reply.
	 * @return the topic, or {@code null}
	 */
	public @Nullable String responseTopic() {
		return this.properties.responseTopic();
	}

	/**
	 * Returns what a reply must carry back.
	 * @return the bytes, not a copy, or {@code null}
	 */
	public byte @Nullable [] correlationData() {
		return this.properties.correlationData();
	}

	/**
	 * Returns how long the message is worth delivering.
	 * @return the time left, or {@code null} for ever
	 */
	public @Nullable Duration messageExpiry() {
		return this.properties.messageExpiry();
	}

	/**
	 * Returns the sender's names and values.
	 * @return the user properties, in order; empty on 3.1.1
	 */
	public List<UserProperty> userProperties() {
		return this.properties.userProperties();
	}

	/**
	 * Returns the first value of a user property.
	 * @param name the name
	 * @return the value, or {@code null}
	 */
	public @Nullable String userProperty(String name) {
		for (UserProperty property : this.properties.userProperties()) {
			if (property.name().equals(name)) {
				return property.value();
			}
		}
		return null;
	}

	/**
	 * Names the topic, QoS, flags and payload size, never the payload.
	 */
	@Override
	public String toString() {
		return "MqttMessage[topic=" + Text.escape(this.topic) + ", qos=" + this.qos.value() + ", retain=" + retain()
				+ ((packetId() != 0) ? ", packetId=" + packetId() : "") + (duplicate() ? ", duplicate" : "")
				+ ", payload=" + this.payload.length + " bytes]";
	}

	/**
	 * Builds a message to publish.
	 */
	public static final class Builder {

		private String topic;

		private byte[] payload = EMPTY;

		private Qos qos = Qos.AT_LEAST_ONCE;

		private boolean retain;

		private int topicAlias;

		private final MessageProperties.Builder properties;

		private Builder(String topic, MessageProperties.Builder properties) {
			this.topic = Objects.requireNonNull(topic, "topic");
			this.properties = properties;
		}

		/**
		 * Sets the topic name, instead of the one the builder was made with.
		 * @param topic the topic name; no wildcards
		 * @return this builder
		 */
		public Builder topic(String topic) {
			this.topic = Objects.requireNonNull(topic, "topic");
			return this;
		}

		/**
		 * Sets the payload; the default is empty.
		 * @param payload the payload; not copied
		 * @return this builder
		 */
		public Builder payload(byte[] payload) {
			this.payload = Objects.requireNonNull(payload, "payload");
			return this;
		}

		/**
		 * Sets the payload to UTF-8 text.
		 * @param payload the text
		 * @return this builder
		 */
		public Builder payload(String payload) {
			return payload(payload.getBytes(StandardCharsets.UTF_8));
		}

		/**
		 * Sets the quality of service; the default is QoS 1.
		 * @param qos the quality of service
		 * @return this builder
		 */
		public Builder qos(Qos qos) {
			this.qos = Objects.requireNonNull(qos, "qos");
			return this;
		}

		/**
		 * Sets whether the server keeps the message for later subscribers; an empty
		 * payload removes the one it keeps.
		 * @param retain the RETAIN flag
		 * @return this builder
		 */
		public Builder retain(boolean retain) {
			this.retain = retain;
			return this;
		}

		/**
		 * Sets the topic alias to publish the message with (section 3.3.2.3.4). MQTT 5
		 * only. This is rarely needed: the client chooses aliases by itself. Set one
		 * where you know better which topics are worth it; with
		 * {@link MqttClientBuilder#topicAliasMaximum} 0 these aliases are the only ones.
		 * The topic goes out together with the alias until the server knows it. An alias
		 * above the server's Topic Alias Maximum fails the message. It belongs to the
		 * first connection that sends the message: repetitions on later ones, and
		 * messages that another process has stored, go out without it.
		 * @param topicAlias 1 to 65,535; 0, the default, lets the client choose
		 * @return this builder
		 */
		public Builder topicAlias(int topicAlias) {
			this.topicAlias = Limits.range("topicAlias", topicAlias, 0, Limits.MAX_UNSIGNED_SHORT);
			return this;
		}

		/**
		 * Sets how long the message is worth delivering. MQTT 5 only.
		 * @param messageExpiry whole seconds, at most 4,294,967,295; {@code null} for
		 * ever
		 * @return this builder
		 */
		public Builder messageExpiry(@Nullable Duration messageExpiry) {
			this.properties.messageExpiry = messageExpiry;
			return this;
		}

		/**
		 * Sets whether to declare that the payload is UTF-8 text. MQTT 5 only.
		 * @param utf8Payload whether it is
		 * @return this builder
		 */
		public Builder utf8Payload(boolean utf8Payload) {
			this.properties.utf8Payload = utf8Payload;
			return this;
		}

		/**
		 * Sets the content type. MQTT 5 only.
		 * @param contentType often a MIME type
		 * @return this builder
		 */
		public Builder contentType(@Nullable String contentType) {
			this.properties.contentType = contentType;
			return this;
		}

		/**
		 * Sets the topic to which the reply shall be published. MQTT 5 only.
		 * @param responseTopic a topic name; no wildcards
		 * @return this builder
		 */
		public Builder responseTopic(@Nullable String responseTopic) {
			this.properties.responseTopic = responseTopic;
			return this;
		}

		/**
		 * Sets what a reply must carry back. MQTT 5 only.
		 * @param correlationData the bytes; not copied
		 * @return this builder
		 */
		public Builder correlationData(byte @Nullable [] correlationData) {
			this.properties.correlationData = correlationData;
			return this;
		}

		/**
		 * Adds a user property. MQTT 5 only.
		 * @param name the name
		 * @param value the value
		 * @return this builder
		 */
		public Builder userProperty(String name, String value) {
			List<UserProperty> all = new ArrayList<>(this.properties.userProperties);
			all.add(new UserProperty(name, value));
			this.properties.userProperties = all;
			return this;
		}

		/**
		 * Replaces all user properties. MQTT 5 only.
		 * @param userProperties the user properties
		 * @return this builder
		 */
		public Builder userProperties(List<UserProperty> userProperties) {
			this.properties.userProperties = userProperties;
			return this;
		}

		/**
		 * Builds the message. Topics are checked when the message is published.
		 * @return the message
		 */
		public MqttMessage build() {
			return new MqttMessage(this.topic, this.payload, this.qos, this.retain ? RETAIN : 0, this.topicAlias,
					this.properties.build());
		}

	}

}
