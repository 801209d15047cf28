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

import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is between BEGIN and END.
 *
 * @param type what it is, in OpenSSL's words
 * @param headers what stands above it; only keys in an old form have any (RFC 1421)
 * @param bytes the content
 */
record PemBlock(String type, Map<String, String> headers, byte[] bytes) {

	static PemBlock of(String type, String text) {
		Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		StringBuilder content = new StringBuilder(text.length());
		text.lines().forEach((line) -> {
			int colon = line.indexOf(':');
			if (colon > 0) {
				headers.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
			}
			else {
				content.append(line);
			}
		});
		return new PemBlock(type, headers, Base64.getMimeDecoder().decode(content.toString()));
	}

	String header(String name) {
		return this.headers.getOrDefault(name, "");
	}

}
