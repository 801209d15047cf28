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

import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;

import io.mqttworks.client.testkit.Tools;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link TlsOptions}.
 */
class TlsOptionsTests {

	@TempDir
	private Path folder;

	@Test
	void theDefaultTrustsWhatTheJdkTrustsAndVerifiesHostNames() {
		assertThat(TlsOptions.DEFAULT.trustManagers()).isNull();
		assertThat(TlsOptions.DEFAULT.keyManagers()).isNull();
		assertThat(TlsOptions.DEFAULT.verifyHostName()).isTrue();
		assertThat(MqttClient.builder("mqtts://localhost").options().tls().get()).isSameAs(TlsOptions.DEFAULT);
	}

	@ParameterizedTest
	@EnumSource(names = { "rsa2048", "ecp256", "ecp384", "ed25519" })
	void pemFilesAreRead(Algorithm algorithm) throws Exception {
		X509Bundle bundle = bundle(algorithm);
		Path certificates = write("client.pem", bundle.getCertificatePathPEM());
		Path key = write("client.key", "some text before\n" + bundle.getPrivateKeyPEM());
		TlsOptions options = TlsOptions.builder().clientCertificate(certificates, key, null).build();
		assertHolds(options, bundle.getKeyPair().getPrivate());
	}

	@ParameterizedTest
	@ValueSource(strings = { "PBEWithHmacSHA256AndAES_256", "PBEWithSHA1AndDESede" })
	void encryptedKeysAreRead(String algorithm) throws Exception {
		X509Bundle bundle = bundle(Algorithm.rsa2048);
		SecretKey secret = SecretKeyFactory.getInstance(algorithm)
			.generateSecret(new PBEKeySpec("sesame".toCharArray()));
		Cipher cipher = Cipher.getInstance(algorithm);
		cipher.init(Cipher.ENCRYPT_MODE, secret);
		byte[] encrypted = cipher.doFinal(bundle.getKeyPair().getPrivate().getEncoded());
		// Older JDKs do not know the names of the combinations PBES2 has.
		AlgorithmParameters parameters = AlgorithmParameters
			.getInstance(algorithm.startsWith("PBEWithHmac") ? "PBES2" : algorithm);
		parameters.init(cipher.getParameters().getEncoded());
		byte[] encoded = new EncryptedPrivateKeyInfo(parameters, encrypted).getEncoded();
		Path certificates = write("client.pem", bundle.getCertificatePathPEM());
		Path key = write("client.key", pem("ENCRYPTED PRIVATE KEY", encoded));
		assertHolds(TlsOptions.builder().clientCertificate(certificates, key, "sesame").build(),
				bundle.getKeyPair().getPrivate());
		assertThatIllegalArgumentException()
			.isThrownBy(() -> TlsOptions.builder().clientCertificate(certificates, key, "wr0ng"))
			.withMessageContaining("private key in '" + key + "'")
			.withMessageNotContaining("wr0ng");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> TlsOptions.builder().clientCertificate(certificates, key, null))
			.withMessageContaining("it is encrypted, and no password was given");
	}

	@Test
	void pkcs1KeysAreRead() throws Exception {
		X509Bundle bundle = bundle(Algorithm.rsa2048);
		byte[] pkcs8 = bundle.getKeyPair().getPrivate().getEncoded();
		// The header of a PKCS#8 structure with a 2048 bit key.
		byte[] pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length);
		Path certificates = write("client.pem", bundle.getCertificatePathPEM());
		Path key = write("client.key", pem("RSA PRIVATE KEY", pkcs1));
		assertHolds(TlsOptions.builder().clientCertificate(certificates, key, null).build(),
				KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
		assertThat(bundle.getKeyPair().getPrivate()).isInstanceOf(RSAPrivateKey.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "PKCS12", "JKS" })
	void keyStoresAreRead(String type) throws Exception {
		X509Bundle bundle = bundle(Algorithm.rsa2048);
		KeyStore store = KeyStore.getInstance(type);
		store.load(null, null);
		store.setKeyEntry("key", bundle.getKeyPair().getPrivate(), "sesame".toCharArray(), bundle.getCertificatePath());
		store.setCertificateEntry("authority", bundle.getRootCertificate());
		Path file = this.folder.resolve("store");
		try (OutputStream out = Files.newOutputStream(file)) {
			store.store(out, "sesame".toCharArray());
		}
		TlsOptions options = TlsOptions.builder().keyStore(file, "sesame").trustStore(file, "sesame").build();
		assertHolds(options, bundle.getKeyPair().getPrivate());
		assertThat(((X509TrustManager) options.trustManagers().getTrustManagers()[0]).getAcceptedIssuers())
			.contains(bundle.getRootCertificate());
		assertThatIllegalArgumentException().isThrownBy(() -> TlsOptions.builder().keyStore(file, "wr0ng"))
			.withMessageContaining("key store in '" + file + "'")
			.withMessageNotContaining("wr0ng");
		assertThatIllegalArgumentException().isThrownBy(() -> TlsOptions.builder().trustStore(file, "wr0ng"))
			.withMessageContaining("trust store in '" + file + "'");
	}

	@Test
	void trustedCertificatesReplaceThoseOfTheJdk() throws Exception {
		X509Bundle first = bundle(Algorithm.ecp256);
		X509Bundle second = bundle(Algorithm.rsa2048);
		Path file = write("ca.pem", first.getCertificatePEM() + "\n" + second.getCertificatePEM());
		TlsOptions options = TlsOptions.builder().trustedCertificates(file).build();
		assertThat(((X509TrustManager) options.trustManagers().getTrustManagers()[0]).getAcceptedIssuers())
			.containsExactlyInAnyOrder(first.getCertificate(), second.getCertificate());
	}

	@Test
	void filesThatCannotBeUsedAreNamed() throws Exception {
		X509Bundle bundle = bundle(Algorithm.ecp256);
		Path certificates = write("client.pem", bundle.getCertificatePathPEM());
		Path missing = this.folder.resolve("missing.pem");
		assertThatIllegalArgumentException().isThrownBy(() -> TlsOptions.builder().trustedCertificates(missing))
			.withMessageContaining("trusted certificates in '" + missing + "'");
		Path empty = write("empty.pem", "");
		assertThatIllegalArgumentException().isThrownBy(() -> TlsOptions.builder().trustedCertificates(empty))
			.withMessageContaining("there is no certificate in it");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> TlsOptions.builder().clientCertificate(certificates, certificates, null))
			.withMessageContaining("there is no plain or encrypted PKCS#8, PKCS#1 or SEC1 private key in it");
		Path sec1 = write("sec1.key", pem("EC PRIVATE KEY", new byte[] { 1, 2, 3 }));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> TlsOptions.builder().clientCertificate(certificates, sec1, null))
			.withMessageContaining("openssl pkcs8");
		Path broken = write("broken.key", pem("PRIVATE KEY", new byte[] { 1, 2, 3 }));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> TlsOptions.builder().clientCertificate(certificates, broken, null))
			.withMessageContaining("neither an RSA nor an EC nor an EdDSA key");
	}

	@ParameterizedTest
	@CsvSource({ "rsa, genrsa -traditional", "rsa, genrsa -traditional -des3", "rsa, genrsa -traditional -aes128",
			"rsa, genrsa -traditional -aes192", "rsa, genrsa -traditional -aes256",
			"rsa, genpkey -algorithm RSA -aes-256-cbc -pass pass:sesame", "ec, ecparam -name prime256v1 -genkey",
			"ec, ecparam -name secp384r1 -genkey -noout" })
	void keysThatOpensslMakesAreRead(String kind, String command) throws Exception {
		Path key = this.folder.resolve("made.key");
		openssl(command + (command.contains("-aes1") || command.contains("-aes2") || command.contains("-des")
				? " -passout pass:sesame" : ""), key);
		assertKeyIsRead(key, kind.toUpperCase(Locale.ROOT));
	}

	@ParameterizedTest
	@ValueSource(strings = { "-v2 aes-128-cbc", "-v2 aes-256-cbc -v2prf hmacWithSHA512", "-v1 PBE-SHA1-3DES",
			"-v1 PBE-MD5-DES -provider legacy -provider default",
			"-v1 PBE-SHA1-RC2-128 -provider legacy -provider default" })
	void keysThatOpensslEncryptsAreRead(String how) throws Exception {
		assertKeyIsRead(converted(how), "RSA");
	}

	@ParameterizedTest
	@CsvSource({ "-scrypt, with scrypt", "-v2 aes-192-cbc, in a way that the JDK does not know",
			"-v2 des3, in a way that the JDK does not know",
			"-v1 PBE-SHA1-DES -provider legacy -provider default, in a way that the JDK does not know" })
	void keysThatTheJdkCannotDecryptAreRefusedWithTheCommandThatConvertsThem(String how, String why) throws Exception {
		Path key = converted(how);
		assertThatIllegalArgumentException().isThrownBy(() -> assertKeyIsRead(key, "RSA"))
			.withMessageContaining("private key in '" + key + "' cannot be used: it is encrypted " + why)
			.withMessageContaining("openssl pkcs8 -topk8 -v2 aes-256-cbc -in old.key -out new.key");
		Path better = this.folder.resolve("new.key");
		openssl("pkcs8 -topk8 -v2 aes-256-cbc -passin pass:sesame -passout pass:sesame"
				+ (how.contains("legacy") ? " -provider legacy -provider default" : "") + " -in " + key, better);
		assertKeyIsRead(better, "RSA");
	}

	@Test
	void aCipherThatTheJdkHasNotIsNamed() throws Exception {
		Path key = this.folder.resolve("camellia.key");
		openssl("genrsa -traditional -camellia256 -passout pass:sesame", key);
		assertThatIllegalArgumentException().isThrownBy(() -> assertKeyIsRead(key, "RSA"))
			.withMessageContaining("it is encrypted with CAMELLIA-256-CBC, which the JDK does not have")
			.withMessageContaining("openssl pkcs8 -topk8");
	}

	@Test
	void aWrongOrMissingPasswordOfAnOldKeyIsTold() throws Exception {
		Path key = this.folder.resolve("old.key");
		openssl("genrsa -traditional -aes128 -passout pass:sesame", key);
		X509Bundle bundle = bundle(Algorithm.rsa2048);
		Path certificates = write("client.pem", bundle.getCertificatePathPEM());
		assertThatIllegalArgumentException()
			.isThrownBy(() -> TlsOptions.builder().clientCertificate(certificates, key, null))
			.withMessageContaining("it is encrypted, and no password was given");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> TlsOptions.builder().clientCertificate(certificates, key, "wr0ng"))
			.withMessageNotContaining("wr0ng");
	}

	@ParameterizedTest
	@EnumSource(names = { "rsa2048", "ecp256" })
	void certificateAndKeyCanBeInOneFile(Algorithm algorithm) throws Exception {
		X509Bundle bundle = bundle(algorithm);
		for (String content : List.of(bundle.getCertificatePathPEM() + "\n" + bundle.getPrivateKeyPEM(),
				bundle.getPrivateKeyPEM() + "\n# text\n" + bundle.getCertificatePathPEM())) {
			Path both = write("both.pem", content);
			TlsOptions options = TlsOptions.builder()
				.clientCertificate(both, both, null)
				.trustedCertificates(both)
				.build();
			assertHolds(options, bundle.getKeyPair().getPrivate());
			assertThat(((X509TrustManager) options.trustManagers().getTrustManagers()[0]).getAcceptedIssuers())
				.containsExactly(bundle.getCertificate());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "UTF-8", "UTF-16LE", "UTF-16BE" })
	void filesMayBeginWithAByteOrderMark(String charset) throws Exception {
		X509Bundle bundle = bundle(Algorithm.ecp256);
		Path file = Files.writeString(this.folder.resolve("both.pem"),
				"\uFEFF" + (bundle.getCertificatePathPEM() + bundle.getPrivateKeyPEM()).replace("\n", "\r\n"),
				Charset.forName(charset));
		assertHolds(TlsOptions.builder().clientCertificate(file, file, null).trustedCertificates(file).build(),
				bundle.getKeyPair().getPrivate());
	}

	@Test
	void binaryCertificatesAreRead() throws Exception {
		X509Bundle bundle = bundle(Algorithm.ecp256);
		Path file = Files.write(this.folder.resolve("ca.der"), bundle.getCertificate().getEncoded());
		TlsOptions options = TlsOptions.builder().trustedCertificates(file).build();
		assertThat(((X509TrustManager) options.trustManagers().getTrustManagers()[0]).getAcceptedIssuers())
			.containsExactly(bundle.getCertificate());
	}

	@Test
	void aFileThatIsNoStoreIsNamed() {
		Path missing = this.folder.resolve("missing.p12");
		assertThatIllegalArgumentException().isThrownBy(() -> TlsOptions.builder().keyStore(missing, "sesame"))
			.withMessageStartingWith("The key store in '" + missing + "' cannot be used: ");
		assertThatIllegalArgumentException().isThrownBy(() -> TlsOptions.builder().trustStore(this.folder, "sesame"))
			.withMessageStartingWith("The trust store in '" + this.folder + "' cannot be used: ");
	}

	@Test
	void aKeyOfOpensshIsRefusedWithTheCommandThatConvertsIt() throws Exception {
		Path file = write("id", pem("OPENSSH PRIVATE KEY", new byte[] { 1, 2, 3 }));
		assertThatIllegalArgumentException().isThrownBy(() -> assertKeyIsRead(file, "RSA"))
			.withMessageContaining("ssh-keygen -p -m PKCS8");
	}

	private void assertKeyIsRead(Path key, String algorithm) throws Exception {
		Path certificates = write("any.pem", bundle(Algorithm.rsa2048).getCertificatePathPEM());
		TlsOptions options = TlsOptions.builder().clientCertificate(certificates, key, "sesame").build();
		X509KeyManager manager = (X509KeyManager) options.keyManagers().getKeyManagers()[0];
		PrivateKey read = manager.getPrivateKey("client");
		assertThat(read.getAlgorithm()).isEqualTo(algorithm);
		Path expected = this.folder.resolve("expected.der");
		openssl("pkey -outform DER -passin pass:sesame -provider legacy -provider default -in " + key, expected);
		PrivateKey same = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8(expected)));
		if (read instanceof ECPrivateKey ec) {
			// May be encoded with or without the curve and the public key.
			assertThat(ec.getS()).isEqualTo(((ECPrivateKey) same).getS());
			assertThat(ec.getParams().getCurve()).isEqualTo(((ECPrivateKey) same).getParams().getCurve());
		}
		else {
			assertThat(read).isEqualTo(same);
		}
	}

	private byte[] pkcs8(Path der) throws Exception {
		Path file = this.folder.resolve("pkcs8.der");
		openssl("pkcs8 -topk8 -nocrypt -outform DER -inform DER -in " + der, file);
		return Files.readAllBytes(file);
	}

	private Path converted(String how) throws Exception {
		Path plain = this.folder.resolve("plain.key");
		openssl("genrsa", plain);
		Path key = this.folder.resolve("converted.key");
		openssl("pkcs8 -topk8 " + how + " -passout pass:sesame -in " + plain, key);
		return key;
	}

	private static void openssl(String arguments, Path out) throws Exception {
		List<String> command = new ArrayList<>(List.of(Tools.require("openssl").toString()));
		command.addAll(List.of(arguments.split(" ")));
		command.addAll(2, List.of("-out", out.toString()));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(command + ": " + output).isZero();
	}

	private static X509Bundle bundle(Algorithm algorithm) throws Exception {
		return new CertificateBuilder().algorithm(algorithm)
			.subject("CN=greenhouse")
			.setIsCertificateAuthority(true)
			.buildSelfSigned();
	}

	private static void assertHolds(TlsOptions options, PrivateKey key) {
		KeyManagerFactory managers = options.keyManagers();
		X509KeyManager manager = (X509KeyManager) managers.getKeyManagers()[0];
		String[] aliases = manager.getClientAliases(key.getAlgorithm(), null);
		assertThat(aliases).hasSize(1);
		assertThat(manager.getPrivateKey(aliases[0])).isEqualTo(key);
		assertThat(manager.getCertificateChain(aliases[0])).isNotEmpty();
	}

	private Path write(String name, String content) throws Exception {
		return Files.writeString(this.folder.resolve(name), content);
	}

	private static String pem(String type, byte[] encoded) {
		return "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder().encodeToString(encoded) + "\n-----END " + type
				+ "-----\n";
	}

}
