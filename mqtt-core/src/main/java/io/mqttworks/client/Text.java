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

import org.jspecify.annotations.Nullable;

/**
 * Makes texts from other parties safe to show in logs, exceptions and consoles. Topics,
 * reason strings, client identifiers and names of servers may hold line feeds, terminal
 * sequences and characters that change the direction of writing. Shown as they are, these
 * can forge log lines, or hide what is there.
 * <p>
 * The exceptions and log lines of this library are escaped already.
 */
public final class Text {

	/** How many characters {@link #escape(String)} shows at most. */
	public static final int MAX_LENGTH = 256;

	private static final int ZERO_WIDTH_NON_JOINER = 0x200C;

	private static final int ZERO_WIDTH_JOINER = 0x200D;

	private Text() {
	}

	/**
	 * Returns a text with at most {@value #MAX_LENGTH} characters, as
	 * {@link #escape(String, int)} does.
	 * @param text the text; {@code null} becomes {@code "null"}
	 * @return the text to show
	 */
	public static String escape(@Nullable String text) {
		return escape(text, MAX_LENGTH);
	}

	/**
	 * Returns a text in which what could disturb is written as a Java escape sequence,
	 * for instance {@code \n} and <code>&#92;u001b</code>: control characters, line and
	 * paragraph separators, invisible characters such as those that turn the direction of
	 * writing, and halves of surrogate pairs. All else stays as it is, including escape
	 * sequences in the text. A text that is too long is cut, and its length is named.
	 * @param text the text; {@code null} becomes {@code "null"}
	 * @param maxLength how many characters of the text to show, 1 or more
	 * @return the text to show
	 */
	public static String escape(@Nullable String text, int maxLength) {
		if (text == null) {
			return "null";
		}
		if (maxLength < 1) {
			throw new IllegalArgumentException("maxLength must be 1 or more, not " + maxLength);
		}
		int end = (text.length() <= maxLength) ? text.length() : cut(text, maxLength);
		int clean = 0;
		while (clean < end && !isHarmful(text.codePointAt(clean))) {
			clean += Character.charCount(text.codePointAt(clean));
		}
		if (clean >= text.length()) {
			return text;
		}
		StringBuilder shown = new StringBuilder(end + 32).append(text, 0, Math.min(clean, end));
		for (int i = clean; i < end;) {
			int character = text.codePointAt(i);
			if (isHarmful(character)) {
				append(shown, character);
			}
			else {
				shown.appendCodePoint(character);
			}
			i += Character.charCount(character);
		}
		if (end < text.length()) {
			shown.append("... (").append(text.length()).append(" characters)");
		}
		return shown.toString();
	}

	private static int cut(String text, int maxLength) {
		boolean pair = Character.isHighSurrogate(text.charAt(maxLength - 1))
				&& Character.isLowSurrogate(text.charAt(maxLength));
		return pair ? maxLength - 1 : maxLength;
	}

	private static boolean isHarmful(int character) {
		if (character >= ' ' && character < 0x7F) {
			return false;
		}
		return switch (Character.getType(character)) {
			case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
				true;
			// Persian and many emoji need the joiners.
			case Character.FORMAT -> character != ZERO_WIDTH_NON_JOINER && character != ZERO_WIDTH_JOINER;
			default -> false;
		};
	}

	private static void append(StringBuilder shown, int character) {
		switch (character) {
			case '\n' -> shown.append("\\n");
			case '\r' -> shown.append("\\r");
			case '\t' -> shown.append("\\t");
			default -> {
				for (char part : Character.toChars(character)) {
					shown.append(String.format("\\u%04x", (int) part));
				}
			}
		}
	}

}
