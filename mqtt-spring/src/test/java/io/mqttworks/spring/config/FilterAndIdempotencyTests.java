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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.mqttworks.client.Acknowledgment;
import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.UserProperty;
import io.mqttworks.spring.FakeMqttClient;
import io.mqttworks.spring.FakeMqttClient.Delivery;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.idempotency.InMemoryIdempotencyStore;
import io.mqttworks.spring.listener.AckMode;
import io.mqttworks.spring.listener.DeadLetterRecoverer;
import io.mqttworks.spring.listener.MqttListenerContainerFactory;
import io.mqttworks.spring.listener.MqttListenerEndpoint;
import io.mqttworks.spring.listener.MqttMessageFilter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.retry.RetryPolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for messages that are acknowledged without being handled: those a filter leaves
 * out, and those that were handled before.
 */
class FilterAndIdempotencyTests {

	private final FakeMqttClient client = new FakeMqttClient().connected(MqttVersion.MQTT_5);

	private @Nullable AnnotationConfigApplicationContext context;

	@AfterEach
	void close() {
		if (this.context != null) {
			this.context.close();
		}
	}

	@Test
	void whatAFilterLeavesOutIsAcknowledgedAndCounted() {
		Handlers handlers = start();
		assertOutcomes(this.client.deliver("filtered", "keep"), "acknowledged");
		assertOutcomes(this.client.deliver("filtered", "skip"), "acknowledged");
		assertThat(handlers.received).containsExactly("keep");
		assertThat(factory().getFilteredCount(this.client)).isEqualTo(1);
		assertThat(factory().getFilteredCount(new FakeMqttClient())).isZero();
	}

	@Test
	void whatAFilterLeavesOutIsAcknowledgedForAHandlerThatDoesSoByHand() {
		Handlers handlers = start();
		assertOutcomes(this.client.deliver("byHand", "skip"), "acknowledged");
		assertThat(this.client.deliver("byHand", "keep").acknowledgments).isEmpty();
		assertThat(handlers.received).containsExactly("keep");
	}

	@Test
	void aFilterThatFailsIsAFailureOfTheMessage() {
		start();
		factory().setRecoverer(new DeadLetterRecoverer("dead"));
		assertOutcomes(this.client.deliver("filtered", "fail"), "failed");
	}

	@Test
	void theFilterOfTheFactoryIsForHandlersWithoutOne() {
		start();
		factory().setFilter((message) -> false);
		List<String> received = new CopyOnWriteArrayList<>();
		register(MqttListenerEndpoint.builder("none", (message, context) -> {
			received.add("none");
			return null;
		}).topics("late"));
		register(MqttListenerEndpoint.builder("own", (message, context) -> {
			received.add("own");
			return null;
		}).topics("late").filter((message) -> true));
		assertOutcomes(this.client.deliver("late", "x"), "acknowledged", "acknowledged");
		assertThat(received).containsExactly("own");
	}

	@Test
	void aMessageThatWasHandledIsNotHandledAgain() {
		Handlers handlers = start();
		assertOutcomes(this.client.deliver("byPayload", "{\"id\":7}"), "acknowledged");
		assertOutcomes(this.client.deliver("byPayload", "{\"id\":7, \"again\":true}"), "acknowledged");
		assertOutcomes(this.client.deliver("byPayload", "{\"id\":8}"), "acknowledged");
		assertThat(handlers.received).containsExactly("{\"id\":7}", "{\"id\":8}");
		assertThat(factory().getDuplicateCount(this.client)).isEqualTo(1);
	}

	@Test
	void aKeyCanBeMadeOfPropertiesTopicAndText() {
		Handlers handlers = start();
		deliver("one/7", "a", new UserProperty("id", "1"));
		deliver("one/7", "b", new UserProperty("id", "1"));
		deliver("one/8", "c", new UserProperty("id", "1"));
		deliver("one/7", "d", new UserProperty("id", "2"));
		assertThat(handlers.received).containsExactly("a", "c", "d");
		handlers.received.clear();
		this.client.deliver("text", "same");
		this.client.deliver("text", "same");
		assertThat(handlers.received).containsExactly("same");
	}

	@Test
	void aMessageWithoutAKeyIsHandled() {
		Handlers handlers = start();
		this.client.deliver("byPayload", "{\"other\":1}");
		this.client.deliver("byPayload", "{\"other\":1}");
		this.client.deliver("byPayload", "{\"id\":\"\"}");
		this.client.deliver("byPayload", "{\"id\":\"\"}");
		deliver("one/7", "x");
		deliver("one/7", "x");
		assertThat(handlers.received).hasSize(6);
		assertThat(factory().getDuplicateCount(this.client)).isZero();
	}

