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

package io.mqttworks.spring.boot.test;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.test.Kit;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.core.MqttTemplate;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EmbeddedMqttBroker}.
 */
@EmbeddedMqttBroker
@SpringBootTest(properties = { "mqtt.servers=mqtt://ignored:1", "mqtt.startup=fail-fast",
		"mqtt.connections.other.servers=${mqtt.test.broker.url}", "mqtt.connections.other.version=3.1.1" })
class EmbeddedMqttBrokerIntegrationTests {

	@Autowired
	private MqttTemplate template;

	@Autowired
	private MqttClient client;

	@Autowired
	private Application application;

	@Value("${mqtt.test.broker.port}")
	private int port;

	@Test
	void theDefaultConnectionGoesToTheBroker() {
		assertThat(this.client.connectResult()).isNotNull();
		assertThat(this.client.connectResult().server().port()).isEqualTo(this.port);
		assertThat(this.client.connectResult().version()).isEqualTo(MqttVersion.MQTT_5);
	}

	@Test
	void furtherConnectionsCanGoThereAsWell(@Autowired @Qualifier("other") MqttClient other) {
		assertThat(other.connectResult()).isNotNull();
		assertThat(other.connectResult().server().port()).isEqualTo(this.port);
		assertThat(other.connectResult().version()).isEqualTo(MqttVersion.MQTT_3_1_1);
	}

	@Test
	void messagesGoThroughTheBroker() throws Exception {
		this.template.send("room/1", "hello");
		assertThat(this.application.received.poll(Kit.TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("hello");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		final BlockingQueue<String> received = new LinkedBlockingQueue<>();

		@MqttSubscribe("room/+")
		void receive(String payload) {
			this.received.add(payload);
		}

	}

}
