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

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.mqttworks.client.internal.transport.Connector.Connection;
import io.mqttworks.client.spi.WebSocketRequest;
import io.mqttworks.client.testkit.Certificates;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link WebSocketSupport} and {@link WebSocketFrameHandler}.
 */
class WebSocketTests {

	private final Frames frames = new Frames();

	@ParameterizedTest
	@EnumSource
	void bytesFlowBothWays(LoopKind kind) {
		try (EchoServer server = EchoServer.webSocket("/mqtt"); Connector connector = new Connector(kind)) {
			Connection connection = connector.connect(server.uri("ws"));
			connection.send("world").awaitText("hello world");
			assertThat(connection.recorder().events()).containsExactly("active");
			connection.channel().close();
			server.awaitNothingOpen();
		}
	}

	@ParameterizedTest
	@EnumSource
	void bytesFlowBothWaysOverTls(LoopKind kind) {
		try (EchoServer server = EchoServer.webSocket(Certificates.serverContext(), "/mqtt");
				Connector connector = new Connector(kind)) {
			Connection connection = connector.connect("wss://localhost:" + server.port() + "/mqtt",
					(builder) -> builder.tls(TlsTests.trusting(Certificates.AUTHORITY)));
			connection.send("world").awaitText("hello world");
		}
	}

	@Test
	void bytesRightAfterTheHandshakeAreNotMissed() {
		try (EchoServer server = EchoServer.webSocket("/mqtt"); Connector connector = new Connector()) {
			for (int i = 0; i < 50; i++) {
				Connection connection = connector.connect(server.uri("ws"));
				connection.awaitText(EchoServer.GREETING);
				connection.channel().close();
			}
		}
	}

	@Test
	void largeWritesAreCutIntoFrames() {
		byte[] bytes = new byte[1_000_000];
		new Random(1).nextBytes(bytes);
		try (EchoServer server = server((ctx) -> {
		}); Connector connector = new Connector()) {
			Connection connection = connector.connect(server.uri("ws")).send(bytes);
			await().atMost(Connector.PATIENCE).until(() -> connection.recorder().bytes().length == bytes.length);
			assertThat(connection.recorder().bytes()).isEqualTo(bytes);
			assertThat(this.frames.sizes).hasSize(16).allMatch((size) -> size <= WebSocketFrameHandler.MAX_FRAME);
		}
	}

	@Test
	void framesNeedNotAlignWithAnything() {
		try (EchoServer server = server((ctx) -> {
			ctx.write(new BinaryWebSocketFrame(false, 0, text("one ")));
			ctx.write(new ContinuationWebSocketFrame(false, 0, text("two ")));
			ctx.write(new PingWebSocketFrame(text("still there?")));
			ctx.write(new ContinuationWebSocketFrame(false, 0, Unpooled.EMPTY_BUFFER));
			ctx.write(new ContinuationWebSocketFrame(true, 0, text("three ")));
			ctx.write(new BinaryWebSocketFrame(Unpooled.EMPTY_BUFFER));
			ctx.write(new PongWebSocketFrame());
			ctx.writeAndFlush(new BinaryWebSocketFrame(text("four")));
		}); Connector connector = new Connector()) {
			connector.connect(server.uri("ws")).awaitText("one two three four");
			await().atMost(Connector.PATIENCE).until(() -> this.frames.pongs.contains("still there?"));
		}
	}

	@Test
	void aFrameMayBeOfAnySizeAndIsHandedOnAsItComes() {
		byte[] start = new byte[] { (byte) 0x82, 127, 0, 0, 0, 16, 0, 0, 0, 0 };
		byte[] piece = new byte[300_000];
		new Random(7).nextBytes(piece);
		try (EchoServer server = server((ctx) -> {
			// A frame of 64 GiB: what came of it is handed on, the rest is never sent.
			ctx.pipeline().firstContext().write(Unpooled.wrappedBuffer(start));
			for (int i = 0; i < 10; i++) {
				ctx.pipeline().firstContext().write(Unpooled.wrappedBuffer(piece));
			}
			ctx.pipeline().firstContext().flush();
		}); Connector connector = new Connector()) {
			Connection connection = connector.connect(server.uri("ws"));
			await().atMost(Connector.PATIENCE).until(() -> connection.recorder().bytes().length == 10 * piece.length);
			assertThat(connection.recorder().bytes()).startsWith(piece).endsWith(piece);
			assertThat(connection.recorder().failures()).isEmpty();
		}
	}

