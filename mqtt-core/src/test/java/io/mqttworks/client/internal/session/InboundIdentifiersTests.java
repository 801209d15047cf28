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

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

import io.mqttworks.client.internal.dispatch.InboundMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class InboundIdentifiersTests {

	private final InboundIdentifiers identifiers = new InboundIdentifiers();

	@ParameterizedTest
	@ValueSource(ints = { 1, 300, 65_535 })
	void anyOrderOfOperationsGivesWhatAMapAndASetWouldGive(int highest) {
		Random random = new Random(highest);
		Map<Integer, InboundMessage> open = new HashMap<>();
		BitSet handled = new BitSet();
		for (int i = 0; i < 20_000; i++) {
			int packetId = 1 + random.nextInt(highest);
			switch (random.nextInt(6)) {
				case 0, 1 -> {
					InboundMessage message = message(packetId);
					this.identifiers.open(message);
					open.put(packetId, message);
				}
				case 2 -> {
					this.identifiers.close(packetId);
					open.remove(packetId);
				}
				case 3 -> {
					InboundMessage message = random.nextBoolean() ? open.get(packetId) : message(packetId);
					if (message != null) {
						assertThat(this.identifiers.close(message)).isEqualTo(open.remove(packetId, message));
					}
				}
				case 4 -> {
					this.identifiers.handled(packetId);
					handled.set(packetId);
				}
				default -> {
					assertThat(this.identifiers.released(packetId)).isEqualTo(handled.get(packetId));
					handled.clear(packetId);
				}
			}
			assertThat(this.identifiers.message(packetId)).isSameAs(open.get(packetId));
			assertThat(this.identifiers.isHandled(packetId)).isEqualTo(handled.get(packetId));
		}
		assertThat(this.identifiers.handled()).containsExactlyElementsOf(handled.stream().boxed().toList());
		open.keySet().forEach(this.identifiers::close);
		handled.stream().forEach(this.identifiers::released);
		assertThat(this.identifiers.pagesInUse()).isZero();
	}

	@Test
	void aServerThatCountsThroughAllIdentifiersLeavesNoPageBehind() {
		int window = 1000;
		for (int i = 0; i < 200_000; i++) {
			this.identifiers.handled(1 + i % 65_535);
			if (i >= window) {
				assertThat(this.identifiers.released(1 + (i - window) % 65_535)).isTrue();
			}
			assertThat(this.identifiers.isHandled(1 + i % 65_535)).isTrue();
		}
		assertThat(this.identifiers.pagesInUse()).isBetween(4, 5);
	}

	private static InboundMessage message(int packetId) {
		return InboundMessage.handledBefore(packetId, 1);
	}

}
