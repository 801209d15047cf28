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

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.Subscription;
import io.mqttworks.spring.FakeMqttClient;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.listener.MqttListenerContainer;
import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MqttSubscribe} methods that beans inherit from generic classes and
 * interfaces.
 */
class GenericHandlerTests {

	private final FakeMqttClient client = new FakeMqttClient();

	private @Nullable AnnotationConfigApplicationContext context;

	@AfterEach
	void close() {
		if (this.context != null) {
			this.context.close();
		}
	}

	@Test
	void aTypeVariableOfABaseClassIsReadAsTheBeansClassSays() {
		assertReceived(start(Readings.class), new Reading(1));
	}

	@Test
	void aTypeVariableIsKnownSeveralClassesAway() {
		assertReceived(start(Nested.class), new Reading(1));
	}

	@Test
	void aTypeVariableCanStandForAGenericType() {
		Lists lists = start(Lists.class);
		this.client.deliver("lists/plain", "[{\"celsius\":1}]");
		this.client.deliver("lists/envelope", "{\"id\":\"a\",\"content\":[{\"celsius\":2}]}");
		assertThat(lists.received).containsExactly(List.of(new Reading(1)),
				new Envelope<>("a", List.of(new Reading(2))));
	}

	@Test
	void aTypeVariableThatNothingSaysIsReadAsItsBound() {
		Raw raw = start(Raw.class);
		this.client.deliver("raw/envelope", "{\"id\":\"a\",\"content\":{\"celsius\":1}}");
		assertThat(raw.received).containsExactly(new Envelope<>("a", Map.of("celsius", 1)));
	}

	@Test
	void aDefaultMethodOfAGenericInterfaceIsReadAsTheBeansClassSays() {
		Default bean = start(Default.class);
		this.client.deliver("of/interface", "{\"celsius\":1}");
		this.client.deliver("of/interface/list", "[{\"celsius\":2}]");
		assertThat(bean.received).containsExactly(new Reading(1), List.of(new Reading(2)));
	}

	@Test
	void aProxyOfAnInterfaceDoesNotHideTheBeansClass() {
		this.context = TestContexts.start(this.client, Proxying.class, Holder.class);
		Handles<?> proxy = this.context.getBean(Handles.class);
		assertThat(proxy).isNotInstanceOf(Default.class);
		this.client.deliver("of/interface", "{\"celsius\":1}");
		this.client.deliver("of/interface/list", "[{\"celsius\":2}]");
		assertThat(proxy.received()).containsExactly(new Reading(1), List.of(new Reading(2)));
	}

	@Test
	void anExpressionFindsTheBeanTheMethodBelongsTo() {
		this.context = new AnnotationConfigApplicationContext();
		this.context.registerBean("mqttClient", MqttClient.class, () -> this.client);
		this.context.register(TestContexts.Config.class);
		this.context.registerBean("north", Site.class, () -> new Site("north"));
		this.context.registerBean("south", Site.class, () -> new Site("south"));
		this.context.refresh();
		assertThat(this.context.getBeansOfType(MqttListenerContainer.class)).containsOnlyKeys("at-north", "at-south");
		assertThat(this.client.subscriptions()).extracting(Subscription::topicFilter)
			.containsExactlyInAnyOrder("sites/north/+", "sites/south/+");
	}

	@Test
	void aFailureAtTheStartNamesTheBeanThatInheritsTheMethod() {
		assertThatExceptionOfType(InvalidMqttListenerException.class)
			.isThrownBy(() -> TestContexts.start(this.client, BadSite.class))
			.satisfies((ex) -> assertThat(ex.getSource()).startsWith("@MqttSubscribe on ")
				.contains("BadBase.handle(String)")
				.endsWith("of bean 'genericHandlerTests.BadSite'"));
	}

