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

import io.mqttworks.client.MqttProtocolException;
import io.mqttworks.client.ReasonCode;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into packets and has them decoded. Packets that are whole in a
 * chunk are read where they are. Of the last one, if it is not whole, the beginning is
 * kept until the rest comes, and nothing at all between packets. Event loop only.
 */
public final class PacketReader {

	private PacketReceiver receiver;

	private final int maximumPacketSize;

	private final PacketDecoder decoder;

	private boolean mqtt5;

	private boolean ended;

	private boolean paused;

	/** What came while the reader was paused. */
	private @Nullable ByteBuf waiting;

	/**
	 * The packet that is not whole, as far as it has come; while a large payload comes,
	 * what stands before the payload.
	 */
	private @Nullable ByteBuf held;

	private final LargePayload payload = new LargePayload();

	/**
	 * Creates a reader for a connection.
	 * @param receiver gets the packets
	 * @param maximumPacketSize the largest packet to accept, in bytes
	 */
	public PacketReader(PacketReceiver receiver, int maximumPacketSize) {
		this(receiver, maximumPacketSize, new PacketDecoder());
	}

	/**
	 * Creates a reader for packets that this client wrote itself, of whatever size.
	 * @param receiver gets the packets
	 * @return the reader
	 */
	public static PacketReader trusted(PacketReceiver receiver) {
		return new PacketReader(receiver, Integer.MAX_VALUE, new PacketDecoder(true));
	}

	PacketReader(PacketReceiver receiver, int maximumPacketSize, PacketDecoder decoder) {
		this.receiver = receiver;
		this.maximumPacketSize = maximumPacketSize;
		this.decoder = decoder;
	}

	/**
	 * Sets the version from the next packet on; 3.1.1 until this is called. A client sets
	 * the version that it offers before the CONNACK arrives: the refusal of a 3.1.1
	 * server is understood in both versions. May be called by the receiver.
	 * @param mqtt5 whether the packets are of MQTT 5
	 */
	public void mqtt5(boolean mqtt5) {
		this.mqtt5 = mqtt5;
	}

	/**
	 * Sets who gets the packets, from the next one on. May be called by the receiver.
	 * @param receiver gets the packets
	 */
	public void receiver(PacketReceiver receiver) {
		this.receiver = receiver;
	}

	/**
	 * Delivers nothing more until {@link #proceed()}; bytes that come are kept. May be
	 * called by the receiver, when no large payload is coming.
	 */
	public void pause() {
		this.paused = true;
	}

	/**
	 * Ends a pause, and delivers what came meanwhile.
	 * @throws MqttProtocolException if the bytes break the rules
	 */
	public void proceed() {
		this.paused = false;
		ByteBuf bytes = this.waiting;
		if (bytes != null) {
			this.waiting = null;
			read(bytes);
		}
	}

	/**
	 * Returns the type of the first packet that came during a pause.
	 * @return the packet type, or 0 if nothing came
	 */
	public int waitingType() {
		ByteBuf bytes = this.waiting;
		return (bytes != null) ? (bytes.getByte(bytes.readerIndex()) & 0xF0) >>> 4 : 0;
	}

	/**
	 * Takes the next bytes of the stream and releases the buffer. The receiver is called
	 * once for every packet that is whole now. If anything throws, the reader is closed.
	 * After that, and after {@link #close()}, bytes are dropped.
	 * @param bytes the bytes
	 * @throws MqttProtocolException if they break the rules
	 */
	public void read(ByteBuf bytes) {
		try {
			if (this.held != null) {
				resume(bytes, this.held);
			}
			if (!this.ended && bytes.isReadable()) {
				packets(bytes);
			}
		}
		catch (Throwable ex) {
			close();
			throw ex;
		}
		finally {
			bytes.release();
		}
	}

	/**
	 * Frees what is held. Nothing is delivered any more. May be called by the receiver,
	 * and twice.
	 */
	public void close() {
		this.ended = true;
		this.payload.drop();
		ByteBuf held = this.held;
		if (held != null) {
			this.held = null;
			held.release();
		}
		ByteBuf waiting = this.waiting;
		if (waiting != null) {
			this.waiting = null;
			waiting.release();
		}
	}

	/**
	 * Delivers the packets that are whole and keeps the beginning of the one that is not.
	 */
	private void packets(ByteBuf bytes) {
		int index = bytes.readerIndex();
		int end = bytes.writerIndex();
		while (!this.ended && index < end) {
			if (this.paused) {
				keep(bytes, index, end - index);
				return;
			}
			int header = header(bytes, index, end);
			if (header < 0) {
				hold(bytes, index, end, 64);
				return;
			}
			int body = index + 1 + VariableByteInteger.length(header);
			int length = VariableByteInteger.value(header);
			if (length > end - body) {
				holdPacket(bytes, index, body, length);
				return;
			}
			int first = bytes.getByte(index) & 0xFF;
			index = body + length;
			this.decoder.decode(this.receiver, this.mqtt5, first, bytes, body, index);
		}
	}

	private void keep(ByteBuf bytes, int index, int length) {
		ByteBuf waiting = this.waiting;
		if (waiting == null) {
			waiting = bytes.alloc().buffer(length);
			this.waiting = waiting;
		}
		waiting.writeBytes(bytes, index, length);
	}

