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
import io.netty.buffer.ByteBufUtil;

/**
 * What follows the fixed header of one packet, read field by field. Every read checks
 * that the field fits.
 */
final class PacketBody {

	private final String packet;

	private final ByteBuf buffer;

	private int index;

	private int end;

	/**
	 * Starts to read a body.
	 * @param packet the packet's name, for exceptions
	 * @param buffer holds the body; its indexes are not moved
	 * @param index where the body starts
	 * @param end where the body ends
	 */
	PacketBody(String packet, ByteBuf buffer, int index, int end) {
		this.packet = packet;
		this.buffer = buffer;
		this.index = index;
		this.end = end;
	}

	String packet() {
		return this.packet;
	}

	int index() {
		return this.index;
	}

	boolean hasMore() {
		return this.index < this.end;
	}

	/**
	 * Makes the next bytes look like all there are.
	 * @param length how many
	 * @param field what they are, for the exception
	 * @return where the body ended so far, for {@link #widen}
	 */
	int narrow(int length, String field) {
		require(length, field);
		int outer = this.end;
		this.end = this.index + length;
		return outer;
	}

	void widen(int outer) {
		this.end = outer;
	}

	int unsignedByte(String field) {
		require(1, field);
		return this.buffer.getUnsignedByte(this.index++);
	}

	int unsignedShort(String field) {
		require(2, field);
		int value = this.buffer.getUnsignedShort(this.index);
		this.index += 2;
		return value;
	}

	long unsignedInt(String field) {
		require(4, field);
		long value = this.buffer.getUnsignedInt(this.index);
		this.index += 4;
		return value;
	}

	/**
	 * Reads a variable byte integer, which must be as short as possible, as MQTT 5
	 * demands of all of them.
	 */
	int variableByteInteger(String field) {
		int read = VariableByteInteger.read(this.buffer, this.index, this.end);
		if (read == VariableByteInteger.INCOMPLETE) {
			throw doesNotFit(field);
		}
		if (read == VariableByteInteger.TOO_LONG) {
			throw ProtocolErrors.malformed(this.packet, field + " is a variable byte integer of more than four bytes");
		}
		int value = VariableByteInteger.value(read);
		int length = VariableByteInteger.length(read);
		if (length != VariableByteInteger.size(value)) {
			throw ProtocolErrors.malformed(this.packet, field + " is a variable byte integer with needless bytes");
		}
		this.index += length;
		return value;
	}

	String string(String field) {
		int length = unsignedShort(field);
		require(length, field);
		String text = Utf8.decode(this.buffer, this.index, length, this.packet, field);
		this.index += length;
		return text;
	}

	byte[] binary(String field) {
		int length = unsignedShort(field);
		require(length, field);
		byte[] bytes = ByteBufUtil.getBytes(this.buffer, this.index, length);
		this.index += length;
		return bytes;
	}

	int packetId() {
		int packetId = unsignedShort("the packet identifier");
		if (packetId == 0) {
			throw ProtocolErrors.notAllowed(this.packet, "the packet identifier is 0");
		}
		return packetId;
	}

	/**
	 * Checks that all was read.
	 */
	void finish() {
		if (hasMore()) {
			throw ProtocolErrors.malformed(this.packet,
					(this.end - this.index) + " bytes are left over after the last field");
		}
	}

	private void require(int length, String field) {
		if (length > this.end - this.index) {
			throw doesNotFit(field);
		}
	}

	private RuntimeException doesNotFit(String field) {
		return ProtocolErrors.malformed(this.packet, "the packet ends before " + field + " does");
	}

}
