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

import io.mqttworks.spring.boot.autoconfigure.MqttConnectionDetails;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.containers.Container;
import org.testcontainers.hivemq.HiveMQContainer;

import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.ArgumentMatchers.isNull;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link MqttContainerConnectionDetailsFactory}.
 */
class MqttContainerConnectionDetailsFactoryTests {

	private final ContainerConnectionSource<Container<?>> source = mock();

	private final MqttContainerConnectionDetailsFactory factory = new MqttContainerConnectionDetailsFactory();

	@ParameterizedTest
	@ValueSource(strings = { "eclipse-mosquitto", "hivemq/hivemq-ce", "hivemq/hivemq4", "emqx/emqx", "emqx",
			"emqx/nanomq", "vernemq/vernemq", "apache/artemis", "apache/activemq-artemis" })
	void imagesOfBrokersAreKnown(String image) {
		given(this.source.accepts(image, Container.class, MqttConnectionDetails.class)).willReturn(true);
		assertThat(this.factory.getConnectionDetails(this.source)).isNotNull();
	}

	@Test
	void theContainerOfHiveMqIsKnownByItsClass() {
		given(this.source.accepts(isNull(), eq(HiveMQContainer.class), eq(MqttConnectionDetails.class)))
			.willReturn(true);
		assertThat(this.factory.getConnectionDetails(this.source)).isNotNull();
	}

	@Test
	void otherImagesAreLeftToOthers() {
		assertThat(this.factory.getConnectionDetails(this.source)).isNull();
	}

}
