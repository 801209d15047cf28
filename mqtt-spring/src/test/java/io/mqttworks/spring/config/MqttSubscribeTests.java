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

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.mqttworks.client.Acknowledgment;
import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.RetainHandling;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.UserProperty;
import io.mqttworks.spring.FakeMqttClient;
import io.mqttworks.spring.FakeMqttClient.Delivery;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.listener.AckMode;
import io.mqttworks.spring.listener.MqttListenerErrorHandler;
import io.mqttworks.spring.listener.MqttListenerException;
import io.mqttworks.spring.support.MqttHeaders;
import io.mqttworks.spring.support.MqttMessageHeaderAccessor;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.annotation.AliasFor;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.stereotype.Component;
import org.springframework.util.MimeTypeUtils;
import org.springframework.util.MultiValueMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

/**
 * Tests for what {@link MqttSubscribe} methods are called with, and what becomes of the
 * message.
 */
class MqttSubscribeTests {

	private final FakeMqttClient client = new FakeMqttClient();

	private @Nullable AnnotationConfigApplicationContext context;

	@AfterEach
	void close() {
		if (this.context != null) {
			this.context.close();
		}
	}

	@Test
	void aPayloadIsConvertedToTheTypeOfItsArgument() {
		Payloads payloads = start(Payloads.class);
		this.client.deliver("record", "{\"celsius\":1.5}");
		this.client.deliver("bytes", "abc");
		this.client.deliver("buffer", "abc");
		this.client.deliver("text", "{\"not\":\"read\"}");
		this.client.deliver("list", "[{\"celsius\":1},{\"celsius\":2}]");
		this.client.deliver("map", "{\"a\":{\"celsius\":1}}");
		this.client.deliver("plain", "{\"celsius\":3}");
		assertThat(payloads.received).containsExactly(new Reading(1.5), "abc", "abc", "{\"not\":\"read\"}",
				List.of(new Reading(1), new Reading(2)), Map.of("a", new Reading(1)), new Reading(3));
	}

	@Test
	void anEmptyPayloadIsNullOrEmptyWhereThatIsAllowed() {
		EmptyPayloads payloads = start(EmptyPayloads.class);
		assertThat(this.client.deliver("notRequired", "").isHandled()).isTrue();
		assertThat(this.client.deliver("nullable", "").isHandled()).isTrue();
		assertThat(this.client.deliver("nullableText", "").isHandled()).isTrue();
		assertThat(this.client.deliver("optional", "").isHandled()).isTrue();
		assertThat(this.client.deliver("optional", "{\"celsius\":1}").isHandled()).isTrue();
		assertThat(this.client.deliver("optionalBytes", "").isHandled()).isTrue();
		assertThat(this.client.deliver("text", "").isHandled()).isTrue();
		assertThat(payloads.received).containsExactly(null, null, null, Optional.empty(), Optional.of(new Reading(1)),
				Optional.empty(), "");
		assertThat(this.client.deliver("needed", "").failure()).isInstanceOf(MqttListenerException.class)
			.hasMessageContaining("the payload is empty".substring(4))
			.hasMessageContaining("Optional");
	}

	@Test
	void aVariableOfTheTopicIsConvertedToTheTypeOfItsArgument() {
		Variables variables = start(Variables.class);
		this.client.deliver("devices/12/telemetry", "x");
		this.client.deliver("rooms/kitchen/lamps/3", "y");
		assertThat(variables.received).containsExactly("12 x", "kitchen 3 y");
		assertThat(filters()).containsExactlyInAnyOrder("devices/+/telemetry", "rooms/+/lamps/+");
	}

