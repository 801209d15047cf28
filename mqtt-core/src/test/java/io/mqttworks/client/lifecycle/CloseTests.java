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

package io.mqttworks.client.lifecycle;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.mqttworks.client.ClientResources;
import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.ConnectionListener.ConnectFailed;
import io.mqttworks.client.ConnectionState;
import io.mqttworks.client.MessageHandler;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClosedException;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReconnectPolicy;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.client.testkit.EventRecorder;
import io.mqttworks.test.Kit;
import io.mqttworks.client.testkit.MessageRecorder;
import io.mqttworks.client.testkit.ClientBroker;
import io.mqttworks.test.Property;
import io.mqttworks.test.ReceivedPacket;
import io.mqttworks.test.Wire;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

/**
 * {@code close()} wins in every state, and nothing is left open.
 */
@Timeout(60)
class CloseTests {

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	private final EventRecorder events = new EventRecorder();

	@Test
	void closesAClientThatWasNeverStarted() {
		MqttClient client = this.broker.client((builder) -> {
		});
		client.close();
		expectClosed(client);
	}

	@Test
	void closesWhileATcpConnectionIsMadeOrTheServerIsSilent() {
		MqttClient client = this.broker.client((builder) -> builder.closeTimeout(Duration.ofMinutes(1)));
		CompletableFuture<ConnectResult> connected = client.connect();
		BrokerConnection connection = this.broker.accept();
		connection.expectConnect();
		assertThat(client.state()).isEqualTo(ConnectionState.CONNECTING);
		client.close();
		Kit.awaitFailure(connected, MqttClosedException.class);
		connection.awaitClosed();
		expectClosed(client);
	}

	@BothVersions
	@DisplayName("[MQTT-3.14.4-1] [MQTT-3.14.4-2] A connected client says DISCONNECT, sends nothing more and closes")
	void closesWhileConnected(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		BrokerConnection connection = this.broker.connect(client);
		client.close();
		assertThat(connection.expectDisconnect().bytes()).containsExactly(0xE0, 0);
		connection.expectClosed();
		expectClosed(client);
	}

	@Test
	void sessionOfAClientWithoutIdentifierEndsWithItsConnection() {
		MqttClient client = this.broker.client((builder) -> builder.clientId(""));
		BrokerConnection first = this.broker.connect(client);
		client.disconnect();
		ReceivedPacket goodbye = first.expectDisconnect();
		assertThat(goodbye.number(Property.SESSION_EXPIRY)).isZero();
		BrokerConnection second = this.broker.connect(client);
		client.close();
		assertThat(second.expectDisconnect().number(Property.SESSION_EXPIRY)).isZero();
	}

	@Test
	void closesWhileItWaitsForTheNextAttempt() {
		this.broker.stopListening();
		ReconnectPolicy patient = ReconnectPolicy.builder()
			.minDelay(Duration.ofHours(1))
			.maxDelay(Duration.ofHours(1))
			.stableAfter(Duration.ZERO)
			.build();
		MqttClient client = this.broker.client((builder) -> builder.reconnect(patient)
			.connectionListener(this.events)
			.closeTimeout(Duration.ofMinutes(1)));
		client.start();
		this.events.expect(ConnectFailed.class);
		CompletableFuture<PublishResult> queued = client.publish("t", "x", Qos.AT_LEAST_ONCE);
		client.close();
		Kit.awaitFailure(queued, MqttClosedException.class);
		this.broker.listenAgain();
		expectClosed(client);
	}

	@Test
	void closesWhileItDisconnects() {
		MqttClient client = this.broker.client((builder) -> {
		});
		BrokerConnection connection = this.broker.connect(client);
		CompletableFuture<Void> disconnected = client.disconnect();
		client.close();
		Kit.await(disconnected.handle((value, failure) -> "completed"));
		connection.expectDisconnect();
		connection.expectClosed();
		expectClosed(client);
	}

	@Test
	@DisplayName("The last client closes while a connection that it ended still waits for the server to close")
	void closesTheSocketOfAConnectionThatItEndedBefore() {
		for (int i = 0; i < 10; i++) {
			MqttClient client = this.broker.clientWithoutReconnect((builder) -> {
			});
			BrokerConnection connection = this.broker.connect(client);
			connection.send(Wire.packet(15, 3, new byte[0]));
			connection.expectDisconnect();
			client.close();
			connection.expectClosed();
		}
	}

