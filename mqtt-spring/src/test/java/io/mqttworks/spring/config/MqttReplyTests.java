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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.mqttworks.client.ConnectionState;
import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttPublishException;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.spring.FakeMqttClient;
import io.mqttworks.spring.FakeMqttClient.Delivery;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.core.MqttTemplate;
import io.mqttworks.spring.event.MqttDisconnectedEvent;
import io.mqttworks.spring.listener.HandlerMethodListener;
import io.mqttworks.spring.listener.MqttListenerContainer;
import io.mqttworks.spring.listener.MqttListenerContainerFactory;
import io.mqttworks.spring.listener.MqttReplyException;
import io.mqttworks.spring.support.MqttHeaders;
import io.mqttworks.spring.support.MqttMessageConverter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.util.MultiValueMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for what becomes of what {@link MqttSubscribe} methods return.
 */
class MqttReplyTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private final FakeMqttClient client = new FakeMqttClient().connected(MqttVersion.MQTT_5);

	private @Nullable AnnotationConfigApplicationContext context;

	@AfterEach
	void close() {
		if (this.context != null) {
			this.context.close();
		}
	}

	@Test
	void aValueGoesToTheResponseTopicWithTheCorrelationData() {
		start(Replies.class);
		Delivery delivery = request("value", "x", "reply/here");
		assertOutcomes(delivery, "acknowledged");
		MqttMessage reply = this.client.published.get(0);
		assertThat(reply.topic()).isEqualTo("reply/here");
		assertThat(reply.payloadAsString()).isEqualTo("{\"text\":\"re: x\"}");
		assertThat(reply.contentType()).isEqualTo("application/json");
		assertThat(reply.correlationData()).containsExactly(1, 2);
		assertThat(reply.responseTopic()).isNull();
	}

	@Test
	void withoutAResponseTopicNothingIsSent() {
		start(Replies.class);
		assertOutcomes(this.client.deliver("value", "x"), "acknowledged");
		assertThat(this.client.published).isEmpty();
	}

	@Test
	void nullIsNotSent() {
		start(Replies.class);
		assertOutcomes(request("null", "x", "reply"), "acknowledged");
		assertOutcomes(request("nullLater", "x", "reply"), "acknowledged");
		assertThat(this.client.published).isEmpty();
	}

	@Test
	void theTopicTheMethodNamesWinsAndHasTheVariablesOfTheFilter() {
		System.setProperty("test.mqtt.site", "berlin");
		try {
			start(Replies.class);
		}
		finally {
			System.clearProperty("test.mqtt.site");
		}
		request("lamps/kitchen/4", "x", "reply/elsewhere");
		assertThat(this.client.published).extracting(MqttMessage::topic)
			.containsExactly("berlin/4/kitchen/state", "log");
		assertThat(this.client.published).allSatisfy((reply) -> {
			assertThat(reply.payloadAsString()).isEqualTo("re: x");
			assertThat(reply.correlationData()).containsExactly(1, 2);
		});
	}

	@Test
	void theTopicOfTheClassCounts() {
		start(ClassReplies.class);
		this.client.deliver("a", "x");
		assertThat(this.client.published).extracting(MqttMessage::topic).containsExactly("of/class");
	}

	@Test
	void theAcknowledgementWaitsForTheReply() {
		CompletableFuture<PublishResult> published = new CompletableFuture<>();
		this.client.onPublish = (message) -> published;
		start(Replies.class);
		Delivery delivery = request("value", "x", "reply");
		assertThat(delivery.acknowledgments).isEmpty();
		published.complete(PublishResult.SUCCESS);
		assertOutcomes(delivery, "acknowledged");
	}

	@Test
	void aMethodThatReturnsAValueGoesOnWhileItsRepliesAreUnderWay() {
		List<CompletableFuture<PublishResult>> published = new CopyOnWriteArrayList<>();
		this.client.onPublish = (message) -> {
			CompletableFuture<PublishResult> reply = new CompletableFuture<>();
			published.add(reply);
			return reply;
		};
		Replies replies = start(Replies.class);
		List<Delivery> deliveries = IntStream.range(0, 300)
			.mapToObj((i) -> request("value", String.valueOf(i), "reply"))
			.toList();
		// As many as are bounded wait for their replies, and one keeps the method.
		assertThat(replies.runs).hasSize(101);
		assertThat(deliveries).allMatch((delivery) -> delivery.acknowledgments.isEmpty());
		assertThat(container("mqttReplyTests.Replies.value").getUnhandledMessages()).isEqualTo(300);
		published.get(50).complete(PublishResult.SUCCESS);
		assertOutcomes(deliveries.get(50), "acknowledged");
		assertThat(deliveries.get(49).acknowledgments).isEmpty();
		published.get(0).completeExceptionally(new MqttPublishException("no", ReasonCode.NOT_AUTHORIZED, null));
		this.client.onPublish = (message) -> CompletableFuture.completedFuture(PublishResult.SUCCESS);
		published.forEach((reply) -> reply.complete(PublishResult.SUCCESS));
		await().atMost(LONG).until(() -> deliveries.stream().allMatch(Delivery::isDone));
		assertOutcomes(deliveries.get(0), "failed");
		assertThat(replies.runs).isEqualTo(IntStream.range(0, 300).mapToObj(String::valueOf).toList());
		assertThat(container("mqttReplyTests.Replies.value").getUnhandledMessages()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "value", "mono" })
	void aStopWithoutAConnectionDoesNotWaitForAReply(String topic) {
		CompletableFuture<PublishResult> published = new CompletableFuture<>();
		this.client.onPublish = (message) -> published;
		Replies replies = start(Replies.class);
		replies.mono.tryEmitValue("x");
		Delivery delivery = request(topic, "x", "reply");
		this.client.state = ConnectionState.WAITING;
		CompletableFuture<Void> stopped = stop("mqttReplyTests.Replies." + topic);
		assertOutcomes(delivery, "left");
		assertThat(stopped).succeedsWithin(LONG);
		published.complete(PublishResult.SUCCESS);
		assertOutcomes(delivery, "left");
	}

	@Test
	void aStopWaitsForAReplyUntilTheConnectionIsLost() {
		this.client.onPublish = (message) -> new CompletableFuture<>();
		start(Replies.class);
		Delivery delivery = request("value", "x", "reply");
		CompletableFuture<Void> stopped = stop("mqttReplyTests.Replies.value");
		assertThat(stopped).isNotDone();
		assertThat(delivery.acknowledgments).isEmpty();
		this.client.state = ConnectionState.WAITING;
		this.context.publishEvent(new MqttDisconnectedEvent("default", null));
		assertThat(stopped).succeedsWithin(LONG);
		assertOutcomes(delivery, "left");
	}

	@Test
	void aStopWithoutAConnectionWaitsForTheMethodAndNotForItsReply() {
		this.client.onPublish = (message) -> new CompletableFuture<>();
		Replies replies = start(Replies.class);
		Delivery delivery = request("later", "x", "reply");
		this.client.state = ConnectionState.WAITING;
		CompletableFuture<Void> stopped = stop("mqttReplyTests.Replies.later");
		assertThat(stopped).isNotDone();
		replies.later.complete("done");
		assertOutcomes(delivery, "left");
		assertThat(stopped).succeedsWithin(LONG);
	}

	@Test
	void afterANewStartRepliesAreWaitedForAgain() {
		CompletableFuture<PublishResult> published = new CompletableFuture<>();
		this.client.onPublish = (message) -> published;
		start(Replies.class);
		this.client.state = ConnectionState.WAITING;
		stop("mqttReplyTests.Replies.value");
		container("mqttReplyTests.Replies.value").start();
		Delivery delivery = request("value", "x", "reply");
		assertThat(delivery.acknowledgments).isEmpty();
		published.complete(PublishResult.SUCCESS);
		assertOutcomes(delivery, "acknowledged");
	}

	private CompletableFuture<Void> stop(String id) {
		CompletableFuture<Void> stopped = new CompletableFuture<>();
		container(id).stop(() -> stopped.complete(null));
		return stopped;
	}

	private MqttListenerContainer container(String id) {
		return this.context.getBean(id, MqttListenerContainer.class);
	}

	@Test
	void aReplyThatIsRefusedFailsTheMessageButDoesNotRunTheMethodAgain() {
		this.client.onPublish = (message) -> CompletableFuture
			.failedFuture(new MqttPublishException("not authorized", ReasonCode.NOT_AUTHORIZED, null));
		Replies replies = start(Replies.class);
		Delivery delivery = request("value", "x", "reply/here");
		assertOutcomes(delivery, "failed");
		assertThat(delivery.failure()).hasMessageContaining("'reply/here'")
			.hasMessageContaining("not authorized")
			.hasCauseInstanceOf(MqttReplyException.class);
		assertThat(replies.runs).hasSize(1);
	}

	@Test
	void aResponseTopicThatIsNoTopicNameFailsTheMessage() {
		start(Replies.class);
		Delivery delivery = request("value", "x", "reply/#");
		assertOutcomes(delivery, "failed");
		assertThat(delivery.failure()).hasCauseInstanceOf(MqttReplyException.class);
	}

	@Test
	void theValueOfAFutureIsSent() {
		Replies replies = start(Replies.class);
		Delivery delivery = request("later", "x", "reply");
		assertThat(delivery.isDone()).isFalse();
		replies.later.complete("done");
		assertOutcomes(delivery, "acknowledged");
		assertThat(this.client.published).extracting(MqttMessage::payloadAsString).containsExactly("done");
	}

	@Test
	void theValueOfAMonoIsSent() {
		Replies replies = start(Replies.class);
		Delivery delivery = request("mono", "x", "reply");
		assertThat(delivery.isDone()).isFalse();
		replies.mono.tryEmitValue("done");
		assertOutcomes(delivery, "acknowledged");
		assertThat(this.client.published).extracting(MqttMessage::payloadAsString).containsExactly("done");
	}

	@Test
	void aMonoThatFailsFailsTheMessage() {
		Replies replies = start(Replies.class);
		Delivery delivery = request("mono", "x", "reply");
		replies.mono.tryEmitError(new IllegalStateException("no"));
		assertOutcomes(delivery, "failed");
		assertThat(delivery.failure()).hasRootCauseMessage("no");
	}

	@Test
	void anEmptyMonoIsWaitedFor() {
		Replies replies = start(Replies.class);
		Delivery delivery = request("empty", "x", "reply");
		assertThat(delivery.isDone()).isFalse();
		replies.empty.tryEmitEmpty();
		assertOutcomes(delivery, "acknowledged");
		assertThat(this.client.published).isEmpty();
	}

	@Test
	void theValuesOfAFluxAreSentInOrder() {
		start(Replies.class);
		assertOutcomes(request("flux", "x", "reply"), "acknowledged");
		assertThat(this.client.published).extracting(MqttMessage::payloadAsString).containsExactly("1", "2", "3");
	}

	@Test
	void repliesHaveTheDefaultsOfTheTemplateOfTheConnection() {
		start(Replies.class, TemplateConfig.class);
		request("value", "x", "reply");
		assertThat(this.client.published).extracting(MqttMessage::qos).containsExactly(Qos.EXACTLY_ONCE);
	}

	@Test
	void aDestinationThatCannotWorkFailsTheStart() {
		assertThatExceptionOfType(InvalidMqttListenerException.class).isThrownBy(() -> start(NothingToSend.class))
			.withMessageContaining("NothingToSend.handle(String)")
			.withMessageContaining("returns nothing");
		assertThatExceptionOfType(InvalidMqttListenerException.class).isThrownBy(() -> start(UnknownVariable.class))
			.withMessageContaining("@SendTo variable 'lamp'");
		assertThatExceptionOfType(InvalidMqttListenerException.class).isThrownBy(() -> start(Wildcard.class))
			.withMessageContaining("'a/#'");
	}

	@Test
	void messagesThatAreReturnedAreUnwrapped() {
		start(Wrapped.class);
		assertOutcomes(request("mqttMessage", "x", "reply"), "acknowledged");
		assertOutcomes(request("message", "x", "reply"), "acknowledged");
		assertOutcomes(request("messageLater", "x", "reply"), "acknowledged");
		assertThat(this.client.published).hasSize(3).allSatisfy((reply) -> {
			assertThat(reply.topic()).isEqualTo("reply");
			assertThat(reply.correlationData()).containsExactly(1, 2);
			assertThat(reply.userProperty("source")).isEqualTo("test");
		});
		MqttMessage raw = this.client.published.get(0);
		assertThat(raw.payloadAsString()).isEqualTo("raw x");
		assertThat(raw.contentType()).isEqualTo("text/plain");
		assertThat(raw.qos()).isEqualTo(Qos.EXACTLY_ONCE);
		MqttMessage message = this.client.published.get(1);
		assertThat(message.payloadAsString()).isEqualTo("{\"text\":\"x\"}");
		assertThat(message.contentType()).isEqualTo("application/vnd.answer+json");
		assertThat(message.qos()).isEqualTo(Qos.AT_MOST_ONCE);
		assertThat(message.messageExpiry()).isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void aListKeepsWhatTellsItsElementsApart() {
		start(Wrapped.class);
		String expected = "[{\"type\":\"circle\",\"radius\":1},{\"type\":\"square\",\"side\":2}]";
		for (String topic : List.of("shapes", "shapesLater", "shapesMaybe", "shapesMessage")) {
			assertOutcomes(request(topic, "x", topic + "/reply"), "acknowledged");
		}
		assertThat(this.client.published).hasSize(4)
			.allSatisfy((reply) -> assertThat(reply.payloadAsString()).isEqualTo(expected));
	}

	@Test
	void anOptionalIsItsValueOrNoReply() {
		start(Wrapped.class);
		for (String topic : List.of("optional", "optionalLater", "optionalMono")) {
			assertOutcomes(request(topic, "", "reply"), "acknowledged");
			assertThat(this.client.published).isEmpty();
		}
		for (String topic : List.of("optional", "optionalLater", "optionalMono")) {
			assertOutcomes(request(topic, "x", topic + "/reply"), "acknowledged");
		}
		assertThat(this.client.published).extracting(MqttMessage::payloadAsString).containsExactly("x", "x", "x");
	}

	@Test
	void aResultThatNobodyReceivesIsSaidOnce() {
		Logger logger = (Logger) LoggerFactory.getLogger(HandlerMethodListener.class);
		ListAppender<ILoggingEvent> lines = new ListAppender<>();
		lines.start();
		Level level = logger.getLevel();
		logger.setLevel(Level.DEBUG);
		logger.addAppender(lines);
		try {
			start(Replies.class);
			this.client.deliver("value", "x");
			this.client.deliver("value", "y");
			request("value", "z", "reply");
		}
		finally {
			logger.detachAppender(lines);
			logger.setLevel(level);
		}
		assertThat(lines.list).singleElement()
			.extracting(ILoggingEvent::getFormattedMessage)
			.asString()
			.contains("Replies.value(String)", "nobody receives", "@SendTo", "response topic");
	}

	private Delivery request(String topic, String payload, String responseTopic) {
		return this.client.deliver(MqttMessage.received(topic, payload.getBytes(StandardCharsets.UTF_8),
				Qos.AT_LEAST_ONCE, false, false, 1,
				new MessageProperties(null, false, null, responseTopic, new byte[] { 1, 2 }, List.of(), List.of())));
	}

	private static void assertOutcomes(Delivery delivery, String... outcomes) {
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(delivery.acknowledgments).containsExactly(outcomes));
	}

	private <T> T start(Class<T> type, Class<?>... more) {
		this.context = TestContexts.start(this.client, type, more);
		return this.context.getBean(type);
	}

	record Answer(String text) {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
	@JsonSubTypes({ @JsonSubTypes.Type(value = Circle.class, name = "circle"),
			@JsonSubTypes.Type(value = Square.class, name = "square") })
	sealed interface Shape {

	}

	record Circle(int radius) implements Shape {

	}

	record Square(int side) implements Shape {

	}

	static class Wrapped {

		@MqttSubscribe("mqttMessage")
		MqttMessage mqttMessage(String payload) {
			return MqttMessage.builder("not/used")
				.payload("raw " + payload)
				.qos(Qos.EXACTLY_ONCE)
				.contentType("text/plain")
				.userProperty("source", "test")
				.build();
		}

		@MqttSubscribe("message")
		Message<Answer> message(String payload) {
			return MessageBuilder.withPayload(new Answer(payload))
				.setHeader(MqttHeaders.TOPIC, "not/used")
				.setHeader(MqttHeaders.CONTENT_TYPE, "application/vnd.answer+json")
				.setHeader(MqttHeaders.QOS, Qos.AT_MOST_ONCE)
				.setHeader(MqttHeaders.MESSAGE_EXPIRY, Duration.ofSeconds(5))
				.setHeader(MqttHeaders.USER_PROPERTIES, MultiValueMap.fromSingleValue(Map.of("source", "test")))
				.build();
		}

		@MqttSubscribe("messageLater")
		CompletableFuture<Message<Answer>> messageLater(String payload) {
			return CompletableFuture.completedFuture(message(payload));
		}

		@MqttSubscribe("shapes")
		List<Shape> shapes() {
			return List.of(new Circle(1), new Square(2));
		}

		@MqttSubscribe("shapesLater")
		Mono<List<? extends Shape>> shapesLater() {
			return Mono.just(shapes());
		}

		@MqttSubscribe("shapesMaybe")
		Optional<List<Shape>> shapesMaybe() {
			return Optional.of(shapes());
		}

		@MqttSubscribe("shapesMessage")
		CompletableFuture<Message<List<Shape>>> shapesMessage() {
			return CompletableFuture.completedFuture(MessageBuilder.withPayload(shapes()).build());
		}

		@MqttSubscribe("optional")
		Optional<String> optional(String payload) {
			return payload.isEmpty() ? Optional.empty() : Optional.of(payload);
		}

		@MqttSubscribe("optionalLater")
		CompletableFuture<Optional<String>> optionalLater(String payload) {
			return CompletableFuture.completedFuture(optional(payload));
		}

		@MqttSubscribe("optionalMono")
		Mono<Optional<String>> optionalMono(String payload) {
			return Mono.just(optional(payload));
		}

	}

	static class Replies {

		final List<String> runs = new CopyOnWriteArrayList<>();

		final CompletableFuture<String> later = new CompletableFuture<>();

		final Sinks.One<String> mono = Sinks.one();

		final Sinks.Empty<Void> empty = Sinks.empty();

		Replies(MqttListenerContainerFactory factory) {
			factory.setRetryPolicy(RetryPolicy.builder().maxRetries(1).delay(Duration.ofMillis(1)).build());
		}

		@MqttSubscribe("value")
		Answer value(String payload) {
			this.runs.add(payload);
			return new Answer("re: " + payload);
		}

		@MqttSubscribe("null")
		@Nullable String nothing(String payload) {
			return null;
		}

		@MqttSubscribe("nullLater")
		CompletionStage<@Nullable String> nothingLater(String payload) {
			return CompletableFuture.completedFuture(null);
		}

		@MqttSubscribe("lamps/{room}/{lamp}")
		@SendTo({ "${test.mqtt.site:here}/{lamp}/{room}/state", "log" })
		String named(String payload) {
			return "re: " + payload;
		}

		@MqttSubscribe("later")
		CompletableFuture<String> later(String payload) {
			return this.later;
		}

		@MqttSubscribe("mono")
		Mono<String> mono(String payload) {
			return this.mono.asMono();
		}

		@MqttSubscribe("empty")
		Mono<Void> empty(String payload) {
			return this.empty.asMono();
		}

		@MqttSubscribe("flux")
		Flux<Integer> flux(String payload) {
			return Flux.just(1, 2, 3);
		}

	}

	@SendTo("of/class")
	static class ClassReplies {

		@MqttSubscribe("a")
		String handle(String payload) {
			return payload;
		}

	}

	static class TemplateConfig {

		TemplateConfig(AnnotationConfigApplicationContext context, FakeMqttClient client,
				io.mqttworks.spring.listener.MqttMessageHandlerMethodFactory methods) {
			MqttMessageConverter converter = methods.getConverter();
			MqttTemplate template = new MqttTemplate(client, converter);
			template.setDefaultQos(Qos.EXACTLY_ONCE);
			context.getBeanFactory().registerSingleton("mqttTemplate", template);
		}

	}

	static class NothingToSend {

		@MqttSubscribe("a")
		@SendTo("b")
		void handle(String payload) {
		}

	}

	static class UnknownVariable {

		@MqttSubscribe("a/{room}")
		@SendTo("b/{lamp}")
		String handle(String payload) {
			return payload;
		}

	}

	static class Wildcard {

		@MqttSubscribe("b")
		@SendTo("a/#")
		String handle(String payload) {
			return payload;
		}

	}

}
