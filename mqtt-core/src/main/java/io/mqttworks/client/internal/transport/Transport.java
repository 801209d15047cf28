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
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;

/**
 * Opens byte channels.
 */
public final class Transport {

	private Transport() {
	}

	/**
	 * Opens a byte channel to a server: looks its name up, tries all its addresses in
	 * turn, and goes through proxy, TLS and WebSocket as the address and the options say.
	 * Cancel the future to give up at any time; its channel is the one that is tried, and
	 * closing that gives up as well. Nothing stays open then.
	 * @param loop the event loop of the channel, one of {@link EventLoops}
	 * @param server the server
	 * @param options how to reach it
	 * @param handler the last handler of the channel's pipeline; it reads and writes the
	 * bytes of MQTT as {@link io.netty.buffer.ByteBuf}s. It is added, and gets
	 * {@code channelActive}, when bytes can flow. Until the server's first bytes came, a
	 * lost connection reaches its {@code exceptionCaught} as a
	 * {@link io.mqttworks.client.MqttConnectException} that says what to do
	 * @return completes on the loop when bytes can flow, with TLS and everything else
	 * done, or fails with a {@link io.mqttworks.client.MqttConnectException} that says
	 * what to do
	 */
	public static ChannelFuture connect(EventLoop loop, ServerAddress server, MqttClientOptions options,
			ChannelHandler handler) {
		return ConnectAttempt.start(loop, server, options, handler);
	}

	/**
	 * Returns what an attempt is at, to be told when it takes too long.
	 * @param future a future of {@link #connect}
	 * @return for instance {@code the TLS handshake with 192.0.2.1:8883}
	 */
	public static String progress(ChannelFuture future) {
		return (future instanceof ConnectAttempt.Promise promise) ? promise.progress() : "connecting";
	}

}
