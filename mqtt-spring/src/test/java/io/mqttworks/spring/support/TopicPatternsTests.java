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

package io.mqttworks.spring.support;

import java.util.List;
import java.util.Map;

import io.mqttworks.spring.support.TopicPatterns.Match;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TopicPatterns}.
 */
class TopicPatternsTests {

	@ParameterizedTest
	@CsvSource({ "$share/group/{site}/x, berlin/x, berlin", "$share/g/{site}/#, g/a/b, g",
			"$share/g/{site}/#, berlin/a/b, berlin", "$share/g/a/{site}, a/berlin, berlin",
			"$share/g/$SYS/{site}, $SYS/berlin, berlin", "$queue/{site}/x, berlin/x, berlin",
			"$exclusive/a/{site}, a/berlin, berlin", "$SYS/{site}/x, $SYS/berlin/x, berlin", "{site}/#, g/a, g" })
	void aVariableIsReadAtItsLevelOfTheTopic(String template, String topic, String value) {
		TopicTemplate topicTemplate = TopicTemplate.of(template);
		Match match = new TopicPatterns(List.of(topicTemplate)).match(topicTemplate.filter(), topic);
		assertThat(match.variables()).isEqualTo(Map.of("site", value));
	}

	@Test
	void theGroupOfASharedFilterIsTakenOff() {
		assertThat(TopicPatterns.withoutShare("$share/g/a/+")).isEqualTo("a/+");
		assertThat(TopicPatterns.withoutShare("a/+")).isEqualTo("a/+");
	}

}