	@Test
	void pingsOfAServerThatReadsNothingAreNotAllAnswered() {
		EmbeddedChannel channel = new EmbeddedChannel(new WebSocketStreamDecoder());
		channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
		for (int i = 0; i < 100; i++) {
			channel.writeInbound(Unpooled.wrappedBuffer(new byte[] { (byte) 0x89, 1, (byte) i }));
		}
		assertThat(channel.outboundMessages()).isEmpty();
		channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
		channel.runPendingTasks();
		PongWebSocketFrame pong = channel.readOutbound();
		assertThat(pong.content().getByte(0)).isEqualTo((byte) 99);
		pong.release();
		assertThat(channel.outboundMessages()).isEmpty();
		channel.finishAndReleaseAll();
	}

	@ParameterizedTest
	@CsvSource({ "c201ff, used an extension", "8281000000, masked a frame", "827f8000000000000000, below zero",
			"8001ff, continued a message", "0201ff0201ff, inside another one", "0901ff, control frame",
			"897e0080, control frame", "8301ff, frame of type 3", "8b00, frame of type 11" })
	void framesAgainstTheRulesAreRefused(String frames, String why) {
		byte[] bytes = HexFormat.of().parseHex(frames);
		for (int step = 1; step <= bytes.length; step++) {
			EmbeddedChannel channel = new EmbeddedChannel(new WebSocketStreamDecoder());
			int size = step;
			assertThatThrownBy(() -> {
				for (int i = 0; i < bytes.length; i += size) {
					channel.writeInbound(Unpooled.wrappedBuffer(bytes, i, Math.min(size, bytes.length - i)));
				}
			}).isInstanceOf(CorruptedWebSocketFrameException.class).hasMessageContaining(why);
			CloseWebSocketFrame close = channel.readOutbound();
			assertThat(close.statusCode()).isEqualTo(1002);
			close.release();
			assertThat(channel.isOpen()).isFalse();
			channel.finishAndReleaseAll();
		}
	}

	@Test
	void framesCutAtAnyByteAreReadAll() {
		byte[] frames = HexFormat.of()
			.parseHex("0202aabb" + "8900" + "8a0101" + "0000" + "807e0003ccddee" + "827f000000000000000201ff"
					+ "880203e8");
		for (int step = 1; step <= frames.length; step++) {
			EmbeddedChannel channel = new EmbeddedChannel(new WebSocketStreamDecoder());
			for (int i = 0; i < frames.length; i += step) {
				channel.writeInbound(Unpooled.wrappedBuffer(frames, i, Math.min(step, frames.length - i)));
			}
			ByteBuf all = Unpooled.buffer();
			CloseWebSocketFrame close = null;
			for (WebSocketFrame frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
				if (frame instanceof CloseWebSocketFrame last) {
					close = last;
				}
				else {
					all.writeBytes(frame.content());
				}
				if (frame != close) {
					frame.release();
				}
			}
			assertThat(ByteBufUtil.hexDump(all)).isEqualTo("aabbccddee01ff");
			assertThat(close).isNotNull();
			assertThat(close.statusCode()).isEqualTo(1000);
			close.release();
			channel.finishAndReleaseAll();
		}
	}

	@Test
	void aHostMayHaveAnUnderscore() {
		try (EchoServer server = server((ctx) -> {
		}); Connector connector = new Connector().names((host) -> TransportTests.addresses("127.0.0.1"))) {
			connector.connect("ws://my_broker:" + server.port() + "/mqtt");
			assertThat(this.frames.requests).singleElement()
				.satisfies(
						(request) -> assertThat(request.headers().get("Host")).isEqualTo("my_broker:" + server.port()));
		}
	}

