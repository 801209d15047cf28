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
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Greets as soon as bytes can flow, and sends back what it gets.
 */
final class EchoServer implements AutoCloseable {

	static final String GREETING = "hello ";

	private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final List<Channel> accepted = new CopyOnWriteArrayList<>();

	private final Channel channel;

	EchoServer(Class<? extends ServerChannel> type, SocketAddress address, Consumer<ChannelPipeline> pipeline) {
		this.channel = new ServerBootstrap().group(this.group)
			.channel(type)
			.childHandler(new ChannelInitializer<Channel>() {

				@Override
				protected void initChannel(Channel child) {
					EchoServer.this.accepted.add(child);
					pipeline.accept(child.pipeline());
				}

			})
			.bind(address)
			.syncUninterruptibly()
			.channel();
	}

	static EchoServer with(Consumer<ChannelPipeline> pipeline) {
		return new EchoServer(NioServerSocketChannel.class, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
				pipeline);
	}

	static void addEcho(ChannelPipeline pipeline) {
		pipeline.addLast(new Echo(Echo.ACTIVE));
	}

	static EchoServer tcp() {
		return with(EchoServer::addEcho);
	}

	static EchoServer tls(SslContext context) {
		return with((pipeline) -> pipeline.addLast(context.newHandler(pipeline.channel().alloc()),
				new Echo(SslHandshakeCompletionEvent.SUCCESS)));
	}

	static EchoServer webSocket(String path) {
		return with((pipeline) -> addWebSocket(pipeline, path));
	}

	static EchoServer webSocket(SslContext context, String path) {
		return with((pipeline) -> {
			pipeline.addLast(context.newHandler(pipeline.channel().alloc()));
			addWebSocket(pipeline, path);
		});
	}

	private static void addWebSocket(ChannelPipeline pipeline, String path) {
		pipeline.addLast(new HttpServerCodec(), new HttpObjectAggregator(65_536),
				new WebSocketServerProtocolHandler(WebSocketServerProtocolConfig.newBuilder()
					.websocketPath(path)
					.checkStartsWith(true)
					.subprotocols("mqtt")
					.maxFramePayloadLength(65_536)
					.build()),
				new WebSocketEcho());
	}

	/** Sends fixed bytes when it gets any, and closes. */
	static EchoServer answering(byte[] answer) {
		return with((pipeline) -> pipeline.addLast(new ChannelInboundHandlerAdapter() {

			@Override
			public void channelRead(ChannelHandlerContext ctx, Object message) {
				((ByteBuf) message).release();
				ctx.writeAndFlush(Unpooled.wrappedBuffer(answer)).addListener((future) -> ctx.close());
			}

		}));
	}

	static EchoServer answering(String answer) {
		return answering(answer.getBytes(StandardCharsets.US_ASCII));
	}

	/** Accepts and says nothing. */
	static EchoServer silent() {
		return with((pipeline) -> {
		});
	}

	int port() {
		return ((InetSocketAddress) this.channel.localAddress()).getPort();
	}

	String uri(String scheme) {
		return scheme + "://127.0.0.1:" + port();
	}

	List<Channel> accepted() {
		return this.accepted;
	}

	void awaitAccepted(int count) {
		await().atMost(Duration.ofSeconds(30)).until(() -> this.accepted.size() == count);
	}

	void awaitNothingOpen() {
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(this.accepted).noneMatch(Channel::isOpen));
	}

	@Override
	public void close() {
		assertThat(this.group.shutdownGracefully(0, 10, TimeUnit.SECONDS).awaitUninterruptibly(20_000)).isTrue();
	}

	private static final class Echo extends ChannelInboundHandlerAdapter {

		static final Object ACTIVE = new Object();

		private final Object greetOn;

		Echo(Object greetOn) {
			this.greetOn = greetOn;
		}

		@Override
		public void channelActive(ChannelHandlerContext ctx) {
			userEventTriggered(ctx, ACTIVE);
		}

		@Override
		public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
			if (event == this.greetOn) {
				ctx.writeAndFlush(Unpooled.copiedBuffer(GREETING, StandardCharsets.US_ASCII));
			}
		}

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object message) {
			ctx.writeAndFlush(message);
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
			ctx.close();
		}

	}

	private static final class WebSocketEcho extends ChannelInboundHandlerAdapter {

		@Override
		public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
			if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
				ctx.writeAndFlush(new BinaryWebSocketFrame(Unpooled.copiedBuffer(GREETING, StandardCharsets.US_ASCII)));
			}
		}

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object message) {
			ctx.writeAndFlush(((WebSocketFrame) message));
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
			ctx.close();
		}

	}

}
