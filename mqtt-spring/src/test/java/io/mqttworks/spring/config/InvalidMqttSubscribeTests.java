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

import java.util.concurrent.Executor;

import io.mqttworks.client.Acknowledgment;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.mqttworks.spring.FakeMqttClient;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.listener.AckMode;
import io.mqttworks.spring.support.MqttHeaders;
import io.mqttworks.spring.support.MqttMessageHeaderAccessor;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Scope;
import org.springframework.core.test.tools.SourceFile;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link MqttSubscribe} methods that cannot work: the start fails and names the
 * method.
 */
class InvalidMqttSubscribeTests {

	@Test
	void anUnresolvedPlaceholderFailsTheStartWithTheMethodsName() {
		assertRefused(Placeholder.class, "${no.such.property}/x", "not resolved");
	}

	@Test
	void anUnresolvedPlaceholderInAnotherTextFailsTheStart() {
		assertRefused(PlaceholderInGroup.class, "sharedGroup '${no.such.group}'", "not resolved");
	}

	@Test
	void anExpressionThatFailsFailsTheStart() {
		assertRefused(BadExpression.class, "noSuchBean");
	}

	@Test
	void aTopicFilterIsNeeded() {
		assertRefused(NoTopic.class, "no topic filter");
	}

	@Test
	void anInvalidTopicFilterIsNamed() {
		assertRefused(BadFilter.class, "'a/#/b'", "last level");
	}

	@Test
	void anInvalidTemplateIsNamed() {
		assertRefused(BadTemplate.class, "'a/{b'", "without '}'");
	}

	@Test
	void aVariableMustBeInTheTopic() {
		assertRefused(WrongVariable.class, "@DestinationVariable 'room'", "[zone]");
	}

	@Test
	void aVariableNeedsANameThatTheCompilerKept() {
		SourceFile source = SourceFile.of("""
				import io.mqttworks.spring.annotation.MqttSubscribe;
				import org.springframework.messaging.handler.annotation.DestinationVariable;

				public class WithoutNames {

					@MqttSubscribe("a/{zone}")
					public void handle(@DestinationVariable String zone) {
					}

				}
				""");
		TestCompiler.forSystem()
			.withSources(source)
			.compile((compiled) -> assertRefused(compiled.getInstance(Object.class, "WithoutNames").getClass(),
					"@DestinationVariable(\"name\")", "-parameters"));
	}

	@Test
	void anUnknownConnectionIsNamed() {
		assertRefused(UnknownConnection.class, "no connection 'elsewhere'");
	}

	@Test
	void anUnknownExecutorIsNamed() {
		assertRefused(UnknownExecutor.class, "'noSuchExecutor'", Executor.class.getSimpleName());
	}

	@Test
	void concurrencyIsAPositiveNumber() {
		assertRefused(BadConcurrency.class, "concurrency must be a number, not 'many'");
		assertRefused(NoConcurrency.class, "1 or more, not 0");
	}

	@Test
	void autoStartupIsTrueOrFalse() {
		assertRefused(BadAutoStartup.class, "autoStartup must be true or false, not 'yes'");
	}

	@Test
	void anIdIsThereOnce() {
		assertRefused(SameId.class, "id 'twice'");
	}

	@Test
	void noLocalAndASharedGroupExcludeEachOther() {
		assertRefused(NoLocalShared.class, "noLocal", "$share/g/a");
	}

	@Test
	void anAcknowledgmentNeedsTheManualMode() {
		assertRefused(AcknowledgmentInAutoMode.class, "ackMode = AckMode.MANUAL");
	}

	@Test
	void onlyOneArgumentGetsThePayloadWithoutSayingSo() {
		assertRefused(TwoPayloads.class, "argument 'topic' has no annotation", "[topic, payload]",
				"@Header(MqttHeaders.TOPIC)");
	}

	@Test
	void severalArgumentsCanGetThePayloadWhenTheySaySo() {
		assertThatNoException().isThrownBy(() -> start(PayloadTwice.class));
	}

	@Test
	void aPayloadHasNoExpression() {
		assertRefused(PayloadExpression.class, "argument 'payload'", "expression");
	}

