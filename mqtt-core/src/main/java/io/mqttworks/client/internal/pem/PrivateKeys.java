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

package io.mqttworks.client.internal.pem;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

/**
 * Reads private keys in all forms for which the JDK has the algorithms; for the others it
 * says how to convert them.
 */
public final class PrivateKeys {

	private static final String CONVERT = "; convert it with: openssl pkcs8 -topk8 -v2 aes-256-cbc"
			+ " -in old.key -out new.key";

	/** OID 1.3.6.1.4.1.11591.4.11. */
	private static final String SCRYPT = "06092b06010401da47040b";

	private PrivateKeys() {
	}

	/**
	 * Reads a key.
	 * @param file a file with one, and perhaps with certificates
	 * @param password the password of the key, or {@code null}
	 * @return the key
	 * @throws IOException if there is no key, or it cannot be decrypted
	 * @throws GeneralSecurityException if the JDK does not know what it is
	 */
	public static PrivateKey read(PemFile file, @Nullable String password)
			throws IOException, GeneralSecurityException {
		PemBlock block = file.privateKey();
		return switch (block.type()) {
			case "PRIVATE KEY" -> privateKey(new PKCS8EncodedKeySpec(block.bytes()));
			case "ENCRYPTED PRIVATE KEY" -> privateKey(decryptPkcs8(block.bytes(), password));
			case "RSA PRIVATE KEY" -> privateKey(Pkcs8.ofRsa(decryptOld(block, password)));
			case "EC PRIVATE KEY" -> privateKey(ec(decryptOld(block, password)));
			case "OPENSSH PRIVATE KEY" -> throw new IOException(
					"it is a key of OpenSSH; convert a copy of it with: ssh-keygen -p -m PKCS8 -f copy.key");
			default -> throw new IOException("a " + block.type() + " is not supported" + CONVERT);
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
		throw new InvalidKeySpecException(
				"it is neither an RSA nor an EC nor an EdDSA key, or has a curve without a name that the JDK knows");
	}

	private static PKCS8EncodedKeySpec ec(byte[] key) throws IOException {
		try {
			return Pkcs8.ofEc(key);
		}
		catch (IOException ex) {
			throw new IOException(ex.getMessage() + CONVERT, ex);
		}
	}

	private static PKCS8EncodedKeySpec decryptPkcs8(byte[] encoded, @Nullable String password)
			throws IOException, GeneralSecurityException {
		if (password == null) {
			throw noPassword();
		}
		EncryptedPrivateKeyInfo info;
		AlgorithmParameters parameters;
		try {
			info = new EncryptedPrivateKeyInfo(encoded);
			parameters = info.getAlgParameters();
		}
		catch (IOException ex) {
			throw unknownEncryption(encoded, ex);
		}
		if (parameters == null) {
			throw unknownEncryption(encoded, null);
		}
		// PBES2 names its ciphers in the parameters.
		String algorithm = parameters.toString().startsWith("PBE") ? parameters.toString() : info.getAlgName();
		Cipher cipher;
		try {
			cipher = Cipher.getInstance(algorithm);
			cipher.init(Cipher.DECRYPT_MODE,
					SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password.toCharArray())),
					parameters);
		}
		catch (GeneralSecurityException ex) {
			throw unknownEncryption(encoded, ex);
		}
		try {
			return info.getKeySpec(cipher);
		}
		catch (InvalidKeySpecException ex) {
			throw wrongPassword(ex);
		}
	}

	private static IOException unknownEncryption(byte[] encoded, @Nullable Exception cause) {
		boolean scrypt = HexFormat.of().formatHex(encoded).contains(SCRYPT);
		return new IOException("it is encrypted " + (scrypt ? "with scrypt, which the JDK does not have"
				: "in a way that the JDK does not know: it has PBES2 with AES-128 and AES-256, and some of the old ones")
				+ CONVERT + (scrypt ? "" : " (for old keys add -provider legacy -provider default)"), cause);
	}

	/** Keys of OpenSSL before 1.0.0, and of some tools still (RFC 1421, section 4.6). */
	private static byte[] decryptOld(PemBlock block, @Nullable String password)
			throws IOException, GeneralSecurityException {
		if (!block.header("Proc-Type").endsWith("ENCRYPTED")) {
			return block.bytes();
		}
		if (password == null) {
			throw noPassword();
		}
		String[] info = block.header("DEK-Info").split(",", 2);
		String name = info[0].strip().toUpperCase(Locale.ROOT);
		int keyLength = switch (name) {
			case "DES-CBC" -> 8;
			case "AES-128-CBC" -> 16;
			case "AES-192-CBC", "DES-EDE3-CBC" -> 24;
			case "AES-256-CBC" -> 32;
			default ->
				throw new IOException("it is encrypted with " + name + ", which the JDK does not have" + CONVERT);
		};
		String algorithm = name.startsWith("AES") ? "AES" : (keyLength == 8) ? "DES" : "DESede";
		byte[] vector = HexFormat.of().parseHex((info.length == 2) ? info[1].strip() : "");
		Cipher cipher = Cipher.getInstance(algorithm + "/CBC/PKCS5Padding");
		cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(oldKey(password, vector, keyLength), algorithm),
				new IvParameterSpec(vector));
		try {
			return cipher.doFinal(block.bytes());
		}
		catch (BadPaddingException ex) {
			throw wrongPassword(ex);
		}
	}

	/** How OpenSSL made a key of a password: EVP_BytesToKey with MD5 and one round. */
	private static byte[] oldKey(String password, byte[] vector, int length) throws GeneralSecurityException {
		MessageDigest digest = MessageDigest.getInstance("MD5");
		byte[] key = new byte[0];
		byte[] last = new byte[0];
		while (key.length < length) {
			digest.update(last);
			digest.update(password.getBytes(StandardCharsets.UTF_8));
			digest.update(vector, 0, Math.min(8, vector.length));
			last = digest.digest();
			byte[] longer = Arrays.copyOf(key, key.length + last.length);
			System.arraycopy(last, 0, longer, key.length, last.length);
			key = longer;
		}
		return Arrays.copyOf(key, length);
	}

	private static IOException noPassword() {
		return new IOException("it is encrypted, and no password was given");
	}

	private static IOException wrongPassword(Exception cause) {
		return new IOException("the password is wrong, or the file is damaged", cause);
	}

}
