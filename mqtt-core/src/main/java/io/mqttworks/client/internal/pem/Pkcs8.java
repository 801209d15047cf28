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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;

/**
 * Converts older forms of keys to PKCS#8, the only form that the JDK reads. It puts the
 * key into a structure that names its algorithm.
 */
final class Pkcs8 {

	private static final int INTEGER = 0x02;

	private static final int OCTETS = 0x04;

	private static final int SEQUENCE = 0x30;

	/** In SEC1: the curve. */
	private static final int PARAMETERS = 0xA0;

	/** INTEGER 0, the version. */
	private static final byte[] VERSION = HexFormat.of().parseHex("020100");

	/** SEQUENCE { OID rsaEncryption, NULL }. */
	private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

	/** OID ecPublicKey. */
	private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

	private Pkcs8() {
	}

	/**
	 * Puts a PKCS#1 key (RFC 8017, appendix A.1.2) into PKCS#8.
	 * @param key the key
	 * @return the key in PKCS#8
	 */
	static PKCS8EncodedKeySpec ofRsa(byte[] key) {
		return new PKCS8EncodedKeySpec(tagged(SEQUENCE, VERSION, RSA, tagged(OCTETS, key)));
	}

	/**
	 * Puts a SEC1 key (RFC 5915) into PKCS#8, with its curve outside of it.
	 * @param key the key
	 * @return the key in PKCS#8
	 * @throws IOException if it is none, or has no curve in it
	 */
	static PKCS8EncodedKeySpec ofEc(byte[] key) throws IOException {
		ByteBuffer fields = content(ByteBuffer.wrap(key), SEQUENCE);
		content(fields, INTEGER);
		content(fields, OCTETS);
		ByteBuffer curve = content(fields, PARAMETERS);
		byte[] parameters = new byte[curve.remaining()];
		curve.get(parameters);
		return new PKCS8EncodedKeySpec(
				tagged(SEQUENCE, VERSION, tagged(SEQUENCE, EC, parameters), tagged(OCTETS, key)));
	}

	/** Reads one element, and leaves the buffer behind it. */
	private static ByteBuffer content(ByteBuffer buffer, int tag) throws IOException {
		if (buffer.remaining() < 2 || (buffer.get() & 0xFF) != tag) {
			throw new IOException("it is no EC private key with the name of its curve in it");
		}
		int length = buffer.get() & 0xFF;
		if (length > 0x80) {
			int bytes = length & 0x7F;
			length = 0;
			for (int i = 0; i < bytes && buffer.hasRemaining() && length < 1 << 22; i++) {
				length = (length << 8) | (buffer.get() & 0xFF);
			}
		}
		if (length > buffer.remaining()) {
			throw new IOException("it is cut off");
		}
		ByteBuffer content = buffer.slice(buffer.position(), length);
		buffer.position(buffer.position() + length);
		return content;
	}

	private static byte[] tagged(int tag, byte[]... parts) {
		int length = 0;
		for (byte[] part : parts) {
			length += part.length;
		}
		ByteArrayOutputStream out = new ByteArrayOutputStream(length + 6);
		out.write(tag);
		if (length < 0x80) {
			out.write(length);
		}
		else {
			// As few bytes as there can be: the JDK insists.
			int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
			out.write(0x80 | bytes);
			for (int i = bytes - 1; i >= 0; i--) {
				out.write(length >>> (8 * i));
			}
		}
		for (byte[] part : parts) {
			out.writeBytes(part);
		}
		return out.toByteArray();
	}

}
