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

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSession;

import io.mqttworks.client.TlsOptions;
import io.mqttworks.client.internal.transport.Connector.Connection;
import io.mqttworks.test.Certificates;
import io.netty.channel.Channel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.OpenSslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Tls}.
 */
class TlsTests {

	static TlsOptions trusting(X509Bundle authority) {
		return TlsOptions.builder().trustManagers(authority.toTrustManagerFactory()).build();
	}

	@ParameterizedTest
	@EnumSource
	void bytesFlowBothWays(LoopKind kind) {
		try (EchoServer server = EchoServer.tls(Certificates.serverContext());
				Connector connector = new Connector(kind)) {
			Connection connection = connector.connect("mqtts://localhost:" + server.port(),
					(builder) -> builder.tls(trusting(Certificates.AUTHORITY)));
			connection.send("world").awaitText("hello world");
			assertThat(connection.recorder().events()).containsExactly("active");
			connection.channel().close();
			server.awaitNothingOpen();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void bytesRightAfterTheHandshakeAreNotMissed(String protocol) {
		try (EchoServer server = EchoServer.tls(Certificates.serverContext()); Connector connector = new Connector()) {
			TlsOptions tls = TlsOptions.builder()
				.trustManagers(Certificates.AUTHORITY.toTrustManagerFactory())
				.protocols(protocol)
				.build();
			for (int i = 0; i < 30; i++) {
				Connection connection = connector.connect(server.uri("mqtts"), (builder) -> builder.tls(tls));
				connection.awaitText(EchoServer.GREETING);
				assertThat(session(connection.channel()).getProtocol()).isEqualTo(protocol);
				connection.channel().close();
			}
		}
	}

	@Test
	void protocolsAndCiphersAreThoseOfTheOptions() {
		TlsOptions tls = TlsOptions.builder()
			.trustManagers(Certificates.AUTHORITY.toTrustManagerFactory())
			.protocols("TLSv1.2")
			.ciphers("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384")
			.build();
		try (EchoServer server = EchoServer.tls(Certificates.serverContext()); Connector connector = new Connector()) {
			Connection connection = connector.connect(server.uri("mqtts"), (builder) -> builder.tls(tls));
			assertThat(session(connection.channel()).getCipherSuite())
				.isEqualTo("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
		}
	}

	@Test
	void applicationProtocolsAreOffered() {
		var context = Certificates.serverContext(Certificates.SERVER,
				(builder) -> builder.applicationProtocolConfig(new ApplicationProtocolConfig(Protocol.ALPN,
						SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT, "h2", "mqtt")));
		TlsOptions tls = TlsOptions.builder()
			.trustManagers(Certificates.AUTHORITY.toTrustManagerFactory())
			.applicationProtocols("x-amzn-mqtt-ca", "mqtt")
			.build();
		try (EchoServer server = EchoServer.tls(context); Connector connector = new Connector()) {
			Connection connection = connector.connect(server.uri("mqtts"), (builder) -> builder.tls(tls));
			assertThat(connection.channel().pipeline().get(SslHandler.class).applicationProtocol()).isEqualTo("mqtt");
		}
	}

	@Test
	void theServerNameIsAskedForAndExpected() {
		TlsOptions tls = TlsOptions.builder()
			.trustManagers(Certificates.AUTHORITY.toTrustManagerFactory())
			.serverName("localhost")
			.build();
		try (EchoServer server = EchoServer.tls(Certificates.serverContext());
				Connector connector = new Connector().names((host) -> TransportTests.addresses("127.0.0.1"))) {
			Connection connection = connector.connect("mqtts://other.test:" + server.port(),
					(builder) -> builder.tls(tls));
			connection.awaitText(EchoServer.GREETING);
			ExtendedSSLSession session = (ExtendedSSLSession) session(server.accepted().get(0));
			assertThat(session.getRequestedServerNames()).singleElement().asString().contains("localhost");
		}
	}

	@Test
	void theHostIsAskedFor() {
		try (EchoServer server = EchoServer.tls(Certificates.serverContext());
				Connector connector = new Connector().names((host) -> TransportTests.addresses("127.0.0.1"))) {
			Connection connection = connector.connect("mqtts://broker.test:" + server.port(),
					(builder) -> builder.tls(trusting(Certificates.AUTHORITY)));
			connection.awaitText(EchoServer.GREETING);
			ExtendedSSLSession session = (ExtendedSSLSession) session(server.accepted().get(0));
			assertThat(session.getRequestedServerNames()).singleElement().asString().contains("broker.test");
		}
	}

	@Test
	void theHostNameIsNotVerifiedOnlyIfTheOptionsSaySo() {
		TlsOptions tls = TlsOptions.builder()
			.trustManagers(Certificates.AUTHORITY.toTrustManagerFactory())
			.verifyHostName(false)
			.build();
		try (EchoServer server = EchoServer.tls(Certificates.serverContext());
				Connector connector = new Connector().names((host) -> TransportTests.addresses("127.0.0.1"))) {
			connector.connect("mqtts://other.test:" + server.port(), (builder) -> builder.tls(tls))
				.awaitText(EchoServer.GREETING);
			assertThat(connector
				.start("mqtts://other.test:" + server.port(),
						(builder) -> builder.tls(trusting(Certificates.AUTHORITY)))
				.failure()).hasMessageContaining("for another host");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void theClientProvesWhoItIs(String protocol, @TempDir Path folder) {
		TlsOptions tls = TlsOptions.builder()
			.trustedCertificates(
					Certificates.write(folder.resolve("ca.pem"), Certificates.AUTHORITY.getCertificatePEM()))
			.clientCertificate(
					Certificates.write(folder.resolve("client.pem"), Certificates.CLIENT.getCertificatePathPEM()),
					Certificates.write(folder.resolve("client.key"), Certificates.CLIENT.getPrivateKeyPEM()), null)
			.build();
		try (EchoServer server = EchoServer.tls(Certificates.serverContextWithClientCertificate(protocol));
				Connector connector = new Connector()) {
			connector.connect(server.uri("mqtts"), (builder) -> builder.tls(tls))
				.send("world")
				.awaitText("hello world");
		}
	}

	@Test
	void optionsAreAskedForAtEveryAttempt() {
		AtomicReference<TlsOptions> current = new AtomicReference<>(trusting(Certificates.STRANGER));
		AtomicInteger asked = new AtomicInteger();
		try (EchoServer server = EchoServer.tls(Certificates.serverContext()); Connector connector = new Connector()) {
			assertThat(connector.start(server.uri("mqtts"), (builder) -> builder.tls(() -> {
				asked.incrementAndGet();
				return current.get();
			})).failure()).hasMessageContaining("not trusted");
			current.set(trusting(Certificates.AUTHORITY));
			connector.connect(server.uri("mqtts"), (builder) -> builder.tls(current::get))
				.awaitText(EchoServer.GREETING);
			assertThat(asked).hasValue(1);
		}
	}

	@Test
	void openSslIsUsedWhereItIs() throws Exception {
		boolean openSsl = Boolean.getBoolean("mqtt.test.openssl");
		assertThat(Tls.of(TlsOptions.DEFAULT).context())
			.isInstanceOf(openSsl ? OpenSslContext.class : JdkSslContext.class);
	}

	@Test
	void equalOptionsShareTheirSessions() throws Exception {
		TlsOptions tls = trusting(Certificates.AUTHORITY);
		assertThat(Tls.of(tls).context()).isSameAs(Tls.of(tls).context())
			.isNotSameAs(Tls.of(trusting(Certificates.AUTHORITY)).context());
	}

	private static SSLSession session(Channel channel) {
		return channel.pipeline().get(SslHandler.class).engine().getSession();
	}

}
