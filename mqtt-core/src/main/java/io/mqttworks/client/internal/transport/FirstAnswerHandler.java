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

import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;

import io.mqttworks.client.MqttConnectException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;

/**
 * Stays in the pipeline until the server's first bytes arrive. Only then is it certain
 * that the connection works: a TLS 1.3 server checks the client's certificate after the
 * handshake, and a server that speaks something else than MQTT says so only now. What
 * goes wrong here is explained as if it had failed before.
 */
final class FirstAnswerHandler extends ChannelDuplexHandler {

	private final ConnectFailures failures;

	private final @Nullable SocketAddress address;

	/** The failure was told, or the caller has closed the channel. */
	private boolean over;

	FirstAnswerHandler(ConnectFailures failures, @Nullable SocketAddress address) {
		this.failures = failures;
		this.address = address;
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object message) {
		MqttConnectException failure = (message instanceof ByteBuf bytes) ? this.failures.notMqtt(bytes) : null;
		if (failure == null) {
			ctx.pipeline().remove(this);
			ctx.fireChannelRead(message);
			return;
		}
		((ByteBuf) message).release();
		fail(ctx, failure);
		ctx.close();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		fail(ctx, this.failures.translate(Stage.FIRST_ANSWER, this.address, cause));
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		fail(ctx, this.failures.translate(Stage.FIRST_ANSWER, this.address, new ClosedChannelException()));
		ctx.fireChannelInactive();
	}

	@Override
	public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
		this.over = true;
		ctx.close(promise);
	}

	private void fail(ChannelHandlerContext ctx, MqttConnectException failure) {
		if (!this.over) {
			this.over = true;
			ctx.fireExceptionCaught(failure);
		}
	}

}
