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

package io.mqttworks.spring.idempotency;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link InMemoryIdempotencyStore}.
 */
class InMemoryIdempotencyStoreTests {

	@Test
	void keysBelongToTheirHandlers() {
		InMemoryIdempotencyStore store = new InMemoryIdempotencyStore();
		store.add("a", "1");
		assertThat(store.isHandled("a", "1")).isTrue();
		assertThat(store.isHandled("a", "2")).isFalse();
		assertThat(store.isHandled("b", "1")).isFalse();
	}

	@Test
	void theKeyThatWasNotAskedForTheLongestIsForgotten() {
		InMemoryIdempotencyStore store = new InMemoryIdempotencyStore(2);
		store.add("a", "1");
		store.add("a", "2");
		assertThat(store.isHandled("a", "1")).isTrue();
		store.add("a", "3");
		assertThat(store.size()).isEqualTo(2);
		assertThat(store.isHandled("a", "1")).isTrue();
		assertThat(store.isHandled("a", "2")).isFalse();
		assertThat(store.isHandled("a", "3")).isTrue();
	}

	@Test
	void aKeyIsKeptOnlyWhenTheHandlingSucceeds() throws Exception {
		InMemoryIdempotencyStore store = new InMemoryIdempotencyStore();
		assertThatIllegalStateException().isThrownBy(() -> store.handleOnce("a", "1", () -> {
			throw new IllegalStateException("no");
		}));
		assertThat(store.handleOnce("a", "1", () -> {
		})).isTrue();
		assertThat(store.handleOnce("a", "1", () -> {
			throw new AssertionError();
		})).isFalse();
	}

	@Test
	void aStoreHasRoomForOneKeyAtLeast() {
		assertThatIllegalArgumentException().isThrownBy(() -> new InMemoryIdempotencyStore(0))
			.withMessageContaining("1 or more, not 0");
	}

}
