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

package io.mqttworks.spring.support;

/**
 * Makes texts valid for MQTT packets. MQTT strings cannot hold U+0000 and surrogates
 * (sections 1.5.3 of MQTT 3.1.1 and 1.5.4 of MQTT 5), and servers may end the connection
 * on control characters and non-characters.
 */
public final class MqttText {

	private static final int REPLACEMENT = 0xFFFD;

	private MqttText() {
	}

	/**
	 * Replaces with U+FFFD what servers may refuse, and cuts the text.
	 * @param text any text
	 * @param maxLength how many characters to keep
	 * @return a text every server takes
	 */
	public static String clean(String text, int maxLength) {
		StringBuilder clean = new StringBuilder();
		text.codePoints()
			.limit(maxLength)
			.map((codePoint) -> isRefused(codePoint) ? REPLACEMENT : codePoint)
			.forEach(clean::appendCodePoint);
		return clean.toString();
	}

	private static boolean isRefused(int codePoint) {
		boolean control = codePoint < 0x20 || (codePoint >= 0x7F && codePoint < 0xA0);
		boolean surrogate = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
		boolean nonCharacter = (codePoint >= 0xFDD0 && codePoint <= 0xFDEF) || (codePoint & 0xFFFE) == 0xFFFE;
		return control || surrogate || nonCharacter;
	}

}
