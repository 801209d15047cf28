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

package io.mqttworks.client;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

import io.mqttworks.client.internal.logging.EscapedThrowable;
import io.mqttworks.client.internal.pem.PemFile;
import io.mqttworks.client.internal.pem.PrivateKeys;
import org.jspecify.annotations.Nullable;

/**
 * Reads keys and certificates from files.
 */
final class TlsMaterial {

	private TlsMaterial() {
	}

	static TrustManagerFactory trustManagers(Path certificates) {
		try {
			KeyStore store = emptyStore();
			int index = 0;
			for (Certificate certificate : PemFile.read(certificates).certificates()) {
				store.setCertificateEntry("trusted-" + index++, certificate);
			}
			return trustManagers(store);
		}
		catch (IOException | GeneralSecurityException | IllegalArgumentException ex) {
			throw unreadable("trusted certificates", certificates, ex);
		}
	}

	static TrustManagerFactory trustManagers(Path trustStore, String password) {
		try {
			return trustManagers(KeyStore.getInstance(trustStore.toFile(), password.toCharArray()));
		}
		catch (IOException | GeneralSecurityException | IllegalArgumentException ex) {
			throw unreadable("trust store", trustStore, ex);
		}
	}

	static KeyManagerFactory keyManagers(Path keyStore, String password) {
		try {
			char[] secret = password.toCharArray();
			return keyManagers(KeyStore.getInstance(keyStore.toFile(), secret), secret);
		}
		catch (IOException | GeneralSecurityException | IllegalArgumentException ex) {
			throw unreadable("key store", keyStore, ex);
		}
	}

	static KeyManagerFactory keyManagers(Path certificates, Path key, @Nullable String password) {
		Certificate[] chain;
		try {
			chain = PemFile.read(certificates).certificates().toArray(Certificate[]::new);
		}
		catch (IOException | GeneralSecurityException | IllegalArgumentException ex) {
			throw unreadable("client certificate", certificates, ex);
		}
		try {
			KeyStore store = emptyStore();
			store.setKeyEntry("client", PrivateKeys.read(PemFile.read(key), password), new char[0], chain);
			return keyManagers(store, new char[0]);
		}
		catch (IOException | GeneralSecurityException | IllegalArgumentException ex) {
			throw unreadable("private key", key, ex);
		}
	}

	private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, null);
		return store;
	}

	private static TrustManagerFactory trustManagers(KeyStore store) throws GeneralSecurityException {
		TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		factory.init(store);
		return factory;
	}

	private static KeyManagerFactory keyManagers(KeyStore store, char[] password) throws GeneralSecurityException {
		KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		factory.init(store, password);
		return factory;
	}

	private static IllegalArgumentException unreadable(String what, Path file, Exception cause) {
		String why = (cause.getMessage() != null) ? cause.getMessage() : cause.getClass().getSimpleName();
		return new IllegalArgumentException(
				Text.escape("The " + what + " in '" + file + "' cannot be used: " + why, 4096),
				EscapedThrowable.of(cause));
	}

}
