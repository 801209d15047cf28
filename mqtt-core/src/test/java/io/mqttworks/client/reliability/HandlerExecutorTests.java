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

package io.mqttworks.client.reliability;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.ConnectionListener;
import io.mqttworks.client.HandlerFailurePolicy;
import io.mqttworks.client.MessageHandler;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.Qos;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.test.Kit;
import io.mqttworks.client.testkit.MessageRecorder;
import io.mqttworks.test.Props;
import io.mqttworks.client.testkit.ClientBroker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What an executor or a handler of the application can do wrong.
 */
class HandlerExecutorTests {

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final AtomicInteger failures = new AtomicInteger();

	private Supplier<RuntimeException> failure = () -> new RejectedExecutionException("thrown by the test");

	@AfterEach
	void stopThreads() {
		this.broker.close();
		this.threads.shutdownNow();
	}

	@Test
	void executorThatThrowsAnythingStopsNeitherTheClientNorItsHandlers() {
		MessageRecorder handled = new MessageRecorder();
		MqttClient client = this.broker
			.client((builder) -> builder.handlerExecutor(this::execute).connectionListener(new ConnectionListener() {
			}));
		client.subscribe("#", Qos.AT_LEAST_ONCE, handled);
		BrokerConnection first = this.broker.connect(client);
		first.grant("#");
		this.failure = () -> new IllegalStateException("thrown by the test");
		this.failures.set(1);
		first.sendPublish("t", "one", 1, 1);
		await().atMost(Kit.TIMEOUT).until(() -> this.failures.get() == 0);
		first.sendPublish("t", "two", 1, 2);
		first.expectPubAck(1);
		first.expectPubAck(2);
		assertThat(handled.texts()).containsExactly("one", "two");
		// The listeners' task.
		this.failures.set(1);
		first.close();
		CompletableFuture<ConnectResult> connected = client.connect();
		this.broker.acceptConnect(true, Props.NONE);
		Kit.await(connected);
	}

	@Test
	void executorThatRefusesWhileNothingIsReadIsAskedAgain() {
		MessageRecorder handled = new MessageRecorder();
		MqttClient client = this.broker
			.client((builder) -> builder.handlerExecutor(this::execute).maxUnhandledBytes(1).keepAlive(Duration.ZERO));
		client.subscribe("#", Qos.AT_LEAST_ONCE, handled);
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		this.failures.set(3);
		connection.sendPublish("t", "one", 1, 1);
		connection.expectPubAck(1);
		connection.sendPublish("t", "two", 1, 2).expectPubAck(2);
		assertThat(handled.texts()).containsExactly("one", "two");
		// The bytes are given back after the acknowledgement is on its way.
		await().atMost(Kit.TIMEOUT).until(() -> client.statistics().unhandledBytes() == 0);
	}

	@Test
	void asynchronousHandlerWithoutAStageDoesNotHoldUpTheClose() {
		MqttClient client = this.broker.client((builder) -> builder.closeTimeout(Duration.ofSeconds(30)));
		client.subscribe("#", Qos.AT_LEAST_ONCE, MessageHandler.async((message) -> null));
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		connection.sendPublish("t", "x", 1, 1).expectPubAck(1);
		CompletableFuture<Void> closed = CompletableFuture.runAsync(client::close, this.threads);
		connection.expectDisconnect();
		connection.close();
		Kit.await(closed);
	}

	@Test
	void handlerThatClosesTheClientDoesNotWaitForItself() {
		MqttClient client = this.broker.client((builder) -> builder.closeTimeout(Duration.ofMinutes(10)));
		CompletableFuture<Void> closed = new CompletableFuture<>();
		client.subscribe("#", Qos.AT_LEAST_ONCE, (message) -> {
			client.close();
			closed.complete(null);
		});
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		connection.sendPublish("t", "x", 1, 1);
		connection.expectDisconnect();
		connection.close();
		Kit.await(closed);
	}

	@Test
	void interruptionThatAHandlerLeavesBehindIsNotForTheNextMessage() {
		MqttClient client = this.broker.client((builder) -> {
		});
		List<Boolean> interrupted = new CopyOnWriteArrayList<>();
		client.subscribe("#", Qos.AT_LEAST_ONCE, (message) -> {
			interrupted.add(Thread.currentThread().isInterrupted());
			Thread.currentThread().interrupt();
		});
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		for (int id = 1; id <= 100; id++) {
			connection.sendPublish("t", "x", 1, id);
		}
		for (int id = 1; id <= 100; id++) {
			connection.expectPubAck(id);
		}
		assertThat(interrupted).hasSize(100).containsOnly(false);
	}

	@Test
	void failureOnAMessageOfAnEarlierConnectionLeavesTheNewOneAlone() {
		MqttClient client = this.broker
			.client((builder) -> builder.handlerFailurePolicy(HandlerFailurePolicy.RECONNECT));
		CompletableFuture<Void> last = new CompletableFuture<>();
		client.subscribe("#", Qos.AT_LEAST_ONCE, (message) -> {
			if (message.payloadAsString().equals("second")) {
				last.get();
			}
			throw new IllegalStateException("thrown by the test");
		});
		BrokerConnection first = this.broker.connect(client);
		first.grant("#");
		byte[] both = concatenated();
		first.send(both);
		first.awaitClosed();
		BrokerConnection second = this.broker.acceptConnect(true, Props.NONE);
		await().atMost(Kit.TIMEOUT).until(client::isConnected);
		last.complete(null);
		await().atMost(Kit.TIMEOUT).until(() -> client.statistics().handlerFailures() == 2);
		second.expectNothingFor(Kit.MOMENT);
	}

	private static byte[] concatenated() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (String text : new String[] { "first", "second" }) {
			byte[] payload = text.getBytes(StandardCharsets.UTF_8);
			bytes.write(0x32);
			bytes.write(6 + payload.length);
			bytes.writeBytes(new byte[] { 0, 1, 't', 0, (byte) payload.length, 0 });
			bytes.writeBytes(payload);
		}
		return bytes.toByteArray();
	}

	private void execute(Runnable task) {
		if (this.failures.getAndUpdate((left) -> Math.max(0, left - 1)) > 0) {
			throw this.failure.get();
		}
		this.threads.execute(task);
	}

}
