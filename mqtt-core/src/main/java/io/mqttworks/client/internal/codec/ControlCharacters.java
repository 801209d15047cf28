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

package io.mqttworks.client.internal.codec;

import java.util.List;
import java.util.Locale;

import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * Refuses characters that text may have, but for which a server may end the connection
 * (MQTT 5 section 1.5.4): control characters, U+0001 to U+001F and U+007F to U+009F, and
 * what Unicode calls non-characters. For any thread.
 */
public final class ControlCharacters {

	private ControlCharacters() {
	}

	/**
	 * Checks the text in the properties of a message.
	 * @param properties the properties
	 * @throws IllegalArgumentException if there is such a character, saying where
	 */
	public static void refuse(MessageProperties properties) {
		if (properties != MessageProperties.NONE) {
			refuse(Property.CONTENT_TYPE.label(), properties.contentType());
			refuse(Property.RESPONSE_TOPIC.label(), properties.responseTopic());
			refuse(properties.userProperties());
		}
	}

	/**
	 * Checks user properties.
	 * @param userProperties the user properties
	 * @throws IllegalArgumentException if there is such a character, saying where
	 */
	public static void refuse(List<UserProperty> userProperties) {
		for (int i = 0; i < userProperties.size(); i++) {
			UserProperty property = userProperties.get(i);
			refuse("User Property name", property.name());
			if (find(property.value()) >= 0) {
				refuse("Value of the User Property '" + property.name() + "'", property.value());
			}
		}
	}

	/**
	 * Checks a text.
	 * @param what what it is, for the exception
	 * @param text the text, or {@code null}
	 * @throws IllegalArgumentException if there is such a character, saying where
	 */
	public static void refuse(String what, @Nullable String text) {
		int index = (text != null) ? find(text) : -1;
		if (text != null && index >= 0) {
			int character = text.codePointAt(index);
			throw new IllegalArgumentException(
					what + " has the " + (Character.isISOControl(character) ? "control character" : "non-character")
							+ " U+" + String.format(Locale.ROOT, "%04X", character) + " at index " + index
							+ ", for which servers may end the connection. Take it out, or allow it with"
							+ " allowControlCharacters if your server takes it");
		}
	}

	/**
	 * Finds the first character that is refused.
	 * @param text the text
	 * @return its index, or -1
	 */
	static int find(String text) {
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c < 0x20 || (c >= 0x7F && (c < 0xA0 || (c >= 0xD800 && isNonCharacter(text, i))))) {
				return i;
			}
		}
		return -1;
	}

	// U+FDD0 to U+FDEF, and the last two of each plane.
	private static boolean isNonCharacter(String text, int index) {
		int character = text.codePointAt(index);
		return (character >= 0xFDD0 && character <= 0xFDEF) || (character & 0xFFFE) == 0xFFFE;
	}

}
