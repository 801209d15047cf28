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

package io.mqttworks.client.internal.routing;

import java.util.List;

import io.mqttworks.client.Qos;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.Topics;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FilterOverlap}.
 */
class FilterOverlapTests {

	@ParameterizedTest
	@CsvSource({ "a, a, true", "a, b, false", "a/#, a, true", "a/#, a/b/c, true", "a/+, a/b, true", "a/+, a/b/c, false",
			"+/b, a/+, true", "+/b, a/c, false", "#, a, true", "a/+/#, a, false", "$share/g/a/#, a/b, true",
			"a/b, a/b/c, false", "a, a/b, false", "a//b, a/+/b, true" })
	void knowsWhatOverlaps(String first, String second, boolean overlap) {
		assertThat(FilterOverlap.overlap(first, second)).isEqualTo(overlap);
		assertThat(FilterOverlap.overlap(second, first)).isEqualTo(overlap);
	}

	@Property(tries = 2000)
	void filtersThatMatchTheSameTopicOverlap(@ForAll("filter") String first, @ForAll("filter") String second,
			@ForAll("topic") String topic) {
		if (Topics.matches(first, topic) && Topics.matches(second, topic)) {
			assertThat(FilterOverlap.overlap(first, second)).isTrue();
		}
	}

	@Provide
	Arbitrary<String> filter() {
		return Arbitraries.of("a", "b", "+")
			.list()
			.ofMinSize(1)
			.ofMaxSize(3)
			.map((levels) -> String.join("/", levels))
			.flatMap((filter) -> Arbitraries.of(filter, filter + "/#"));
	}

	@Provide
	Arbitrary<String> topic() {
		return Arbitraries.of("a", "b").list().ofMinSize(1).ofMaxSize(4).map((levels) -> String.join("/", levels));
	}

	@Test
	void partsHaveNoOverlapInside() {
		List<Subscription> subscriptions = List.of(of("a/#"), of("b/#"), of("a/b"), of("c"), of("#"));
		List<List<Subscription>> parts = FilterOverlap.partition(subscriptions);
		assertThat(parts).containsExactly(List.of(of("a/#"), of("b/#"), of("c")), List.of(of("a/b")), List.of(of("#")));
	}

	private static Subscription of(String filter) {
		return Subscription.of(filter, Qos.AT_LEAST_ONCE);
	}

}
