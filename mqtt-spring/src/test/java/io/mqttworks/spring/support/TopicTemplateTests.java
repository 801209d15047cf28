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

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link TopicTemplate}.
 */
class TopicTemplateTests {

	@ParameterizedTest
	@CsvSource({ "devices/{id}/telemetry, devices/+/telemetry", "{a}, +", "{a}/{b}, +/+", "/{a}/, /+/",
			"a/{b}/#, a/+/#", "+/{b}/c, +/+/c", "plain/topic, plain/topic" })
	void variablesBecomeSingleLevelWildcards(String template, String filter) {
		assertThat(TopicTemplate.of(template).filter()).isEqualTo(filter);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a/x{id}", "a/{id}x", "a/{b}{c}", "{a}b/c" })
	void aVariableOfAFilterIsAWholeLevel(String template) {
		assertThatIllegalArgumentException().isThrownBy(() -> TopicTemplate.of(template).filter())
			.withMessageContaining(template)
			.withMessageContaining("alone between slashes");
	}

	@Test
	void aVariableOfAFilterIsThereOnce() {
		assertThatIllegalArgumentException().isThrownBy(() -> TopicTemplate.of("{a}/{a}").filter())
			.withMessageContaining("twice");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a/{", "a/{b", "a/{}", "a/{b c}", "a/{b:.*}", "a/{*b}" })
	void whatIsNoVariableIsRefused(String template) {
		assertThatIllegalArgumentException().isThrownBy(() -> TopicTemplate.of(template))
			.withMessageContaining(template);
	}

	@Test
	void readsValuesFromTheirLevels() {
		assertThat(TopicTemplate.of("a/{b}/c/{d}").read("a/1/c/2")).isEqualTo(Map.of("b", "1", "d", "2"));
		assertThat(TopicTemplate.of("{a}").read("x")).isEqualTo(Map.of("a", "x"));
		assertThat(TopicTemplate.of("+/{b}/#").read("x/y/z/w")).isEqualTo(Map.of("b", "y"));
		assertThat(TopicTemplate.of("a/{b}/c").read("a//c")).isEqualTo(Map.of("b", ""));
		assertThat(TopicTemplate.of("a/{b}").read("a/")).isEqualTo(Map.of("b", ""));
		assertThat(TopicTemplate.of("a/b").read("a/b")).isEmpty();
	}

	@Test
	void expandsVariablesInOrder() {
		assertThat(TopicTemplate.of("a/{b}/c/{d}").expand("x", 2)).isEqualTo("a/x/c/2");
		assertThat(TopicTemplate.of("sensor-{n}/{d}s").expand(7, "value")).isEqualTo("sensor-7/values");
		assertThat(TopicTemplate.of("plain").expand()).isEqualTo("plain");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a/b", "/", "+", "#", "x#", "a+b", "nul\0", "" })
	void aValueThatWouldMakeAnotherTopicIsRefused(String value) {
		assertThatIllegalArgumentException().isThrownBy(() -> TopicTemplate.of("a/{b}").expand(value))
			.withMessageContaining("'a/{b}'")
			.withMessageContaining("{b}");
	}

	@Test
	void thereAreAsManyValuesAsVariables() {
		assertThatIllegalArgumentException().isThrownBy(() -> TopicTemplate.of("a/{b}").expand())
			.withMessageContaining("1 variables [b], but 0 values");
		assertThatIllegalArgumentException().isThrownBy(() -> TopicTemplate.of("a/{b}").expand(1, 2))
			.withMessageContaining("2 values");
		assertThatIllegalArgumentException().isThrownBy(() -> TopicTemplate.of("a/{b}").expand((Object) null))
			.withMessageContaining("not null");
	}

}
