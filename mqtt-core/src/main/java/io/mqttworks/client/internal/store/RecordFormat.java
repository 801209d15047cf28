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

import java.nio.ByteBuffer;
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
import io.mqttworks.client.spi.StoredMessage;
import io.netty.buffer.ByteBuf;
import io.netty.util.CharsetUtil;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a change: the length of what follows the checksum, a CRC32C of it, one
 * byte for the kind of change, and its values. A message is written as the PUBLISH of
 * MQTT 5 it would be sent with.
 */
final class RecordFormat {

	/** Length and checksum. */
	static final int HEADER = 8;

	private static final byte SAVE = 1;

	private static final byte BIND = 2;

	private static final byte RECEIVED = 3;

	private static final byte REMOVE = 4;

	private static final byte HANDLED = 5;

	private static final byte FORGET = 6;

	private static final long NEVER = Long.MAX_VALUE;

	private RecordFormat() {
	}

	/**
	 * Writes a change.
	 * @param out where to
	 * @param change the change
	 * @return how many bytes it took
	 */
	static int write(ByteBuf out, Change change) {
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
		int size = out.writerIndex() - start;
		out.setInt(start, size - HEADER);
		out.setInt(start + 4, checksum(out, start + HEADER, size - HEADER));
		return size;
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
				0, false, (expiry != null) ? expiry.toSeconds() : -1, true);
	}

	/**
	 * Reads the change at the reader index.
	 * @param in the bytes
	 * @return the change, or {@code null} if there is none that is whole and unharmed;
	 * then the reader index is not moved
	 */
	static @Nullable Change read(ByteBuf in) {
		int start = in.readerIndex();
		if (in.readableBytes() <= HEADER) {
			return null;
		}
		int length = in.getInt(start);
		if (length <= 0 || length > in.readableBytes() - HEADER
				|| in.getInt(start + 4) != checksum(in, start + HEADER, length)) {
			return null;
		}
		Change change = change(in.slice(start + HEADER, length));
		in.skipBytes(HEADER + length);
		return change;
	}

	private static int checksum(ByteBuf bytes, int index, int length) {
		CRC32C checksum = new CRC32C();
		ByteBuffer buffer = bytes.nioBuffer(index, length);
		checksum.update(buffer);
		return (int) checksum.getValue();
	}

	private static Change change(ByteBuf body) {
		byte type = body.readByte();
		return switch (type) {
			case SAVE -> new Change.Save(message(body));
			case BIND -> new Change.Bind(body.readLong(), body.readUnsignedShort());
			case RECEIVED -> new Change.Received(body.readLong());
			case REMOVE -> new Change.Remove(body.readLong());
			case HANDLED -> new Change.Handled(body.readUnsignedShort());
			case FORGET -> new Change.Forget(body.readUnsignedShort());
			default -> throw new IllegalStateException(
					"A record of kind " + type + ", which this version does not know; a newer one wrote it");
		};
	}

	private static StoredMessage message(ByteBuf body) {
		long key = body.readLong();
		long expiresAt = body.readLong();
		int packetId = body.readUnsignedShort();
		boolean received = body.readBoolean();
		OnePublish publish = new OnePublish();
		PacketReader reader = new PacketReader(publish, Integer.MAX_VALUE);
		reader.mqtt5(true);
		reader.read(body.retain());
		MqttMessage message = Objects.requireNonNull(publish.message);
		return new StoredMessage(key,
				MqttMessage.received(message.topic(), message.payload(), message.qos(), message.retain(), false, 0,
						message.properties()),
				(expiresAt != NEVER) ? Instant.ofEpochMilli(expiresAt) : null, packetId, received);
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
