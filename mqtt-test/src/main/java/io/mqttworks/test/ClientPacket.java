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

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/**
 * A packet of a client, as far as {@link FuzzingServer} looks at it.
 *
 * @param type 1 to 15
 * @param flags 0 to 15
 * @param body what follows the fixed header
 */
record ClientPacket(int type, int flags, byte[] body) {

	/** Waits for the next packet; throws {@code EOFException} at the end. */
	static ClientPacket read(DataInputStream in) throws IOException {
		int first = in.readUnsignedByte();
		int length = 0;
		int shift = 0;
		int digit;
		do {
			digit = in.readUnsignedByte();
			length |= (digit & 0x7F) << shift;
			shift += 7;
		}
		while ((digit & 0x80) != 0 && shift < 28);
		byte[] body = new byte[length];
		in.readFully(body);
		return new ClientPacket(first >>> 4, first & 15, body);
	}

	int qos() {
		return (this.flags >> 1) & 3;
	}

	/** The packet identifier, of all types but PUBLISH at the start. */
	int id() {
		return number((this.type == 3) ? 2 + number(0) : 0);
	}

	private int number(int at) {
		return ((this.body[at] & 0xFF) << 8) | (this.body[at + 1] & 0xFF);
	}

	/** The payload of a PUBLISH. */
	String text(boolean mqtt5) {
		ByteBuffer rest = ByteBuffer.wrap(this.body).position(2 + number(0) + ((qos() > 0) ? 2 : 0));
		if (mqtt5) {
			int length = variable(rest);
			rest.position(rest.position() + length);
		}
		return StandardCharsets.ISO_8859_1.decode(rest).toString();
	}

	/** Of a CONNECT. */
	boolean isMqtt5() {
		return this.body[6] == 5;
	}

	/** Of a CONNECT. */
	boolean isCleanStart() {
		return (this.body[7] & 2) != 0;
	}

	/** A number among the properties, of a CONNECT or SUBSCRIBE of MQTT 5. */
	int property(Property wanted, int otherwise) {
		ByteBuffer rest = ByteBuffer.wrap(this.body).position((this.type == 1) ? 10 : 2);
		int end = variable(rest) + rest.position();
		while (rest.position() < end) {
			int id = rest.get();
			Property property = Stream.of(Property.values())
				.filter((each) -> each.id() == id)
				.findFirst()
				.orElseThrow();
			int value = switch (property.type()) {
				case BYTE -> rest.get();
				case TWO_BYTES -> rest.getShort() & 0xFFFF;
				case FOUR_BYTES -> rest.getInt();
				case VARIABLE -> variable(rest);
				case STRING, BINARY -> skip(rest);
				case PAIR -> skip(rest) + skip(rest);
			};
			if (property == wanted) {
				return value;
			}
		}
		return otherwise;
	}

	/** How many filters a SUBSCRIBE or UNSUBSCRIBE has. */
	int filters(boolean mqtt5) {
		ByteBuffer rest = ByteBuffer.wrap(this.body).position(2);
		if (mqtt5) {
			int length = variable(rest);
			rest.position(rest.position() + length);
		}
		int count = 0;
		while (rest.hasRemaining()) {
			skip(rest);
			if (this.type == 8) {
				rest.get();
			}
			count++;
		}
		return count;
	}

	private static int skip(ByteBuffer in) {
		int length = in.getShort() & 0xFFFF;
		in.position(in.position() + length);
		return 0;
	}

	private static int variable(ByteBuffer in) {
		int value = 0;
		int shift = 0;
		int digit;
		do {
			digit = in.get();
			value |= (digit & 0x7F) << shift;
			shift += 7;
		}
		while ((digit & 0x80) != 0);
		return value;
	}

}
