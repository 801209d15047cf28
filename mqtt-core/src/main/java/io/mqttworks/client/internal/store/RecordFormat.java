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

package io.mqttworks.client.internal.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.zip.CRC32C;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.internal.codec.Packet;
import io.mqttworks.client.internal.codec.PacketReader;
import io.mqttworks.client.internal.codec.PacketReceiver;
import io.mqttworks.client.internal.codec.PublishEncoder;
import io.mqttworks.client.internal.codec.Topic;
import io.mqttworks.client.internal.codec.TopicBytes;
import io.mqttworks.client.internal.store.MessageIndex.Entry;
import io.mqttworks.client.spi.StoredMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.CharsetUtil;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a change: the length of what follows the checksum, the checksum, one byte
 * for the kind of change, and its values. A message is written as the PUBLISH of MQTT 5
 * it would be sent with.
 * <p>
 * The checksum is a CRC32C of the number of the file, the position in it, the length, the
 * kind and the values. So a record is valid only where it was written: the bytes of a
 * record inside the payload of a message are not taken for one.
 */
final class RecordFormat {

	/** Length and checksum. */
	static final int HEADER = 8;

	private static final int SAVE = 1;

	private static final int BIND = 2;

	private static final int RECEIVED = 3;

	private static final int REMOVE = 4;

	private static final int HANDLED = 5;

	private static final int FORGET = 6;

	private static final int SERVER = 7;

	private static final long NEVER = Long.MAX_VALUE;

	/** Where in a saved message its PUBLISH starts, counted from the kind. */
	private static final int PUBLISH = 20;

	/** The least a PUBLISH of QoS 1 takes. */
	private static final int MIN_PUBLISH = 8;

	private RecordFormat() {
	}

	/**
	 * Writes a change, but not the payload of a message, which follows.
	 * @param out where to
	 * @param change the change
	 * @param payload the payload, or nothing
	 * @param number the number of the file
	 * @param position where in the file the record starts
	 * @return how many bytes it takes with the payload
	 */
	static int writeHead(ByteBuf out, Change change, byte[] payload, long number, int position) {
		int start = out.writerIndex();
		out.writeZero(HEADER);
		if (change instanceof Change.Save save) {
			out.writeByte(SAVE);
			writeMessage(out, save.message());
		}
		else if (change instanceof Change.Bind bind) {
			out.writeByte(BIND).writeLong(bind.key()).writeShort(bind.packetId());
		}
		else if (change instanceof Change.Received received) {
			out.writeByte(RECEIVED).writeLong(received.key());
		}
		else if (change instanceof Change.Remove remove) {
			out.writeByte(REMOVE).writeLong(remove.key());
		}
		else if (change instanceof Change.Handled handled) {
			out.writeByte(HANDLED).writeShort(handled.packetId());
		}
		else if (change instanceof Change.Forget forget) {
			out.writeByte(FORGET).writeShort(forget.packetId());
		}
		else if (change instanceof Change.Server server) {
			out.writeByte(SERVER).writeBytes(server.name().getBytes(StandardCharsets.UTF_8));
		}
		int head = out.writerIndex() - start - HEADER;
		int length = Math.addExact(head, payload.length);
		CRC32C checksum = checksum(number, position, length);
		checksum.update(out.nioBuffer(start + HEADER, head));
		checksum.update(payload);
		out.setInt(start, length);
		out.setInt(start + 4, (int) checksum.getValue());
		return HEADER + length;
	}

	private static void writeMessage(ByteBuf out, StoredMessage stored) {
		MqttMessage message = stored.message();
		Instant expiresAt = stored.expiresAt();
		out.writeLong(stored.key());
		out.writeLong((expiresAt != null) ? expiresAt.toEpochMilli() : NEVER);
		out.writeShort(stored.packetId());
		out.writeBoolean(stored.received());
		Duration expiry = message.messageExpiry();
		PublishEncoder.encode(out, TopicBytes.of(message.topic()), message, Math.max(1, stored.packetId()), false, true,
				0, false, (expiry != null) ? expiry.toSeconds() : -1, false);
	}

	private static CRC32C checksum(long number, int position, int length) {
		CRC32C checksum = new CRC32C();
		checksum.update(ByteBuffer.allocate(16).putLong(number).putInt(position).putInt(length).flip());
		return checksum;
	}

	/**
	 * Returns the time of an index entry.
	 * @param expiresAt when a message expires, or {@code null}
	 * @return seconds, rounded up, or 0 for never
	 */
	static int expiry(@Nullable Instant expiresAt) {
		return (expiresAt != null) ? expiry(expiresAt.toEpochMilli()) : 0;
	}

	private static int expiry(long millis) {
		long seconds = Math.floorDiv(millis, 1000) + ((Math.floorMod(millis, 1000) != 0) ? 1 : 0);
		return (millis != NEVER && seconds <= 0xffff_ffffL) ? (int) Math.max(1, seconds) : 0;
	}

