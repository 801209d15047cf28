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

import java.util.ArrayList;
import java.util.List;

import io.mqttworks.client.MqttClient;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.TestContextManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for the broker as a part of the context of a test.
 */
@SpringBootTest(properties = "mqtt.startup=fail-fast")
@EmbeddedMqttBroker(tls = true, users = @EmbeddedMqttBroker.User(name = "gardener", password = "secret"))
class EmbeddedMqttContextTests {

	@Test
	void theBrokerIsAParameter(EmbeddedMqtt broker, @Autowired MqttClient client) {
		assertThat(broker.url()).isEqualTo("mqtts://127.0.0.1:" + broker.port());
		assertThat(client.isConnected()).isTrue();
		assertThat(client.connectResult()).isNotNull();
		assertThat(client.connectResult().server().port()).isEqualTo(broker.port());
	}

	@Test
	void theBrokerEndsWithAContextThatDoesNotStart() {
		Failing.brokers.clear();
		assertThatIllegalStateException()
			.isThrownBy(() -> new TestContextManager(Failing.class).getTestContext().getApplicationContext());
		assertThat(Failing.brokers).singleElement()
			.satisfies((broker) -> assertThatIllegalStateException().isThrownBy(broker::clear)
				.withMessageContaining("is stopped"));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@SpringBootTest(classes = Failing.Broken.class)
	@EmbeddedMqttBroker
	static class Failing {

		static final List<EmbeddedMqtt> brokers = new ArrayList<>();

		@Configuration(proxyBeanMethods = false)
		@EnableAutoConfiguration
		static class Broken {

			@Bean
			String broken(EmbeddedMqtt broker) {
				brokers.add(broker);
				throw new IllegalStateException("This bean cannot be made");
			}

		}

	}

}
