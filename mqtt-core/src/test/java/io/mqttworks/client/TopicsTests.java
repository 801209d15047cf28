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

package io.mqttworks.client;

import java.util.List;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Topics}.
 */
class TopicsTests {

	@ParameterizedTest
	@ValueSource(strings = { "a", "/", "//", "a/b", "/a", "a/", "$SYS/x", "a b", " ", "ë/温度/😀", "$", "a$/b" })
	void topicNamesMayHaveAnythingElse(String topic) {
		assertThatCode(() -> Topics.validateName(topic)).doesNotThrowAnyException();
		assertThatCode(() -> Topics.validateFilter(topic)).doesNotThrowAnyException();
		assertThat(Topics.matches(topic, topic)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "+", "a/+", "a+b", "#", "a/#", "a#" })
	@DisplayName("[MQTT-4.7.0-1] [MQTT-4.7.1-1 of 3.1.1] Topic names have no wildcards")
	void wildcardsAreNotForTopicNames(String topic) {
		assertThatIllegalArgumentException().isThrownBy(() -> Topics.validateName(topic))
			.withMessageContaining("Topic name '" + topic + "'")
			.withMessageContaining("wildcard '" + (topic.contains("#") ? '#' : '+') + "'");
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			a#,     '''#'' elsewhere than alone in the last level'
			#/a,    '''#'' elsewhere than alone in the last level'
			a/#/b,  '''#'' elsewhere than alone in the last level'
			a/b#,   '''#'' elsewhere than alone in the last level'
			a/#b,   '''#'' elsewhere than alone in the last level'
			##,     '''#'' elsewhere than alone in the last level'
			a+,     '''+'' beside other characters'
			+a,     '''+'' beside other characters'
			a/b+/c, '''+'' beside other characters'
			++,     '''+'' beside other characters'
			+#,     '''+'' beside other characters'
			""")
	@DisplayName("[MQTT-4.7.1-1] [MQTT-4.7.1-2] [MQTT-4.7.1-3 of 3.1.1] Wildcards fill a level, # the last one")
	void wildcardsHaveTheirPlace(String filter, String why) {
		assertThatIllegalArgumentException().isThrownBy(() -> Topics.validateFilter(filter))
			.withMessageContaining("Topic filter '" + filter + "'")
			.withMessageContaining(why);
	}

	@ParameterizedTest
	@ValueSource(strings = { "#", "+", "+/+", "/#", "/+", "+/", "a/+/b/#", "$share/g/#", "$share/g/+/a", "$share/g//",
			"$share", "$shared/x", "$share/ë/a" })
	void wildcardsInTheirPlaceAreFine(String filter) {
		assertThatCode(() -> Topics.validateFilter(filter)).doesNotThrowAnyException();
	}

	@ParameterizedTest
	@CsvSource({ "$share/,needs a filter", "$share/g,needs a filter", "$share/g/,needs a filter",
			"$share//f,needs a group name", "$share/+/f,needs a group name", "$share/a#/f,needs a group name",
			"$share/g/a#,elsewhere" })
	@DisplayName("[MQTT-4.8.2-1] [MQTT-4.8.2-2] A shared filter has a group without wildcards and a filter")
	void sharedFiltersNeedAGroupAndAFilter(String filter, String why) {
		assertThatIllegalArgumentException().isThrownBy(() -> Topics.validateFilter(filter))
			.withMessageContaining("'" + filter + "'")
			.withMessageContaining(why);
	}

	@Test
	void textIsCheckedInNamesAndFiltersAlike() {
		refused("", "must not be empty");
		refused("a\0b", "U+0000");
		refused("x\uD83D", "half a surrogate pair");
		refused("\uDE00x", "half a surrogate pair");
		refused("\uDE00\uD83D", "half a surrogate pair");
		refused("t".repeat(65_536), "has 65536 bytes");
		refused("\u20AC".repeat(21_846), "has 65538 bytes");
		refused("\uD83D\uDE00".repeat(16_384), "has 65536 bytes");
		for (String longest : List.of("t".repeat(65_535), "\u20AC".repeat(21_845), "\u00EB".repeat(32_767))) {
			assertThatCode(() -> Topics.validateName(longest)).doesNotThrowAnyException();
			assertThatCode(() -> Topics.validateFilter(longest)).doesNotThrowAnyException();
		}
	}

	private static void refused(String text, String why) {
		assertThatIllegalArgumentException().isThrownBy(() -> Topics.validateName(text))
			.withMessageStartingWith("Topic name")
			.withMessageContaining(why)
			.satisfies((failure) -> assertThat(failure.getMessage().length()).isLessThan(200));
		assertThatIllegalArgumentException().isThrownBy(() -> Topics.validateFilter(text))
			.withMessageStartingWith("Topic filter")
			.withMessageContaining(why);
	}

	@ParameterizedTest
	@CsvSource({ "sport/tennis/player1/#,sport/tennis/player1,true",
			"sport/tennis/player1/#,sport/tennis/player1/ranking,true",
			"sport/tennis/player1/#,sport/tennis/player1/score/wimbledon,true", "sport/#,sport,true",
			"sport/#,sports,false", "#,a,true", "#,/,true", "sport/tennis/+,sport/tennis/player1,true",
			"sport/tennis/+,sport/tennis/player1/ranking,false", "sport/+,sport,false", "sport/+,sport/,true",
			"+/+,/finance,true", "/+,/finance,true", "+,/finance,false", "+,finance,true", "+/#,a,true",
			"+/b/#,a/b,true", "+/b/#,a/c,false", "a/+/c,a//c,true", "a/b,a/b/,false", "a/b/,a/b,false",
			"a/b/,a/b/,true", "A/b,a/b,false", "/a,a,false", "a,/a,false", "ë,e,false", "#,$SYS/x,false",
			"+/x,$SYS/x,false", "$SYS/#,$SYS/x,true", "$SYS/+,$SYS/x,true", "$SYS/#,$SYS,true", "$share/g/a/+,a/b,true",
			"$share/g/#,$SYS,false", "$share/g/$SYS/#,$SYS/x,true", "$share/g/a,$share/g/a,false" })
	@DisplayName("[MQTT-4.7.2-1] [MQTT-4.7.3-4] The standard's examples, and others")
	void filtersMatchWhatTheStandardSays(String filter, String topic, boolean matches) {
		assertThat(Topics.matches(filter, topic)).isEqualTo(matches);
	}

	@Property(tries = 3_000)
	void filtersMatchWhatASlowMatcherSays(@ForAll("filters") String filter, @ForAll("names") String topic) {
		assertThat(Topics.matches(filter, topic)).isEqualTo(matches(filter.split("/", -1), topic.split("/", -1)));
	}

	private static boolean matches(String[] filter, String[] topic) {
		if (topic[0].startsWith("$") && (filter[0].equals("#") || filter[0].equals("+"))) {
			return false;
		}
		for (int i = 0; i < filter.length; i++) {
			if (filter[i].equals("#")) {
				return topic.length >= i;
			}
			if (i >= topic.length || !(filter[i].equals("+") || filter[i].equals(topic[i]))) {
				return false;
			}
		}
		return filter.length == topic.length;
	}

	@Provide
	Arbitrary<String> names() {
		return Arbitraries.of("", "a", "b", "$a").list().ofMinSize(1).ofMaxSize(4).map((levels) -> {
			String name = String.join("/", levels);
			return name.isEmpty() ? "a" : name;
		});
	}

	@Provide
	Arbitrary<String> filters() {
		return Arbitraries.of("", "a", "b", "$a", "+", "+").list().ofMinSize(1).ofMaxSize(4).map((levels) -> {
			String filter = String.join("/", levels);
			return filter.isEmpty() ? "#" : filter + ((filter.length() % 2 == 0) ? "/#" : "");
		});
	}

	@Test
	void sharedPartIsCutOff() {
		assertThat(Topics.unshared("$share/group/a/b")).isEqualTo("a/b");
		assertThat(Topics.unshared("$share/group//b")).isEqualTo("/b");
		assertThat(Topics.unshared("a/b")).isEqualTo("a/b");
	}

}
