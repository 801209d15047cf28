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

package io.mqttworks.spring.boot.testcontainers;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.ServerAddress;
import io.mqttworks.test.Kit;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.boot.autoconfigure.MqttConnectionDetails;
import io.mqttworks.spring.core.MqttTemplate;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServiceConnection @ServiceConnection} with a broker in a container.
 */
@RequiresDocker
@Testcontainers
@SpringBootTest(properties = { "mqtt.servers=mqtt://ignored:1", "mqtt.username=ignored", "mqtt.startup=fail-fast" })
class ServiceConnectionIntegrationTests {

	@Container
	@ServiceConnection
	static final GenericContainer<?> mosquitto = Mosquitto.container();

	@Autowired
	private MqttTemplate template;

	@Autowired
	private MqttClient client;

	@Autowired
	private Application application;

	@Test
	void messagesGoThroughTheContainer() throws Exception {
		this.template.send("room/1", "hello");
		assertThat(this.application.received.poll(Kit.TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("hello");
	}

	@Test
	void theContainerIsTheOnlySourceOfTheConnection(@Autowired MqttConnectionDetails details) {
		ServerAddress address = ServerAddress
			.parse("mqtt://" + mosquitto.getHost() + ":" + mosquitto.getMappedPort(1883));
		assertThat(details.getServers()).containsExactly(address);
		assertThat(details.getUsername()).isNull();
		assertThat(this.client.connectResult()).isNotNull();
		assertThat(this.client.connectResult().server()).isEqualTo(address);
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
