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

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

import io.mqttworks.client.internal.logging.EscapedThrowable;
import org.jspecify.annotations.Nullable;

/**
 * Reads keys and certificates from files.
 */
final class TlsMaterial {

	private static final Pattern KEY = Pattern
		.compile("-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----([^-]*)-----END \\1-----");

	/** SEQUENCE { INTEGER 0, SEQUENCE { OID rsaEncryption, NULL } ... without lengths. */
	private static final byte[] RSA_ALGORITHM = { 0x02, 0x01, 0x00, 0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48,
			(byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00 };

	private TlsMaterial() {
	}

	static TrustManagerFactory trustManagers(Path certificates) {
		try {
			KeyStore store = emptyStore();
			int index = 0;
			for (Certificate certificate : readCertificates(certificates)) {
				store.setCertificateEntry("trusted-" + index++, certificate);
			}
			return trustManagers(store);
		}
		catch (IOException | GeneralSecurityException ex) {
			throw unreadable("trusted certificates", certificates, ex);
		}
	}

	static TrustManagerFactory trustManagers(Path trustStore, String password) {
		try {
			return trustManagers(KeyStore.getInstance(trustStore.toFile(), password.toCharArray()));
		}
		catch (IOException | GeneralSecurityException ex) {
			throw unreadable("trust store", trustStore, ex);
		}
	}

	static KeyManagerFactory keyManagers(Path keyStore, String password) {
		try {
			char[] secret = password.toCharArray();
			return keyManagers(KeyStore.getInstance(keyStore.toFile(), secret), secret);
		}
		catch (IOException | GeneralSecurityException ex) {
			throw unreadable("key store", keyStore, ex);
		}
	}

	static KeyManagerFactory keyManagers(Path certificates, Path key, @Nullable String password) {
		Certificate[] chain;
		try {
			chain = readCertificates(certificates).toArray(Certificate[]::new);
		}
		catch (IOException | GeneralSecurityException ex) {
			throw unreadable("client certificate", certificates, ex);
		}
		try {
			KeyStore store = emptyStore();
			store.setKeyEntry("client", readKey(key, password), new char[0], chain);
			return keyManagers(store, new char[0]);
		}
		catch (IOException | GeneralSecurityException ex) {
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

	private static Collection<? extends Certificate> readCertificates(Path file)
			throws IOException, GeneralSecurityException {
		CertificateFactory factory = CertificateFactory.getInstance("X.509");
		Collection<? extends Certificate> certificates = factory
			.generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
		if (certificates.isEmpty()) {
			throw new IOException("there is no certificate in it");
		}
		return certificates;
	}

	private static PrivateKey readKey(Path file, @Nullable String password)
			throws IOException, GeneralSecurityException {
		Matcher matcher = KEY.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
		if (!matcher.find()) {
			throw new IOException("there is no plain or encrypted PKCS#8 or PKCS#1 private key in it");
		}
		byte[] encoded = Base64.getMimeDecoder().decode(matcher.group(2));
		return switch (matcher.group(1)) {
			case "PRIVATE KEY" -> privateKey(new PKCS8EncodedKeySpec(encoded));
			case "RSA PRIVATE KEY" -> privateKey(new PKCS8EncodedKeySpec(wrapRsa(encoded)));
			case "ENCRYPTED PRIVATE KEY" -> privateKey(decrypt(encoded, password));
			default -> throw new IOException("a " + matcher.group(1)
					+ " is not supported; convert it with: openssl pkcs8 -topk8 -nocrypt -in old.key -out new.key");
		};
	}

	private static PrivateKey privateKey(PKCS8EncodedKeySpec spec) throws GeneralSecurityException {
		for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
			try {
				return KeyFactory.getInstance(algorithm).generatePrivate(spec);
			}
			catch (InvalidKeySpecException ex) {
				// Of another algorithm.
			}
		}
		throw new InvalidKeySpecException("it is neither an RSA nor an EC nor an EdDSA key");
	}

	private static PKCS8EncodedKeySpec decrypt(byte[] encoded, @Nullable String password)
			throws IOException, GeneralSecurityException {
		if (password == null) {
			throw new IOException("it is encrypted, and no password was given");
		}
		EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(encoded);
		// PBES2 names its ciphers in the parameters.
		String algorithm = info.getAlgParameters().toString().startsWith("PBE") ? info.getAlgParameters().toString()
				: info.getAlgName();
		Cipher cipher = Cipher.getInstance(algorithm);
		cipher.init(Cipher.DECRYPT_MODE,
				SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password.toCharArray())),
				info.getAlgParameters());
		return info.getKeySpec(cipher);
	}

	/** A PKCS#8 key is a PKCS#1 key inside a structure that names the algorithm. */
	private static byte[] wrapRsa(byte[] pkcs1) {
		byte[] octets = tagged(0x04, pkcs1);
		ByteBuffer content = ByteBuffer.allocate(RSA_ALGORITHM.length + octets.length);
		content.put(RSA_ALGORITHM).put(octets);
		return tagged(0x30, content.array());
	}

	private static byte[] tagged(int tag, byte[] content) {
		ByteBuffer buffer = ByteBuffer.allocate(6 + content.length);
		buffer.put((byte) tag);
		if (content.length < 128) {
			buffer.put((byte) content.length);
		}
		else if (content.length < 65_536) {
			buffer.put((byte) 0x82).putShort((short) content.length);
		}
		else {
			buffer.put((byte) 0x84).putInt(content.length);
		}
		buffer.put(content).flip();
		byte[] result = new byte[buffer.remaining()];
		buffer.get(result);
		return result;
	}

	private static IllegalArgumentException unreadable(String what, Path file, Exception cause) {
		String why = (cause.getMessage() != null) ? cause.getMessage() : cause.getClass().getSimpleName();
		return new IllegalArgumentException(
				Text.escape("The " + what + " in '" + file + "' cannot be used: " + why, 4096),
				EscapedThrowable.of(cause));
	}

}
