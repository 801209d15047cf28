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

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttMessage;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Router}, {@link TopicTrie}, {@link Route}, {@link Copy} and
 * {@link Identifiers}.
 */
class RouterTests {

	/** Changing it would make copies of stored sessions look foreign. */
	private static final int REFERENCE = 162_993;

	/** Of a filter that this client does not have. */
	private static final int STALE = 268_435_455;

	private final Router<String> router = new Router<>(List.of("$mine/+/"));

	private final Map<String, FilterEntry<String>> entries = new HashMap<>();

	@Property(tries = 2000)
	void trieFindsWhatMatchingOneByOneFinds(@ForAll("filters") List<String> filters, @ForAll("topic") String topic) {
		TopicTrie<String> trie = new TopicTrie<>(List.of());
		List<String> distinct = filters.stream().distinct().toList();
		distinct.forEach((filter) -> trie.add(filter, filter));
		List<String> found = new ArrayList<>();
		trie.match(topic, found::add);
		assertThat(found).containsExactlyInAnyOrderElementsOf(
				distinct.stream().filter((filter) -> Topics.matches(filter, topic)).toList());
		List<String> left = new ArrayList<>(distinct);
		while (!left.isEmpty()) {
			String removed = left.remove(0);
			trie.remove(removed, removed);
			found.clear();
			trie.match(topic, found::add);
			assertThat(found).as("without " + removed)
				.containsExactlyInAnyOrderElementsOf(
						left.stream().filter((filter) -> Topics.matches(filter, topic)).toList());
		}
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
		FilterEntry<String> entry = add("a/#", "first");
		Topic topic = new Topic("a/b");
		Route<String> route = this.router.route(topic);
		assertThat(this.router.route(topic)).isSameAs(route);
		add("a/+", "second");
		assertThat(this.router.route(topic).targets()).containsExactly("first", "second");
		entry.add("third", true);
		assertThat(this.router.route(topic).targets()).containsExactly("first", "third", "second");
		this.router.remove(entry);
		assertThat(this.router.route(topic).targets()).containsExactly("second");
	}

	@Test
	void targetWithSeveralMatchingFiltersIsFoundOnce() {
		add("a/#", "handler");
		add("a/+", "handler");
		assertThat(targets("a/b")).containsExactly("handler");
	}

	@Test
	void allTargetsOfOneFilterTakeItsCopy() {
		add("a/#", "one");
		add("a/#", "two");
		add("a/+", "three");
		assertThat(targets("a/b", "a/#")).containsExactly("one", "two");
		assertThat(targets("a/b", "a/#")).containsExactly("one", "two");
		assertThat(targets("a/b")).containsExactly("one", "two", "three");
	}

	@Test
	void copiesWithDifferentIdentifiersReachEachTargetOnce() {
		this.router.newSession();
		confirmed("a/#", "one");
		confirmed("a/+", "one");
		confirmed("a/b", "two");
		List<String> reached = new ArrayList<>();
		for (String filter : List.of("a/b", "a/+", "a/#")) {
			reached.addAll(targets("a/b", filter));
		}
		assertThat(reached).containsExactlyInAnyOrder("one", "two");
	}

	@Test
	void mergedCopyReachesEachTargetOnce() {
		confirmed("a/#", "one");
		confirmed("a/+", "one");
		confirmed("a/b", "two");
		assertThat(targets("a/b", "a/#", "a/+", "a/b")).containsExactlyInAnyOrder("one", "two");
	}

	@Test
	void identifierOfASubscriptionThatIsNotConfirmedYetCounts() {
		add("a/#", "one");
		confirmed("a/b", "two");
		assertThat(targets("a/b", "a/#")).containsExactly("one");
	}

	@Test
	void unconfirmedFilterDoesNotHideTheCopyOfAConfirmedOne() {
		add("a/#", "one");
		confirmed("a/+", "one");
		confirmed("a/b", "two");
		assertThat(targets("a/b", "a/+")).containsExactly("one");
	}

