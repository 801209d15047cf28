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

package io.mqttworks.client.transport;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.mqttworks.client.ConnectionListener.ConnectFailed;
import io.mqttworks.client.ConnectionListener.Connected;
import io.mqttworks.client.ConnectionListener.Disconnected;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.TlsOptions;
import io.mqttworks.client.spi.WebSocketRequest;
import io.mqttworks.client.testkit.ClientBroker;
import io.mqttworks.client.testkit.TlsClients;
import io.mqttworks.test.Certificates;
import io.mqttworks.client.testkit.EventRecorder;
import io.mqttworks.test.Kit;
import io.mqttworks.test.MosquittoBroker;
import io.mqttworks.test.TlsFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Several brokers, and what changes from one connection to the next.
 */
class FailoverIntegrationTests {

	private final EventRecorder events = new EventRecorder();

	@TempDir
	private Path folder;

	@Test
	void clientMovesToTheBrokerThatWorksAndStaysThere() {
		try (MosquittoBroker first = MosquittoBroker.start();
				MosquittoBroker second = MosquittoBroker.start();
				MqttClient client = MqttClient.builder(first.uri(), second.uri())
					.reconnect(ClientBroker.FAST_RECONNECT)
					.connectionListener(this.events)
					.build()) {
			Kit.await(client.connect());
			assertThat(this.events.expect(Connected.class).result().server().port()).isEqualTo(first.port());
			first.kill();
			assertThat(this.events.skipTo(Connected.class).result().server().port()).isEqualTo(second.port());
			RoundTrip.exchange(client, "second");
			first.restart();
			Kit.await(client.reconnect());
			this.events.expect(Disconnected.class);
			// The last good one comes first, though the other is earlier in the list.
			assertThat(this.events.expect(Connected.class).result().server().port()).isEqualTo(second.port());
			second.kill();
			assertThat(this.events.skipTo(Connected.class).result().server().port()).isEqualTo(first.port());
			RoundTrip.exchange(client, "first");
		}
	}

	@Test
	void renewedCertificatesAreUsedByTheNextConnection() {
		TlsFiles files = TlsFiles.write(this.folder);
		AtomicReference<TlsOptions> current = new AtomicReference<>(TlsClients.trusting(files));
		try (MosquittoBroker broker = MosquittoBroker
			.start(files.listener(Certificates.SERVER, "require_certificate true"));
				MqttClient client = MqttClient.builder("mqtts://localhost:" + broker.port())
					.reconnect(ClientBroker.FAST_RECONNECT)
					.tls(current::get)
					.connectionListener(this.events)
					.build()) {
			client.start();
			assertThat(this.events.expect(ConnectFailed.class).cause()).hasMessageContaining("client certificate");
			current.set(TlsClients.withClientCertificate(files));
			this.events.skipTo(Connected.class);
			RoundTrip.exchange(client, "first");
			current.set(TlsOptions.DEFAULT);
			assertThat(Kit.awaitFailure(client.reconnect(), MqttConnectException.class))
				.hasMessageContaining("not trusted");
			current.set(TlsClients.withClientCertificate(files));
			this.events.skipTo(Connected.class);
			RoundTrip.exchange(client, "second");
		}
	}

	@Test
	void webSocketRequestsAreMadeForEveryAttempt() {
		AtomicInteger requests = new AtomicInteger();
		try (MosquittoBroker broker = MosquittoBroker.start("protocol websockets");
				MqttClient client = MqttClient.builder("ws://localhost:" + broker.port())
					.webSocketRequestProvider((server) -> CompletableFuture.completedFuture(new WebSocketRequest(
							"/mqtt?signature=" + requests.incrementAndGet(), Map.of("X-Tenant", "7"))))
					.build()) {
			Kit.await(client.connect());
			Kit.await(client.reconnect());
			RoundTrip.exchange(client, "signed");
			assertThat(requests).hasValue(2);
		}
	}

}
