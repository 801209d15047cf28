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
import java.io.EOFException;
import java.io.IOException;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttMessage;

/**
 * Cuts what a client sends into packets and has netty-codec-mqtt read each, so that bytes
 * only our own decoder would accept fail the test.
 */
final class PacketDecoder {

	private static final int LARGEST = 268_435_460;

	private final DataInputStream in;

	private final EmbeddedChannel channel = new EmbeddedChannel(new MqttDecoder(LARGEST, 65_535));

	PacketDecoder(DataInputStream in) {
		this.in = in;
	}

	/** Returns the next packet, or {@code null} at the orderly end of the stream. */
	ReceivedPacket read() throws IOException {
		int first = this.in.read();
		if (first < 0) {
			return null;
		}
		byte[] length = new byte[4];
		int lengthBytes = 0;
		int remaining = 0;
		int digit;
		do {
			if (lengthBytes == length.length) {
				throw new IOException("The client sent a Remaining Length of more than four bytes");
			}
			digit = this.in.readUnsignedByte();
			remaining |= (digit & 0x7F) << (7 * lengthBytes);
			length[lengthBytes++] = (byte) digit;
		}
		while ((digit & 0x80) != 0);
		byte[] bytes = new byte[1 + lengthBytes + remaining];
		bytes[0] = (byte) first;
		System.arraycopy(length, 0, bytes, 1, lengthBytes);
		try {
			this.in.readFully(bytes, 1 + lengthBytes, remaining);
		}
		catch (EOFException ex) {
			throw new IOException("The client closed the connection in the middle of a packet", ex);
		}
		return decode(bytes);
	}

	private ReceivedPacket decode(byte[] bytes) throws IOException {
		this.channel.writeInbound(Unpooled.wrappedBuffer(bytes));
		MqttMessage message = this.channel.readInbound();
		if (message == null) {
			throw new IOException("netty-codec-mqtt finds no packet in the client's bytes " + hex(bytes));
		}
		if (message.decoderResult().isFailure()) {
			throw new IOException("netty-codec-mqtt refuses the client's bytes " + hex(bytes) + ": "
					+ message.decoderResult().cause());
		}
		return new ReceivedPacket(bytes, message);
	}

	void close() {
		this.channel.finishAndReleaseAll();
	}

	private static String hex(byte[] bytes) {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < Math.min(bytes.length, 200); i++) {
			text.append(String.format("%02x ", bytes[i]));
		}
		return text.toString();
	}

}