	@Test
	void aKeyThatCannotBeReadFailsTheMessageWithoutAnotherAttempt() {
		Handlers handlers = start();
		Delivery delivery = this.client.deliver("byPayload", "no JSON");
		assertOutcomes(delivery, "failed");
		assertThat(delivery.failure()).hasMessageContaining("payload of 7 bytes");
		assertOutcomes(this.client.deliver("failingKey", "x"), "failed");
		assertThat(handlers.received).isEmpty();
	}

	@Test
	void aMessageThatFailsIsTriedAgainAndKeptWhenItSucceeds() {
		Handlers handlers = start();
		handlers.failures = 1;
		assertOutcomes(this.client.deliver("byPayload", "{\"id\":1}"), "acknowledged");
		assertThat(handlers.received).hasSize(2);
		assertOutcomes(this.client.deliver("byPayload", "{\"id\":1}"), "acknowledged");
		assertThat(handlers.received).hasSize(2);
	}

	@Test
	void aMessageThatFailsForGoodIsHandledWhenItComesAgain() {
		Handlers handlers = start();
		handlers.failures = 2;
		assertOutcomes(this.client.deliver("byPayload", "{\"id\":1}"), "failed");
		assertOutcomes(this.client.deliver("byPayload", "{\"id\":1}"), "acknowledged");
		assertThat(handlers.received).hasSize(3);
	}

	@Test
	void aMessageThatComesAgainWhileItIsHandledSharesTheOutcome() {
		Handlers handlers = start();
		Delivery first = this.client.deliver("later/a", "1");
		Delivery second = this.client.deliver("later/b", "1");
		assertThat(first.acknowledgments).isEmpty();
		assertThat(second.acknowledgments).isEmpty();
		handlers.later.complete(null);
		assertOutcomes(first, "acknowledged");
		assertOutcomes(second, "acknowledged");
		assertThat(handlers.received).containsExactly("1");
		assertOutcomes(this.client.deliver("later/c", "1"), "acknowledged");
		assertThat(handlers.received).containsExactly("1");
		assertThat(factory().getDuplicateCount(this.client)).isEqualTo(2);
	}

	@Test
	void aBatchHasNoneThatWereLeftOutOrCameBefore() {
		Handlers handlers = start();
		List<Delivery> deliveries = List.of(this.client.deliver("batches", "keep"),
				this.client.deliver("batches", "skip"), this.client.deliver("batches", "keep"));
		deliveries.forEach((delivery) -> assertOutcomes(delivery, "acknowledged"));
		assertThat(handlers.batches).containsExactly(List.of("keep"));
		assertThat(factory().getFilteredCount(this.client)).isEqualTo(1);
		assertThat(factory().getDuplicateCount(this.client)).isEqualTo(1);
	}

	@Test
	void keysBelongToOneHandler() {
		Handlers handlers = start();
		assertOutcomes(this.client.deliver("both", "1"), "acknowledged", "acknowledged");
		assertThat(handlers.received).containsExactly("1", "1");
	}

	@Test
	void longKeysAndControlCharactersAreKeptAsAHash() {
		Handlers handlers = start();
		InMemoryIdempotencyStore store = new InMemoryIdempotencyStore();
		factory().setIdempotencyStore(store);
		register(MqttListenerEndpoint.builder("hashed", (message, context) -> {
			handlers.received.add(message.payloadAsString());
			return null;
		}).topics("hashed").idempotencyKey((message, context) -> message.payloadAsString()));
		this.client.deliver("hashed", "x".repeat(1000));
		this.client.deliver("hashed", "x".repeat(1000));
		this.client.deliver("hashed", "x".repeat(1001));
		this.client.deliver("hashed", "a\0b");
		assertThat(handlers.received).hasSize(3);
		assertThat(store.isHandled("hashed", "x".repeat(1000))).isFalse();
		assertThat(store.size()).isEqualTo(3);
	}

	@Test
	void aKeyThatIsTheSameForAllMessagesIsRefused() {
		assertRefused(ConstantKey.class, "is the same for all messages", "#{payload.id}");
	}

	@Test
	void aKeyThatCannotBeParsedIsRefused() {
		assertRefused(BadKey.class, "its idempotencyKey '#{payload.}' cannot be read");
	}

