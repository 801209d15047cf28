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

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

import io.mqttworks.client.spi.EnhancedAuthentication;

/**
 * An example of {@link EnhancedAuthentication}: SCRAM-SHA-256 (RFC 5802, RFC 7677). The
 * password never travels, and the server has to prove that it knows it as well. One
 * object is one exchange. User name and password are taken as they are, without SASLprep.
 */
final class ScramSha256 implements EnhancedAuthentication {

	/** No channel binding, no other identity: {@code n,,} in Base64. */
	private static final String CHANNEL_BINDING = "c=biws";

	private static final int MIN_ITERATIONS = 4096;

	private final char[] password;

	private final String nonce;

	private final String clientFirst;

	private byte[] serverSignature;

	ScramSha256(String username, String password) {
		this(username, password, randomNonce());
	}

	ScramSha256(String username, String password, String nonce) {
		this.password = password.toCharArray();
		this.nonce = nonce;
		this.clientFirst = "n=" + username.replace("=", "=3D").replace(",", "=2C") + ",r=" + nonce;
	}

	private static String randomNonce() {
		byte[] random = new byte[24];
		new SecureRandom().nextBytes(random);
		return Base64.getEncoder().encodeToString(random);
	}

	@Override
	public String method() {
		return "SCRAM-SHA-256";
	}

	@Override
	public CompletionStage<byte[]> start() {
		return CompletableFuture.completedFuture(bytes("n,," + this.clientFirst));
	}

	@Override
	public CompletionStage<byte[]> challenge(byte[] data) {
		String serverFirst = text(data);
		Map<String, String> fields = fields(serverFirst);
		String bothNonces = fields.getOrDefault("r", "");
		int iterations = Integer.parseInt(fields.getOrDefault("i", "0"));
		if (!bothNonces.startsWith(this.nonce) || bothNonces.length() == this.nonce.length()) {
			throw new IllegalStateException("The server did not add to the client's nonce");
		}
		if (iterations < MIN_ITERATIONS) {
			throw new IllegalStateException("The server wants only " + iterations + " iterations");
		}
		try {
			byte[] salt = Base64.getDecoder().decode(fields.getOrDefault("s", ""));
			byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
				.generateSecret(new PBEKeySpec(this.password, salt, iterations, 256))
				.getEncoded();
			String withoutProof = CHANNEL_BINDING + ",r=" + bothNonces;
			byte[] exchange = bytes(this.clientFirst + "," + serverFirst + "," + withoutProof);
			byte[] clientKey = hmac(salted, bytes("Client Key"));
			byte[] storedKey = MessageDigest.getInstance("SHA-256").digest(clientKey);
			byte[] proof = hmac(storedKey, exchange);
			for (int i = 0; i < proof.length; i++) {
				proof[i] ^= clientKey[i];
			}
			this.serverSignature = hmac(hmac(salted, bytes("Server Key")), exchange);
			return CompletableFuture
				.completedFuture(bytes(withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof)));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public CompletionStage<Void> succeeded(byte[] data) {
		byte[] signature = Base64.getDecoder().decode(fields(text(data)).getOrDefault("v", ""));
		if (this.serverSignature == null || !MessageDigest.isEqual(this.serverSignature, signature)) {
			throw new IllegalStateException("The server does not know the password");
		}
		return CompletableFuture.completedFuture(null);
	}

	private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
		Mac mac = Mac.getInstance("HmacSHA256");
		mac.init(new SecretKeySpec(key, "HmacSHA256"));
		return mac.doFinal(data);
	}

	private static Map<String, String> fields(String message) {
		Map<String, String> fields = new HashMap<>();
		for (String field : message.split(",")) {
			if (field.indexOf('=') == 1) {
				fields.put(field.substring(0, 1), field.substring(2));
			}
		}
		return fields;
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static String text(byte[] data) {
		return (data != null) ? new String(data, StandardCharsets.UTF_8) : "";
	}

}