	@Test
	void copyOfAMessageFromBeforeTheServerHadTheOtherFilterIsTaken() {
		this.router.newSession();
		FilterEntry<String> late = confirmed("a/#", "one");
		late.refused();
		confirmed("a/b", "one");
		late.asked();
		late.confirmed();
		assertThat(targets("a/b", "a/b")).as("there is no copy for a/#").containsExactly("one");
		assertThat(targets("a/b", "a/#")).as("there is one for a/b").isEmpty();
	}

	@Test
	void copyIsTakenWhereItIsNotKnownWhichFilterTheServerHadFirst() {
		this.router.newSession();
		FilterEntry<String> lost = add("a/#", "one");
		FilterEntry<String> other = add("a/b", "one");
		lost.asked();
		other.asked();
		// The connection ends before there is an answer.
		lost.asked();
		lost.confirmed();
		other.asked();
		other.confirmed();
		assertThat(targets("a/b", "a/b")).as("perhaps the server had only this one").containsExactly("one");
		assertThat(targets("a/b", "a/#")).containsExactly("one");
		assertThat(targets("a/b", "a/b")).as("now it surely has both").isEmpty();
	}

	@Test
	void copyIsTakenInASessionOfAnEarlierProgramThatMayHaveHadOtherFilters() {
		confirmed("a/#", "one");
		confirmed("a/b", "one");
		assertThat(targets("a/b", "a/b")).containsExactly("one");
		assertThat(targets("a/b", "a/#")).containsExactly("one");
		assertThat(targets("a/b", "a/b")).isEmpty();
	}

	@Test
	void messageOfQos0DoesNotTellWhatTheServerHasQueued() {
		confirmed("a/#", "one");
		confirmed("a/b", "one");
		MqttMessage overtaking = MqttMessage.received("a/c", new byte[0], Qos.AT_MOST_ONCE, false, false, 0,
				new MessageProperties(null, false, null, null, null, List.of(), List.of(identifier("a/#"))));
		assertThat(this.router.targets(overtaking, new Topic("a/c"))).containsExactly("one");
		assertThat(targets("a/b", "a/b")).containsExactly("one");
	}

	@Test
	void copyOfAFilterIsTakenThatIsRefusedAfterTheOtherCopyWasLeftToIt() {
		FilterEntry<String> first = confirmed("a/#", "one");
		confirmed("a/b", "one");
		assertThat(targets("a/b", "a/#")).containsExactly("one");
		assertThat(targets("a/b", "a/b")).as("left to that of a/#").isEmpty();
		first.refused();
		assertThat(targets("a/b", "a/#")).containsExactly("one");
	}

	@Test
	void filterThatIsRefusedMayBeThereFromARequestWhoseAnswerWasLost() {
		this.router.newSession();
		FilterEntry<String> entry = add("a/b", "one");
		entry.asked();
		confirmed("a/#", "one");
		entry.asked();
		entry.refused();
		entry.asked();
		entry.confirmed();
		assertThat(targets("a/b", "a/b")).as("perhaps from before a/# was there").containsExactly("one");
	}

	@Test
	void filterWhoseCopyMayGoElsewhereDoesNotHideTheCopyOfAnother() {
		this.router.newSession();
		confirmed(Subscription.of("$share/g/a/#", Qos.AT_LEAST_ONCE), "shared");
		confirmed("a/+", "shared");
		confirmed(Subscription.of("b/#", Qos.AT_LEAST_ONCE).withNoLocal(true), "no local");
		confirmed("b/+", "no local");
		confirmed(Subscription.of("c/#", Qos.AT_LEAST_ONCE).withRetainHandling(RetainHandling.DO_NOT_SEND), "retained");
		confirmed("c/+", "retained");
		assertThat(targets("a/b", "a/+")).containsExactly("shared");
		assertThat(targets("a/b", "$share/g/a/#")).isEmpty();
		assertThat(targets("b/b", "b/+")).containsExactly("no local");
		assertThat(targets("b/b", "b/#")).isEmpty();
		assertThat(targets("c/b", "c/+")).containsExactly("retained");
		assertThat(targets("c/b", "c/#", "c/+")).containsExactly("retained");
	}

