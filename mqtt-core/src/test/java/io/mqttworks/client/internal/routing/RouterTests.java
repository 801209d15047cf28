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

import java.util.ArrayList;
import java.util.List;

import io.mqttworks.client.Qos;
import io.mqttworks.client.RetainHandling;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.Topics;
import io.mqttworks.client.internal.codec.Topic;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Router}, {@link TopicTrie} and {@link Route}.
 */
class RouterTests {

	private final Router<String> router = new Router<>();

	@Property(tries = 2000)
	void trieFindsWhatMatchingOneByOneFinds(@ForAll("filters") List<String> filters, @ForAll("topic") String topic) {
		TopicTrie<String> trie = new TopicTrie<>();
		List<String> distinct = filters.stream().distinct().toList();
		distinct.forEach((filter) -> trie.add(filter, filter));
		List<String> found = new ArrayList<>();
		trie.match(topic, found::add);
		assertThat(found).containsExactlyInAnyOrderElementsOf(
				distinct.stream().filter((filter) -> Topics.matches(filter, topic)).toList());
		distinct.forEach((filter) -> trie.remove(filter, filter));
		found.clear();
		trie.match(topic, found::add);
		assertThat(found).isEmpty();
	}

	@Provide
	Arbitrary<List<String>> filters() {
		Arbitrary<String> level = Arbitraries.of("a", "b", "", "+", "$x");
		return level.list()
			.ofMinSize(1)
			.ofMaxSize(4)
			.map((levels) -> String.join("/", levels))
			.flatMap((filter) -> Arbitraries.of(filter, filter + "/#", "$share/g/" + filter + "/#", "#"))
			.filter((filter) -> !filter.isEmpty())
			.list()
			.ofMaxSize(8);
	}

	@Provide
	Arbitrary<String> topic() {
		return Arbitraries.of("a", "b", "", "$x")
			.list()
			.ofMinSize(1)
			.ofMaxSize(5)
			.map((levels) -> String.join("/", levels))
			.filter((topic) -> !topic.isEmpty());
	}

	@Test
	void routeIsKeptWithTheTopicUntilEntriesChange() {
		FilterEntry<String> entry = add("a/#", "first", 1);
		Topic topic = new Topic("a/b");
		Route<String> route = this.router.route(topic);
		assertThat(this.router.route(topic)).isSameAs(route);
		add("a/+", "second", 2);
		assertThat(this.router.route(topic).targets(List.of())).containsExactlyInAnyOrder("first", "second");
		this.router.remove(entry);
		assertThat(this.router.route(topic).targets(List.of())).containsExactly("second");
	}

	@Test
	void filterThatIsAddedAgainReplacesItsEntry() {
		FilterEntry<String> old = add("a", "old", 1);
		assertThat(this.router.add(entry("a", "new", 2))).isSameAs(old);
		this.router.remove(old);
		assertThat(targets("a")).containsExactly("new");
	}

	@Test
	void targetWithSeveralMatchingFiltersIsFoundOnce() {
		add("a/#", "handler", 1);
		add("a/+", "handler", 2);
		assertThat(targets("a/b")).containsExactly("handler");
	}

	@Test
	void copiesWithDifferentIdentifiersReachEachTargetOnce() {
		add("a/#", "one", 1).confirmed(true);
		add("a/+", "one", 2).confirmed(true);
		add("a/b", "two", 3).confirmed(true);
		List<String> reached = new ArrayList<>();
		for (int identifier = 1; identifier <= 3; identifier++) {
			reached.addAll(targets("a/b", identifier));
		}
		assertThat(reached).containsExactlyInAnyOrder("one", "two");
	}

	@Test
	void mergedCopyReachesEachTargetOnce() {
		add("a/#", "one", 1).confirmed(true);
		add("a/+", "one", 2).confirmed(true);
		add("a/b", "two", 3).confirmed(true);
		assertThat(targets("a/b", 1, 2, 3)).containsExactlyInAnyOrder("one", "two");
	}

	@Test
	void identifierOfASubscriptionThatIsNotConfirmedYetCounts() {
		add("a/#", "one", 1);
		add("a/b", "two", 2).confirmed(true);
		assertThat(targets("a/b", 1)).containsExactly("one");
	}

	@Test
	void unconfirmedFilterDoesNotHideTheCopyOfAConfirmedOne() {
		add("a/#", "one", 1);
		add("a/+", "one", 2).confirmed(true);
		add("a/b", "two", 3).confirmed(true);
		assertThat(targets("a/b", 2)).containsExactly("one");
	}

	@Test
	void filterWhoseCopyMayGoElsewhereDoesNotHideTheCopyOfAnother() {
		add(Subscription.of("$share/g/a/#", Qos.AT_LEAST_ONCE), "shared", 1);
		add(Subscription.of("a/+", Qos.AT_LEAST_ONCE), "shared", 2);
		add(Subscription.of("b/#", Qos.AT_LEAST_ONCE).withNoLocal(true), "no local", 3);
		add(Subscription.of("b/+", Qos.AT_LEAST_ONCE), "no local", 4);
		add(Subscription.of("c/#", Qos.AT_LEAST_ONCE).withRetainHandling(RetainHandling.DO_NOT_SEND), "retained", 5);
		add(Subscription.of("c/+", Qos.AT_LEAST_ONCE), "retained", 6);
		assertThat(targets("a/b", 2)).containsExactly("shared");
		assertThat(targets("a/b", 1)).isEmpty();
		assertThat(targets("b/b", 4)).containsExactly("no local");
		assertThat(targets("b/b", 3)).isEmpty();
		assertThat(targets("c/b", 6)).containsExactly("retained");
		assertThat(targets("c/b", 5, 6)).containsExactly("retained");
	}

	private void add(Subscription subscription, String target, int identifier) {
		FilterEntry<String> entry = new FilterEntry<>(subscription, target, identifier);
		entry.confirmed(true);
		this.router.add(entry);
	}

	@Test
	void identifiersOfAnEarlierProcessFallBackToTheTopic() {
		add("a/#", "one", 1).confirmed(true);
		add("a/b", "two", 2).confirmed(true);
		assertThat(targets("a/b", 77)).containsExactlyInAnyOrder("one", "two");
	}

	@Test
	@DisplayName("A leading wildcard does not match a topic with a leading $ [MQTT-4.7.2-1] [MQTT-4.7.2-1 v3.1.1]")
	void leadingWildcardsDoNotMatchDollarTopics() {
		add("#", "all", 1);
		add("+/uptime", "plus", 2);
		add("$SYS/#", "system", 3);
		assertThat(targets("$SYS/uptime")).containsExactly("system");
	}

	@Test
	void filterWithTheMostLevelsThereCanBeWorks() {
		String slashes = "/".repeat(65_534);
		add(slashes + "#", "deep", 1);
		assertThat(targets(slashes + "x")).containsExactly("deep");
	}

	private FilterEntry<String> add(String filter, String target, int identifier) {
		FilterEntry<String> entry = entry(filter, target, identifier);
		this.router.add(entry);
		return entry;
	}

	private static FilterEntry<String> entry(String filter, String target, int identifier) {
		return new FilterEntry<>(Subscription.of(filter, Qos.AT_LEAST_ONCE), target, identifier);
	}

	private List<String> targets(String topic, Integer... identifiers) {
		return this.router.route(new Topic(topic)).targets(List.of(identifiers));
	}

}
