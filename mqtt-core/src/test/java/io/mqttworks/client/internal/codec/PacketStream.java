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
import java.util.HexFormat;
import java.util.List;

import io.mqttworks.client.MqttProtocolException;
import io.mqttworks.client.ReasonCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * A {@link PacketReader} with what it delivers and allocates. Closing it checks that all
 * buffers were released.
 */
final class PacketStream implements AutoCloseable {

	static final int LIMIT = 268_435_460;

	final TrackingAllocator allocator = new TrackingAllocator(false);

	final RecordingReceiver receiver = new RecordingReceiver();

	final PacketReader reader;

	private PacketStream(boolean mqtt5, int maximumPacketSize) {
		this.reader = new PacketReader(this.receiver, maximumPacketSize, new ServerPacketDecoder());
		this.reader.mqtt5(mqtt5);
	}

	static PacketStream of(boolean mqtt5) {
		return new PacketStream(mqtt5, LIMIT);
	}

	static PacketStream of(boolean mqtt5, int maximumPacketSize) {
		return new PacketStream(mqtt5, maximumPacketSize);
	}

	PacketStream read(byte... bytes) {
		// The chunk is not counted: it is the transport's.
		ByteBuf chunk = new Chunk(this.allocator, bytes.length);
		chunk.writeBytes(bytes);
		try {
			this.reader.read(chunk);
		}
		finally {
			if (chunk.refCnt() != 0) {
				throw new AssertionError("A chunk that was read is not released");
			}
		}
		return this;
	}

	PacketStream read(String hex) {
		return read(bytes(hex));
	}

	PacketStream readByteByByte(byte... bytes) {
		return readInPieces(1, bytes);
	}

	PacketStream readInPieces(int size, byte... bytes) {
		for (int at = 0; at < bytes.length; at += size) {
			read(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size)));
		}
		return this;
	}

	List<Packet> packets() {
		return this.receiver.packets;
	}

	@Override
	public void close() {
		this.reader.close();
		assertThat(this.allocator.live()).as("bytes not released").isZero();
	}

	/**
	 * Reads hexadecimal digits; spaces do not count.
	 */
	static byte[] bytes(String hex) {
		return HexFormat.of().parseHex(hex.replace(" ", ""));
	}

	static String hex(byte[] bytes) {
		return HexFormat.of().formatHex(bytes);
	}

	/**
	 * Returns a packet in hexadecimal digits, with the remaining length it needs.
	 */
	static String packet(String first, String... body) {
		byte[] bytes = bytes(String.join("", body));
		ByteBuf length = UnpooledByteBufAllocator.DEFAULT.heapBuffer(4);
		VariableByteInteger.write(length, bytes.length);
		String header = first + ByteBufUtil.hexDump(length);
		length.release();
		return header + hex(bytes);
	}

	/**
	 * Returns a string as it is in packets, in hexadecimal digits.
	 */
	static String text(String text) {
		byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
		return HexFormat.of().toHexDigits((short) bytes.length) + hex(bytes);
	}

	static byte[] encoded(boolean mqtt5, Packet... packets) {
		TrackingAllocator allocator = new TrackingAllocator(false);
		ByteBuf out = allocator.buffer();
		try {
			PacketEncoder encoder = new ServerPacketEncoder(mqtt5);
			for (Packet packet : packets) {
				encoder.encode(out, packet);
			}
			return ByteBufUtil.getBytes(out);
		}
		finally {
			out.release();
			assertThat(allocator.live()).as("bytes not released").isZero();
		}
	}

	/**
	 * Checks that bytes are refused, whole and one by one, and that nothing of them or
	 * behind them is delivered.
	 */
	static void assertRefused(boolean mqtt5, String hex, ReasonCode reasonCode, String... messageParts) {
		byte[] bytes = bytes(hex);
		try (PacketStream whole = of(mqtt5); PacketStream single = of(mqtt5)) {
			for (PacketStream stream : List.of(whole, single)) {
				MqttProtocolException thrown = catchThrowableOfType(MqttProtocolException.class, () -> {
					if (stream == whole) {
						stream.read(bytes);
					}
					else {
						stream.readByteByByte(bytes);
					}
				});
				assertThat(thrown).as("refusal of " + hex).isNotNull();
				assertThat(thrown.reasonCode()).isEqualTo(reasonCode);
				assertThat(thrown).hasMessageContainingAll(messageParts);
				stream.read("d000");
				assertThat(stream.packets()).isEmpty();
			}
		}
	}

	/**
	 * Checks that packets were delivered, and nothing else.
	 */
	void assertDelivered(List<Packet> expected) {
		assertThat(PacketValues.of(this.packets())).isEqualTo(PacketValues.of(expected));
	}

	/**
	 * Checks that bytes make one packet, whole and one by one, and returns it.
	 */
	static Packet decode(boolean mqtt5, String hex) {
		byte[] bytes = bytes(hex);
		try (PacketStream whole = of(mqtt5); PacketStream single = of(mqtt5)) {
			whole.read(bytes);
			single.readByteByByte(bytes);
			assertThat(whole.packets()).hasSize(1);
			single.assertDelivered(whole.packets());
			return whole.packets().get(0);
		}
	}

	private static final class Chunk extends io.netty.buffer.UnpooledHeapByteBuf {

		Chunk(TrackingAllocator allocator, int capacity) {
			super(allocator, capacity, Integer.MAX_VALUE);
		}

		@Override
		protected void freeArray(byte[] array) {
			// Whoever still reads the chunk shall notice.
			Arrays.fill(array, (byte) 0xAA);
		}

	}

}