	@Test
	void theManualModeNeedsAnAcknowledgment() {
		assertRefused(ManualWithoutAcknowledgment.class, "Acknowledgment argument");
	}

	@Test
	void aHandlerMustBeInASingleton() {
		assertRefused(Prototype.class, "not a singleton");
	}

	@Test
	void theSameFilterWithOtherOptionsIsRefused() {
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> start(OtherOptions.class))
			.withStackTraceContaining("other options")
			.withStackTraceContaining("'a/b'");
	}

	private void assertRefused(Class<?> type, String... parts) {
		assertThatExceptionOfType(InvalidMqttListenerException.class).isThrownBy(() -> start(type)).satisfies((ex) -> {
			assertThat(ex.getSource()).startsWith("@MqttSubscribe on " + type.getName() + ".handle");
			assertThat(ex.getReason()).contains(parts);
		});
	}

	private void start(Class<?> type) {
		TestContexts.start(new FakeMqttClient(), type).close();
	}

	static class Placeholder {

		@MqttSubscribe("${no.such.property}/x")
		void handle(String payload) {
		}

	}

	static class PlaceholderInGroup {

		@MqttSubscribe(topics = "a", sharedGroup = "${no.such.group}")
		void handle(String payload) {
		}

	}

	static class BadExpression {

		@MqttSubscribe("#{@noSuchBean.topic}")
		void handle(String payload) {
		}

	}

	static class NoTopic {

		@MqttSubscribe
		void handle(String payload) {
		}

	}

	static class BadFilter {

		@MqttSubscribe("a/#/b")
		void handle(String payload) {
		}

	}

	static class BadTemplate {

		@MqttSubscribe("a/{b")
		void handle(String payload) {
		}

	}

	static class WrongVariable {

		@MqttSubscribe("a/{zone}")
		void handle(@DestinationVariable String room) {
		}

	}

	static class UnknownConnection {

		@MqttSubscribe(topics = "a", connection = "elsewhere")
		void handle(String payload) {
		}

	}

	static class UnknownExecutor {

		@MqttSubscribe(topics = "a", executor = "noSuchExecutor")
		void handle(String payload) {
		}

	}

	static class BadConcurrency {

		@MqttSubscribe(topics = "a", concurrency = "many")
		void handle(String payload) {
		}

	}

	static class NoConcurrency {

		@MqttSubscribe(topics = "a", concurrency = "0")
		void handle(String payload) {
		}

	}

	static class BadAutoStartup {

		@MqttSubscribe(topics = "a", autoStartup = "yes")
		void handle(String payload) {
		}

	}

	static class SameId {

		@MqttSubscribe(topics = "a", id = "twice")
		@MqttSubscribe(topics = "b", id = "twice")
		void handle(String payload) {
		}

	}

	static class NoLocalShared {

		@MqttSubscribe(topics = "a", sharedGroup = "g", noLocal = true)
		void handle(String payload) {
		}

	}

	static class AcknowledgmentInAutoMode {

		@MqttSubscribe("a")
		void handle(String payload, Acknowledgment acknowledgment) {
		}

	}

	static class TwoPayloads {

		@MqttSubscribe("a/{zone}")
		void handle(String topic, byte[] payload, @DestinationVariable String zone, MqttMessage message,
				@Header(MqttHeaders.QOS) int qos, MqttMessageHeaderAccessor headers) {
		}

	}

	static class PayloadTwice {

		@MqttSubscribe("a")
		void handle(@Payload String text, @Payload byte[] payload) {
		}

	}

	static class PayloadExpression {

		@MqttSubscribe("a")
		void handle(@Payload("length") int payload) {
		}

	}

	static class ManualWithoutAcknowledgment {

		@MqttSubscribe(topics = "a", ackMode = AckMode.MANUAL)
		void handle(String payload) {
		}

	}

	@Scope("prototype")
	static class Prototype {

		@MqttSubscribe("a")
		void handle(String payload) {
		}

	}

	static class OtherOptions {

		@MqttSubscribe(topics = "a/b")
		void first(String payload) {
		}

		@MqttSubscribe(topics = "a/b", qos = Qos.AT_MOST_ONCE)
		void second(String payload) {
		}

	}

}
