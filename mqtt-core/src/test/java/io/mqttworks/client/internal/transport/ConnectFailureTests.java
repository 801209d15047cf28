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

package io.mqttworks.client.internal.transport;

import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

import io.mqttworks.client.ConnectRemedy;
import io.mqttworks.client.MqttClientBuilder;
import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.ProxyOptions;
import io.mqttworks.client.ProxyOptions.Type;
import io.mqttworks.client.SocketOptions;
import io.mqttworks.client.TlsOptions;
import io.mqttworks.client.internal.transport.Connector.Connection;
import io.mqttworks.client.spi.WebSocketRequest;
import io.mqttworks.test.Certificates;
import io.mqttworks.test.TestProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Every way not to get a connection is told apart, with what to do.
 */
class ConnectFailureTests {

	private final Connector connector = new Connector(IoModel.Native.AVAILABLE ? LoopKind.EPOLL : LoopKind.NIO);

	private static UnaryOperator<MqttClientBuilder> trusted() {
		return (builder) -> builder.tls(TlsTests.trusting(Certificates.AUTHORITY));
	}

	private MqttConnectException failure(String server, UnaryOperator<MqttClientBuilder> customizer) {
		return this.connector.start(server, customizer).failure();
	}

	private MqttConnectException failure(String server) {
		return failure(server, (builder) -> builder);
	}

	@AfterEach
	void close() {
		this.connector.close();
	}

	@Test
	void unknownHost() {
		assertThat(failure("mqtt://no-such-host.invalid"))
			.hasMessage(
					"Cannot connect to mqtt://no-such-host.invalid:1883: the host 'no-such-host.invalid' is unknown."
							+ " Check its spelling, and that this machine has a network and a name server")
			.hasCauseInstanceOf(UnknownHostException.class);
	}

	@ParameterizedTest
	@EnumSource
	void refusedPort(LoopKind kind) throws Exception {
		int port;
		try (ServerSocket socket = new ServerSocket(0)) {
			port = socket.getLocalPort();
		}
		try (Connector other = new Connector(kind)) {
			assertThat(other.start("mqtt://127.0.0.1:" + port).failure())
				.hasMessage("Cannot connect to mqtt://127.0.0.1:" + port + ": nothing accepts connections at 127.0.0.1:"
						+ port + " (connection refused). Check that the broker runs there, and its port");
		}
	}

	@Test
	void noRoute() {
		assertThat(failure("mqtt://[ff0e::1]:1883")).hasMessageMatching(
				".*(there is no route to \\[ff0e:.*|the connection to \\[ff0e:.*failed: .*|nothing accepts.*)");
	}

	@Test
	void expiredCertificate() {
		try (EchoServer server = EchoServer
			.tls(Certificates.serverContext(Certificates.EXPIRED, (builder) -> builder))) {
			assertThat(failure(server.uri("mqtts"), trusted())).hasMessageContaining("certificate has expired")
				.hasMessageContaining("renewed")
				.hasRootCauseInstanceOf(CertificateExpiredException.class);
		}
	}

	@ParameterizedTest
	@CsvSource({ "mqtts", "wss" })
	void wrongHostName(String scheme) {
		this.connector.names((host) -> TransportTests.addresses("127.0.0.1"));
		try (EchoServer server = EchoServer.tls(Certificates.serverContext())) {
			assertThat(failure(scheme + "://other.test:" + server.port(), trusted()))
				.hasMessageContaining("certificate is for another host")
				.hasMessageContaining("other.test")
				.hasMessageContaining("set it with TlsOptions.Builder.serverName")
				.extracting(MqttConnectException::remedy)
				.isEqualTo(ConnectRemedy.SERVER_NAME);
		}
	}

	@Test
	void hostNameForWhichNoCertificateIsChecked() {
		this.connector.names((host) -> TransportTests.addresses("127.0.0.1"));
		try (EchoServer server = EchoServer.tls(Certificates.serverContext())) {
			assertThat(failure("mqtts://my_broker:" + server.port(), trusted()))
				.hasMessageContaining("no certificate for a host name with an underscore")
				.hasMessageContaining("serverName");
		}
	}

	@Test
	void wrongAddressInTheCertificate() {
		this.connector.names((host) -> TransportTests.addresses("127.0.0.1"));
		try (EchoServer server = EchoServer.tls(Certificates.serverContext())) {
			assertThat(failure("mqtts://127.0.0.2:" + server.port(), trusted()))
				.hasMessageContaining("certificate is for another host");
		}
	}

