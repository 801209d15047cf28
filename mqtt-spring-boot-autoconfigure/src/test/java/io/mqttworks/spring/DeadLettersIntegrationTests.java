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
import java.util.concurrent.CopyOnWriteArrayList;

import io.mqttworks.client.MqttVersion;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.core.MqttTemplate;
import io.mqttworks.spring.listener.DeadLetter;
import io.mqttworks.spring.listener.MqttDeadLetters;
import io.mqttworks.test.Brokers;
import io.mqttworks.test.Kit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Dead letters go to a real broker, come back, and are sent to their handlers again.
 */
class DeadLettersIntegrationTests {

	private final String root = "redrive-" + System.nanoTime();

	@Test
	void whatFailedIsHandledWhenTheHandlerWorksAgain() {
		try (ConfigurableApplicationContext application = start(MqttVersion.MQTT_5)) {
			Handler handler = application.getBean(Handler.class);
			MqttDeadLetters letters = application.getBean(MqttDeadLetters.class);
			application.getBean(MqttTemplate.class).send(this.root + "/in", "x");
			Awaitility.await().atMost(Kit.TIMEOUT).until(() -> letters.list().size() == 1);
			assertThat(letters.list().get(0).originalTopic()).isEqualTo(this.root + "/in");
			assertThat(letters.list().get(0).handler()).isEqualTo("handler");
			Kit.await(letters.redriveAll());
			// It fails again, and is a dead letter again.
			Awaitility.await()
				.atMost(Kit.TIMEOUT)
				.until(() -> letters.list().stream().map(DeadLetter::redriven).toList().equals(List.of(1)));
			handler.works = true;
			assertThat(Kit.await(letters.redriveAll())).isOne();
			Awaitility.await().atMost(Kit.TIMEOUT).until(() -> handler.received.equals(List.of("x")));
			assertThat(letters.list()).isEmpty();
		}
	}

	@Test
	void onMqtt311ItIsKeptButNobodyKnowsWhereItCameFrom() {
		try (ConfigurableApplicationContext application = start(MqttVersion.MQTT_3_1_1)) {
			MqttDeadLetters letters = application.getBean(MqttDeadLetters.class);
			application.getBean(MqttTemplate.class).send(this.root + "/in", "x");
			Awaitility.await().atMost(Kit.TIMEOUT).until(() -> letters.list().size() == 1);
			assertThat(Kit.await(letters.redriveAll())).isZero();
			assertThat(letters.list()).hasSize(1);
		}
	}

	private ConfigurableApplicationContext start(MqttVersion version) {
		return TestApplications.start(Brokers.mosquitto(), version, Handler.class, "test.root=" + this.root,
				"mqtt.listener.dead-letter-topic=" + this.root + "/dead", "mqtt.listener.keep-dead-letters=true",
				"mqtt.listener.retry.enabled=false");
	}

	static class Handler {

		final List<String> received = new CopyOnWriteArrayList<>();

		volatile boolean works;

		@MqttSubscribe(id = "handler", topics = "${test.root}/in")
		void handle(String payload) {
			if (!this.works) {
				throw new IllegalStateException("not yet");
			}
			this.received.add(payload);
		}

	}

}
