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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.mqttworks.client.HandlerFailurePolicy;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.spring.FakeMqttClient;
import io.mqttworks.spring.FakeMqttClient.Delivery;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.listener.AckMode;
import io.mqttworks.spring.listener.DeadLetterRecoverer;
import io.mqttworks.spring.listener.MqttListenerContainerFactory;
import io.mqttworks.spring.listener.MqttListenerEndpoint;
import io.mqttworks.spring.listener.MqttListenerErrorHandler;
import io.mqttworks.spring.listener.MqttMessageRecoverer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.util.backoff.BackOff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for what a handler says itself about its failures: annotation before factory.
 */
class HandlerPolicyTests {

	private final FakeMqttClient client = new FakeMqttClient().connected(MqttVersion.MQTT_5);

	private @Nullable AnnotationConfigApplicationContext context;

	@AfterEach
	void close() {
		if (this.context != null) {
			this.context.close();
		}
	}

	@Test
	void aHandlerThatSaysNothingTakesTheFactorys() {
		start((factory) -> factory.setRecoverer(new DeadLetterRecoverer("factory/dead")), Plain.class);
		assertOutcome("plain", "acknowledged");
		assertAttempts("plain", 3);
		assertThat(this.client.published).extracting(MqttMessage::topic).containsExactly("factory/dead");
	}

	@Test
	void aNumberOfRetriesKeepsThePausesOfTheFactory() {
		start((factory) -> {
		}, FiveRetries.class, NoRetry.class);
		assertOutcome("five", "failed");
		assertAttempts("five", 6);
		assertOutcome("once", "failed");
		assertAttempts("once", 1);
	}

	@Test
	void aNumberOfRetriesWorksWhereTheFactoryHasNone() {
		start((factory) -> factory.setRetryPolicy(null), OneRetry.class);
		assertOutcome("two", "failed");
		assertAttempts("two", 2);
	}

	@Test
	void aRetryPolicyIsNamedOrGivenByAnExpression() {
		start((factory) -> {
		}, NamedPolicy.class, PolicyByExpression.class);
		assertOutcome("named", "failed");
		assertAttempts("named", 5);
		assertOutcome("expression", "failed");
		assertAttempts("expression", 5);
	}

	@Test
	void aNumberCannotChangeAPolicyWithABackOffOfItsOwn() {
		assertThatExceptionOfType(InvalidMqttListenerException.class)
			.isThrownBy(() -> start((factory) -> factory.setRetryPolicy(new OwnBackOff()), OneRetry.class))
			.withMessageContaining("OneRetry.handle")
			.withMessageContaining("name a RetryPolicy bean");
	}

	@Test
	void aDeadLetterTopicComesBeforeTheRecovererOfTheFactory() {
		start((factory) -> factory.setRecoverer(new DeadLetterRecoverer("factory/dead")), DeadLetters.class);
		assertOutcome("dead", "acknowledged");
		assertThat(this.client.published).extracting(MqttMessage::topic).containsExactly("own/dead");
		assertThat(context().getBean(MqttListenerContainerFactory.class).getDeadLetterRecoverers())
			.extracting(DeadLetterRecoverer::getPublishedCount)
			.containsExactlyInAnyOrder(1L, 0L);
	}

	@Test
	void aRecovererComesBeforeThatOfTheFactory() {
		start((factory) -> factory.setRecoverer(new DeadLetterRecoverer("factory/dead")), Recovered.class);
		assertOutcome("recovered", "acknowledged");
		assertThat(this.client.published).isEmpty();
		assertThat(context().getBean(Beans.class).recovered).containsExactly("recovered");
	}

	@Test
	void aFailurePolicyReplacesTheRecovererOfTheFactory() {
		start((factory) -> {
			factory.setRecoverer(new DeadLetterRecoverer("factory/dead"));
			factory.setFailurePolicy(HandlerFailurePolicy.REJECT);
		}, Policy.class, Plain.class);
		assertOutcome("policy", "failed");
		assertThat(this.client.published).isEmpty();
		assertThat(policy("policy")).isEqualTo(HandlerFailurePolicy.LEAVE_UNACKNOWLEDGED);
		assertThat(policy("plain")).isEqualTo(HandlerFailurePolicy.REJECT);
	}

