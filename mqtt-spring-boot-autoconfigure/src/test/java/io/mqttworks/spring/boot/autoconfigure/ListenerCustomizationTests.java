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

package io.mqttworks.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.spring.FakeMqttClient;
import io.mqttworks.spring.FakeMqttClient.Delivery;
import io.mqttworks.spring.annotation.MqttHandler;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.core.MqttTemplate;
import io.mqttworks.spring.listener.DeadLetterRecoverer;
import io.mqttworks.spring.listener.MqttListenerContainer;
import io.mqttworks.spring.listener.MqttListenerContainerCustomizer;
import io.mqttworks.spring.listener.MqttListenerContainerFactory;
import io.mqttworks.spring.listener.MqttListenerDecorator;
import io.mqttworks.spring.listener.MqttMessageRecoverer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for container factories of the application, and for customizers of templates,
 * factories and containers.
 */
class ListenerCustomizationTests {

	private final FakeMqttClient client = new FakeMqttClient().connected(MqttVersion.MQTT_5);

	private final FakeMqttClient kitchen = new FakeMqttClient().connected(MqttVersion.MQTT_5);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class))
		.withBean("mqttClient", MqttClient.class, () -> this.client, (definition) -> definition.setPrimary(true))
		.withPropertyValues("mqtt.listener.retry.max-retries=1", "mqtt.listener.retry.delay=1ms",
				"mqtt.listener.dead-letter-topic=from/properties");

	@Test
	void aFactoryOfTheApplicationKeepsTheMappingOfTheProperties() {
		this.runner.withUserConfiguration(OwnFactory.class, Handlers.class).run((context) -> {
			assertThat(context).hasNotFailed();
			OwnFactory own = context.getBean(OwnFactory.class);
			assertAcknowledged(this.client.deliver("own", "x"));
			assertThat(own.received).containsExactly("own", "own");
			assertThat(own.decorated).containsExactly("slow");
			assertThat(this.client.published).extracting(MqttMessage::topic).containsExactly("from/own");
			assertAcknowledged(this.client.deliver("common", "x"));
			assertThat(this.client.published).extracting(MqttMessage::topic)
				.containsExactly("from/own", "from/properties");
		});
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void aFactoryThatIsNamedByOneAndTakenByAllIsSaid(CapturedOutput output) {
		this.runner.withUserConfiguration(TheOnlyFactory.class, Handlers.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).contains("The container factory 'own', which bean 'handlers' names",
					"@Bean(defaultCandidate = false)");
		});
	}

	@Test
	void customizersOfFactoriesAreCalledInOrderForAllFactoriesThatAreConfigured() {
		this.runner.withUserConfiguration(OwnFactory.class, FactoryCustomizers.class, Handlers.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(FactoryCustomizers.class).calls)
				.containsExactlyInAnyOrder("first", "second", "first", "second")
				.startsWith("first", "second");
			assertAcknowledged(this.client.deliver("common", "x"));
			assertThat(this.client.published).extracting(MqttMessage::topic).containsExactly("from/customizer");
		});
	}

	@Test
	void aContainerCustomizerWithTheNameOfAConnectionIsForItsContainers() {
		this.runner
			.withBean("kitchenMqttClient", MqttClient.class, () -> this.kitchen,
					(definition) -> ((AbstractBeanDefinition) definition)
						.addQualifier(new AutowireCandidateQualifier(Qualifier.class, "kitchen")))
			.withPropertyValues("mqtt.connections.kitchen.servers=mqtt://127.0.0.1:1")
			.withUserConfiguration(ContainerCustomizers.class, TwoConnections.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(ContainerCustomizers.class).calls).containsExactlyInAnyOrder("all:here",
						"default:here", "all:there", "kitchen:there");
			});
	}

	@Test
	void aContainerCustomizerWithTheNameOfAnAddedConnectionIsForItsContainers() {
		this.runner.withPropertyValues("mqtt.connections.hall.servers=mqtt://127.0.0.1:1")
			.withUserConfiguration(ContainerCustomizers.class, OwnFactory.class, Everywhere.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				List<String> calls = context.getBean(ContainerCustomizers.class).calls;
				calls.clear();
				MqttConnectionProperties properties = new MqttConnectionProperties();
				properties.setServers(List.of("mqtt://127.0.0.1:1"));
				MqttConnections connections = context.getBean(MqttConnections.class);
				connections.add("kitchen", properties);
				assertThat(calls).containsExactlyInAnyOrder("all:rooms@kitchen", "kitchen:rooms@kitchen");
				calls.clear();
				connections.add("cellar", properties);
				assertThat(calls).containsExactly("all:rooms@cellar");
			});
	}

	@Test
	void handlersOfAPatternHaveTheFactoryTheyName() {
		this.runner.withPropertyValues("mqtt.connections.hall.servers=mqtt://127.0.0.1:1")
			.withUserConfiguration(OwnFactory.class, Everywhere.class)
			.withBean(MqttListenerContainerFactoryCustomizer.class, () -> (factory) -> factory.setAutoStartup(false))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				MqttConnectionProperties properties = new MqttConnectionProperties();
				properties.setServers(List.of("mqtt://127.0.0.1:1"));
				context.getBean(MqttConnections.class).add("kitchen", properties);
				for (String connection : List.of("hall", "kitchen")) {
					assertThat(context.getBean("rooms@" + connection, MqttListenerContainer.class).isAutoStartup())
						.as(connection)
						.isTrue();
				}
			});
	}

	@Test
	void aTemplateCustomizerBelongsToItsConnection() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class))
			.withPropertyValues("mqtt.servers=mqtt://127.0.0.1:1",
					"mqtt.connections.kitchen.servers=mqtt://127.0.0.1:2", "mqtt.publish.qos=0",
					"mqtt.connections.kitchen.publish.qos=0")
			.withUserConfiguration(TemplateCustomizers.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(qos(context.getBean("defaultMqttTemplate", MqttTemplate.class)))
					.isEqualTo(Qos.AT_LEAST_ONCE);
				assertThat(qos(context.getBean("kitchenMqttTemplate", MqttTemplate.class))).isEqualTo(Qos.EXACTLY_ONCE);
			});
	}

	@Test
	void aRecovererOfOneHandlerIsNotThatOfOthers() {
		this.runner.withUserConfiguration(OneRecoverer.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertAcknowledged(this.client.deliver("plain", "x"));
			assertThat(this.client.published).extracting(MqttMessage::topic).containsExactly("from/properties");
			assertAcknowledged(this.client.deliver("special", "x"));
			assertThat(this.client.published).hasSize(1);
		});
	}

	private static Qos qos(MqttTemplate template) {
		return template.newMessage("x").topic("t").toMessage().qos();
	}

	private static void assertAcknowledged(Delivery delivery) {
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(delivery.acknowledgments).containsExactly("acknowledged"));
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnFactory {

		final List<String> received = new CopyOnWriteArrayList<>();

		final List<String> decorated = new CopyOnWriteArrayList<>();

		@Bean(defaultCandidate = false)
		MqttListenerContainerFactory own(MqttListenerContainerFactoryConfigurer configurer) {
			MqttListenerContainerFactory factory = new MqttListenerContainerFactory();
			configurer.configure(factory);
			factory.setRecoverer(new DeadLetterRecoverer("from/own"));
			return factory;
		}

		@Bean
		MqttListenerDecorator decorator() {
			return (target, listener) -> {
				if (!target.id().equals("slow")) {
					return listener;
				}
				this.decorated.add(target.id());
				return (message, context) -> {
					this.received.add(message.topic());
					return listener.onMessage(message, context);
				};
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TheOnlyFactory {

		@Bean
		MqttListenerContainerFactory own() {
			return new MqttListenerContainerFactory();
		}

	}

	@Configuration("handlers")
	static class Handlers {

		@MqttSubscribe(id = "slow", topics = "own", containerFactory = "own")
		void own(String payload) {
			throw new IllegalStateException("no");
		}

		@MqttSubscribe(id = "common", topics = "common")
		void common(String payload) {
			throw new IllegalStateException("no");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FactoryCustomizers {

		final List<String> calls = new CopyOnWriteArrayList<>();

		@Bean
		@Order(2)
		MqttListenerContainerFactoryCustomizer second() {
			return (factory) -> {
				this.calls.add("second");
				factory.setRecoverer(new DeadLetterRecoverer("from/customizer"));
			};
		}

		@Bean
		@Order(1)
		MqttListenerContainerFactoryCustomizer first() {
			return (factory) -> {
				this.calls.add("first");
				factory.setRecoverer(null);
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ContainerCustomizers {

		final List<String> calls = new CopyOnWriteArrayList<>();

		@Bean
		MqttListenerContainerCustomizer all() {
			return (target, endpoint) -> this.calls.add("all:" + target.id());
		}

		@Bean
		@Qualifier("kitchen")
		MqttListenerContainerCustomizer ofKitchen() {
			return (target, endpoint) -> this.calls.add("kitchen:" + target.id());
		}

		@Bean
		@Qualifier("default")
		MqttListenerContainerCustomizer ofDefault() {
			return (target, endpoint) -> this.calls.add("default:" + target.id());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoConnections {

		@MqttSubscribe(id = "here", topics = "a")
		void here(String payload) {
		}

		@MqttSubscribe(id = "there", topics = "a", connection = "kitchen")
		void there(String payload) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@MqttSubscribe(id = "rooms", topics = "a", connection = "*", containerFactory = "eager")
	static class Everywhere {

		@Bean
		JsonMapper jsonMapper() {
			return new JsonMapper();
		}

		@Bean(defaultCandidate = false)
		MqttListenerContainerFactory eager(MqttListenerContainerFactoryConfigurer configurer) {
			MqttListenerContainerFactory factory = new MqttListenerContainerFactory();
			configurer.configure(factory);
			factory.setAutoStartup(true);
			return factory;
		}

		@MqttHandler
		void take(Room room) {
		}

	}

	record Room(String name) {

	}

	@Configuration(proxyBeanMethods = false)
	static class TemplateCustomizers {

		@Bean
		@Order(2)
		MqttTemplateCustomizer ofDefault() {
			return (template) -> template.setDefaultQos(Qos.AT_LEAST_ONCE);
		}

		@Bean
		@Order(1)
		MqttTemplateCustomizer comesFirst() {
			return (template) -> template.setDefaultQos(Qos.EXACTLY_ONCE);
		}

		@Bean
		@Qualifier("kitchen")
		MqttTemplateCustomizer ofKitchen() {
			return (template) -> template.setDefaultQos(Qos.EXACTLY_ONCE);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OneRecoverer {

		@Bean(defaultCandidate = false)
		MqttMessageRecoverer forget() {
			return (failed) -> null;
		}

		@MqttSubscribe("plain")
		void plain(String payload) {
			throw new IllegalStateException("no");
		}

		@MqttSubscribe(topics = "special", recoverer = "forget")
		void special(String payload) {
			throw new IllegalStateException("no");
		}

	}

}
