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

package io.mqttworks.benchmarks.wire;

import java.nio.charset.StandardCharsets;

/**
 * Reads and writes the few packets of MQTT 3.1.1 and 5 the measuring needs. Offsets into
 * arrays instead of objects: nothing here allocates for a message.
 */
public final class Packets {

	public static final int CONNECT = 0x10;

	public static final int CONNACK = 0x20;

	public static final int PUBLISH = 0x30;

	public static final int PUBACK = 0x40;

	public static final int PUBREC = 0x50;

	/** With the flags the standard asks for. */
	public static final int PUBREL = 0x62;

	public static final int PUBCOMP = 0x70;

	/** With the flags the standard asks for. */
	public static final int SUBSCRIBE = 0x82;

	public static final int SUBACK = 0x90;

	public static final int UNSUBSCRIBE = 0xA2;

	public static final int UNSUBACK = 0xB0;

	public static final int PINGREQ = 0xC0;

	public static final int PINGRESP = 0xD0;

	public static final int DISCONNECT = 0xE0;

	private Packets() {
	}

	/**
	 * Returns the length of the fixed header that starts at an index.
	 * @param bytes the bytes
	 * @param start the index of the first byte
	 * @param end the index after the last byte that was read
	 * @return 2 to 5, or 0 if the header is not there yet
	 */
	public static int headerLength(byte[] bytes, int start, int end) {
		for (int i = start + 1; i < end; i++) {
			if (bytes[i] >= 0) {
				return i - start + 1;
			}
		}
		return 0;
	}

	/**
	 * Decodes a variable byte integer.
	 * @param bytes the bytes
	 * @param index where it starts; it must be there completely
	 * @return the value
	 */
	public static int variableInt(byte[] bytes, int index) {
		int value = bytes[index] & 0x7F;
		int shift = 7;
		while (bytes[index] < 0) {
			index++;
			value |= (bytes[index] & 0x7F) << shift;
			shift += 7;
		}
		return value;
	}

	/**
	 * Encodes a variable byte integer.
	 * @param bytes where to
	 * @param index where to start
	 * @param value the value
	 * @return the index after it
	 */
	public static int putVariableInt(byte[] bytes, int index, int value) {
		while (value > 0x7F) {
			bytes[index++] = (byte) (value | 0x80);
			value >>>= 7;
		}
		bytes[index++] = (byte) value;
		return index;
	}

	/**
	 * Returns how many bytes a variable byte integer takes.
	 * @param value the value
	 * @return 1 to 4
	 */
	public static int variableIntLength(int value) {
		return (value < 1 << 7) ? 1 : (value < 1 << 14) ? 2 : (value < 1 << 21) ? 3 : 4;
	}

	public static int unsignedShort(byte[] bytes, int index) {
		return (bytes[index] & 0xFF) << 8 | bytes[index + 1] & 0xFF;
	}

	public static int putShort(byte[] bytes, int index, int value) {
		bytes[index] = (byte) (value >>> 8);
		bytes[index + 1] = (byte) value;
		return index + 2;
	}

	/**
	 * Writes an acknowledgement.
	 * @param bytes where to
	 * @param index where to start
	 * @param type the first byte
	 * @param packetId the packet identifier
	 * @return the index after it
	 */
	public static int putAcknowledgement(byte[] bytes, int index, int type, int packetId) {
		bytes[index] = (byte) type;
		bytes[index + 1] = 2;
		return putShort(bytes, index + 2, packetId);
	}

	/**
	 * Returns the length of a PUBLISH.
	 * @param topic the topic's length in bytes
	 * @param qos the quality of service
	 * @param properties the length of the properties, their own length included; 0 on
	 * 3.1.1
	 * @param payload the payload's length in bytes
	 * @return the length in bytes
	 */
	public static int publishLength(int topic, int qos, int properties, int payload) {
		int remaining = 2 + topic + ((qos > 0) ? 2 : 0) + properties + payload;
		return 1 + variableIntLength(remaining) + remaining;
	}

	/**
	 * Writes a PUBLISH up to its payload.
	 * @param bytes where to
	 * @param index where to start
	 * @param topic the topic
	 * @param qos the quality of service
	 * @param packetId the packet identifier; not written at QoS 0
	 * @param properties the properties with their length; empty on 3.1.1
	 * @param payload the payload's length
	 * @return the index of the payload
	 */
	public static int putPublish(byte[] bytes, int index, byte[] topic, int qos, int packetId, byte[] properties,
			int payload) {
		bytes[index++] = (byte) (PUBLISH | qos << 1);
		index = putVariableInt(bytes, index, 2 + topic.length + ((qos > 0) ? 2 : 0) + properties.length + payload);
		index = putShort(bytes, index, topic.length);
		System.arraycopy(topic, 0, bytes, index, topic.length);
		index += topic.length;
		if (qos > 0) {
			index = putShort(bytes, index, packetId);
		}
		System.arraycopy(properties, 0, bytes, index, properties.length);
		return index + properties.length;
	}

	/**
	 * Returns a CONNECT of MQTT 3.1.1, with a clean session and no keep alive.
	 * @param clientId the client identifier
	 * @return the packet
	 */
	public static byte[] connect(String clientId) {
		byte[] id = clientId.getBytes(StandardCharsets.UTF_8);
		byte[] packet = new byte[14 + id.length];
		packet[0] = CONNECT;
		packet[1] = (byte) (12 + id.length);
		System.arraycopy(new byte[] { 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0 }, 0, packet, 2, 10);
		putShort(packet, 12, id.length);
		System.arraycopy(id, 0, packet, 14, id.length);
		return packet;
	}

	/**
	 * Returns a SUBSCRIBE of MQTT 3.1.1 with the packet identifier 1.
	 * @param filter the topic filter
	 * @param qos the quality of service
	 * @return the packet
	 */
	public static byte[] subscribe(String filter, int qos) {
		byte[] name = filter.getBytes(StandardCharsets.UTF_8);
		byte[] packet = new byte[7 + name.length];
		packet[0] = (byte) SUBSCRIBE;
		packet[1] = (byte) (5 + name.length);
		packet[3] = 1;
		putShort(packet, 4, name.length);
		System.arraycopy(name, 0, packet, 6, name.length);
		packet[6 + name.length] = (byte) qos;
		return packet;
	}

}
