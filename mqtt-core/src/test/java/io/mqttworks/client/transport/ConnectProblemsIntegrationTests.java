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
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

import com.sun.net.httpserver.HttpServer;
import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.ProxyOptions;
import io.mqttworks.client.ProxyOptions.Type;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.TlsOptions;
import io.mqttworks.client.testkit.TlsClients;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.test.Certificates;
import io.mqttworks.test.Kit;
import io.mqttworks.test.MosquittoBroker;
import io.mqttworks.test.Props;
import io.mqttworks.client.testkit.ClientBroker;
import io.mqttworks.test.TestProxy;
import io.mqttworks.test.TlsFiles;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whoever cannot connect reads why, and what to do. These are the messages of the guide
 * to connections.
 */
class ConnectProblemsIntegrationTests {

	@TempDir
	private Path folder;

	private TlsFiles files;

	@BeforeEach
	void writeFiles() {
		this.files = TlsFiles.write(this.folder);
	}

	@Test
	void unknownHost() {
		assertThat(RoundTrip.failure("mqtt://no-such-host.invalid"))
			.hasMessageContaining("the host 'no-such-host.invalid' is unknown. Check its spelling")
			.hasRootCauseInstanceOf(UnknownHostException.class);
	}

	@Test
	void refusedPort() {
		int port = Kit.freePort();
		assertThat(RoundTrip.failure("mqtt://127.0.0.1:" + port))
			.hasMessageContaining("nothing accepts connections at 127.0.0.1:" + port
					+ " (connection refused). Check that the broker runs there, and its port");
	}

	@Test
	void noDomainSocket() {
		assertThat(RoundTrip.failure("unix:" + this.folder.resolve("no.sock")))
			.hasMessageContaining("there is no domain socket at this path. Check the path, and that the broker runs");
	}

