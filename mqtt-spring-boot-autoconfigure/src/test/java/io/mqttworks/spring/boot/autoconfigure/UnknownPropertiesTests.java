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

import java.util.List;
import java.util.Map;

import io.mqttworks.spring.boot.autoconfigure.UnknownProperties.Unknown;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UnknownProperties}.
 */
class UnknownPropertiesTests {

	private static final KnownProperties KNOWN = KnownProperties.read(MqttProperties.class.getClassLoader());

	private final UnknownProperties unknown = new UnknownProperties(KNOWN, List.of());

	@ParameterizedTest
	@CsvSource({ "mqtt.server,mqtt.servers", "mqtt.url,mqtt.servers", "mqtt.broker-url,mqtt.servers",
			"mqtt.user,mqtt.username", "mqtt.clientIdentifier,mqtt.client-id", "mqtt.client.id,mqtt.client-id",
			"mqtt.kep-alive,mqtt.keep-alive", "mqtt.keep-alive-interval,mqtt.keep-alive",
			"mqtt.clean-session,mqtt.clean-start", "mqtt.retry.max-attempts,mqtt.listener.retry.max-retries",
			"mqtt.listener.retry.max-attempts,mqtt.listener.retry.max-retries",
			"mqtt.dead-letter-topic,mqtt.listener.dead-letter-topic",
			"mqtt.listner.concurrency,mqtt.listener.concurrency", "mqtt.tls.bundle,mqtt.ssl.bundle",
			"mqtt.ssl.verify-host-nam,mqtt.ssl.verify-hostname", "mqtt.lwt.topic,mqtt.will.topic",
			"spring.mqtt.servers,mqtt.servers", "spring.mqtt.url,mqtt.servers", "spring.mqtt.client-id,mqtt.client-id",
			"mqtt.connections.cold-room.server,mqtt.connections.cold-room.servers",
			"mqtt.connections.cold-room.sll.bundle,mqtt.connections.cold-room.ssl.bundle" })
	void aNearMissIsRecognised(String name, String meant) {
		assertThat(find(Map.of(name, "x"))).singleElement().extracting(Unknown::suggestion).isEqualTo(meant);
	}

	@ParameterizedTest
	@CsvSource({ "MQTT_SERVER,MQTT_SERVERS", "MQTT_CLIENTIDS,MQTT_CLIENTID", "MQTT_USER,MQTT_USERNAME",
			"MQTT_LISTENER_CONCURENCY,MQTT_LISTENER_CONCURRENCY",
			"MQTT_CONNECTIONS_KITCHEN_SERVER,MQTT_CONNECTIONS_KITCHEN_SERVERS" })
	void aNearMissInTheEnvironmentIsRecognised(String variable, String meant) {
		assertThat(findVariables(variable)).singleElement().extracting(Unknown::suggestion).isEqualTo(meant);
	}

	@ParameterizedTest
	@ValueSource(strings = { "MQTT_SERVERS", "MQTT_SERVERS_0", "MQTT_CLIENTID", "MQTT_CLIENT_ID",
			"MQTT_LISTENER_RETRY_MAXRETRIES", "MQTT_CONNECTIONS_COLDROOM_SSL_BUNDLE", "MQTT_USERPROPERTIES_SITE",
			"MQTT_WEBSOCKET_HEADERS_AUTHORIZATION", "MQTT_SERVICE_HOST", "MQTT_SERVICE_PORT", "MQTT_PORT",
			"MQTT_PORT_1883_TCP", "MQTT_PORT_1883_TCP_ADDR", "MQTT_BROKER_SERVICE_HOST", "MQTT_BROKER_PORT",
			"MQTT_SOMETHING_OF_ANOTHER_PROGRAM", "MQTT", "PATH" })
	void aVariableThatIsKnownOrOfOthersIsNotTold(String variable) {
		assertThat(findVariables(variable)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "mqtt.servers", "mqtt.servers[0]", "mqtt.clientId", "mqtt.client_id", "mqtt.CLIENT-ID",
			"mqtt.user-properties.site", "mqtt.user-properties.a.b", "mqtt.user-properties[a/b]",
			"mqtt.websocket.headers.X-Key", "mqtt.connections.kitchen", "mqtt.connections.kitchen.servers[1]",
			"mqtt.connections.coldRoom.user-properties.site", "mqtt.connections.kitchen.reconnect.give-up-on[0]",
			"mqtt.listener", "mqtt.listener.retry.max-retries", "mqtt.health.refused-subscriptions",
			"mqtt.integration.inbound-headers[0]", "mqtt.metrics.enabled", "mqtt.enabled", "mqtt.test.broker.port",
			"mqttx.servers", "spring.application.name" })
	void whatIsKnownIsNotTold(String name) {
		assertThat(find(Map.of(name, "x"))).isEmpty();
	}

	@Test
	void allPropertiesOfTheMetadataAreKnown() throws Exception {
		for (JsonNode property : ConfigurationMetadata.read().get("properties")) {
			assertThat(find(Map.of(property.get("name").asString(), "x"))).isEmpty();
		}
	}

	@Test
	void whatIsNotNearHasNoSuggestion() {
		assertThat(find(Map.of("mqtt.my-own-thing", "x"))).singleElement().satisfies((property) -> {
			assertThat(property.name()).isEqualTo("mqtt.my-own-thing");
			assertThat(property.suggestion()).isNull();
		});
	}

	@Test
	void aListIsToldOnce() {
		assertThat(find(Map.of("mqtt.server[0]", "x", "mqtt.server[1]", "y"))).extracting(Unknown::name)
			.containsExactly("mqtt.server");
	}

	private List<Unknown> find(Map<String, Object> properties) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
		ConfigurationPropertySources.attach(environment);
		return this.unknown.find(environment);
	}

	private List<Unknown> findVariables(String variable) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, Map.of(variable, "x")));
		ConfigurationPropertySources.attach(environment);
		return this.unknown.find(environment);
	}

}
