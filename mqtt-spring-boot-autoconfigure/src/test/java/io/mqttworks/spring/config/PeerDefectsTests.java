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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.mqttworks.client.UserProperty;
import io.mqttworks.spring.FakeMqttClient;
import io.mqttworks.spring.annotation.MqttHandler;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.boot.autoconfigure.MqttAutoConfiguration;
import io.mqttworks.spring.support.JacksonPayloadConverter;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.PropertySourcesPlaceholderConfigurer;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.beanvalidation.MethodValidationPostProcessor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for mistakes that other libraries for MQTT and Spring make or made. Those that
 * need a broker are in {@link io.mqttworks.spring.PeerDefectsIntegrationTests}.
 */
class PeerDefectsTests {

	private final FakeMqttClient client = new FakeMqttClient();

	private @Nullable ConfigurableApplicationContext context;

	@AfterEach
	void close() {
		if (this.context != null) {
			this.context.close();
		}
	}

	@Test
	void handlerBehindATransactionProxyRunsInTheTransaction() {
		Transactions transactions = start(TransactionalHandler.class, Transactions.class);
		assertThat(AopUtils.isCglibProxy(this.context.getBean(TransactionalHandler.class))).isTrue();
		assertThat(this.client.deliver("transactional", "x").acknowledgments).containsExactly("acknowledged");
		assertThat(this.client.deliver("transactional", "fail").acknowledgments).containsExactly("failed");
		assertThat(transactions.log).containsExactly("begin", "active", "commit", "begin", "active", "rollback");
	}

	@Test
	void handlerBehindAnInterfaceProxyRunsInTheTransaction() {
		Transactions transactions = start(ImplementingHandler.class, Transactions.class);
		assertThat(AopUtils.isJdkDynamicProxy(this.context.getBean(Handler.class))).isTrue();
		assertThat(this.client.deliver("interface", "x").acknowledgments).containsExactly("acknowledged");
		assertThat(transactions.log).containsExactly("begin", "active", "commit");
	}

	@Test
	void handlerBehindAValidationProxyIsValidated() {
		start(ValidatedHandler.class, Validation.class);
		assertThat(AopUtils.isAopProxy(this.context.getBean(ValidatedHandler.class))).isTrue();
		assertThat(this.client.deliver("validated", "abc").acknowledgments).containsExactly("acknowledged");
		assertThat(this.client.deliver("validated", "abcd").acknowledgments).containsExactly("failed");
	}

	@Test
	void handlersOfOneContextAreNotThoseOfAnother() {
		FakeMqttClient other = new FakeMqttClient();
		start(Generics.class, Generics.class);
		try (ConfigurableApplicationContext second = TestContexts.start(other, Headed.class)) {
			assertThat(this.client.subscriptions()).noneMatch((handler) -> handler.topicFilter().equals("headers"));
			assertThat(other.registrations).hasSize(1);
		}
	}

	@Test
	void genericPayloadTypesKeepTheirParameters() {
		Generics generics = start(Generics.class, Generics.class);
		this.client.deliver("list", "[{\"name\":\"a\"}]");
		this.client.deliver("map", "{\"x\":[{\"name\":\"b\"}]}");
		this.client.deliver("message", "[{\"name\":\"c\"}]");
		this.client.deliver("optional", "[{\"name\":\"d\"}]");
		this.client.deliver("record", "{\"content\":{\"name\":\"e\"}}");
		assertThat(generics.received).containsExactly(new Item("a"), new Item("b"), new Item("c"), new Item("d"),
				new Item("e"));
	}

	@Test
	void userPropertiesCannotSetReplyOrErrorChannel() {
		Headed headed = start(Headed.class, Headed.class);
		this.client.deliver(MqttMessage.received("headers", new byte[0], Qos.AT_LEAST_ONCE, false, false, 1,
				new MessageProperties(null, false, null, null, null,
						List.of(new UserProperty(MessageHeaders.REPLY_CHANNEL, "evil"),
								new UserProperty(MessageHeaders.ERROR_CHANNEL, "evil"),
								new UserProperty("routingSlip", "evil")),
						List.of())));
		assertThat(headed.headers).isNotEmpty()
			.doesNotContainKeys(MessageHeaders.REPLY_CHANNEL, MessageHeaders.ERROR_CHANNEL, "routingSlip");
	}

	@Test
	void handlersSurviveLazyInitialization() {
		this.context = new SpringApplicationBuilder(LazyApplication.class).web(WebApplicationType.NONE)
			.lazyInitialization(true)
			.initializers((context) -> ((org.springframework.context.support.GenericApplicationContext) context)
				.registerBean("mqttClient", FakeMqttClient.class, () -> this.client))
			.run();
		assertThat(this.client.calls).containsExactlyInAnyOrder("subscribe [lazy]", "subscribe [lazy/class]", "start");
		assertThat(this.client.deliver("lazy/class", "{}").acknowledgments).containsExactly("acknowledged");
		assertThat(this.client.deliver("lazy", "x").acknowledgments).containsExactly("acknowledged");
	}

