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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.mqttworks.client.Acknowledgment;
import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.Subscription;
import io.mqttworks.spring.FakeMqttClient;
import io.mqttworks.spring.FakeMqttClient.Delivery;
import io.mqttworks.spring.annotation.MqttHandler;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.idempotency.InMemoryIdempotencyStore;
import io.mqttworks.spring.idempotency.MqttIdempotencyStore;
import io.mqttworks.spring.listener.AckMode;
import io.mqttworks.spring.listener.MqttListenerContainer;
import io.mqttworks.spring.listener.MqttListenerContainerFactory;
import io.mqttworks.spring.listener.MqttMessageFilter;
import io.mqttworks.spring.support.MqttHeaders;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Positive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.SendTo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for classes with {@link MqttSubscribe} whose {@link MqttHandler} methods share a
 * subscription.
 */
class MqttHandlerTests {

	private static final String CIRCLE = "{\"type\":\"circle\",\"radius\":2}";

	private static final String SQUARE = "{\"type\":\"square\",\"side\":3}";

	private static final String TRIANGLE = "{\"type\":\"triangle\"}";

	private final FakeMqttClient client = new FakeMqttClient().connected(MqttVersion.MQTT_5);

	private AnnotationConfigApplicationContext context;

	@AfterEach
	void close() {
		if (this.context != null) {
			this.context.close();
		}
	}

	@Test
	void thePayloadTypeChoosesTheMethod() {
		Sealed sealed = start(Sealed.class);
		assertThat(this.client.subscriptions()).extracting(Subscription::topicFilter).containsExactly("shapes/+");
		assertOutcomes("shapes/a", CIRCLE, "acknowledged");
		assertOutcomes("shapes/b", SQUARE, "acknowledged");
		assertOutcomes("shapes/c", TRIANGLE, "acknowledged");
		assertThat(sealed.seen).containsExactly("circle 2 of a", "square 3 on shapes/b", "triangle");
		assertThat(this.context.getBean("mqttHandlerTests.Sealed.handlers", MqttListenerContainer.class).isRunning())
			.isTrue();
	}

	@Test
	void theMostSpecificTypeWinsAndTheDefaultTakesTheRest() {
		Rest rest = start(Rest.class);
		assertOutcomes("rest", CIRCLE, "acknowledged");
		assertOutcomes("rest", SQUARE, "acknowledged");
		assertThat(rest.seen).containsExactly("circle", "other Square[side=3]");
		Specific specific = start(Specific.class);
		this.client.deliver("specific", CIRCLE);
		this.client.deliver("specific", SQUARE);
		assertThat(specific.seen).containsExactly("circle", "shape");
	}

	@Test
	void aDefaultMethodThatTakesBytesGetsWhatCannotBeRead() {
		Unknown unknown = start(Unknown.class);
		assertOutcomes("unknown", CIRCLE, "acknowledged");
		assertOutcomes("unknown", SQUARE, "acknowledged");
		assertOutcomes("unknown", "{\"type\":\"hexagon\"}", "acknowledged");
		assertOutcomes("unknown", "", "acknowledged");
		assertThat(unknown.seen).containsExactly("circle", SQUARE, "{\"type\":\"hexagon\"}", "");
	}

	@Test
	void whatCannotBeReadOrHasNoMethodFails() {
		start(Sealed.class);
		assertThat(this.client.deliver("shapes/a", "nonsense").failure())
			.hasMessageContaining(Sealed.class.getName() + " failed on a message of 8 bytes for 'shapes/+'")
			.hasMessageContaining("not valid");
		close();
		start(Open.class);
		assertOutcomes("open", "{\"type\":\"dog\"}", "acknowledged");
		assertThat(this.client.deliver("open", "{\"type\":\"cat\"}").failure())
			.hasMessageContaining("No @MqttHandler method takes " + Cat.class.getName());
	}

