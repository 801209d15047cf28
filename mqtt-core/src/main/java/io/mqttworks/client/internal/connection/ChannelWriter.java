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

package io.mqttworks.client.internal.connection;

import io.mqttworks.client.MqttDisconnectedException;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.internal.codec.Packet;
import io.mqttworks.client.internal.codec.PacketEncoder;
import io.mqttworks.client.internal.session.Counters;
import io.mqttworks.client.internal.session.Output;
import io.mqttworks.client.internal.session.PendingPublish;
import io.mqttworks.client.internal.session.PublishFifo;
import io.mqttworks.client.internal.session.Session;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Collects packets in one pooled buffer and writes them with one flush. Very large
 * payloads go to the channel in pieces, as fast as it takes them; meanwhile the buffer
 * keeps what comes after them. Event loop only.
 */
final class ChannelWriter implements Output {

	/** Enough for the single packets of an idle connection. */
	private static final int MIN_BUFFER = 256;

	private static final int MAX_BUFFER = 64 * 1024;

	/**
	 * The pieces of a large payload. Each that the network takes shows that the server is
	 * there.
	 */
	private static final int PIECE = 16 * 1024;

	/** How many bytes of answers may wait for a server that does not read. */
	private static final int MAX_UNSENT = 256 * 1024;

	/** Larger payloads are not copied into the buffer. */
	private static final int STREAM_FROM = 256 * 1024;

	/** Room for a packet that is not a message; larger ones make the buffer grow. */
	private static final int SMALL_PACKET = 256;

	private static final int ACKNOWLEDGEMENT = 4;

	private static final int PING = 2;

	private final Channel channel;

	private final PacketEncoder encoder;

	private final Session session;

	private final Counters counters;

	private final Control control;

	private @Nullable ByteBuf buffer;

	/** The size of the next buffer: what the last flush needed. */
	private int bufferSize = MIN_BUFFER;

	private byte @Nullable [] payload;

	private int payloadPosition;

	/** QoS 0 messages in the buffer, or written and not yet flushed. */
	private PublishFifo unflushed = new PublishFifo();

	private @Nullable ChannelFuture lastWrite;

	private long lastFlush = System.nanoTime();

	/** Written and not flushed: with TLS the channel does not count them. */
	private int unflushedBytes;

	/** A PINGREQ that goes out as soon as a large payload is. */
	private boolean pingWaits;

	/** What was first to be taken by the network when that was last looked at. */
	private @Nullable Object firstWaiting;

	private int bytesOfFirst;

	private long lastTaken = this.lastFlush;

	ChannelWriter(Channel channel, PacketEncoder encoder, Session session, Counters counters, Control control) {
		this.channel = channel;
		this.encoder = encoder;
		this.session = session;
		this.counters = counters;
		this.control = control;
	}

	@Override
	public boolean isWritable() {
		return this.payload == null && channelTakesMore();
	}

	private boolean channelTakesMore() {
		return this.unflushedBytes < MAX_BUFFER && this.channel.isWritable();
	}

	private void flushChannel() {
		this.unflushedBytes = 0;
		this.channel.flush();
	}

	@Override
	public void read(boolean on) {
		boolean overfull = isOverfull();
		this.control.read(on && !overfull, !overfull);
	}

	@Override
	public void reset(MqttException cause) {
		this.control.reset(cause);
	}

	@Override
	public void send(Packet packet) {
		this.encoder.encode(reserve(SMALL_PACKET), packet);
	}

	/**
	 * Sends a PINGREQ, ahead of everything that has not gone to the channel.
	 */
	void ping() {
		if (this.payload != null) {
			// Not into the middle of a packet.
			this.pingWaits = true;
			return;
		}
		ByteBuf out = this.channel.alloc().ioBuffer(PING);
		this.encoder.encode(out, new Packet.PingReq());
		write(out);
	}

	@Override
	public void acknowledge(int type, int packetId) {
		PacketEncoder.acknowledgement(reserve(ACKNOWLEDGEMENT), type, packetId);
	}

	@Override
	public long publish(PendingPublish publish, boolean duplicate, int topicAlias, boolean aliasKnown,
			long maximumSize) {
		MqttMessage message = publish.message();
		byte[] topic = publish.topic();
		byte[] payload = message.payload();
		long expiry = publish.secondsLeft();
		long size = this.encoder.publishSize(topic, message, topicAlias, aliasKnown, expiry);
		if (size <= maximumSize) {
			boolean whole = payload.length <= STREAM_FROM;
			ByteBuf out = reserve((int) (whole ? size : size - payload.length));
			this.encoder.publish(out, topic, message, publish.packetId(), duplicate, topicAlias, aliasKnown, expiry,
					size, whole);
			if (!whole) {
				stream(payload);
			}
		}
		return size;
	}

	private ByteBuf reserve(int bytes) {
		ByteBuf current = this.buffer;
		if (current != null && current.writableBytes() < bytes) {
			if (this.payload != null) {
				return current.ensureWritable(bytes);
			}
			writeBuffer();
			this.bufferSize = MAX_BUFFER;
			current = null;
		}
		if (current == null) {
			current = this.channel.alloc().ioBuffer(Math.max(bytes, this.bufferSize));
			this.buffer = current;
		}
		return current;
	}

