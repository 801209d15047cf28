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

package io.mqttworks.test;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The guard against leaks does find leaks.
 */
class LeakGuardTests {

	@Test
	void bufferThatIsNeverReleasedFailsTheClass() {
		loseBuffer();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(LeakGuard::check)
			.withMessageContaining("1 leaked buffers")
			.withMessageContaining("LeakGuardTests.loseBuffer");
		assertThatCode(LeakGuard::check).as("told once").doesNotThrowAnyException();
	}

	@Test
	void bufferInUseIsNoLeak() {
		ByteBuf buffer = ByteBufAllocator.DEFAULT.directBuffer(16);
		try {
			assertThatCode(LeakGuard::check).doesNotThrowAnyException();
		}
		finally {
			buffer.release();
		}
	}

	private static void loseBuffer() {
		ByteBufAllocator.DEFAULT.directBuffer(16).writeLong(1);
	}

}
