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

package io.mqttworks.spring.boot.autoconfigure.endpoint;

import java.time.Duration;
import java.util.List;

import io.mqttworks.client.ErrorListener.DeliveryOverdue;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.spring.FakeMqttClient;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.boot.autoconfigure.endpoint.MqttDeadLettersEndpoint.RedriveDescriptor;
import io.mqttworks.spring.listener.DeadLetter;
import io.mqttworks.spring.listener.DeadLetterRecoverer;
import io.mqttworks.spring.boot.autoconfigure.MqttAutoConfiguration;
import io.mqttworks.spring.boot.autoconfigure.endpoint.ConnectionDescriptor.OverdueDescriptor;
import io.mqttworks.spring.boot.autoconfigure.endpoint.ConnectionDescriptor.SubscriptionDescriptor;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MqttEndpointAutoConfiguration} and {@link MqttEndpoint}.
 */
class MqttEndpointAutoConfigurationTests {

	private final FakeMqttClient client = new FakeMqttClient();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, MqttEndpointAutoConfiguration.class))
		.withBean("mqttClient", MqttClient.class, () -> this.client);

	private final ApplicationContextRunner exposed = this.runner
		.withPropertyValues("management.endpoints.web.exposure.include=mqtt");

	@Test
	void itIsNotThereUnlessExposed() {
		this.runner.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MqttEndpoint.class));
	}

	@Test
	void itIsNotThereWithoutTheActuator() {
		this.exposed.withClassLoader(new FilteredClassLoader(ConditionalOnAvailableEndpoint.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MqttEndpointAutoConfiguration.class));
	}

	@Test
	void anEndpointOfTheApplicationReplacesOurs() {
		this.exposed.withBean("mine", MqttEndpoint.class, () -> new MqttEndpoint(null, null))
			.run((context) -> assertThat(context).hasSingleBean(MqttEndpoint.class).hasBean("mine"));
	}

	@Test
	void aWebExtensionOfTheApplicationReplacesOurs() {
		this.exposed.withBean("mine", MqttEndpointWebExtension.class, () -> new MqttEndpointWebExtension(null))
			.run((context) -> assertThat(context).hasSingleBean(MqttEndpointWebExtension.class).hasBean("mine"));
	}

	@Test
	void itIsNotThereWithoutMqtt() {
		this.exposed.withPropertyValues("mqtt.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MqttEndpoint.class));
	}

	@Test
	void itOnlyReadsByDefault() {
		assertThat(MqttEndpoint.class.getAnnotation(Endpoint.class).defaultAccess()).isEqualTo(Access.READ_ONLY);
	}

	@Test
	void itShowsConnections() {
		this.client.connected(MqttVersion.MQTT_5);
		this.exposed.withBean("kitchenMqttClient", MqttClient.class, FakeMqttClient::new).run((context) -> {
			MqttEndpoint endpoint = context.getBean(MqttEndpoint.class);
			assertThat(endpoint.connections().connections()).containsOnlyKeys("default", "kitchen");
			ConnectionDescriptor connection = endpoint.connection("default");
			assertThat(connection.state()).isEqualTo("CONNECTED");
			assertThat(connection.server()).isEqualTo("mqtt://broker:1883");
			assertThat(connection.servers()).containsExactly("mqtt://localhost:1883");
			assertThat(connection.protocolVersion()).isEqualTo("5");
			assertThat(connection.clientId()).isEqualTo("chosen");
			assertThat(connection.sessionPresent()).isFalse();
			assertThat(connection.counters().connects()).isOne();
			assertThat(connection.queue().messages()).isZero();
			assertThat(endpoint.connection("kitchen").server()).isNull();
			assertThat(endpoint.connection("unknown")).isNull();
		});
	}

	@Test
	void controlCharactersAreEscaped() {
		this.client.lastFailure = new IllegalStateException("no\nUP \u001b[32m");
		this.exposed
			.run((context) -> assertThat(context.getBean(MqttEndpoint.class).connection("default").lastFailure())
				.isEqualTo("no\\nUP \\u001b[32m"));
	}

	@Test
	void itShowsWhatTheServerGranted() {
		this.client.onSubscribe = (subscription) -> subscription.topicFilter().equals("b") ? ReasonCode.SUCCESS
				: ReasonCode.GRANTED_QOS_1;
		this.exposed.withUserConfiguration(Handler.class)
			.run((context) -> assertThat(context.getBean(MqttEndpoint.class).connection("default").subscriptions())
				.containsExactly(new SubscriptionDescriptor("handler", "a/+", 1, "SUBSCRIBED", "QoS 1", true),
						new SubscriptionDescriptor("handler", "b", 1, "SUBSCRIBED", "QoS 0", true)));
	}

	@Test
	void itShowsWhatTheServerRefused() {
		this.client.onSubscribe = (subscription) -> ReasonCode.NOT_AUTHORIZED;
		this.exposed.withUserConfiguration(Handler.class)
			.run((context) -> assertThat(context.getBean(MqttEndpoint.class).connection("default").subscriptions())
				.containsExactly(new SubscriptionDescriptor("handler", "a/+", 1, "REFUSED", "NOT_AUTHORIZED", true),
						new SubscriptionDescriptor("handler", "b", 1, "REFUSED", "NOT_AUTHORIZED", true)));
	}

	@Test
	void itShowsTheMessageThatHoldsUpOthers() {
		this.exposed.withUserConfiguration(Handler.class).run((context) -> {
			MqttEndpoint endpoint = context.getBean(MqttEndpoint.class);
			assertThat(endpoint.connection("default").overdueDeliveries()).isEmpty();
			this.client.registrations.get(0).overdue = DeliveryOverdue.of("handler", List.of("a/+"), "a/1",
					Duration.ofSeconds(42));
			assertThat(endpoint.connection("default").overdueDeliveries())
				.containsExactly(new OverdueDescriptor("handler", List.of("a/+"), "a/1", 42_000));
		});
	}

	@Test
	void itStartsStopsAndReconnects() {
		this.exposed.run((context) -> {
			this.client.calls.clear();
			MqttEndpoint endpoint = context.getBean(MqttEndpoint.class);
			endpoint.act("default", MqttEndpoint.Action.STOP);
			endpoint.act("default", MqttEndpoint.Action.START);
			assertThat(this.client.calls).containsExactly("disconnect", "start");
			endpoint.act("default", MqttEndpoint.Action.RECONNECT);
			assertThat(this.client.calls).contains("reconnect");
			assertThat(endpoint.act("unknown", MqttEndpoint.Action.STOP)).isNull();
		});
	}

	@Test
	void itShowsAndSendsDeadLetters() {
		this.runner
			.withPropertyValues("management.endpoints.web.exposure.include=mqttdeadletters",
					"mqtt.listener.dead-letter-topic=dead", "mqtt.listener.keep-dead-letters=true")
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(MqttEndpoint.class);
				MqttDeadLettersEndpoint endpoint = context.getBean(MqttDeadLettersEndpoint.class);
				for (int i = 1; i <= 3; i++) {
					this.client.deliver(MqttMessage.builder("dead")
						.payload("secret")
						.userProperty(DeadLetterRecoverer.ORIGINAL_TOPIC, "a/" + i)
						.build());
				}
				assertThat(endpoint.deadLetters().deadLetters()).extracting(DeadLetter::originalTopic)
					.containsExactly("a/1", "a/2", "a/3");
				assertThat(endpoint.deadLetters().toString()).doesNotContain("secret");
				assertThat(endpoint.redrive(7)).isNull();
				assertThat(endpoint.redrive(2)).isEqualTo(new RedriveDescriptor(1, 2, null));
				endpoint.remove(1);
				assertThat(endpoint.redriveAll()).isEqualTo(new RedriveDescriptor(1, 0, null));
				assertThat(this.client.published).extracting(MqttMessage::topic).containsExactly("a/2", "a/3");
			});
	}

	@Test
	void deadLettersThatShallBeKeptNeedATopic() {
		this.runner.withPropertyValues("mqtt.listener.keep-dead-letters=true")
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("'mqtt.listener.dead-letter-topic' is not valid: it is missing"));
	}

	static class Handler {

		@MqttSubscribe(id = "handler", topics = { "a/+", "b" })
		void handle(String payload) {
		}

	}

}
