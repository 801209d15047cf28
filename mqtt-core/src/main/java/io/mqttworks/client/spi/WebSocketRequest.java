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

package io.mqttworks.client.spi;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;

import io.mqttworks.client.Text;

/**
 * The HTTP request that opens a WebSocket. What is in it may be secret: only the names of
 * its headers are shown in {@code toString()}.
 *
 * @param path the path and query, percent-encoded, beginning with {@code /}
 * @param headers the headers to add, for instance {@code Authorization}
 */
public record WebSocketRequest(String path, Map<String, String> headers) {

	/**
	 * Checks the request.
	 * @throws IllegalArgumentException if the path or a header cannot be sent
	 */
	public WebSocketRequest {
		headers = Map.copyOf(headers);
		if (!isValidPath(path)) {
			throw new IllegalArgumentException("The path of a WebSocket must begin with '/' and be percent-encoded;"
					+ " it is not shown here, as it may hold a token");
		}
		headers.forEach(WebSocketRequest::checkHeader);
	}

	private static boolean isValidPath(String path) {
		try {
			return path.startsWith("/") && !path.startsWith("//") && new URI(path).getRawFragment() == null;
		}
		catch (URISyntaxException ex) {
			// Its message would repeat the path.
			return false;
		}
	}

	private static void checkHeader(String name, String value) {
		if (name.isEmpty() || !name.chars().allMatch(WebSocketRequest::isTokenCharacter)) {
			throw new IllegalArgumentException("'" + Text.escape(name) + "' is not a name an HTTP header can have");
		}
		if (!value.chars().allMatch((character) -> character == '\t' || (character >= ' ' && character != 0x7f))) {
			throw new IllegalArgumentException("The HTTP header '" + Text.escape(name)
					+ "' has a line break or another control" + " character in its value, which is not shown here");
		}
	}

	private static boolean isTokenCharacter(int character) {
		return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z')
				|| (character >= '0' && character <= '9') || "!#$%&'*+-.^_`|~".indexOf(character) >= 0;
	}

	@Override
	public String toString() {
		return "WebSocketRequest[headers=" + this.headers.keySet() + "]";
	}

}