	@Test
	void completesAnEarlierDisconnect() {
		for (int i = 0; i < 10; i++) {
			// One for each: a connection that start() began can be accepted at any time.
			try (ClientBroker each = ClientBroker.start()) {
				MqttClient client = each.client((builder) -> {
				});
				BrokerConnection connection = each.connect(client);
				CompletableFuture<Void> disconnected = client.disconnect();
				client.start();
				client.close();
				Kit.await(disconnected.handle((value, failure) -> "completed"));
				connection.expectDisconnect();
				connection.expectClosed();
			}
		}
	}

	@Test
	void everyDisconnectCompletesHoweverSoonTheClientIsStartedAndClosed() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(40);
		try (CurtServer server = new CurtServer()) {
			List<CompletableFuture<Void>> rounds = new ArrayList<>();
			for (int i = 0; i < 2_000; i++) {
				rounds.add(CompletableFuture.runAsync(() -> disconnectStartClose(server.uri()), threads));
			}
			for (CompletableFuture<Void> round : rounds) {
				Kit.await(round, Duration.ofSeconds(50));
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static void disconnectStartClose(String uri) {
		ClientResources resources = ClientResources.builder().ioThreads(1).build();
		MqttClient client = MqttClient.builder(uri).resources(resources).build();
		client.connect(Kit.TIMEOUT);
		CompletableFuture<Void> disconnected = client.disconnect();
		client.start();
		client.close();
		Kit.await(disconnected.handle((done, failure) -> "completed"), Duration.ofSeconds(10));
		resources.close();
	}

	@Test
	void writesNoDisconnectIntoALargeMessage() throws Exception {
		try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				MqttClient client = MqttClient.builder("mqtt://127.0.0.1:" + listening.getLocalPort()).build()) {
			CompletableFuture<ConnectResult> connected = client.connect();
			try (Socket socket = listening.accept()) {
				InputStream in = socket.getInputStream();
				assertThat(in.read(new byte[1024])).isPositive();
				socket.getOutputStream().write(new byte[] { 0x20, 3, 0, 0, 0 });
				Kit.await(connected);
				byte[] payload = new byte[64 * 1024 * 1024];
				Arrays.fill(payload, (byte) 'x');
				CompletableFuture<PublishResult> result = client.publish("t", payload, Qos.AT_MOST_ONCE);
				await().atMost(Kit.TIMEOUT).until(() -> client.statistics().bytesSent() > 64 * 1024);
				CompletableFuture<Void> disconnected = client.disconnect();
				Kit.awaitFailure(result, MqttException.class);
				Kit.await(disconnected);
				byte[] received = in.readAllBytes();
				int start = 1 + 4 + 3 + 1;
				assertThat(received.length).isBetween(start, payload.length);
				for (int i = start; i < received.length; i++) {
					if (received[i] != 'x') {
						fail("Byte " + i + " of " + received.length + " is " + received[i]);
					}
				}
			}
		}
	}

	@Test
	void closesWithOthersAtTheSameTime() throws Exception {
		MqttClient client = this.broker.client((builder) -> {
		});
		this.broker.connect(client);
		List<Thread> threads = IntStream.range(0, 8).mapToObj((i) -> new Thread(client::close)).toList();
		threads.forEach(Thread::start);
		for (Thread thread : threads) {
			thread.join(15_000);
			assertThat(thread.isAlive()).isFalse();
		}
		expectClosed(client);
	}

	@Test
	void waitsForMessagesOnTheirWay() throws Exception {
		MqttClient client = this.broker.client((builder) -> builder.closeTimeout(Duration.ofSeconds(30)));
		BrokerConnection connection = this.broker.connect(client);
		CompletableFuture<PublishResult> one = client.publish("t", "one", Qos.AT_LEAST_ONCE);
		CompletableFuture<PublishResult> two = client.publish("t", "two", Qos.EXACTLY_ONCE);
		int oneId = connection.expectPublishOf("one").packetId();
		int twoId = connection.expectPublishOf("two").packetId();
		Thread closing = new Thread(client::close);
		closing.start();
		connection.sendPubAck(oneId).sendPubRec(twoId).expectPubRel(twoId);
		assertThat(closing.isAlive()).isTrue();
		connection.sendPubComp(twoId);
		connection.expectDisconnect();
		closing.join(15_000);
		Kit.await(one);
		Kit.await(two);
		expectClosed(client);
	}

	@Test
	void waitsNoLongerThanItsTimeoutForMessagesOnTheirWay() {
		MqttClient client = this.broker.client((builder) -> builder.closeTimeout(Duration.ofMillis(300)));
		BrokerConnection connection = this.broker.connect(client);
		CompletableFuture<PublishResult> result = client.publish("t", "never answered", Qos.AT_LEAST_ONCE);
		connection.expectPublish();
		client.close();
		Kit.awaitFailure(result, MqttClosedException.class);
		connection.expectDisconnect();
		connection.expectClosed();
	}

	@Test
	void waitsForHandlersThatRunAndStartsNoMore() throws Exception {
		MqttClient client = this.broker.client((builder) -> builder.closeTimeout(Duration.ofSeconds(30)));
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		MessageRecorder done = new MessageRecorder();
		client.subscribe("#", Qos.AT_LEAST_ONCE, (message) -> {
			entered.countDown();
			release.await();
			done.onMessage(message);
		});
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		connection.sendPublish("t", "running", 1, 1);
		connection.sendPublish("t", "not started", 1, 2);
		assertThat(entered.await(15, TimeUnit.SECONDS)).isTrue();
		Thread closing = new Thread(client::close);
		closing.start();
		closing.join(200);
		assertThat(closing.isAlive()).isTrue();
		release.countDown();
		connection.expectPubAck(1);
		connection.expectDisconnect();
		closing.join(15_000);
		assertThat(done.texts()).containsExactly("running");
		expectClosed(client);
	}

	@Test
	void readsAcknowledgementsAlsoAfterSlowHandlersStoppedTheReading() throws Exception {
		MqttClient client = this.broker
			.client((builder) -> builder.maxUnhandledBytes(1024).closeTimeout(Duration.ofHours(1)));
		CountDownLatch release = new CountDownLatch(1);
		MessageRecorder done = new MessageRecorder();
		client.subscribe("#", Qos.AT_LEAST_ONCE, (message) -> {
			release.await();
			done.onMessage(message);
		});
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		CompletableFuture<PublishResult> result = client.publish("t", "on its way", Qos.AT_LEAST_ONCE);
		int packetId = connection.expectPublishOf("on its way").packetId();
		connection.sendPublish("t", "x".repeat(1024), 1, 1);
		connection.sendPublish("t", "x".repeat(1024), 1, 2);
		await().atMost(Kit.TIMEOUT).until(() -> client.statistics().unhandledBytes() > 1024);
		// Read only when the handlers have caught up, or never start again.
		connection.sendPubAck(packetId);
		Thread closing = new Thread(client::close);
		closing.start();
		Kit.await(result);
		// No handler starts any more once the event loop knows of the end.
		await().atMost(Kit.TIMEOUT).until(() -> closing.getState() == Thread.State.TIMED_WAITING);
		Kit.awaitFailure(client.unsubscribe("#"), MqttClosedException.class);
		release.countDown();
		connection.expectPubAck(1);
		connection.expectDisconnect();
		closing.join(15_000);
		expectClosed(client);
		assertThat(done.texts()).hasSize(1);
	}

	@Test
	void waitsNoLongerThanItsTimeoutForHandlers() throws Exception {
		MqttClient client = this.broker.client((builder) -> builder.closeTimeout(Duration.ofMillis(300)));
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		client.subscribe("#", Qos.AT_LEAST_ONCE, (message) -> {
			entered.countDown();
			release.await();
		});
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		connection.sendPublish("t", "x", 1, 1);
		assertThat(entered.await(15, TimeUnit.SECONDS)).isTrue();
		client.close();
		connection.expectDisconnect();
		connection.expectClosed();
		release.countDown();
	}

	@Test
	void canBeCalledFromAHandler() {
		MqttClient client = this.broker.client((builder) -> builder.closeTimeout(Duration.ofSeconds(1)));
		CompletableFuture<String> closed = new CompletableFuture<>();
		client.subscribe("#", Qos.AT_MOST_ONCE, (message) -> {
			client.close();
			closed.complete("closed");
		});
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		connection.sendPublish("t", "x", 0, 0);
		assertThat(Kit.await(closed)).isEqualTo("closed");
		connection.expectDisconnect();
		connection.expectClosed();
		expectClosed(client);
	}

	@Test
	void doesNotWaitOnTheEventLoop() {
		MqttClient client = this.broker
			.client((builder) -> builder.closeTimeout(Duration.ofMinutes(5)).handlerExecutor(Runnable::run));
		CompletableFuture<String> closed = new CompletableFuture<>();
		client.subscribe("#", Qos.AT_MOST_ONCE, (message) -> {
			client.close();
			closed.complete("closed");
		});
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		connection.sendPublish("t", "x", 0, 0);
		assertThat(Kit.await(closed)).isEqualTo("closed");
		connection.awaitClosed();
	}

	@Test
	void failsEveryFutureThatIsOpen() {
		MqttClient client = this.broker
			.client((builder) -> builder.version(MqttVersion.MQTT_5).closeTimeout(Duration.ZERO));
		BrokerConnection connection = this.broker.connect(client);
		List<CompletableFuture<?>> futures = List.of(client.publish("t", "1", Qos.AT_LEAST_ONCE),
				client.publish("t", "2", Qos.EXACTLY_ONCE), client.subscribe("a", Qos.AT_LEAST_ONCE, (message) -> {
				}).result(), client.unsubscribe("b"),
				client.request(MqttMessage.of("r", "q", Qos.AT_MOST_ONCE), Duration.ofHours(1)));
		connection.expectPublish();
		client.close();
		futures.forEach((future) -> Kit.awaitFailure(future, MqttClosedException.class));
		connection.awaitClosed();
	}

	@Test
	void leavesUnacknowledgedWhatWasNotHandled() {
		MqttClient client = this.broker.client((builder) -> builder.closeTimeout(Duration.ofMillis(200)));
		MessageRecorder seen = new MessageRecorder();
		client.subscribe("#", Qos.AT_LEAST_ONCE,
				MessageHandler.manual((message, acknowledgment) -> seen.onMessage(message)));
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		connection.sendPublish("t", "x", 1, 1);
		seen.expect("x");
		client.close();
		connection.expectDisconnect();
	}

	private void expectClosed(MqttClient client) {
		assertThat(client.state()).isEqualTo(ConnectionState.CLOSED);
		assertThat(client.connectResult()).isNull();
		assertThatCode(client::close).doesNotThrowAnyException();
		Kit.awaitFailure(client.connect(), MqttClosedException.class);
		Kit.awaitFailure(client.publish("t", "x", Qos.AT_MOST_ONCE), MqttClosedException.class);
		Kit.awaitFailure(client.subscribe("a", Qos.AT_MOST_ONCE, (message) -> {
		}).result(), MqttClosedException.class);
		Kit.awaitFailure(client.unsubscribe("a"), MqttClosedException.class);
		Kit.awaitFailure(client.reauthenticate(), MqttException.class);
		Kit.await(client.disconnect().handle((value, failure) -> "completed"));
		this.broker.expectNoConnectionFor(Kit.MOMENT);
		assertThat(client.state()).isEqualTo(ConnectionState.CLOSED);
	}

	/**
	 * Accepts each client, says nothing more, and closes when it hears anything.
	 */
	private static final class CurtServer implements AutoCloseable {

		private final ServerSocket listener = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());

		private final ExecutorService threads = Executors.newCachedThreadPool();

		CurtServer() throws IOException {
			this.threads.execute(() -> {
				while (!this.listener.isClosed()) {
					try {
						Socket socket = this.listener.accept();
						this.threads.execute(() -> serve(socket));
					}
					catch (IOException ex) {
						return;
					}
				}
			});
		}

		String uri() {
			return "mqtt://127.0.0.1:" + this.listener.getLocalPort();
		}

		private static void serve(Socket socket) {
			try (socket) {
				byte[] connect = new byte[1000];
				if (socket.getInputStream().read(connect) > 0) {
					socket.getOutputStream().write(Wire.bytes(0x20, 3, 0, 0, 0));
					socket.getInputStream().read();
				}
			}
			catch (IOException ex) {
				// The client has left already.
				return;
			}
		}

		@Override
		public void close() throws IOException {
			this.listener.close();
			this.threads.shutdownNow();
		}

	}

}
