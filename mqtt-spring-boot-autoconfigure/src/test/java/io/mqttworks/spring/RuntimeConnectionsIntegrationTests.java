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

package io.mqttworks.spring;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.boot.autoconfigure.MqttConnectionProperties;
import io.mqttworks.spring.boot.autoconfigure.MqttConnections;
import io.mqttworks.spring.boot.autoconfigure.health.MqttHealthContributorAutoConfiguration;
import io.mqttworks.spring.boot.autoconfigure.metrics.MqttMetricsAutoConfiguration;
import io.mqttworks.spring.config.MqttListenerEndpointRegistry;
import io.mqttworks.spring.core.MqttTemplate;
import io.mqttworks.spring.support.MqttHeaders;
import io.mqttworks.test.MosquittoBroker;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Hundreds of connections that come and go in a running application.
 */
class RuntimeConnectionsIntegrationTests {

	private static final int TENANTS = 200;

	@AutoClose
	private final MosquittoBroker broker = MosquittoBroker.start();

	@AutoClose("shutdown")
	private final ExecutorService threads = Executors.newFixedThreadPool(4);

	private MqttConnectionProperties properties(String name) {
		MqttConnectionProperties properties = new MqttConnectionProperties();
		properties.setServers(List.of(this.broker.uri()));
		properties.setClientId("gateway-" + name);
		properties.setCleanStart(true);
		return properties;
	}

	@Test
	void hundredsComeAndGoUnderLoadAndLeaveNothing() throws Exception {
		try (ConfigurableApplicationContext context = TestApplications.start(this.broker, MqttVersion.MQTT_5,
				Gateway.class)) {
			MqttConnections connections = context.getBean(MqttConnections.class);
			Gateway gateway = context.getBean(Gateway.class);
			// What only the first one needs is there before.
			each(1, (name) -> connections.add(name, properties(name)).sendAsync("tenants/{name}", "warm", name).join());
			each(1, (name) -> connections.remove(name).get(30, TimeUnit.SECONDS));
			List<String> before = traces(context);
			int threadsBefore = Thread.activeCount();
			List<WeakReference<MqttClient>> clients = new ArrayList<>();
			each(TENANTS, (name) -> {
				MqttTemplate template = connections.add(name, properties(name));
				synchronized (clients) {
					clients.add(new WeakReference<>(template.getClient()));
				}
				return template.sendAsync("tenants/{name}", "first", name);
			});
			assertThat(connections.getClients()).hasSize(TENANTS + 1);
			context.getBean(MqttListenerEndpointRegistry.class).awaitSubscribed(Duration.ofSeconds(60));
			assertThat(Thread.activeCount()).as("no thread for each").isLessThan(threadsBefore + TENANTS / 2);
			gateway.seen.clear();
			connections.getClients().forEach((name, client) -> publish(client, name));
			await(() -> gateway.seen.size() == TENANTS);
			assertThat(gateway.seen).allSatisfy((connection, topic) -> assertThat(topic).endsWith(connection));
			CompletableFuture<Void> load = CompletableFuture.runAsync(() -> {
				while (connections.getClients().size() > 1) {
					connections.getClients()
						.forEach((name, client) -> publish(client, name).exceptionally((ex) -> null).join());
				}
			});
			each(TENANTS, (name) -> connections.remove(name).get(60, TimeUnit.SECONDS));
			load.get(60, TimeUnit.SECONDS);
			assertThat(traces(context)).isEqualTo(before);
			await(() -> {
				System.gc();
				return clients.stream().allMatch((client) -> client.get() == null);
			});
			await(() -> Thread.activeCount() <= threadsBefore + 8);
		}
	}

	@Test
	void handlerCanRemoveItsOwnConnectionAndAnotherOneFinishesFirst() throws Exception {
		try (ConfigurableApplicationContext context = TestApplications.start(this.broker, MqttVersion.MQTT_5,
				Gateway.class)) {
			MqttConnections connections = context.getBean(MqttConnections.class);
			Gateway gateway = context.getBean(Gateway.class);
			gateway.onOrder = (connection) -> gateway.removed.complete(connections.remove(connection));
			MqttTemplate template = connections.add("tenant-x", properties("tenant-x"));
			context.getBean(MqttListenerEndpointRegistry.class).awaitSubscribed(Duration.ofSeconds(30));
			template.send("orders/tenant-x", "go");
			gateway.removed.get(30, TimeUnit.SECONDS).get(30, TimeUnit.SECONDS);
			assertThat(connections.getClients()).doesNotContainKey("tenant-x");
			assertThat(gateway.finished).contains("tenant-x");
		}
	}

	private static CompletableFuture<PublishResult> publish(MqttClient client, String name) {
		return client.publish("tenants/" + name, "again", Qos.AT_LEAST_ONCE);
	}

	private void each(int tenants, Step step) throws Exception {
		List<Future<?>> steps = new ArrayList<>();
		IntStream.range(0, tenants).forEach((i) -> steps.add(this.threads.submit(() -> step.take("tenant-" + i))));
		for (Future<?> one : steps) {
			one.get(120, TimeUnit.SECONDS);
		}
	}

	private static List<String> traces(ConfigurableApplicationContext context) {
		Set<String> traces = new TreeSet<>(List.of(context.getBeanFactory().getSingletonNames()));
		traces.addAll(List.of(context.getBeanDefinitionNames()));
		context.getBean(MqttListenerEndpointRegistry.class)
			.getContainers()
			.forEach((container) -> traces.add("container " + container.getId()));
		context.getBean(MeterRegistry.class).getMeters().forEach((meter) -> traces.add(meter.getId().toString()));
		context.getBean(MqttConnections.class)
			.getClients()
			.keySet()
			.forEach((name) -> traces.add("connection " + name));
		return List.copyOf(traces);
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(condition);
	}

	@FunctionalInterface
	private interface Step {

		Object take(String name) throws Exception;

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ MetricsAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class,
			MqttHealthContributorAutoConfiguration.class, MqttMetricsAutoConfiguration.class })
	static class Gateway {

		final Map<String, String> seen = new ConcurrentHashMap<>();

		final Set<String> finished = ConcurrentHashMap.newKeySet();

		final CompletableFuture<CompletableFuture<?>> removed = new CompletableFuture<>();

		volatile java.util.function.Consumer<String> onOrder = (connection) -> {
		};

		@Bean
		static MeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

		@MqttSubscribe(topics = "tenants/{name}", connection = "tenant-*")
		void onMessage(String payload, @Header(MqttHeaders.TOPIC) String topic,
				@Header(MqttHeaders.CONNECTION) String connection) {
			if (topic.endsWith("/" + connection)) {
				this.seen.put(connection, topic);
			}
		}

		@MqttSubscribe(topics = "orders/{name}", connection = "tenant-*")
		void onOrder(String payload, @Header(MqttHeaders.CONNECTION) String connection) {
			this.onOrder.accept(connection);
			this.finished.add(connection);
		}

	}

}