	@Test
	void untrustedAuthority() {
		try (EchoServer server = EchoServer.tls(Certificates.serverContext())) {
			assertThat(failure(server.uri("mqtts"))).hasMessageContaining("certificate is not trusted")
				.hasMessageContaining("Set the certificate of its authority")
				.hasRootCauseInstanceOf(CertPathBuilderException.class);
		}
	}

	@Test
	void missingClientCertificate() {
		try (EchoServer server = EchoServer.tls(Certificates.serverContextWithClientCertificate("TLSv1.2"))) {
			assertThat(failure(server.uri("mqtts"), trusted())).hasMessageContaining("the server ended TLS")
				.hasMessageContaining("client certificate");
		}
	}

	@Test
	void missingClientCertificateWhichTheServerSaysAfterTheHandshake() {
		try (EchoServer server = EchoServer.tls(Certificates.serverContextWithClientCertificate("TLSv1.3"))) {
			Connection connection = this.connector.connect(server.uri("mqtts"), trusted());
			assertThat(connection.recorder().awaitFailure()).hasMessageContaining("client certificate");
			connection.awaitClosed();
		}
	}

	@Test
	void noCommonProtocolVersion() {
		try (EchoServer server = EchoServer
			.tls(Certificates.serverContext(Certificates.SERVER, (builder) -> builder.protocols("TLSv1.3")))) {
			TlsOptions tls = TlsOptions.builder()
				.trustManagers(Certificates.AUTHORITY.toTrustManagerFactory())
				.protocols("TLSv1.2")
				.build();
			assertThat(failure(server.uri("mqtts"), (builder) -> builder.tls(tls)))
				.hasMessageContaining("check TlsOptions.Builder.protocols")
				.extracting(MqttConnectException::remedy)
				.isEqualTo(ConnectRemedy.PROTOCOLS);
		}
	}

	@Test
	void tlsOptionsThatDoNotWork() {
		TlsOptions tls = TlsOptions.builder().protocols("TLSv9").build();
		assertThat(failure("mqtts://127.0.0.1:1", (builder) -> builder.tls(tls)))
			.hasMessageContaining("the TLS options cannot be used")
			.hasMessageContaining("TLSv9");
		TlsOptions ciphers = TlsOptions.builder().ciphers("TLS_NONSENSE").build();
		assertThat(failure("mqtts://127.0.0.1:1", (builder) -> builder.tls(ciphers)))
			.hasMessageContaining("the TLS options cannot be used")
			.hasMessageContaining("TLS_NONSENSE");
		assertThat(failure("mqtts://127.0.0.1:1", (builder) -> builder.tls(() -> {
			throw new IllegalStateException("the vault is sealed");
		}))).hasMessageContaining("the TLS options cannot be used: the vault is sealed");
	}

	@Test
	void tlsOnAClearTextPort() {
		try (EchoServer server = EchoServer.answering("220 mail.test ESMTP ready\r\n")) {
			assertThat(failure(server.uri("mqtts"))).hasMessageContaining("the server does not speak TLS at this port")
				.hasMessageContaining("mqtt://");
		}
		try (EchoServer server = EchoServer.answering("")) {
			assertThat(failure(server.uri("mqtts")))
				.hasMessageContaining("closed the connection in the TLS handshake. Check that this port speaks TLS");
		}
	}

	@Test
	void clearTextOnATlsPort() {
		try (EchoServer server = EchoServer.tls(Certificates.serverContext())) {
			Connection connection = this.connector.connect(server.uri("mqtt"))
				.send("\u0010\u000e\0\4MQTT\4\2\0\0\0\2ab");
			assertThat(connection.recorder().awaitFailure())
				.hasMessageMatching(".*(the server wants TLS at this port. Use mqtts://|whether it wants TLS;.*)");
			connection.awaitClosed();
		}
		try (EchoServer server = EchoServer.answering("\25\3\3\0\2\2\12")) {
			Connection connection = this.connector.connect(server.uri("mqtt")).send("\u0010\0");
			assertThat(connection.recorder().awaitFailure())
				.hasMessageContaining("the server wants TLS at this port. Use mqtts://");
		}
		try (EchoServer server = EchoServer.answering("")) {
			Connection connection = this.connector.connect(server.uri("mqtt")).send("\u0010\0");
			assertThat(connection.recorder().awaitFailure()).hasMessageContaining("closed the connection before it"
					+ " answered. Check that this port is the one for MQTT, and whether it wants TLS");
		}
	}

