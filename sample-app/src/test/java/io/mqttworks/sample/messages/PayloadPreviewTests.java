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

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PayloadPreviewTests {

	@Test
	void textIsShownAsItIs() {
		assertThat(preview("{\"load\": 0.4}\n\t€ 😀"))
			.isEqualTo(new PayloadPreview("{\"load\": 0.4}\n\t€ 😀", true, false));
	}

	@Test
	void emptyPayloadIsEmptyText() {
		assertThat(preview("")).isEqualTo(new PayloadPreview("", true, false));
	}

	@Test
	void longTextIsTruncated() {
		PayloadPreview preview = preview("x".repeat(1001));
		assertThat(preview).isEqualTo(new PayloadPreview("x".repeat(1000), true, true));
		assertThat(preview("x".repeat(1000)).truncated()).isFalse();
	}

	@Test
	void truncatedTextEndsWithAWholeCharacter() {
		assertThat(preview("x" + "€".repeat(100_000)).value()).isEqualTo("x" + "€".repeat(999));
		assertThat(preview("x" + "😀".repeat(100_000)).value()).isEqualTo("x" + "😀".repeat(499));
	}

	@Test
	void bytesThatAreNoTextAreShownInHexadecimal() {
		assertThat(PayloadPreview.of(new byte[] { (byte) 0xFF, 0x10, 'a' }))
			.isEqualTo(new PayloadPreview("ff 10 61", false, false));
		assertThat(PayloadPreview.of(new byte[] { 'a', 0, 'b' }))
			.isEqualTo(new PayloadPreview("61 00 62", false, false));
	}

	@Test
	void manyBytesAreTruncated() {
		PayloadPreview preview = PayloadPreview.of(new byte[65]);
		assertThat(preview.value()).hasSize(64 * 3 - 1);
		assertThat(preview.truncated()).isTrue();
	}

	@Test
	void textCutInItsLastCharacterIsNoText() {
		assertThat(PayloadPreview.of(new byte[] { 'a', (byte) 0xE2, (byte) 0x82 }).text()).isFalse();
	}

	private static PayloadPreview preview(String payload) {
		return PayloadPreview.of(payload.getBytes(StandardCharsets.UTF_8));
	}

}
