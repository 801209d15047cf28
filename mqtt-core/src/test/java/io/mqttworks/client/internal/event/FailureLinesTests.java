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

package io.mqttworks.client.internal.event;

import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FailureLines}.
 */
class FailureLinesTests {

	private static final MqttMessage MESSAGE = MqttMessage.of("a/b", "secret", Qos.AT_LEAST_ONCE);

	private long now = Long.MAX_VALUE - 10;

	private final RecordedLog log = new RecordedLog();

	private final FailureLines lines = new FailureLines(this.log.logger, "plant", () -> this.now);

	@Test
	void theFirstFailureHasItsStackTraceAndTheNextOnesAreCounted() {
		for (int i = 0; i < 2000; i++) {
			this.lines.failed("handler", MESSAGE, new IllegalStateException("number " + i));
		}
		assertThat(this.log.stackTraces(Level.ERROR)).isEqualTo(1);
		assertThat(this.log.stackTraces(Level.DEBUG)).isEqualTo(1999);
		assertThat(this.log.lines()).singleElement()
			.asString()
			.startsWith("ERROR [plant] The handler of handler failed on ");
		this.now += TimeUnit.SECONDS.toNanos(1);
		this.lines.failed("handler", MESSAGE, new IllegalStateException("number 2000"));
		assertThat(this.log.stackTraces(Level.ERROR)).isZero();
		assertThat(this.log.lines()).singleElement()
			.asString()
			.contains("(and 1999 others since the last such line): java.lang.IllegalStateException: number 2000")
			.doesNotContain("secret");
	}

	@Test
	void anotherHandlerAndAnotherExceptionHaveAStackTraceOfTheirOwn() {
		this.lines.failed("one", MESSAGE, new IllegalStateException("x"));
		this.lines.failed("other", MESSAGE, new IllegalStateException("x"));
		this.lines.failed("one", MESSAGE, new IllegalArgumentException("x"));
		this.lines.failed("one", MESSAGE, new IllegalStateException("x", new UnsupportedOperationException()));
		assertThat(this.log.stackTraces(Level.ERROR)).isEqualTo(4);
	}

	@Test
	void theKindsThatAreKnownAreLimited() {
		for (int i = 0; i < 300; i++) {
			this.lines.failed("handler " + i, MESSAGE, new IllegalStateException("x"));
		}
		this.log.lines();
		this.lines.failed("handler 0", MESSAGE, new IllegalStateException("x"));
		this.lines.failed("handler 299", MESSAGE, new IllegalStateException("x"));
		assertThat(this.log.stackTraces(Level.ERROR)).isEqualTo(1);
	}

}
