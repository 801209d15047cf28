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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.Kit;
import io.mqttworks.test.MosquittoBroker;
import io.mqttworks.test.TcpProxy;
import io.mqttworks.spring.annotation.MqttSubscribe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.messaging.handler.annotation.DestinationVariable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Several instances of an application that share the work of a filter.
 */
class ScalingIntegrationTests {

	private static final int INSTANCES = 3;

	private final List<ConfigurableApplicationContext> instances = new ArrayList<>();

	private MosquittoBroker broker;

	@BeforeEach
	void startBroker() {
		this.broker = MosquittoBroker.start();
	}

	@AfterEach
	void stop() {
		this.instances.forEach(ConfigurableApplicationContext::close);
		if (this.broker != null) {
			this.broker.close();
		}
	}

	@BothVersions
	void everyMessageIsHandledByOneInstanceAndAllTakePart(MqttVersion version) {
		for (int i = 0; i < INSTANCES; i++) {
			start(this.broker.uri(), version);
		}
		publish(version, 0, 300);
		await().atMost(Kit.TIMEOUT).until(() -> handled().size() >= 300);
		assertThat(handled()).hasSize(300).doesNotHaveDuplicates();
		assertThat(this.instances).allSatisfy((instance) -> assertThat(worker(instance).handled).isNotEmpty());
	}

	@BothVersions
	void theRestTakesOverWhenAnInstanceStops(MqttVersion version) {
		for (int i = 0; i < INSTANCES; i++) {
			start(this.broker.uri(), version);
		}
		publish(version, 0, 100);
		await().atMost(Kit.TIMEOUT).until(() -> handled().size() >= 100);
		List<Integer> before = List.copyOf(worker(this.instances.get(0)).handled);
		this.instances.remove(0).close();
		publish(version, 100, 100);
		await().atMost(Kit.TIMEOUT).until(() -> before.size() + handled().size() >= 200);
		List<Integer> all = new ArrayList<>(before);
		all.addAll(handled());
		assertThat(all).hasSize(200).doesNotHaveDuplicates();
	}

	@Test
	void theRestTakesOverWhenAnInstanceDies() {
		try (TcpProxy wire = TcpProxy.to(this.broker.port())) {
			ConfigurableApplicationContext victim = start(wire.uri(), MqttVersion.MQTT_5,
					"mqtt.reconnect.enabled=false");
			start(this.broker.uri(), MqttVersion.MQTT_5);
			start(this.broker.uri(), MqttVersion.MQTT_5);
			publish(MqttVersion.MQTT_5, 0, 90);
			await().atMost(Kit.TIMEOUT).until(() -> handled().size() >= 90);
			kill(victim, wire);
			publish(MqttVersion.MQTT_5, 90, 90);
			await().atMost(Kit.TIMEOUT).until(() -> handled().size() >= 180);
			assertThat(handled()).hasSize(180).doesNotHaveDuplicates();
			assertThat(worker(victim).handled).allMatch((number) -> number < 90);
		}
	}

	/**
	 * What an instance had received and not acknowledged when it died waits in its
	 * session.
	 */
	@Test
	void anInstanceThatComesBackFindsWhatItHadNotAcknowledged() {
		try (TcpProxy wire = TcpProxy.to(this.broker.port())) {
			String[] kept = { "mqtt.client-id=worker-1", "mqtt.clean-start=false", "mqtt.session-expiry=1h",
					"mqtt.reconnect.enabled=false" };
			ConfigurableApplicationContext victim = start(wire.uri(), MqttVersion.MQTT_5, kept);
			start(this.broker.uri(), MqttVersion.MQTT_5);
			start(this.broker.uri(), MqttVersion.MQTT_5);
			worker(victim).dead = true;
			publish(MqttVersion.MQTT_5, 0, 90);
			await().atMost(Kit.TIMEOUT).until(() -> handled().size() >= 60);
			kill(victim, wire);
			this.instances.remove(victim);
			victim.close();
			assertThat(handled()).hasSize(60);
			start(this.broker.uri(), MqttVersion.MQTT_5, kept);
			await().atMost(Kit.TIMEOUT).until(() -> handled().size() >= 90);
			assertThat(handled()).hasSize(90).doesNotHaveDuplicates();
		}
	}

	/**
	 * Ends a connection without DISCONNECT, and all handling behind it, as if the process
	 * was killed.
	 */
	private static void kill(ConfigurableApplicationContext instance, TcpProxy wire) {
		MqttClient client = instance.getBean(MqttClient.class);
		worker(instance).dead = true;
		wire.cut();
		await().atMost(Kit.TIMEOUT).until(() -> !client.isConnected());
		worker(instance).buried.countDown();
	}

	/**
	 * A shared subscription keeps no order between instances, but each instance keeps the
	 * order in which it received the messages of a topic.
	 */
	@Test
	void eachInstanceHandlesATopicInOrder() {
		for (int i = 0; i < INSTANCES; i++) {
			start(this.broker.uri(), MqttVersion.MQTT_5, "mqtt.listener.concurrency=4");
		}
		publish(MqttVersion.MQTT_5, 0, 300);
		await().atMost(Kit.TIMEOUT).until(() -> handled().size() >= 300);
		for (ConfigurableApplicationContext instance : this.instances) {
			worker(instance).byTopic.values().forEach((numbers) -> assertThat(numbers).isSorted());
		}
	}

	private ConfigurableApplicationContext start(String server, MqttVersion version, String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		if (all.stream().noneMatch((property) -> property.startsWith("mqtt.client-id"))) {
			// The session ends with the instance.
			all.add("mqtt.clean-start=true");
			all.add("mqtt.session-expiry=0s");
		}
		ConfigurableApplicationContext instance = TestApplications.start(server, version, Worker.class,
				all.toArray(String[]::new));
		this.instances.add(instance);
		return instance;
	}

	private void publish(MqttVersion version, int from, int count) {
		try (MqttClient client = MqttClient.builder(this.broker.uri()).version(version).build()) {
			client.connect(Kit.TIMEOUT);
			for (int i = from; i < from + count; i++) {
				client.publish(MqttMessage.of("jobs/" + i % 7, Integer.toString(i), Qos.AT_LEAST_ONCE));
			}
			await().atMost(Kit.TIMEOUT).until(() -> client.pendingPublishes() == 0);
		}
	}

	private List<Integer> handled() {
		return this.instances.stream().flatMap((instance) -> worker(instance).handled.stream()).toList();
	}

	private static Worker worker(ConfigurableApplicationContext instance) {
		return instance.getBean(Worker.class);
	}

	static class Worker {

		final List<Integer> handled = new CopyOnWriteArrayList<>();

		final Map<Integer, List<Integer>> byTopic = new ConcurrentHashMap<>();

		final CountDownLatch buried = new CountDownLatch(1);

		volatile boolean dead;

		@MqttSubscribe(topics = "jobs/{kind}", sharedGroup = "workers")
		void handle(int number, @DestinationVariable int kind) throws InterruptedException {
			if (this.dead) {
				this.buried.await(1, TimeUnit.MINUTES);
				return;
			}
			this.handled.add(number);
			this.byTopic.computeIfAbsent(kind, (key) -> new CopyOnWriteArrayList<>()).add(number);
		}

	}

}