	/**
	 * Returns the size of a record.
	 * @param in the file
	 * @param position where it may start
	 * @return how many bytes it takes, or 0 if there is no whole, undamaged record
	 * @throws IOException if the file cannot be read
	 */
	static int sizeAt(SegmentReader in, int position) throws IOException {
		if (in.size() - position <= HEADER) {
			return 0;
		}
		int length = in.getInt(position);
		if (length <= 0 || length > in.size() - position - HEADER) {
			return 0;
		}
		int written = in.getInt(position + 4);
		CRC32C checksum = checksum(in.segment().number(), position, length);
		in.update(checksum, position + HEADER, length);
		return ((int) checksum.getValue() == written) ? HEADER + length : 0;
	}

	/**
	 * Returns whether a record may start somewhere, as far as its first bytes say. That
	 * costs less than to try its checksum.
	 * @param in the file
	 * @param position where it may start
	 * @return {@code true} if length, kind and, for messages, the length of the PUBLISH
	 * agree, as far as they are there
	 * @throws IOException if the file cannot be read
	 */
	static boolean isPlausible(SegmentReader in, int position) throws IOException {
		int rest = in.size() - position - HEADER;
		if (rest <= 0) {
			return false;
		}
		int length = in.getInt(position);
		return switch (in.getByte(position + HEADER)) {
			case SAVE -> length >= PUBLISH + MIN_PUBLISH
					&& (rest < PUBLISH + MIN_PUBLISH || isPublish(in, position + HEADER + PUBLISH, length - PUBLISH));
			case BIND -> length == 11;
			case RECEIVED, REMOVE -> length == 9;
			case HANDLED, FORGET -> length == 3;
			case SERVER -> length >= 1 && length <= 65_536;
			default -> false;
		};
	}

	private static boolean isPublish(SegmentReader in, int position, int size) throws IOException {
		int first = in.getByte(position);
		int remaining = 0;
		for (int i = 1; i <= 4; i++) {
			int digit = in.getByte(position + i);
			remaining |= (digit & 0x7f) << (7 * (i - 1));
			if (digit >= 0) {
				return (first & 0xf0) == 0x30 && (first & 0x06) != 0x06 && 1 + i + remaining == size;
			}
		}
		return false;
	}

	/**
	 * Applies a record.
	 * @param in the file
	 * @param position where it starts
	 * @param size how many bytes it takes; checked
	 * @param state what it is part of
	 * @throws IOException if the file cannot be read
	 */
	static void apply(SegmentReader in, int position, int size, LogState state) throws IOException {
		int kind = position + HEADER;
		int values = kind + 1;
		switch (in.getByte(kind)) {
			case SAVE -> state
				.saved(new Entry(in.getLong(values), in.segment().id(), position, size, expiry(in.getLong(values + 8)),
						Entry.state(in.getShort(values + 16), in.getByte(values + 18) != 0)));
			case BIND -> state.bound(in.getLong(values), in.getShort(values + 8));
			case RECEIVED -> state.received(in.getLong(values));
			case REMOVE -> state.removed(in.getLong(values));
			case HANDLED -> state.handled(in.getShort(values), in.segment(), size);
			case FORGET -> state.forgotten(in.getShort(values));
			case SERVER -> state.server(new String(in.getBytes(values, size - HEADER - 1), StandardCharsets.UTF_8),
					in.segment(), size);
			default -> throw new IllegalStateException(in.segment().file() + " has a record of kind " + in.getByte(kind)
					+ ", which this version does not know; a newer one wrote it");
		}
	}

	/**
	 * Reads a message.
	 * @param in the file it is in
	 * @param entry where it stands, and its state
	 * @return the message
	 * @throws IOException if it cannot be read, or is not what was written
	 */
	static StoredMessage message(SegmentReader in, Entry entry) throws IOException {
		int position = entry.position();
		if (sizeAt(in, position) != entry.size() || in.getByte(position + HEADER) != SAVE
				|| in.getLong(position + HEADER + 1) != entry.key()) {
			throw new IOException("The message in " + in.segment().file() + " at byte " + position
					+ " is not what was written there");
		}
		long expiresAt = in.getLong(position + HEADER + 9);
		int start = HEADER + PUBLISH;
		OnePublish publish = new OnePublish();
		PacketReader reader = PacketReader.trusted(publish);
		reader.mqtt5(true);
		reader.read(Unpooled.wrappedBuffer(in.getBytes(position + start, entry.size() - start)));
		MqttMessage message = Objects.requireNonNull(publish.message);
		return new StoredMessage(entry.key(),
				MqttMessage.received(message.topic(), message.payload(), message.qos(), message.retain(), false, 0,
						message.properties()),
				(expiresAt != NEVER) ? Instant.ofEpochMilli(expiresAt) : null, entry.packetId(), entry.isReceived());
	}

	private static final class OnePublish implements PacketReceiver {

		private @Nullable MqttMessage message;

		@Override
		public Topic topic(ByteBuf buffer, int index, int length, int alias) {
			return new Topic(buffer.toString(index, length, CharsetUtil.UTF_8));
		}

		@Override
		public void publish(MqttMessage message, Topic topic) {
			this.message = message;
		}

		@Override
		public void acknowledged(int type, int packetId) {
			throw new IllegalStateException("A record holds another packet than PUBLISH");
		}

		@Override
		public void packet(Packet packet) {
			throw new IllegalStateException("A record holds another packet than PUBLISH");
		}

	}

}
