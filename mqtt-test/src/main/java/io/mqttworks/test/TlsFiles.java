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

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.netty.pkitesting.X509Bundle;

/**
 * The {@link Certificates} as PEM files, for Mosquitto and for clients.
 *
 * @param folder where the files are
 */
public record TlsFiles(Path folder) {

	/**
	 * Writes the files.
	 * @param folder where to
	 * @return the files
	 */
	public static TlsFiles write(Path folder) {
		TlsFiles files = new TlsFiles(folder);
		Certificates.write(files.authority(), Certificates.AUTHORITY.getCertificatePEM());
		files.write("client", Certificates.CLIENT);
		return files;
	}

	private void write(String name, X509Bundle bundle) {
		Certificates.write(this.folder.resolve(name + ".pem"), bundle.getCertificatePathPEM());
		Certificates.write(this.folder.resolve(name + ".key"), bundle.getPrivateKeyPEM());
	}

	/** The authority all certificates are from. */
	public Path authority() {
		return this.folder.resolve("ca.pem");
	}

	/** The certificate of a client called {@code greenhouse}. */
	public Path clientCertificate() {
		return this.folder.resolve("client.pem");
	}

	/** The private key of {@link #clientCertificate()}. */
	public Path clientKey() {
		return this.folder.resolve("client.key");
	}

	/**
	 * Returns what gives a Mosquitto listener TLS.
	 * @param server the certificate of the listener
	 * @param more further lines of its configuration
	 * @return the lines
	 */
	public String[] listener(X509Bundle server, String... more) {
		write("server", server);
		List<String> lines = new ArrayList<>();
		lines.add("certfile " + this.folder.resolve("server.pem"));
		lines.add("keyfile " + this.folder.resolve("server.key"));
		lines.add("cafile " + authority());
		lines.addAll(List.of(more));
		return lines.toArray(String[]::new);
	}

}
