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

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.mqttworks.client.ClientMode;
import io.mqttworks.client.MqttClient;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.boot.autoconfigure.endpoint.MqttEndpoint;
import io.mqttworks.spring.boot.autoconfigure.endpoint.MqttEndpointAutoConfiguration;
import io.mqttworks.spring.boot.autoconfigure.health.MqttHealthContributorAutoConfiguration;
import io.mqttworks.spring.boot.autoconfigure.health.MqttHealthIndicator;
import io.mqttworks.spring.boot.autoconfigure.metrics.MqttMetricsAutoConfiguration;
import io.mqttworks.spring.config.MqttListenerEndpointRegistry;
import io.mqttworks.spring.core.MqttTemplate;
import io.mqttworks.spring.listener.MqttListenerContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link MqttConnections#add} and {@link MqttConnections#remove}.
 */
class RuntimeConnectionsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
				HealthContributorRegistryAutoConfiguration.class, HealthEndpointAutoConfiguration.class,
				MqttAutoConfiguration.class, MqttMetricsAutoConfiguration.class,
				MqttHealthContributorAutoConfiguration.class, MqttEndpointAutoConfiguration.class))
		.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
		.withPropertyValues("mqtt.servers=mqtt://127.0.0.1:1", "mqtt.connections.tenant-1.servers=mqtt://127.0.0.1:1",
				"management.endpoints.web.exposure.include=mqtt");

	private static MqttConnectionProperties properties() {
		MqttConnectionProperties properties = new MqttConnectionProperties();
		properties.setServers(List.of("mqtt://127.0.0.1:1"));
		properties.setClientId("gateway");
		return properties;
	}

	@Test
	void addedConnectionIsLikeAConfiguredOne() {
		this.runner.withBean("handlers", Handlers.class).run((context) -> {
			MqttConnections connections = context.getBean(MqttConnections.class);
			State before = State.of(context);
			MqttTemplate template = connections.add("tenant-2", properties(),
					(builder) -> builder.clientId("gateway-2"));
			MqttClient client = template.getClient();
			assertThat(client.options().clientId()).isEqualTo("gateway-2");
			assertThat(connections.getClients()).containsEntry("tenant-2", client)
				.containsOnlyKeys("default", "tenant-1", "tenant-2");
			assertThat(connections.getName(client)).isEqualTo("tenant-2");
			assertThat(BeanFactoryAnnotationUtils.qualifiedBeanOfType(context.getBeanFactory(), MqttTemplate.class,
					"tenant-2"))
				.isSameAs(template);
			assertThat(context.getBean(MqttClient.class)).as("the default one").isNotSameAs(client);
			assertThat(context.getBean("h@tenant-2", MqttListenerContainer.class).getClient()).isSameAs(client);
			assertThat(context.getBean(MqttEndpoint.class).connections().connections()).containsKey("tenant-2");
			assertThat(context.getBean(MeterRegistry.class)
				.get("mqtt.queue.messages")
				.tag("connection", "tenant-2")
				.gauge()).isNotNull();
			assertThat(health(context)).contains("tenant-2");
			connections.remove("tenant-2").join();
			assertThat(State.of(context)).isEqualTo(before);
			assertThat(client.state()).isEqualTo(io.mqttworks.client.ConnectionState.CLOSED);
			connections.add("tenant-2", properties());
			assertThat(connections.getClients()).containsKey("tenant-2");
		});
	}

	@Test
	void patternMatchesConfiguredConnectionsAsWell() {
		this.runner.withBean("handlers", Handlers.class)
			.run((context) -> assertThat(context.getBean(MqttListenerEndpointRegistry.class).getContainers())
				.extracting(MqttListenerContainer::getId)
				.containsExactly("h@tenant-1"));
	}

	@Test
	void onlyConnectionGetsAnEntryOfItsOwnInTheHealthWhenAnotherComes() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(HealthContributorRegistryAutoConfiguration.class,
					MqttAutoConfiguration.class, MqttHealthContributorAutoConfiguration.class))
			.withPropertyValues("mqtt.servers=mqtt://127.0.0.1:1")
			.run((context) -> {
				assertThat(context.getBean(HealthContributorRegistry.class).getContributor("mqtt"))
					.isInstanceOf(MqttHealthIndicator.class);
				context.getBean(MqttConnections.class).add("tenant-2", properties());
				assertThat(health(context)).containsExactly("default", "tenant-2");
				context.getBean(MqttConnections.class).remove("tenant-2").join();
				assertThat(context.getBean(HealthContributorRegistry.class).getContributor("mqtt"))
					.isInstanceOf(MqttHealthIndicator.class);
			});
	}

	@Test
	void applicationCanDoWithoutADefaultConnection() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(HealthContributorRegistryAutoConfiguration.class,
					MqttAutoConfiguration.class, MqttHealthContributorAutoConfiguration.class))
			.withBean("handlers", Handlers.class)
			.withPropertyValues("mqtt.default-connection=false")
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(MqttClient.class);
				context.getBean(MqttConnections.class).add("tenant-2", properties());
				assertThat(health(context)).containsExactly("tenant-2");
				assertThat(context).hasBean("h@tenant-2");
			});
	}

	@Test
	void modeOfTheApplicationHoldsForAddedConnections() {
		this.runner.withPropertyValues("mqtt.mode=off")
			.run((context) -> assertThat(
					context.getBean(MqttConnections.class).add("tenant-2", properties()).getClient().options().mode())
				.isEqualTo(ClientMode.OFF));
	}

	@Test
	void nameOfAConnectionThereIsIsRefused() {
		this.runner.run((context) -> {
			MqttConnections connections = context.getBean(MqttConnections.class);
			connections.add("tenant-2", properties());
			for (String name : List.of("default", "tenant-1", "tenant-2")) {
				assertThatIllegalStateException().isThrownBy(() -> connections.add(name, properties()))
					.withMessageContaining("There is a connection '" + name + "' already");
			}
			assertThat(connections.getClients()).hasSize(3);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a/b", "tenant-*", "a b", "a\nb" })
	void nameThatCannotStandInAPathIsRefused(String name) {
		this.runner.run((context) -> assertThatIllegalArgumentException()
			.isThrownBy(() -> context.getBean(MqttConnections.class).add(name, properties())));
	}

	@Test
	void configuredAndUnknownConnectionsCannotBeRemoved() {
		this.runner.run((context) -> {
			for (String name : List.of("default", "tenant-1", "nobody")) {
				assertThatIllegalArgumentException()
					.isThrownBy(() -> context.getBean(MqttConnections.class).remove(name))
					.withMessageContaining("There is no connection '" + name + "' that was added at run time");
			}
		});
	}

	@Test
	void additionThatFailsLeavesNothing() {
		this.runner.withBean("handlers", Handlers.class)
			.withBean("h@tenant-4", String.class, () -> "in the way")
			.withBean("tenant-5MqttTemplate", String.class, () -> "in the way")
			.run((context) -> {
				MqttConnections connections = context.getBean(MqttConnections.class);
				State before = State.of(context);
				MqttConnectionProperties wrong = properties();
				wrong.setServers(List.of("gopher://127.0.0.1"));
				assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> connections.add("tenant-3", wrong))
					.withStackTraceContaining("mqtt.connections.tenant-3.servers");
				assertThat(State.of(context)).isEqualTo(before);
				assertThatExceptionOfType(RuntimeException.class)
					.isThrownBy(() -> connections.add("tenant-4", properties()))
					.withMessageContaining("h@tenant-4");
				assertThat(State.of(context)).isEqualTo(before);
				assertThatIllegalStateException().isThrownBy(() -> connections.add("tenant-5", properties()))
					.withMessageContaining("There is a bean 'tenant-5MqttTemplate' already");
				assertThat(State.of(context)).isEqualTo(before);
				connections.add("tenant-3", properties());
			});
	}

	private static List<String> health(ConfigurableApplicationContext context) {
		CompositeHealthContributor health = (CompositeHealthContributor) context
			.getBean(HealthContributorRegistry.class)
			.getContributor("mqtt");
		return health.stream().map(HealthContributors.Entry::name).toList();
	}

	/**
	 * All that a connection could leave behind.
	 *
	 * @param beans the names of beans
	 * @param containers the ids of containers
	 * @param connections the names of connections
	 * @param meters the ids of meters
	 * @param health the entries of the health
	 */
	private record State(Set<String> beans, Set<String> containers, Set<String> connections, Set<String> meters,
			List<String> health) {

		static State of(ConfigurableApplicationContext context) {
			Set<String> beans = new TreeSet<>(List.of(context.getBeanFactory().getSingletonNames()));
			beans.addAll(List.of(context.getBeanDefinitionNames()));
			Set<String> containers = new TreeSet<>();
			context.getBean(MqttListenerEndpointRegistry.class)
				.getContainers()
				.forEach((container) -> containers.add(container.getId()));
			Set<String> meters = new TreeSet<>();
			context.getBean(MeterRegistry.class).getMeters().forEach((meter) -> meters.add(meter.getId().toString()));
			return new State(beans, containers, context.getBean(MqttConnections.class).getClients().keySet(), meters,
					RuntimeConnectionsTests.health(context));
		}

	}

	static class Handlers {

		@MqttSubscribe(topics = "readings/{device}", connection = "tenant-*", id = "h")
		void onReading(String reading) {
		}

	}

}