	@ParameterizedTest
	@ValueSource(strings = { "mqtts", "wss" })
	void expiredCertificate(String scheme) {
		try (MosquittoBroker broker = tls(Certificates.EXPIRED, scheme)) {
			assertThat(failure(scheme + "://localhost:" + broker.port(), TlsClients.trusting(this.files)))
				.hasMessageContaining("the server's certificate has expired. It must be renewed on the server");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "mqtts", "wss" })
	void wrongHostName(String scheme) {
		try (MosquittoBroker broker = tls(Certificates.OTHER_HOST, scheme)) {
			String server = scheme + "://localhost:" + broker.port();
			assertThat(failure(server, TlsClients.trusting(this.files)))
				.hasMessageContaining("the server's certificate is for another host (")
				.hasMessageContaining(
						"Use a name the certificate has in the address, or set it with TlsOptions.Builder.serverName");
			RoundTrip.over(server, (builder) -> builder.tls(
					TlsOptions.builder().trustedCertificates(this.files.authority()).serverName("other.test").build()));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "mqtts", "wss" })
	void untrustedAuthority(String scheme) {
		try (MosquittoBroker broker = tls(Certificates.SERVER, scheme)) {
			assertThat(failure(scheme + "://localhost:" + broker.port(), TlsOptions.DEFAULT))
				.hasMessageContaining("the server's certificate is not trusted (")
				.hasMessageContaining(
						"Set the certificate of its authority with TlsOptions.Builder.trustedCertificates");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void missingClientCertificate(String protocol) {
		try (MosquittoBroker broker = MosquittoBroker
			.start(this.files.listener(Certificates.SERVER, "require_certificate true"))) {
			TlsOptions tls = TlsOptions.builder()
				.trustedCertificates(this.files.authority())
				.protocols(protocol)
				.build();
			assertThat(failure("mqtts://localhost:" + broker.port(), tls)).hasMessageContaining("the server ended TLS")
				.hasMessageContaining("client certificate");
		}
	}

	@Test
	void clientCertificateTheServerDoesNotTrust() throws Exception {
		X509Bundle stranger = new CertificateBuilder().subject("CN=greenhouse")
			.addExtendedKeyUsageClientAuth()
			.buildIssuedBy(Certificates.STRANGER);
		TlsOptions tls = TlsOptions.builder()
			.trustedCertificates(this.files.authority())
			.keyManagers(stranger.toKeyManagerFactory())
			.build();
		try (MosquittoBroker broker = MosquittoBroker
			.start(this.files.listener(Certificates.SERVER, "require_certificate true"))) {
			assertThat(failure("mqtts://localhost:" + broker.port(), tls)).hasMessageContaining("client certificate");
		}
	}

	@BothVersions
	void wrongPassword(MqttVersion version) {
		try (ClientBroker broker = ClientBroker.start()) {
			MqttConnectException failure = refusal(broker, version, (version == MqttVersion.MQTT_5) ? 0x86 : 4);
			assertThat(failure.reasonCode()).isEqualTo(ReasonCode.BAD_USER_NAME_OR_PASSWORD);
			assertThat(failure).hasMessageContaining(broker.uri() + " refused the connection: ")
				.hasMessageEndingWith("Check the user name and password");
		}
	}

	@BothVersions
	void notAuthorized(MqttVersion version) {
		try (ClientBroker broker = ClientBroker.start()) {
			MqttConnectException failure = refusal(broker, version, (version == MqttVersion.MQTT_5) ? 0x87 : 5);
			assertThat(failure.reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
			assertThat(failure)
				.hasMessageEndingWith("Check the user name, the password and what the server allows this client");
		}
	}

	private static MqttConnectException refusal(ClientBroker broker, MqttVersion version, int code) {
		MqttClient client = broker.clientWithoutReconnect((builder) -> builder.version(version));
		CompletableFuture<ConnectResult> connected = client.connect();
		BrokerConnection connection = broker.accept();
		connection.expectConnect();
		connection.sendConnAck(false, code, Props.NONE);
		return Kit.awaitFailure(connected, MqttConnectException.class);
	}

	@BothVersions
	void wrongPasswordOfMosquitto(MqttVersion version) {
		try (MosquittoBroker broker = MosquittoBroker.startWithPassword("anna", "right")) {
			MqttConnectException failure = RoundTrip.failure(broker.uri(),
					(builder) -> builder.version(version).credentials("anna", "wr0ng"));
			assertThat(failure.reasonCode()).isIn(ReasonCode.NOT_AUTHORIZED, ReasonCode.BAD_USER_NAME_OR_PASSWORD);
			assertThat(failure).hasMessageContaining("Check the user name").hasMessageNotContaining("wr0ng");
		}
	}

	@Test
	void webServerWithoutTheWebSocket() throws Exception {
		try (WebServer server = new WebServer()) {
			assertThat(RoundTrip.failure("ws://127.0.0.1:" + server.port() + "/nothing"))
				.hasMessageContaining("the server answered the WebSocket request with HTTP status 404")
				.hasMessageContaining("Check the path of the address; many brokers use /mqtt");
		}
	}

	@Test
	void schemeOfAnotherListener() {
		try (MosquittoBroker plain = MosquittoBroker.start();
				MosquittoBroker tls = tls(Certificates.SERVER, "mqtts");
				MosquittoBroker webSocket = MosquittoBroker.start("protocol websockets")) {
			assertThat(failure("mqtts://localhost:" + plain.port(), TlsClients.trusting(this.files)))
				.hasMessageContaining("Check that this port speaks TLS");
			assertThat(RoundTrip.failure("ws://localhost:" + plain.port()))
				.hasMessageContaining("Check that this port speaks WebSocket");
			assertThat(RoundTrip.failure("mqtt://localhost:" + tls.port())).hasMessageContaining("wants TLS");
			assertThat(RoundTrip.failure("mqtt://localhost:" + webSocket.port())).hasMessageContaining(
					"the server answers with HTTP, not MQTT. Check the port; for MQTT over WebSocket" + " use ws://");
		}
	}

	@ParameterizedTest
	@EnumSource
	void proxyThatRefuses(Type type) throws Exception {
		try (TestProxy proxy = new TestProxy().refuse()) {
			assertThat(RoundTrip.failure("mqtt://broker.test",
					(builder) -> builder.proxy(new ProxyOptions(type, "localhost", proxy.port(), null, null))))
				.hasMessageContaining(
						"the " + type + " proxy localhost:" + proxy.port() + " does not connect to broker.test:1883 (")
				.hasMessageContaining("Check that it allows this host and port and can reach it");
		}
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SOCKS4")
	void proxyThatWantsOtherCredentials(Type type) throws Exception {
		try (TestProxy proxy = new TestProxy("anna", "right")) {
			ProxyOptions options = new ProxyOptions(type, "localhost", proxy.port(), null, null);
			assertThat(RoundTrip.failure("mqtt://broker.test", (builder) -> builder.proxy(options)))
				.hasMessageContaining("wants credentials. Set them with ProxyOptions.withCredentials");
			assertThat(RoundTrip.failure("mqtt://broker.test",
					(builder) -> builder.proxy(options.withCredentials("anna", "wr0ng"))))
				.hasMessageContaining("refuses the user name or password. Check them")
				.hasMessageNotContaining("wr0ng");
		}
	}

	private MosquittoBroker tls(X509Bundle certificate, String scheme) {
		return MosquittoBroker.start(scheme.equals("wss") ? this.files.listener(certificate, "protocol websockets")
				: this.files.listener(certificate));
	}

	private static MqttConnectException failure(String server, TlsOptions tls) {
		return RoundTrip.failure(server, (builder) -> builder.tls(tls));
	}

	/** The one of the JDK, with nothing to serve. */
	private static final class WebServer implements AutoCloseable {

		private final HttpServer server;

		WebServer() throws IOException {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
			this.server.start();
		}

		int port() {
			return this.server.getAddress().getPort();
		}

		@Override
		public void close() {
			this.server.stop(0);
		}

	}

}
