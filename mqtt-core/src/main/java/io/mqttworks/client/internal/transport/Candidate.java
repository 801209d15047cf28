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

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Deque;

import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.ServerAddress;
import io.mqttworks.client.ServerAddress.Scheme;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * A channel on its way to one address. While it is, this is the last handler of its
 * pipeline: all events of the handshakes end here, and the caller's close begins here.
 */
final class Candidate extends ChannelDuplexHandler {

	private static final String NAME = "candidate";

	private final Owner owner;

	private final Channel channel;

	private final Deque<Stage> ahead = new ArrayDeque<>();

	private volatile Stage stage = Stage.LOOK_UP;

	private volatile @Nullable SocketAddress address;

	private boolean over;

	Candidate(Owner owner, Channel channel) {
		this.owner = owner;
		this.channel = channel;
		channel.pipeline().addLast(NAME, this);
	}

	Channel channel() {
		return this.channel;
	}

	Stage stage() {
		return this.stage;
	}

	/**
	 * The next step to find the way to the server begins.
	 * @param stage what
	 */
	void preparing(Stage stage) {
		this.stage = stage;
	}

	@Nullable SocketAddress address() {
		return this.address;
	}

	void register(EventLoop loop) {
		EventLoops.keepFor(this.channel, loop);
		loop.register(this.channel).addListener((future) -> {
			if (!future.isSuccess()) {
				fail(future.cause());
			}
		});
	}

	void connect(ConnectRoute route, SocketAddress address, ServerAddress server, MqttClientOptions options,
			ConnectFailures failures) {
		this.address = address;
		this.stage = Stage.CONNECT;
		try {
			addHandlers(route, address, server, options, failures);
			SocketAddress target = (route.proxy() != null)
					? InetSocketAddress.createUnresolved(server.host(), server.port()) : address;
			SocketAddress local = (server.scheme() != Scheme.UNIX) ? options.socket().localAddress() : null;
			this.channel.connect(target, local).addListener((future) -> {
				if (!future.isSuccess()) {
					fail(future.cause());
				}
			});
		}
		catch (RuntimeException ex) {
			fail(ex);
		}
	}

	private void addHandlers(ConnectRoute route, SocketAddress address, ServerAddress server, MqttClientOptions options,
			ConnectFailures failures) {
		ChannelPipeline pipeline = this.channel.pipeline();
		if (route.proxy() != null) {
			pipeline.addBefore(NAME, null, ProxySupport.newHandler(route.proxy(), address));
			this.ahead.add(Stage.PROXY);
		}
		if (route.tls() != null) {
			try {
				pipeline.addBefore(NAME, null, route.tls().newHandler(server, this.channel.alloc()));
			}
			catch (RuntimeException ex) {
				// A protocol or cipher that is not supported is only found now.
				throw failures.badOptions("TLS options", ex);
			}
			this.ahead.add(Stage.TLS);
		}
		if (route.webSocketRequest() != null) {
			WebSocketSupport.addHandlers(pipeline, NAME, server, route.webSocketRequest(), options, failures);
			this.ahead.add(Stage.WEB_SOCKET);
		}
	}

	@Override
	public void channelActive(ChannelHandlerContext ctx) {
		advance();
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
		if (event instanceof SslHandshakeCompletionEvent tls && !tls.isSuccess()) {
			// In an earlier stage it only follows from a failure that comes as an
			// exception.
			if (this.stage == Stage.TLS) {
				fail(tls.cause());
			}
			return;
		}
		boolean done = switch (this.stage) {
			case PROXY -> ProxySupport.isConnected(event);
			case TLS -> event instanceof SslHandshakeCompletionEvent;
			case WEB_SOCKET -> WebSocketSupport.isOpen(event);
			default -> false;
		};
		if (done) {
			advance();
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object message) {
		// Left over from a handshake that failed.
		ReferenceCountUtil.release(message);
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		fail(new ClosedChannelException());
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		fail(cause);
	}

	@Override
	public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
		this.over = true;
		this.owner.closedByCaller();
		this.channel.unsafe().close(promise);
	}

	private void advance() {
		if (this.over) {
			return;
		}
		Stage next = this.ahead.poll();
		if (next != null) {
			this.stage = next;
			return;
		}
		this.stage = Stage.FIRST_ANSWER;
		this.over = true;
		this.owner.ready(this);
	}

	void fail(Throwable cause) {
		if (!this.over) {
			this.over = true;
			this.owner.failed(this, cause);
		}
	}

	/**
	 * Closes the channel at once, without any good-bye.
	 */
	void abort() {
		this.over = true;
		this.channel.unsafe().close(this.channel.newPromise());
	}

	/**
	 * Who wants the channel. Called on the event loop, at most one of the methods and
	 * that once.
	 */
	interface Owner {

		/**
		 * Bytes can flow.
		 * @param candidate the candidate
		 */
		void ready(Candidate candidate);

		/**
		 * No channel could be opened to the address.
		 * @param candidate the candidate
		 * @param cause why not
		 */
		void failed(Candidate candidate, Throwable cause);

		/**
		 * The caller does not want the channel any more.
		 */
		void closedByCaller();

	}

}
