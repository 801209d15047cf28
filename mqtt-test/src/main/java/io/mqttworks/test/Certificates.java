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

package io.mqttworks.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;

/**
 * Certificates for the tests, made when they are first needed.
 */
public final class Certificates {

	/** The authority the others are from. */
	public static final X509Bundle AUTHORITY = authority("CN=Test Authority");

	/** Another authority. */
	public static final X509Bundle STRANGER = authority("CN=Stranger");

	/** For localhost, 127.0.0.1 and broker.test. */
	public static final X509Bundle SERVER = server((builder) -> builder);

	/** As {@link #SERVER}, and expired. */
	public static final X509Bundle EXPIRED = server(
			(builder) -> builder.notBefore(Instant.now().minus(Duration.ofDays(20)))
				.notAfter(Instant.now().minus(Duration.ofDays(10))));

	/** For other.test only. */
	public static final X509Bundle OTHER_HOST = issue(new CertificateBuilder().rsa2048()
		.subject("CN=other")
		.addSanDnsName("other.test")
		.addExtendedKeyUsageServerAuth());

	/** Of a client. */
	public static final X509Bundle CLIENT = issue(
			new CertificateBuilder().subject("CN=greenhouse").addExtendedKeyUsageClientAuth());

	private Certificates() {
	}

	private static X509Bundle authority(String name) {
		try {
			return new CertificateBuilder().rsa2048().subject(name).setIsCertificateAuthority(true).buildSelfSigned();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static X509Bundle server(UnaryOperator<CertificateBuilder> customizer) {
		return issue(customizer.apply(new CertificateBuilder().rsa2048()
			.subject("CN=broker")
			.addSanDnsName("localhost")
			.addSanDnsName("broker.test")
			.addSanIpAddress("127.0.0.1")
			.addExtendedKeyUsageServerAuth()));
	}

	public static X509Bundle issue(CertificateBuilder builder) {
		try {
			return builder.buildIssuedBy(AUTHORITY);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** What a server of a test uses. */
	public static SslContext serverContext(X509Bundle certificate, UnaryOperator<SslContextBuilder> customizer) {
		try {
			return customizer
				.apply(SslContextBuilder
					.forServer(certificate.getKeyPair().getPrivate(), certificate.getCertificatePath())
					.sslProvider(SslProvider.JDK))
				.build();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public static SslContext serverContext() {
		return serverContext(SERVER, (builder) -> builder);
	}

	public static SslContext serverContextWithClientCertificate(String... protocols) {
		return serverContext(SERVER,
				(builder) -> builder.clientAuth(ClientAuth.REQUIRE)
					.trustManager(AUTHORITY.getCertificate())
					.protocols(protocols));
	}

	public static Path write(Path file, String content) {
		try {
			return Files.writeString(file, content);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
