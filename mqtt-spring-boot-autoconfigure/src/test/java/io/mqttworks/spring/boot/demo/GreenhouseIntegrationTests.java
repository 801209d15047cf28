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

package io.mqttworks.spring.boot.demo;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.ServerAddress;
import io.mqttworks.test.Kit;
import io.mqttworks.test.MosquittoBroker;
import io.mqttworks.spring.boot.TestCertificates;
import io.mqttworks.spring.boot.autoconfigure.endpoint.MqttEndpoint;
import io.mqttworks.spring.boot.demo.GreenhouseApplication.Office;
import io.mqttworks.spring.boot.demo.GreenhouseApplication.Reading;
import io.mqttworks.spring.boot.demo.GreenhouseApplication.Seen;
import io.mqttworks.spring.boot.testcontainers.Mosquitto;
import io.mqttworks.spring.boot.testcontainers.RequiresDocker;
import io.mqttworks.spring.core.MqttTemplate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Shows an application that uses a service connection, an SSL bundle, two brokers,
 * metrics and tracing at once.
 */
@RequiresDocker
@Testcontainers
@SpringBootTest(classes = GreenhouseApplication.class,
		properties = { "mqtt.version=5", "mqtt.startup=fail-fast", "mqtt.connections.office.ssl.bundle=office",
				"mqtt.connections.office.version=5", "mqtt.connections.office.client-id=greenhouse-bridge",
				"mqtt.observation.enabled=true", "management.tracing.sampling.probability=1",
				"management.endpoints.web.exposure.include=mqtt" })
class GreenhouseIntegrationTests {

	@Container
	@ServiceConnection
	static final GenericContainer<?> greenhouse = Mosquitto.container();

	@TempDir
	static Path folder;

	private static MosquittoBroker office;

	@Autowired
	private MqttTemplate template;

	@AfterAll
	static void stopOffice() {
		office.close();
	}

	@DynamicPropertySource
	static void officeBroker(DynamicPropertyRegistry registry) {
		TestCertificates certificates = TestCertificates.create(folder);
		int port = Kit.freePort();
		office = MosquittoBroker.start(
				Stream
					.concat(Stream.of(certificates.mosquittoListener(port)),
							Stream.of("require_certificate true", "allow_anonymous true"))
					.toArray(String[]::new));
		registry.add("mqtt.connections.office.servers", () -> "mqtts://localhost:" + port);
		for (String property : certificates.bundle("office")) {
			String[] nameAndValue = property.split("=", 2);
			registry.add(nameAndValue[0], () -> nameAndValue[1]);
		}
	}

	@Test
	void aReadingReachesTheOfficeInOneTrace(@Autowired Tracer tracer, @Autowired Office office,
			@Autowired MeterRegistry registry) throws Exception {
		Span root = tracer.nextSpan().name("reading").start();
		try (Tracer.SpanInScope scope = tracer.withSpan(root)) {
			this.template.send("greenhouse/{zone}/temperature", new Reading(31.5), "north");
		}
		finally {
			root.end();
		}
		Seen seen = office.seen.poll(Kit.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
		assertThat(seen).isEqualTo(new Seen("north has 31.5 degrees", root.context().traceId()));
		Awaitility.await().atMost(Kit.TIMEOUT).untilAsserted(() -> {
			assertThat(registry.get("mqtt.listener")
				.tags("connection", "default", "listener", "readings", "filter", "greenhouse/+/temperature")
				.timer()
				.count()).isPositive();
			assertThat(
					registry.get("mqtt.listener").tags("connection", "office", "listener", "reports").timer().count())
				.isPositive();
			assertThat(registry.get("mqtt.template")
				.tags("connection", "office", "topic.template", "reports/{zone}")
				.timer()
				.count()).isPositive();
			assertThat(registry.get("mqtt.messages.received")
				.tags("connection", "office", "qos", "1")
				.functionCounter()
				.count()).isPositive();
		});
	}

	@Test
	void bothConnectionsAreUp(@Autowired MqttClient client, @Autowired @Qualifier("office") MqttClient office,
			@Autowired @Qualifier("mqttHealthContributor") CompositeHealthContributor health) {
		assertThat(client.connection()).isNotNull();
		assertThat(client.connection().server().port()).isEqualTo(greenhouse.getMappedPort(1883));
		assertThat(office.connection()).isNotNull();
		assertThat(office.connection().server().scheme()).isEqualTo(ServerAddress.Scheme.MQTTS);
		assertThat(health.stream()).extracting((entry) -> ((HealthIndicator) entry.contributor()).health().getStatus())
			.containsExactly(Status.UP, Status.UP);
	}

	@Test
	void theEndpointShowsWhatBothBrokersGranted(@Autowired MqttEndpoint endpoint) {
		Awaitility.await().atMost(Kit.TIMEOUT).untilAsserted(() -> {
			assertThat(endpoint.connection("default").subscriptions()).singleElement()
				.satisfies((subscription) -> assertThat(subscription.answer()).isEqualTo("QoS 1"));
			assertThat(endpoint.connection("office").subscriptions()).singleElement()
				.satisfies((subscription) -> assertThat(subscription.topicFilter()).isEqualTo("reports/+"));
		});
	}

}
