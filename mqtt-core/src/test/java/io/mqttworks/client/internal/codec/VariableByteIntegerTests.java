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

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class VariableByteIntegerTests {

	@ParameterizedTest
	@CsvSource({ "0, 00", "127, 7f", "128, 8001", "16383, ff7f", "16384, 808001", "2097151, ffff7f",
			"2097152, 80808001", "268435455, ffffff7f" })
	@DisplayName("numbers take as few bytes as possible [MQTT-1.5.5-1]")
	void writesAndReadsNumbersInAsFewBytesAsPossible(int value, String hex) {
		ByteBuf buffer = Unpooled.buffer();
		VariableByteInteger.write(buffer, value);
		assertThat(ByteBufUtil.hexDump(buffer)).isEqualTo(hex);
		assertThat(VariableByteInteger.size(value)).isEqualTo(hex.length() / 2);
		int read = VariableByteInteger.read(buffer, 0, buffer.writerIndex());
		assertThat(VariableByteInteger.value(read)).isEqualTo(value);
		assertThat(VariableByteInteger.length(read)).isEqualTo(hex.length() / 2);
		for (int end = 0; end < buffer.writerIndex(); end++) {
			assertThat(VariableByteInteger.read(buffer, 0, end)).isEqualTo(VariableByteInteger.INCOMPLETE);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "80808080", "ffffffff", "8080808001" })
	void readsNoMoreThanFourBytes(String hex) {
		ByteBuf buffer = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
		assertThat(VariableByteInteger.read(buffer, 0, buffer.writerIndex())).isEqualTo(VariableByteInteger.TOO_LONG);
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 268_435_456, Integer.MAX_VALUE, Integer.MIN_VALUE })
	void refusesToWriteOtherNumbers(int value) {
		assertThatIllegalArgumentException().isThrownBy(() -> VariableByteInteger.write(Unpooled.buffer(), value))
			.withMessageContaining("" + value);
	}

	@Test
	void everyNumberOfThreeBytesComesBack() {
		ByteBuf buffer = Unpooled.buffer();
		for (int value = 0; value < 2_100_000; value++) {
			buffer.clear();
			VariableByteInteger.write(buffer, value);
			int read = VariableByteInteger.read(buffer, 0, buffer.writerIndex());
			if (VariableByteInteger.value(read) != value || VariableByteInteger.length(read) != buffer.writerIndex()) {
				assertThat(VariableByteInteger.value(read)).isEqualTo(value);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 126, 127, 128, 16_382, 16_383, 16_384, 2_097_150, 2_097_151, 2_097_152, 268_435_455 })
	void numberIsKnownFromWhatItCountsAndItself(int value) {
		assertThat(VariableByteInteger.counted(value + VariableByteInteger.size(value))).isEqualTo(value);
	}

}
