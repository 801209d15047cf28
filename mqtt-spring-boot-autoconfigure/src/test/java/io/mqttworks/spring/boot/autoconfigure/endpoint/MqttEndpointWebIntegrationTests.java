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

package io.mqttworks.spring.boot.autoconfigure.endpoint;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

import io.mqttworks.client.ConnectionState;
import io.mqttworks.client.MqttClient;
import io.mqttworks.test.ArtemisBroker;
import io.mqttworks.test.Kit;
import io.mqttworks.spring.annotation.MqttSubscribe;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MqttEndpoint} over HTTP.
 */
class MqttEndpointWebIntegrationTests {

	private static final String SECRET = "s3cret";

	private static final JsonMapper json = JsonMapper.builder().build();

	private static final HttpClient http = HttpClient.newHttpClient();

	private static ArtemisBroker broker;

	@BeforeAll
	static void startBroker() {
		broker = ArtemisBroker.start();
	}

	@AfterAll
	static void stopBroker() {
		broker.close();
	}

	@Test
	void itShowsAllConnections() throws Exception {
		try (ConfigurableApplicationContext application = start("management.endpoints.web.exposure.include=mqtt")) {
			Awaitility.await()
				.atMost(Kit.TIMEOUT)
				.untilAsserted(() -> assertThat(
						get(application, "").at("/connections/default/subscriptions/0/answer").asString())
					.isEqualTo("QoS 1"));
			JsonNode connections = get(application, "").get("connections");
			assertThat(connections.propertyNames()).containsExactly("default", "gateway");
			JsonNode connection = connections.get("default");
			assertThat(connection.get("state").asString()).isEqualTo("CONNECTED");
			assertThat(connection.get("server").asString()).isEqualTo("mqtt://127.0.0.1:" + broker.port());
			assertThat(connection.get("protocolVersion").asString()).isEqualTo("5");
			assertThat(connection.get("clientId").asString()).isEqualTo("shown");
			assertThat(connection.get("sessionPresent").asBoolean()).isFalse();
			assertThat(connection.at("/counters/connects").asInt()).isOne();
			assertThat(connection.at("/counters/sent/1").isNumber()).isTrue();
			assertThat(connection.at("/queue/messages").asInt()).isZero();
			assertThat(connection.at("/subscriptions/0/topicFilter").asString()).isEqualTo("rooms/+/temperature");
			assertThat(connection.at("/subscriptions/0/running").asBoolean()).isTrue();
			Awaitility.await()
				.atMost(Kit.TIMEOUT)
				.untilAsserted(() -> assertThat(get(application, "/gateway").get("lastFailure").asString())
					.contains("127.0.0.1"));
		}
	}

	@Test
	void itShowsOneConnection() throws Exception {
		try (ConfigurableApplicationContext application = start("management.endpoints.web.exposure.include=mqtt")) {
			assertThat(get(application, "/default").get("clientId").asString()).isEqualTo("shown");
			assertThat(send(application, "GET", "/unknown").statusCode()).isEqualTo(404);
		}
	}

	@Test
	void itTellsNoSecrets() throws Exception {
		try (ConfigurableApplicationContext application = start("management.endpoints.web.exposure.include=mqtt")) {
			Awaitility.await()
				.atMost(Kit.TIMEOUT)
				.until(() -> get(application, "/gateway").has("lastFailure")
						&& !get(application, "/gateway").get("lastFailure").isNull());
			assertThat(send(application, "GET", "").body()).doesNotContain(SECRET)
				.contains("\"ws://127.0.0.1:1/mqtt\"")
				.doesNotContain("gardener");
		}
	}