	@Test
	void aKeyAndAcknowledgingByHandExcludeEachOther() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> MqttListenerEndpoint.builder("id", (message, context) -> null)
				.topics("a")
				.ackMode(AckMode.MANUAL)
				.idempotencyKey((message, context) -> "x")
				.build())
			.withMessageContaining("AckMode.MANUAL");
	}

	@Test
	void aFilterThatIsNotThereIsNamed() {
		assertRefused(NoFilter.class, "its filter is 'nothing'", "MqttMessageFilter");
	}

	private void assertRefused(Class<?> type, String... parts) {
		assertThatExceptionOfType(InvalidMqttListenerException.class)
			.isThrownBy(() -> TestContexts.start(this.client, type))
			.satisfies((ex) -> assertThat(ex.getReason()).contains(parts));
	}

	private void register(MqttListenerEndpoint.Builder endpoint) {
		context().getBean(MqttListenerEndpointRegistry.class).register(endpoint.build());
	}

	private void deliver(String topic, String payload, UserProperty... properties) {
		this.client.deliver(MqttMessage.received(topic, payload.getBytes(StandardCharsets.UTF_8), Qos.AT_LEAST_ONCE,
				false, false, 1, new MessageProperties(null, false, null, null, null, List.of(properties), List.of())));
	}

	private static void assertOutcomes(Delivery delivery, String... outcomes) {
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(delivery.acknowledgments).containsExactly(outcomes));
	}

	private AnnotationConfigApplicationContext context() {
		assertThat(this.context).isNotNull();
		return this.context;
	}

	private MqttListenerContainerFactory factory() {
		return context().getBean(MqttListenerContainerFactory.class);
	}

	private Handlers start() {
		this.context = TestContexts.start(this.client, Handlers.class, Retries.class);
		return context().getBean(Handlers.class);
	}

	static class Retries {

		Retries(MqttListenerContainerFactory factory) {
			Consumer<Integer> retries = (number) -> factory
				.setRetryPolicy(RetryPolicy.builder().maxRetries(number).delay(Duration.ofMillis(1)).build());
			retries.accept(1);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Handlers {

		final List<String> received = new CopyOnWriteArrayList<>();

		final List<List<String>> batches = new CopyOnWriteArrayList<>();

		final CompletableFuture<Void> later = new CompletableFuture<>();

		volatile int failures;

		@Bean
		MqttMessageFilter onlyKeep() {
			return (message) -> switch (message.payloadAsString()) {
				case "keep" -> true;
				case "skip" -> false;
				default -> throw new IllegalStateException("no");
			};
		}

		@MqttSubscribe(topics = "filtered", filter = "onlyKeep")
		void filtered(String payload) {
			this.received.add(payload);
		}

		@MqttSubscribe(topics = "byHand", filter = "${filter:onlyKeep}", ackMode = AckMode.MANUAL)
		void byHand(String payload, Acknowledgment acknowledgment) {
			this.received.add(payload);
		}

		@MqttSubscribe(topics = "byPayload", idempotencyKey = "#{payload.id}")
		void byPayload(String payload) {
			this.received.add(payload);
			if (this.failures > 0) {
				this.failures--;
				throw new IllegalStateException("no");
			}
		}

		@MqttSubscribe(topics = "one/{number}", idempotencyKey = "#{variables.number}-#{userProperties.id}")
		void byProperty(String payload) {
			this.received.add(payload);
		}

		@MqttSubscribe(topics = "text", idempotencyKey = "${prefix:p}-#{text.length()}-#{headers['mqtt_topic']}")
		void byText(String payload) {
			this.received.add(payload);
		}

		@MqttSubscribe(topics = "failingKey", idempotencyKey = "#{text.substring(9)}")
		void failingKey(String payload) {
			this.received.add(payload);
		}

		@MqttSubscribe(topics = "later/+", idempotencyKey = "#{text}", concurrency = "2")
		CompletableFuture<Void> later(String payload) {
			this.received.add(payload);
			return this.later;
		}

		@MqttSubscribe(topics = "batches", filter = "onlyKeep", idempotencyKey = "#{text}", batchSize = "3",
				batchTimeout = "1m")
		void batch(List<String> payloads) {
			this.batches.add(List.copyOf(payloads));
		}

		@MqttSubscribe(topics = "both", idempotencyKey = "#{text}")
		void one(String payload) {
			this.received.add(payload);
		}

		@MqttSubscribe(topics = "both", idempotencyKey = "#{text}")
		void other(String payload) {
			this.received.add(payload);
		}

	}

	static class ConstantKey {

		@MqttSubscribe(topics = "a", idempotencyKey = "payload.id")
		void handle(String payload) {
		}

	}

	static class BadKey {

		@MqttSubscribe(topics = "a", idempotencyKey = "#{payload.}")
		void handle(String payload) {
		}

	}

	static class NoFilter {

		@MqttSubscribe(topics = "a", filter = "nothing")
		void handle(String payload) {
		}

	}

}
