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

import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.ServerAddress;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;

/**
 * Opens byte channels.
 */
public final class Transport {

	private Transport() {
	}

	/**
	 * Opens a byte channel to a server.
	 * @param loop the event loop of the channel
	 * @param server the server
	 * @param options how to reach it
	 * @param handler the last handler of the channel's pipeline; it reads and writes the
	 * bytes of MQTT as {@link io.netty.buffer.ByteBuf}s
	 * @return completes on the loop when bytes can flow, with TLS and everything else
	 * done, or fails with an exception that says what to do
	 */
	public static ChannelFuture connect(EventLoop loop, ServerAddress server, MqttClientOptions options,
			ChannelHandler handler) {
		Bootstrap bootstrap = new Bootstrap().group(loop)
			.channel(NioSocketChannel.class)
			.option(ChannelOption.TCP_NODELAY, true)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) options.connectTimeout().toMillis())
			.handler(handler);
		return bootstrap.connect(server.host(), server.port());
	}

}