	@Test
	void methodsReplyAndValidateAndAcknowledgeAsOthersDo() {
		Replying replying = start(Replying.class);
		Delivery delivery = this.client
			.deliver(MqttMessage.received("replying/7", CIRCLE.getBytes(StandardCharsets.UTF_8), Qos.AT_LEAST_ONCE,
					false, false, 1, new MessageProperties(null, false, null, "reply", null, List.of(), List.of())));
		assertThat(delivery.acknowledgments).containsExactly("acknowledged");
		assertOutcomes("replying/7", SQUARE, "acknowledged");
		assertThat(this.client.published).extracting(MqttMessage::topic).containsExactly("reply", "squares/7");
		assertThat(this.client.deliver("replying/7", "{\"type\":\"square\",\"side\":-1}").failure())
			.hasMessageContaining("The payload is not valid: 'side' breaks the rule Positive")
			.hasMessageContaining("Replying.on(Square");
		assertThat(replying.seen).isEqualTo(1);
	}

	@Test
	void theBeanCanBeAProxy() {
		this.context = new AnnotationConfigApplicationContext();
		this.context.registerBean("mqttClient", FakeMqttClient.class, () -> this.client);
		this.context.register(TestContexts.Config.class, Rest.class);
		this.context.registerBean(BeanPostProcessor.class, Proxying::new);
		this.context.refresh();
		assertOutcomes("rest", CIRCLE, "acknowledged");
		assertThat(this.context.getBean(Rest.class).getSeen()).containsExactly("circle");
	}

	@Test
	void policiesFilterIdempotencyKeyAndFactoryHoldForAllMethods() {
		Policies policies = start(Policies.class);
		assertOutcomes("policies", CIRCLE, "acknowledged");
		assertOutcomes("policies", CIRCLE, "acknowledged");
		assertOutcomes("policies", TRIANGLE, "acknowledged");
		assertThat(policies.seen).containsExactly("circle");
		assertOutcomes("policies", SQUARE, "acknowledged");
		assertThat(policies.seen).containsExactly("circle", "square");
		assertThat(this.client.published).extracting(MqttMessage::topic).containsExactly("round", "dead");
		assertThat(policies.handledNow).as("in a transaction").containsExactly("circle", "circle", "square");
		MqttListenerContainerFactory factory = this.context.getBean("keeping", MqttListenerContainerFactory.class);
		assertThat(factory.getFilteredCount(this.client)).isEqualTo(1);
		assertThat(factory.getDuplicateCount(this.client)).isEqualTo(1);
	}

	@Test
	void severalAnnotationsAreSeveralSubscriptions() {
		start(Several.class);
		assertThat(this.client.subscriptions()).extracting(Subscription::topicFilter)
			.containsExactly("first", "second");
		assertOutcomes("first", CIRCLE, "acknowledged");
		assertOutcomes("second", CIRCLE, "acknowledged");
		assertThat(this.context.getBean(Several.class).count).isEqualTo(2);
	}

	@Test
	void whatCannotWorkIsRefusedAtTheStart() {
		assertRefused(TwoEqual.class, "two of its @MqttHandler methods take " + Circle.class.getName(), "one(", "two(");
		assertRefused(Missing.class, "no @MqttHandler method takes " + Triangle.class.getName(), "isDefault");
		assertRefused(TwoDefaults.class, "it is a default method, and so is");
		assertRefused(OnlyDefault.class, "no @MqttHandler method beside the default one");
		assertRefused(Unrelated.class, "no type in common", Circle.class.getName(), Dog.class.getName());
		assertRefused(Ambiguous.class, "several @MqttHandler methods take " + Both.class.getName());
		assertRefused(Text.class, "no payload of a type of its own");
		assertRefused(WithoutPayload.class, "no payload of a type of its own");
		assertRefused(Generic.class, "classes without type arguments");
		assertRefused(NoMethods.class, "the class has no @MqttHandler method");
		assertRefused(NoSubscription.class, "@MqttHandler on", "the class has no @MqttSubscribe");
		assertRefused(Batch.class, "one message at a time");
		assertRefused(WrongVariable.class, "of its @MqttHandler method", "'zone' is not in 'a'");
		assertRefused(NoTopic.class, "no topic filter");
	}

	private static void assertRefused(Class<?> type, String... words) {
		assertThatExceptionOfType(Exception.class)
			.isThrownBy(() -> TestContexts.start(new FakeMqttClient(), type).close())
			.satisfies((ex) -> {
				Throwable cause = ex;
				while (!(cause instanceof InvalidMqttListenerException)) {
					assertThat(cause.getCause()).as("cause of " + cause).isNotNull();
					cause = cause.getCause();
				}
				assertThat(cause.getMessage()).contains(words).contains(type.getSimpleName());
			});
	}

