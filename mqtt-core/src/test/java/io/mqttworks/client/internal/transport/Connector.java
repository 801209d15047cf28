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
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientBuilder;
import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.ServerAddress;
import io.mqttworks.client.internal.transport.RoutePlanner.NameLookup;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Opens channels on an event loop of its own, and records what comes.
 */
final class Connector implements AutoCloseable {

	static final Duration PATIENCE = Duration.ofSeconds(30);

	private final EventLoopGroup group;

	private final List<ChannelFuture> futures = new CopyOnWriteArrayList<>();

	private NameLookup names = InetAddress::getAllByName;

	Connector(LoopKind kind) {
		this.group = kind.newGroup();
	}

	Connector() {
		this(LoopKind.NIO);
	}

	static MqttClientOptions options(String server, UnaryOperator<MqttClientBuilder> customizer) {
		return customizer.apply(MqttClient.builder(server).connectTimeout(PATIENCE)).options();
	}

	/** Makes up what names mean. */
	Connector names(NameLookup names) {
		this.names = names;
		return this;
	}

	EventLoop loop() {
		return this.group.next();
	}

	Attempt start(String server, UnaryOperator<MqttClientBuilder> customizer) {
		return start(options(server, customizer));
	}

	Attempt start(MqttClientOptions options) {
		ServerAddress address = options.servers().get(0);
		Recorder recorder = new Recorder();
		ChannelFuture future = ChannelAttempt.start(loop(), address, options, recorder, this.names);
		this.futures.add(future);
		return new Attempt(future, recorder);
	}

	Attempt start(String server) {
		return start(server, (builder) -> builder);
	}

	Connection connect(String server, UnaryOperator<MqttClientBuilder> customizer) {
		return start(server, customizer).connection();
	}

	Connection connect(String server) {
		return connect(server, (builder) -> builder);
	}

	@Override
	public void close() {
		this.futures.forEach((future) -> future.channel().close());
		assertThat(this.group.shutdownGracefully(0, 10, TimeUnit.SECONDS).awaitUninterruptibly(20_000)).isTrue();
	}

	/**
	 * An attempt that may still go on.
	 */
	record Attempt(ChannelFuture future, Recorder recorder) {

		Connection connection() {
			assertThat(this.future.awaitUninterruptibly(PATIENCE.toMillis())).as("done in time").isTrue();
			if (!this.future.isSuccess()) {
				throw new AssertionError("no connection", this.future.cause());
			}
			return new Connection(this.future.channel(), this.recorder);
		}

		MqttConnectException failure() {
			assertThat(this.future.awaitUninterruptibly(PATIENCE.toMillis())).as("done in time").isTrue();
			assertThat(this.future.cause()).isInstanceOf(MqttConnectException.class);
			assertThat(this.future.channel().isOpen()).isFalse();
			return (MqttConnectException) this.future.cause();
		}

	}

	/**
	 * A channel on which bytes flow.
	 */
	record Connection(Channel channel, Recorder recorder) {

		Connection send(byte[] bytes) {
			this.channel.writeAndFlush(Unpooled.wrappedBuffer(bytes));
			return this;
		}

		Connection send(String text) {
			return send(text.getBytes(StandardCharsets.UTF_8));
		}

		void awaitText(String text) {
			await().atMost(PATIENCE).untilAsserted(() -> assertThat(this.recorder.text()).isEqualTo(text));
		}

		void awaitClosed() {
			assertThat(this.channel.closeFuture().awaitUninterruptibly(PATIENCE.toMillis())).isTrue();
		}

		SocketAddress remoteAddress() {
			return this.channel.remoteAddress();
		}

	}

	/**
	 * The last handler of a channel.
	 */
	static final class Recorder extends ChannelInboundHandlerAdapter {

		private final ByteBuf received = Unpooled.buffer();

		private final List<Throwable> failures = new CopyOnWriteArrayList<>();

		private final List<String> events = new CopyOnWriteArrayList<>();

		@Override
		public void channelActive(ChannelHandlerContext ctx) {
			this.events.add("active");
		}

		@Override
		public void channelInactive(ChannelHandlerContext ctx) {
			this.events.add("inactive");
		}

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object message) {
			ByteBuf bytes = (ByteBuf) message;
			synchronized (this.received) {
				this.received.writeBytes(bytes);
			}
			bytes.release();
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
			this.failures.add(cause);
		}

		String text() {
			return new String(bytes(), StandardCharsets.UTF_8);
		}

		byte[] bytes() {
			synchronized (this.received) {
				byte[] bytes = new byte[this.received.readableBytes()];
				this.received.getBytes(this.received.readerIndex(), bytes);
				return bytes;
			}
		}

		List<Throwable> failures() {
			return this.failures;
		}

		List<String> events() {
			return this.events;
		}

		MqttConnectException awaitFailure() {
			await().atMost(PATIENCE).untilAsserted(() -> assertThat(this.failures).isNotEmpty());
			assertThat(this.failures).hasSize(1).first().isInstanceOf(MqttConnectException.class);
			return (MqttConnectException) this.failures.get(0);
		}

	}

}
