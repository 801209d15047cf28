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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import io.mqttworks.client.ConnectionState;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.spring.FakeMqttClient;
import io.mqttworks.spring.FakeMqttClient.Delivery;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.event.MqttSubscribedEvent;
import io.mqttworks.spring.event.MqttSubscriptionFailedEvent;
import io.mqttworks.spring.listener.MqttListenerContainer;
import io.mqttworks.spring.listener.MqttListenerEndpoint;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import io.mqttworks.test.Kit;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.messaging.handler.annotation.DestinationVariable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for containers: start, stop, order and concurrency.
 */
class MqttListenerLifecycleTests {

	private final FakeMqttClient client = new FakeMqttClient();

	private AnnotationConfigApplicationContext context;

	@AfterEach
	void close() {
		if (this.context != null) {
			this.context.close();
		}
	}

	@Test
	void subscriptionsAreDeclaredBeforeTheClientStarts() {
		start(Simple.class);
		assertThat(this.client.calls).containsExactly("subscribe [simple]", "start");
	}

	@Test
	void theClientIsClosedAfterTheBeansThatUseItAndNothingIsUnsubscribed() {
		start(PublishesLast.class);
		this.context.close();
		assertThat(this.client.calls).containsExactly("subscribe [simple]", "start", "close");
		assertThat(this.client.published).singleElement().satisfies((message) -> {
			assertThat(message.topic()).isEqualTo("status");
		});
	}

	@Test
	void aContextThatIsStoppedDisconnectsAndCanStartAgain() {
		Simple simple = start(Simple.class);
		this.context.stop();
		assertThat(this.client.calls).endsWith("disconnect");
		Delivery delivery = this.client.deliver("simple", "held");
		assertThat(delivery.isDone()).isFalse();
		this.context.start();
		assertThat(this.client.calls).endsWith("start");
		Awaitility.await().until(delivery::isHandled);
		assertThat(simple.received).containsExactly("held");
	}

	@Test
	void stopWaitsForTheMessageUnderWayAndStartsNoOther() throws Exception {
		Blocking blocking = start(Blocking.class);
		CompletableFuture<Delivery> first = CompletableFuture.supplyAsync(() -> this.client.deliver("blocking", "1"),
				Kit.NEW_THREADS);
		assertThat(blocking.entered.await(30, TimeUnit.SECONDS)).isTrue();
		MqttListenerContainer container = registry().getContainers().iterator().next();
		AtomicBoolean stopped = new AtomicBoolean();
		container.stop(() -> stopped.set(true));
		Delivery second = this.client.deliver("blocking", "2");
		assertThat(stopped).isFalse();
		blocking.leave.countDown();
		assertThat(first.get(30, TimeUnit.SECONDS).isHandled()).isTrue();
		assertThat(stopped).isTrue();
		assertThat(second.isDone()).isFalse();
		assertThat(blocking.received).containsExactly("1");
	}

	@Test
	void oneCanWaitUntilTheServerHasAcceptedTheSubscriptions() {
		this.client.answers = false;
		start(Simple.class);
		assertThatIllegalStateException().isThrownBy(() -> registry().awaitSubscribed(Duration.ofMillis(1)))
			.withMessageContaining("Simple.handle")
			.withMessageContaining("has not answered");
		this.client.answers = true;
		this.client.registrations.forEach(FakeMqttClient.Registration::answer);
		registry().awaitSubscribed(Duration.ZERO);
	}

	@Test
	void whoWaitsIsToldOfARefusedSubscription() {
		this.client.onSubscribe = (subscription) -> ReasonCode.NOT_AUTHORIZED;
		start(Simple.class);
		assertThatIllegalStateException().isThrownBy(() -> registry().awaitSubscribed(Duration.ZERO))
			.withMessageContaining("Simple.handle")
			.withMessageContaining("refused");
	}

	@Test
	void aContainerThatDoesNotStartByItselfIsStartedByItsId() {
		start(ByHand.class);
		assertThat(this.client.calls).containsExactly("start");
		registry().start("late");
		assertThat(this.client.calls).containsExactly("start", "subscribe [late]");
		assertThat(this.client.deliver("late", "x").isHandled()).isTrue();
	}

	@Test
	void aContainerThatIsStoppedByItsIdUnsubscribes() {
		Simple simple = start(Simple.class);
		String id = registry().getContainers().iterator().next().getId();
		assertThat(registry().stop(id)).isCompleted();
		assertThat(this.client.calls).endsWith("unsubscribe [simple]");
		assertThat(registry().getContainer(id).isRunning()).isFalse();
		registry().start(id);
		this.client.deliver("simple", "again");
		assertThat(simple.received).containsExactly("again");
	}

	@Test
	void aFilterOthersNeedIsNotUnsubscribed() {
		Shared shared = start(Shared.class);
		assertThat(registry().stop("one")).isCompleted();
		assertThat(this.client.calls).endsWith("unsubscribe [only/one]");
		this.client.deliver("both", "x");
		assertThat(shared.received).containsExactly("two x");
	}

	@Test
	void containersCanComeAndGoWhileTheContextRuns() {
		start(Simple.class);
		List<String> received = new ArrayList<>();
		registry().register(MqttListenerEndpoint.builder("added", (message, acknowledgment) -> {
			received.add(message.payloadAsString());
			return null;
		}).topics("added/{x}").build());
		assertThat(this.client.calls).endsWith("subscribe [added/+]");
		this.client.deliver("added/1", "x");
		assertThat(received).containsExactly("x");
		assertThat(this.context.getBean("added")).isInstanceOf(MqttListenerContainer.class);
		registry().remove("added").join();
		assertThat(this.client.calls).endsWith("unsubscribe [added/+]");
		assertThat(registry().getContainer("added")).isNull();
		assertThat(this.context.containsBean("added")).isFalse();
	}

