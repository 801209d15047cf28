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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.spring.FakeMqttClient;
import io.mqttworks.spring.FakeMqttClient.Delivery;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for handlers that are {@code suspend} functions of Kotlin, written in Kotlin.
 */
class SuspendHandlersTests {

	private final FakeMqttClient client = new FakeMqttClient().connected(MqttVersion.MQTT_5);

	@AutoClose
	private final AnnotationConfigApplicationContext context = TestContexts.start(this.client, SuspendHandlers.class);

	private final SuspendHandlers handlers = this.context.getBean(SuspendHandlers.class);

	@Test
	void aMessageIsAcknowledgedWhenTheFunctionHasReturned() {
		Delivery delivery = this.client.deliver("kotlin/north/temperature", "21.5");
		assertThat(delivery.isHandled()).isFalse();
		assertThat(this.handlers.getReceived()).isEmpty();
		this.handlers.open();
		until().until(delivery::isHandled);
		assertThat(this.handlers.getReceived()).containsExactly("north: 21.5");
	}

	@Test
	void whatAFunctionReturnsIsTheReply() {
		Delivery delivery = this.client.deliver(MqttMessage.builder("kotlin/question")
			.payload("why")
			.qos(Qos.AT_LEAST_ONCE)
			.responseTopic("answers")
			.build());
		until().until(delivery::isHandled);
		assertThat(this.client.published).singleElement().satisfies((reply) -> {
			assertThat(reply.topic()).isEqualTo("answers");
			assertThat(reply.payloadAsString()).isEqualTo("WHY");
		});
	}

	@Test
	void eachValueOfAFlowIsSent() {
		Delivery delivery = this.client.deliver("kotlin/stream", "2");
		until().until(delivery::isHandled);
		assertThat(this.client.published).extracting(MqttMessage::payloadAsString)
			.containsExactly("one of 2", "two of 2");
	}

	@Test
	void aFunctionThatFailsAfterAPauseFailsItsMessage() {
		Delivery delivery = this.client.deliver("kotlin/failure", "x");
		until().until(() -> delivery.failure() != null);
		assertThat(delivery.failure()).hasMessageContaining("SuspendHandlers.fail(String")
			.hasRootCauseMessage("fails after a pause");
	}

	@Test
	void aBatchIsAcknowledgedWhenTheFunctionHasReturned() {
		List<Delivery> deliveries = List.of(this.client.deliver("kotlin/batch", "1.5"),
				this.client.deliver("kotlin/batch", "2.5"), this.client.deliver("kotlin/batch", "3.5"));
		assertThat(deliveries).noneMatch(Delivery::isHandled);
		assertThat(this.handlers.getBatches()).isEmpty();
		this.handlers.open();
		until().until(() -> deliveries.get(0).isHandled() && deliveries.get(1).isHandled());
		assertThat(this.handlers.getBatches()).containsExactly(List.of(1.5, 2.5));
		assertThat(deliveries.get(2).isHandled()).as("its batch is not full").isFalse();
	}

	@Test
	void aBatchWhoseFunctionFailsAfterAPauseFailsEachOfItsMessages() {
		List<Delivery> deliveries = List.of(this.client.deliver("kotlin/failures", "a"),
				this.client.deliver("kotlin/failures", "b"));
		until().until(() -> deliveries.get(0).failure() != null && deliveries.get(1).failure() != null);
		assertThat(deliveries).allSatisfy(
				(delivery) -> assertThat(delivery.failure()).hasMessageContaining("SuspendHandlers.failBatch(MqttBatch")
					.hasRootCauseMessage("fails after a pause"));
	}

	@Test
	void whatAFunctionReturnsForABatchIsNoReply() {
		List<Delivery> deliveries = new ArrayList<>();
		for (String payload : List.of("a", "b")) {
			deliveries.add(this.client.deliver(MqttMessage.builder("kotlin/results")
				.payload(payload)
				.qos(Qos.AT_LEAST_ONCE)
				.responseTopic("answers")
				.build()));
		}
		until().until(() -> deliveries.stream().allMatch(Delivery::isHandled));
		assertThat(this.client.published).isEmpty();
	}

	private static ConditionFactory until() {
		return Awaitility.await().atMost(Duration.ofSeconds(30));
	}

}
