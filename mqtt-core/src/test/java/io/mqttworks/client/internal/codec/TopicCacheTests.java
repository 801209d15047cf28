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

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.mqttworks.client.MqttProtocolException;
import io.mqttworks.client.ReasonCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TopicCacheTests {

	private final TopicCache cache = new TopicCache();

	private Topic get(String name) {
		return get(name.getBytes(StandardCharsets.UTF_8));
	}

	private Topic get(byte[] name) {
		ByteBuf buffer = Unpooled.buffer().writeByte(0xFF).writeBytes(name).writeByte(0xFF);
		return this.cache.get(buffer, 1, name.length);
	}

	@Test
	void sameNameGivesSameTopic() {
		for (int length = 1; length <= TopicCache.MAX_LENGTH; length++) {
			String name = "x".repeat(length);
			Topic topic = get(name);
			assertThat(topic.name()).isEqualTo(name);
			assertThat(get(name)).isSameAs(topic);
		}
	}

	@Test
	void namesThatDifferInAnyByteAreToldApart() {
		for (int length : new int[] { 1, 2, 7, 8, 9, 15, 16, 17, 31, 100, 256 }) {
			char[] name = "a".repeat(length).toCharArray();
			Topic topic = get(new String(name));
			for (int i = 0; i < length; i++) {
				name[i] = 'b';
				assertThat(get(new String(name))).isNotSameAs(topic)
					.extracting(Topic::name)
					.isEqualTo(new String(name));
				name[i] = 'a';
			}
			assertThat(get(new String(name)).name()).isEqualTo(new String(name));
		}
	}

	@Test
	void readsHeapAndDirectBuffersAlike() {
		byte[] name = "zoë/temperature".getBytes(StandardCharsets.UTF_8);
		Topic topic = get(name);
		ByteBuf direct = PooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(name);
		assertThat(this.cache.get(direct, 0, name.length)).isSameAs(topic);
		assertThat(direct.readerIndex()).isZero();
		direct.release();
	}

	@Test
	void thousandTopicsAllStay() {
		Map<Topic, String> topics = new IdentityHashMap<>();
		for (int i = 0; i < 1_000; i++) {
			topics.put(get("plant/" + i + "/temperature"), "");
		}
		int again = 0;
		for (int i = 0; i < 1_000; i++) {
			again += topics.containsKey(get("plant/" + i + "/temperature")) ? 1 : 0;
		}
		assertThat(again).isGreaterThan(990);
	}

	@Test
	void holdsABoundedNumberOfNames() {
		for (int i = 0; i < 100_000; i++) {
			assertThat(get("topic/" + i).name()).isEqualTo("topic/" + i);
		}
		assertThat(this.cache.size()).isBetween(TopicCache.MAX_SLOTS * 3 / 4, TopicCache.MAX_SLOTS);
		Topic last = get("topic/99999");
		assertThat(get("topic/99999")).isSameAs(last);
	}

	@Test
	void newNamesPushOutOldOnes() {
		for (int i = 0; i < 20_000; i++) {
			get("old/" + i);
		}
		Topic topic = get("new");
		assertThat(get("new")).isSameAs(topic);
	}

	@Test
	void namesThatCollideAreAllFound() {
		List<String> names = colliding(40);
		for (int round = 0; round < 3; round++) {
			for (String name : names) {
				Topic topic = get(name);
				assertThat(topic.name()).isEqualTo(name);
				assertThat(get(name)).isSameAs(topic);
			}
		}
		// They can only fill the neighbouring slots.
		assertThat(this.cache.size()).isLessThanOrEqualTo(8);
	}

	/**
	 * Returns names whose slot is the same even in the largest table.
	 */
	private static List<String> colliding(int count) {
		List<String> names = new ArrayList<>();
		for (int i = 0; names.size() < count; i++) {
			String name = "collision/" + i;
			byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
			if ((TopicCache.hash(Unpooled.wrappedBuffer(bytes), 0, bytes.length) & (TopicCache.MAX_SLOTS - 1)) == 7) {
				names.add(name);
			}
		}
		return names;
	}

	@Test
	void similarNamesSpread() {
		Set<Integer> slots = new HashSet<>();
		for (int i = 0; i < TopicCache.MAX_SLOTS; i++) {
			byte[] name = ("building/3/floor/" + i / 64 + "/room/" + i % 64).getBytes(StandardCharsets.UTF_8);
			slots.add(TopicCache.hash(Unpooled.wrappedBuffer(name), 0, name.length) & (TopicCache.MAX_SLOTS - 1));
		}
		// Random hashes would fill 63 % of the slots.
		assertThat(slots).hasSizeGreaterThan(TopicCache.MAX_SLOTS / 2);
	}

	@Test
	void cachesShareNothing() {
		Topic topic = get("a");
		assertThat(new TopicCache().get(Unpooled.wrappedBuffer(new byte[] { 'a' }), 0, 1)).isNotSameAs(topic);
	}

	@Test
	void longNamesAreDecodedButNotKept() {
		String name = "x".repeat(TopicCache.MAX_LENGTH + 1);
		assertThat(get(name).name()).isEqualTo(name);
		assertThat(get(name)).isNotSameAs(get(name));
		assertThat(get("y".repeat(65_535)).name()).hasSize(65_535);
		assertThat(this.cache.size()).isZero();
	}

	@Test
	void clearForgetsAllTopics() {
		Topic topic = get("a");
		topic.route = new TopicRoute() {
		};
		this.cache.clear();
		assertThat(this.cache.size()).isZero();
		assertThat(get("a")).isNotSameAs(topic);
		assertThat(get("a").route).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "'', PROTOCOL_ERROR, empty", "23, PROTOCOL_ERROR, wildcard", "612f2b, PROTOCOL_ERROR, wildcard",
			"6100, MALFORMED_PACKET, U+0000", "61ff, MALFORMED_PACKET, UTF-8", "eda080, MALFORMED_PACKET, UTF-8" })
	void refusesInvalidNamesEveryTime(String hex, ReasonCode reasonCode, String message) {
		for (int i = 0; i < 3; i++) {
			assertThatExceptionOfType(MqttProtocolException.class).isThrownBy(() -> get(PacketStream.bytes(hex)))
				.withMessageContainingAll("PUBLISH", "Topic Name", message)
				.satisfies((ex) -> assertThat(ex.reasonCode()).isEqualTo(reasonCode));
		}
		assertThat(this.cache.size()).isZero();
	}

	@Test
	void refusesInvalidLongNames() {
		assertThatExceptionOfType(MqttProtocolException.class).isThrownBy(() -> get("x".repeat(300) + "#"))
			.withMessageContaining("wildcard");
	}

}