	private void assertOutcomes(String topic, String payload, String... outcomes) {
		assertThat(this.client.deliver(topic, payload).acknowledgments).containsExactly(outcomes);
	}

	private <T> T start(Class<T> type) {
		close();
		this.context = TestContexts.start(this.client, type);
		return this.context.getBean(type);
	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
	@JsonSubTypes({ @JsonSubTypes.Type(value = Circle.class, name = "circle"),
			@JsonSubTypes.Type(value = Square.class, name = "square"),
			@JsonSubTypes.Type(value = Triangle.class, name = "triangle") })
	sealed interface Shape {

	}

	record Circle(int radius) implements Shape {

	}

	record Square(@Positive int side) implements Shape {

	}

	record Triangle() implements Shape {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
	@JsonSubTypes({ @JsonSubTypes.Type(value = Dog.class, name = "dog"),
			@JsonSubTypes.Type(value = Cat.class, name = "cat") })
	interface Animal {

	}

	record Dog() implements Animal {

	}

	record Cat() implements Animal {

	}

	sealed interface Thing {

	}

	sealed interface Red extends Thing {

	}

	sealed interface Green extends Thing {

	}

	record Both() implements Red, Green {

	}

	@MqttSubscribe("shapes/{name}")
	static class Sealed {

		final List<String> seen = new CopyOnWriteArrayList<>();

		@MqttHandler
		void onCircle(Circle circle, @DestinationVariable String name) {
			this.seen.add("circle " + circle.radius() + " of " + name);
		}

		@MqttHandler
		void onSquare(@Payload Square square, @Header(MqttHeaders.TOPIC) String topic) {
			this.seen.add("square " + square.side() + " on " + topic);
		}

		@MqttHandler
		void onTriangle(Message<Triangle> triangle) {
			this.seen.add("triangle");
		}

	}

	@MqttSubscribe("rest")
	static class Rest {

		final List<String> seen = new CopyOnWriteArrayList<>();

		@MqttHandler
		void on(Circle circle) {
			this.seen.add("circle");
		}

		@MqttHandler(isDefault = true)
		void onOther(Shape shape) {
			this.seen.add("other " + shape);
		}

		List<String> getSeen() {
			return this.seen;
		}

	}

	@MqttSubscribe("specific")
	static class Specific {

		final List<String> seen = new CopyOnWriteArrayList<>();

		@MqttHandler
		void on(Shape shape) {
			this.seen.add("shape");
		}

		@MqttHandler
		void on(Circle circle) {
			this.seen.add("circle");
		}

	}

	@MqttSubscribe("unknown")
	static class Unknown {

		final List<String> seen = new CopyOnWriteArrayList<>();

		@MqttHandler
		void on(Circle circle) {
			this.seen.add("circle");
		}

		@MqttHandler(isDefault = true)
		void onOther(String payload) {
			this.seen.add(payload);
		}

	}

	@MqttSubscribe("open")
	static class Open {

		@MqttHandler
		void on(Dog dog) {
		}

	}

	@MqttSubscribe(topics = "replying/{id}", ackMode = AckMode.MANUAL)
	static class Replying {

		int seen;

		@MqttHandler
		String on(Circle circle, Acknowledgment acknowledgment) {
			acknowledgment.acknowledge();
			return "round";
		}

		@MqttHandler
		@SendTo("squares/{id}")
		String on(@Valid @Payload Square square, Acknowledgment acknowledgment) {
			this.seen++;
			acknowledgment.acknowledge();
			return "square";
		}

		@MqttHandler(isDefault = true)
		void other(Acknowledgment acknowledgment) {
			acknowledgment.acknowledge();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@MqttSubscribe(topics = "policies", retry = "0", deadLetterTopic = "dead", filter = "noTriangles",
			idempotencyKey = "#{payload.type}", containerFactory = "keeping")
	static class Policies {

		final List<String> seen = new CopyOnWriteArrayList<>();

		final List<String> handledNow = new CopyOnWriteArrayList<>();

		@Bean
		MqttMessageFilter noTriangles() {
			return (message) -> !message.payloadAsString().equals(TRIANGLE);
		}

		@Bean(defaultCandidate = false)
		MqttListenerContainerFactory keeping() {
			MqttListenerContainerFactory factory = new MqttListenerContainerFactory();
			factory.setIdempotencyStore(new KeepingStore(new InMemoryIdempotencyStore(), this.handledNow));
			return factory;
		}

		@MqttHandler
		@SendTo("round")
		String on(Circle circle) {
			this.seen.add("circle");
			return "round";
		}

		@MqttHandler
		void on(Square square) {
			this.seen.add("square");
			throw new IllegalStateException("no");
		}

		@MqttHandler(isDefault = true)
		void onOther(Shape shape) {
			this.seen.add("other");
		}

	}

	/**
	 * A store that notes what is handled on the thread that keeps the key.
	 *
	 * @param keys the keys
	 * @param handledNow takes the keys
	 */
	private record KeepingStore(MqttIdempotencyStore keys, List<String> handledNow) implements MqttIdempotencyStore {

		@Override
		public boolean isHandled(String handler, String key) {
			return this.keys.isHandled(handler, key);
		}

		@Override
		public void add(String handler, String key) {
			this.keys.add(handler, key);
		}

		@Override
		public boolean handleOnce(String handler, String key, Handling handling) throws Exception {
			this.handledNow.add(key);
			return this.keys.handleOnce(handler, key, handling);
		}

	}

	static class Proxying implements BeanPostProcessor {

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			if (!(bean instanceof Rest)) {
				return bean;
			}
			ProxyFactory factory = new ProxyFactory(bean);
			factory.setProxyTargetClass(true);
			return factory.getProxy();
		}

	}

	@MqttSubscribe("first")
	@MqttSubscribe("second")
	static class Several {

		int count;

		@MqttHandler
		void on(Shape shape) {
			this.count++;
		}

	}

	@MqttSubscribe("a")
	static class TwoEqual {

		@MqttHandler
		void one(Circle circle) {
		}

		@MqttHandler
		void two(Message<Circle> circle) {
		}

	}

	@MqttSubscribe("a")
	static class Missing {

		@MqttHandler
		void on(Circle circle) {
		}

		@MqttHandler
		void on(Square square) {
		}

	}

	@MqttSubscribe("a")
	static class TwoDefaults {

		@MqttHandler
		void on(Circle circle) {
		}

		@MqttHandler(isDefault = true)
		void one(Shape shape) {
		}

		@MqttHandler(isDefault = true)
		void two(byte[] payload) {
		}

	}

	@MqttSubscribe("a")
	static class OnlyDefault {

		@MqttHandler(isDefault = true)
		void one(Shape shape) {
		}

	}

	@MqttSubscribe("a")
	static class Unrelated {

		@MqttHandler
		void on(Circle circle) {
		}

		@MqttHandler
		void on(Dog dog) {
		}

	}

	@MqttSubscribe("a")
	static class Ambiguous {

		@MqttHandler
		void on(Red thing) {
		}

		@MqttHandler
		void on(Green thing) {
		}

	}

	@MqttSubscribe("a")
	static class Text {

		@MqttHandler
		void on(String text) {
		}

	}

	@MqttSubscribe("a")
	static class WithoutPayload {

		@MqttHandler
		void on(MqttMessage message) {
		}

	}

	@MqttSubscribe("a")
	static class Generic {

		@MqttHandler
		void on(List<Circle> circles) {
		}

	}

	@MqttSubscribe("a")
	static class NoMethods {

	}

	static class NoSubscription {

		@MqttHandler
		void on(Circle circle) {
		}

	}

	@MqttSubscribe(topics = "a", batchSize = "2")
	static class Batch {

		@MqttHandler
		void on(Shape shape) {
		}

	}

	@MqttSubscribe("a")
	static class WrongVariable {

		@MqttHandler
		void on(Shape shape, @DestinationVariable String zone) {
		}

	}

	@MqttSubscribe
	static class NoTopic {

		@MqttHandler
		void on(Shape shape) {
		}

	}

}
