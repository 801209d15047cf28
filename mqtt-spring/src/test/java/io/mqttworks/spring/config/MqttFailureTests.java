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

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.mqttworks.client.Acknowledgment;
import io.mqttworks.client.ConnectionState;
import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttPublishException;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.UserProperty;
import io.mqttworks.spring.FakeMqttClient;
import io.mqttworks.spring.FakeMqttClient.Delivery;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.listener.AckMode;
import io.mqttworks.spring.listener.DeadLetterRecoverer;
import io.mqttworks.spring.listener.FailedMessage;
import io.mqttworks.spring.listener.MqttListenerContainer;
import io.mqttworks.spring.listener.MqttListenerContainerFactory;
import io.mqttworks.spring.listener.MqttListenerErrorHandler;
import io.mqttworks.spring.listener.MqttListenerException;
import io.mqttworks.spring.listener.MqttMessageRecoverer;
import io.mqttworks.spring.support.MqttHeaders;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import io.mqttworks.test.Kit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for what becomes of messages whose handlers fail.
 */
class MqttFailureTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private final FakeMqttClient client = new FakeMqttClient().connected(MqttVersion.MQTT_5);

	private @Nullable RetryPolicy retryPolicy = RetryPolicy.builder()
		.maxRetries(2)
		.delay(Duration.ofMillis(1))
		.excludes(UnsupportedOperationException.class)
		.build();

	private @Nullable MqttMessageRecoverer recoverer;

	private AnnotationConfigApplicationContext context;

	@AfterEach
	void close() {
		if (this.context != null) {
			this.context.close();
		}
	}

	@Test
	void aFailedMessageIsTriedAgainBeforeTheNextOne() {
		Failing failing = start(Failing.class);
		failing.failures = 2;
		Delivery first = this.client.deliver("sync", "1");
		Delivery second = this.client.deliver("sync", "2");
		assertOutcomes(first, "acknowledged");
		assertOutcomes(second, "acknowledged");
		assertThat(failing.received).containsExactly("1", "1", "1", "2");
	}

	@Test
	void aMessageThatFailsForGoodIsUpToThePolicy() {
		Failing failing = start(Failing.class);
		failing.failures = 3;
		Delivery delivery = this.client.deliver("sync", "1");
		assertOutcomes(delivery, "failed");
		assertThat(delivery.failure()).isInstanceOf(MqttListenerException.class).hasRootCauseMessage("failure 3");
	}

	@Test
	void aFutureThatFailsIsTriedAgain() {
		Failing failing = start(Failing.class);
		failing.failures = 2;
		Delivery delivery = this.client.deliver("async", "1");
		assertOutcomes(delivery, "acknowledged");
		assertThat(failing.received).containsExactly("1", "1", "1");
		failing.failures = 10;
		Delivery second = this.client.deliver("async", "2");
		assertOutcomes(second, "failed");
	}

	@Test
	void thePolicyIsAskedWithWhatTheMethodThrew() {
		Failing failing = start(Failing.class);
		assertOutcomes(this.client.deliver("unsupported", "1"), "failed");
		assertThat(failing.received).containsExactly("1");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "json|s3cret|as application/json to", "valid|{\"zone\":\"\"}|zone' breaks the rule",
					"validatedBean|s3cret|length", "header|x|Missing header 'mqtt_responseTopic'",
					"headerType|x|qos' cannot be taken from the message", "variable/s3cret|x|number' cannot be taken",
					"message|s3cret|as application/json to" })
	void whatCannotBeTakenFromAMessageIsRecoveredAtOnce(String topic, String payload, String reason) {
		AtomicInteger asked = new AtomicInteger();
		this.retryPolicy = (failure) -> {
			asked.incrementAndGet();
			return true;
		};
		List<FailedMessage> recovered = new ArrayList<>();
		this.recoverer = (failed) -> {
			recovered.add(failed);
			return null;
		};
		start(Unreadable.class);
		assertOutcomes(this.client.deliver(topic, payload), "acknowledged");
		assertThat(asked).hasValue(0);
		assertThat(recovered).singleElement().satisfies((failed) -> {
			assertThat(failed.cause()).hasMessageContaining(reason);
			assertThat(failed.failure()).hasStackTraceContaining(reason);
			StringWriter log = new StringWriter();
			failed.failure().printStackTrace(new PrintWriter(log));
			assertThat(log.toString()).doesNotContain("s3cret");
		});
	}

	@Test
	void withoutARetryPolicyNothingIsTriedAgain() {
		this.retryPolicy = null;
		Failing failing = start(Failing.class);
		failing.failures = 1;
		assertOutcomes(this.client.deliver("sync", "1"), "failed");
		assertThat(failing.received).containsExactly("1");
	}

	@Test
	void retriesEndWithTheTimeOutOfThePolicy() {
		this.retryPolicy = RetryPolicy.builder()
			.maxRetries(Long.MAX_VALUE)
			.delay(Duration.ofMillis(1))
			.timeout(Duration.ofMillis(50))
			.build();
		Failing failing = start(Failing.class);
		failing.failures = Integer.MAX_VALUE;
		assertOutcomes(this.client.deliver("sync", "1"), "failed");
	}

	@Test
	void aDeadLetterSaysWhatHappened() {
		this.recoverer = new DeadLetterRecoverer("dead/letters");
		Failing failing = start(Failing.class);
		failing.failures = 3;
		Delivery delivery = this.client.deliver(
				MqttMessage.received("sync", "1".getBytes(StandardCharsets.UTF_8), Qos.AT_MOST_ONCE, true, false, 0,
						new MessageProperties(Duration.ofSeconds(1), true, "text/plain", "reply", new byte[] { 7 },
								List.of(new UserProperty("k", "v"),
										new UserProperty(DeadLetterRecoverer.ORIGINAL_TOPIC, "pretended")),
								List.of())));
		assertOutcomes(delivery, "acknowledged");
		MqttMessage letter = this.client.published.get(0);
		assertThat(letter.topic()).isEqualTo("dead/letters");
		assertThat(letter.payloadAsString()).isEqualTo("1");
		assertThat(letter.qos()).isEqualTo(Qos.AT_LEAST_ONCE);
		assertThat(letter.retain()).isFalse();
		assertThat(letter.messageExpiry()).isNull();
		assertThat(letter.contentType()).isEqualTo("text/plain");
		assertThat(letter.responseTopic()).isEqualTo("reply");
		assertThat(letter.correlationData()).containsExactly(7);
		assertThat(letter.userProperty(DeadLetterRecoverer.ID)).hasSize(36);
		assertThat(letter.userProperties()).containsExactly(new UserProperty("k", "v"),
				new UserProperty(DeadLetterRecoverer.ID, letter.userProperty(DeadLetterRecoverer.ID)),
				new UserProperty(DeadLetterRecoverer.ORIGINAL_TOPIC, "sync"),
				new UserProperty(DeadLetterRecoverer.HANDLER, "failing.sync"),
				new UserProperty(DeadLetterRecoverer.EXCEPTION, IllegalStateException.class.getName()),
				new UserProperty(DeadLetterRecoverer.EXCEPTION_MESSAGE, "failure 3"),
				new UserProperty(DeadLetterRecoverer.COUNT, "1"));
	}

	@Test
	void aDeadLetterHasThePayloadAloneOnMqtt311() {
		this.client.connected(MqttVersion.MQTT_3_1_1);
		this.recoverer = new DeadLetterRecoverer((failed) -> failed.message().topic() + "/failed");
		Failing failing = start(Failing.class);
		failing.failures = 3;
		assertOutcomes(this.client.deliver("sync", "1"), "acknowledged");
		assertThat(this.client.published).singleElement().satisfies((letter) -> {
			assertThat(letter.topic()).isEqualTo("sync/failed");
			assertThat(letter.properties()).isSameAs(MessageProperties.NONE);
		});
	}

	@Test
	void aMessageIsAcknowledgedAfterItsDeadLetter() {
		CompletableFuture<io.mqttworks.client.PublishResult> published = new CompletableFuture<>();
		this.client.onPublish = (message) -> published;
		this.recoverer = new DeadLetterRecoverer("dead/letters");
		Failing failing = start(Failing.class);
		failing.failures = 3;
		Delivery delivery = this.client.deliver("sync", "1");
		await().atMost(LONG).until(() -> !this.client.published.isEmpty());
		assertThat(delivery.acknowledgments).isEmpty();
		published.complete(io.mqttworks.client.PublishResult.SUCCESS);
		assertOutcomes(delivery, "acknowledged");
	}

	@Test
	void aDeadLetterThatIsRefusedLeavesTheMessageUnacknowledged() {
		this.client.onPublish = (message) -> CompletableFuture
			.failedFuture(new MqttPublishException("refused", ReasonCode.NOT_AUTHORIZED, null));
		this.recoverer = new DeadLetterRecoverer("dead/letters");
		Failing failing = start(Failing.class);
		failing.failures = 3;
		Delivery delivery = this.client.deliver("sync", "1");
		assertOutcomes(delivery, "left", "failed");
		assertOutcomes(this.client.deliver("sync", "2"), "acknowledged");
	}

	@Test
	void aRecovererThatThrowsLeavesTheMessageUnacknowledged() {
		this.recoverer = (failed) -> {
			throw new IllegalStateException("no");
		};
		Failing failing = start(Failing.class);
		failing.failures = 3;
		assertOutcomes(this.client.deliver("sync", "1"), "left", "failed");
	}

	@Test
	void aDeadLetterThatFailsIsNotPublishedAgain() {
		this.recoverer = new DeadLetterRecoverer("sync");
		Failing failing = start(Failing.class);
		failing.failures = 3;
		assertOutcomes(this.client.deliver("sync", "1"), "acknowledged");
		assertThat(this.client.published).isEmpty();
	}

	@Test
	void aDeadLetterTopicMustBeATopicName() {
		assertThatIllegalArgumentException().isThrownBy(() -> new DeadLetterRecoverer("dead/#"))
			.withMessageContaining("'dead/#'");
	}

	@Test
	void anErrorHandlerThatReturnsEndsTheRetries() {
		Failing failing = start(Failing.class);
		assertOutcomes(this.client.deliver("handled", "1"), "acknowledged");
		assertThat(failing.received).containsExactly("1");
	}

	@Test
	void whatAnErrorHandlerThrowsIsTriedAgain() {
		Failing failing = start(Failing.class);
		assertOutcomes(this.client.deliver("handled", "throw"), "failed");
		assertThat(failing.received).containsExactly("throw", "throw", "throw");
	}

	@Test
	void aMessageAcknowledgedByHandIsNotTriedAgain() {
		this.recoverer = new DeadLetterRecoverer("dead/letters");
		Failing failing = start(Failing.class);
		failing.failures = 1;
		assertOutcomes(this.client.deliver("manual", "acknowledge"), "acknowledged", "failed");
		assertThat(failing.received).containsExactly("acknowledge");
		assertThat(this.client.published).isEmpty();
	}

	@Test
	void aMessageToAcknowledgeByHandIsTriedAgainAndRecovered() {
		this.recoverer = new DeadLetterRecoverer("dead/letters");
		Failing failing = start(Failing.class);
		failing.failures = 3;
		assertOutcomes(this.client.deliver("manual", "wait"), "acknowledged");
		assertThat(failing.received).hasSize(3);
		assertThat(this.client.published).hasSize(1);
	}

	@Test
	void eachOfSeveralHandlersSaysWhatBecameOfAMessage() {
		this.recoverer = (failed) -> CompletableFuture.failedFuture(new IllegalStateException("no"));
		Failing failing = start(Failing.class);
		failing.failures = Integer.MAX_VALUE;
		assertOutcomes(this.client.deliver("both", "1"), "acknowledged", "left", "failed");
	}

	@Test
	void aStopEndsThePauseAndKeepsTheMessageUnacknowledged() throws Exception {
		this.retryPolicy = RetryPolicy.builder().maxRetries(5).delay(Duration.ofMinutes(10)).build();
		Failing failing = start(Failing.class);
		failing.failures = 1;
		CompletableFuture<Delivery> delivery = CompletableFuture.supplyAsync(() -> this.client.deliver("sync", "1"),
				Kit.NEW_THREADS);
		assertThat(failing.failed.await(30, TimeUnit.SECONDS)).isTrue();
		MqttListenerContainer container = this.context.getBean("failing.sync", MqttListenerContainer.class);
		CompletableFuture<Void> stopped = new CompletableFuture<>();
		container.stop(() -> stopped.complete(null));
		stopped.get(30, TimeUnit.SECONDS);
		assertThat(delivery.get(30, TimeUnit.SECONDS).acknowledgments).isEmpty();
		assertThat(failing.received).containsExactly("1");
		container.start();
		assertOutcomes(delivery.get(), "acknowledged");
	}

	@Test
	void aStopWithoutAConnectionDoesNotWaitForADeadLetter() {
		this.client.onPublish = (message) -> new CompletableFuture<>();
		this.recoverer = new DeadLetterRecoverer("dead/letters");
		Failing failing = start(Failing.class);
		failing.failures = 3;
		Delivery delivery = this.client.deliver("sync", "1");
		await().atMost(LONG).until(() -> !this.client.published.isEmpty());
		this.client.state = ConnectionState.WAITING;
		CompletableFuture<Void> stopped = new CompletableFuture<>();
		this.context.getBean("failing.sync", MqttListenerContainer.class).stop(() -> stopped.complete(null));
		assertThat(stopped).succeedsWithin(LONG);
		assertThat(delivery.acknowledgments).containsExactly("left");
	}

	private static void assertOutcomes(Delivery delivery, String... outcomes) {
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(delivery.acknowledgments).containsExactly(outcomes));
	}

	private <T> T start(Class<T> type) {
		this.context = new AnnotationConfigApplicationContext();
		this.context.registerBean("mqttClient", FakeMqttClient.class, () -> this.client);
		this.context.register(TestContexts.Config.class);
		this.context.registerBean("failing", type);
		this.context.registerBean(FactorySettings.class, () -> new FactorySettings(this.retryPolicy, this.recoverer,
				this.context.getBean(MqttListenerContainerFactory.class)));
		this.context.refresh();
		return this.context.getBean(type);
	}

	static class FactorySettings {

		FactorySettings(@Nullable RetryPolicy retryPolicy, @Nullable MqttMessageRecoverer recoverer,
				MqttListenerContainerFactory factory) {
			factory.setRetryPolicy(retryPolicy);
			factory.setRecoverer(recoverer);
		}

	}

	static class Unreadable {

		@MqttSubscribe("json")
		void json(Place place) {
			throw new AssertionError();
		}

		@MqttSubscribe("valid")
		void valid(@Valid Place place) {
			throw new AssertionError();
		}

		@MqttSubscribe("validatedBean")
		void validatedBean(String payload) {
			// What the proxy of a bean with @Validated throws.
			throw new ConstraintViolationException("length", Set.of());
		}

		@MqttSubscribe("header")
		void header(String payload, @Header(MqttHeaders.RESPONSE_TOPIC) String responseTopic) {
			throw new AssertionError();
		}

		@MqttSubscribe("headerType")
		void headerType(String payload, @Header(MqttHeaders.QOS) UUID qos) {
			throw new AssertionError();
		}

		@MqttSubscribe("variable/{number}")
		void variable(String payload, @DestinationVariable int number) {
			throw new AssertionError();
		}

		@MqttSubscribe("message")
		void message(Message<Place> message) {
			throw new AssertionError();
		}

	}

	record Place(@NotEmpty String zone) {

	}

	static class Failing implements MqttListenerErrorHandler {

		final List<String> received = new CopyOnWriteArrayList<>();

		final CountDownLatch failed = new CountDownLatch(1);

		volatile int failures;

		private int count;

		private void receive(String payload) {
			this.received.add(payload);
			if (this.count < this.failures) {
				this.count++;
				this.failed.countDown();
				throw new IllegalStateException("failure " + this.count);
			}
		}

		@MqttSubscribe("sync")
		void sync(String payload) {
			receive(payload);
		}

		@MqttSubscribe("async")
		CompletionStage<?> async(String payload) {
			return CompletableFuture.runAsync(() -> receive(payload));
		}

		@MqttSubscribe("unsupported")
		void unsupported(String payload) {
			this.received.add(payload);
			throw new UnsupportedOperationException();
		}

		@MqttSubscribe(topics = "manual", ackMode = AckMode.MANUAL)
		void manual(String payload, Acknowledgment acknowledgment) {
			if (payload.equals("acknowledge")) {
				acknowledgment.acknowledge();
			}
			receive(payload);
		}

		@MqttSubscribe("both")
		void one(String payload) {
		}

		@MqttSubscribe("both")
		void two(String payload) {
			receive(payload);
		}

		@MqttSubscribe(topics = "handled", errorHandler = "failing")
		void handled(String payload) {
			this.received.add(payload);
			throw new IllegalStateException("no");
		}

		@Override
		public void handleError(Message<byte[]> message, MqttListenerException exception) {
			if (new String(message.getPayload(), StandardCharsets.UTF_8).equals("throw")) {
				throw exception;
			}
		}

	}

}
