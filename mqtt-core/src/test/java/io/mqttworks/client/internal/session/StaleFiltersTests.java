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

import java.util.List;

import io.mqttworks.client.Topics;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StaleFilters}.
 */
class StaleFiltersTests {

	@Property(tries = 1000)
	void candidatesAreExactlyTheFiltersThatMatch(@ForAll("topic") String topic, @ForAll("filter") String filter) {
		List<String> candidates = StaleFilters.candidates(topic);
		assertThat(candidates).doesNotHaveDuplicates().allMatch((each) -> Topics.matches(each, topic));
		assertThat(candidates.contains(filter)).isEqualTo(Topics.matches(filter, topic));
	}

	@Test
	void topicWithEightLevelsHas767CandidatesAndADeeperOneNone() {
		assertThat(StaleFilters.candidates("1/2/3/4/5/6/7/8")).hasSize(767);
		assertThat(StaleFilters.candidates("1/2/3/4/5/6/7/8/9")).isEmpty();
	}

	@Provide
	Arbitrary<String> topic() {
		return levels("a", "b", "", "$x").filter((topic) -> !topic.isEmpty());
	}

	@Provide
	Arbitrary<String> filter() {
		return levels("a", "b", "", "+", "$x").flatMap((filter) -> Arbitraries.of(filter, filter + "/#", "#"))
			.filter((filter) -> !filter.isEmpty());
	}

	private static Arbitrary<String> levels(String... levels) {
		return Arbitraries.of(levels).list().ofMinSize(1).ofMaxSize(4).map((list) -> String.join("/", list));
	}

}
