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

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file with keys or certificates, in any order and with text around them.
 */
public final class PemFile {

	private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----",
			Pattern.DOTALL);

	/** Windows' editors and shells write these first. */
	private static final char BYTE_ORDER_MARK = '\uFEFF';

	private final byte[] content;

	private final List<PemBlock> blocks = new ArrayList<>();

	private PemFile(byte[] content) {
		this.content = content;
		Matcher matcher = BLOCK.matcher(new String(content, charset(content)));
		while (matcher.find()) {
			this.blocks.add(PemBlock.of(matcher.group(1), matcher.group(2)));
		}
	}

	/**
	 * Reads a file.
	 * @param file the file
	 * @return its content
	 * @throws IOException if it cannot be read
	 */
	public static PemFile read(Path file) throws IOException {
		return new PemFile(Files.readAllBytes(file));
	}

	private static Charset charset(byte[] content) {
		for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
			byte[] mark = String.valueOf(BYTE_ORDER_MARK).getBytes(charset);
			if (content.length > 2 && content[0] == mark[0] && content[1] == mark[1]) {
				return charset;
			}
		}
		// The text around the blocks may be in any encoding.
		return StandardCharsets.ISO_8859_1;
	}

	/**
	 * Returns all certificates.
	 * @return at least one
	 * @throws IOException if there is none
	 * @throws GeneralSecurityException if there is one that cannot be read
	 */
	public Collection<? extends Certificate> certificates() throws IOException, GeneralSecurityException {
		ByteArrayOutputStream encoded = new ByteArrayOutputStream();
		for (PemBlock block : this.blocks) {
			if (block.type().endsWith("CERTIFICATE")) {
				encoded
					.writeBytes(("-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(block.bytes())
							+ "\n-----END CERTIFICATE-----\n")
						.getBytes(StandardCharsets.US_ASCII));
			}
		}
		// Without any block it may be binary.
		byte[] all = this.blocks.isEmpty() ? this.content : encoded.toByteArray();
		Collection<? extends Certificate> certificates;
		try {
			certificates = CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(all));
		}
		catch (CertificateException ex) {
			if (this.blocks.isEmpty()) {
				throw new IOException("there is no certificate in it", ex);
			}
			throw ex;
		}
		if (certificates.isEmpty()) {
			throw new IOException("there is no certificate in it");
		}
		return certificates;
	}

	/**
	 * Returns the first private key.
	 * @return the key
	 * @throws IOException if there is none
	 */
	PemBlock privateKey() throws IOException {
		return this.blocks.stream()
			.filter((block) -> block.type().endsWith("PRIVATE KEY"))
			.findFirst()
			.orElseThrow(
					() -> new IOException("there is no plain or encrypted PKCS#8, PKCS#1 or SEC1 private key in it"));
	}

}
