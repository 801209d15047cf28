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

package io.mqttworks.client.internal.connection;

import java.time.Duration;
import java.util.stream.IntStream;

import io.mqttworks.client.ReconnectPolicy;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Backoff}.
 */
class BackoffTests {

	private static final ReconnectPolicy POLICY = ReconnectPolicy.builder()
		.minDelay(Duration.ofSeconds(1))
		.maxDelay(Duration.ofSeconds(30))
		.stableAfter(Duration.ofSeconds(10))
		.build();

	@Test
	void boundDoublesUpToTheMaximum() {
		Backoff backoff = new Backoff(POLICY, () -> 1);
		assertThat(IntStream.range(0, 7).mapToObj((i) -> backoff.next().toSeconds())).containsExactly(1L, 2L, 4L, 8L,
				16L, 30L, 30L);
	}

	@Test
	void delayIsAnywhereBelowTheBound() {
		assertThat(new Backoff(POLICY, () -> 0).next()).isZero();
		assertThat(new Backoff(POLICY, () -> 0.5).next()).isEqualTo(Duration.ofMillis(500));
	}

	@Test
	void neverExceedsTheMaximumHoweverManyFailures() {
		Backoff backoff = new Backoff(POLICY, () -> 1);
		for (int i = 0; i < 10_000; i++) {
			assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofSeconds(30));
		}
	}

	@Test
	void stableConnectionStartsAgainFromTheSmallestBound() {
		Backoff backoff = new Backoff(POLICY, () -> 1);
		backoff.next();
		backoff.next();
		backoff.connectionLasted(Duration.ofSeconds(9));
		assertThat(backoff.next()).isEqualTo(Duration.ofSeconds(4));
		backoff.connectionLasted(Duration.ofSeconds(10));
		assertThat(backoff.next()).isEqualTo(Duration.ofSeconds(1));
	}

}
