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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

import io.mqttworks.client.MqttClient;
import io.mqttworks.test.Kit;
import io.mqttworks.test.MosquittoBroker;
import io.mqttworks.spring.boot.TestCertificates;
import io.mqttworks.spring.core.MqttTemplate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for SSL bundles with a broker that asks for a client certificate.
 */
class MqttTlsIntegrationTests {

	@TempDir
	private Path folder;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class))
		.withPropertyValues("mqtt.ssl.bundle=greenhouse", "mqtt.reconnect.min-delay=20ms",
				"mqtt.reconnect.max-delay=50ms", "spring.ssl.bundle.watch.file.quiet-period=100ms",
				"spring.ssl.bundle.pem.greenhouse.reload-on-update=true");

	@Test
	void aBundleMakesTheConnection() {
		TestCertificates certificates = TestCertificates.create(this.folder);
		int port = Kit.freePort();
		try (MosquittoBroker broker = MosquittoBroker.start(listener(certificates, port))) {
			this.runner.withPropertyValues(certificates.bundle("greenhouse"))
				.withPropertyValues("mqtt.servers=mqtts://localhost:" + port, "mqtt.startup=fail-fast")
				.run((context) -> {
					assertThat(context).hasNotFailed();
					context.getBean(MqttTemplate.class).send("tls", "works");
				});
		}
	}

	@Test
	void aReloadedBundleIsUsedForTheNextConnection() {
		TestCertificates right = TestCertificates.create(this.folder.resolve("right"));
		TestCertificates current = TestCertificates.create(this.folder.resolve("current"));
		int port = Kit.freePort();
		try (MosquittoBroker broker = MosquittoBroker.start(listener(right, port))) {
			this.runner.withPropertyValues(current.bundle("greenhouse"))
				.withPropertyValues("mqtt.servers=mqtts://localhost:" + port)
				.run((context) -> {
					MqttClient client = context.getBean(MqttClient.class);
					Awaitility.await().atMost(Kit.TIMEOUT).until(() -> client.lastFailure() != null);
					assertThat(client.isConnected()).isFalse();
					replace(current, right);
					awaitConnection(context);
				});
		}
	}

	@Test
	void aReloadedBundleMakesTheConnectionAgainIfWished() {
		TestCertificates certificates = TestCertificates.create(this.folder);
		int port = Kit.freePort();
		try (MosquittoBroker broker = MosquittoBroker.start(listener(certificates, port))) {
			this.runner.withPropertyValues(certificates.bundle("greenhouse"))
				.withPropertyValues("mqtt.servers=mqtts://localhost:" + port, "mqtt.ssl.reconnect-on-reload=true")
				.run((context) -> {
					awaitConnection(context);
					MqttClient client = context.getBean(MqttClient.class);
					assertThat(client.statistics().connects()).isOne();
					replace(certificates, certificates);
					Awaitility.await().atMost(Kit.TIMEOUT).until(() -> client.statistics().connects() > 1);
					awaitConnection(context);
				});
		}
	}

	@Test
	void anUntrustedServerNamesThePropertyOfTheBundle() {
		TestCertificates right = TestCertificates.create(this.folder.resolve("right"));
		TestCertificates other = TestCertificates.create(this.folder.resolve("other"));
		int port = Kit.freePort();
		try (MosquittoBroker broker = MosquittoBroker.start(listener(right, port))) {
			this.runner.withPropertyValues(other.bundle("greenhouse"))
				.withPropertyValues("mqtt.servers=mqtts://localhost:" + port, "mqtt.startup=fail-fast")
				.run((context) -> assertThat(
						new MqttConnectFailureAnalyzer(null).analyze(context.getStartupFailure()).getAction())
					.startsWith("Set 'mqtt.ssl.bundle'"));
		}
	}

	private static String[] listener(TestCertificates certificates, int port) {
		return Stream
			.concat(Stream.of(certificates.mosquittoListener(port)),
					Stream.of("require_certificate true", "allow_anonymous true"))
			.toArray(String[]::new);
	}

	private static void awaitConnection(ConfigurableApplicationContext context) {
		Awaitility.await().atMost(Kit.TIMEOUT).until(context.getBean(MqttClient.class)::isConnected);
	}

	private static void replace(TestCertificates certificates, TestCertificates with) {
		try {
			for (String file : List.of("ca.crt", "client.crt", "client.key")) {
				Path copy = Files.createTempFile(with.folder(), "copy", ".pem");
				Files.copy(with.folder().resolve(file), copy, StandardCopyOption.REPLACE_EXISTING);
				Files.move(copy, certificates.folder().resolve(file), StandardCopyOption.REPLACE_EXISTING);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
