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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttPublishException;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.SubscriptionStatus;
import io.mqttworks.spring.FakeMqttClient;
import io.mqttworks.spring.FakeMqttClient.Delivery;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.event.MqttSubscribedEvent;
import io.mqttworks.spring.event.MqttSubscriptionFailedEvent;
import io.mqttworks.spring.listener.MqttListenerContainer;
import io.mqttworks.spring.listener.MqttListenerContainerFactory;
import io.mqttworks.spring.listener.MqttListenerEndpoint;
import io.mqttworks.spring.listener.MqttListenerErrorHandler;
import io.mqttworks.spring.listener.MqttListenerException;
import io.mqttworks.spring.listener.MqttMessageListener;
import io.mqttworks.spring.listener.RetryAcknowledgment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.support.DestinationVariableMethodArgumentResolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for what a message that fails, waits or is slow does to others: as little as its
 * order allows.
 */
class MqttListenerProgressTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private final FakeMqttClient client = new FakeMqttClient().connected(MqttVersion.MQTT_5);

	private final List<String> handled = new CopyOnWriteArrayList<>();

	private AnnotationConfigApplicationContext context;

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void aMessageThatWaitsForItsRetryHoldsUpItsTopicAlone() {
		start(Nothing.class);
		factory().setRetryPolicy(RetryPolicy.builder().maxRetries(1).delay(Duration.ofMinutes(10)).build());
		register("#", (message, context) -> {
			this.handled.add(message.topic() + " " + message.payloadAsString());
			if (message.payloadAsString().equals("bad")) {
				throw new IllegalStateException("no");
			}
			return null;
		});
		Delivery bad = this.client.deliver("a", "bad");
		Delivery behind = this.client.deliver("a", "good");
		Delivery other = this.client.deliver("b", "good");
		assertThat(other.acknowledgments).containsExactly("acknowledged");
		assertThat(bad.acknowledgments).isEmpty();
		assertThat(behind.acknowledgments).isEmpty();
		assertThat(this.handled).containsExactly("a bad", "b good");
	}

	@Test
	void methodsThatReturnAStageHandleOneMessageAtATimeAndInOrderAlsoAfterRetries() {
		Stages stages = start(Stages.class, (factory) -> factory
			.setRetryPolicy(RetryPolicy.builder().maxRetries(1).delay(Duration.ofMillis(1)).build()));
		List<Delivery> deliveries = IntStream.range(0, 20)
			.mapToObj((i) -> this.client.deliver("stages/" + i % 2, String.valueOf(i)))
			.toList();
		await().atMost(LONG).until(() -> deliveries.stream().allMatch(Delivery::isHandled));
		assertThat(stages.most).hasValue(1);
		for (int topic = 0; topic < 2; topic++) {
			int t = topic;
			// The fifth fails once.
			List<String> expected = new ArrayList<>();
			IntStream.range(0, 20).filter((i) -> i % 2 == t).forEach((i) -> {
				expected.add(String.valueOf(i));
				if (i == 4) {
					expected.add("4");
				}
			});
			assertThat(stages.received.stream().filter((text) -> Integer.parseInt(text) % 2 == t).toList())
				.isEqualTo(expected);
		}
	}

	@Test
	void anInterruptionThatAHandlerLeavesBehindIsNotForTheNextMessage() {
		start(Nothing.class);
		factory().setConcurrency(2);
		register("#", (message, context) -> {
			this.handled.add(String.valueOf(Thread.currentThread().isInterrupted()));
			Thread.currentThread().interrupt();
			return null;
		});
		List<Delivery> deliveries = IntStream.range(0, 50)
			.mapToObj((i) -> this.client.deliver("a/" + i % 3, "x"))
			.toList();
		await().atMost(LONG).until(() -> deliveries.stream().allMatch(Delivery::isHandled));
		assertThat(this.handled).hasSize(50).containsOnly("false");
	}

	@Test
	void errorHandlersAndRecoverersDoNotRunOnTheThreadThatRefusesAReply() {
		CompletableFuture<PublishResult> published = new CompletableFuture<>();
		this.client.onPublish = (message) -> published;
		List<String> recoverers = new CopyOnWriteArrayList<>();
		Refused refused = start(Refused.class, (factory) -> factory.setRecoverer((failed) -> {
			recoverers.add(Thread.currentThread().getName());
			return null;
		}));
		Delivery delivery = request("refused", "reply");
		Thread network = new Thread(
				() -> published
					.completeExceptionally(new MqttPublishException("not authorized", ReasonCode.NOT_AUTHORIZED, null)),
				"network");
		network.start();
		await().atMost(LONG).until(delivery::isDone);
		assertThat(refused.errorHandlers).singleElement().asString().startsWith("mqtt-listener-");
		assertThat(recoverers).singleElement().asString().startsWith("mqtt-listener-");
	}

	@Test
	void aReplyThatIsNotAcknowledgedInTimeFailsTheMessage() {
		this.client.onPublish = (message) -> new CompletableFuture<>();
		start(Refused.class, (factory) -> factory.setPublishTimeout(Duration.ofMillis(50)));
		Delivery delivery = request("refused", "reply/here");
		await().atMost(LONG).until(delivery::isDone);
		assertThat(delivery.acknowledgments).containsExactly("failed");
		assertThat(delivery.failure()).hasMessageContaining("'reply/here'")
			.hasMessageContaining("not acknowledged within 50 ms");
	}

	@Test
	void aDeadLetterThatIsNotAcknowledgedInTimeLeavesTheMessageUnacknowledged() {
		start(Nothing.class);
		factory().setPublishTimeout(Duration.ofMillis(50));
		factory().setRecoverer((failed) -> new CompletableFuture<>());
		register("a", (message, context) -> {
			throw new IllegalStateException("no");
		});
		Delivery delivery = this.client.deliver("a", "x");
		await().atMost(LONG).until(() -> delivery.acknowledgments.size() == 2);
		assertThat(delivery.acknowledgments).containsExactly("left", "failed");
		Delivery next = this.client.deliver("a", "y");
		await().atMost(LONG).until(next::isDone);
	}

	@Test
	void retriesCanGiveWayAsLongAsThereIsRoomInMemory() {
		start(Nothing.class);
		factory().setRetryPolicy(RetryPolicy.builder().maxRetries(1).delay(Duration.ofMinutes(10)).build());
		factory().setRetryAcknowledgment(RetryAcknowledgment.BEFORE);
		factory().setMaxRetriesInMemory(2);
		List<String> recovered = new CopyOnWriteArrayList<>();
		factory().setRecoverer((failed) -> {
			recovered.add(failed.message().topic());
			return null;
		});
		register("#", (message, context) -> {
			throw new IllegalStateException("no");
		});
		List<Delivery> deliveries = IntStream.range(0, 3).mapToObj((i) -> this.client.deliver("a/" + i, "x")).toList();
		assertThat(deliveries).extracting((delivery) -> delivery.acknowledgments)
			.containsExactly(List.of("acknowledged"), List.of("acknowledged"), List.of());
		assertThat(registry().stop("#")).succeedsWithin(LONG);
		assertThat(recovered).containsExactlyInAnyOrder("a/0", "a/1", "a/2");
		assertThat(deliveries.get(2).acknowledgments).containsExactly("acknowledged");
		// Room was given back.
		registry().start("#");
		assertThat(this.client.deliver("b", "x").acknowledgments).containsExactly("acknowledged");
	}

	@Test
	void whatARecovererLosesWasAcknowledgedBeforeAndIsTold() {
		start(Nothing.class);
		factory().setRetryPolicy(RetryPolicy.builder().maxRetries(1).delay(Duration.ofMillis(1)).build());
		factory().setRetryAcknowledgment(RetryAcknowledgment.BEFORE);
		factory().setRecoverer((failed) -> CompletableFuture.failedFuture(new IllegalStateException("full")));
		register("a", (message, context) -> {
			throw new IllegalStateException("no");
		});
		Delivery delivery = this.client.deliver("a", "x");
		await().atMost(LONG).until(() -> delivery.acknowledgments.size() == 3);
		assertThat(delivery.acknowledgments).containsExactly("acknowledged", "left", "failed");
	}

	@Test
	void aRefusedSubscriptionIsShownAndAskedForAgain() {
		this.client.onSubscribe = (subscription) -> subscription.topicFilter().equals("b") ? ReasonCode.NOT_AUTHORIZED
				: ReasonCode.GRANTED_QOS_1;
		Events events = start(Events.class);
		assertThat(container("told").getSubscriptionStatus()).containsExactly(
				new SubscriptionStatus("a", SubscriptionStatus.State.SUBSCRIBED, ReasonCode.GRANTED_QOS_1),
				new SubscriptionStatus("b", SubscriptionStatus.State.REFUSED, ReasonCode.NOT_AUTHORIZED));
		assertThat(container("told").isRunning()).isTrue();
		assertThat(events.failed)
			.containsExactly(new MqttSubscriptionFailedEvent("told", List.of("b"), ReasonCode.NOT_AUTHORIZED, null));
		this.client.onSubscribe = (subscription) -> ReasonCode.GRANTED_QOS_1;
		registry().start("told");
		assertThat(this.client.calls).endsWith("ask again [a, b]");
		assertThat(container("told").getSubscriptionStatus()).extracting(SubscriptionStatus::state)
			.containsOnly(SubscriptionStatus.State.SUBSCRIBED);
		assertThat(events.subscribed).extracting((event) -> event.status().topicFilter()).contains("a", "b");
		registry().stop("told").join();
		assertThat(container("told").getSubscriptionStatus()).isEmpty();
	}

	@Test
	void manyContainersShareABoundedNumberOfThreads() throws Exception {
		start(Nothing.class);
		factory().setMaxThreads(3);
		factory().setConcurrency(2);
		AtomicInteger running = new AtomicInteger();
		CountDownLatch three = new CountDownLatch(3);
		CountDownLatch leave = new CountDownLatch(1);
		for (int i = 0; i < 5; i++) {
			register("a" + i + "/+", (message, context) -> {
				int now = running.incrementAndGet();
				this.handled.add(String.valueOf(now));
				three.countDown();
				assertThat(leave.await(30, TimeUnit.SECONDS)).isTrue();
				running.decrementAndGet();
				return null;
			});
		}
		List<Delivery> deliveries = IntStream.range(0, 10)
			.mapToObj((i) -> this.client.deliver("a" + i / 2 + "/" + i, "x"))
			.toList();
		assertThat(three.await(30, TimeUnit.SECONDS)).isTrue();
		leave.countDown();
		await().atMost(LONG).until(() -> deliveries.stream().allMatch(Delivery::isHandled));
		assertThat(this.handled).hasSize(10).contains("3").doesNotContain("4");
	}

	@Test
	void variablesAreReadWithTheFilterTheClientNames() {
		Queues queues = start(Queues.class);
		FakeMqttClient.deliver(this.client.registrations.get(0).request.handler(), MqttMessage.received("jobs/print/7",
				new byte[0], Qos.AT_LEAST_ONCE, false, false, 1, MessageProperties.NONE), List.of("$queue/jobs/+/+"));
		FakeMqttClient.deliver(this.client.registrations.get(0).request.handler(), MqttMessage.received("jobs/other/8",
				new byte[0], Qos.AT_LEAST_ONCE, false, false, 1, MessageProperties.NONE), List.of("jobs/other/+"));
		assertThat(queues.received).containsExactly(Map.of("kind", "print", "id", "7"), Map.of("id", "8"));
	}

	private Delivery request(String topic, String responseTopic) {
		return this.client.deliver(MqttMessage.received(topic, "x".getBytes(StandardCharsets.UTF_8), Qos.AT_LEAST_ONCE,
				false, false, 1, new MessageProperties(null, false, null, responseTopic, null, List.of(), List.of())));
	}

	private <T> T start(Class<T> type) {
		return start(type, (factory) -> {
		});
	}

	private <T> T start(Class<T> type, Consumer<MqttListenerContainerFactory> settings) {
		this.context = new AnnotationConfigApplicationContext();
		this.context.registerBean("mqttClient", FakeMqttClient.class, () -> this.client);
		this.context.registerBean("bean", type);
		this.context.register(TestContexts.Config.class);
		this.context.getBeanFactory().addBeanPostProcessor(new BeanPostProcessor() {

			@Override
			public Object postProcessAfterInitialization(Object bean, String beanName) {
				if (bean instanceof MqttListenerContainerFactory factory) {
					settings.accept(factory);
				}
				return bean;
			}

		});
		this.context.refresh();
		return this.context.getBean(type);
	}

	private void register(String filter, MqttMessageListener listener) {
		registry().register(MqttListenerEndpoint.builder(filter, listener).topics(filter).build());
	}

	private MqttListenerContainer container(String id) {
		return registry().getContainer(id);
	}

	private MqttListenerEndpointRegistry registry() {
		return this.context.getBean(MqttListenerEndpointRegistry.class);
	}

	private MqttListenerContainerFactory factory() {
		return this.context.getBean(MqttListenerContainerFactory.class);
	}

	static class Nothing {

	}

	static class Stages {

		final List<String> received = new CopyOnWriteArrayList<>();

		final AtomicInteger most = new AtomicInteger();

		private final AtomicInteger running = new AtomicInteger();

		@MqttSubscribe(topics = "stages/+", id = "stages")
		CompletionStage<?> handle(String payload) {
			this.most.accumulateAndGet(this.running.incrementAndGet(), Math::max);
			boolean first = !this.received.contains(payload);
			this.received.add(payload);
			return CompletableFuture.runAsync(() -> {
				this.running.decrementAndGet();
				if (payload.equals("4") && first) {
					throw new IllegalStateException("once");
				}
			}, CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS));
		}

	}

	static class Refused implements MqttListenerErrorHandler {

		final List<String> errorHandlers = new CopyOnWriteArrayList<>();

		@MqttSubscribe(topics = "refused", id = "refused", errorHandler = "bean")
		String handle(String payload) {
			return payload;
		}

		@Override
		public void handleError(Message<byte[]> message, MqttListenerException exception) {
			this.errorHandlers.add(Thread.currentThread().getName());
			throw exception;
		}

	}

	static class Events {

		final List<MqttSubscribedEvent> subscribed = new CopyOnWriteArrayList<>();

		final List<MqttSubscriptionFailedEvent> failed = new CopyOnWriteArrayList<>();

		@MqttSubscribe(topics = { "a", "b" }, id = "told")
		void handle(String payload) {
		}

		@EventListener
		void on(MqttSubscribedEvent event) {
			this.subscribed.add(event);
		}

		@EventListener
		void on(MqttSubscriptionFailedEvent event) {
			this.failed.add(event);
		}

	}

	static class Queues {

		final List<Map<String, String>> received = new CopyOnWriteArrayList<>();

		@MqttSubscribe({ "$queue/jobs/{kind}/{id}", "jobs/other/{id}" })
		void handle(@DestinationVariable String id, Message<byte[]> message) {
			@SuppressWarnings("unchecked")
			Map<String, String> variables = (Map<String, String>) message.getHeaders()
				.get(DestinationVariableMethodArgumentResolver.DESTINATION_TEMPLATE_VARIABLES_HEADER);
			this.received.add(variables);
		}

	}

}
