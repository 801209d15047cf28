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
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.mqttworks.client.internal.codec.Topic;
import org.jspecify.annotations.Nullable;

/**
 * From a topic to the targets of the filters that match it. One thread only.
 *
 * @param <T> the type of the targets
 */
public final class Router<T> {

	private final TopicTrie<FilterEntry<T>> trie = new TopicTrie<>();

	private final Map<String, FilterEntry<T>> entries = new LinkedHashMap<>();

	/** Routes that were computed before the last change are stale. */
	private long version;

	/**
	 * Adds an entry.
	 * @param entry the entry
	 * @return the entry with the same filter that it replaces, or {@code null}
	 */
	public @Nullable FilterEntry<T> add(FilterEntry<T> entry) {
		FilterEntry<T> old = this.entries.remove(entry.filter());
		if (old != null) {
			this.trie.remove(old.filter(), old);
		}
		this.entries.put(entry.filter(), entry);
		this.trie.add(entry.filter(), entry);
		this.version++;
		return old;
	}

	/**
	 * Removes an entry, unless another one took its filter.
	 * @param entry the entry
	 */
	public void remove(FilterEntry<T> entry) {
		if (this.entries.remove(entry.filter(), entry)) {
			this.trie.remove(entry.filter(), entry);
			this.version++;
		}
	}

	/**
	 * Returns the entry of a filter.
	 * @param filter the filter
	 * @return the entry, or {@code null}
	 */
	public @Nullable FilterEntry<T> entry(String filter) {
		return this.entries.get(filter);
	}

	/**
	 * Returns all entries in the order they were added.
	 * @return the entries
	 */
	public Collection<FilterEntry<T>> entries() {
		return this.entries.values();
	}

	/**
	 * Returns the targets of a topic. Unlike {@link #route} it keeps nothing.
	 * @param topic the topic name
	 * @return the targets, each once
	 */
	public List<T> targets(String topic) {
		List<T> targets = new ArrayList<>();
		this.trie.match(topic, (entry) -> {
			if (!targets.contains(entry.target())) {
				targets.add(entry.target());
			}
		});
		return targets;
	}

	/**
	 * Returns whether messages go to more than one target.
	 * @return {@code true} if there are at least two
	 */
	public boolean hasSeveralTargets() {
		return this.entries.values().stream().map(FilterEntry::target).distinct().limit(2).count() > 1;
	}

	/**
	 * Returns where messages of a topic go. The answer is kept with the topic until the
	 * entries change.
	 * @param topic the topic
	 * @return the route
	 */
	@SuppressWarnings("unchecked")
	public Route<T> route(Topic topic) {
		Route<T> route = (Route<T>) topic.route;
		if (route == null || route.version() != this.version) {
			route = find(topic.name());
			topic.route = route;
		}
		return route;
	}

	private Route<T> find(String topic) {
		List<FilterEntry<T>> matches = new ArrayList<>();
		this.trie.match(topic, matches::add);
		return new Route<>(this.version, List.copyOf(matches));
	}

}
