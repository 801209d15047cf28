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

import io.mqttworks.client.MqttVersion;
import io.mqttworks.test.RealBroker;
import io.mqttworks.spring.boot.autoconfigure.MqttAutoConfiguration;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * Small Spring Boot applications, connected to a broker.
 */
public final class TestApplications {

	private TestApplications() {
	}

	/**
	 * Starts an application.
	 * @param broker the broker
	 * @param version the version to speak
	 * @param type a configuration or component
	 * @param properties further properties, as {@code name=value}
	 * @return the application, connected
	 */
	public static ConfigurableApplicationContext start(RealBroker broker, MqttVersion version, Class<?> type,
			String... properties) {
		return start(broker.uri(), version, type, properties);
	}

	/**
	 * Starts an application.
	 * @param server the address of the broker
	 * @param version the version to speak
	 * @param type a configuration or component
	 * @param properties further properties, as {@code name=value}
	 * @return the application, connected
	 */
	public static ConfigurableApplicationContext start(String server, MqttVersion version, Class<?> type,
			String... properties) {
		return new SpringApplicationBuilder(Application.class, type).web(WebApplicationType.NONE)
			.properties("mqtt.servers=" + server, "mqtt.version=" + ((version == MqttVersion.MQTT_5) ? "5" : "3.1.1"),
					"mqtt.startup=fail-fast", "mqtt.reconnect.min-delay=10ms", "mqtt.reconnect.max-delay=100ms",
					"mqtt.listener.retry.delay=10ms", "spring.main.banner-mode=off")
			.properties(properties)
			.run();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ MqttAutoConfiguration.class, JacksonAutoConfiguration.class,
			ValidationAutoConfiguration.class })
	static class Application {

	}

}