	@Test
	void identifierLeadsToItsFilterWhateverTheTopicLooksLike() {
		confirmed("$delayed/5/t", "delayed");
		confirmed("t", "plain");
		assertThat(targets("t", "$delayed/5/t")).containsExactly("delayed");
		assertThat(targets("t", "$delayed/5/t")).containsExactly("delayed");
		assertThat(targets("t", "t")).containsExactly("plain");
	}

	@Test
	void prefixesThatServersTakeOffAreKnownWhereThereIsNoIdentifier() {
		add("$queue/a", "queue");
		add("$exclusive/b", "exclusive");
		add("$q/c", "q");
		add("$mine/x/d", "mine");
		assertThat(targets("a")).containsExactly("queue");
		assertThat(targets("$queue/a")).containsExactly("queue");
		assertThat(targets("b")).containsExactly("exclusive");
		assertThat(targets("c")).containsExactly("q");
		assertThat(targets("d")).containsExactly("mine");
	}

	@Test
	void copyWithAnIdentifierNobodyHasIsHandledUntilOneWithTheOwnComes() {
		confirmed("plant/+/state", "handler");
		assertThat(stale("plant/1/state", "queued")).containsExactly("handler");
		assertThat(stale("plant/1/state", "queued too")).containsExactly("handler");
		assertThat(targets("plant/1/state", "plant/+/state")).containsExactly("handler");
		assertThat(stale("plant/1/state", "late")).isEmpty();
		this.entries.get("plant/+/state").renew();
		assertThat(stale("plant/1/state", "of a new session")).containsExactly("handler");
	}

	@Test
	void firstOwnCopyIsNotHandledIfItsStaleTwinWas() {
		confirmed("a", "handler");
		assertThat(stale("a", "x")).containsExactly("handler");
		assertThat(this.router.targets(message("a", "x", false, identifier("a")), new Topic("a"))).isEmpty();
		assertThat(this.router.targets(message("a", "x", false, identifier("a")), new Topic("a")))
			.containsExactly("handler");
	}

	@Test
	void messageOfQos0BetweenAStaleCopyAndItsTwinMakesNoDifference() {
		confirmed("a", "handler");
		assertThat(stale("a", "x")).containsExactly("handler");
		this.router.targets(
				MqttMessage.received("a", new byte[0], Qos.AT_MOST_ONCE, false, false, 0,
						new MessageProperties(null, false, null, null, null, List.of(), List.of(identifier("a")))),
				new Topic("a"));
		assertThat(targets("a", "a")).isEmpty();
		assertThat(targets("a", "a")).containsExactly("handler");
	}

	@Test
	void staleMessagesOfQos0SayNothingOfWhatTheServerHasQueued() {
		confirmed("a", "handler");
		assertThat(stale("a", "x")).containsExactly("handler");
		assertThat(targets(message(Qos.AT_MOST_ONCE, 0, "overtaking", STALE))).containsExactly("handler");
		assertThat(targets(message(Qos.AT_MOST_ONCE, 0, "overtaking", identifier("a")))).isEmpty();
		assertThat(targets("a", "a")).isEmpty();
		assertThat(targets("a", "a")).containsExactly("handler");
	}

	@Test
	void staleMessageIsHandledWhenOnlyMessagesOfQos0HaveOvertakenIt() {
		confirmed("a", "handler");
		assertThat(targets(message(Qos.AT_MOST_ONCE, 0, "overtaking", identifier("a")))).containsExactly("handler");
		assertThat(targets(message(Qos.AT_MOST_ONCE, 0, "stale", STALE))).isEmpty();
		assertThat(stale("a", "x")).containsExactly("handler");
		assertThat(targets("a", "a")).isEmpty();
	}