	@Test
	void theServersCloseIsAnswered() {
		try (EchoServer server = server(
				(ctx) -> ctx.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.POLICY_VIOLATION)));
				Connector connector = new Connector()) {
			Connection connection = connector.connect(server.uri("ws"));
			connection.awaitClosed();
			assertThat(connection.recorder().awaitFailure()).hasMessageContaining("closed the WebSocket")
				.hasMessageContaining("1008");
			await().atMost(Connector.PATIENCE).until(() -> this.frames.closes.get() == 1);
		}
	}

	@Test
	void ourCloseIsSaid() {
		try (EchoServer server = server((ctx) -> {
		}); Connector connector = new Connector()) {
			connector.connect(server.uri("ws")).channel().close();
			await().atMost(Connector.PATIENCE).until(() -> this.frames.closes.get() == 1);
			server.awaitNothingOpen();
		}
	}

	@Test
	void aTextFrameEndsTheConnection() {
		try (EchoServer server = server((ctx) -> ctx.writeAndFlush(new TextWebSocketFrame("hello")));
				Connector connector = new Connector()) {
			Connection connection = connector.connect(server.uri("ws"));
			connection.awaitClosed();
			assertThat(connection.recorder().awaitFailure()).hasMessageContaining("text frame");
		}
	}

	@Test
	void theRequestHasPathQueryAndHeadersOfTheProvider() {
		AtomicInteger attempts = new AtomicInteger();
		try (EchoServer server = server((ctx) -> {
		}); Connector connector = new Connector()) {
			for (int i = 1; i <= 2; i++) {
				connector.connect(server.uri("ws") + "/mqtt?a=b",
						(builder) -> builder.webSocketRequestProvider((address) -> CompletableFuture.supplyAsync(
								() -> new WebSocketRequest(address.path() + "&token=x%20" + attempts.incrementAndGet(),
										Map.of("Authorization", "Bearer 1")),
								CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS))));
			}
			assertThat(this.frames.requests).extracting(FullHttpRequest::uri)
				.containsExactly("/mqtt?a=b&token=x%201", "/mqtt?a=b&token=x%202");
			HttpHeaders headers = this.frames.requests.get(0).headers();
			assertThat(headers.get("Authorization")).isEqualTo("Bearer 1");
			assertThat(headers.get("Host")).isEqualTo("127.0.0.1:" + server.port());
			assertThat(headers.get("Sec-WebSocket-Protocol")).isEqualTo("mqtt");
			assertThat(headers.names()).doesNotContain("Origin", "Sec-WebSocket-Extensions");
		}
	}

	@Test
	void fixedHeadersGoToThePathOfTheAddress() {
		try (EchoServer server = server((ctx) -> {
		}); Connector connector = new Connector()) {
			connector.connect(server.uri("ws") + "/some/where?a=b%20c",
					(builder) -> builder.webSocketHeaders(Map.of("X-Api-Key", "k")));
			assertThat(this.frames.requests).singleElement().satisfies((request) -> {
				assertThat(request.uri()).isEqualTo("/some/where?a=b%20c");
				assertThat(request.headers().get("X-Api-Key")).isEqualTo("k");
			});
		}
	}

	private EchoServer server(Consumer<ChannelHandlerContext> whenOpen) {
		return EchoServer.with((pipeline) -> addWebSocket(pipeline, whenOpen));
	}

	private void addWebSocket(ChannelPipeline pipeline, Consumer<ChannelHandlerContext> whenOpen) {
		pipeline.addLast(new HttpServerCodec(), new HttpObjectAggregator(65_536), new ChannelInboundHandlerAdapter() {

			@Override
			public void channelRead(ChannelHandlerContext ctx, Object message) {
				if (message instanceof FullHttpRequest request) {
					WebSocketTests.this.frames.requests.add(request.replace(Unpooled.EMPTY_BUFFER));
				}
				ctx.fireChannelRead(message);
			}

		}, new WebSocketServerProtocolHandler(WebSocketServerProtocolConfig.newBuilder()
			.websocketPath("/")
			.checkStartsWith(true)
			.subprotocols("mqtt")
			.dropPongFrames(false)
			.handleCloseFrames(false)
			.maxFramePayloadLength(WebSocketFrameHandler.MAX_FRAME)
			.build()), new ChannelDuplexHandler() {

				@Override
				public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
					if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
						whenOpen.accept(ctx);
					}
				}

				@Override
				public void channelRead(ChannelHandlerContext ctx, Object message) {
					WebSocketTests.this.frames.received(ctx, (WebSocketFrame) message);
				}

			});
	}

	private static ByteBuf text(String text) {
		return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
	}

	/**
	 * What the server got; binary frames are sent back.
	 */
	private static final class Frames {

		private final List<FullHttpRequest> requests = new CopyOnWriteArrayList<>();

		private final List<Integer> sizes = new CopyOnWriteArrayList<>();

		private final List<String> pongs = new CopyOnWriteArrayList<>();

		private final AtomicInteger closes = new AtomicInteger();

		void received(ChannelHandlerContext ctx, WebSocketFrame frame) {
			if (frame instanceof BinaryWebSocketFrame) {
				this.sizes.add(frame.content().readableBytes());
				ctx.writeAndFlush(frame);
				return;
			}
			if (frame instanceof PongWebSocketFrame) {
				this.pongs.add(frame.content().toString(StandardCharsets.US_ASCII));
			}
			if (frame instanceof CloseWebSocketFrame) {
				this.closes.incrementAndGet();
				ctx.close();
			}
			frame.release();
		}

	}

}