	@Test
	void headersAreThere() {
		HeaderArguments arguments = start(HeaderArguments.class);
		MqttMessage message = MqttMessage.received("headers/1", "{}".getBytes(StandardCharsets.UTF_8), Qos.EXACTLY_ONCE,
				true, true, 7,
				new MessageProperties(Duration.ofSeconds(5), true, "application/json", "reply/here", new byte[] { 9 },
						List.of(new UserProperty("k", "v"), new UserProperty("k", "w"),
								new UserProperty("replyChannel", "x")),
						List.of()));
		assertThat(this.client.deliver(message).failure()).isNull();
		assertThat(arguments.topic).isEqualTo("headers/1");
		assertThat(arguments.qos).isEqualTo(2);
		assertThat(arguments.retained).isTrue();
		assertThat(arguments.missing).isNull();
		assertThat(arguments.message).isSameAs(message);
		assertThat(arguments.userProperties).containsOnly(entry("k", List.of("v", "w")),
				entry("replyChannel", List.of("x")));
		assertThat(arguments.headers).containsEntry(MqttHeaders.TOPIC_FILTER, "headers/+")
			.containsEntry(MqttHeaders.RESPONSE_TOPIC, "reply/here")
			.containsEntry(MqttHeaders.CONTENT_TYPE, "application/json")
			.containsEntry(MessageHeaders.CONTENT_TYPE, MimeTypeUtils.APPLICATION_JSON)
			.containsEntry(MqttHeaders.MESSAGE_EXPIRY, Duration.ofSeconds(5))
			.containsEntry(MqttHeaders.DUPLICATE, true);
		assertThat(arguments.accessor.getQos()).isEqualTo(Qos.EXACTLY_ONCE);
		assertThat(arguments.accessor.getCorrelationData()).containsExactly(9);
		assertThat(arguments.accessor.getUserProperties().getFirst("k")).isEqualTo("v");
	}

	@Test
	void userPropertiesNeverBecomeHeaders() {
		HeaderArguments arguments = start(HeaderArguments.class);
		MqttMessage message = MqttMessage.received("headers/1", new byte[0], Qos.AT_MOST_ONCE, false, false, 0,
				new MessageProperties(null, false, null, null, null,
						List.of(new UserProperty(MessageHeaders.REPLY_CHANNEL, "a"),
								new UserProperty(MessageHeaders.ERROR_CHANNEL, "b"),
								new UserProperty(MqttHeaders.TOPIC, "c"), new UserProperty("id", "d")),
						List.of()));
		this.client.deliver(message);
		assertThat(arguments.headers)
			.doesNotContainKeys(MessageHeaders.REPLY_CHANNEL, MessageHeaders.ERROR_CHANNEL, "id")
			.containsEntry(MqttHeaders.TOPIC, "headers/1");
	}

	@Test
	void aMessageHasItsPayloadConverted() {
		Messages messages = start(Messages.class);
		this.client.deliver("message", "{\"celsius\":1}");
		this.client.deliver("messages", "[{\"celsius\":1}]");
		this.client.deliver("raw", "abc");
		assertThat(messages.received).containsExactly(new Reading(1), List.of(new Reading(1)), "abc");
	}

	@Test
	void optionsReachTheSubscription() {
		start(Options.class);
		assertThat(this.client.subscriptions()).contains(
				new Subscription("a", Qos.EXACTLY_ONCE, true, true, RetainHandling.DO_NOT_SEND),
				Subscription.of("$share/workers/b/+", Qos.AT_LEAST_ONCE));
	}

	@Test
	void aSharedSubscriptionReachesItsHandler() {
		Options options = start(Options.class);
		this.client.deliver("b/1", "shared");
		assertThat(options.received).containsExactly("1 shared");
	}

	@Test
	void placeholdersAndExpressionsAreResolved() {
		System.setProperty("test.mqtt.site", "berlin");
		try {
			start(Resolved.class, SomeTopics.class);
		}
		finally {
			System.clearProperty("test.mqtt.site");
		}
		assertThat(filters()).containsExactlyInAnyOrder("berlin/+/x", "default/y", "z/1", "z/2", "z/3");
		assertThat(registry().getContainer("berlin-id")).isNotNull();
	}

	@Test
	void severalTopicsMakeOneSubscriptionAndRunTheMethodOnce() {
		Overlapping overlapping = start(Overlapping.class);
		assertThat(this.client.calls).contains("subscribe [a/+, a/#]");
		this.client.deliver("a/b", "x");
		this.client.deliver("a/b/c", "y");
		assertThat(overlapping.received).containsExactly("a/+ x", "a/# y");
	}

	@Test
	void methodsWithTheSameFilterAllRun() {
		SameFilter same = start(SameFilter.class);
		assertThat(this.client.deliver("same/1", "x").isHandled()).isTrue();
		assertThat(same.received).containsExactlyInAnyOrder("first x", "second x");
		same.received.clear();
		this.client.deliver("other", "y");
		assertThat(same.received).containsExactly("second y");
	}