	@Test
	void withoutAnyPolicyTheClientDecides() {
		start((factory) -> {
		}, Plain.class);
		assertThat(policy("plain")).isNull();
	}

	@Test
	void aContainerFactoryHoldsForTheHandlersThatNameIt() {
		start((factory) -> {
		}, Patient.class, Plain.class);
		assertOutcome("patient", "acknowledged");
		assertAttempts("patient", 2);
		assertThat(this.client.published).extracting(MqttMessage::topic).containsExactly("patient/dead");
		assertThat(context().getBean(Beans.class).errors).containsExactly("patient", "patient");
		assertOutcome("plain", "failed");
		assertAttempts("plain", 3);
	}

	@Test
	void theAnnotationComesBeforeTheFactoryThatItNames() {
		start((factory) -> {
		}, PatientButOnce.class);
		assertOutcome("patient-once", "failed");
		assertAttempts("patient-once", 1);
		assertThat(this.client.published).isEmpty();
	}

	@Test
	void aBeanThatIsNotThereIsNamedWithBeanMethodAndAttribute() {
		assertRefused(NoFactory.class, "its containerFactory is 'nowhere'", "no such MqttListenerContainerFactory bean",
				"[mqttListenerContainerFactory, patient]");
		assertRefused(NoRecoverer.class, "its recoverer is 'nobody'", "no such MqttMessageRecoverer bean");
		assertRefused(NoPolicy.class, "its retry is 'often'", "no such RetryPolicy bean");
	}

	@Test
	void aBeanOfAnotherTypeIsNamed() {
		assertRefused(OtherType.class, "its recoverer is 'often4'", "no such MqttMessageRecoverer bean",
				"the bean of this name is a");
		assertRefused(OtherObject.class, "its recoverer '#{42}' gives a java.lang.Integer");
	}

	@Test
	void whatExcludesEachOtherIsRefused() {
		assertRefused(TwoEnds.class, "deadLetterTopic, recoverer and failurePolicy exclude each other");
	}

	@Test
	void wrongValuesAreRefusedWithTheRightOnes() {
		assertRefused(WrongPolicy.class, "its failurePolicy is 'ignore'", "RECONNECT");
		assertRefused(NegativeRetry.class, "retry must be 0 or more, not -1");
		assertRefused(WrongTopic.class, "'dead/#'");
	}

	@Test
	void customizersHaveTheLastWordInTheirOrder() {
		start((factory) -> factory.setContainerCustomizers(List.of((target, endpoint) -> {
			if (target.topicFilters().contains("five")) {
				endpoint.maxRetries(3).failurePolicy(HandlerFailurePolicy.RECONNECT);
			}
		}, (target, endpoint) -> endpoint.maxRetries(1))), FiveRetries.class, Plain.class);
		assertOutcome("five", "failed");
		assertAttempts("five", 2);
		assertThat(policy("five")).isEqualTo(HandlerFailurePolicy.RECONNECT);
		assertThat(policy("plain")).isNull();
	}

	@Test
	void aCustomizerCannotChangeWhatAContainerListensTo() {
		start((factory) -> factory.setContainerCustomizers(List.of((target, endpoint) -> {
			switch (target.id()) {
				case "topics" -> endpoint.topics("other");
				case "mode" -> endpoint.ackMode(AckMode.MANUAL);
				default -> endpoint.qos(Qos.EXACTLY_ONCE);
			}
		})));
		MqttListenerEndpointRegistry registry = context().getBean(MqttListenerEndpointRegistry.class);
		for (String id : List.of("topics", "mode")) {
			MqttListenerEndpoint endpoint = MqttListenerEndpoint.builder(id, (message, context) -> null)
				.topics("a")
				.build();
			assertThatExceptionOfType(InvalidMqttListenerException.class).isThrownBy(() -> registry.register(endpoint))
				.withMessageContaining("MqttListenerContainerCustomizer")
				.withMessageContaining("'" + id + "'");
		}
		registry.register(MqttListenerEndpoint.builder("qos", (message, context) -> null).topics("a").build());
		assertThat(registration("a").request.subscriptions()).singleElement()
			.satisfies((subscription) -> assertThat(subscription.qos()).isEqualTo(Qos.EXACTLY_ONCE));
	}

