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

package io.mqttworks.spring.boot.docker.compose;

import java.util.Map;

import io.mqttworks.client.ServerAddress;
import io.mqttworks.spring.boot.autoconfigure.MqttConnectionDetails;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.docker.compose.core.ConnectionPorts;
import org.springframework.boot.docker.compose.core.ImageReference;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link MqttDockerComposeConnectionDetailsFactory}.
 */
class MqttDockerComposeConnectionDetailsFactoryTests {

	private final RunningService service = mock();

	private final DockerComposeConnectionSource source = mock();

	private final MqttDockerComposeConnectionDetailsFactory factory = new MqttDockerComposeConnectionDetailsFactory();

	@ParameterizedTest
	@ValueSource(strings = { "eclipse-mosquitto:2.0", "hivemq/hivemq-ce:2025.5", "hivemq/hivemq4", "emqx/emqx:5",
			"emqx:5", "emqx/nanomq", "vernemq/vernemq", "apache/artemis:2.53.0", "apache/activemq-artemis" })
	void imagesOfBrokersAreKnown(String image) {
		MqttConnectionDetails details = details(image, Map.of(), Map.of());
		assertThat(details.getServers()).containsExactly(ServerAddress.parse("mqtt://127.0.0.1:32768"));
		assertThat(details.getUsername()).isNull();
		assertThat(details.getPassword()).isNull();
		assertThat(details.getSslBundle()).isNull();
	}

	@Test
	void aLabelTellsWhatAnotherImageIs() {
		assertThat(details("registry.example/broker", Map.of(),
				Map.of("org.springframework.boot.service-connection", "eclipse-mosquitto")))
			.isNotNull();
	}

	@Test
	void otherImagesAreLeftToOthers() {
		assertThat(details("redis", Map.of(), Map.of())).isNull();
	}

	@Test
	void artemisSaysWhomItLetsIn() {
		MqttConnectionDetails details = details("apache/artemis",
				Map.of("ARTEMIS_USER", "user", "ARTEMIS_PASSWORD", "secret"), Map.of());
		assertThat(details.getUsername()).isEqualTo("user");
		assertThat(details.getPassword()).isEqualTo("secret");
	}

	private MqttConnectionDetails details(String image, Map<String, String> environment, Map<String, String> labels) {
		ConnectionPorts ports = mock();
		given(ports.get(1883)).willReturn(32768);
		given(this.service.image()).willReturn(ImageReference.of(image));
		given(this.service.labels()).willReturn(labels);
		given(this.service.env()).willReturn(environment);
		given(this.service.host()).willReturn("127.0.0.1");
		given(this.service.ports()).willReturn(ports);
		given(this.source.getRunningService()).willReturn(this.service);
		return this.factory.getConnectionDetails(this.source);
	}

}
