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

package io.mqttworks.spring.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;

/**
 * An authority and what it issued, as PEM files.
 *
 * @param folder where the files are
 */
public record TestCertificates(Path folder) {

	/**
	 * Makes an authority, and certificates of a server on this machine and of a client.
	 * @param folder where to write them
	 * @return the certificates
	 */
	public static TestCertificates create(Path folder) {
		try {
			Files.createDirectories(folder);
			X509Bundle authority = new CertificateBuilder().rsa2048()
				.subject("CN=Test Authority")
				.setIsCertificateAuthority(true)
				.buildSelfSigned();
			X509Bundle server = new CertificateBuilder().rsa2048()
				.subject("CN=broker")
				.addSanDnsName("localhost")
				.addSanIpAddress("127.0.0.1")
				.addExtendedKeyUsageServerAuth()
				.buildIssuedBy(authority);
			X509Bundle client = new CertificateBuilder().rsa2048()
				.subject("CN=greenhouse")
				.addExtendedKeyUsageClientAuth()
				.buildIssuedBy(authority);
			Files.writeString(folder.resolve("ca.crt"), authority.getCertificatePEM());
			write(folder, "server", server);
			write(folder, "client", client);
			return new TestCertificates(folder);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void write(Path folder, String name, X509Bundle bundle) throws IOException {
		Files.writeString(folder.resolve(name + ".crt"), bundle.getCertificatePEM());
		Files.writeString(folder.resolve(name + ".key"), bundle.getPrivateKeyPEM());
	}

	/**
	 * Returns what a Mosquitto listener with these certificates needs.
	 * @param port where it listens
	 * @return lines of the configuration
	 */
	public String[] mosquittoListener(int port) {
		return new String[] { "listener " + port + " 127.0.0.1", "cafile " + this.folder.resolve("ca.crt"),
				"certfile " + this.folder.resolve("server.crt"), "keyfile " + this.folder.resolve("server.key") };
	}

	/**
	 * Returns the properties of a bundle that trusts the authority.
	 * @param name the name of the bundle
	 * @return the properties
	 */
	public String[] bundle(String name) {
		return new String[] {
				"spring.ssl.bundle.pem." + name + ".truststore.certificate=file:" + this.folder.resolve("ca.crt"),
				"spring.ssl.bundle.pem." + name + ".keystore.certificate=file:" + this.folder.resolve("client.crt"),
				"spring.ssl.bundle.pem." + name + ".keystore.private-key=file:" + this.folder.resolve("client.key") };
	}

}
