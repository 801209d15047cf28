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

import java.nio.charset.StandardCharsets;

import io.mqttworks.client.MqttProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * Strings as MQTT has them: well-formed UTF-8 without U+0000, at most 65,535 bytes, after
 * their length (MQTT 5 section 1.5.4). Where Java would put a question mark for what it
 * cannot read or write, this refuses.
 */
final class Utf8 {

	private static final int MAX_SIZE = 65_535;

	private static final long HIGH_BITS = 0x8080808080808080L;

	private static final long LOW_BITS = 0x0101010101010101L;

	private Utf8() {
	}

	/**
	 * Decodes a string.
	 * @param buffer the bytes; its indexes are not moved
	 * @param index where the string starts, behind its length
	 * @param length its length in bytes
	 * @param packet the packet's name, for the exception
	 * @param field the field's name, for the exception
	 * @return the string
	 * @throws MqttProtocolException if the bytes are not well-formed UTF-8 or have U+0000
	 */
	static String decode(ByteBuf buffer, int index, int length, String packet, String field) {
		if (length == 0) {
			return "";
		}
		int wrong = firstWrong(buffer, index, index + length);
		if (wrong >= 0) {
			throw ProtocolErrors.malformed(packet,
					field + ((buffer.getByte(wrong) == 0) ? " has the character U+0000" : " is not well-formed UTF-8")
							+ " at byte " + (wrong - index));
		}
		return buffer.toString(index, length, StandardCharsets.UTF_8);
	}

	/**
	 * Finds the first character that is U+0000 or not well formed.
	 * @param buffer the bytes
	 * @param start where to start
	 * @param end where to end
	 * @return the index of its first byte, or -1
	 */
	private static int firstWrong(ByteBuf buffer, int start, int end) {
		int index = start;
		while (index < end) {
			if (end - index >= Long.BYTES) {
				long eight = buffer.getLong(index);
				// True if no byte has its high bit set and none is zero.
				if (((eight | (eight - LOW_BITS)) & HIGH_BITS) == 0) {
					index += Long.BYTES;
					continue;
				}
			}
			int first = buffer.getByte(index);
			int length = (first > 0) ? 1 : multiByteLength(buffer, index, end, first & 0xFF);
			if (length == 0) {
				return index;
			}
			index += length;
		}
		return -1;
	}

	/**
	 * Checks a character of more than one byte: Table 3-7 of the Unicode Standard, which
	 * leaves out overlong forms, surrogates and all above U+10FFFF.
	 * @return the character's length, or 0 if it is not well formed
	 */
	private static int multiByteLength(ByteBuf buffer, int index, int end, int first) {
		int length;
		int secondMin = 0x80;
		int secondMax = 0xBF;
		if (first >= 0xC2 && first <= 0xDF) {
			length = 2;
		}
		else if (first >= 0xE0 && first <= 0xEF) {
			length = 3;
			if (first == 0xE0) {
				secondMin = 0xA0;
			}
			else if (first == 0xED) {
				secondMax = 0x9F;
			}
		}
		else if (first >= 0xF0 && first <= 0xF4) {
			length = 4;
			if (first == 0xF0) {
				secondMin = 0x90;
			}
			else if (first == 0xF4) {
				secondMax = 0x8F;
			}
		}
		else {
			return 0;
		}
		if (end - index < length) {
			return 0;
		}
		int second = buffer.getByte(index + 1) & 0xFF;
		if (second < secondMin || second > secondMax) {
			return 0;
		}
		for (int i = 2; i < length; i++) {
			if ((buffer.getByte(index + i) & 0xC0) != 0x80) {
				return 0;
			}
		}
		return length;
	}

	/**
	 * Returns how many bytes a string needs, its length in front not counted.
	 * @param field the field's name, for the exception
	 * @param text the string
	 * @return 0 to 65,535
	 * @throws IllegalArgumentException if it needs more, has U+0000 or half a surrogate
	 * pair
	 */
	static int size(String field, String text) {
		int size = 0;
		int length = text.length();
		for (int i = 0; i < length; i++) {
			char c = text.charAt(i);
			if (c < 0x80) {
				if (c == 0) {
					throw new IllegalArgumentException(field + " has the character U+0000 at index " + i);
				}
				size++;
			}
			else if (c < 0x800) {
				size += 2;
			}
			else if (!Character.isSurrogate(c)) {
				size += 3;
			}
			else if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1))) {
				size += 4;
				i++;
			}
			else {
				throw new IllegalArgumentException(
						field + " has half a surrogate pair, which UTF-8 cannot hold, at index " + i);
			}
			if (size > MAX_SIZE) {
				throw new IllegalArgumentException(field + " has more than 65535 bytes of UTF-8");
			}
		}
		return size;
	}

	/**
	 * Writes a string and its length in front.
	 * @param out where to
	 * @param field the field's name, for the exception
	 * @param text the string
	 * @throws IllegalArgumentException as {@link #size}
	 */
	static void write(ByteBuf out, String field, String text) {
		int size = size(field, text);
		out.writeShort(size);
		ByteBufUtil.reserveAndWriteUtf8(out, text, size);
	}

}