	@Test
	void unresolvedPlaceholderFailsTheStartWithTheMethodsName() {
		assertThatExceptionOfType(InvalidMqttListenerException.class)
			.isThrownBy(() -> start(Unresolved.class, Unresolved.class))
			.withMessageContaining("PeerDefectsTests$Unresolved.handle(String)")
			.withMessageContaining("${no.such.property}");
	}

	@Test
	void unresolvedPlaceholderThatWouldBeIgnoredFailsTheStartToo() {
		assertThatExceptionOfType(InvalidMqttListenerException.class)
			.isThrownBy(() -> start(Unresolved.class, Unresolved.class, Lenient.class))
			.withMessageContaining("PeerDefectsTests$Unresolved.handle(String)")
			.withMessageContaining("${no.such.property}");
	}

	private <T> T start(Class<?> type, Class<T> returned, Class<?>... more) {
		Class<?>[] types = new Class<?>[more.length + 1];
		System.arraycopy(more, 0, types, 0, more.length);
		types[more.length] = (type != returned) ? returned : Nothing.class;
		this.context = TestContexts.start(this.client, type, types);
		return this.context.getBean(returned);
	}

	static class Nothing {

	}

	record Item(String name) {

	}

	record Box<T>(T content) {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class Transactions {

		static final ThreadLocal<List<String>> LOG = new ThreadLocal<>();

		final List<String> log = new ArrayList<>();

		@Bean
		AbstractPlatformTransactionManager transactionManager() {
			LOG.set(this.log);
			return new RecordingTransactionManager(this.log);
		}

	}

	static class RecordingTransactionManager extends AbstractPlatformTransactionManager {

		private final transient List<String> log;

		RecordingTransactionManager(List<String> log) {
			this.log = log;
		}

		@Override
		protected Object doGetTransaction() {
			return this;
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
			this.log.add("begin");
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
			this.log.add("commit");
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
			this.log.add("rollback");
		}

	}

	private static void note() {
		Transactions.LOG.get()
			.add(TransactionSynchronizationManager.isActualTransactionActive() ? "active" : "not active");
	}

	static class TransactionalHandler {

		@MqttSubscribe("transactional")
		@Transactional
		public void handle(String payload) {
			note();
			if (payload.equals("fail")) {
				throw new IllegalStateException("no");
			}
		}

	}

	interface Handler {

		void handle(String payload);

	}

	static class ImplementingHandler implements Handler {

		@Override
		@MqttSubscribe("interface")
		@Transactional
		public void handle(String payload) {
			note();
		}

	}

	@Validated
	static class ValidatedHandler {

		@MqttSubscribe("validated")
		public void handle(@Size(max = 3) String payload) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Validation {

		@Bean
		static MethodValidationPostProcessor methodValidation() {
			return new MethodValidationPostProcessor();
		}

	}

	static class Generics {

		final List<Item> received = new ArrayList<>();

		@MqttSubscribe("list")
		void list(List<Item> items) {
			this.received.addAll(items);
		}

		@MqttSubscribe("map")
		void map(Map<String, List<Item>> items) {
			items.values().forEach(this.received::addAll);
		}

		@MqttSubscribe("message")
		void message(Message<List<Item>> items) {
			this.received.addAll(items.getPayload());
		}

		@MqttSubscribe("optional")
		void optional(Optional<List<Item>> items) {
			this.received.addAll(items.orElseThrow());
		}

		@MqttSubscribe("record")
		void box(Box<Item> item) {
			this.received.add(item.content());
		}

	}

	static class Headed {

		@Nullable Map<String, Object> headers;

		@MqttSubscribe("headers")
		void handle(@Headers Map<String, Object> headers) {
			this.headers = headers;
		}

	}

	static class Unresolved {

		@MqttSubscribe("devices/${no.such.property}")
		void handle(String payload) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Lenient {

		@Bean
		static PropertySourcesPlaceholderConfigurer placeholders() {
			PropertySourcesPlaceholderConfigurer configurer = new PropertySourcesPlaceholderConfigurer();
			configurer.setIgnoreUnresolvablePlaceholders(true);
			return configurer;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(MqttAutoConfiguration.class)
	static class LazyApplication {

		@Bean
		LazyHandler lazyHandler() {
			return new LazyHandler();
		}

		@Bean
		JacksonPayloadConverter json() {
			return new JacksonPayloadConverter(JsonMapper.builder().build());
		}

		@Bean
		LazyClass lazyClass() {
			return new LazyClass();
		}

	}

	@MqttSubscribe("lazy/class")
	static class LazyClass {

		@MqttHandler
		void handle(Empty payload) {
		}

	}

	record Empty() {
	}

	static class LazyHandler {

		@MqttSubscribe("lazy")
		void handle(String payload) {
		}

	}

}
