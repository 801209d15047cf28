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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.mqttworks.client.Acknowledgment;
import io.mqttworks.client.DeliveryTimeoutPolicy;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.spring.FakeMqttClient;
import io.mqttworks.spring.FakeMqttClient.Delivery;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.listener.AckMode;
import io.mqttworks.spring.listener.BatchListenerFailedException;
import io.mqttworks.spring.listener.DeadLetterRecoverer;
import io.mqttworks.spring.listener.MqttBatch;
import io.mqttworks.spring.listener.MqttListenerContainer;
import io.mqttworks.spring.listener.MqttListenerContainerFactory;
import io.mqttworks.spring.listener.MqttListenerErrorHandler;
import io.mqttworks.spring.listener.MqttListenerException;
import io.mqttworks.spring.listener.MqttMessageRecoverer;
import io.mqttworks.spring.listener.RetryAcknowledgment;
import io.mqttworks.spring.support.MqttHeaders;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for handler methods that take several messages at once.
 */
@ExtendWith(OutputCaptureExtension.class)
class BatchHandlerTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private final FakeMqttClient client = new FakeMqttClient().connected(MqttVersion.MQTT_5);

	private @Nullable RetryPolicy retryPolicy = RetryPolicy.builder().maxRetries(1).delay(Duration.ofMillis(1)).build();

	private @Nullable MqttMessageRecoverer recoverer = new DeadLetterRecoverer("dead");

	private AnnotationConfigApplicationContext context;

	@AfterEach
	void close() {
		if (this.context != null) {
			this.context.close();
		}
	}

	@Test
	void aFullBatchIsHandledAtOnceAndThenAcknowledged() {
		Batches batches = start(Batches.class);
		List<Delivery> deliveries = deliver("list", "1", "2");
		assertThat(batches.handled).isEmpty();
		assertThat(deliveries).allSatisfy((delivery) -> assertThat(delivery.acknowledgments).isEmpty());
		assertThat(container("list").getUnhandledMessages()).isEqualTo(2);
		deliveries.addAll(deliver("list", "3", "4"));
		assertThat(batches.handled).containsExactly(List.of(1, 2, 3));
		assertThat(deliveries.subList(0, 3))
			.allSatisfy((delivery) -> assertThat(delivery.acknowledgments).containsExactly("acknowledged"));
		assertThat(deliveries.get(3).acknowledgments).isEmpty();
		assertThat(container("list").getUnhandledMessages()).isOne();
	}

	@Test
	void theTimeoutEndsABatch() {
		Batches batches = start(Batches.class);
		List<Delivery> deliveries = deliver("soon", "1", "2");
		assertOutcomes(deliveries, "acknowledged");
		assertThat(batches.handled.stream().<Object>flatMap(List::stream)).containsExactly(1, 2);
	}

	@Test
	void aMethodCanTakePayloadsMessagesAndBatches() {
		Batches batches = start(Batches.class);
		deliver("messages/a", "1");
		deliver("messages/b", "2");
		deliver("raw", "3", "4");
		deliver("batch/a", "5", "6");
		assertThat(batches.handled).containsExactly(List.of("messages/a", 1, "messages/b", 2), List.of("3", "4"),
				List.of(5, 6, "batch/+"));
	}

	@Test
	void withoutABatchSizeAListIsThePayloadOfOneMessage() {
		Batches batches = start(Batches.class);
		assertOutcomes(deliver("array", "[1, 2]"), "acknowledged");
		assertThat(batches.handled).containsExactly(List.of(1, 2));
	}

	@Test
	void aPayloadThatCannotBeReadOrIsNotValidFailsAlone() {
		Batches batches = start(Batches.class);
		List<Delivery> deliveries = deliver("valid", "{\"value\": 1}", "nonsense", "{\"value\": -1}", "{\"value\": 2}");
		assertOutcomes(deliveries, "acknowledged");
		assertThat(batches.handled).containsExactly(List.of(new Reading(1), new Reading(2)));
		assertThat(this.client.published).extracting(MqttMessage::topic, MqttMessage::payloadAsString)
			.containsExactly(org.assertj.core.groups.Tuple.tuple("dead", "nonsense"),
					org.assertj.core.groups.Tuple.tuple("dead", "{\"value\": -1}"));
	}

	@Test
	void aBatchOfNothingButBadPayloadsDoesNotReachTheMethod() {
		Batches batches = start(Batches.class);
		assertOutcomes(deliver("list", "a", "b", "c"), "acknowledged");
		assertThat(batches.handled).isEmpty();
		assertThat(this.client.published).hasSize(3);
		assertThat(container("list").getUnhandledMessages()).isZero();
	}

	@Test
	void aFailingBatchIsTriedAgainAndThenHandledOneByOne() {
		Batches batches = start(Batches.class);
		batches.bad = 2;
		assertOutcomes(deliver("list", "1", "2", "3"), "acknowledged");
		assertThat(batches.handled).containsExactly(List.of(1, 2, 3), List.of(1, 2, 3), List.of(1), List.of(2),
				List.of(3));
		assertThat(this.client.published).extracting(MqttMessage::payloadAsString).containsExactly("2");
		assertThat(this.client.published.get(0).userProperty(DeadLetterRecoverer.EXCEPTION))
			.isEqualTo(IllegalStateException.class.getName());
	}

	@Test
	void aBatchThatSucceedsWhenItIsTriedAgainHasNoDeadLetters() {
		Batches batches = start(Batches.class);
		batches.failures.set(1);
		assertOutcomes(deliver("list", "1", "2", "3"), "acknowledged");
		assertThat(batches.handled).containsExactly(List.of(1, 2, 3), List.of(1, 2, 3));
		assertThat(this.client.published).isEmpty();
	}

	@Test
	void withAnIndexThoseBeforeItCountAsHandled() {
		Batches batches = start(Batches.class);
		batches.bad = 2;
		List<Delivery> deliveries = deliver("indexed", "1", "2", "3", "4");
		assertOutcomes(deliveries, "acknowledged");
		assertThat(batches.handled).containsExactly(List.of(1, 2, 3, 4), List.of(2, 3, 4), List.of(3, 4));
		assertThat(this.client.published).extracting(MqttMessage::payloadAsString).containsExactly("2");
		assertThat(this.client.published.get(0).userProperty(DeadLetterRecoverer.EXCEPTION))
			.isEqualTo(IllegalStateException.class.getName());
	}

	@Test
	void withAnIndexThatIsNotInTheBatchNoneCountsAsHandled() {
		Batches batches = start(Batches.class);
		batches.bad = 2;
		batches.index = 17;
		assertOutcomes(deliver("indexed", "1", "2", "3", "4"), "acknowledged");
		assertThat(batches.handled).startsWith(List.of(1, 2, 3, 4), List.of(1, 2, 3, 4), List.of(1), List.of(2));
		assertThat(this.client.published).extracting(MqttMessage::payloadAsString).containsExactly("2");
	}

	@Test
	void aMethodThatAlwaysFailsOnTheFirstOneComesToAnEnd() {
		Batches batches = start(Batches.class);
		batches.index = 0;
		assertOutcomes(deliver("indexed", "1", "2", "3", "4"), "acknowledged");
		assertThat(this.client.published).extracting(MqttMessage::payloadAsString).containsExactly("1", "2", "3", "4");
	}

	@Test
	void withoutARecovererOnlyTheBadOneIsUpToThePolicy() {
		this.recoverer = null;
		this.retryPolicy = null;
		Batches batches = start(Batches.class);
		batches.bad = 3;
		List<Delivery> deliveries = deliver("list", "1", "2", "3");
		assertOutcomes(deliveries.subList(0, 2), "acknowledged");
		assertOutcomes(deliveries.subList(2, 3), "failed");
		assertThat(deliveries.get(2).failure()).isInstanceOf(MqttListenerException.class)
			.hasMessageContaining("Batches.list(List)")
			.hasMessageContaining("'list'");
	}

	@Test
	void theErrorHandlerIsAskedAboutMessagesThatFailAlone() {
		Batches batches = start(Batches.class);
		batches.bad = 2;
		assertOutcomes(deliver("tolerated", "1", "2", "nonsense"), "acknowledged");
		Tolerant tolerant = this.context.getBean(Tolerant.class);
		assertThat(tolerant.failed).containsExactly("nonsense", "2");
		assertThat(this.client.published).isEmpty();
	}

	@Test
	void aDeadLetterThatCannotBePublishedLeavesItsMessageAlone() {
		this.client.onPublish = (message) -> CompletableFuture.failedFuture(new IllegalStateException("no"));
		Batches batches = start(Batches.class);
		batches.bad = 1;
		List<Delivery> deliveries = deliver("list", "1", "2", "3");
		assertOutcomes(deliveries.subList(1, 3), "acknowledged");
		assertOutcomes(deliveries.subList(0, 1), "left", "failed");
	}

	@Test
	void deadLettersAreWaitedForTogether() {
		List<CompletableFuture<io.mqttworks.client.PublishResult>> publishes = new CopyOnWriteArrayList<>();
		this.client.onPublish = (message) -> {
			publishes.add(new CompletableFuture<>());
			return publishes.get(publishes.size() - 1);
		};
		start(Batches.class);
		List<Delivery> deliveries = deliver("list", "a", "b", "c");
		await().atMost(LONG).until(() -> publishes.size() == 3);
		assertThat(deliveries).allSatisfy((delivery) -> assertThat(delivery.acknowledgments).isEmpty());
		publishes.forEach((publish) -> publish.complete(io.mqttworks.client.PublishResult.SUCCESS));
		assertOutcomes(deliveries, "acknowledged");
	}

	@Test
	void messagesCanBeAcknowledgedBeforeTheyAreTriedAgain() {
		this.retryPolicy = RetryPolicy.builder().maxRetries(1).delay(Duration.ofMinutes(10)).build();
		Batches batches = start(Batches.class, (factory) -> factory.setRetryAcknowledgment(RetryAcknowledgment.BEFORE));
		batches.failures.set(1);
		List<Delivery> deliveries = deliver("list", "1", "2", "3");
		assertOutcomes(deliveries, "acknowledged");
		assertThat(batches.handled).hasSize(1);
		// What nobody else has any more is not held back.
		CountDownLatch stopped = new CountDownLatch(1);
		container("list").stop(stopped::countDown);
		await().atMost(LONG).until(() -> stopped.getCount() == 0);
		assertThat(batches.handled).containsExactly(List.of(1, 2, 3), List.of(1, 2, 3));
	}

	@Test
	void aMethodCanAcknowledgeAllOrSomeByHand() {
		Batches batches = start(Batches.class);
		List<Delivery> all = deliver("manual", "1", "2");
		assertOutcomes(all, "acknowledged");
		List<Delivery> one = deliver("some", "1", "2");
		assertThat(one.get(0).acknowledgments).containsExactly("acknowledged");
		assertThat(one.get(1).acknowledgments).isEmpty();
		batches.failures.set(1);
		List<Delivery> failing = deliver("some", "3", "4");
		// The one that was acknowledged is not handled again.
		await().atMost(LONG).untilAsserted(() -> assertThat(batches.handled).endsWith(List.of(3, 4), List.of(4)));
		assertOutcomes(failing, "acknowledged");
	}

	@Test
	void aMethodThatFailsAfterItHasAcknowledgedAllIsLogged(CapturedOutput output) {
		Batches batches = start(Batches.class);
		batches.bad = 2;
		assertOutcomes(deliver("manual", "1", "2"), "acknowledged");
		assertThat(output).contains("failed after it had settled all messages of a batch by hand");
		assertThat(batches.handled).hasSize(1);
	}

	@Test
	void aFutureIsWaitedFor() {
		Batches batches = start(Batches.class);
		List<Delivery> deliveries = deliver("later", "1", "2");
		assertThat(deliveries).allSatisfy((delivery) -> assertThat(delivery.acknowledgments).isEmpty());
		deliveries.addAll(deliver("later", "3", "4"));
		assertThat(batches.futures).hasSize(1);
		batches.futures.get(0).complete("ignored");
		assertOutcomes(deliveries.subList(0, 2), "acknowledged");
		await().atMost(LONG).until(() -> batches.futures.size() == 2);
		batches.futures.get(1).completeExceptionally(new IllegalStateException("later"));
		await().atMost(LONG).until(() -> batches.futures.size() == 3);
		batches.futures.get(2).complete("");
		assertOutcomes(deliveries, "acknowledged");
		assertThat(this.client.published).isEmpty();
	}

	@Test
	void aPublisherIsWaitedForAndItsFailureIsThatOfTheBatch() {
		Batches batches = start(Batches.class);
		List<Delivery> deliveries = deliver("reactive", "1", "2");
		await().atMost(LONG).until(() -> batches.sinks.size() == 1);
		assertThat(deliveries).allSatisfy((delivery) -> assertThat(delivery.acknowledgments).isEmpty());
		batches.sinks.get(0).tryEmitError(new IllegalStateException("later"));
		await().atMost(LONG).until(() -> batches.sinks.size() == 2);
		assertThat(batches.handled).containsExactly(List.of(1, 2), List.of(1, 2));
		batches.sinks.get(1).tryEmitValue("ignored");
		assertOutcomes(deliveries, "acknowledged");
		assertThat(this.client.published).isEmpty();
	}

	@Test
	void aStopHandlesWhatWaitsInABatch() {
		Batches batches = start(Batches.class);
		List<Delivery> deliveries = deliver("list", "1", "2");
		assertThat(this.context.getBean(MqttListenerEndpointRegistry.class).stop("list")).succeedsWithin(LONG);
		assertThat(batches.handled).containsExactly(List.of(1, 2));
		assertOutcomes(deliveries, "acknowledged");
	}

	@Test
	void aStopOfTheContextLeavesWhatWaitsInABatchToTheServer() {
		Batches batches = start(Batches.class);
		List<Delivery> deliveries = deliver("list", "1", "2");
		this.context.close();
		assertThat(batches.handled).isEmpty();
		assertThat(deliveries).allSatisfy((delivery) -> assertThat(delivery.acknowledgments).isEmpty());
	}

	@Test
	void aContainerThatIsStartedAgainGoesOnWithTheBatch() {
		Batches batches = start(Batches.class);
		List<Delivery> deliveries = deliver("list", "1", "2");
		container("list").stop(() -> {
		});
		deliveries.addAll(deliver("list", "3"));
		assertThat(batches.handled).isEmpty();
		container("list").start();
		await().atMost(LONG).untilAsserted(() -> assertThat(batches.handled).containsExactly(List.of(1, 2, 3)));
		assertOutcomes(deliveries, "acknowledged");
	}

	@Test
	void aStopThatTakesTooLongLeavesTheRestOfTheBatch(CapturedOutput output) {
		Batches batches = start(Batches.class, (factory) -> factory.setStopTimeout(Duration.ofMillis(50)));
		List<Delivery> deliveries = deliver("later", "1", "2", "3");
		assertThat(batches.futures).hasSize(1);
		assertThat(this.context.getBean(MqttListenerEndpointRegistry.class).stop("later")).succeedsWithin(LONG);
		assertOutcomes(deliveries, "left");
		assertThat(output).contains("3 messages that were not handled");
		assertThat(container("later").getUnhandledMessages()).isZero();
	}

	@Test
	void withConcurrencyTheMessagesOfATopicStayInOrder() throws Exception {
		Batches batches = start(Batches.class);
		int count = 2000;
		List<Delivery> deliveries = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			deliveries.addAll(deliver("parallel/" + i % 7, String.valueOf(i)));
		}
		assertOutcomes(deliveries, "acknowledged");
		for (int t = 0; t < 7; t++) {
			int topic = t;
			assertThat(batches.byTopic.get("parallel/" + t))
				.isEqualTo(IntStream.range(0, count).filter((i) -> i % 7 == topic).boxed().toList());
		}
		assertThat(batches.largest.get()).isBetween(2, 50);
	}

	@Test
	void decoratorsSeeEachMessageAndCanKeepItFromTheBatch() {
		List<String> seen = new CopyOnWriteArrayList<>();
		Batches batches = start(Batches.class, (factory) -> factory.setDecorators(List.of((target, listener) -> {
			if (!target.id().equals("list")) {
				return listener;
			}
			return (message, messageContext) -> {
				if (message.payloadAsString().equals("2")) {
					return null;
				}
				return listener.onMessage(message, messageContext)
					.whenComplete(
							(result, failure) -> seen.add(message.payloadAsString() + ((failure != null) ? "!" : "")));
			};
		})));
		batches.failures.set(1);
		assertOutcomes(deliver("list", "1", "2", "3"), "acknowledged");
		assertThat(batches.handled).containsExactly(List.of(1, 3), List.of(1, 3));
		assertThat(seen).containsExactly("1!", "3!", "1", "3");
	}

	@Test
	void aDecoratorThatKeepsADuplicateBackWaitsForTheOtherOne() {
		Map<String, CompletableFuture<Object>> current = new ConcurrentHashMap<>();
		Batches batches = start(Batches.class,
				(factory) -> factory.setDecorators(List.of((target, listener) -> (message, messageContext) -> {
					CompletableFuture<Object> mine = new CompletableFuture<>();
					CompletableFuture<Object> other = current.putIfAbsent(message.payloadAsString(), mine);
					if (other != null) {
						return other;
					}
					return listener.onMessage(message, messageContext).whenComplete((result, failure) -> {
						current.remove(message.payloadAsString());
						if (failure != null) {
							mine.completeExceptionally(failure);
						}
						else {
							mine.complete(null);
						}
					});
				})));
		batches.failures.set(1);
		assertOutcomes(deliver("list", "1", "1", "2"), "acknowledged");
		assertThat(batches.handled).containsExactly(List.of(1, 2), List.of(1, 2));
		assertThat(this.client.published).isEmpty();
	}

	@Test
	void aMessageIsAcknowledgedWhenItsDecoratorHasDoneWithIt() {
		CompletableFuture<Object> stored = new CompletableFuture<>();
		start(Batches.class, (factory) -> factory.setDecorators(List.of((target,
				listener) -> (message, messageContext) -> message.payloadAsString().equals("2")
						? listener.onMessage(message, messageContext).thenCombine(stored, (handled, done) -> done)
						: listener.onMessage(message, messageContext))));
		List<Delivery> deliveries = deliver("list", "1", "2", "3");
		assertOutcomes(List.of(deliveries.get(0), deliveries.get(2)), "acknowledged");
		assertThat(deliveries.get(1).acknowledgments).isEmpty();
		stored.completeExceptionally(new IllegalStateException("not stored"));
		assertOutcomes(deliveries, "acknowledged");
		assertThat(this.client.published).extracting(MqttMessage::payloadAsString).containsExactly("2");
	}

	@Test
	void aSizeThatCannotBeReachedIsToldAtTheStart(CapturedOutput output) {
		this.context = TestContexts.start(
				new FakeMqttClient(MqttClient.builder("mqtt://localhost").receiveMaximum(20).options()),
				TooLarge.class);
		assertThat(output).contains("Container 'tooLarge.tooLarge'", "30 messages for each of 1", "the 20 that",
				"mqtt.receive-maximum");
		assertThat(output).contains("Container 'tooLarge.together'")
			.doesNotContain("tooLarge.fine")
			.doesNotContain("tooLarge.unacknowledged");
	}

	@Test
	void aBatchThatWaitsLongerThanItsMessagesMayIsToldAtTheStart(CapturedOutput output) {
		this.context = TestContexts.start(new FakeMqttClient(MqttClient.builder("mqtt://localhost")
			.deliveryTimeout(Duration.ofSeconds(1))
			.deliveryTimeoutPolicy(DeliveryTimeoutPolicy.REJECT)
			.options()), Late.class);
		assertThat(output).contains("Container 'late.late'", "up to 1000 ms for a batch to fill",
				"mqtt.listener.delivery-timeout");
		assertThat(output).doesNotContain("late.fine");
	}

	@Test
	void whatCannotWorkIsRefusedAtTheStart() {
		assertRefused(NoList.class, "argument 'reading' (Integer)", "List<Message<...>>");
		assertRefused(NoBatch.class, "needs one argument that is a List or an MqttBatch, and has 0");
		assertRefused(Variable.class, "argument 'zone' (String)");
		assertRefused(WithReply.class, "batches, which have no replies", "String");
		assertRefused(WithSendTo.class, "no replies", "@SendTo");
		assertRefused(ZeroSize.class, "batchSize must be 1 or more, not 0");
		assertRefused(BadSize.class, "batchSize must be a number, not 'many'");
		assertRefused(BadTimeout.class, "batchTimeout must be a duration such as 200ms or 1s, not 'soon'");
		assertRefused(NegativeTimeout.class, "batchTimeout must not be negative");
		assertRefused(TimeoutAlone.class, "batchTimeout, but takes one message at a time");
		assertRefused(ManualWithout.class, "must acknowledge by hand");
		assertRefused(Nested.class, "MqttBatch<byte[]>");
	}

	private static void assertRefused(Class<?> type, String... words) {
		assertThatExceptionOfType(InvalidMqttListenerException.class)
			.isThrownBy(() -> TestContexts.start(new FakeMqttClient(), type))
			.satisfies((ex) -> assertThat(ex.getMessage()).contains(words));
	}

	private List<Delivery> deliver(String topic, String... payloads) {
		List<Delivery> deliveries = new ArrayList<>();
		for (String payload : payloads) {
			deliveries.add(this.client.deliver(topic, payload));
		}
		return deliveries;
	}

	private static void assertOutcomes(List<Delivery> deliveries, String... outcomes) {
		await().atMost(LONG)
			.untilAsserted(() -> assertThat(deliveries)
				.allSatisfy((delivery) -> assertThat(delivery.acknowledgments).containsExactly(outcomes)));
	}

	private MqttListenerContainer container(String id) {
		return this.context.getBean(id, MqttListenerContainer.class);
	}

	private <T> T start(Class<T> type) {
		return start(type, (factory) -> {
		});
	}

	private <T> T start(Class<T> type, java.util.function.Consumer<MqttListenerContainerFactory> settings) {
		this.context = new AnnotationConfigApplicationContext();
		this.context.registerBean("mqttClient", FakeMqttClient.class, () -> this.client);
		this.context.register(TestContexts.Config.class, Tolerant.class, type);
		this.context.registerBean("settings", FactorySettings.class, () -> {
			MqttListenerContainerFactory factory = this.context.getBean(MqttListenerContainerFactory.class);
			factory.setRetryPolicy(this.retryPolicy);
			factory.setRecoverer(this.recoverer);
			settings.accept(factory);
			return new FactorySettings();
		});
		this.context.refresh();
		return this.context.getBean(type);
	}

	static class FactorySettings {

	}

	record Reading(@Min(0) int value) {
	}

	@Component("tolerant")
	static class Tolerant implements MqttListenerErrorHandler {

		final List<String> failed = new CopyOnWriteArrayList<>();

		@Override
		public void handleError(Message<byte[]> message, MqttListenerException exception) {
			this.failed.add(new String(message.getPayload()));
		}

	}

	static class Batches {

		final List<List<?>> handled = new CopyOnWriteArrayList<>();

		final List<CompletableFuture<String>> futures = new CopyOnWriteArrayList<>();

		final List<Sinks.One<String>> sinks = new CopyOnWriteArrayList<>();

		final Map<String, List<Integer>> byTopic = new ConcurrentHashMap<>();

		final AtomicInteger largest = new AtomicInteger();

		final AtomicInteger failures = new AtomicInteger();

		volatile int bad = -1;

		volatile int index = -1;

		@MqttSubscribe(topics = "list", id = "list", batchSize = "3", batchTimeout = "10m")
		void list(List<Integer> readings) {
			handle(readings);
		}

		@MqttSubscribe(topics = "soon", batchSize = "3", batchTimeout = "50ms")
		void soon(List<Integer> readings) {
			handle(readings);
		}

		@MqttSubscribe(topics = "messages/{name}", batchSize = "2", batchTimeout = "10m")
		void messages(List<Message<Integer>> messages) {
			this.handled.add(messages.stream()
				.flatMap((message) -> List.of(message.getHeaders().get(MqttHeaders.TOPIC), message.getPayload())
					.stream())
				.toList());
		}

		@MqttSubscribe(topics = "raw", batchSize = "2", batchTimeout = "10m")
		void raw(List<MqttMessage> messages) {
			this.handled.add(messages.stream().map(MqttMessage::payloadAsString).toList());
		}

		@MqttSubscribe(topics = "batch/+", batchSize = "2", batchTimeout = "10m")
		void batch(MqttBatch<Integer> batch) {
			List<Object> seen = new ArrayList<>(batch.payloads());
			batch.forEach((message) -> assertThat(message.getPayload()).isInstanceOf(Integer.class));
			seen.add(batch.messages().get(1).getHeaders().get(MqttHeaders.TOPIC_FILTER));
			assertThat(batch).hasToString("Batch of 2 messages");
			this.handled.add(seen);
		}

		@MqttSubscribe("array")
		void array(List<Integer> readings) {
			handle(readings);
		}

		@MqttSubscribe(topics = "valid", batchSize = "4", batchTimeout = "10m")
		void valid(@Valid List<Reading> readings) {
			this.handled.add(readings);
		}

		@MqttSubscribe(topics = "indexed", batchSize = "4", batchTimeout = "10m")
		void indexed(List<Integer> readings) {
			this.handled.add(List.copyOf(readings));
			int place = readings.indexOf(this.bad);
			if (place >= 0 || this.index == 0) {
				throw new BatchListenerFailedException("bad", new IllegalStateException("bad"),
						(this.index >= 0) ? this.index : place);
			}
		}

		@MqttSubscribe(topics = "tolerated", batchSize = "3", batchTimeout = "10m", errorHandler = "tolerant")
		void tolerated(List<Integer> readings) {
			handle(readings);
		}

		@MqttSubscribe(topics = "manual", batchSize = "2", batchTimeout = "10m", ackMode = AckMode.MANUAL)
		void manual(List<Integer> readings, Acknowledgment acknowledgment) {
			acknowledgment.acknowledge();
			handle(readings);
		}

		@MqttSubscribe(topics = "some", batchSize = "2", batchTimeout = "10m", ackMode = AckMode.MANUAL)
		void some(MqttBatch<Integer> batch) {
			batch.messages().get(0).getHeaders().get(MqttHeaders.ACKNOWLEDGMENT, Acknowledgment.class).acknowledge();
			handle(batch.payloads());
		}

		@MqttSubscribe(topics = "later", id = "later", batchSize = "2", batchTimeout = "10m")
		CompletableFuture<String> later(List<Integer> readings) {
			CompletableFuture<String> future = new CompletableFuture<>();
			this.futures.add(future);
			return future;
		}

		@MqttSubscribe(topics = "reactive", batchSize = "2", batchTimeout = "10m")
		Mono<String> reactive(List<Integer> readings) {
			this.handled.add(List.copyOf(readings));
			Sinks.One<String> sink = Sinks.one();
			this.sinks.add(sink);
			return sink.asMono();
		}

		@MqttSubscribe(topics = "parallel/+", batchSize = "50", batchTimeout = "20ms", concurrency = "3")
		void parallel(MqttBatch<Integer> batch) {
			this.largest.accumulateAndGet(batch.size(), Math::max);
			for (Message<Integer> message : batch) {
				this.byTopic
					.computeIfAbsent((String) message.getHeaders().get(MqttHeaders.TOPIC), (key) -> new ArrayList<>())
					.add(message.getPayload());
			}
		}

		private void handle(List<Integer> readings) {
			this.handled.add(List.copyOf(readings));
			if (this.failures.getAndDecrement() > 0 || readings.contains(this.bad)) {
				throw new IllegalStateException("bad");
			}
		}

	}

	@Component("tooLarge")
	static class TooLarge {

		@MqttSubscribe(topics = "a", batchSize = "30")
		void tooLarge(List<String> readings) {
		}

		@MqttSubscribe(topics = "b", batchSize = "11", concurrency = "2")
		void together(List<String> readings) {
		}

		@MqttSubscribe(topics = "c", batchSize = "20")
		void fine(List<String> readings) {
		}

		@MqttSubscribe(topics = "d", batchSize = "30", qos = io.mqttworks.client.Qos.AT_MOST_ONCE)
		void unacknowledged(List<String> readings) {
		}

	}

	@Component("late")
	static class Late {

		@MqttSubscribe(topics = "a", batchSize = "10", batchTimeout = "1s")
		void late(List<String> readings) {
		}

		@MqttSubscribe(topics = "b", batchSize = "10", batchTimeout = "900ms")
		void fine(List<String> readings) {
		}

	}

	static class NoList {

		@MqttSubscribe(topics = "a", batchSize = "2")
		void on(Integer reading) {
		}

	}

	static class NoBatch {

		@MqttSubscribe(topics = "a", batchSize = "2")
		void on() {
		}

	}

	static class Variable {

		@MqttSubscribe(topics = "a/{zone}", batchSize = "2")
		void on(List<String> readings, @DestinationVariable String zone) {
		}

	}

	static class WithReply {

		@MqttSubscribe(topics = "a", batchSize = "2")
		String on(List<String> readings) {
			return "";
		}

	}

	static class WithSendTo {

		@MqttSubscribe(topics = "a", batchSize = "2")
		@SendTo("b")
		CompletableFuture<String> on(List<String> readings) {
			return new CompletableFuture<>();
		}

	}

	static class ZeroSize {

		@MqttSubscribe(topics = "a", batchSize = "0")
		void on(MqttBatch<String> readings) {
		}

	}

	static class BadSize {

		@MqttSubscribe(topics = "a", batchSize = "many")
		void on(List<String> readings) {
		}

	}

	static class BadTimeout {

		@MqttSubscribe(topics = "a", batchSize = "2", batchTimeout = "soon")
		void on(List<String> readings) {
		}

	}

	static class NegativeTimeout {

		@MqttSubscribe(topics = "a", batchSize = "2", batchTimeout = "-1s")
		void on(List<String> readings) {
		}

	}

	static class TimeoutAlone {

		@MqttSubscribe(topics = "a", batchTimeout = "1s")
		void on(List<String> readings) {
		}

	}

	static class ManualWithout {

		@MqttSubscribe(topics = "a", batchSize = "2", ackMode = AckMode.MANUAL)
		void on(List<String> readings) {
		}

	}

	static class Nested {

		@MqttSubscribe("a")
		void on(MqttBatch<MqttMessage> readings) {
		}

	}

}
