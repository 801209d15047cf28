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

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttPublishException;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.SocketOptions;
import io.mqttworks.client.TlsOptions;
import io.mqttworks.client.testkit.TlsClients;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.Certificates;
import io.mqttworks.test.Kit;
import io.mqttworks.test.MosquittoBroker;
import io.mqttworks.test.TlsFiles;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every kind of listener Mosquitto has, reached as a user would.
 */
class ListenerIntegrationTests {

	@TempDir
	private Path folder;

	private TlsFiles files;

	@BeforeEach
	void writeFiles() {
		this.files = TlsFiles.write(this.folder);
	}

	@BothVersions
	void plain(MqttVersion version) {
		try (MosquittoBroker broker = MosquittoBroker.start()) {
			assertThat(RoundTrip.over(broker.uri(), (builder) -> builder.version(version)).version())
				.isEqualTo(version);
			RoundTrip.over("tcp://localhost:" + broker.port());
		}
	}

	@BothVersions
	void tls(MqttVersion version) {
		try (MosquittoBroker broker = MosquittoBroker.start(this.files.listener(Certificates.SERVER))) {
			RoundTrip.over("mqtts://localhost:" + broker.port(),
					(builder) -> builder.version(version).tls(TlsClients.trusting(this.files)));
			RoundTrip.over("ssl://127.0.0.1:" + broker.port(),
					(builder) -> builder.tls(TlsClients.trusting(this.files)));
		}
	}

	@Test
	void tlsWithClientCertificate() throws Exception {
		Path rights = Files.write(this.folder.resolve("acl"),
				List.of("user greenhouse", "topic readwrite greenhouse/#"));
		try (MosquittoBroker broker = MosquittoBroker.start(this.files.listener(Certificates.SERVER,
				"require_certificate true", "use_identity_as_username true", "acl_file " + rights));
				MqttClient client = RoundTrip.client("mqtts://localhost:" + broker.port(),
						(builder) -> builder.tls(TlsClients.withClientCertificate(this.files)))) {
			Kit.await(client.connect());
			RoundTrip.exchange(client, "greenhouse/1");
			assertThat(Kit.awaitFailure(client.publish("elsewhere", "x", Qos.AT_LEAST_ONCE), MqttPublishException.class)
				.reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
		}
	}

	@BothVersions
	void webSocket(MqttVersion version) {
		try (MosquittoBroker broker = MosquittoBroker.start("protocol websockets")) {
			RoundTrip.over("ws://127.0.0.1:" + broker.port(), (builder) -> builder.version(version));
			RoundTrip.over("ws://localhost:" + broker.port() + "/mqtt?tenant=a%20b",
					(builder) -> builder.webSocketHeaders(Map.of("Authorization", "Bearer token")));
		}
	}

	@Test
	void webSocketOverTls() {
		try (MosquittoBroker broker = MosquittoBroker
			.start(this.files.listener(Certificates.SERVER, "protocol websockets"))) {
			RoundTrip.over("wss://localhost:" + broker.port() + "/mqtt",
					(builder) -> builder.tls(TlsClients.trusting(this.files)));
		}
	}

	@BothVersions
	void domainSocket(MqttVersion version) {
		Path socket = this.folder.resolve("broker.sock");
		try (MosquittoBroker broker = MosquittoBroker.start("listener 0 " + socket)) {
			RoundTrip.over("unix:" + socket, (builder) -> builder.version(version));
			assertThat(broker.port()).isPositive();
		}
	}

	@Test
	void internetProtocolVersion6() {
		int port = freePortOfVersion6();
		try (MosquittoBroker broker = MosquittoBroker.start("listener " + port + " ::1")) {
			RoundTrip.over("mqtt://[::1]:" + port);
			assertThat(broker.port()).isPositive();
		}
		String[] lines = this.files.listener(Certificates.SERVER);
		try (MosquittoBroker broker = MosquittoBroker.start("listener " + port + " ::1\n" + String.join("\n", lines))) {
			// Its certificate is not for this address.
			RoundTrip.over("mqtts://[::1]:" + port,
					(builder) -> builder.tls(TlsOptions.builder()
						.trustedCertificates(this.files.authority())
						.serverName("broker.test")
						.build()));
			assertThat(broker.port()).isPositive();
		}
	}

	private static int freePortOfVersion6() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			return Assumptions.abort("this machine has no IPv6: " + ex);
		}
	}

	@Test
	void userNamePasswordAndRights() throws Exception {
		Path rights = Files.write(this.folder.resolve("acl"), List.of("user anna", "topic readwrite allowed/#"));
		try (MosquittoBroker broker = MosquittoBroker.startWithPassword("anna", "gr\u00fcn", "acl_file " + rights);
				MqttClient client = RoundTrip.client(broker.uri(),
						(builder) -> builder.credentials("anna", "gr\u00fcn"))) {
			Kit.await(client.connect());
			RoundTrip.exchange(client, "allowed/1");
			assertThat(Kit.awaitFailure(client.publish("elsewhere", "x", Qos.AT_LEAST_ONCE), MqttPublishException.class)
				.reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
			for (String password : new String[] { "wrong", "" }) {
				assertThat(RoundTrip.failure(broker.uri(), (builder) -> builder.credentials("anna", password)))
					.hasMessageContaining("refused the connection")
					.hasMessageContaining("Check the user name");
			}
		}
	}

	@Test
	void socketOptions() {
		SocketOptions socket = SocketOptions.builder()
			.localAddress(new InetSocketAddress("127.0.0.3", 0))
			.sendBufferSize(65_536)
			.receiveBufferSize(65_536)
			.keepAlive(true)
			.userTimeout(Duration.ofSeconds(20))
			.build();
		try (MosquittoBroker broker = MosquittoBroker.start("log_type all")) {
			RoundTrip.over(broker.uri(), (builder) -> builder.socket(socket).clientId("bound"));
			assertThat(broker.log()).contains("from 127.0.0.3");
		}
	}

}
