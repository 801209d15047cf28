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

package io.mqttworks.client.internal.transport;

import java.time.Duration;

import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.SocketOptions;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;

/**
 * The options of a channel, all in one place.
 */
final class ChannelSettings {

	/**
	 * How much is read at once. A buffer lives only while it is read into and decoded, so
	 * these cost an idle connection nothing. Where much comes, fewer and larger reads are
	 * what counts; past 128 KiB nothing is gained any more and the processor's cache is
	 * lost.
	 */
	private static final RecvByteBufAllocator READS = new AdaptiveRecvByteBufAllocator(1024, 8 * 1024, 128 * 1024);

	/**
	 * Writing pauses when this much waits for the socket: enough to keep it busy while
	 * the next batch is encoded, and little enough that a ping behind it leaves in time
	 * on a slow line.
	 */
	private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(32 * 1024, 64 * 1024);

	/**
	 * How much the operating system may hold that it has not sent yet. Left alone it
	 * takes megabytes, and a ping behind them is minutes late on a slow line.
	 */
	private static final int MAX_UNSENT = 64 * 1024;

	/**
	 * The same where the bound can only be on what was sent and not acknowledged as well,
	 * which must be more to keep a long line busy.
	 */
	private static final int SEND_BUFFER = 128 * 1024;

	private ChannelSettings() {
	}

	static void apply(Channel channel, IoModel model, MqttClientOptions options, boolean tcp) {
		ChannelConfig config = channel.config();
		config.setRecvByteBufAllocator(READS);
		config.setWriteBufferWaterMark(WATER_MARK);
		// Each address has a time-out of its own, which depends on how many there are.
		config.setConnectTimeoutMillis(0);
		SocketOptions socket = options.socket();
		boolean unsentIsBounded = tcp && model.setMaxUnsent(channel, MAX_UNSENT);
		if (socket.sendBufferSize() > 0) {
			config.setOption(ChannelOption.SO_SNDBUF, socket.sendBufferSize());
		}
		else if (tcp && !unsentIsBounded) {
			config.setOption(ChannelOption.SO_SNDBUF, SEND_BUFFER);
		}
		if (socket.receiveBufferSize() > 0) {
			config.setOption(ChannelOption.SO_RCVBUF, socket.receiveBufferSize());
		}
		if (tcp) {
			config.setOption(ChannelOption.TCP_NODELAY, socket.noDelay());
			config.setOption(ChannelOption.SO_KEEPALIVE, socket.keepAlive());
			if (!socket.userTimeout().isZero()) {
				model.setUserTimeout(channel, socket.userTimeout());
			}
		}
	}

}
