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

package io.mqttworks.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.sample.fleet.Device;
import io.mqttworks.sample.messages.LoggedMessage;
import io.mqttworks.sample.messages.MessagePage;
import io.mqttworks.spring.boot.test.MqttProbe;
import io.mqttworks.test.TcpProxy;
import io.mqttworks.test.Tools;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@FleetMonitorTest
class FleetMonitorIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	@Autowired
	private RestTestClient http;

	@LocalServerPort
	private int port;

	@Value("${sample.broker.port}")
	private int brokerPort;

	private MqttProbe outside;

	@BeforeEach
	void connect() {
		this.outside = MqttProbe.connect(broker());
	}

	@AfterEach
	void close() {
		this.outside.close();
	}

	@Test
	void applicationIsItsFirstDevice() {
		await().atMost(PATIENCE).untilAsserted(() -> {
			Device device = device(FleetMonitorTest.DEVICE);
			assertThat(device.online()).isTrue();
			assertThat(device.readings()).hasSizeGreaterThan(1);
			assertThat(device.load()).isBetween(0.0, 1.0);
			assertThat(device.memory()).isBetween(0.0, 1.0);
		});
	}

	@Test
	void deviceFromOutsideAppears() {
		this.outside.publish("devices/outside/telemetry", "{\"load\":0.4,\"memory\":0.7}");
		await().atMost(PATIENCE).untilAsserted(() -> {
			Device device = device("outside");
			assertThat(device.online()).isTrue();
			assertThat(device.load()).isEqualTo(0.4);
			assertThat(device.memory()).isEqualTo(0.7);
			assertThat(device.readings()).hasSize(1);
		});
	}

	@Test
	void mosquittoPubAppears() throws Exception {
		Path program = Tools.require("mosquitto_pub");
		Process process = new ProcessBuilder(program.toString(), "-p", String.valueOf(this.brokerPort), "-t",
				"devices/greenhouse/telemetry", "-m", "{\"load\":0.4,\"memory\":0.7}")
			.inheritIO()
			.start();
		assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).isZero();
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(device("greenhouse").load()).isEqualTo(0.4));
	}

	@Test
	void payloadThatIsNoTelemetryHarmsNothing() {
		this.outside.publish("devices/broken/telemetry", "not JSON");
		this.outside.publish("devices/broken/telemetry", "{\"load\":0.1}");
		this.outside.publish("devices/broken/telemetry", "{\"load\":0.2,\"memory\":0.3}");
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(device("broken").readings()).hasSize(1));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2 })
	void messageOfTheFormReachesTheHandlers(int qos) {
		String id = "form-" + qos;
		post("""
				{ "topic": "devices/%s/telemetry", "payload": "{\\"load\\":0.5,\\"memory\\":0.6}", "qos": %d }"""
			.formatted(id, qos)).expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.status")
			.isEqualTo((qos == 0) ? "SENT" : "ACKNOWLEDGED");
		await().atMost(PATIENCE).untilAsserted(() -> {
			assertThat(device(id).load()).isEqualTo(0.5);
			assertThat(messages("devices/" + id + "/telemetry")).singleElement()
				.extracting(LoggedMessage::qos)
				.isEqualTo(qos);
		});
	}

	@Test
	void messagesOfEveryTopicAreListedAndCounted() {
		long before = page().count();
		this.outside.publish("somewhere/else", "hello");
		await().atMost(PATIENCE).untilAsserted(() -> {
			assertThat(messages("somewhere/else")).extracting(LoggedMessage::payload).containsExactly("hello");
			assertThat(page().count()).isGreaterThan(before);
		});
	}

	@Test
	void retainedMessageOfTheFormIsKeptByTheBroker() {
		post("{ \"topic\": \"notes/kept\", \"payload\": \"kept\", \"retain\": true }").expectStatus().isOk();
		assertThat(this.outside).received("notes/kept").withPayload("kept").retained().within(PATIENCE);
	}

	@Test
	void wildcardInATopicToPublishIsABadRequest() {
		post("{ \"topic\": \"devices/+\" }").expectStatus()
			.isBadRequest()
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.errors[0].field")
			.isEqualTo("topic");
	}

	@Test
	void statusOfTheOwnDeviceIsRetained() {
		assertThat(this.outside).received("devices/" + FleetMonitorTest.DEVICE + "/status")
			.withPayload("online")
			.retained()
			.within(PATIENCE);
	}

	@Test
	void deviceIsOfflineWhenItsApplicationStops() {
		SecondFleetMonitor second = SecondFleetMonitor.start("stopped", broker(), 0);
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(device("stopped").online()).isTrue());
		second.close();
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(device("stopped").online()).isFalse());
	}

	@Test
	void willMarksADeviceOfflineWhoseConnectionBreaks() {
		try (TcpProxy network = TcpProxy.to(this.brokerPort);
				SecondFleetMonitor second = SecondFleetMonitor.start("cut", network.uri(), 0)) {
			assertThat(second.port()).isPositive();
			await().atMost(PATIENCE).untilAsserted(() -> assertThat(device("cut").online()).isTrue());
			assertThat(this.outside).received("devices/cut/status").withPayload("online").within(PATIENCE);
			network.refuse(true);
			network.cut();
			await().atMost(PATIENCE).untilAsserted(() -> assertThat(device("cut").online()).isFalse());
			network.refuse(false);
			await().atMost(PATIENCE).untilAsserted(() -> assertThat(device("cut").online()).isTrue());
			assertThat(this.outside).received("devices/cut/status").atLeast(3).within(PATIENCE);
			assertThat(this.outside.messages("devices/cut/status")).extracting(MqttMessage::payloadAsString)
				.containsExactly("online", "offline", "online");
		}
	}

	@Test
	void healthTellsOfTheBroker() {
		await().atMost(PATIENCE)
			.untilAsserted(() -> this.http.get()
				.uri("/actuator/health")
				.exchange()
				.expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.status")
				.isEqualTo("UP")
				.jsonPath("$.components.mqtt.status")
				.isEqualTo("UP"));
	}

	@Test
	void eventsTellWhatThereIsAndWhatComes() {
		try (EventStream events = EventStream.open(this.port)) {
			await().atMost(PATIENCE).untilAsserted(() -> {
				assertThat(events.data("connection")).last().asString().contains("CONNECTED", "" + this.brokerPort);
				assertThat(events.data("devices")).last().asString().contains(FleetMonitorTest.DEVICE);
				assertThat(events.data("messages")).isNotEmpty();
			});
			this.outside.publish("devices/streamed/telemetry", "{\"load\":0.8,\"memory\":0.9}");
			await().atMost(PATIENCE).untilAsserted(() -> {
				assertThat(events.data("devices")).anyMatch((data) -> data.contains("\"id\":\"streamed\""));
				assertThat(events.data("messages")).anyMatch((data) -> data.contains("devices/streamed/telemetry"));
			});
		}
	}

	@Test
	void openStreamsDoNotHoldUpTheShutdown() {
		SecondFleetMonitor second = SecondFleetMonitor.start("streaming", broker(), 0);
		try (EventStream events = EventStream.open(second.port())) {
			await().atMost(PATIENCE).untilAsserted(() -> assertThat(events.data("connection")).isNotEmpty());
			second.close();
			await().atMost(PATIENCE).until(events::hasEnded);
		}
		finally {
			second.close();
		}
	}

	@Test
	void pageIsThere() {
		this.http.get()
			.uri("/")
			.accept(MediaType.TEXT_HTML)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(String.class)
			.value((body) -> assertThat(body).contains("Fleet monitor", "fleet.js", "fleet.css"));
	}

	private String broker() {
		return "mqtt://localhost:" + this.brokerPort;
	}

	private RestTestClient.ResponseSpec post(String body) {
		return this.http.post().uri("/api/messages").contentType(MediaType.APPLICATION_JSON).body(body).exchange();
	}

	private Device device(String id) {
		Device[] devices = get("/api/devices", Device[].class);
		return List.of(devices)
			.stream()
			.filter((device) -> device.id().equals(id))
			.findFirst()
			.orElseThrow(() -> new AssertionError("No device '" + id + "' among " + List.of(devices)));
	}

	private List<LoggedMessage> messages(String topic) {
		return page().messages().stream().filter((message) -> message.topic().equals(topic)).toList();
	}

	private MessagePage page() {
		return get("/api/messages", MessagePage.class);
	}

	private <T> T get(String uri, Class<T> type) {
		T body = this.http.get()
			.uri(uri)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(type)
			.returnResult()
			.getResponseBody();
		assertThat(body).isNotNull();
		return body;
	}

}