	@Test
	void withConcurrencyTopicsRunSideBySideAndEachInOrder() {
		Concurrent concurrent = start(Concurrent.class);
		List<Delivery> deliveries = new ArrayList<>();
		// Enough topics that two of them are in different stripes.
		for (int round = 0; round < 20; round++) {
			for (int topic = 0; topic < 8; topic++) {
				deliveries.add(this.client.deliver("concurrent/" + topic, String.valueOf(round)));
			}
		}
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> deliveries.stream().allMatch(Delivery::isHandled));
		assertThat(concurrent.sideBySide.getCount()).isZero();
		for (int topic = 0; topic < 8; topic++) {
			int t = topic;
			assertThat(concurrent.received.stream().filter((text) -> text.startsWith(t + " ")).toList())
				.isEqualTo(IntStream.range(0, 20).mapToObj((round) -> t + " " + round).toList());
		}
	}

	@Test
	void anExecutorIsUsed() {
		OnExecutor onExecutor = start(OnExecutor.class, Executor.class);
		Delivery delivery = this.client.deliver("executor", "x");
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(delivery::isHandled);
		assertThat(onExecutor.thread).startsWith("mine");
	}

	@Test
	void anExecutorThatIsFullMakesTheCallerWork() {
		OnExecutor onExecutor = start(OnExecutor.class, FullExecutor.class);
		assertThat(this.client.deliver("executor", "x").isHandled()).isTrue();
		assertThat(onExecutor.thread).isEqualTo(Thread.currentThread().getName());
	}

	@Test
	void subscriptionsAreToldAsEvents() {
		Events events = start(Events.class);
		assertThat(events.subscribed).singleElement().satisfies((event) -> assertThat(event.id()).isEqualTo("told"));
	}

	@Test
	void aRefusedSubscriptionIsToldAsAnEvent() {
		this.client.onSubscribe = (subscription) -> ReasonCode.NOT_AUTHORIZED;
		Events events = start(Events.class);
		assertThat(events.failed).singleElement().satisfies((event) -> {
			assertThat(event.id()).isEqualTo("told");
			assertThat(event.topicFilters()).containsExactly("told");
			assertThat(event.reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
		});
	}

	private MqttListenerEndpointRegistry registry() {
		return this.context.getBean(MqttListenerEndpointRegistry.class);
	}

	private <T> T start(Class<T> type, Class<?>... more) {
		this.context = TestContexts.start(this.client, type, more);
		return this.context.getBean(type);
	}

	static class Simple {

		final List<String> received = new CopyOnWriteArrayList<>();

		@MqttSubscribe("simple")
		void handle(String payload) {
			this.received.add(payload);
		}

	}

	static class PublishesLast extends Simple implements AutoCloseable {

		private final MqttClient client;

		PublishesLast(MqttClient client) {
			this.client = client;
		}

		@Override
		public void close() {
			assertThat(this.client.state()).isNotEqualTo(ConnectionState.CLOSED);
			this.client.publish("status", "offline", Qos.AT_LEAST_ONCE);
		}

	}

	static class Blocking {

		final CountDownLatch entered = new CountDownLatch(1);

		final CountDownLatch leave = new CountDownLatch(1);

		final List<String> received = new CopyOnWriteArrayList<>();

		@MqttSubscribe("blocking")
		void handle(String payload) throws InterruptedException {
			this.entered.countDown();
			this.leave.await(30, TimeUnit.SECONDS);
			this.received.add(payload);
		}

	}

	static class ByHand {

		@MqttSubscribe(topics = "late", id = "late", autoStartup = "false")
		void handle(String payload) {
		}

	}

	static class Shared {

		final List<String> received = new ArrayList<>();

		@MqttSubscribe(topics = { "both", "only/one" }, id = "one")
		void one(String payload) {
			this.received.add("one " + payload);
		}

		@MqttSubscribe(topics = { "both", "only/two" }, id = "two")
		void two(String payload) {
			this.received.add("two " + payload);
		}

	}

	static class Concurrent {

		final List<String> received = new CopyOnWriteArrayList<>();

		final CountDownLatch sideBySide = new CountDownLatch(2);

		@MqttSubscribe(topics = "concurrent/{topic}", concurrency = "4")
		void handle(String payload, @DestinationVariable int topic) throws Exception {
			this.sideBySide.countDown();
			this.sideBySide.await(30, TimeUnit.SECONDS);
			this.received.add(topic + " " + payload);
		}

	}

	static class OnExecutor {

		volatile String thread;

		@MqttSubscribe(topics = "executor", executor = "executor")
		void handle(String payload) {
			this.thread = Thread.currentThread().getName();
		}

	}

	static class Executor {

		@Bean
		ExecutorService executor() {
			return Executors.newSingleThreadExecutor((task) -> new Thread(task, "mine"));
		}

	}

	static class FullExecutor {

		@Bean
		java.util.concurrent.Executor executor() {
			return (task) -> {
				throw new RejectedExecutionException("full");
			};
		}

	}

	static class Events {

		final List<MqttSubscribedEvent> subscribed = new ArrayList<>();

		final List<MqttSubscriptionFailedEvent> failed = new ArrayList<>();

		@MqttSubscribe(topics = "told", id = "told")
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

}
