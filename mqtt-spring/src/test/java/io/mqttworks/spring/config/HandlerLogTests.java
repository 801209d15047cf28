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

package io.mqttworks.spring.config;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.spring.FakeMqttClient;
import io.mqttworks.spring.FakeMqttClient.Delivery;
import io.mqttworks.spring.LogLines;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.listener.DeadLetterRecoverer;
import io.mqttworks.spring.listener.MqttListenerContainer;
import io.mqttworks.spring.listener.MqttListenerContainerFactory;
import io.mqttworks.spring.listener.MqttListenerErrorHandler;
import io.mqttworks.spring.support.MqttMdcKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.retry.RetryPolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for what log lines say of handlers.
 */
class HandlerLogTests {

	private static final Map<String, String> CONTEXT = Map.of(MqttMdcKeys.CONNECTION, "plant", MqttMdcKeys.HANDLER,
			"readings", MqttMdcKeys.TOPIC_FILTER, "readings/+");

	private final FakeMqttClient client = new FakeMqttClient(
			MqttClient.builder("mqtt://localhost").name("plant").options())
		.connected(MqttVersion.MQTT_5);

	private AnnotationConfigApplicationContext context;

	private Handlers handlers;

	@BeforeEach
	void start() {
		this.context = TestContexts.start(this.client, Handlers.class);
		this.handlers = this.context.getBean(Handlers.class);
		MDC.clear();
	}

	@AfterEach
	void close() {
		this.context.close();
		MDC.clear();
	}

	@Test
	void aHandlerKnowsConnectionHandlerAndFilterAndForgetsThemAfterwards() {
		MDC.put("other", "kept");
		assertOutcomes(this.client.deliver("readings/1", "x"), "acknowledged");
		Map<String, String> expected = new HashMap<>(CONTEXT);
		expected.put("other", "kept");
		assertThat(this.handlers.contexts).containsExactly(expected);
		assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("other", "kept"));
	}

	@Test
	void whatWasThereBeforeIsThereAgain() {
		MDC.put(MqttMdcKeys.HANDLER, "outer");
		assertOutcomes(this.client.deliver("readings/1", "x"), "acknowledged");
		assertThat(this.handlers.contexts).containsExactly(CONTEXT);
		assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of(MqttMdcKeys.HANDLER, "outer"));
	}

	@Test
	void attemptsOnOtherThreadsKnowThemToo() {
		assertOutcomes(this.client.deliver("readings/1", "fail"), "acknowledged");
		assertThat(this.handlers.contexts).containsExactly(CONTEXT, CONTEXT, CONTEXT);
		assertThat(this.handlers.threads).hasSize(3).anyMatch((thread) -> thread != Thread.currentThread());
	}

	@Test
	void theErrorHandlerOfAFutureKnowsThem() {
		Delivery delivery = this.client.deliver("later", "x");
		CompletableFuture.runAsync(() -> this.handlers.later.completeExceptionally(new IllegalStateException("no")));
		assertOutcomes(delivery, "acknowledged");
		assertThat(this.handlers.contexts).singleElement()
			.satisfies((context) -> assertThat(context).containsEntry(MqttMdcKeys.HANDLER, "later"));
	}

	@Test
	void theLineOfADeadLetterHasItsIdAndTheException() {
		factory().setRecoverer(null);
		try (LogLines lines = new LogLines(DeadLetterRecoverer.class.getName())) {
			assertOutcomes(this.client.deliver("dead", "x"), "acknowledged");
			MqttMessage letter = this.client.published.get(0);
			String id = letter.userProperty(DeadLetterRecoverer.ID);
			assertThat(id).hasSize(36);
			assertThat(lines.texts(Level.WARN)).singleElement()
				.asString()
				.contains("Handler 'dead' of connection 'plant' failed with java.lang.IllegalArgumentException",
						"goes to 'letters' as dead letter " + id);
			assertThat(lines.contexts(id)).singleElement()
				.satisfies((context) -> assertThat(context).containsEntry(MqttMdcKeys.HANDLER, "dead"));
		}
	}

	@Test
	void deadLettersThatAreDroppedHaveOneStackTrace() {
		try (LogLines lines = new LogLines(DeadLetterRecoverer.class.getName())) {
			for (int i = 0; i < 10; i++) {
				assertOutcomes(this.client.deliver("letters", "x"), "acknowledged");
			}
			assertThat(lines.texts(Level.ERROR)).hasSize(10)
				.allMatch((line) -> line.contains("Handler 'letters' of connection 'plant' failed with"));
			assertThat(lines.stackTraces(Level.ERROR)).isEqualTo(1);
		}
	}

	@Test
	void aContainerNamesItsConnection() {
		assertThat(this.context.getBean("readings", MqttListenerContainer.class).toString())
			.startsWith("Container 'readings' (")
			.endsWith("of connection 'plant'");
	}

	private MqttListenerContainerFactory factory() {
		return this.context.getBean(MqttListenerContainerFactory.class);
	}

	private static void assertOutcomes(Delivery delivery, String... outcomes) {
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(delivery.acknowledgments).containsExactly(outcomes));
	}

	@Configuration(proxyBeanMethods = false)
	static class Handlers {

		final List<Map<String, String>> contexts = new CopyOnWriteArrayList<>();

		final List<Thread> threads = new CopyOnWriteArrayList<>();

		final CompletableFuture<Void> later = new CompletableFuture<>();

		private int failures = 2;

		@Bean
		RetryPolicy twice() {
			return RetryPolicy.builder().maxRetries(2).delay(Duration.ofMillis(1)).build();
		}

		@Bean
		MqttListenerErrorHandler tolerant() {
			return (message, exception) -> note();
		}

		private void note() {
			Map<String, String> context = MDC.getCopyOfContextMap();
			this.contexts.add((context != null) ? context : Map.of());
			this.threads.add(Thread.currentThread());
		}

		@MqttSubscribe(id = "readings", topics = "readings/+", retry = "twice")
		void readings(String payload) {
			note();
			if (payload.equals("fail") && this.failures-- > 0) {
				throw new CompletionException(new IllegalStateException("no"));
			}
		}

		@MqttSubscribe(id = "later", topics = "later", errorHandler = "tolerant")
		CompletableFuture<Void> later(String payload) {
			return this.later;
		}

		@MqttSubscribe(id = "dead", topics = "dead", deadLetterTopic = "letters")
		void dead(String payload) {
			throw new IllegalArgumentException("no");
		}

		@MqttSubscribe(id = "letters", topics = "letters", deadLetterTopic = "letters")
		void letters(String payload) {
			throw new IllegalArgumentException("no");
		}

	}

}
