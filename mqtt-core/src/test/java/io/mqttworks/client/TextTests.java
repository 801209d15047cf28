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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Text}.
 */
class TextTests {

	private static final String HOSTILE = "a\nb\rc\td\u001b[31me\u007ff\u009bg\u2028h\u2029i\u202ej\u2066k\ud800l\0";

	private static final String SHOWN = "a\\nb\\rc\\td\\u001b[31me\\u007ff\\u009bg\\u2028h\\u2029i\\u202ej\\u2066k\\ud800l\\u0000";

	@Test
	void whatDisturbsIsWrittenAsAnEscapeSequence() {
		assertThat(Text.escape(HOSTILE)).isEqualTo(SHOWN);
	}

	@Test
	void whatIsEscapedStaysAsItIs() {
		assertThat(Text.escape(SHOWN)).isSameAs(SHOWN);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "plain/topic/+/#", "gr\u00fcn/\u6e29\u5ea6/\ud83c\udf31", "C:\\store\\a",
			"\u0645\u06cc\u200c\u0634\u0648\u062f" })
	void ordinaryTextIsNotTouched(String text) {
		assertThat(Text.escape(text)).isSameAs(text);
	}

	@Test
	void everyCharacterIsShownSafely() {
		for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
			String shown = Text.escape("<" + Character.toString(character) + ">");
			assertThat(shown).startsWith("<").endsWith(">");
			if (shown.codePoints()
				.anyMatch((c) -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE
						|| Character.getDirectionality(c) >= Character.DIRECTIONALITY_LEFT_TO_RIGHT_EMBEDDING
								&& Character.getType(c) == Character.FORMAT)) {
				throw new AssertionError("U+" + Integer.toHexString(character) + " is shown as it is");
			}
		}
	}

	@Test
	void whatIsTooLongIsCutAndItsLengthNamed() {
		assertThat(Text.escape("x".repeat(65_535))).isEqualTo("x".repeat(256) + "... (65535 characters)");
		assertThat(Text.escape("x".repeat(256))).hasSize(256);
		assertThat(Text.escape("ab\ncd", 3)).isEqualTo("ab\\n... (5 characters)");
		assertThat(Text.escape("ab\ncd", 2)).isEqualTo("ab... (5 characters)");
		assertThat(Text.escape("a\ud83c\udf31b", 2)).isEqualTo("a... (4 characters)");
		assertThat(Text.escape("a\ud83c\udf31b", 3)).isEqualTo("a\ud83c\udf31... (4 characters)");
	}

	@Test
	void thereIsATextForNone() {
		assertThat(Text.escape(null)).isEqualTo("null");
		assertThatIllegalArgumentException().isThrownBy(() -> Text.escape("x", 0)).withMessageContaining("maxLength");
	}

}
