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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;

import io.mqttworks.client.ConnectionState;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttPublishException;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.config.MqttListenerEndpointRegistry;
import io.mqttworks.spring.core.MqttTemplate;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.MosquittoBroker;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.messaging.handler.annotation.SendTo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What applications say to a broker in each mode.
 */
class OperatingModeIntegrationTests {

	private static MosquittoBroker broker;

	@BeforeAll
	static void startBroker() {
		broker = MosquittoBroker.start();
	}

	@AfterAll
	static void stopBroker() {
		broker.close();
	}

	@BothVersions
	void listenerHandlesAndSaysNothing(MqttVersion version) {
		String site = "site-" + version.name();
		List<String> seen = new CopyOnWriteArrayList<>();
		String[] properties = { "mqtt.client-id=" + site, "site=" + site,
				"mqtt.listener.dead-letter-topic=" + site + "/dead", "mqtt.listener.retry.max-retries=1",
				"mqtt.listener.retry.acknowledge=before", "mqtt.will.topic=" + site + "/will",
				"mqtt.will.payload=gone" };
		try (MqttClient others = MqttClient.builder(broker.uri()).version(version).build()) {
			others.connect().join();
			others.subscribe(site + "/#", Qos.AT_LEAST_ONCE, (message) -> seen.add(message.topic())).result().join();
			try (ConfigurableApplicationContext listener = TestApplications.start(broker, version, Site.class,
					with(properties, "mqtt.mode=listener"))) {
				Site handlers = listener.getBean(Site.class);
				listener.getBean(MqttListenerEndpointRegistry.class).awaitSubscribed(Duration.ofSeconds(30));
				others.publish(site + "/question", "how warm?", Qos.AT_LEAST_ONCE).join();
				others.publish(site + "/broken", "x", Qos.AT_LEAST_ONCE).join();
				await(() -> handlers.handled.size() == 3);
				assertThat(handlers.handled).containsExactlyInAnyOrder("question", "broken", "broken");
				assertThatExceptionOfType(MqttPublishException.class)
					.isThrownBy(() -> listener.getBean(MqttTemplate.class).send(site + "/said", "no"))
					.withMessageContaining("nothing of it was sent")
					.withMessageContaining("LISTENER");
			}
			try (ConfigurableApplicationContext publisher = TestApplications.start(broker, version, Site.class,
					properties)) {
				await(() -> seen.contains(site + "/dead"));
				assertThat(publisher.getBean(Site.class).handled).as("not lost").contains("broken");
			}
			assertThat(seen).containsExactlyInAnyOrder(site + "/question", site + "/broken", site + "/dead");
		}
	}

	@Test
	void applicationThatIsOffStartsWithoutABroker() {
		try (ConfigurableApplicationContext off = TestApplications.start("mqtt://127.0.0.1:1", MqttVersion.MQTT_5,
				Site.class, "mqtt.mode=off", "site=nowhere", "mqtt.client-id=off")) {
			assertThat(off.getBean(MqttClient.class).state()).isEqualTo(ConnectionState.IDLE);
			assertThatExceptionOfType(MqttPublishException.class)
				.isThrownBy(() -> off.getBean(MqttTemplate.class).send("nowhere/said", "no"))
				.withMessageContaining("OFF");
		}
	}

	private static String[] with(String[] properties, String one) {
		List<String> all = new CopyOnWriteArrayList<>(properties);
		all.add(one);
		return all.toArray(String[]::new);
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(condition);
	}

	static class Site {

		final List<String> handled = new CopyOnWriteArrayList<>();

		@MqttSubscribe("${site}/question")
		@SendTo("${site}/answer")
		String onQuestion(String question) {
			this.handled.add("question");
			return "warm";
		}

		@MqttSubscribe("${site}/broken")
		void onBroken(String payload) {
			this.handled.add("broken");
			throw new IllegalStateException("cannot");
		}

	}

}
