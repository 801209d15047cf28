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
package io.mqttworks.spring.boot.migration;

import java.util.concurrent.CompletableFuture;

import io.mqttworks.client.Qos;
import io.mqttworks.spring.annotation.MqttSubscribe;
import io.mqttworks.spring.core.MqttTemplate;
import io.mqttworks.spring.integration.Mqtt;
import io.mqttworks.spring.listener.MqttListenerContainerFactory;
import io.mqttworks.spring.support.MqttHeaders;
import io.mqttworks.test.Brokers;
import io.mqttworks.test.Kit;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Starts the applications that {@code docs/migration.md} ends with.
 */
class MigrationIntegrationTests {

	@Test
	void whatCameFromSpringIntegrationRuns() {
		assertWarned(AfterSpringIntegration.class);
	}

	@Test
	void whatCameFromPahoOrTheHiveMqClientRuns() {
		assertWarned(AfterPaho.class);
	}

	private static void assertWarned(Class<?> type) {
		try (ConfigurableApplicationContext application = new SpringApplicationBuilder(type, Listener.class)
			.web(WebApplicationType.NONE)
			.properties("mqtt.servers=" + Brokers.mosquitto().uri(), "mqtt.client-id=greenhouse-" + System.nanoTime(),
					"mqtt.startup=fail-fast")
			.run()) {
			application.getBean(MqttTemplate.class).send("greenhouse/north/temperature", "31");
			assertThat(Kit.await(application.getBean(Listener.class).warning))
				.isEqualTo("greenhouse/north/temperature: 31");
		}
	}

	static class Listener {

		final CompletableFuture<String> warning = new CompletableFuture<>();

		@MqttSubscribe("greenhouse/warnings")
		void onWarning(String text) {
			this.warning.complete(text);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class AfterSpringIntegration {

		@Bean
		IntegrationFlow warnings(MqttListenerContainerFactory factory, MqttTemplate template) {
			return IntegrationFlow
				.from(Mqtt.inboundAdapter(factory, "greenhouse/{zone}/temperature").payloadType(String.class))
				.filter(String.class, (celsius) -> Double.parseDouble(celsius) > 30)
				.handle(String.class, (celsius, headers) -> headers.get(MqttHeaders.TOPIC) + ": " + celsius)
				.handle(Mqtt.outboundAdapter(template, "greenhouse/warnings").qos(Qos.AT_LEAST_ONCE))
				.get();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class AfterPaho {

		private final MqttTemplate template;

		AfterPaho(MqttTemplate template) {
			this.template = template;
		}

		@MqttSubscribe("greenhouse/{zone}/temperature")
		void onTemperature(@Payload double celsius, @Header(MqttHeaders.TOPIC) String topic) {
			if (celsius > 30) {
				this.template.send("greenhouse/warnings", topic + ": " + Math.round(celsius));
			}
		}

	}

}
