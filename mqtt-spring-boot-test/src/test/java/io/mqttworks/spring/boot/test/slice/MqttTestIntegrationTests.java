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

package io.mqttworks.spring.boot.test.slice;

import java.time.Duration;

import io.mqttworks.spring.boot.test.EmbeddedMqtt;
import io.mqttworks.spring.boot.test.HandlerRuns;
import io.mqttworks.spring.boot.test.MqttProbe;
import io.mqttworks.spring.boot.test.MqttTest;
import io.mqttworks.spring.boot.test.slice.GreenhouseComponents.Thermostat;
import io.mqttworks.spring.config.MqttListenerEndpointRegistry;
import io.mqttworks.test.Kit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mockingDetails;
import static org.mockito.Mockito.times;

/**
 * Tests for {@link MqttTest}.
 */
@MqttTest(properties = "mqtt.startup=fail-fast")
class MqttTestIntegrationTests {

	@MockitoBean
	private Thermostat thermostat;

	@MockitoSpyBean
	private GreenhouseComponents.Fan fan;

	@BeforeEach
	void subscribed(@Autowired MqttListenerEndpointRegistry registry) {
		registry.awaitSubscribed(Kit.TIMEOUT);
	}

	@Test
	void handlersAreThereAndAnswer(MqttProbe probe) {
		given(this.thermostat.isHot(31.5)).willReturn(true);
		probe.publish("greenhouse/temperature", "{\"celsius\":31.5}");
		assertThat(probe).received("greenhouse/fan").withPayload("on").within(Kit.TIMEOUT);
	}

	@Test
	void oneCanWaitForTheRunsOfAHandler(MqttProbe probe, HandlerRuns runs) {
		probe.publish("greenhouse/temperature", "{\"celsius\":1}");
		probe.publish("greenhouse/temperature", "{\"celsius\":2}");
		runs.await("fan.measured", 2, Kit.TIMEOUT);
		then(this.fan).should(times(2)).measured(any());
		assertThat(probe).neverReceived("greenhouse/fan").during(Duration.ZERO);
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> runs.await("fan.measured", 3, Duration.ofMillis(1)))
			.withMessageContaining("{fan.measured=2}");
	}

	@Test
	void othersAreNotThere(@Autowired ApplicationContext context, EmbeddedMqtt broker) {
		assertThat(context.getBeanNamesForType(Thermostat.class)).hasSize(1);
		assertThat(mockingDetails(this.thermostat).isMock()).isTrue();
		assertThat(context.getBeanNamesForType(GreenhouseComponents.Watering.class)).isEmpty();
		assertThat(context.getEnvironment().getProperty("mqtt.test.broker.port", int.class)).isEqualTo(broker.port());
	}

}