	@Test
	void repeatedStaleCopyIsFollowedByItsTwinAsTheFirstWas() {
		confirmed("a", "handler");
		assertThat(targets(message(Qos.AT_LEAST_ONCE, 1, "earlier", STALE))).containsExactly("handler");
		assertThat(targets(message(Qos.EXACTLY_ONCE, 2, "x", STALE))).containsExactly("handler");
		// The connection ends: one of QoS 1 is handled again, one of QoS 2 is not.
		assertThat(targets(message(Qos.AT_LEAST_ONCE, 1, "earlier", STALE))).containsExactly("handler");
		this.router.repeated(message(Qos.EXACTLY_ONCE, 2, "x", STALE), new Topic("a"));
		assertThat(targets(message(Qos.EXACTLY_ONCE, 3, "x", identifier("a")))).isEmpty();
		assertThat(targets(message(Qos.EXACTLY_ONCE, 4, "x", identifier("a")))).containsExactly("handler");
	}

	@Test
	void staleTwinIsThatOfTheTargetsOnlyThatTookIt() {
		confirmed("a/b", "one").add("two", true);
		confirmed("a/#", "one");
		assertThat(targets("a/c", "a/#")).as("so the own copies come").containsExactly("one");
		assertThat(stale("a/b", "x")).containsExactly("two");
		assertThat(targets("a/b", "a/b")).containsExactly("one");
		assertThat(targets("a/b", "a/#")).as("the same message").isEmpty();
	}

	@Test
	void copyIsHandledWhoseTwinAnEarlierProgramHasHandled() {
		confirmed("a", "handler");
		this.router.repeated(message(Qos.EXACTLY_ONCE, 2, "x", STALE), new Topic("a"));
		assertThat(targets(message(Qos.EXACTLY_ONCE, 3, "x", identifier("a")))).containsExactly("handler");
	}

	@Test
	void repetitionUnderAnotherFiltersIdentifierIsNobodysTwin() {
		confirmed("a", "handler");
		confirmed("#", "all");
		assertThat(targets(message(Qos.EXACTLY_ONCE, 2, "x", STALE))).containsExactly("handler", "all");
		this.router.repeated(message(Qos.EXACTLY_ONCE, 2, "y", identifier("#")), new Topic("a"));
		assertThat(targets(message(Qos.EXACTLY_ONCE, 3, "y", identifier("a")))).containsExactly("handler");
	}

	@Test
	void copiesForTwoFiltersOfAnEarlierProgramAreHandledOnce() {
		confirmed("a", "handler");
		assertThat(stale("a", "x")).containsExactly("handler");
		assertThat(this.router.targets(message("a", "x", false, 268_435_454), new Topic("a"))).isEmpty();
		assertThat(stale("a", "x")).as("the same filter: another message").containsExactly("handler");
	}

	@Test
	void foreignIdentifierIsToldAndTheFiltersOtherCandidatesAreNotForeign() {
		FilterEntry<String> entry = confirmed("a", "handler");
		int second = Identifiers.choose("a", (identifier) -> identifier == entry.identifier());
		assertThat(this.router.isStale(message("a", "x", false, second), new Topic("a"))).isFalse();
		assertThat(this.router.isStale(message("a", "x", false, 268_435_455), new Topic("a"))).isTrue();
		assertThat(this.router.isStale(message("a", "x", false), new Topic("a"))).isFalse();
		assertThat(this.router.targets(message("a", "x", false, second), new Topic("a"))).containsExactly("handler");
	}

	@Test
	void retainedMessagesGoToThoseWhoJoinedLast() {
		FilterEntry<String> entry = confirmed("a", "first");
		entry.add("second", false);
		assertThat(retained("a", "a")).containsExactly("first");
		entry.retainedGoTo(List.of("second"));
		assertThat(retained("a", "a")).containsExactly("second");
		assertThat(this.router.targets(message("a", "x", true), new Topic("a"))).containsExactly("second");
		assertThat(targets("a", "a")).containsExactly("first", "second");
		entry.subscription(entry.subscription().withRetainAsPublished(true));
		assertThat(retained("a", "a")).containsExactly("first", "second");
	}

