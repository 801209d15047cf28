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

import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.Brokers;
import io.mqttworks.test.EveryBroker;
import io.mqttworks.test.Kit;
import io.mqttworks.test.MosquittoBroker;
import io.mqttworks.test.RealBroker;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.core.MqttTemplate;
import io.mqttworks.spring.event.MqttSubscriptionFailedEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.messaging.handler.annotation.DestinationVariable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests, with real brokers, for mistakes that other libraries for MQTT and Spring make or
 * made.
 */
public class PeerDefectsIntegrationTests {

	/** Keeps the tests apart, which share brokers. */
	private final String root = "peers-" + UUID.randomUUID();

	private ConfigurableApplicationContext application;

	@AfterEach
	void close() {
		if (this.application != null) {
			this.application.close();
		}
	}

	/**
	 * Artemis sends a copy for each subscription and names all of them in each copy, so
	 * that nobody can tell copies from messages.
	 */
	@BothVersions
	void overlappingFiltersRunEachHandlerOnce(MqttVersion version) {
		Overlapping overlapping = start(Brokers.mosquitto(), version, Overlapping.class);
		for (int i = 0; i < 20; i++) {
			template().send("{root}/a/b", Integer.toString(i), this.root);
		}
		template().send("{root}/end", "end", this.root);
		await().atMost(Kit.TIMEOUT).until(() -> overlapping.received.contains("all end"));
		for (int i = 0; i < 20; i++) {
			assertThat(overlapping.received).containsOnlyOnce("exact " + i, "plus " + i, "all " + i, "several " + i);
		}
		assertThat(overlapping.received).hasSize(4 * 20 + 1);
		assertThat(overlapping.refused).isEmpty();
	}

	@EveryBroker
	void sharedSubscriptionReachesItsHandler(RealBroker broker, MqttVersion version) throws Exception {
		Shared shared = start(broker, version, Shared.class);
		template().send("{root}/jobs/{id}", "x", this.root, 5);
		assertThat(shared.received.poll(15, TimeUnit.SECONDS)).isEqualTo("5 x");
	}

	@EveryBroker
	void publishingAndWaitingInsideAHandlerWorks(RealBroker broker, MqttVersion version) throws Exception {
		Chain chain = start(broker, version, Chain.class);
		for (int i = 0; i < 20; i++) {
			template().sendAsync("{root}/first", Integer.toString(i), this.root);
		}
		for (int i = 0; i < 20; i++) {
			assertThat(chain.ends.poll(15, TimeUnit.SECONDS)).isEqualTo(i + " passed on");
		}
	}

	@Test
	void brokerRestartLosesNoHandler() throws Exception {
		try (MosquittoBroker broker = MosquittoBroker.start()) {
			for (MqttVersion version : List.of(MqttVersion.MQTT_3_1_1, MqttVersion.MQTT_5)) {
				Everything everything = start(broker, version, Everything.class);
				for (int restart = 0; restart < 2; restart++) {
					broker.kill();
					broker.restart();
					// Published while the subscriptions may still be missing: waits for
					// them.
					await().atMost(Kit.TIMEOUT).until(() -> this.application.getBean(MqttClient.class).isConnected());
					await().atMost(Kit.TIMEOUT).untilAsserted(() -> {
						everything.received.clear();
						template().send("{root}/1/temperature", "x", this.root);
						await().untilAsserted(() -> assertThat(everything.received).contains("template", "shared",
								"wildcard", "plain"));
					});
				}
				this.application.close();
			}
		}
	}

	private MqttTemplate template() {
		return this.application.getBean(MqttTemplate.class);
	}

	private <T> T start(RealBroker broker, MqttVersion version, Class<T> type) {
		this.application = TestApplications.start(broker, version, type, "test.root=" + this.root);
		return this.application.getBean(type);
	}

	static class Overlapping {

		final List<String> received = new CopyOnWriteArrayList<>();

		final List<MqttSubscriptionFailedEvent> refused = new CopyOnWriteArrayList<>();

		@EventListener
		void onRefused(MqttSubscriptionFailedEvent event) {
			this.refused.add(event);
		}

		@MqttSubscribe("${test.root}/a/b")
		void exact(String payload) {
			this.received.add("exact " + payload);
		}

		@MqttSubscribe("${test.root}/+/b")
		void plus(String payload) {
			this.received.add("plus " + payload);
		}

		@MqttSubscribe(topics = "${test.root}/#", qos = Qos.EXACTLY_ONCE)
		void all(String payload) {
			this.received.add("all " + payload);
		}

		@MqttSubscribe({ "${test.root}/a/#", "${test.root}/a/+", "${test.root}/a/b" })
		void several(String payload) {
			this.received.add("several " + payload);
		}

	}

	static class Shared {

		final BlockingQueue<String> received = new LinkedBlockingQueue<>();

		@MqttSubscribe(topics = "${test.root}/jobs/{id}", sharedGroup = "workers")
		void handle(String payload, @DestinationVariable int id) {
			this.received.add(id + " " + payload);
		}

	}

	static class Chain {

		final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

		private final MqttTemplate template;

		Chain(MqttTemplate template) {
			this.template = template;
		}

		@MqttSubscribe("{root}/first")
		void first(String payload, @DestinationVariable String root) {
			this.template.newMessage(payload + " passed on").topic("{root}/second", root).qos(Qos.EXACTLY_ONCE).send();
		}

		@MqttSubscribe("${test.root}/second")
		void second(String payload) {
			this.ends.add(payload);
		}

	}

	static class Everything {

		final List<String> received = new CopyOnWriteArrayList<>();

		@MqttSubscribe("${test.root}/{zone}/temperature")
		void template(@DestinationVariable int zone) {
			this.received.add("template");
		}

		@MqttSubscribe(topics = "${test.root}/+/temperature", sharedGroup = "workers")
		void shared(String payload) {
			this.received.add("shared");
		}

		@MqttSubscribe("${test.root}/#")
		void wildcard(String payload) {
			this.received.add("wildcard");
		}

		@MqttSubscribe("${test.root}/1/temperature")
		void plain(String payload) {
			this.received.add("plain");
		}

	}

}
