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
import io.mqttworks.client.ReasonCode;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the packets that a server sends, when they are whole. PUBLISH and the
 * acknowledgements come by the million: they are read here, straight from the buffer; the
 * others through {@link PacketBody}.
 */
class PacketDecoder {

	private static final byte[] EMPTY = new byte[0];

	/** Whether packets are this client's own. */
	private final boolean trusted;

	/** Made with the first message or acknowledgement that has properties. */
	private @Nullable PropertyReader properties;

	PacketDecoder() {
		this(false);
	}

	PacketDecoder(boolean trusted) {
		this.trusted = trusted;
	}

	// What stands before the payload of the current PUBLISH.

	private int first;

	private int topicIndex;

	private int topicLength;

	private int topicAlias;

	private int packetId;

	private MessageProperties messageProperties = MessageProperties.NONE;

	private final IdentifierProperties identifiers = new IdentifierProperties();

	/**
	 * Checks the type and the flags of a packet, so that nothing is read of one that a
	 * server does not send.
	 * @param first the packet's first byte
	 * @param mqtt5 whether it is of MQTT 5
	 */
	void checkFirstByte(int first, boolean mqtt5) {
		int type = first >>> 4;
		int flags = first & 0x0F;
		switch (type) {
			case PacketType.PUBLISH -> {
				if ((flags & 0x06) == 0x06) {
					throw ProtocolErrors.malformed("PUBLISH", "its QoS is 3");
				}
				if ((flags & 0x0E) == 0x08) {
					throw ProtocolErrors.notAllowed("PUBLISH", "it has QoS 0 and the DUP flag");
				}
			}
			case PacketType.PUBREL -> checkFlags(type, flags, 0x02);
			case PacketType.CONNECT, PacketType.SUBSCRIBE, PacketType.UNSUBSCRIBE, PacketType.PINGREQ ->
				throw ProtocolErrors.notAllowed(PacketType.name(type), "a server does not send such packets");
			case PacketType.AUTH -> {
				if (!mqtt5) {
					throw ProtocolErrors.malformed("AUTH", "MQTT 3.1.1 has no such packet");
				}
				checkFlags(type, flags, 0);
			}
			case 0 -> throw ProtocolErrors.malformed(PacketType.name(0), "there is no such packet");
			default -> checkFlags(type, flags, 0);
		}
	}

	static void checkFlags(int type, int flags, int expected) {
		if (flags != expected) {
			throw ProtocolErrors.malformed(PacketType.name(type),
					"its flags are " + flags + ", not " + expected + " as reserved");
		}
	}

	/**
	 * Decodes a packet and hands it to the receiver.
	 * @param receiver gets it
	 * @param mqtt5 whether it is of MQTT 5
	 * @param first its first byte, checked
	 * @param bytes holds it; the indexes are not moved
	 * @param index where what follows the fixed header starts
	 * @param end where the packet ends
	 */
	void decode(PacketReceiver receiver, boolean mqtt5, int first, ByteBuf bytes, int index, int end) {
		int type = first >>> 4;
		switch (type) {
			case PacketType.PUBLISH -> {
				int start = publishHeader(mqtt5, first, bytes, index, end);
				byte[] payload = EMPTY;
				if (start < end) {
					payload = new byte[end - start];
					copy(bytes, start, payload);
				}
				publish(receiver, bytes, payload);
			}
			case PacketType.PUBACK, PacketType.PUBREC, PacketType.PUBREL, PacketType.PUBCOMP ->
				acknowledgement(receiver, mqtt5, type, bytes, index, end);
			default -> receiver.packet(other(mqtt5, type, bytes, index, end));
		}
	}

	/**
	 * Copies bytes. Where Netty cannot use Unsafe, from JDK 24 on, {@code getBytes} would
	 * make a view of a direct buffer for every call; this is the one the buffer keeps.
	 */
	private static void copy(ByteBuf from, int index, byte[] to) {
		if (from.isDirect() && from.nioBufferCount() == 1) {
			from.internalNioBuffer(index, to.length).get(to);
		}
		else {
			from.getBytes(index, to);
		}
	}

	/**
	 * Reads what stands before the payload of a PUBLISH, for {@link #publish}.
	 * @return where the payload starts
	 */
	int publishHeader(boolean mqtt5, int first, ByteBuf bytes, int index, int end) {
		int at = index + 2;
		if (at > end) {
			throw publishEndsBefore("the Topic Name");
		}
		int topicLength = bytes.getUnsignedShort(index);
		this.first = first;
		this.topicIndex = at;
		this.topicLength = topicLength;
		this.topicAlias = 0;
		this.packetId = 0;
		this.messageProperties = MessageProperties.NONE;
		at += topicLength;
		if (at > end) {
			throw publishEndsBefore("the Topic Name");
		}
		if ((first & 0x06) != 0) {
			if (at + 2 > end) {
				throw publishEndsBefore("the packet identifier");
			}
			this.packetId = bytes.getUnsignedShort(at);
			if (this.packetId == 0) {
				throw ProtocolErrors.notAllowed("PUBLISH", "the packet identifier is 0");
			}
			at += 2;
		}
		if (mqtt5) {
			if (at < end && bytes.getByte(at) == 0) {
				at++;
			}
			else {
				at = publishProperties(bytes, at, end);
			}
		}
		if (topicLength == 0 && this.topicAlias == 0) {
			throw ProtocolErrors.notAllowed("PUBLISH", "it has neither a Topic Name nor a Topic Alias");
		}
		return at;
	}

