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

package io.mqttworks.spring;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.SubscriptionStatus;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.config.MqttListenerEndpointRegistry;
import io.mqttworks.spring.core.MqttTemplate;
import io.mqttworks.test.Brokers;
import io.mqttworks.test.Kit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.messaging.handler.annotation.SendTo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Handlers that publish get through bursts that are larger than what may wait for them:
 * reading goes on while answers of the broker are awaited.
 */
class BackpressureIntegrationTests {

	private static final Duration LONG = Duration.ofMinutes(3);

	/** Keeps the tests apart, which share brokers. */
	private final String root = "pressure-" + UUID.randomUUID();

	private ConfigurableApplicationContext application;

	private MqttClient publisher;

	@AfterEach
	void close() {
		if (this.application != null) {
			this.application.close();
		}
		if (this.publisher != null) {
			this.publisher.close();
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { Sending.class, Replying.class, Failing.class })
	void aBurstOfQos0MessagesIsGotThrough(Class<? extends Handler> type) throws Exception {
		Handler handler = start(type);
		send(40_000, 1024, Qos.AT_MOST_ONCE);
		Kit.await(this.publisher.publish(MqttMessage.of(this.root + "/end", new byte[0], Qos.AT_LEAST_ONCE)));
		// Another thread of the application is not held up.
		CompletableFuture<?> other = CompletableFuture.runAsync(
				() -> this.application.getBean(MqttTemplate.class).send(this.root + "/other", "x"), Kit.NEW_THREADS);
		assertThat(other).succeedsWithin(LONG);
		await().atMost(LONG).until(() -> handler.end.getCount() == 0);
		assertThat(handler.failures).hasValue(0);
		await().atMost(LONG).until(() -> this.application.getBean(MqttClient.class).statistics().unhandledBytes() == 0);
	}

	@ParameterizedTest
	@ValueSource(classes = { Sending.class, Replying.class, Failing.class })
	void aBurstOfLargeQos1MessagesIsGotThrough(Class<? extends Handler> type) throws Exception {
		Handler handler = start(type);
		send(900, 50 * 1024, Qos.AT_LEAST_ONCE);
		await().atMost(LONG).until(() -> handler.count() == 900);
		assertThat(handler.failures).hasValue(0);
		await().atMost(LONG).until(() -> this.application.getBean(MqttClient.class).statistics().unhandledBytes() == 0);
	}

	private void send(int count, int size, Qos qos) {
		List<CompletableFuture<?>> sent = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			sent.add(this.publisher
				.publish(MqttMessage.of(this.root + "/in", ByteBuffer.allocate(size).putInt(i).array(), qos)));
		}
		CompletableFuture<Void> all = CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new));
		assertThat(all).succeedsWithin(LONG);
	}

	private Handler start(Class<? extends Handler> type) {
		String server = Brokers.mosquitto().uri();
		this.publisher = MqttClient.builder(server)
			.version(MqttVersion.MQTT_5)
			.maxPendingMessages(50_000)
			.maxPendingBytes(128 * 1024 * 1024)
			.build();
		this.publisher.connect(Kit.TIMEOUT);
		this.application = TestApplications.start(server, MqttVersion.MQTT_5, type, "test.root=" + this.root,
				"mqtt.listener.retry.enabled=false", "mqtt.listener.dead-letter-topic=" + (this.root + "-dead"));
		await().atMost(LONG)
			.until(() -> this.application.getBean(MqttListenerEndpointRegistry.class)
				.getContainers()
				.stream()
				.flatMap((container) -> container.getSubscriptionStatus().stream())
				.allMatch((status) -> status.state() == SubscriptionStatus.State.SUBSCRIBED));
		return this.application.getBean(type);
	}

	/**
	 * Takes a millisecond for a large message, counts, and knows when the burst is over.
	 */
	abstract static class Handler {

		final AtomicInteger failures = new AtomicInteger();

		final CountDownLatch end = new CountDownLatch(1);

		private final BitSet handled = new BitSet();

		void handled(byte[] payload) {
			if (payload.length > 1024) {
				long end = System.nanoTime() + Duration.ofMillis(1).toNanos();
				while (System.nanoTime() < end) {
					Thread.onSpinWait();
				}
			}
			synchronized (this.handled) {
				this.handled.set(ByteBuffer.wrap(payload).getInt());
			}
		}

		int count() {
			synchronized (this.handled) {
				return this.handled.cardinality();
			}
		}

		@MqttSubscribe("${test.root}/end")
		void end(byte[] payload) {
			this.end.countDown();
		}

	}

	static class Sending extends Handler {

		private final MqttTemplate template;

		Sending(MqttTemplate template) {
			this.template = template;
		}

		@MqttSubscribe("${test.root}/in")
		void handle(MqttMessage message) {
			handled(message.payload());
			try {
				this.template.send("out", message.payload());
			}
			catch (RuntimeException ex) {
				this.failures.incrementAndGet();
				throw ex;
			}
		}

	}

	static class Replying extends Handler {

		@MqttSubscribe("${test.root}/in")
		@SendTo("out")
		byte[] handle(byte[] payload) {
			handled(payload);
			return payload;
		}

	}

	static class Failing extends Handler {

		@MqttSubscribe("${test.root}/in")
		void handle(byte[] payload) {
			handled(payload);
			throw new IllegalStateException("thrown by the test");
		}

	}

}