	private void assertReceived(Base<?> bean, Object content) {
		assertThat(this.client.deliver("base/plain", "{\"celsius\":1}").isHandled()).isTrue();
		this.client.deliver("base/envelope", "{\"id\":\"a\",\"content\":{\"celsius\":1}}");
		this.client.deliver("base/list", "[{\"celsius\":1}]");
		this.client.deliver("base/array", "[{\"celsius\":1}]");
		this.client.deliver("base/optional", "{\"celsius\":1}");
		this.client.deliver("base/message", "{\"celsius\":1}");
		this.client.deliver("base/messages", "[{\"celsius\":1}]");
		assertThat(bean.received).containsExactly(content, new Envelope<>("a", content), List.of(content),
				List.of(content), Optional.of(content), content, List.of(content));
	}

	private <T> T start(Class<T> type) {
		this.context = TestContexts.start(this.client, type);
		return this.context.getBean(type);
	}

	record Reading(double celsius) {
	}

	record Envelope<T>(String id, T content) {
	}

	abstract static class Base<C> {

		final List<Object> received = new CopyOnWriteArrayList<>();

		@MqttSubscribe("base/plain")
		void plain(@Payload C content) {
			this.received.add(content);
		}

		@MqttSubscribe("base/envelope")
		void envelope(Envelope<C> envelope) {
			this.received.add(envelope);
		}

		@MqttSubscribe("base/list")
		void list(List<C> list) {
			this.received.add(list);
		}

		@MqttSubscribe("base/array")
		void array(C[] array) {
			this.received.add(List.of(array));
		}

		@MqttSubscribe("base/optional")
		void optional(Optional<C> content) {
			this.received.add(content);
		}

		@MqttSubscribe("base/message")
		void message(Message<C> message) {
			this.received.add(message.getPayload());
		}

		@MqttSubscribe("base/messages")
		void messages(Message<List<C>> message) {
			this.received.add(message.getPayload());
		}

	}

	static class Readings extends Base<Reading> {

	}

	abstract static class Between<A, B> extends Base<B> {

	}

	static class Nested extends Between<String, Reading> {

	}

	abstract static class AnyContent<C> {

		final List<Object> received = new CopyOnWriteArrayList<>();

		@MqttSubscribe("lists/plain")
		void plain(@Payload C content) {
			this.received.add(content);
		}

		@MqttSubscribe("lists/envelope")
		void envelope(Envelope<C> envelope) {
			this.received.add(envelope);
		}

	}

	static class Lists extends AnyContent<List<Reading>> {

	}

	abstract static class RawBase<C extends Map<String, ?>> {

		final List<Object> received = new CopyOnWriteArrayList<>();

		@MqttSubscribe("raw/envelope")
		void envelope(Envelope<C> envelope) {
			this.received.add(envelope);
		}

	}

	@SuppressWarnings("rawtypes")
	static class Raw extends RawBase {

	}

	interface Handles<C> {

		List<Object> received();

		@MqttSubscribe("of/interface")
		default void plain(@Payload C content) {
			received().add(content);
		}

		@MqttSubscribe("of/interface/list")
		default void list(List<C> list) {
			received().add(list);
		}

	}

	static class Default implements Handles<Reading> {

		final List<Object> received = new CopyOnWriteArrayList<>();

		@Override
		public List<Object> received() {
			return this.received;
		}

	}

	static class Holder extends Default {

	}

	static class Proxying implements BeanPostProcessor {

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			if (!(bean instanceof Holder)) {
				return bean;
			}
			ProxyFactory factory = new ProxyFactory(bean);
			factory.setProxyTargetClass(false);
			factory.addAdvice((MethodInterceptor) (invocation) -> invocation.proceed());
			return factory.getProxy();
		}

	}

	public static class Site {

		private final String topic;

		Site(String topic) {
			this.topic = topic;
		}

		public String getTopic() {
			return this.topic;
		}

		@MqttSubscribe(topics = "sites/#{__listener.topic}/+", id = "at-#{__listener.topic}")
		void handle(String payload) {
		}

	}

	abstract static class BadBase {

		@MqttSubscribe("a/#/b")
		void handle(String payload) {
		}

	}

	static class BadSite extends BadBase {

	}

}