	private static RuntimeException publishEndsBefore(String field) {
		return ProtocolErrors.malformed("PUBLISH", "the packet ends before " + field + " does");
	}

	private int publishProperties(ByteBuf bytes, int index, int end) {
		int identifierEnd = this.identifiers.read(bytes, index, end);
		if (identifierEnd > 0) {
			this.messageProperties = this.identifiers.properties();
			return identifierEnd;
		}
		PacketBody body = new PacketBody("PUBLISH", bytes, index, end);
		PropertyReader properties = properties();
		properties.read(body, PacketType.PUBLISH);
		this.topicAlias = (int) properties.number(Property.TOPIC_ALIAS, 0);
		this.messageProperties = MessagePropertiesCodec.read(properties);
		properties.clear();
		return body.index();
	}

	/**
	 * Delivers the PUBLISH whose header was read last.
	 * @param receiver gets it
	 * @param bytes what {@link #publishHeader} read
	 * @param payload the payload
	 */
	void publish(PacketReceiver receiver, ByteBuf bytes, byte[] payload) {
		Topic topic = receiver.topic(bytes, this.topicIndex, this.topicLength, this.topicAlias);
		MessageProperties properties = this.messageProperties;
		this.messageProperties = MessageProperties.NONE;
		int first = this.first;
		receiver.publish(MqttMessage.received(topic.name(), payload, Qos.of((first >>> 1) & 3), (first & 1) != 0,
				(first & 8) != 0, this.packetId, properties), topic);
	}

	private void acknowledgement(PacketReceiver receiver, boolean mqtt5, int type, ByteBuf bytes, int index, int end) {
		int length = end - index;
		if (length == 2 || (mqtt5 && saysSuccess(bytes, index, length))) {
			int packetId = bytes.getUnsignedShort(index);
			if (packetId != 0) {
				receiver.acknowledged(type, packetId);
				return;
			}
		}
		PacketBody body = new PacketBody(PacketType.name(type), bytes, index, end);
		int packetId = body.packetId();
		if (!mqtt5) {
			body.finish();
		}
		ReasonCode reasonCode = ReasonCodes.of(type, body.unsignedByte("the reason code"));
		PropertyReader properties = properties();
		properties.clear();
		if (body.hasMore()) {
			properties.read(body, type);
		}
		body.finish();
		Packet.Ack ack = new Packet.Ack(type, packetId, reasonCode, properties.string(Property.REASON_STRING),
				properties.userProperties());
		properties.clear();
		receiver.packet(ack);
	}

	/**
	 * Returns whether an acknowledgement only spells out what could be left out: reason
	 * code 0, with or without the length of no properties.
	 */
	private static boolean saysSuccess(ByteBuf bytes, int index, int length) {
		return (length == 3 || (length == 4 && bytes.getByte(index + 3) == 0)) && bytes.getByte(index + 2) == 0;
	}

	private Packet other(boolean mqtt5, int type, ByteBuf bytes, int index, int end) {
		PacketBody body = new PacketBody(PacketType.name(type), bytes, index, end);
		Packet packet = switch (type) {
			case PacketType.PINGRESP -> new Packet.PingResp();
			// The reader is not kept: an idle connection rarely receives such packets.
			default -> other(mqtt5, type, body, new PropertyReader());
		};
		body.finish();
		return packet;
	}

	private static Packet other(boolean mqtt5, int type, PacketBody body, PropertyReader properties) {
		return switch (type) {
			case PacketType.CONNACK -> ConnectionPackets.connAck(body, properties, mqtt5);
			case PacketType.SUBACK -> SubscriptionPackets.subAck(body, properties, mqtt5);
			case PacketType.UNSUBACK -> SubscriptionPackets.unsubAck(body, properties, mqtt5);
			case PacketType.DISCONNECT -> ConnectionPackets.disconnect(body, properties, mqtt5);
			case PacketType.AUTH -> ConnectionPackets.auth(body, properties);
			default -> throw new IllegalStateException(PacketType.name(type));
		};
	}

	private PropertyReader properties() {
		PropertyReader properties = this.properties;
		if (properties == null) {
			properties = new PropertyReader(this.trusted);
			this.properties = properties;
		}
		return properties;
	}

}
