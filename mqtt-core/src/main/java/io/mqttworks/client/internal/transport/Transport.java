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

import java.net.InetAddress;
import java.time.Duration;

import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.MqttConnectException;
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
		return ChannelAttempt.start(loop, server, options, handler, InetAddress::getAllByName);
	}

	/**
	 * Explains that an attempt took too long, by what it was at. Call it before the
	 * future is cancelled.
	 * @param future a future of {@link #connect}, whether it is done or not
	 * @param limit the time it had
	 * @return the explanation
	 */
	public static MqttConnectException timedOut(ChannelFuture future, Duration limit) {
		if (future instanceof ChannelAttempt.Promise promise) {
			return promise.timedOut(limit);
		}
		return new MqttConnectException("There is no connection in " + limit.toMillis() + " ms", null, future.cause());
	}

}
