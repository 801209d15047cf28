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

package io.mqttworks.client.internal.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import io.mqttworks.client.internal.store.MessageIndex.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The index does what a sorted map does, in less memory.
 */
class MessageIndexTests {

	private static Entry entry(long key, int number) {
		return new Entry(key, number, number + 1, number + 2, number + 3, number & 0x1_ffff);
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4 })
	void isASortedMap(long seed) {
		Random random = new Random(seed);
		MessageIndex index = new MessageIndex();
		TreeMap<Long, Entry> map = new TreeMap<>();
		long range = (seed % 2 == 0) ? 5_000 : Long.MAX_VALUE;
		for (int i = 0; i < 50_000; i++) {
			boolean append = random.nextInt(4) == 0;
			long key = append ? (map.isEmpty() ? 1 : map.lastKey() + ((map.lastKey() < Long.MAX_VALUE) ? 1 : 0))
					: random.nextLong(range);
			Map.Entry<Long, Entry> near = map.ceilingEntry(key);
			switch (random.nextInt(8)) {
				case 0, 1, 2, 3 -> assertThat(index.put(entry(key, i))).isEqualTo(map.put(key, entry(key, i)));
				case 4, 5 -> {
					long gone = (near != null) ? near.getKey() : key;
					assertThat(index.remove(gone)).isEqualTo(map.remove(gone));
				}
				case 6 -> assertThat(index.get(key)).isEqualTo(map.get(key));
				default -> {
					Map.Entry<Long, Entry> after = map.higherEntry(key);
					assertThat(index.after(key)).isEqualTo((after != null) ? after.getValue() : null);
				}
			}
			assertThat(index.size()).isEqualTo(map.size());
		}
		List<Entry> all = new ArrayList<>();
		index.forEach(all::add);
		assertThat(all).containsExactlyElementsOf(map.values());
		assertThat(index.lastKey()).isEqualTo(map.lastKey());
		new ArrayList<>(map.keySet()).forEach((key) -> assertThat(index.remove(key)).isEqualTo(map.remove(key)));
		assertThat(index.size()).isZero();
		assertThat(index.lastKey()).isZero();
		assertThat(index.after(Long.MIN_VALUE)).isNull();
	}

	@Test
	void findsWhatIsInASegmentAndWhatHasExpired() {
		MessageIndex index = new MessageIndex();
		for (int key = 1; key <= 2_000; key++) {
			index.put(new Entry(key, key % 2, 0, 10, (key % 10 == 0) ? key : 0, (key % 20 == 0) ? 5 : 0));
		}
		assertThat(index.inSegment(1)).hasSize(1_000).allMatch((key) -> key % 2 == 1);
		assertThat(index.expired(2_000, 50, 10)).containsExactly(10L, 30L, 50L);
		assertThat(index.expired(29, 50, 10)).containsExactly(10L);
		assertThat(index.expired(2_000, 2_000, 2)).containsExactly(10L, 30L);
		Entry read = index.get(30);
		assertThat(read).isNotNull();
		index.put(read.asRead());
		assertThat(index.expired(2_000, 50, 10)).containsExactly(10L, 50L);
	}

}
