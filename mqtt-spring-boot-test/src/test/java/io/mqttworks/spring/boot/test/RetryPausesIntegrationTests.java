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

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.boot.autoconfigure.MqttAutoConfiguration;
import io.mqttworks.spring.config.MqttListenerEndpointRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Shows that a test need not wait for the pauses of handlers.
 */
@SpringBootTest(properties = { "mqtt.listener.retry.delay=1h", "mqtt.listener.retry.max-retries=2",
		"mqtt.listener.retry.max-delay=1h", "mqtt.listener.dead-letter-topic=dead" })
@EmbeddedMqttBroker
class RetryPausesIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	@BeforeEach
	void subscribed(@Autowired MqttListenerEndpointRegistry registry) {
		registry.awaitSubscribed(LIMIT);
	}

	@Test
	void pausesOfHoursAreOverAtOnce(MqttProbe probe, RetryPauses pauses, HandlerRuns runs) {
		pauses.hold();
		probe.publish("pump/orders", "start");
		assertThat(pauses.await(1, LIMIT)).containsExactly(Duration.ofHours(1));
		pauses.advance(Duration.ofMinutes(59));
		assertThat(pauses.pending()).containsExactly(Duration.ofMinutes(1));
		assertThat(runs.count("orders")).isEqualTo(1);
		pauses.advance(Duration.ofMinutes(1));
		pauses.await(1, LIMIT);
		pauses.advance(Duration.ofHours(1));
		assertThat(probe).received("dead").withPayload("start").within(LIMIT);
		assertThat(runs.count("orders")).isEqualTo(3);
	}

	@Test
	void pausesThatDoNotComeAreTold(RetryPauses pauses) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> pauses.await(1, Duration.ofMillis(50)))
			.withMessageContaining("Expected 1 pauses of handlers")
			.withMessageContaining("were they held before?");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(MqttAutoConfiguration.class)
	static class Pump {

		final AtomicInteger orders = new AtomicInteger();

		@MqttSubscribe(topics = "pump/orders", id = "orders")
		void onOrder(String order) {
			throw new IllegalStateException("attempt " + this.orders.incrementAndGet());
		}

	}

}