	@Test
	void anotherProtocolAnswers() {
		try (EchoServer server = EchoServer.answering("HTTP/1.1 400 Bad Request\r\n\r\n")) {
			Connection connection = this.connector.connect(server.uri("mqtt")).send("\u0010\0");
			assertThat(connection.recorder().awaitFailure()).hasMessageContaining("answers with HTTP, not MQTT")
				.hasMessageContaining("ws://");
			connection.awaitClosed();
			assertThat(connection.recorder().text()).isEmpty();
		}
		try (EchoServer server = EchoServer.answering("AMQP\0\0\11\1")) {
			Connection connection = this.connector.connect(server.uri("mqtt")).send("\u0010\0");
			assertThat(connection.recorder().awaitFailure()).hasMessageContaining("answers with AMQP, not MQTT");
		}
	}

	@Test
	void nothingIsAddedOnceTheServerAnswered() {
		try (EchoServer server = EchoServer.answering(" \2\0\0")) {
			Connection connection = this.connector.connect(server.uri("mqtt")).send("\u0010\0");
			connection.awaitClosed();
			await().atMost(Connector.PATIENCE)
				.untilAsserted(() -> assertThat(connection.recorder().events()).containsExactly("active", "inactive"));
			assertThat(connection.recorder().text()).isEqualTo(" \2\0\0");
			assertThat(connection.recorder().failures()).isEmpty();
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "404 Not Found | Check the path", "401 Unauthorized | Check the headers",
					"302 Found | Redirections are not followed", "400 Bad Request | port and path",
					"200 OK | Check the address", "503 Service Unavailable | Check the address" })
	void webSocketRefused(String status, String advice) {
		String page = "x".repeat(100_000);
		try (EchoServer server = EchoServer.answering("HTTP/1.1 " + status + "\r\nContent-Length: " + page.length()
				+ "\r\nLocation: /x?secret\r\n\r\n" + page)) {
			assertThat(failure(server.uri("ws") + "/elsewhere?token=secret"))
				.hasMessageContaining("ws://127.0.0.1:" + server.port() + "/elsewhere: the server answered the"
						+ " WebSocket request with HTTP status " + status)
				.hasMessageContaining(advice)
				.hasMessageNotContaining("secret");
		}
	}

	@Test
	void webSocketForAnotherProtocol() {
		String response = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
		try (EchoServer server = EchoServer.answering(response + "\r\n")) {
			assertThat(failure(server.uri("ws"))).hasMessageContaining("no sub-protocol instead of 'mqtt'");
		}
		try (EchoServer server = EchoServer.answering(response + "Sec-WebSocket-Protocol: stomp\r\n\r\n")) {
			assertThat(failure(server.uri("ws"))).hasMessageContaining("sub-protocol 'stomp' instead of 'mqtt'");
		}
		try (EchoServer server = EchoServer.answering(response + "Sec-WebSocket-Protocol: mqtt\r\n\r\n")) {
			assertThat(failure(server.uri("ws"))).hasMessageContaining("WebSocket handshake failed: Invalid challenge");
		}
	}

	@Test
	void webSocketOnAPortThatIsNot() {
		try (EchoServer server = EchoServer.answering("nonsense\r\n\r\n")) {
			assertThat(failure(server.uri("ws"))).hasMessageContaining("does not answer with HTTP")
				.hasMessageContaining("mqtt://");
		}
		try (EchoServer server = EchoServer.answering("")) {
			assertThat(failure(server.uri("ws")))
				.hasMessageContaining("closed the connection when it got the WebSocket")
				.hasMessageContaining("wss://");
		}
	}

