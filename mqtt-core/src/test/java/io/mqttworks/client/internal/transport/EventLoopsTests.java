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

import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.mqttworks.client.MqttClientOptions;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link EventLoops}.
 */
class EventLoopsTests {

	@Test
	void clientsShareTheirThreads() {
		EventLoop first = EventLoops.shared().acquire();
		try {
			for (int i = 0; i < 20; i++) {
				EventLoop other = EventLoops.shared().acquire();
				assertThat(other.parent()).isSameAs(first.parent());
				EventLoops.shared().release();
			}
			assertThat(first.isShuttingDown()).isFalse();
		}
		finally {
			EventLoops.shared().release();
		}
	}

	@Test
	void threadsAreNamedAfterTheirWork() throws Exception {
		EventLoop loop = EventLoops.shared().acquire();
		try {
			assertThat(loop.submit(() -> Thread.currentThread().getName()).get()).startsWith("mqtt-io-");
		}
		finally {
			EventLoops.shared().release();
		}
	}

	@Test
	void theLastClientStopsTheThreadsAndTheNextStartsThemAgain() throws Exception {
		EventLoop loop = EventLoops.shared().acquire();
		Thread thread = loop.submit(Thread::currentThread).get();
		EventLoops.shared().release();
		await().atMost(Duration.ofSeconds(30)).until(() -> loop.isTerminated() && !thread.isAlive());
		EventLoop next = EventLoops.shared().acquire();
		try {
			assertThat(next.isShuttingDown()).isFalse();
			assertThat(next.submit(() -> "runs").get()).isEqualTo("runs");
		}
		finally {
			EventLoops.shared().release();
		}
	}

	@Test
	void theThreadsStayUntilTheLastChannelIsClosed() throws Exception {
		EventLoop loop = EventLoops.shared().acquire();
		EmbeddedChannel channel = new EmbeddedChannel();
		EventLoops.keepFor(channel, loop);
		DefaultEventLoop other = new DefaultEventLoop();
		EventLoops.keepFor(new EmbeddedChannel(), other);
		other.shutdownGracefully();
		EventLoops.shared().release();
		assertThat(loop.submit(() -> "runs").get()).isEqualTo("runs");
		assertThat(loop.isShuttingDown()).isFalse();
		channel.close();
		await().atMost(Duration.ofSeconds(30)).until(loop::isTerminated);
	}

	@Test
	void theThreadsKeepNeitherClassLoaderNorInheritableValuesOfTheirFirstCaller() throws Exception {
		InheritableThreadLocal<String> inheritable = new InheritableThreadLocal<>();
		CompletableFuture<Thread> started = new CompletableFuture<>();
		CompletableFuture<String> inherited = new CompletableFuture<>();
		Thread first = new Thread(() -> {
			inheritable.set("of the first caller");
			EventLoops.shared().acquire().execute(() -> {
				started.complete(Thread.currentThread());
				inherited.complete(String.valueOf(inheritable.get()));
			});
		});
		first.setContextClassLoader(new URLClassLoader(new URL[0], getClass().getClassLoader()));
		first.start();
		try {
			assertThat(started.get().getContextClassLoader()).isSameAs(EventLoops.class.getClassLoader());
			assertThat(inherited.get()).isEqualTo("null");
		}
		finally {
			EventLoops.shared().release();
		}
	}

	@ParameterizedTest
	@EnumSource
	void anErrorThatCannotEvenBeLoggedDoesNotEndAThread(LoopKind kind) throws Exception {
		EventLoopGroup group = kind.newGroup();
		EventLoop loop = group.next();
		try {
			Thread thread = loop.submit(Thread::currentThread).get();
			for (int i = 0; i < 3; i++) {
				loop.execute(() -> {
					throw new NoMemoryAtAll();
				});
			}
			assertThat(loop.submit(Thread::currentThread).get(30, TimeUnit.SECONDS)).isSameAs(thread);
		}
		finally {
			group.shutdownGracefully(0, 5, TimeUnit.SECONDS);
		}
		await().atMost(Duration.ofSeconds(30)).until(loop::isTerminated);
	}

	@ParameterizedTest
	@EnumSource
	void anErrorCostsItsConnectionAndNotThatOfAnother(LoopKind kind) {
		EventLoopGroup group = kind.newGroup();
		try (EchoServer server = EchoServer.tcp()) {
			MqttClientOptions options = Connector.options(server.uri("mqtt"), (builder) -> builder);
			Connector.Recorder recorder = new Connector.Recorder();
			Connector.Connection good = new Connector.Attempt(
					Transport.connect(group.next(), options.servers().get(0), options, recorder), recorder)
				.connection();
			good.awaitText(EchoServer.GREETING);
			Channel bad = Transport.connect(group.next(), options.servers().get(0), options, new Failing())
				.awaitUninterruptibly()
				.channel();
			assertThat(bad.closeFuture().awaitUninterruptibly(30_000)).isTrue();
			good.send("world").awaitText("hello world");
		}
		finally {
			group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(30_000);
		}
	}

	@Test
	void releaseWithoutAcquireIsAnError() {
		assertThatIllegalStateException().isThrownBy(EventLoops.shared()::release);
	}

	@Test
	void usesTheNativeTransportWhereThereIsOne() {
		EventLoop loop = EventLoops.shared().acquire();
		try {
			assertThat(IoModel.of(loop)).isSameAs(IoModel.best())
				.hasToString(IoModel.Native.AVAILABLE ? "epoll" : "NIO");
		}
		finally {
			EventLoops.shared().release();
		}
	}

	@Test
	void aForeignEventLoopIsRefused() {
		EventLoop loop = new io.netty.channel.DefaultEventLoop();
		assertThatIllegalArgumentException().isThrownBy(() -> IoModel.of(loop))
			.withMessageContaining("DefaultEventLoop");
		loop.shutdownGracefully();
	}

	@Test
	void theNumberOfThreadsCanBeSet() {
		System.setProperty(EventLoops.THREADS_PROPERTY, "1");
		try {
			EventLoop first = EventLoops.shared().acquire();
			EventLoop second = EventLoops.shared().acquire();
			EventLoops.shared().release();
			EventLoops.shared().release();
			assertThat(second).isSameAs(first);
			System.setProperty(EventLoops.THREADS_PROPERTY, "0");
			assertThatIllegalArgumentException().isThrownBy(EventLoops.shared()::acquire)
				.withMessageContaining(EventLoops.THREADS_PROPERTY);
		}
		finally {
			System.clearProperty(EventLoops.THREADS_PROPERTY);
		}
	}

	/**
	 * Out of memory to the last byte: whoever wants to tell of it fails as well.
	 */
	private static final class NoMemoryAtAll extends OutOfMemoryError {

		private static final long serialVersionUID = 1L;

		@Override
		public String getMessage() {
			throw this;
		}

	}

	/**
	 * Finds no memory for what arrives, and closes, for which there is hardly enough.
	 */
	private static final class Failing extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			ReferenceCountUtil.release(message);
			throw new NoMemoryAtAll();
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			context.close();
			throw new NoMemoryAtAll();
		}

	}

}
