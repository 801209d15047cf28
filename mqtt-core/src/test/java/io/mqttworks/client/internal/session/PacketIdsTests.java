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

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PacketIds}.
 */
class PacketIdsTests {

	private static final PacketIdHolder HOLDER = new FilterRequest.Stale("topic", List.of("topic"), true);

	private final PacketIds ids = new PacketIds();

	@Test
	@DisplayName("Identifiers are never 0 and never in use twice [MQTT-2.2.1-3] [MQTT-2.3.1-1 v3.1.1]")
	void all65535IdentifiersCanBeTakenOnce() {
		Set<Integer> taken = new HashSet<>();
		for (int i = 0; i < 65_535; i++) {
			taken.add(this.ids.take(HOLDER));
		}
		assertThat(taken).hasSize(65_535).doesNotContain(0);
		assertThat(this.ids.take(HOLDER)).isZero();
		assertThat(this.ids.used()).isEqualTo(65_535);
	}

	@Test
	void releasedIdentifierIsTheLastToBeTakenAgain() {
		int first = this.ids.take(HOLDER);
		this.ids.release(first);
		for (int i = 0; i < 14; i++) {
			assertThat(this.ids.take(HOLDER)).isNotEqualTo(first);
		}
		assertThat(this.ids.take(HOLDER)).isEqualTo(first);
	}

	@Test
	void holderIsFoundUntilItsIdentifierIsReleased() {
		int id = this.ids.take(HOLDER);
		assertThat(this.ids.holder(id)).isSameAs(HOLDER);
		this.ids.release(id);
		assertThat(this.ids.holder(id)).isNull();
		assertThat(this.ids.holder(65_535)).isNull();
	}

	@Test
	@DisplayName("An identifier can be used again after the acknowledgement [MQTT-2.2.1-4] [MQTT-2.3.1-4 v3.1.1]")
	void takesAndReleasesForEverWithoutGrowing() {
		for (int i = 0; i < 1_000_000; i++) {
			int id = this.ids.take(HOLDER);
			assertThat(id).isBetween(1, 15);
			this.ids.release(id);
		}
	}

}