	@Test
	void anEndpointSaysOnceHowOftenItIsTriedAgain() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> MqttListenerEndpoint.builder("id", (message, context) -> null)
				.topics("a")
				.retryPolicy(RetryPolicy.withMaxRetries(1))
				.maxRetries(1)
				.build())
			.withMessageContaining("retryPolicy and maxRetries");
	}

	private void assertRefused(Class<?> type, String... parts) {
		assertThatExceptionOfType(InvalidMqttListenerException.class).isThrownBy(() -> start((factory) -> {
		}, type)).satisfies((ex) -> {
			assertThat(ex.getSource()).contains(type.getName() + ".handle", "bean '");
			assertThat(ex.getReason()).contains(parts);
		});
	}

	private void assertOutcome(String topic, String outcome) {
		Delivery delivery = this.client.deliver(topic, topic);
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(delivery.acknowledgments).containsExactly(outcome));
	}

	private void assertAttempts(String payload, int attempts) {
		assertThat(context().getBean(Beans.class).attempts).filteredOn(payload::equals).hasSize(attempts);
	}

	private @Nullable HandlerFailurePolicy policy(String topic) {
		return registration(topic).request.failurePolicy();
	}

	private FakeMqttClient.Registration registration(String topic) {
		return this.client.registrations.stream()
			.filter((registration) -> registration.request.subscriptions().get(0).topicFilter().equals(topic))
			.findFirst()
			.orElseThrow();
	}

	private AnnotationConfigApplicationContext context() {
		assertThat(this.context).isNotNull();
		return this.context;
	}

	private void start(Consumer<MqttListenerContainerFactory> settings, Class<?>... types) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		close();
		this.context = context;
		context.registerBean("mqttClient", MqttClient.class, () -> this.client);
		context.register(TestContexts.Config.class, Beans.class);
		for (Class<?> type : types) {
			context.register(type);
		}
		context.addBeanFactoryPostProcessor(
				(beanFactory) -> beanFactory.addBeanPostProcessor(new FactorySettings(settings)));
		context.refresh();
	}

	private static RetryPolicy policy(int maxRetries) {
		return RetryPolicy.builder().maxRetries(maxRetries).delay(Duration.ofMillis(1)).build();
	}

	/**
	 * Sets up the factory of handlers that name none.
	 *
	 * @param settings what to set
	 */
	private record FactorySettings(Consumer<MqttListenerContainerFactory> settings) implements BeanPostProcessor {

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			if (beanName.equals("mqttListenerContainerFactory")) {
				MqttListenerContainerFactory factory = (MqttListenerContainerFactory) bean;
				factory.setRetryPolicy(policy(2));
				this.settings.accept(factory);
			}
			return bean;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Beans {

		final List<String> attempts = new CopyOnWriteArrayList<>();

		final List<String> recovered = new CopyOnWriteArrayList<>();

		final List<String> errors = new CopyOnWriteArrayList<>();

		void fail(String payload) {
			this.attempts.add(payload);
			throw new IllegalStateException("no");
		}

		@Bean
		RetryPolicy often4() {
			return policy(4);
		}

		@Bean
		MqttMessageRecoverer keeper() {
			return (failed) -> {
				this.recovered.add(failed.message().topic());
				return null;
			};
		}

		@Bean
		MqttListenerErrorHandler noting() {
			return (message, exception) -> {
				this.errors.add(new String(message.getPayload(), StandardCharsets.UTF_8));
				throw exception;
			};
		}

		@Bean(defaultCandidate = false)
		MqttListenerContainerFactory patient(MqttListenerErrorHandler noting) {
			MqttListenerContainerFactory factory = new MqttListenerContainerFactory();
			factory.setRetryPolicy(policy(1));
			factory.setRecoverer(new DeadLetterRecoverer("patient/dead"));
			factory.setErrorHandler(noting);
			return factory;
		}

	}

	/**
	 * A policy whose pauses nobody can count.
	 */
	static class OwnBackOff implements RetryPolicy {

		@Override
		public boolean shouldRetry(Throwable throwable) {
			return true;
		}

		@Override
		public BackOff getBackOff() {
			return () -> () -> 1L;
		}

	}

	record Plain(Beans beans) {

		@MqttSubscribe("plain")
		void handle(String payload) {
			this.beans.fail(payload);
		}

	}

	record FiveRetries(Beans beans) {

		@MqttSubscribe(topics = "five", retry = "${retries:5}")
		void handle(String payload) {
			this.beans.fail(payload);
		}

	}

	record NoRetry(Beans beans) {

		@MqttSubscribe(topics = "once", retry = "0")
		void handle(String payload) {
			this.beans.fail(payload);
		}

	}

	record OneRetry(Beans beans) {

		@MqttSubscribe(topics = "two", retry = "#{1}")
		void handle(String payload) {
			this.beans.fail(payload);
		}

	}

	record NamedPolicy(Beans beans) {

		@MqttSubscribe(topics = "named", retry = "often4")
		void handle(String payload) {
			this.beans.fail(payload);
		}

	}

	record PolicyByExpression(Beans beans) {

		@MqttSubscribe(topics = "expression", retry = "#{@often4}")
		void handle(String payload) {
			this.beans.fail(payload);
		}

	}

	record DeadLetters(Beans beans) {

		@MqttSubscribe(topics = "dead", deadLetterTopic = "${prefix:own}/dead")
		void handle(String payload) {
			this.beans.fail(payload);
		}

	}

	record Recovered(Beans beans) {

		@MqttSubscribe(topics = "recovered", recoverer = "${keeper:keeper}")
		void handle(String payload) {
			this.beans.fail(payload);
		}

	}

	record Policy(Beans beans) {

		@MqttSubscribe(topics = "policy", failurePolicy = "leave-unacknowledged")
		void handle(String payload) {
			this.beans.fail(payload);
		}

	}

	record Patient(Beans beans) {

		@MqttSubscribe(topics = "patient", containerFactory = "patient")
		void handle(String payload) {
			this.beans.fail(payload);
		}

	}

	record PatientButOnce(Beans beans) {

		@MqttSubscribe(topics = "patient-once", containerFactory = "#{@patient}", retry = "0",
				failurePolicy = "ACKNOWLEDGE")
		void handle(String payload) {
			this.beans.fail(payload);
		}

	}

	record NoFactory(Beans beans) {

		@MqttSubscribe(topics = "a", containerFactory = "nowhere")
		void handle(String payload) {
			this.beans.fail(payload);
		}

	}

	record NoRecoverer(Beans beans) {

		@MqttSubscribe(topics = "a", recoverer = "nobody")
		void handle(String payload) {
			this.beans.fail(payload);
		}

	}

	record NoPolicy(Beans beans) {

		@MqttSubscribe(topics = "a", retry = "often")
		void handle(String payload) {
			this.beans.fail(payload);
		}

	}

	record OtherType(Beans beans) {

		@MqttSubscribe(topics = "a", recoverer = "often4")
		void handle(String payload) {
			this.beans.fail(payload);
		}

	}

	record OtherObject(Beans beans) {

		@MqttSubscribe(topics = "a", recoverer = "#{42}")
		void handle(String payload) {
			this.beans.fail(payload);
		}

	}

	record TwoEnds(Beans beans) {

		@MqttSubscribe(topics = "a", deadLetterTopic = "b", failurePolicy = "reject")
		void handle(String payload) {
			this.beans.fail(payload);
		}

	}

	record WrongPolicy(Beans beans) {

		@MqttSubscribe(topics = "a", failurePolicy = "ignore")
		void handle(String payload) {
			this.beans.fail(payload);
		}

	}

	record NegativeRetry(Beans beans) {

		@MqttSubscribe(topics = "a", retry = "-1")
		void handle(String payload) {
			this.beans.fail(payload);
		}

	}

	record WrongTopic(Beans beans) {

		@MqttSubscribe(topics = "a", deadLetterTopic = "dead/#")
		void handle(String payload) {
			this.beans.fail(payload);
		}

	}

}
