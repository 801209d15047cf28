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

package io.mqttworks.sample.messages;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The beginning of a payload in a form people can read.
 *
 * @param value text, or bytes in hexadecimal
 * @param text whether it is text
 * @param truncated whether the payload goes on
 */
record PayloadPreview(String value, boolean text, boolean truncated) {

	private static final int MAX_CHARS = 1000;

	private static final int MAX_BYTES = 64;

	static PayloadPreview of(byte[] payload) {
		// No character takes more than three bytes for each char it becomes.
		int length = Math.min(payload.length, MAX_CHARS * 3);
		ByteBuffer in = ByteBuffer.wrap(payload, 0, length);
		CharBuffer out = CharBuffer.allocate(MAX_CHARS);
		boolean whole = length == payload.length;
		CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, whole);
		if (result.isError() || hasControls(out.flip())) {
			int shown = Math.min(payload.length, MAX_BYTES);
			String hex = HexFormat.ofDelimiter(" ").formatHex(payload, 0, shown);
			return new PayloadPreview(hex, false, shown < payload.length);
		}
		return new PayloadPreview(out.toString(), true, in.hasRemaining() || !whole);
	}

	private static boolean hasControls(CharSequence text) {
		return text.chars().anyMatch((c) -> c < ' ' && c != '\t' && c != '\n' && c != '\r');
	}

}