	// Until it is out, messages wait.
	private void stream(byte[] payload) {
		writeBuffer();
		this.payload = payload;
		this.payloadPosition = 0;
	}

	@Override
	public void completeWhenFlushed(PendingPublish publish) {
		this.unflushed.add(publish);
	}

	@Override
	public void flush() {
		if (this.payload != null && !writePieces(this.payload)) {
			return;
		}
		ByteBuf current = this.buffer;
		if (current != null) {
			this.bufferSize = Math.max(MIN_BUFFER,
					Math.min(MAX_BUFFER, Integer.highestOneBit(current.readableBytes()) * 2));
			writeBuffer();
		}
		ChannelFuture written = this.lastWrite;
		if (written != null) {
			this.lastWrite = null;
			this.lastFlush = System.nanoTime();
			PublishFifo messages = this.unflushed;
			if (!messages.isEmpty()) {
				this.unflushed = new PublishFifo();
			}
			flushChannel();
			if (!messages.isEmpty()) {
				completeAfter(written, messages);
			}
		}
	}

	/**
	 * Returns whether {@link #flush()} has written out all of it.
	 * @return false if a large payload is half-written, and what comes after it waits
	 */
	boolean isFlushed() {
		return this.payload == null;
	}

	private void completeAfter(ChannelFuture written, PublishFifo messages) {
		if (written.isDone()) {
			complete(written, messages);
		}
		else {
			written.addListener((future) -> {
				complete(written, messages);
				this.session.endTurn();
			});
		}
	}

	private void complete(ChannelFuture written, PublishFifo messages) {
		MqttDisconnectedException failure = written.isSuccess() ? null : lost(written.cause());
		for (PendingPublish message = messages.poll(); message != null; message = messages.poll()) {
			this.session.flushed(message, failure);
		}
	}

	private static MqttDisconnectedException lost(@Nullable Throwable cause) {
		return new MqttDisconnectedException("The connection broke while the QoS 0 message was written; it may or may"
				+ " not have arrived. Use QoS 1 or 2 for messages that must arrive", null, cause);
	}

	private boolean writePieces(byte[] payload) {
		while (this.payloadPosition < payload.length) {
			if (!channelTakesMore()) {
				flushChannel();
				if (!channelTakesMore()) {
					this.lastFlush = System.nanoTime();
					return false;
				}
			}
			int length = Math.min(PIECE, payload.length - this.payloadPosition);
			write(Unpooled.wrappedBuffer(payload, this.payloadPosition, length));
			this.payloadPosition += length;
		}
		this.payload = null;
		if (this.pingWaits) {
			this.pingWaits = false;
			ping();
		}
		return true;
	}

	private void writeBuffer() {
		ByteBuf current = this.buffer;
		if (current != null) {
			this.buffer = null;
			write(current);
		}
	}

	private void write(ByteBuf bytes) {
		this.counters.add(Counters.BYTES_SENT, bytes.readableBytes());
		this.unflushedBytes += bytes.readableBytes();
		this.lastWrite = this.channel.write(bytes);
	}

	/**
	 * Returns whether so many answers wait to be written that nothing more may be read
	 * that has to be answered.
	 * @return {@code true} if the server does not take what it is sent
	 */
	private boolean isOverfull() {
		ByteBuf waiting = this.buffer;
		long bytes = (waiting != null) ? waiting.readableBytes() : 0;
		return bytes > MAX_UNSENT
				|| (!this.channel.isWritable() && bytes + this.channel.bytesBeforeWritable() > MAX_UNSENT);
	}

	/**
	 * Returns when something was last written.
	 * @return as {@link System#nanoTime()}
	 */
	long lastFlush() {
		return this.lastFlush;
	}

	/**
	 * Returns when the network last took something that had to wait for it: the peer has
	 * made room, so it is there. It only notices what has changed since it was last
	 * called.
	 * @return as {@link System#nanoTime()}, at the earliest when this writer was made
	 */
	long lastTaken() {
		ChannelOutboundBuffer waiting = this.channel.unsafe().outboundBuffer();
		Object first = (waiting != null) ? waiting.current() : null;
		int bytes = (first instanceof ByteBuf part) ? part.readableBytes() : 0;
		if (this.firstWaiting != null && (first != this.firstWaiting || bytes != this.bytesOfFirst)) {
			this.lastTaken = System.nanoTime();
		}
		this.firstWaiting = first;
		this.bytesOfFirst = bytes;
		return this.lastTaken;
	}

	/**
	 * Frees what was not written; the connection is gone.
	 */
	void close() {
		if (this.buffer != null) {
			this.buffer.release();
			this.buffer = null;
		}
		this.payload = null;
		for (PendingPublish message = this.unflushed.poll(); message != null; message = this.unflushed.poll()) {
			this.session.flushed(message, lost(null));
		}
	}

	/**
	 * What the session decides about the connection.
	 */
	interface Control {

		/**
		 * Reads from the channel, or stops to.
		 * @param on whether to read
		 * @param patient whether it is not the server's fault if nothing is read
		 */
		void read(boolean on, boolean patient);

		/**
		 * Ends the connection so that it is made again.
		 * @param cause why
		 */
		void reset(MqttException cause);

	}

}
