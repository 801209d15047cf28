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

import io.netty.buffer.ByteBuf;

/**
 * Numbers of one to four bytes, seven bits in each, the lowest first (MQTT 5 section
 * 1.5.5).
 */
final class VariableByteInteger {

	static final int MAX_VALUE = 268_435_455;

	/** What {@link #read} returns when the bytes end before the number does. */
	static final int INCOMPLETE = -1;

	/** What {@link #read} returns when a fifth byte would have to follow. */
	static final int TOO_LONG = -2;

	private VariableByteInteger() {
	}

	/**
	 * Reads a number without moving the buffer's indexes.
	 * @param buffer the bytes
	 * @param index where the number starts
	 * @param end where the bytes end
	 * @return the number and its length, for {@link #value} and {@link #length}, or a
	 * negative number
	 */
	static int read(ByteBuf buffer, int index, int end) {
		int value = 0;
		for (int i = 0; i < 4; i++) {
			if (index + i >= end) {
				return INCOMPLETE;
			}
			int next = buffer.getByte(index + i);
			value |= (next & 0x7F) << (7 * i);
			if (next >= 0) {
				return (value << 3) | (i + 1);
			}
		}
		return TOO_LONG;
	}

	static int value(int read) {
		return read >>> 3;
	}

	static int length(int read) {
		return read & 7;
	}

	/**
	 * Returns how many bytes a number needs.
	 * @param value 0 to 268,435,455; larger ones are not checked
	 * @return 1 to 4
	 */
	static int size(long value) {
		if (value < 1 << 7) {
			return 1;
		}
		if (value < 1 << 14) {
			return 2;
		}
		return (value < 1 << 21) ? 3 : 4;
	}

	/**
	 * Returns how many bytes follow a number that counts them, if there are so many
	 * together with the number itself.
	 * @param together the bytes of the number, and those it counts
	 * @return the number
	 */
	static long counted(long together) {
		int length = size(together);
		// The number itself can be a byte shorter than the sum.
		long rest = together - length;
		return (size(rest) == length) ? rest : together - length + 1;
	}

	/**
	 * Writes a number in as few bytes as possible.
	 * @param out where to
	 * @param value the number
	 * @throws IllegalArgumentException if it is not between 0 and 268,435,455
	 */
	static void write(ByteBuf out, int value) {
		if (value < 0 || value > MAX_VALUE) {
			throw new IllegalArgumentException("A variable byte integer must be between 0 and 268435455, not " + value);
		}
		int rest = value;
		while (rest > 0x7F) {
			out.writeByte((rest & 0x7F) | 0x80);
			rest >>>= 7;
		}
		out.writeByte(rest);
	}

}
