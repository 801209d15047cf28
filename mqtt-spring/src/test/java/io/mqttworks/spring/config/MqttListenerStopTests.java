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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.mqttworks.client.DeliveryHandler;
import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.SubscribeResult;
import io.mqttworks.spring.FakeMqttClient;
import io.mqttworks.spring.FakeMqttClient.Delivery;
import io.mqttworks.spring.listener.AckMode;
import io.mqttworks.spring.listener.MqttListenerContainer;
import io.mqttworks.spring.listener.MqttListenerContainerFactory;
import io.mqttworks.spring.listener.MqttListenerEndpoint;
import io.mqttworks.spring.listener.MqttMessageListener;
import io.mqttworks.spring.listener.RetryAcknowledgment;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import io.mqttworks.test.Kit;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.core.retry.RetryPolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for containers that are stopped, removed and started again while there is
 * something to do.
 */
class MqttListenerStopTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private final FakeMqttClient client = new FakeMqttClient().connected(MqttVersion.MQTT_5);

	private final List<String> handled = new CopyOnWriteArrayList<>();

	private final CountDownLatch entered = new CountDownLatch(1);

	private final CountDownLatch leave = new CountDownLatch(1);

	private AnnotationConfigApplicationContext context;

	@BeforeEach
	void start() {
		this.context = TestContexts.start(this.client, Nothing.class);
	}

	@AfterEach
	void close() {
		this.leave.countDown();
		this.context.close();
	}

	@Test
	void aStopHandlesWhatWasReceivedWithoutPauses() throws Exception {
		factory().setRetryPolicy(RetryPolicy.builder().maxRetries(1).delay(Duration.ofMinutes(10)).build());
		register("a", (message, context) -> {
			if (!this.handled.contains("attempt")) {
				this.handled.add("attempt");
				throw new IllegalStateException("once");
			}
			return handle(message);
		});
		Delivery first = this.client.deliver("a", "1");
		Delivery second = this.client.deliver("a", "2");
		assertThat(second.acknowledgments).isEmpty();
		assertThat(registry().stop("a")).succeedsWithin(LONG);
		assertThat(this.handled).containsExactly("attempt", "1", "2");
		assertThat(first.acknowledgments).containsExactly("acknowledged");
		assertThat(second.acknowledgments).containsExactly("acknowledged");
		assertThat(container("a").isRunning()).isFalse();
	}

	@Test
	void aStopWaitsUntilTheClientHasTakenTheHandlerAway() {
		this.client.onUnsubscribe = new CompletableFuture<>();
		register("a", (message, context) -> handle(message));
		DeliveryHandler handler = (DeliveryHandler) this.client.registrations.get(0).request.handler();
		CompletableFuture<Void> stopped = registry().stop("a");
		Delivery late = deliver(handler, "late");
		assertThat(late.acknowledgments).containsExactly("acknowledged");
		assertThat(stopped).isNotDone();
		assertThat(container("a").isRunning()).isTrue();
		this.client.onUnsubscribe.complete(SubscribeResult.builder(List.of(), List.of()).build());
		assertThat(stopped).isCompleted();
		assertThat(this.handled).containsExactly("late");
	}

	@Test
	void aStopThatTakesTooLongLeavesTheRestUnacknowledged() throws Exception {
		factory().setStopTimeout(Duration.ofMillis(100));
		register("a", this::block);
		CompletableFuture<Delivery> first = deliverElsewhere("a", "1");
		Delivery second = this.client.deliver("a", "2");
		assertThat(registry().stop("a")).succeedsWithin(LONG);
		assertThat(second.acknowledgments).containsExactly("left");
		this.leave.countDown();
		assertThat(first.get().acknowledgments).startsWith("left");
		assertThat(this.handled).containsExactly("1");
	}

	@Test
	void aStopThatTakesTooLongLeavesWhatIsNotAcknowledgedByHand() {
		this.client.onUnsubscribe = new CompletableFuture<>();
		factory().setStopTimeout(Duration.ofMillis(100));
		registry().register(MqttListenerEndpoint.builder("a", (message, context) -> null)
			.topics("a")
			.ackMode(AckMode.MANUAL)
			.build());
		Delivery delivery = this.client.deliver("a", "1");
		assertThat(delivery.acknowledgments).isEmpty();
		assertThat(registry().stop("a")).succeedsWithin(LONG);
		assertThat(delivery.acknowledgments).containsExactly("left");
	}

	@Test
	void aHandlerCanStopItsOwnContainerAndWait() {
		register("a", (message, context) -> {
			registry().stop("a").join();
			return handle(message);
		});
		assertThat(this.client.deliver("a", "1").acknowledgments).containsExactly("acknowledged");
		assertThat(this.handled).containsExactly("1");
		await().atMost(LONG).until(() -> !container("a").isRunning());
		assertThat(this.client.calls).endsWith("unsubscribe [a]");
	}

	@Test
	void aHandlerCanReplaceItsOwnContainer() {
		register("a", (message, context) -> {
			registry().remove("a").join();
			register("a", (next, nextContext) -> handle(next));
			return null;
		});
		assertThat(this.client.deliver("a", "1").acknowledgments).containsExactly("acknowledged");
		assertThat(this.client.deliver("a", "2").acknowledgments).containsExactly("acknowledged");
		assertThat(this.handled).containsExactly("2");
	}

	@Test
	void aHandlerCanCloseTheContext() throws Exception {
		// Who waited for the handler would wait for this long.
		this.context.getBean(DefaultLifecycleProcessor.class).setTimeoutPerShutdownPhase(600_000);
		register("a", (message, context) -> {
			this.context.close();
			return handle(message);
		});
		assertThat(CompletableFuture.supplyAsync(() -> this.client.deliver("a", "1"), Kit.NEW_THREADS))
			.succeedsWithin(LONG);
		assertThat(this.handled).containsExactly("1");
	}

	@Test
	void aStartWhileAStopIsUnderWayGoesOn() throws Exception {
		register("a", this::block);
		CompletableFuture<Delivery> first = deliverElsewhere("a", "1");
		CompletableFuture<Void> stopped = registry().stop("a");
		assertThat(stopped).isNotDone();
		registry().start("a");
		assertThat(stopped).isCompleted();
		this.leave.countDown();
		assertThat(first.get(30, TimeUnit.SECONDS).acknowledgments).containsExactly("acknowledged");
		assertThat(this.client.deliver("a", "2").acknowledgments).containsExactly("acknowledged");
		assertThat(this.handled).containsExactly("1", "2");
		assertThat(container("a").isRunning()).isTrue();
		assertThat(this.client.calls).endsWith("unsubscribe [a]", "subscribe [a]");
	}

	@Test
	void severalStopsAndARemovalEndTogether() throws Exception {
		MqttListenerContainer container = register("a", this::block);
		deliverElsewhere("a", "1");
		CompletableFuture<Void> stopped = registry().stop("a");
		CompletableFuture<Void> stoppedAgain = registry().stop("a");
		CompletableFuture<Void> removed = registry().remove("a");
		CompletableFuture<Void> removedAgain = registry().remove("a");
		assertThat(List.of(stopped, stoppedAgain, removed, removedAgain)).noneMatch(CompletableFuture::isDone);
		this.leave.countDown();
		assertThat(stopped).succeedsWithin(LONG);
		assertThat(stoppedAgain).succeedsWithin(LONG);
		assertThat(removed).succeedsWithin(LONG);
		assertThat(removedAgain).succeedsWithin(LONG);
		assertThatIllegalArgumentException().isThrownBy(() -> registry().stop("a"));
		assertThat(container.unsubscribe()).isCompleted();
		register("a", (message, context) -> handle(message));
	}

	@Test
	void closingTheContextEndsAStopThatIsUnderWay() throws Exception {
		register("a", this::block);
		CompletableFuture<Delivery> first = deliverElsewhere("a", "1");
		Delivery second = this.client.deliver("a", "2");
		CompletableFuture<Void> stopped = registry().stop("a");
		CountDownLatch closing = new CountDownLatch(1);
		this.context.addApplicationListener((ContextClosedEvent event) -> closing.countDown());
		CompletableFuture<Void> closed = CompletableFuture.runAsync(this.context::close, Kit.NEW_THREADS);
		assertThat(closing.await(30, TimeUnit.SECONDS)).isTrue();
		this.leave.countDown();
		assertThat(closed).succeedsWithin(LONG);
		assertThat(stopped).succeedsWithin(LONG);
		assertThat(first.get().acknowledgments).containsExactly("acknowledged");
		assertThat(second.acknowledgments).hasSize(1);
	}

	@Test
	void whatIsHeldBackIsLeftWhenTheContainerIsRemoved() {
		register("a", (message, context) -> handle(message));
		this.context.stop();
		Delivery held = this.client.deliver("a", "1");
		assertThat(held.acknowledgments).isEmpty();
		assertThat(registry().remove("a")).succeedsWithin(LONG);
		assertThat(held.acknowledgments).containsExactly("left");
		assertThat(this.handled).isEmpty();
	}

	@Test
	void whatIsInMemoryAloneIsTriedToItsEndWhenTheContextStops() {
		factory().setRetryPolicy(RetryPolicy.builder().maxRetries(2).delay(Duration.ofMinutes(10)).build());
		factory().setRetryAcknowledgment(RetryAcknowledgment.BEFORE);
		register("a", (message, context) -> {
			handle(message);
			if (this.handled.size() < 3) {
				throw new IllegalStateException("no");
			}
			return null;
		});
		Delivery delivery = this.client.deliver("a", "1");
		assertThat(delivery.acknowledgments).containsExactly("acknowledged");
		assertThat(this.handled).containsExactly("1");
		this.context.stop();
		assertThat(this.handled).containsExactly("1", "1", "1");
	}

	@Test
	void aContainerThatCannotSubscribeIsNotRegistered() {
		register("a", (message, context) -> null);
		assertThatIllegalArgumentException().isThrownBy(() -> registry()
			.register(MqttListenerEndpoint.builder("b", (message, context) -> null).topics("a").noLocal(true).build()));
		assertThat(registry().getContainer("b")).isNull();
		assertThat(this.context.containsBean("b")).isFalse();
	}

	private @Nullable CompletableFuture<?> handle(MqttMessage message) {
		this.handled.add(message.payloadAsString());
		return null;
	}

	private @Nullable CompletableFuture<?> block(MqttMessage message, Object context) throws InterruptedException {
		this.entered.countDown();
		assertThat(this.leave.await(30, TimeUnit.SECONDS)).isTrue();
		return handle(message);
	}

	private CompletableFuture<Delivery> deliverElsewhere(String topic, String payload) throws InterruptedException {
		CompletableFuture<Delivery> delivery = CompletableFuture.supplyAsync(() -> this.client.deliver(topic, payload),
				Kit.NEW_THREADS);
		assertThat(this.entered.await(30, TimeUnit.SECONDS)).isTrue();
		return delivery;
	}

	private static Delivery deliver(DeliveryHandler handler, String payload) {
		return FakeMqttClient.deliver(handler, MqttMessage.received("a", payload.getBytes(StandardCharsets.UTF_8),
				Qos.AT_LEAST_ONCE, false, false, 1, MessageProperties.NONE), List.of("a"));
	}

	private MqttListenerContainer register(String id, MqttMessageListener listener) {
		return registry().register(MqttListenerEndpoint.builder(id, listener).topics(id).build());
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

}
