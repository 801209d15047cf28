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

import java.util.Arrays;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The payload of a PUBLISH that is large and comes in pieces: where it starts, and the
 * array into which the pieces are copied. A reader has one, and uses it for one message
 * after the other.
 */
final class LargePayload {

	/**
	 * From this remaining length on, the payload of a PUBLISH that comes in pieces is
	 * copied straight into the message's array.
	 */
	static final int LARGE = 16 * 1024;

	/**
	 * How much of a large payload is allocated before it has arrived; more only as it
	 * arrives.
	 */
	static final int FIRST_STEP = 1024 * 1024;

	/** What has come so far; grows with what comes. */
	private byte @Nullable [] bytes;

	private int length;

	private int received;

	/**
	 * Returns whether a packet that is not whole is a PUBLISH whose payload is to be
	 * copied straight into the message's array.
	 * @param first the packet's first byte
	 * @param length its remaining length
	 * @return {@code true} for a PUBLISH that is longer than {@link #LARGE}
	 */
	static boolean isExpected(byte first, int length) {
		return (first & 0xF0) >>> 4 == PacketType.PUBLISH && length > LARGE;
	}

	/**
	 * Returns where the payload of a PUBLISH starts, counted from the end of the fixed
	 * header.
	 * @param bytes the beginning of the packet
	 * @param index where the packet starts
	 * @param body where the fixed header ends
	 * @param end where the bytes end that have arrived
	 * @param length the remaining length of the packet
	 * @param mqtt5 whether the packet is of MQTT 5
	 * @return the start; if it is not known yet, more than what has arrived
	 */
	static int start(ByteBuf bytes, int index, int body, int end, int length, boolean mqtt5) {
		int have = end - body;
		long header = 2;
		if (have >= header) {
			boolean identified = (bytes.getByte(index) & 0x06) != 0;
			header += bytes.getUnsignedShort(body) + (identified ? 2 : 0);
			if (mqtt5) {
				int read = (have > header) ? VariableByteInteger.read(bytes, body + (int) header, end)
						: VariableByteInteger.INCOMPLETE;
				if (read == VariableByteInteger.INCOMPLETE) {
					header = Math.max(header, have) + 1;
				}
				else if (read == VariableByteInteger.TOO_LONG) {
					header += 4;
				}
				else {
					header += VariableByteInteger.length(read) + VariableByteInteger.value(read);
				}
			}
		}
		if (header > length) {
			throw ProtocolErrors.malformed("PUBLISH", "the packet ends before its topic and properties do");
		}
		return (int) header;
	}

	/**
	 * Returns whether a payload is coming that is not whole yet.
	 * @return {@code true} between {@link #begin} and the last piece
	 */
	boolean isComing() {
		return this.bytes != null;
	}

	void begin(int length) {
		this.bytes = new byte[Math.min(length, FIRST_STEP)];
		this.length = length;
		this.received = 0;
	}

	/**
	 * Takes the next piece.
	 * @param piece read up to the end of the payload
	 * @return the payload, if it is whole now
	 */
	byte @Nullable [] add(ByteBuf piece) {
		byte[] bytes = this.bytes;
		if (bytes == null) {
			return null;
		}
		int count = Math.min(piece.readableBytes(), this.length - this.received);
		int received = this.received + count;
		if (received > bytes.length) {
			bytes = Arrays.copyOf(bytes, Math.min(this.length, Math.max(received, 2 * bytes.length)));
		}
		piece.readBytes(bytes, this.received, count);
		this.received = received;
		boolean whole = received == this.length;
		this.bytes = whole ? null : bytes;
		return whole ? bytes : null;
	}

	/**
	 * Forgets what has come.
	 */
	void drop() {
		this.bytes = null;
	}

}