	@Test
	void aMethodCanHaveSeveralAnnotations() {
		Repeated repeated = start(Repeated.class);
		this.client.deliver("a", "1");
		this.client.deliver("b", "2");
		assertThat(repeated.received).containsExactly("1", "2");
		assertThat(registry().getContainers()).hasSize(2);
	}

	@Test
	void anAnnotationCanBeMadeOfIt() {
		Composed composed = start(Composed.class);
		this.client.deliver("composed/x", "1");
		assertThat(composed.received).containsExactly("1");
		assertThat(this.client.subscriptions()).extracting(Subscription::qos).containsExactly(Qos.EXACTLY_ONCE);
	}

	@Test
	void aBadPayloadFailsTheMessageOnlyAndIsNotRepeated() {
		Payloads payloads = start(Payloads.class);
		Throwable failure = this.client.deliver("record", "s3cret").failure();
		assertThat(failure).isInstanceOf(MqttListenerException.class)
			.hasMessageContaining("Payloads.record(Reading)")
			.hasMessageContaining("'record'");
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			assertThat(cause.toString()).doesNotContain("s3cret");
		}
		this.client.deliver("record", "{\"celsius\":2}");
		assertThat(payloads.received).containsExactly(new Reading(2));
	}

	@Test
	void anInvalidPayloadFailsTheMessageAndIsNotRepeated() {
		Validated validated = start(Validated.class);
		Throwable failure = this.client.deliver("limited", "{\"celsius\":987654}").failure();
		assertThat(failure).hasMessageContaining("'celsius' breaks the rule Max");
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			assertThat(cause.toString()).doesNotContain("987654");
		}
		this.client.deliver("limited", "{\"celsius\":5}");
		assertThat(validated.received).containsExactly(new Limited(5));
	}

	@Test
	void aMethodThatThrowsFailsTheMessage() {
		start(Failing.class);
		assertThat(this.client.deliver("throws", "x").failure()).isInstanceOf(MqttListenerException.class)
			.hasMessageContaining("Failing.fail(String)")
			.hasMessageContaining("'throws'")
			.hasRootCauseMessage("no");
	}

	@Test
	void anErrorHandlerCanSettleAFailure() {
		Failing failing = start(Failing.class);
		assertThat(this.client.deliver("handled", "x").isHandled()).isTrue();
		assertThat(failing.errors).singleElement()
			.satisfies((error) -> assertThat(error).hasMessageContaining("'handled'").hasRootCauseMessage("no"));
		assertThat(this.client.deliver("handled", "again").failure()).hasMessage("not even here");
	}

	@Test
	void aFutureThatIsReturnedIsWaitedFor() {
		Later later = start(Later.class);
		Delivery delivery = this.client.deliver("later", "x");
		assertThat(delivery.isDone()).isFalse();
		later.result.complete(null);
		await().atMost(Duration.ofSeconds(30)).until(delivery::isHandled);
	}

	@Test
	void aFutureThatFailsFailsTheMessage() {
		Later later = start(Later.class);
		Delivery delivery = this.client.deliver("later", "x");
		later.result.completeExceptionally(new IllegalStateException("no"));
		await().atMost(Duration.ofSeconds(30)).until(delivery::isDone);
		assertThat(delivery.failure()).isInstanceOf(MqttListenerException.class).hasRootCauseMessage("no");
	}

	@Test
	void aMethodCanAcknowledgeByHand() {
		ByHand byHand = start(ByHand.class);
		Delivery delivery = this.client.deliver("by/hand", "x");
		assertThat(delivery.acknowledgments).isEmpty();
		byHand.acknowledgments.get(0).acknowledge();
		assertThat(delivery.acknowledgments).containsExactly("acknowledged");
		Delivery rejected = this.client.deliver("by/hand", "x");
		byHand.acknowledgments.get(1).reject(ReasonCode.NOT_AUTHORIZED, null);
		assertThat(rejected.acknowledgments).containsExactly("rejected NOT_AUTHORIZED");
	}

	@Test
	void qos0NeedsNoAcknowledgementByHand() {
		start(ByHand.class);
		Delivery delivery = this.client.deliver(MqttMessage.received("by/hand", new byte[] { 'x' }, Qos.AT_MOST_ONCE,
				false, false, 0, MessageProperties.NONE));
		assertThat(delivery.acknowledgments).containsExactly("acknowledged");
	}

	@Test
	void aMethodThatAcknowledgesByHandAndFailsIsUpToThePolicy() {
		start(ByHand.class);
		assertThat(this.client.deliver("by/hand", "fail").acknowledgments).containsExactly("failed");
	}

	private List<String> filters() {
		return this.client.subscriptions().stream().map(Subscription::topicFilter).toList();
	}

	private MqttListenerEndpointRegistry registry() {
		return this.context.getBean(MqttListenerEndpointRegistry.class);
	}

	private <T> T start(Class<T> type, Class<?>... more) {
		this.context = TestContexts.start(this.client, type, more);
		return this.context.getBean(type);
	}

	record Reading(double celsius) {

	}

	record Limited(@Max(10) int celsius) {

	}

	@Component
	static class Payloads {

		final List<Object> received = new ArrayList<>();

		@MqttSubscribe("record")
		void record(@Payload Reading reading) {
			this.received.add(reading);
		}

		@MqttSubscribe("bytes")
		void bytes(@Payload byte[] payload) {
			this.received.add(new String(payload, StandardCharsets.UTF_8));
		}

		@MqttSubscribe("buffer")
		void buffer(@Payload ByteBuffer payload) {
			this.received.add(StandardCharsets.UTF_8.decode(payload).toString());
		}

		@MqttSubscribe("text")
		void text(@Payload String payload) {
			this.received.add(payload);
		}

		@MqttSubscribe("list")
		void list(@Payload List<Reading> payload) {
			this.received.add(payload);
		}

		@MqttSubscribe("map")
		void map(@Payload Map<String, Reading> payload) {
			this.received.add(payload);
		}

		@MqttSubscribe("plain")
		void plain(Reading payload) {
			this.received.add(payload);
		}

	}

	@Component
	static class EmptyPayloads {

		final List<Object> received = new ArrayList<>();

		@MqttSubscribe("notRequired")
		void notRequired(@Payload(required = false) Reading reading) {
			this.received.add(reading);
		}

		@MqttSubscribe("nullable")
		void nullable(@Nullable Reading reading) {
			this.received.add(reading);
		}

		@MqttSubscribe("nullableText")
		void nullableText(@Nullable String text) {
			this.received.add(text);
		}

		@MqttSubscribe("optional")
		void optional(@Payload Optional<Reading> reading) {
			this.received.add(reading);
		}

		@MqttSubscribe("optionalBytes")
		void optionalBytes(@Payload Optional<byte[]> bytes) {
			this.received.add(bytes);
		}

		@MqttSubscribe("text")
		void text(@Payload String text) {
			this.received.add(text);
		}

		@MqttSubscribe("needed")
		void needed(@Payload Reading reading) {
			this.received.add(reading);
		}

	}

	@Component
	static class Variables {

		final List<String> received = new ArrayList<>();

		@MqttSubscribe("devices/{deviceId}/telemetry")
		void device(@DestinationVariable long deviceId, String payload) {
			this.received.add(deviceId + " " + payload);
		}

		@MqttSubscribe("rooms/{room}/lamps/{lamp}")
		void lamp(@DestinationVariable("lamp") int number, @DestinationVariable String room, String payload) {
			this.received.add(room + " " + number + " " + payload);
		}

	}

	@Component
	static class HeaderArguments {

		String topic;

		int qos;

		boolean retained;

		String missing;

		MqttMessage message;

		Map<String, Object> headers;

		MultiValueMap<String, String> userProperties;

		MqttMessageHeaderAccessor accessor;

		@MqttSubscribe("headers/+")
		void headers(MqttMessage message, @Header(MqttHeaders.TOPIC) String topic, @Header(MqttHeaders.QOS) int qos,
				@Header(MqttHeaders.RETAINED) boolean retained,
				@Header(name = "missing", required = false) String missing, @Headers Map<String, Object> headers,
				@Header(MqttHeaders.USER_PROPERTIES) MultiValueMap<String, String> userProperties,
				MqttMessageHeaderAccessor accessor) {
			this.message = message;
			this.topic = topic;
			this.qos = qos;
			this.retained = retained;
			this.missing = missing;
			this.headers = headers;
			this.userProperties = userProperties;
			this.accessor = accessor;
		}

	}

	@Component
	static class Messages {

		final List<Object> received = new ArrayList<>();

		@MqttSubscribe("message")
		void message(Message<Reading> message) {
			this.received.add(message.getPayload());
		}

		@MqttSubscribe("messages")
		void messages(Message<List<Reading>> message) {
			this.received.add(message.getPayload());
		}

		@MqttSubscribe("raw")
		void raw(MqttMessage message) {
			this.received.add(message.payloadAsString());
		}

	}

	@Component
	static class Options {

		final List<String> received = new ArrayList<>();

		@MqttSubscribe(topics = "a", qos = Qos.EXACTLY_ONCE, noLocal = true, retainAsPublished = true,
				retainHandling = RetainHandling.DO_NOT_SEND)
		void all(String payload) {
		}

		@MqttSubscribe(topics = "b/{n}", sharedGroup = "workers")
		void shared(@DestinationVariable int n, String payload) {
			this.received.add(n + " " + payload);
		}

	}

	@Component("someTopics")
	static class SomeTopics {

		public List<String> getList() {
			return List.of("z/1", "z/2");
		}

		public String[] getArray() {
			return new String[] { "z/3" };
		}

	}

	@Component
	static class Resolved {

		@MqttSubscribe(topics = "${test.mqtt.site}/{d}/x", id = "${test.mqtt.site}-id")
		void placeholder(String payload) {
		}

		@MqttSubscribe("${test.mqtt.unset:default}/y")
		void withDefault(String payload) {
		}

		@MqttSubscribe({ "#{@someTopics.list}", "#{@someTopics.array}" })
		void expressions(String payload) {
		}

	}

	@Component
	static class Overlapping {

		final List<String> received = new ArrayList<>();

		@MqttSubscribe({ "a/+", "a/#" })
		void handle(String payload, @Header(MqttHeaders.TOPIC_FILTER) String filter) {
			this.received.add(filter + " " + payload);
		}

	}

	@Component
	static class SameFilter {

		final List<String> received = new ArrayList<>();

		@MqttSubscribe("same/{n}")
		void first(String payload) {
			this.received.add("first " + payload);
		}

		@MqttSubscribe({ "same/{other}", "other" })
		void second(String payload) {
			this.received.add("second " + payload);
		}

	}

	@Component
	static class Repeated {

		final List<String> received = new ArrayList<>();

		@MqttSubscribe("a")
		@MqttSubscribe("b")
		void handle(String payload) {
			this.received.add(payload);
		}

	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@MqttSubscribe(qos = Qos.EXACTLY_ONCE)
	@interface ExactlyOnce {

		@AliasFor(annotation = MqttSubscribe.class, attribute = "topics")
		String[] value();

	}

	@Component
	static class Composed {

		final List<String> received = new ArrayList<>();

		@ExactlyOnce("composed/{x}")
		void handle(String payload) {
			this.received.add(payload);
		}

	}

	@Component
	static class Validated {

		final List<Object> received = new ArrayList<>();

		@MqttSubscribe("limited")
		void handle(@Valid Limited limited) {
			this.received.add(limited);
		}

	}

	@Component
	static class Failing implements MqttListenerErrorHandler {

		final List<MqttListenerException> errors = new ArrayList<>();

		@MqttSubscribe("throws")
		void fail(String payload) {
			throw new IllegalStateException("no");
		}

		@MqttSubscribe(topics = "handled", errorHandler = "mqttSubscribeTests.Failing")
		void failHandled(String payload) {
			throw new IllegalStateException("no");
		}

		@Override
		public void handleError(Message<byte[]> message, MqttListenerException exception) {
			if (new String(message.getPayload(), StandardCharsets.UTF_8).equals("again")) {
				throw new IllegalStateException("not even here");
			}
			this.errors.add(exception);
		}

	}

	@Component
	static class Later {

		final CompletableFuture<Void> result = new CompletableFuture<>();

		@MqttSubscribe("later")
		CompletableFuture<Void> handle(String payload) {
			return this.result;
		}

	}

	@Component
	static class ByHand {

		final List<Acknowledgment> acknowledgments = new ArrayList<>();

		@MqttSubscribe(topics = "by/hand", ackMode = AckMode.MANUAL)
		void handle(String payload, Acknowledgment acknowledgment) {
			if (payload.equals("fail")) {
				throw new IllegalStateException("no");
			}
			this.acknowledgments.add(acknowledgment);
		}

	}

}