	/**
	 * Reads the fixed header, if it is whole, and checks it.
	 * @return the remaining length, as {@link VariableByteInteger#read} returns it, or a
	 * negative number
	 */
	private int header(ByteBuf bytes, int index, int end) {
		if (end - index < 2) {
			return VariableByteInteger.INCOMPLETE;
		}
		int first = bytes.getByte(index) & 0xFF;
		this.decoder.checkFirstByte(first, this.mqtt5);
		int read = VariableByteInteger.read(bytes, index + 1, end);
		if (read == VariableByteInteger.INCOMPLETE) {
			return read;
		}
		if (read == VariableByteInteger.TOO_LONG) {
			throw ProtocolErrors.malformed(PacketType.name(first >>> 4),
					"its remaining length has more than four bytes");
		}
		int value = VariableByteInteger.value(read);
		int length = VariableByteInteger.length(read);
		if (this.mqtt5 && length != VariableByteInteger.size(value)) {
			throw ProtocolErrors.malformed(PacketType.name(first >>> 4), "its remaining length has needless bytes");
		}
		if (1 + length + value > this.maximumPacketSize) {
			throw new MqttProtocolException(
					PacketType.name(first >>> 4) + " has " + (1 + length + value) + " bytes; at most "
							+ this.maximumPacketSize + " are accepted (maximumPacketSize)",
					ReasonCode.PACKET_TOO_LARGE, null);
		}
		return read;
	}

	/**
	 * Keeps the beginning of a packet whose fixed header is whole.
	 */
	private void holdPacket(ByteBuf bytes, int index, int body, int length) {
		int end = bytes.writerIndex();
		int capacity = Math.min(body - index + length, LargePayload.LARGE);
		if (LargePayload.isExpected(bytes.getByte(index), length)) {
			capacity = 256;
			int headerEnd = body + LargePayload.start(bytes, index, body, end, length, this.mqtt5);
			if (headerEnd <= end) {
				ByteBuf held = hold(bytes, index, headerEnd, 0);
				bytes.readerIndex(headerEnd);
				startPayload(held, length - (headerEnd - body));
				payload(bytes, held);
				return;
			}
		}
		hold(bytes, index, end, capacity);
	}

	private ByteBuf hold(ByteBuf bytes, int index, int end, int capacity) {
		int length = end - index;
		ByteBuf held = bytes.alloc().buffer(Math.max(length, capacity));
		this.held = held;
		held.writeBytes(bytes, index, length);
		return held;
	}

	/**
	 * Adds to the packet that is not whole what it lacks.
	 */
	private void resume(ByteBuf bytes, ByteBuf held) {
		if (this.payload.isComing()) {
			payload(bytes, held);
			return;
		}
		while (true) {
			int missing = missing(held);
			if (missing == 0) {
				break;
			}
			int count = Math.min(missing, bytes.readableBytes());
			if (count == 0) {
				return;
			}
			reserve(held, count, missing);
			held.writeBytes(bytes, count);
		}
		int start = held.readerIndex();
		int end = held.writerIndex();
		int header = header(held, start, end);
		int body = start + 1 + VariableByteInteger.length(header);
		int length = VariableByteInteger.value(header);
		if (end - body < length) {
			startPayload(held, length - (end - body));
			payload(bytes, held);
			return;
		}
		this.held = null;
		try {
			this.decoder.decode(this.receiver, this.mqtt5, held.getByte(start) & 0xFF, held, body, end);
		}
		finally {
			held.release();
		}
	}

	/**
	 * Returns how many bytes have to be added before anything can be done: until the
	 * fixed header is whole, one; then those of the packet, of a large PUBLISH only those
	 * before the payload.
	 */
	private int missing(ByteBuf held) {
		int start = held.readerIndex();
		int end = held.writerIndex();
		int header = header(held, start, end);
		if (header < 0) {
			return 1;
		}
		int body = start + 1 + VariableByteInteger.length(header);
		int length = VariableByteInteger.value(header);
		if (LargePayload.isExpected(held.getByte(start), length)) {
			return Math.max(0, body + LargePayload.start(held, start, body, end, length, this.mqtt5) - end);
		}
		return body + length - end;
	}

	/**
	 * Makes room for bytes that are here. Doubles, so that a long packet is not copied
	 * again for every chunk, but never beyond what the packet can need.
	 */
	private static void reserve(ByteBuf held, int count, int missing) {
		if (count > held.writableBytes()) {
			long size = held.readableBytes();
			long capacity = Math.max(size + count, Math.min(size + missing, 2 * size));
			held.capacity(held.readerIndex() + (int) capacity);
		}
	}

	private void startPayload(ByteBuf held, int length) {
		int start = held.readerIndex();
		int body = start + 1 + VariableByteInteger.length(header(held, start, held.writerIndex()));
		this.decoder.publishHeader(this.mqtt5, held.getByte(start) & 0xFF, held, body, held.writerIndex());
		this.payload.begin(length);
	}

	/**
	 * Adds to the large payload, and delivers the message if that was all of it.
	 */
	private void payload(ByteBuf bytes, ByteBuf held) {
		byte[] whole = this.payload.add(bytes);
		if (whole != null) {
			this.held = null;
			try {
				this.decoder.publish(this.receiver, held, whole);
			}
			finally {
				held.release();
			}
		}
	}

}
