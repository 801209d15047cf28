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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

import io.mqttworks.client.MqttVersion;
import io.mqttworks.spring.FakeMqttClient;
import io.mqttworks.spring.annotation.MqttSubscribe;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.javapoet.ClassName;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Payload;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for contexts that are processed ahead of time.
 */
class AotTests {

	@Test
	@CompileWithForkedClassLoader
	void handlersWorkInAProcessedContext() {
		process((hints, initializer) -> {
			try (GenericApplicationContext context = new GenericApplicationContext()) {
				initializer.initialize(context);
				context.refresh();
				FakeMqttClient client = context.getBean(FakeMqttClient.class);
				client.deliver("zones/7/temperature", "{\"celsius\":21.5}");
				assertThat(context.getBean(Handlers.class).received).containsExactly("7 21.5");
			}
		});
	}

	@Test
	@CompileWithForkedClassLoader
	void payloadsRepliesAndMethodsHaveHints() {
		process((hints, initializer) -> {
			for (Class<?> type : List.of(Reading.class, Nested.class, Item.class, Envelope.class, Answer.class,
					LaterAnswer.class)) {
				assertThat(RuntimeHintsPredicates.reflection()
					.onType(type)
					.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).as(type.getSimpleName())
					.accepts(hints);
			}
			assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Handlers.class, "reading"))
				.accepts(hints);
			assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Handlers.class, "repeated"))
				.accepts(hints);
		});
	}

	private static void process(
			BiConsumer<RuntimeHints, ApplicationContextInitializer<GenericApplicationContext>> test) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.register(Application.class);
		TestGenerationContext generation = new TestGenerationContext();
		ClassName initializer = new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		generation.writeGeneratedContent();
		TestCompiler.forSystem().with(generation).compile((compiled) -> {
			@SuppressWarnings("unchecked")
			ApplicationContextInitializer<GenericApplicationContext> instance = compiled
				.getInstance(ApplicationContextInitializer.class, initializer.toString());
			test.accept(generation.getRuntimeHints(), instance);
		});
	}

	record Reading(double celsius, @Nullable Nested nested) {

	}

	record Nested(String text) {

	}

	record Item(String name) {

	}

	record Envelope(String name) {

	}

	record Answer(String text) {

	}

	record LaterAnswer(String text) {

	}

	@Configuration(proxyBeanMethods = false)
	@Import(TestContexts.Config.class)
	static class Application {

		@Bean
		FakeMqttClient mqttClient() {
			return new FakeMqttClient().connected(MqttVersion.MQTT_5);
		}

		@Bean
		Handlers handlers() {
			return new Handlers();
		}

	}

	static class Handlers {

		final List<String> received = new ArrayList<>();

		@MqttSubscribe("zones/{zone}/temperature")
		void reading(@Payload Reading reading, @DestinationVariable int zone) {
			this.received.add(zone + " " + reading.celsius());
		}

		@MqttSubscribe("items")
		Answer items(Map<String, List<Item>> items) {
			return new Answer("x");
		}

		@MqttSubscribe("a")
		@MqttSubscribe("b")
		CompletableFuture<LaterAnswer> repeated(Message<Envelope> message) {
			return CompletableFuture.completedFuture(new LaterAnswer("x"));
		}

	}

}