	@Test
	void filterWithoutTargetsMatchesNothing() {
		FilterEntry<String> entry = confirmed("a", "gone");
		entry.remove("gone");
		assertThat(targets("a")).isNull();
		assertThat(targets("a", "a")).isNull();
	}

	@Test
	void identifiersAreTheSameInEveryProcessAndDiffer() {
		assertThat(Identifiers.choose("devices/+/telemetry", (identifier) -> false)).isEqualTo(REFERENCE);
		Router<String> another = new Router<>(List.of());
		Set<Integer> taken = new HashSet<>();
		for (int i = 0; i < 100_000; i++) {
			int identifier = another.add(Subscription.of("device/" + i, Qos.AT_MOST_ONCE)).identifier();
			assertThat(identifier).isBetween(1, 2_097_151);
			taken.add(identifier);
		}
		assertThat(taken).hasSize(100_000);
	}

	@ParameterizedTest
	@CsvSource({ "devices/+/telemetry, 32146", "d/9, 1774725", "d/136, 1208964", "d/1221, 56194" })
	void otherCandidatesOfAFilterAreTheSameInEveryProcess(String filter, int second) {
		int first = Identifiers.choose(filter, (identifier) -> false);
		assertThat(Identifiers.choose(filter, (identifier) -> identifier == first)).isEqualTo(second);
	}

	@Test
	void firstEightCandidatesOfAFilterAreItsOwn() {
		Set<Integer> taken = new HashSet<>();
		for (int i = 1; i <= 9; i++) {
			int candidate = Identifiers.choose("a/b", taken::contains);
			assertThat(Identifiers.isCandidate("a/b", candidate)).as("candidate " + i).isEqualTo(i <= 8);
			taken.add(candidate);
		}
	}

	@Test
	void filterHasNoIdentifierWhenAllAreTaken() {
		int last = Identifiers.choose("a/b", (identifier) -> false);
		AtomicInteger asked = new AtomicInteger();
		assertThat(Identifiers.choose("a/b", (identifier) -> {
			asked.incrementAndGet();
			return true;
		})).isZero();
		assertThat(asked).hasValue(Identifiers.COUNT);
		asked.set(0);
		// The last one that is asked for is free: all others come before it.
		assertThat(Identifiers.choose("a/b", (identifier) -> asked.incrementAndGet() < Identifiers.COUNT))
			.isBetween(1, Identifiers.COUNT)
			.isNotEqualTo(last);
	}

	@Test
	void targetsOfATopicAreThoseOfAllFiltersThatMatch() {
		assertThat(this.router.targets("a/b")).isEmpty();
		add("a/#", "one");
		add("a/b", "two");
		add("+/b", "one");
		add("c", "three");
		assertThat(this.router.targets("a/b")).containsExactlyInAnyOrder("one", "two");
		assertThat(this.router.targets("d")).isEmpty();
	}

	@Test
	void severalTargetsAreSeveralHandlersAndNotSeveralFilters() {
		assertThat(this.router.hasSeveralTargets()).isFalse();
		add("a", "one");
		add("b", "one");
		assertThat(this.router.hasSeveralTargets()).isFalse();
		FilterEntry<String> entry = add("b", "two");
		assertThat(this.router.hasSeveralTargets()).isTrue();
		entry.remove("two");
		assertThat(this.router.hasSeveralTargets()).isFalse();
	}

	@Test
	void targetThatIsRemovedLeavesTheOthers() {
		FilterEntry<String> entry = add("a", "one");
		entry.add("two", false);
		entry.retainedGoTo(List.of("one", "two"));
		entry.remove("two");
		assertThat(targets("a")).containsExactly("one");
		assertThat(retained("a", "a")).containsExactly("one");
		assertThat(entry.targets()).containsExactly("one");
	}

