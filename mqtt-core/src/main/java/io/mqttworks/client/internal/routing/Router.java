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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.Topics;
import io.mqttworks.client.internal.codec.Topic;
import io.netty.util.collection.IntObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * From a message to the targets that take it: by the subscription identifiers of its
 * packet, whatever its topic looks like, and by its topic where it has none. One thread
 * only.
 *
 * @param <T> the type of the targets
 */
public final class Router<T> implements FilterEntry.Table {

	private final TopicTrie<FilterEntry<T>> trie;

	private final List<String> prefixes;

	private final IntObjectHashMap<FilterEntry<T>> byIdentifier = new IntObjectHashMap<>();

	/** Routes that were computed before the last change are stale. */
	private long version;

	/** Orders entries by when they were added, and by when they were asked for. */
	private long numbers;

	/** Whether an earlier program may have begun the session. */
	private boolean inherited = true;

	/**
	 * Creates a router without entries.
	 * @param prefixes the beginnings of filters that servers take off before they match
	 * topics, as {@link Topics#withoutPrefix} knows them
	 */
	public Router(List<String> prefixes) {
		this.trie = new TopicTrie<>(prefixes);
		this.prefixes = prefixes;
	}

	/**
	 * Adds an entry without targets.
	 * @param subscription its filter, which must not have an entry, and options
	 * @return the entry
	 */
	public FilterEntry<T> add(Subscription subscription) {
		String filter = subscription.topicFilter();
		int identifier = Identifiers.choose(filter, this.byIdentifier::containsKey);
		boolean whole = Topics.withoutPrefix(filter, this.prefixes).length() == filter.length();
		FilterEntry<T> entry = new FilterEntry<>(this, subscription, identifier, nextNumber(), whole);
		if (identifier != 0) {
			this.byIdentifier.put(identifier, entry);
		}
		this.trie.add(filter, entry);
		this.version++;
		return entry;
	}

	/**
	 * Removes an entry.
	 * @param entry the entry
	 */
	public void remove(FilterEntry<T> entry) {
		this.byIdentifier.remove(entry.identifier());
		this.trie.remove(entry.filter(), entry);
		this.version++;
	}

	/**
	 * Says that the session began with this client: the server has nothing that it was
	 * not asked for.
	 */
	public void newSession() {
		this.inherited = false;
	}

	@Override
	public boolean isInherited() {
		return this.inherited;
	}

	@Override
	public long nextNumber() {
		return ++this.numbers;
	}

	@Override
	public void changed() {
		this.version++;
	}

	/**
	 * Returns the targets of a message. A server may send a message once for each
	 * matching subscription, each copy with that subscription's identifier. A target with
	 * several filters takes the copy that names the one the server has had longest, so
	 * that it gets the message once, whether copies are merged or not.
	 * @param message the message
	 * @param topic its topic
	 * @return the targets; empty if other copies serve all of them, {@code null} if
	 * nobody has a filter for it
	 */
	public @Nullable List<T> targets(MqttMessage message, Topic topic) {
		List<Integer> identifiers = message.properties().subscriptionIdentifiers();
		Route<T> route = route(topic);
		if (identifiers.size() == 1) {
			FilterEntry<T> entry = this.byIdentifier.get((int) identifiers.get(0));
			if (entry != null && entry.isSeenBefore(message) && !entry.awaitsCopy() && !message.retain()
					&& route.isSimple(entry)) {
				return entry.targets().isEmpty() ? null : entry.targets();
			}
		}
		else if (identifiers.isEmpty() && !message.retain()) {
			return route.targets();
		}
		return new Copy<>(message, route, named(identifiers, route)).targets();
	}

	/**
	 * A message that came before has come again, and goes nowhere: what follows it may be
	 * copies of it.
	 * @param message the message
	 * @param topic its topic
	 */
	public void repeated(MqttMessage message, Topic topic) {
		List<Integer> identifiers = message.properties().subscriptionIdentifiers();
		Route<T> route = route(topic);
		if (!identifiers.isEmpty() && named(identifiers, route).isEmpty()) {
			route.matches().forEach((entry) -> entry.repeatedForeign(message));
		}
	}

	/**
	 * Returns whether a packet names a subscription that this client does not have.
	 * @param message the message
	 * @param topic its topic
	 * @return {@code true} if it does
	 */
	public boolean isStale(MqttMessage message, Topic topic) {
		List<Integer> identifiers = message.properties().subscriptionIdentifiers();
		for (int i = 0; i < identifiers.size(); i++) {
			if (owner(identifiers.get(i), route(topic)) == null) {
				return true;
			}
		}
		return false;
	}

	private Set<FilterEntry<T>> named(List<Integer> identifiers, Route<T> route) {
		Set<FilterEntry<T>> named = new LinkedHashSet<>();
		for (int identifier : identifiers) {
			FilterEntry<T> owner = owner(identifier, route);
			if (owner != null) {
				named.add(owner);
			}
		}
		return named;
	}

	// In an earlier process two filters may have met that do not now.
	private @Nullable FilterEntry<T> owner(int identifier, Route<T> route) {
		FilterEntry<T> owner = this.byIdentifier.get(identifier);
		if (owner == null || !route.matches().contains(owner)) {
			for (FilterEntry<T> entry : route.matches()) {
				if (Identifiers.isCandidate(entry.filter(), identifier)) {
					return entry;
				}
			}
		}
		return owner;
	}

	/**
	 * Returns the targets of a topic. Unlike {@link #route} it keeps nothing.
	 * @param topic the topic name
	 * @return the targets, each once
	 */
	public Set<T> targets(String topic) {
		Set<T> targets = new LinkedHashSet<>();
		this.trie.match(topic, (entry) -> targets.addAll(entry.targets()));
		return targets;
	}

	/**
	 * Returns whether messages go to more than one target.
	 * @return {@code true} if there are at least two
	 */
	public boolean hasSeveralTargets() {
		return this.byIdentifier.values()
			.stream()
			.flatMap((entry) -> entry.targets().stream())
			.distinct()
			.limit(2)
			.count() > 1;
	}

	/**
	 * Returns where messages of a topic go. The answer is kept with the topic until the
	 * entries change.
	 * @param topic the topic
	 * @return the route
	 */
	@SuppressWarnings("unchecked")
	Route<T> route(Topic topic) {
		// A topic belongs to one client, and so to one router.
		Route<T> route = (Route<T>) topic.route;
		if (route == null || route.version() != this.version) {
			route = find(topic.name());
			topic.route = route;
		}
		return route;
	}

	private Route<T> find(String topic) {
		Set<FilterEntry<T>> matches = new LinkedHashSet<>();
		this.trie.match(topic, (entry) -> {
			if (!entry.targets().isEmpty()) {
				matches.add(entry);
			}
		});
		List<FilterEntry<T>> ordered = new ArrayList<>(matches);
		ordered.sort(FilterEntry::compare);
		return new Route<>(this.version, List.copyOf(ordered));
	}

}
