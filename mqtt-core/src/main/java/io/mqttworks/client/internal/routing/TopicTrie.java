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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.mqttworks.client.Topics;
import org.jspecify.annotations.Nullable;

/**
 * Topic filters by level: finds those that match a topic name without looking at the
 * others (MQTT 5 section 4.7).
 *
 * @param <T> what the filters lead to
 */
final class TopicTrie<T> {

	private final Node<T> root = new Node<>();

	/** What servers take off, beside {@code $share/group/}. */
	private final List<String> prefixes;

	TopicTrie(List<String> prefixes) {
		this.prefixes = prefixes;
	}

	/**
	 * Adds a value under its filter as the server matches it. A prefix may mean nothing
	 * to a server, which then matches the filter as it is.
	 * @param filter the filter
	 * @param value the value
	 */
	void add(String filter, T value) {
		String matched = Topics.withoutPrefix(filter, this.prefixes);
		put(matched, value);
		if (isLiteral(filter, matched)) {
			put(filter, value);
		}
	}

	private static boolean isLiteral(String filter, String matched) {
		return matched.length() < filter.length() && !Topics.isShared(filter);
	}

	private void put(String filter, T value) {
		Node<T> node = this.root;
		for (String level : levels(filter)) {
			node = node.children.computeIfAbsent(level, (key) -> new Node<>());
		}
		node.values.add(value);
	}

	void remove(String filter, T value) {
		String matched = Topics.withoutPrefix(filter, this.prefixes);
		take(matched, value);
		if (isLiteral(filter, matched)) {
			take(filter, value);
		}
	}

	private void take(String filter, T value) {
		List<String> levels = levels(filter);
		List<Node<T>> path = new ArrayList<>();
		Node<T> node = this.root;
		for (String level : levels) {
			path.add(node);
			node = node.children.get(level);
			if (node == null) {
				return;
			}
		}
		node.values.remove(value);
		for (int i = levels.size() - 1; i >= 0 && node.values.isEmpty() && node.children.isEmpty(); i--) {
			node = path.get(i);
			node.children.remove(levels.get(i));
		}
	}

	// Not recursive: a filter can have 65,535 levels.
	void match(String topic, Consumer<T> matches) {
		Deque<Step<T>> steps = new ArrayDeque<>();
		steps.push(new Step<>(this.root, 0));
		for (Step<T> step = steps.poll(); step != null; step = steps.poll()) {
			Node<T> node = step.node;
			int start = step.start;
			// A leading wildcard does not match a topic that starts with '$'.
			boolean wildcards = start > 0 || !topic.startsWith("$");
			if (wildcards) {
				visit(node.children.get("#"), matches);
			}
			if (start > topic.length()) {
				visit(node, matches);
				continue;
			}
			int slash = topic.indexOf('/', start);
			int end = (slash >= 0) ? slash : topic.length();
			if (wildcards) {
				push(steps, node.children.get("+"), end + 1);
			}
			push(steps, node.children.get(topic.substring(start, end)), end + 1);
		}
	}

	private static <T> void push(Deque<Step<T>> steps, @Nullable Node<T> node, int start) {
		if (node != null) {
			steps.push(new Step<>(node, start));
		}
	}

	private static <T> void visit(@Nullable Node<T> node, Consumer<T> matches) {
		if (node != null) {
			node.values.forEach(matches);
		}
	}

	private static List<String> levels(String filter) {
		List<String> levels = new ArrayList<>();
		int start = 0;
		for (int slash = filter.indexOf('/'); slash >= 0; slash = filter.indexOf('/', start)) {
			levels.add(filter.substring(start, slash));
			start = slash + 1;
		}
		levels.add(filter.substring(start));
		return levels;
	}

	private static final class Node<T> {

		private final Map<String, Node<T>> children = new HashMap<>(4);

		private final List<T> values = new ArrayList<>(1);

	}

	/**
	 * A node that matches the topic up to an index.
	 */
	private record Step<T>(Node<T> node, int start) {
	}

}
