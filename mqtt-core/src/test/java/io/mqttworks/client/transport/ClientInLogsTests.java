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

package io.mqttworks.client.transport;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientBuilder;
import io.mqttworks.client.Qos;
import io.mqttworks.client.testkit.ClientBroker;
import io.mqttworks.client.testkit.EventRecorder;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.test.Kit;
import io.mqttworks.test.Props;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Every line that a client logs, at any level, begins with the client's name, so that in
 * a process with several clients it is known whose it is.
 */
class ClientInLogsTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final Pattern LINE_OF_A_CLIENT = Pattern.compile("^\\[[^]]+] ");

	private static final Pattern SHARED = Pattern.compile("[.](IoModel|EventLoops|HandlerThreads)$");

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	private final Queue<ILoggingEvent> log = new ConcurrentLinkedQueue<>();

	private final EventRecorder events = new EventRecorder();

	private final Logger logger = (Logger) LoggerFactory.getLogger("io.mqttworks.client");

	private Level level;

	private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {

		@Override
		protected void append(ILoggingEvent event) {
			ClientInLogsTests.this.log.add(event);
		}

	};

	@BeforeEach
	void captureTheLog() {
		this.appender.start();
		this.level = this.logger.getLevel();
		this.logger.setLevel(Level.TRACE);
		this.logger.addAppender(this.appender);
	}

	@AfterEach
	void letTheLogGo() {
		this.logger.detachAppender(this.appender);
		this.logger.setLevel(this.level);
	}

	@Test
	void ofConnectionsMessagesAndHandlers() {
		MqttClient client = client((builder) -> builder.handlerExecutor(Runnable::run));
		client.subscribe("fails", Qos.AT_LEAST_ONCE, (message) -> {
			throw new IllegalStateException("thrown by the test");
		});
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("fails");
		connection.sendPublish("fails", "x", 1, 1).expectPubAck(1);
		connection.sendPublish("nobody's", "x", 0, 0);
		CompletableFuture<?> refused = client.subscribe("refused", Qos.AT_LEAST_ONCE, (message) -> {
		}).result();
		connection.sendSubAck(connection.expectSubscribe("refused").packetId(), 0x87);
		Kit.awaitFailure(refused, Exception.class);
		connection.close();
		this.broker.acceptConnect(true, Props.NONE).close();
		this.broker.acceptConnect(true, Props.NONE);
		awaitLines("Connected to", "The handler of", "No handler for", "The subscription to", "Connection lost");
		assertLinesNameTheClient();
	}

	@Test
	void ofAnswersThatNobodyWaitsFor() {
		MqttClient client = client((builder) -> builder.clientId("pump").cleanStart(false));
		BrokerConnection connection = this.broker.connect(client, true, Props.NONE);
		connection.sendPubAck(17);
		connection.sendPublish("replies/pump", "late", 1, 1).expectPubAck(1);
		awaitLines("which does not wait for one", "A late reply");
		assertLinesNameTheClient();
	}

	@Test
	void ofAnExecutorThatRefuses() {
		AtomicBoolean refuses = new AtomicBoolean();
		Executor executor = (task) -> {
			if (refuses.get()) {
				throw new RejectedExecutionException("thrown by the test");
			}
			task.run();
		};
		MqttClient client = client((builder) -> builder.handlerExecutor(executor));
		client.subscribe("t", Qos.AT_LEAST_ONCE, (message) -> {
		});
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("t");
		refuses.set(true);
		connection.sendPublish("t", "x", 1, 1);
		awaitLines("refused to run the handler");
		client.reconnect();
		BrokerConnection next = this.broker.acceptConnect(true, Props.NONE);
		awaitLines("refused a task");
		refuses.set(false);
		next.close();
		assertLinesNameTheClient();
	}

	private MqttClient client(Consumer<MqttClientBuilder> customizer) {
		return this.broker.client((builder) -> {
			builder.name("pump station").connectionListener(this.events).errorListener(this.events);
			customizer.accept(builder);
		});
	}

	private void awaitLines(String... parts) {
		await().atMost(PATIENCE).untilAsserted(() -> {
			for (String part : parts) {
				assertThat(lines()).anyMatch((line) -> line.startsWith("[pump station] ") && line.contains(part));
			}
		});
	}

	private void assertLinesNameTheClient() {
		// A client of an earlier test may have a last word.
		assertThat(lines()).isNotEmpty().allMatch((line) -> LINE_OF_A_CLIENT.matcher(line).find());
	}

	// What is said of threads that clients share names none.
	private List<String> lines() {
		return this.log.stream()
			.filter((event) -> !SHARED.matcher(event.getLoggerName()).find())
			.map(ILoggingEvent::getFormattedMessage)
			.toList();
	}

}
