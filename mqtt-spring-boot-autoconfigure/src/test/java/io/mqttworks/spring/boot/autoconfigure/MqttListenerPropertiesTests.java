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

package io.mqttworks.spring.boot.autoconfigure;

import java.time.Duration;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.spring.FakeMqttClient;
import io.mqttworks.spring.config.MqttListenerEndpointRegistry;
import io.mqttworks.spring.listener.DeadLetterRecoverer;
import io.mqttworks.spring.listener.MqttListenerEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.util.backoff.BackOffExecution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the {@code mqtt.listener} properties about failures.
 */
class MqttListenerPropertiesTests {

	private final MqttProperties properties = new MqttProperties();

	private final MqttPropertiesMapper mapper = new MqttPropertiesMapper(MqttProperties.PREFIX, this.properties,
			this.properties.getListener());

	@Test
	void aHandlerIsTriedAgainTwiceByDefault() {
		RetryPolicy policy = this.mapper.retryPolicy();
		assertThat(policy).isNotNull();
		BackOffExecution backOff = policy.getBackOff().start();
		assertThat(backOff.nextBackOff()).isEqualTo(500);
		assertThat(backOff.nextBackOff()).isEqualTo(1000);
		assertThat(backOff.nextBackOff()).isEqualTo(BackOffExecution.STOP);
	}

	@Test
	void retriesAreSet() {
		MqttProperties.Listener.Retry retry = this.properties.getListener().getRetry();
		retry.setMaxRetries(3);
		retry.setDelay(Duration.ofSeconds(1));
		retry.setMultiplier(10);
		retry.setMaxDelay(Duration.ofSeconds(5));
		RetryPolicy policy = this.mapper.retryPolicy();
		assertThat(policy).isNotNull();
		BackOffExecution backOff = policy.getBackOff().start();
		assertThat(backOff.nextBackOff()).isEqualTo(1000);
		assertThat(backOff.nextBackOff()).isEqualTo(5000);
		assertThat(backOff.nextBackOff()).isEqualTo(5000);
		assertThat(backOff.nextBackOff()).isEqualTo(BackOffExecution.STOP);
	}

	@Test
	void retriesCanBeSwitchedOff() {
		this.properties.getListener().getRetry().setEnabled(false);
		assertThat(this.mapper.retryPolicy()).isNull();
	}

	@Test
	void aValueThatIsNotValidIsRefusedByName() {
		this.properties.getListener().getRetry().setMaxRetries(-1);
		assertThatExceptionOfType(InvalidMqttPropertyException.class).isThrownBy(this.mapper::retryPolicy)
			.withMessageContaining("mqtt.listener.retry.max-retries");
	}

	@Test
	void aDeadLetterTopicMakesARecoverer() {
		assertThat(this.mapper.recoverer()).isNull();
		this.properties.getListener().setDeadLetterTopic("dead/letters");
		assertThat(this.mapper.recoverer()).isInstanceOf(DeadLetterRecoverer.class);
		this.properties.getListener().setDeadLetterTopic("dead/#");
		assertThatExceptionOfType(InvalidMqttPropertyException.class).isThrownBy(this.mapper::recoverer)
			.withMessageContaining("mqtt.listener.dead-letter-topic");
	}

	@ParameterizedTest
	@ValueSource(strings = { "concurrency=0", "max-threads=0", "publish-timeout=0", "stop-timeout=-1s",
			"retry.max-in-memory=-1" })
	void aSettingOfContainersThatIsNotValidIsRefusedByName(String property) {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class))
			.withPropertyValues("mqtt.listener." + property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(IllegalArgumentException.class)
				.satisfies((cause) -> assertThat(context.getStartupFailure())
					.hasStackTraceContaining("mqtt.listener." + property.substring(0, property.indexOf('=')))));
	}

	@Test
	void containersTakeTheSettings() {
		FakeMqttClient client = new FakeMqttClient().connected(MqttVersion.MQTT_5);
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class))
			.withBean("mqttClient", MqttClient.class, () -> client)
			.withPropertyValues("mqtt.listener.retry.acknowledge=before", "mqtt.listener.retry.max-in-memory=1",
					"mqtt.listener.retry.delay=10m", "mqtt.listener.stop-timeout=0", "mqtt.listener.max-threads=1",
					"mqtt.listener.publish-timeout=1s")
			.run((context) -> {
				MqttListenerEndpointRegistry registry = context.getBean(MqttListenerEndpointRegistry.class);
				registry.register(MqttListenerEndpoint.builder("a", (message, received) -> {
					throw new IllegalStateException("no");
				}).topics("a/+").build());
				assertThat(client.deliver("a/1", "x").acknowledgments).containsExactly("acknowledged");
				assertThat(client.deliver("a/2", "x").acknowledgments).isEmpty();
				assertThat(registry.stop("a")).succeedsWithin(Duration.ofSeconds(30));
			});
	}

}
