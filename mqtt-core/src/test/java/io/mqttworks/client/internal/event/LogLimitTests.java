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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LogLimit}.
 */
class LogLimitTests {

	private long now = Long.MAX_VALUE - 10;

	private final LogLimit limit = new LogLimit(() -> this.now);

	@Test
	void firstEventIsLogged() {
		assertThat(this.limit.count()).isZero();
	}

	@Test
	void stormIsOneLineASecondThatSaysHowMany() {
		assertThat(this.limit.count()).isZero();
		for (int i = 0; i < 1000; i++) {
			assertThat(this.limit.count()).isEqualTo(-1);
		}
		this.now += TimeUnit.SECONDS.toNanos(1);
		assertThat(this.limit.count()).isEqualTo(1000);
		assertThat(this.limit.count()).isEqualTo(-1);
		this.now += TimeUnit.SECONDS.toNanos(1);
		assertThat(this.limit.count()).isEqualTo(1);
	}

	@Test
	void rareEventsAreAllLogged() {
		for (int i = 0; i < 10; i++) {
			assertThat(this.limit.count()).isZero();
			this.now += TimeUnit.SECONDS.toNanos(1);
		}
	}

}