	@Test
	void itDoesNothingByDefault() throws Exception {
		try (ConfigurableApplicationContext application = start("management.endpoints.web.exposure.include=mqtt")) {
			for (String action : List.of("stop", "start", "reconnect")) {
				assertThat(send(application, "POST", "/default/" + action).statusCode()).as(action).isEqualTo(404);
			}
			assertThat(send(application, "POST", "/default").statusCode()).isEqualTo(405);
			assertThat(send(application, "DELETE", "/default").statusCode()).isEqualTo(405);
			MqttClient client = application.getBean(MqttClient.class);
			assertThat(client.isConnected()).isTrue();
			assertThat(client.statistics().connects()).isOne();
		}
	}

	@Test
	void itActsWhenThatIsAllowed() throws Exception {
		try (ConfigurableApplicationContext application = start("management.endpoints.web.exposure.include=mqtt",
				"management.endpoint.mqtt.access=unrestricted")) {
			MqttClient client = application.getBean(MqttClient.class);
			assertThat(send(application, "POST", "/default/stop").statusCode()).isEqualTo(200);
			Awaitility.await().atMost(Kit.TIMEOUT).until(() -> client.state() == ConnectionState.IDLE);
			assertThat(get(application, "/default").get("state").asString()).isEqualTo("IDLE");
			assertThat(send(application, "POST", "/default/start").statusCode()).isEqualTo(200);
			Awaitility.await().atMost(Kit.TIMEOUT).until(client::isConnected);
			assertThat(send(application, "POST", "/default/reconnect").statusCode()).isEqualTo(200);
			Awaitility.await().atMost(Kit.TIMEOUT).until(() -> client.statistics().connects() == 3);
			assertThat(send(application, "POST", "/unknown/stop").statusCode()).isEqualTo(404);
			assertThat(send(application, "POST", "/default/explode").statusCode()).isEqualTo(400);
		}
	}

	@Test
	void itIsNotThereWithoutAccess() throws Exception {
		try (ConfigurableApplicationContext application = start("management.endpoints.web.exposure.include=mqtt",
				"management.endpoint.mqtt.access=none")) {
			assertThat(send(application, "GET", "").statusCode()).isEqualTo(404);
		}
	}

	@Test
	void itIsNotThereUnlessExposed() throws Exception {
		try (ConfigurableApplicationContext application = start()) {
			assertThat(send(application, "GET", "").statusCode()).isEqualTo(404);
		}
	}

	private static ConfigurableApplicationContext start(String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.addAll(List.of("server.port=0", "mqtt.servers=mqtt://127.0.0.1:" + broker.port(), "mqtt.client-id=shown",
				"mqtt.version=5", "mqtt.clean-start=true", "mqtt.username=gardener", "mqtt.password=" + SECRET,
				"mqtt.connections.gateway.servers=ws://127.0.0.1:1/mqtt?token=" + SECRET,
				"mqtt.connections.gateway.websocket.headers.X-Api-Key=" + SECRET,
				"mqtt.connections.gateway.proxy.host=127.0.0.1", "mqtt.connections.gateway.proxy.port=1",
				"mqtt.connections.gateway.proxy.username=gardener",
				"mqtt.connections.gateway.proxy.password=" + SECRET));
		ConfigurableApplicationContext application = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.SERVLET)
			.properties(all.toArray(String[]::new))
			.run();
		Awaitility.await().atMost(Kit.TIMEOUT).until(application.getBean(MqttClient.class)::isConnected);
		return application;
	}

	private static JsonNode get(ConfigurableApplicationContext application, String path) throws Exception {
		HttpResponse<String> response = send(application, "GET", path);
		assertThat(response.statusCode()).isEqualTo(200);
		return json.readTree(response.body());
	}

	private static HttpResponse<String> send(ConfigurableApplicationContext application, String method, String path)
			throws IOException, InterruptedException {
		String port = application.getEnvironment().getRequiredProperty("local.server.port");
		return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/mqtt" + path))
			.method(method, HttpRequest.BodyPublishers.noBody())
			.build(), HttpResponse.BodyHandlers.ofString());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@MqttSubscribe(id = "temperatures", topics = "rooms/{room}/temperature")
		void onTemperature(String celsius) {
		}

	}

}