	@Test
	void webSocketRequestProviderThatFails() {
		assertThat(failure("ws://127.0.0.1:1",
				(builder) -> builder.webSocketRequestProvider(
						(server) -> CompletableFuture.failedFuture(new IllegalStateException("secret")))))
			.hasMessageContaining("the webSocketRequestProvider failed")
			.hasMessageNotContaining("secret")
			.hasRootCauseMessage("secret");
		assertThat(failure("ws://127.0.0.1:1", (builder) -> builder.webSocketRequestProvider((server) -> {
			throw new IllegalStateException("at once");
		}))).hasMessageContaining("the webSocketRequestProvider failed").hasRootCauseMessage("at once");
		assertThat(failure("ws://127.0.0.1:1",
				(builder) -> builder.webSocketRequestProvider((server) -> CompletableFuture.completedFuture(null))))
			.hasMessageContaining("the webSocketRequestProvider failed");
		assertThat(failure("ws://127.0.0.1:1",
				(builder) -> builder.webSocketRequestProvider(
						(server) -> CompletableFuture.supplyAsync(() -> new WebSocketRequest("no slash", Map.of())))))
			.hasMessageContaining("the webSocketRequestProvider failed");
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "SOCKS4")
	void proxyThatWantsCredentials(Type type) throws Exception {
		try (TestProxy proxy = new TestProxy("anna", "right")) {
			ProxyOptions options = new ProxyOptions(type, "127.0.0.1", proxy.port(), null, null);
			assertThat(failure("mqtts://broker.test", (builder) -> builder.proxy(options)))
				.hasMessageContaining(type + " proxy 127.0.0.1:" + proxy.port() + " wants credentials")
				.hasMessageContaining("ProxyOptions.withCredentials");
			assertThat(failure("mqtts://broker.test",
					(builder) -> builder.proxy(options.withCredentials("anna", "wr0ng"))))
				.hasMessageContaining("refuses the user name or password")
				.hasMessageNotContaining("wr0ng");
		}
	}

	@ParameterizedTest
	@EnumSource
	void proxyThatRefuses(Type type) throws Exception {
		try (TestProxy proxy = new TestProxy().refuse()) {
			ProxyOptions options = new ProxyOptions(type, "127.0.0.1", proxy.port(), null, null);
			assertThat(failure("mqtt://broker.test", (builder) -> builder.proxy(options)))
				.hasMessageContaining("proxy 127.0.0.1:" + proxy.port() + " does not connect to broker.test:1883")
				.hasMessageContaining("Check that it allows this host and port");
		}
	}

	@ParameterizedTest
	@EnumSource
	void proxyThatIsNone(Type type) {
		try (EchoServer server = EchoServer.answering("nonsense\r\n\r\n")) {
			ProxyOptions options = new ProxyOptions(type, "127.0.0.1", server.port(), null, null);
			assertThat(failure("wss://broker.test", (builder) -> builder.proxy(options)))
				.hasMessageContaining(type + " proxy 127.0.0.1:" + server.port())
				.hasMessageContaining("Check that it speaks " + type);
		}
	}

	@Test
	void proxyThatIsNotThere() throws Exception {
		assertThat(failure("mqtt://broker.test",
				(builder) -> builder.proxy(ProxyOptions.http("no-such-proxy.invalid", 3128))))
			.hasMessageContaining("the proxy's host 'no-such-proxy.invalid' is unknown");
		int port;
		try (ServerSocket socket = new ServerSocket(0)) {
			port = socket.getLocalPort();
		}
		assertThat(failure("mqtt://broker.test", (builder) -> builder.proxy(ProxyOptions.http("127.0.0.1", port))))
			.hasMessageContaining("nothing accepts connections at 127.0.0.1:" + port)
			.hasMessageContaining("HTTP proxy runs there");
	}

	@ParameterizedTest
	@EnumSource
	void noDomainSocket(LoopKind kind, @TempDir Path folder) throws Exception {
		Path path = folder.resolve("broker.sock");
		try (Connector other = new Connector(kind)) {
			assertThat(other.start("unix:" + path).failure()).hasMessage("Cannot connect to unix:" + path
					+ ": there is no domain socket at this path. Check the path, and that the broker runs");
			try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
				left.bind(UnixDomainSocketAddress.of(path));
			}
			assertThat(path).exists();
			assertThat(other.start("unix:" + path).failure())
				.hasMessageContaining("nothing accepts connections at this domain socket");
			Path file = Files.createFile(folder.resolve("file"));
			assertThat(other.start("unix:" + file).failure())
				.hasMessageContaining("nothing accepts connections at this domain socket");
			assertThat(other.start("unix:" + folder.resolve("x".repeat(200))).failure())
				.hasMessageContaining("domain socket");
		}
	}

	@ParameterizedTest
	@EnumSource
	void localAddressThatIsNotOfThisMachine(LoopKind kind) {
		SocketOptions socket = SocketOptions.builder().localAddress(new InetSocketAddress("192.0.2.1", 0)).build();
		try (EchoServer server = EchoServer.tcp(); Connector other = new Connector(kind)) {
			assertThat(other.start(server.uri("mqtt"), (builder) -> builder.socket(socket)).failure())
				.hasMessageContaining("the local address of the socket options cannot be used");
		}
	}

}
