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

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes the packets a server sends. Written from the standard, with nothing of the code
 * under test, and without checks: tests of bad input need bad packets.
 */
public final class Wire {

	private static final int PUBACK = 4;

	private Wire() {
	}

	/**
	 * Returns a packet.
	 * @param type 0 to 15
	 * @param flags 0 to 15
	 * @param body what follows the fixed header
	 * @return the bytes
	 */
	public static byte[] packet(int type, int flags, byte[] body) {
		ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + 5);
		out.write((type << 4) | flags);
		variable(out, body.length);
		out.writeBytes(body);
		return out.toByteArray();
	}

	/**
	 * Returns bytes.
	 * @param values numbers from 0 to 255
	 * @return the bytes
	 */
	public static byte[] bytes(int... values) {
		byte[] bytes = new byte[values.length];
		for (int i = 0; i < values.length; i++) {
			bytes[i] = (byte) values[i];
		}
		return bytes;
	}

	static byte[] connAck(boolean mqtt5, boolean sessionPresent, int code, Props props) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		out.write(sessionPresent ? 1 : 0);
		out.write(code);
		properties(out, mqtt5, props);
		return packet(2, 0, out.toByteArray());
	}

	static byte[] publish(boolean mqtt5, String topic, byte[] payload, int qos, int packetId, boolean duplicate,
			boolean retain, Props props) {
		ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + topic.length() + 16);
		string(out, topic);
		if (qos > 0) {
			twoBytes(out, packetId);
		}
		properties(out, mqtt5, props);
		out.writeBytes(payload);
		return packet(3, (duplicate ? 8 : 0) | (qos << 1) | (retain ? 1 : 0), out.toByteArray());
	}

	/** The type is 4 to 7: PUBACK, PUBREC, PUBREL, PUBCOMP. */
	static byte[] ack(boolean mqtt5, int type, int packetId, int code, Props props) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		twoBytes(out, packetId);
		if (mqtt5 && (code != 0 || props != Props.NONE)) {
			out.write(code);
			if (props != Props.NONE) {
				properties(out, true, props);
			}
		}
		return packet(type, (type == PUBACK + 2) ? 2 : 0, out.toByteArray());
	}

	static byte[] subAck(boolean mqtt5, int packetId, Props props, int... codes) {
		return codes(9, mqtt5, packetId, props, codes);
	}

	static byte[] unsubAck(boolean mqtt5, int packetId, Props props, int... codes) {
		return codes(11, mqtt5, packetId, props, mqtt5 ? codes : new int[0]);
	}

	private static byte[] codes(int type, boolean mqtt5, int packetId, Props props, int... codes) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		twoBytes(out, packetId);
		properties(out, mqtt5, props);
		out.writeBytes(bytes(codes));
		return packet(type, 0, out.toByteArray());
	}

	static byte[] pingResp() {
		return bytes(0xD0, 0);
	}

	/** Of DISCONNECT (14) and AUTH (15). */
	static byte[] reason(int type, int code, Props props) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		out.write(code);
		properties(out, true, props);
		return packet(type, 0, out.toByteArray());
	}

	static void properties(ByteArrayOutputStream out, boolean mqtt5, Props props) {
		if (mqtt5) {
			variable(out, props.encoded().length);
			out.writeBytes(props.encoded());
		}
	}

	static void string(ByteArrayOutputStream out, String text) {
		binary(out, text.getBytes(StandardCharsets.UTF_8));
	}

	static void binary(ByteArrayOutputStream out, byte[] bytes) {
		twoBytes(out, bytes.length);
		out.writeBytes(bytes);
	}

	static void twoBytes(ByteArrayOutputStream out, int value) {
		out.write(value >>> 8);
		out.write(value);
	}

	static void fourBytes(ByteArrayOutputStream out, long value) {
		twoBytes(out, (int) (value >>> 16) & 0xFFFF);
		twoBytes(out, (int) value & 0xFFFF);
	}

	static void variable(ByteArrayOutputStream out, int value) {
		int rest = value;
		do {
			out.write((rest & 0x7F) | ((rest > 0x7F) ? 0x80 : 0));
			rest >>>= 7;
		}
		while (rest > 0);
	}

}