	@Test
	void everyChangeOfAnEntryMakesRoutesAnew() {
		FilterEntry<String> entry = add("a", "one");
		Topic topic = new Topic("a");
		List<Runnable> changes = List.of(() -> entry.subscription(entry.subscription().withNoLocal(true)),
				() -> entry.add("two", true), () -> entry.remove("two"), () -> entry.retainedGoTo(List.of()),
				entry::asked, entry::ended, () -> this.router.add(Subscription.of("b", Qos.AT_MOST_ONCE)), entry::renew,
				() -> this.router.remove(entry));
		for (int i = 0; i < changes.size(); i++) {
			Route<String> before = this.router.route(topic);
			changes.get(i).run();
			assertThat(this.router.route(topic)).as("route after change " + i).isNotSameAs(before);
		}
	}

	@Test
	void filterWithAPrefixThatIsRemovedIsGoneInBothMeanings() {
		FilterEntry<String> entry = add("$queue/a", "queue");
		this.router.remove(entry);
		assertThat(targets("a")).isNull();
		assertThat(targets("$queue/a")).isNull();
	}

	@Test
	@DisplayName("A leading wildcard does not match a topic with a leading $ [MQTT-4.7.2-1] [MQTT-4.7.2-1 v3.1.1]")
	void leadingWildcardsDoNotMatchDollarTopics() {
		add("#", "all");
		add("+/uptime", "plus");
		add("$SYS/#", "system");
		assertThat(targets("$SYS/uptime")).containsExactly("system");
	}

	@Test
	void filterWithTheMostLevelsThereCanBeWorks() {
		String slashes = "/".repeat(65_534);
		add(slashes + "#", "deep");
		assertThat(targets(slashes + "x")).containsExactly("deep");
	}

	private FilterEntry<String> add(String filter, String target) {
		return add(Subscription.of(filter, Qos.AT_LEAST_ONCE), target);
	}

	private FilterEntry<String> add(Subscription subscription, String target) {
		FilterEntry<String> entry = this.entries.computeIfAbsent(subscription.topicFilter(),
				(filter) -> this.router.add(subscription));
		entry.add(target, true);
		return entry;
	}

	private FilterEntry<String> confirmed(String filter, String target) {
		return confirmed(Subscription.of(filter, Qos.AT_LEAST_ONCE), target);
	}

	private FilterEntry<String> confirmed(Subscription subscription, String target) {
		FilterEntry<String> entry = add(subscription, target);
		entry.asked();
		entry.confirmed();
		return entry;
	}

	private int identifier(String filter) {
		return this.entries.get(filter).identifier();
	}

	private List<String> targets(String topic, String... filters) {
		int[] identifiers = Stream.of(filters).mapToInt(this::identifier).toArray();
		return this.router.targets(message(topic, "x", false, identifiers), new Topic(topic));
	}

	private List<String> retained(String topic, String filter) {
		return this.router.targets(message(topic, "x", true, identifier(filter)), new Topic(topic));
	}

	private List<String> stale(String topic, String payload) {
		return this.router.targets(message(topic, payload, false, STALE), new Topic(topic));
	}

	private List<String> targets(MqttMessage message) {
		return this.router.targets(message, new Topic(message.topic()));
	}

	private static MqttMessage message(Qos qos, int packetId, String payload, int identifier) {
		return MqttMessage.received("a", payload.getBytes(StandardCharsets.UTF_8), qos, false, false, packetId,
				new MessageProperties(null, false, null, null, null, List.of(), List.of(identifier)));
	}

	private static MqttMessage message(String topic, String payload, boolean retain, int... identifiers) {
		return MqttMessage.received(topic, payload.getBytes(StandardCharsets.UTF_8), Qos.AT_LEAST_ONCE, retain, false,
				1, new MessageProperties(null, false, null, null, null, List.of(),
						IntStream.of(identifiers).boxed().toList()));
	}

}
