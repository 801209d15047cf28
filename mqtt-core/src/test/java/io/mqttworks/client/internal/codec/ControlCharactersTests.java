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

import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.UserProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ControlCharacters}.
 */
class ControlCharactersTests {

	@ParameterizedTest
	@ValueSource(ints = { 0x01, 0x09, 0x0A, 0x1F, 0x7F, 0x85, 0x9F, 0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF })
	void characterIsRefusedWithItsCodeAndPosition(int character) {
		String text = "ab" + Character.toString(character) + "c";
		assertThatIllegalArgumentException().isThrownBy(() -> ControlCharacters.refuse("Content Type", text))
			.withMessageContaining("Content Type has the ")
			.withMessageContaining(String.format("U+%04X at index 2", character));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0x20, 0x7E, 0xA0, 0x2028, 0xD7FF, 0xE000, 0xFDCF, 0xFDF0, 0xFFFD, 0x1F600, 0x1FFFD })
	void characterIsAllowed(int character) {
		assertThat(ControlCharacters.find("a" + Character.toString(character))).isEqualTo(-1);
	}

	@Test
	void everyTextOfAMessageIsCheckedAndNamed() {
		assertThatIllegalArgumentException().isThrownBy(() -> TopicBytes.of("a\tb", false))
			.withMessageContaining("Topic name has the control character U+0009 at index 1");
		assertThatIllegalArgumentException().isThrownBy(
				() -> ControlCharacters.refuse(MqttMessage.builder("t").responseTopic("r\u0007").build().properties()))
			.withMessageContaining("Response Topic has the control character U+0007 at index 1");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ControlCharacters.refuse(List.of(new UserProperty("cause", "first\nsecond"))))
			.withMessageContaining("Value of the User Property 'cause' has the control character U+000A at index 5");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ControlCharacters.refuse(List.of(new UserProperty("a\rb", "x"))))
			.withMessageContaining("User Property name has the control character U+000D at index 1");
	}

	@Test
	void topicIsCheckedWhereItIsAskedForHoweverOftenItWasAllowed() {
		String topic = "allowed\u0001";
		assertThat(TopicBytes.of(topic, true)).hasSize(8);
		assertThat(TopicBytes.of(topic)).hasSize(8);
		assertThatIllegalArgumentException().isThrownBy(() -> TopicBytes.of(topic, false));
		String longer = "x".repeat(TopicBytes.MAX_LENGTH) + "\u0001";
		assertThat(TopicBytes.of(longer, true)).hasSize(TopicBytes.MAX_LENGTH + 1);
		assertThatIllegalArgumentException().isThrownBy(() -> TopicBytes.of(longer, false));
	}

}
