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

package io.mqttworks.spring.boot.autoconfigure.health;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.mqttworks.client.ClientIdConflict;
import io.mqttworks.client.ClientIdConflictPolicy;
import io.mqttworks.client.ClientMode;
import io.mqttworks.client.ConnectionState;
import io.mqttworks.client.ErrorListener;
import io.mqttworks.client.ErrorListener.DeliveryOverdue;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.ServerAddress;
import io.mqttworks.spring.FakeMqttClient;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.boot.autoconfigure.MqttAutoConfiguration;
import io.mqttworks.spring.boot.autoconfigure.MqttSessionStoreMonitor;
import io.mqttworks.spring.config.MqttClientLifecycle;
import io.mqttworks.spring.config.MqttListenerEndpointRegistry;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link MqttHealthContributorAutoConfiguration} and
 * {@link MqttHealthIndicator}.
 */
class MqttHealthContributorAutoConfigurationTests {

	private final FakeMqttClient client = new FakeMqttClient();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(MqttAutoConfiguration.class, MqttHealthContributorAutoConfiguration.class))
		.withBean("mqttClient", MqttClient.class, () -> this.client);

	@Test
	void oneClientHasOneIndicator() {
		this.runner.run((context) -> assertThat(context).getBean("mqttHealthContributor")
			.isInstanceOf(MqttHealthIndicator.class));
	}

	@Test
	void severalClientsHaveAnIndicatorEach() {
		this.runner.withBean("other", MqttClient.class, FakeMqttClient::new)
			.run((context) -> assertThat(context.getBean("mqttHealthContributor", CompositeHealthContributor.class)
				.stream()
				.map(CompositeHealthContributor.Entry::name)).containsExactlyInAnyOrder("default", "other"));
	}

	@Test
	void readinessCanBeMadeToDependOnAConnection() {
		this.runner
			.withConfiguration(AutoConfigurations.of(HealthContributorRegistryAutoConfiguration.class,
					HealthEndpointAutoConfiguration.class, ApplicationAvailabilityAutoConfiguration.class,
					AvailabilityHealthContributorAutoConfiguration.class, AvailabilityProbesAutoConfiguration.class))
			.withBean("kitchenMqttClient", MqttClient.class, FakeMqttClient::new)
			.withPropertyValues("management.endpoints.web.exposure.include=health",
					"management.endpoint.health.group.readiness.include=readinessState,mqtt/default")
			.run((context) -> {
				AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
				HealthEndpoint endpoint = context.getBean(HealthEndpoint.class);
				assertThat(endpoint.healthForPath("readiness").getStatus()).isEqualTo(Status.DOWN);
				this.client.connected(MqttVersion.MQTT_5);
				assertThat(endpoint.healthForPath("readiness").getStatus()).isEqualTo(Status.UP);
			});
	}

	@Test
	void connectionThatIsOffIsUnknown() {
		FakeMqttClient off = new FakeMqttClient(MqttClient.builder("mqtt://localhost").mode(ClientMode.OFF).options());
		Health health = new MqttHealthIndicator(off).health();
		assertThat(health.getStatus()).isEqualTo(Status.UNKNOWN);
		assertThat(health.getDetails()).containsEntry("mode", "OFF").doesNotContainKey("clientIdConflict");
	}

	@Test
	void clientWithTheSameIdentifierIsNamed() {
		this.client.conflict = ClientIdConflict.of(ServerAddress.parse("mqtt://broker:1883"), "pump", true, 3,
				Instant.EPOCH, "taken over by 10.0.0.7", ClientIdConflictPolicy.STANDBY, null);
		assertThat(new MqttHealthIndicator(this.client).health().getDetails()).extractingByKey("clientIdConflict")
			.asInstanceOf(InstanceOfAssertFactories.MAP)
			.containsEntry("rival", "another client with the identifier 'pump' at mqtt://broker:1883")
			.containsEntry("lastWords", "taken over by 10.0.0.7")
			.containsEntry("times", 3L);
	}

	@Test
	void itCanBeSwitchedOff() {
		this.runner.withPropertyValues("management.health.mqtt.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(HealthContributor.class));
	}

	@Test
	void anIndicatorOfTheApplicationReplacesOurs() {
		this.runner.withBean("mqttHealthIndicator", HealthContributor.class, () -> mock(MqttHealthIndicator.class))
			.run((context) -> assertThat(context).hasSingleBean(HealthContributor.class)
				.doesNotHaveBean("mqttHealthContributor"));
	}

	@Test
	void withoutTheHealthModuleTheRestIsThere() {
		this.runner.withClassLoader(new FilteredClassLoader(HealthContributor.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(MqttClientLifecycle.class)
				.doesNotHaveBean(MqttHealthContributorAutoConfiguration.class));
	}

	@Test
	void withoutTheConfigurationOfHealthTheRestIsThere() {
		this.runner.withClassLoader(new FilteredClassLoader(ConditionalOnEnabledHealthIndicator.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(MqttHealthContributorAutoConfiguration.class));
	}

	@Test
	void thereIsNoneWithoutMqtt() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(MqttAutoConfiguration.class, MqttHealthContributorAutoConfiguration.class))
			.withPropertyValues("mqtt.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(HealthContributor.class));
	}

	@Test
	void aConnectedClientIsUp() {
		this.client.connected(MqttVersion.MQTT_5);
		this.client.connects = 3;
		Health health = new MqttHealthIndicator(this.client).health();
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("server", "mqtt://broker:1883")
			.containsEntry("clientId", "chosen")
			.containsEntry("protocolVersion", "5")
			.containsEntry("state", "CONNECTED")
			.containsEntry("reconnects", 2L)
			.doesNotContainKey("lastFailure");
	}

	@Test
	void aConnectedClientWhoseSessionStoreFailedIsDown() {
		MqttSessionStoreMonitor monitor = new MqttSessionStoreMonitor();
		FakeMqttClient client = new FakeMqttClient(
				MqttClient.builder("mqtt://localhost").errorListener(monitor).options());
		client.connected(MqttVersion.MQTT_5);
		MqttHealthIndicator indicator = new MqttHealthIndicator(client);
		assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
		monitor.onStoreFailed(ErrorListener.StoreFailed.of(new MqttException("No space left on device")));
		assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN);
		assertThat(indicator.health().getDetails()).containsEntry("sessionStoreFailure", "No space left on device")
			.containsEntry("server", "mqtt://broker:1883");
	}

	@Test
	void refusedSubscriptionsAreOutOfServiceWithTheirReasons() {
		this.client.connected(MqttVersion.MQTT_5);
		this.client.onSubscribe = (subscription) -> subscription.topicFilter().equals("a") ? ReasonCode.GRANTED_QOS_1
				: ReasonCode.NOT_AUTHORIZED;
		this.runner.withBean(Handler.class).run((context) -> {
			MqttHealthIndicator indicator = context.getBean(MqttHealthIndicator.class);
			assertThat(indicator.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
			assertThat(indicator.health().getDetails())
				.containsEntry("refusedSubscriptions", Map.of("handler", Map.of("b/#", "NOT_AUTHORIZED")))
				.containsEntry("server", "mqtt://broker:1883");
			this.client.onSubscribe = (subscription) -> ReasonCode.GRANTED_QOS_1;
			context.getBean(MqttListenerEndpointRegistry.class).start("handler");
			assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
			assertThat(indicator.health().getDetails()).doesNotContainKey("refusedSubscriptions");
		});
	}

	@Test
	void handlerThatHoldsUpTheAcknowledgementsOfOthersIsADetail() {
		this.client.connected(MqttVersion.MQTT_5);
		this.runner.withBean(Handler.class).run((context) -> {
			MqttHealthIndicator indicator = context.getBean(MqttHealthIndicator.class);
			assertThat(indicator.health().getDetails()).doesNotContainKey("overdueDeliveries");
			FakeMqttClient.Registration registration = this.client.registrations.get(0);
			registration.overdue = DeliveryOverdue.of("handler", List.of("b/#"), "b/c", Duration.ofSeconds(42));
			assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
			assertThat(indicator.health().getDetails()).containsEntry("overdueDeliveries",
					Map.of("handler", Map.of("topicFilters", "b/#", "topic", "b/c", "since", "42s")));
			registration.overdue = null;
			assertThat(indicator.health().getDetails()).doesNotContainKey("overdueDeliveries");
		});
	}

	@ParameterizedTest
	@CsvSource({ "up, UP", "down, DOWN", "out-of-service, OUT_OF_SERVICE" })
	void whatRefusedSubscriptionsMeanCanBeChosen(String property, String status) {
		this.client.connected(MqttVersion.MQTT_5);
		this.client.onSubscribe = (subscription) -> ReasonCode.NOT_AUTHORIZED;
		this.runner.withBean(Handler.class)
			.withPropertyValues("mqtt.health.refused-subscriptions=" + property)
			.run((context) -> {
				Health health = context.getBean(MqttHealthIndicator.class).health();
				assertThat(health.getStatus()).isEqualTo(new Status(status));
				assertThat(health.getDetails()).containsKey("refusedSubscriptions");
			});
	}

	@Test
	void refusedSubscriptionsOfAnotherConnectionAreItsOwn() {
		FakeMqttClient other = new FakeMqttClient().connected(MqttVersion.MQTT_5);
		this.client.connected(MqttVersion.MQTT_5);
		this.client.onSubscribe = (subscription) -> ReasonCode.NOT_AUTHORIZED;
		this.runner.withBean("otherMqttClient", MqttClient.class, () -> other, (definition) -> {
			definition.setPrimary(false);
			((AbstractBeanDefinition) definition).setDefaultCandidate(false);
		}).withBean(Handler.class).run((context) -> {
			CompositeHealthContributor health = context.getBean(CompositeHealthContributor.class);
			assertThat(((MqttHealthIndicator) health.getContributor("other")).health().getStatus())
				.isEqualTo(Status.UP);
			assertThat(((MqttHealthIndicator) health.getContributor("default")).health().getStatus())
				.isEqualTo(Status.OUT_OF_SERVICE);
		});
	}

	@Test
	void aClientThatIsNotConnectedIsDown() {
		this.client.state = ConnectionState.WAITING;
		this.client.lastFailure = new IllegalStateException("refused");
		Health health = new MqttHealthIndicator(this.client).health();
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).containsEntry("server", "mqtt://localhost:1883")
			.containsEntry("state", "WAITING")
			.containsEntry("lastFailure", "refused")
			.containsEntry("reconnects", 0L);
	}

	@Test
	void controlCharactersAreEscaped() {
		this.client.state = ConnectionState.WAITING;
		this.client.lastFailure = new IllegalStateException("no\nUP \u001b[32m");
		assertThat(new MqttHealthIndicator(this.client).health().getDetails()).containsEntry("lastFailure",
				"no\\nUP \\u001b[32m");
	}

	static class Handler {

		@MqttSubscribe(id = "handler", topics = { "a", "b/#" })
		void handle(String payload) {
		}

	}

}
