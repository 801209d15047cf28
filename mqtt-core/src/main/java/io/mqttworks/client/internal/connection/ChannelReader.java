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

import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.MqttProtocolException;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.ServerAddress;
import io.mqttworks.client.internal.codec.PacketReader;
import io.mqttworks.client.internal.codec.PacketReceiver;
import io.mqttworks.client.internal.logging.Loggers;
import io.mqttworks.client.internal.session.Counters;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The handler of the channel: turns its bytes into packets for the current phase of the
 * connection, and passes its events on. Event loop only.
 */
final class ChannelReader extends ChannelInboundHandlerAdapter {

	private final Logger logger;

	private final ServerAddress server;

	private final PacketReader reader;

	private final Counters counters;

	private final Listener listener;

	private boolean closed;

	/**
	 * Creates a reader.
	 * @param attempt how the connection is made
	 * @param options the name of the client and the largest packet to accept
	 * @param receiver gets the packets of the first phase
	 * @param counters counts bytes
	 * @param listener told of what is not a packet
	 */
	ChannelReader(ConnectAttempt attempt, MqttClientOptions options, PacketReceiver receiver, Counters counters,
			Listener listener) {
		this.logger = Loggers.get(ChannelReader.class, options.name());
		this.server = attempt.server();
		this.reader = new PacketReader(receiver, options.maximumPacketSize());
		this.reader.mqtt5(attempt.isMqtt5());
		this.counters = counters;
		this.listener = listener;
	}

	/**
	 * Begins the next phase of the connection.
	 * @param receiver gets the packets from now on
	 */
	void receiver(PacketReceiver receiver) {
		this.reader.receiver(receiver);
	}

	/**
	 * Lets packets wait. What was read already is kept.
	 */
	void pause() {
		this.reader.pause();
	}

	/**
	 * Processes the packets that have waited.
	 */
	void proceed() {
		guard(this.reader::proceed);
	}

	/**
	 * Returns whether packets wait, and of what type the first is.
	 * @param type a packet type
	 * @return {@code true} if a packet of that type waits before all others
	 */
	boolean isFirstWaiting(int type) {
		return this.reader.waitingType() == type;
	}

	/**
	 * Frees what is left; what still comes is dropped.
	 */
	void close() {
		this.closed = true;
		this.reader.close();
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		ByteBuf bytes = (ByteBuf) message;
		if (this.closed) {
			bytes.release();
			return;
		}
		this.counters.add(Counters.BYTES_RECEIVED, bytes.readableBytes());
		guard(() -> this.reader.read(bytes));
	}

	private void guard(Runnable reading) {
		try {
			reading.run();
		}
		catch (MqttProtocolException ex) {
			this.listener.refuse(ex);
		}
		catch (RuntimeException ex) {
			this.logger.error("A packet from {} could not be processed", this.server, ex);
			this.listener.refuse(new MqttProtocolException("A packet could not be processed: " + ex,
					ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, ex));
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		this.listener.readComplete();
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		if (context.channel().isWritable()) {
			this.listener.writable();
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		this.listener.broken(null);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		this.listener.broken(cause);
	}

	/**
	 * Told of what is not a packet.
	 */
	interface Listener {

		/**
		 * What was there to read has been read.
		 */
		void readComplete();

		/**
		 * The channel takes more.
		 */
		void writable();

		/**
		 * The channel is closed, or is of no use any more.
		 * @param cause why, or {@code null} if nobody knows
		 */
		void broken(@Nullable Throwable cause);

		/**
		 * The server broke the rules.
		 * @param cause which one
		 */
		void refuse(MqttProtocolException cause);

	}

}
