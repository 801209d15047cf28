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
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TopicBytesTests {

	@Test
	void givesTheBytesOfATopicAndTheSameArrayNextTime() {
		byte[] bytes = TopicBytes.of("TopicBytesTests/zoë");
		assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo("TopicBytesTests/zoë");
		assertThat(TopicBytes.of(new String("TopicBytesTests/zoë"))).isSameAs(bytes);
	}

	@Test
	@SuppressWarnings("AvoidEscapedUnicodeCharacters")
	void topicsWithEqualHashCodesAreToldApart() {
		assertThat("TopicBytesTests/Aa".hashCode()).isEqualTo("TopicBytesTests/BB".hashCode());
		for (int i = 0; i < 3; i++) {
			assertThat(TopicBytes.of("TopicBytesTests/Aa")).asString(StandardCharsets.UTF_8)
				.isEqualTo("TopicBytesTests/Aa");
			assertThat(TopicBytes.of("TopicBytesTests/BB")).asString(StandardCharsets.UTF_8)
				.isEqualTo("TopicBytesTests/BB");
		}
	}

	@Test
	void anyNumberOfTopicsIsAnswered() {
		for (int i = 0; i < 10 * TopicBytes.SLOTS; i++) {
			String topic = "TopicBytesTests/" + i;
			assertThat(TopicBytes.of(topic)).asString(StandardCharsets.UTF_8).isEqualTo(topic);
		}
	}

	@Test
	void longTopicsAreNotKept() {
		String longest = "x".repeat(TopicBytes.MAX_LENGTH);
		assertThat(TopicBytes.of(longest)).isSameAs(TopicBytes.of(longest));
		String longer = longest + "x";
		assertThat(TopicBytes.of(longer)).isEqualTo(longer.getBytes(StandardCharsets.UTF_8))
			.isNotSameAs(TopicBytes.of(longer));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a/#", "+", "a\0b", "a\uD83D" })
	@DisplayName("topic names that are not valid [MQTT-4.7.0-1] [MQTT-4.7.3-1] [MQTT-4.7.3-2] [MQTT-1.5.4-1]")
	void refusesInvalidNamesEveryTime(String topic) {
		for (int i = 0; i < 3; i++) {
			assertThatIllegalArgumentException().isThrownBy(() -> TopicBytes.of(topic));
		}
	}

	@Test
	@DisplayName("topic names of more than 65,535 bytes [MQTT-4.7.3-3]")
	void refusesTopicsThatAreTooLong() {
		assertThat(TopicBytes.of("x".repeat(65_535))).hasSize(65_535);
		assertThatIllegalArgumentException().isThrownBy(() -> TopicBytes.of("x".repeat(65_536)));
	}

	@Test
	void threadsDoNotDisturbOneAnother() throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(4);
		try {
			List<Future<?>> results = new ArrayList<>();
			for (int thread = 0; thread < 4; thread++) {
				results.add(executor.submit(() -> {
					for (int i = 0; i < 200_000; i++) {
						String topic = "TopicBytesTests/threads/" + i % 2_000;
						byte[] bytes = TopicBytes.of(topic);
						if (!topic.equals(new String(bytes, StandardCharsets.UTF_8))) {
							throw new AssertionError(topic);
						}
					}
				}));
			}
			for (Future<?> result : results) {
				result.get();
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

}
