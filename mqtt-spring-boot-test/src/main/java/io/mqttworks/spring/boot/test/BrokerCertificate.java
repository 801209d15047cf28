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

package io.mqttworks.spring.boot.test;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;

import io.mqttworks.test.Certificates;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;

/**
 * The broker's certificate, for {@code localhost}, made anew in each JVM.
 *
 * @param keyStore the file with the certificate and its key
 * @param authority the file with the authority it is from, in PEM format
 */
record BrokerCertificate(Path keyStore, Path authority) {

	/** Protects nothing: the key is worth nothing outside the test. */
	private static final String PASSWORD = "embedded";

	static BrokerCertificate create() {
		try {
			Path keyStore = Files.createTempFile("mqtt-test-broker", ".p12");
			Path authority = Files.createTempFile("mqtt-test-authority", ".pem");
			keyStore.toFile().deleteOnExit();
			authority.toFile().deleteOnExit();
			try (OutputStream out = Files.newOutputStream(keyStore)) {
				Certificates.SERVER.toKeyStore(PASSWORD.toCharArray()).store(out, PASSWORD.toCharArray());
			}
			Files.writeString(authority, Certificates.AUTHORITY.getCertificatePEM());
			return new BrokerCertificate(keyStore, authority);
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException("The embedded MQTT broker cannot make a certificate", ex);
		}
	}

	Map<String, Object> acceptorOptions() {
		return Map.of("sslEnabled", true, "keyStorePath", this.keyStore.toString(), "keyStorePassword", PASSWORD,
				"keyStoreType", "PKCS12");
	}

	/**
	 * Returns what a client trusts the broker with.
	 */
	static SslBundle trust() {
		try {
			KeyStore trustStore = KeyStore.getInstance("PKCS12");
			trustStore.load(null, null);
			trustStore.setCertificateEntry("authority", Certificates.AUTHORITY.getCertificate());
			return SslBundle.of(SslStoreBundle.of(null, null, trustStore));
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException("The certificate of the embedded MQTT broker cannot be trusted", ex);
		}
	}

}
