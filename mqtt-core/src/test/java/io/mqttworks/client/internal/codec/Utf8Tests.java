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

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Random;

import io.mqttworks.client.MqttProtocolException;
import io.mqttworks.client.ReasonCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class Utf8Tests {

	private static String decode(byte[] bytes) {
		// Neither index starts at 0, and more follows.
		ByteBuf buffer = Unpooled.buffer().writeByte(0xFF).writeBytes(bytes).writeByte(0x80);
		return Utf8.decode(buffer, 1, bytes.length, "CONNECT", "user name");
	}

	@Test
	void everyCharacterComesBack() {
		for (int codePoint = 1; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
			if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
				continue;
			}
			String text = Character.toString(codePoint);
			byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
			if (!decode(bytes).equals(text) || Utf8.size("field", text) != bytes.length) {
				assertThat(decode(bytes)).isEqualTo(text);
				assertThat(Utf8.size("field", text)).isEqualTo(bytes.length);
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "00, 0", "610062, 1", "616263646566670061, 7", "80, 0", "bf, 0", "c0af, 0", "c1bf, 0", "c2, 0",
			"c241, 0", "df, 0", "e0, 0", "e080, 0", "e08080, 0", "e09fbf, 0", "e18080e1, 3", "e18041, 0", "eda080, 0",
			"edafbf, 0", "edb080, 0", "edbfbf, 0", "61eda081edb080, 1", "f08fbfbf, 0", "f0808080, 0", "f09f98, 0",
			"f4908080, 0", "f5808080, 0", "f8888080 80, 0", "fe, 0", "ff, 0", "6162636465666768ff, 8",
			"616263646566676869c3, 9" })
	@DisplayName("ill-formed UTF-8, surrogates, U+0000 [MQTT-1.5.4-1] [MQTT-1.5.4-2] [MQTT-1.5.3-1 v3.1.1]"
			+ " [MQTT-1.5.3-2 v3.1.1]")
	void refusesWhatIsNotWellFormed(String hex, int at) {
		assertThatExceptionOfType(MqttProtocolException.class).isThrownBy(() -> decode(PacketStream.bytes(hex)))
			.withMessageStartingWith("Malformed CONNECT: user name ")
			.withMessageEndingWith(" at byte " + at)
			.satisfies((ex) -> assertThat(ex.reasonCode()).isEqualTo(ReasonCode.MALFORMED_PACKET));
	}

	@Test
	void agreesWithTheStrictDecoderOfJava() {
		Random random = new Random(42);
		byte[][] parts = { { 'a' }, { (byte) 0xC3 }, { (byte) 0xA4 }, { (byte) 0xE2 }, { (byte) 0x82 }, { (byte) 0xAC },
				{ (byte) 0xED }, { (byte) 0xA0 }, { (byte) 0xF0 }, { (byte) 0x9F }, { (byte) 0xF4 }, { (byte) 0x90 },
				"12345678".getBytes(StandardCharsets.US_ASCII), "ä".getBytes(StandardCharsets.UTF_8),
				"€".getBytes(StandardCharsets.UTF_8), "😀".getBytes(StandardCharsets.UTF_8) };
		int wellFormed = 0;
		for (int i = 0; i < 200_000; i++) {
			ByteBuffer bytes = ByteBuffer.allocate(64);
			for (int part = random.nextInt(6); part >= 0; part--) {
				bytes.put(parts[random.nextInt(parts.length)]);
			}
			bytes.flip();
			byte[] array = new byte[bytes.remaining()];
			bytes.get(array);
			String expected = strict(array);
			String actual;
			try {
				actual = decode(array);
				wellFormed++;
			}
			catch (MqttProtocolException ex) {
				actual = null;
			}
			if (expected == null || !expected.equals(actual)) {
				assertThat(actual).as(PacketStream.hex(array)).isEqualTo(expected);
			}
		}
		assertThat(wellFormed).isBetween(10_000, 190_000);
	}

	private static String strict(byte[] bytes) {
		try {
			return StandardCharsets.UTF_8.newDecoder()
				.onMalformedInput(CodingErrorAction.REPORT)
				.onUnmappableCharacter(CodingErrorAction.REPORT)
				.decode(ByteBuffer.wrap(bytes))
				.toString();
		}
		catch (CharacterCodingException ex) {
			return null;
		}
	}

	@Test
	@DisplayName("strings that cannot be sent [MQTT-1.5.4-1] [MQTT-1.5.4-2]")
	void refusesToWriteWhatUtf8CannotHold() {
		for (String text : new String[] { "a\uD83D", "\uDE00a", "\uD83D\uD83D", "a\uD83Db", "\uDE00\uD83D" }) {
			assertThatIllegalArgumentException().isThrownBy(() -> Utf8.write(Unpooled.buffer(), "user name", text))
				.withMessageContaining("user name has half a surrogate pair");
		}
		assertThatIllegalArgumentException().isThrownBy(() -> Utf8.write(Unpooled.buffer(), "user name", "a\0b"))
			.withMessage("user name has the character U+0000 at index 1");
	}

	@Test
	void refusesToWriteMoreThan65535Bytes() {
		for (String longest : new String[] { "a".repeat(65_535), "€".repeat(21_845), "ä".repeat(32_767) + "a",
				"😀".repeat(16_383) + "abc" }) {
			ByteBuf out = Unpooled.buffer();
			Utf8.write(out, "user name", longest);
			assertThat(out.readUnsignedShort()).isEqualTo(65_535);
			assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(longest);
			assertThatIllegalArgumentException()
				.isThrownBy(() -> Utf8.write(Unpooled.buffer(), "user name", longest + "b"))
				.withMessage("user name has more than 65535 bytes of UTF-8");
		}
	}

}
