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
import java.net.URL;
import java.net.URLClassLoader;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.ServerAddress;
import io.mqttworks.client.SocketOptions;
import io.mqttworks.client.TlsOptions;
import io.mqttworks.client.internal.transport.Connector.Attempt;
import io.mqttworks.client.internal.transport.Connector.Connection;
import io.mqttworks.test.Certificates;
import io.mqttworks.test.DeafPort;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link Transport} over TCP and domain sockets.
 */
class TransportTests {

	@ParameterizedTest
	@EnumSource
	void bytesFlowBothWays(LoopKind kind) {
		try (EchoServer server = EchoServer.tcp(); Connector connector = new Connector(kind)) {
			Connection connection = connector.connect(server.uri("mqtt"));
			connection.send("world").awaitText("hello world");
			assertThat(connection.recorder().events()).containsExactly("active");
			connection.channel().close();
			server.awaitNothingOpen();
			connection.awaitClosed();
			assertThat(connection.recorder().failures()).isEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource
	void manyBytesArriveWholeAndInOrder(LoopKind kind) {
		byte[] bytes = new byte[3_000_000];
		new Random(1).nextBytes(bytes);
		try (EchoServer server = EchoServer.tcp(); Connector connector = new Connector(kind)) {
			Connection connection = connector.connect(server.uri("mqtt"));
			connection.awaitText(EchoServer.GREETING);
			connection.send(bytes);
			int greeting = EchoServer.GREETING.length();
			await().atMost(Connector.PATIENCE)
				.until(() -> connection.recorder().bytes().length == bytes.length + greeting);
			assertThat(connection.recorder().bytes()).endsWith(bytes);
		}
	}

	@ParameterizedTest
	@EnumSource
	void domainSocketsWork(LoopKind kind, @TempDir Path folder) {
		Path path = folder.resolve("broker.sock");
		try (EchoServer server = new EchoServer(NioServerDomainSocketChannel.class,
				java.net.UnixDomainSocketAddress.of(path), EchoServer::addEcho);
				Connector connector = new Connector(kind)) {
			connector.connect("unix:" + path).send("world").awaitText("hello world");
		}
	}

	@Test
	void ipv6AddressesWork() throws Exception {
		InetAddress loopback = InetAddress.getByName("::1");
		try (EchoServer server = bindOrSkip(loopback); Connector connector = new Connector()) {
			connector.connect("mqtt://[::1]:" + server.port()).send("world").awaitText("hello world");
		}
	}

	private static EchoServer bindOrSkip(InetAddress address) {
		try {
			return new EchoServer(NioServerSocketChannel.class, new InetSocketAddress(address, 0), EchoServer::addEcho);
		}
		catch (Exception ex) {
			Assumptions.abort("there is no IPv6 here: " + ex);
			throw ex;
		}
	}

	@Test
	void allAddressesOfANameAreTried() {
		try (EchoServer server = EchoServer.tcp();
				Connector connector = new Connector()
					.names((host) -> addresses("127.0.0.3", "127.0.0.2", "127.0.0.1"))) {
			Connection connection = connector.connect("mqtt://broker.test:" + server.port());
			connection.send("world").awaitText("hello world");
			assertThat(connection.remoteAddress()).isEqualTo(new InetSocketAddress("127.0.0.1", server.port()));
		}
	}

	@Test
	void anAddressThatDoesNotAnswerLeavesTimeForTheNext() throws Exception {
		try (DeafPort deaf = new DeafPort();
				Connector connector = new Connector().names((host) -> addresses("127.0.0.2", "127.0.0.1"));
				EchoServer server = new EchoServer(NioServerSocketChannel.class,
						new InetSocketAddress("127.0.0.1", deaf.port()), EchoServer::addEcho)) {
			Connection connection = connector.connect("mqtt://broker.test:" + server.port(),
					(builder) -> builder.connectTimeout(Duration.ofSeconds(4)));
			connection.send("world").awaitText("hello world");
		}
	}

	@Test
	void theFailureOfTheAddressThatCameFurthestIsTold() throws Exception {
		try (EchoServer server = EchoServer.answering("220 mail.test\r\n");
				Connector connector = new Connector().names((host) -> addresses("127.0.0.1", "127.0.0.2"))) {
			assertThat(connector.start("mqtts://broker.test:" + server.port()).failure())
				.hasMessageContaining("does not speak TLS")
				.satisfies((failure) -> assertThat(failure.getSuppressed()).singleElement()
					.extracting(Throwable::getMessage)
					.asString()
					.contains("127.0.0.2:" + server.port()));
		}
	}

	@Test
	void namesAreNotLookedUpOnTheEventLoop() {
		AtomicReference<String> thread = new AtomicReference<>();
		try (EchoServer server = EchoServer.tcp(); Connector connector = new Connector().names((host) -> {
			thread.set(Thread.currentThread().getName());
			return addresses("127.0.0.1");
		})) {
			connector.connect("mqtt://broker.test:" + server.port()).send("world").awaitText("hello world");
			assertThat(thread.get()).startsWith("mqtt-connect-");
		}
	}

	@Test
	void aCancelledAttemptClosesItsChannelWhileTheNameIsLookedUp() {
		CountDownLatch latch = new CountDownLatch(1);
		try (EchoServer server = EchoServer.tcp(); Connector connector = new Connector().names((host) -> {
			awaitLatch(latch);
			return addresses("127.0.0.1");
		})) {
			Attempt attempt = connector.start("mqtt://broker.test:" + server.port());
			await().atMost(Connector.PATIENCE).until(() -> attempt.future().channel().isRegistered());
			assertThat(Transport.timedOut(attempt.future(), Duration.ofMillis(5)))
				.hasMessageContaining("the name look-up of the host 'broker.test' took longer than 5 ms");
			assertThat(attempt.future().cancel(false)).isTrue();
			await().atMost(Connector.PATIENCE).until(() -> !attempt.future().channel().isOpen());
			latch.countDown();
			connector.connect("mqtt://127.0.0.1:" + server.port()).awaitText(EchoServer.GREETING);
			assertThat(server.accepted()).hasSize(1);
			assertThat(attempt.recorder().events()).isEmpty();
		}
	}

	@Test
	void lookUpsThatHangDoNotHoldUpOthers() {
		CountDownLatch latch = new CountDownLatch(1);
		AtomicInteger hanging = new AtomicInteger();
		try (EchoServer server = EchoServer.tcp(); Connector connector = new Connector().names((host) -> {
			if (host.startsWith("hangs")) {
				hanging.incrementAndGet();
				awaitLatch(latch);
			}
			return addresses("127.0.0.1");
		})) {
			List<Attempt> attempts = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				attempts.add(connector.start("mqtt://hangs-" + i + ".test:" + server.port()));
			}
			for (int i = 0; i < 20; i++) {
				attempts.add(connector.start("mqtt://hangs-0.test:" + server.port()));
			}
			connector.connect("mqtt://broker.test:" + server.port()).awaitText(EchoServer.GREETING);
			await().atMost(Connector.PATIENCE).until(() -> hanging.get() == 19 + BlockingCalls.MAX_CALLS);
			latch.countDown();
			attempts.forEach((attempt) -> attempt.connection().awaitText(EchoServer.GREETING));
			assertThat(hanging.get()).isEqualTo(19 + BlockingCalls.MAX_CALLS);
		}
		finally {
			latch.countDown();
		}
	}

	@Test
	void suppliersThatHangDoNotHoldUpOthersAndAreTold() {
		CountDownLatch latch = new CountDownLatch(1);
		AtomicInteger hanging = new AtomicInteger();
		try (EchoServer server = EchoServer.tls(Certificates.serverContext()); Connector connector = new Connector()) {
			TlsOptions tls = TlsTests.trusting(Certificates.AUTHORITY);
			for (int i = 0; i < 20; i++) {
				Supplier<TlsOptions> supplier = () -> {
					hanging.incrementAndGet();
					awaitLatch(latch);
					return tls;
				};
				for (int j = 0; j < 3; j++) {
					assertThat(connector
						.start("mqtts://127.0.0.1:" + server.port(),
								(builder) -> builder.tls(supplier).connectTimeout(Duration.ofMillis(20)))
						.failure()).hasMessageContaining("the supplier of the TLS options did not return within 20 ms");
				}
			}
			connector.connect("mqtts://localhost:" + server.port(), (builder) -> builder.tls(tls))
				.awaitText(EchoServer.GREETING);
			connector.connect("mqtt://localhost:" + server.port());
			await().atMost(Connector.PATIENCE).until(() -> hanging.get() == 60);
		}
		finally {
			latch.countDown();
		}
	}

	@Test
	void aSupplierThatHangsIsCalledAFewTimesOnlyAndItsAnswerTakenWhenItComes() {
		CountDownLatch latch = new CountDownLatch(1);
		AtomicInteger calls = new AtomicInteger();
		TlsOptions tls = TlsTests.trusting(Certificates.AUTHORITY);
		Supplier<TlsOptions> supplier = () -> {
			calls.incrementAndGet();
			awaitLatch(latch);
			return tls;
		};
		try (EchoServer server = EchoServer.tls(Certificates.serverContext()); Connector connector = new Connector()) {
			for (int i = 0; i < 10; i++) {
				connector
					.start("mqtts://127.0.0.1:" + server.port(),
							(builder) -> builder.tls(supplier).connectTimeout(Duration.ofMillis(20)))
					.failure();
			}
			Attempt last = connector.start("mqtts://127.0.0.1:" + server.port(), (builder) -> builder.tls(supplier));
			await().atMost(Connector.PATIENCE).until(() -> calls.get() == BlockingCalls.MAX_CALLS);
			latch.countDown();
			last.connection().awaitText(EchoServer.GREETING);
			assertThat(calls).hasValue(BlockingCalls.MAX_CALLS);
		}
		finally {
			latch.countDown();
		}
	}

	@Test
	void aProviderOfRequestsThatBlocksIsNotAskedWithoutEnd() {
		CountDownLatch latch = new CountDownLatch(1);
		AtomicInteger calls = new AtomicInteger();
		MqttClientOptions options = Connector.options("ws://127.0.0.1:1",
				(builder) -> builder.connectTimeout(Duration.ofMillis(20)).webSocketRequestProvider((address) -> {
					calls.incrementAndGet();
					awaitLatch(latch);
					return CompletableFuture.failedFuture(new IllegalStateException());
				}));
		try (Connector connector = new Connector()) {
			for (int i = 0; i < BlockingCalls.MAX_CALLS; i++) {
				assertThat(connector.start(options).failure())
					.hasMessageContaining("the webSocketRequestProvider did not return within 20 ms");
			}
			await().atMost(Connector.PATIENCE).until(() -> calls.get() == BlockingCalls.MAX_CALLS);
			assertThat(connector.start(options).failure())
				.hasMessageContaining("has not returned from 4 earlier calls");
			assertThat(calls).hasValue(BlockingCalls.MAX_CALLS);
		}
		finally {
			latch.countDown();
		}
	}

	@Test
	void theThreadsOfLookUpsKeepNoClassLoaderOfTheirFirstCaller() {
		AtomicReference<ClassLoader> loader = new AtomicReference<>();
		AtomicReference<String> name = new AtomicReference<>();
		BlockingThreads threads = new BlockingThreads("test", 1);
		Thread first = new Thread(() -> threads.execute(() -> {
			loader.set(Thread.currentThread().getContextClassLoader());
			name.set(Thread.currentThread().getName() + Thread.currentThread().isDaemon());
		}));
		first.setContextClassLoader(new URLClassLoader(new URL[0], getClass().getClassLoader()));
		first.start();
		await().atMost(Connector.PATIENCE).until(() -> name.get() != null);
		assertThat(loader.get()).isSameAs(BlockingThreads.class.getClassLoader());
		assertThat(name.get()).isEqualTo("test-1true");
		threads.shutdown();
	}

	@Test
	void tasksBeyondTheLimitOfThreadsWaitTheirTurn() {
		BlockingThreads threads = new BlockingThreads("test", 3);
		CountDownLatch latch = new CountDownLatch(1);
		AtomicInteger done = new AtomicInteger();
		for (int i = 0; i < 50; i++) {
			threads.execute(() -> {
				awaitLatch(latch);
				done.incrementAndGet();
			});
		}
		assertThat(threads.getPoolSize()).isEqualTo(3);
		latch.countDown();
		await().atMost(Connector.PATIENCE).until(() -> done.get() == 50);
		threads.shutdown();
	}

	@Test
	void aCancelledAttemptClosesItsChannelWhileItConnects() throws Exception {
		try (DeafPort deaf = new DeafPort(); Connector connector = new Connector()) {
			Attempt attempt = connector.start("mqtt://127.0.0.2:" + deaf.port());
			await().atMost(Connector.PATIENCE)
				.until(() -> timedOut(attempt).contains("no answer in 5 ms from 127.0.0.2:" + deaf.port()));
			attempt.future().cancel(false);
			await().atMost(Connector.PATIENCE).until(() -> !attempt.future().channel().isOpen());
			assertThat(attempt.recorder().failures()).isEmpty();
		}
	}

	@Test
	void closingTheChannelCancelsTheAttempt() {
		try (EchoServer server = EchoServer.silent();
				Connector connector = new Connector().names((host) -> addresses("127.0.0.1", "127.0.0.1"))) {
			Attempt attempt = connector.start("mqtts://broker.test:" + server.port());
			server.awaitAccepted(1);
			await().atMost(Connector.PATIENCE)
				.until(() -> timedOut(attempt).contains("no answer in 5 ms to the TLS handshake"));
			attempt.future().channel().close().awaitUninterruptibly(30_000);
			assertThat(attempt.future().isCancelled()).isTrue();
			server.awaitNothingOpen();
			assertThat(server.accepted()).hasSize(1);
		}
	}

	@Test
	void cancellingAtAnyMomentLeavesNothingOpen() {
		try (EchoServer server = EchoServer.tls(Certificates.serverContext()); Connector connector = new Connector()) {
			Random random = new Random(42);
			List<Attempt> attempts = new ArrayList<>();
			for (int i = 0; i < 100; i++) {
				Attempt attempt = connector.start("mqtts://localhost:" + server.port(),
						(builder) -> builder.tls(TlsTests.trusting(Certificates.AUTHORITY)));
				attempts.add(attempt);
				connector.loop()
					.schedule(() -> attempt.future().cancel(false), random.nextInt(20_000),
							java.util.concurrent.TimeUnit.MICROSECONDS);
			}
			for (Attempt attempt : attempts) {
				assertThat(attempt.future().awaitUninterruptibly(30_000)).isTrue();
				if (attempt.future().isSuccess()) {
					attempt.future().channel().close();
				}
				assertThat(attempt.future().channel().closeFuture().awaitUninterruptibly(30_000)).isTrue();
			}
			server.awaitNothingOpen();
		}
	}

	@Test
	void anEventLoopOfTheClientsCanBeUsedFromOutside() {
		MqttClientOptions options = Connector.options("mqtt://127.0.0.1:1", (builder) -> builder);
		try (EchoServer server = EchoServer.tcp()) {
			Connector.Recorder recorder = new Connector.Recorder();
			ChannelFuture future = Transport.connect(EventLoops.shared().acquire(),
					ServerAddress.parse(server.uri("mqtt")), options, recorder);
			new Attempt(future, recorder).connection().awaitText(EchoServer.GREETING);
			assertThat(Transport.timedOut(future, Duration.ofMillis(5)))
				.hasMessageContaining("no answer in 5 ms to CONNECT");
			future.channel().close();
			server.awaitNothingOpen();
		}
		finally {
			EventLoops.shared().release();
		}
	}

	@ParameterizedTest
	@EnumSource
	void socketOptionsAreSet(LoopKind kind) {
		SocketOptions socket = SocketOptions.builder()
			.keepAlive(true)
			.sendBufferSize(20_000)
			.receiveBufferSize(30_000)
			.userTimeout(Duration.ofSeconds(7))
			.localAddress(new InetSocketAddress("127.0.0.9", 0))
			.build();
		try (EchoServer server = EchoServer.tcp(); Connector connector = new Connector(kind)) {
			Connection connection = connector.connect(server.uri("mqtt"), (builder) -> builder.socket(socket));
			assertThat(connection.channel().config().getOption(ChannelOption.TCP_NODELAY)).isTrue();
			assertThat(connection.channel().config().getOption(ChannelOption.SO_KEEPALIVE)).isTrue();
			assertThat(connection.channel().config().getOption(ChannelOption.SO_SNDBUF)).isBetween(20_000, 40_000);
			assertThat(connection.channel().config().getOption(ChannelOption.SO_RCVBUF)).isBetween(30_000, 60_000);
			assertThat(((InetSocketAddress) connection.channel().localAddress()).getHostString())
				.isEqualTo("127.0.0.9");
			if (kind == LoopKind.EPOLL) {
				assertThat(connection.channel().config().getOption(EpollChannelOption.TCP_USER_TIMEOUT))
					.isEqualTo(7000);
			}
		}
	}

	@Test
	void theUserTimeoutIsLeftToTheOperatingSystem() {
		try (EchoServer server = EchoServer.tcp(); Connector connector = new Connector(LoopKind.EPOLL)) {
			assertThat(connector.connect(server.uri("mqtt"), (builder) -> builder.keepAlive(Duration.ofSeconds(20)))
				.channel()
				.config()
				.getOption(EpollChannelOption.TCP_USER_TIMEOUT)).isZero();
		}
	}

	static InetAddress[] addresses(String... addresses) throws UnknownHostException {
		InetAddress[] result = new InetAddress[addresses.length];
		for (int i = 0; i < addresses.length; i++) {
			result[i] = InetAddress.getByName(addresses[i]);
		}
		return result;
	}

	private static String timedOut(Attempt attempt) {
		return Transport.timedOut(attempt.future(), Duration.ofMillis(5)).getMessage();
	}

	private static void awaitLatch(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
