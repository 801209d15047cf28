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

import io.mqttworks.spring.FakeMqttClient;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.listener.MqttMessageHandlerMethodFactory;
import io.mqttworks.spring.support.JacksonPayloadConverter;
import io.mqttworks.spring.support.MqttMessageConverter;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.messaging.handler.annotation.Payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for handlers that would silently get no messages, or messages nobody checked.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnsubscribedHandlersTests {

	private final FakeMqttClient client = new FakeMqttClient();

	@Test
	void aLazyBeanIsToldOf(CapturedOutput output) {
		try (var context = TestContexts.start(this.client, LazyHandler.class)) {
			assertThat(this.client.subscriptions()).isEmpty();
			assertThat(output).contains("LazyHandler' is not subscribed: the bean is lazy");
			context.getBean(LazyHandler.class);
			assertThat(this.client.subscriptions()).hasSize(1);
			assertThat(output).contains("is subscribed only now");
		}
	}

	@Test
	void aLazyBeanThatAnotherOneNeedsIsNot(CapturedOutput output) {
		try (var context = TestContexts.start(this.client, LazyHandler.class, NeedsHandler.class)) {
			assertThat(this.client.subscriptions()).hasSize(1);
			assertThat(output).doesNotContain("subscribed");
			assertThat(context.isRunning()).isTrue();
		}
	}

	@Test
	void aLazyBeanBehindAnInterfaceIsToldOfWhenItIsMade(CapturedOutput output) {
		try (var context = TestContexts.start(this.client, BehindInterface.class)) {
			assertThat(this.client.subscriptions()).isEmpty();
			context.getBean(Runnable.class);
			assertThat(this.client.subscriptions()).hasSize(1);
			assertThat(output).contains("of bean 'behind' is subscribed only now").contains("not an interface");
		}
	}

	@Test
	void aBeanBehindAnInterfaceThatIsNotLazyIsSubscribed(CapturedOutput output) {
		try (var context = TestContexts.start(this.client, BehindInterfaceAtOnce.class)) {
			assertThat(this.client.subscriptions()).hasSize(1);
			assertThat(output).doesNotContain("subscribed");
			assertThat(context.isRunning()).isTrue();
		}
	}

	@Test
	void aBeanInAChildContextIsToldOf(CapturedOutput output) {
		try (var context = TestContexts.start(this.client, Object.class);
				var child = new AnnotationConfigApplicationContext()) {
			child.setParent(context);
			child.setDisplayName("the child");
			child.register(Handler.class);
			child.refresh();
			assertThat(this.client.subscriptions()).isEmpty();
			assertThat(output).contains("Handler.handle(String) of bean")
				.contains("its context 'the child' is a child of the one with @EnableMqtt");
		}
	}

	@Test
	void aChildContextThatSubscribesItsHandlersItselfIsNot(CapturedOutput output) {
		try (var context = TestContexts.start(this.client, Object.class);
				var child = new AnnotationConfigApplicationContext()) {
			child.setParent(context);
			child.register(TestContexts.Config.class, Handler.class);
			child.refresh();
			assertThat(this.client.subscriptions()).hasSize(1);
			assertThat(output).doesNotContain("is a child");
		}
	}

	@Test
	void aPayloadToValidateNeedsAValidator() {
		assertThatExceptionOfType(InvalidMqttListenerException.class)
			.isThrownBy(() -> TestContexts.start(this.client, WithoutValidator.class, Validated.class))
			.withMessageContaining("Validated.handle(Reading)")
			.withMessageContaining("its argument 'reading' shall be validated, but there is no Validator")
			.withMessageContaining("spring-boot-starter-validation");
	}

	@Test
	void withAValidatorItIsValidated() {
		try (var context = TestContexts.start(this.client, Validated.class)) {
			assertThat(this.client.deliver("valid", "{}").isHandled()).isFalse();
			assertThat(context.isRunning()).isTrue();
		}
	}

	static class Handler {

		@MqttSubscribe("a")
		void handle(String payload) {
		}

	}

	@Lazy
	static class LazyHandler extends Handler {

	}

	record NeedsHandler(LazyHandler handler) {

	}

	static class RunnableHandler extends Handler implements Runnable {

		@Override
		public void run() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class BehindInterface {

		@Bean
		@Lazy
		Runnable behind() {
			return new RunnableHandler();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class BehindInterfaceAtOnce {

		@Bean
		Runnable behind() {
			return new RunnableHandler();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithoutValidator {

		@Bean
		MqttMessageHandlerMethodFactory mqttMessageHandlerMethodFactory() {
			return new MqttMessageHandlerMethodFactory(
					new MqttMessageConverter(List.of(new JacksonPayloadConverter(JsonMapper.builder().build()))));
		}

	}

	static class Validated {

		@MqttSubscribe("valid")
		void handle(@Payload @Valid Reading reading) {
		}

	}

	record Reading(@NotNull Double celsius) {

	}

}
