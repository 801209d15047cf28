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

package io.mqttworks.client.internal.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Steps}.
 */
class StepsTests {

	private final Queue<Runnable> turns = new ArrayDeque<>();

	private final List<String> done = new ArrayList<>();

	private final Steps steps = new Steps(this.turns::add);

	private int count;

	@Test
	void smallWorkIsDoneAtOnce() {
		this.steps.begin(1000, (number) -> this.count++, () -> this.done.add("pause"), () -> this.done.add("end"));
		assertThat(this.count).isEqualTo(1000);
		assertThat(this.done).containsExactly("pause", "end");
		assertThat(this.steps.isIdle()).isTrue();
		assertThat(this.turns).isEmpty();
	}

	@Test
	void hundredThousandStepsTakeAHundredTurns() {
		this.steps.begin(100_000, (number) -> this.count++, () -> {
		}, () -> this.done.add("end"));
		int turn = 1;
		while (!this.turns.isEmpty()) {
			assertThat(this.count).isEqualTo(1000 * turn++);
			assertThat(this.steps.isIdle()).isFalse();
			this.turns.remove().run();
		}
		assertThat(turn).isEqualTo(100);
		assertThat(this.done).containsExactly("end");
	}

	@Test
	void nextWorkBeginsWhenTheOneBeforeHasEnded() {
		this.steps.begin(1500, (number) -> this.count++, () -> {
		}, () -> this.done.add("first"));
		this.steps.begin(1, (number) -> this.done.add("second after " + this.count), () -> {
		}, () -> this.done.add("end"));
		assertThat(this.done).isEmpty();
		this.turns.remove().run();
		assertThat(this.done).containsExactly("first", "second after 1500", "end");
	}

}
