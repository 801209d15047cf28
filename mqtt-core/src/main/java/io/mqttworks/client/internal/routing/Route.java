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

import java.util.Collection;
import java.util.List;

import io.mqttworks.client.internal.codec.TopicRoute;
import org.jspecify.annotations.Nullable;

/**
 * Where the messages of one topic go: the matching filters, in the order in which the
 * server was asked for them, and their targets, each once.
 *
 * @param <T> the type of the targets
 */
final class Route<T> implements TopicRoute {

	private final long version;

	private final List<FilterEntry<T>> matches;

	private final @Nullable List<T> targets;

	/** Whether no target has more than one of the filters. */
	private final boolean distinct;

	Route(long version, List<FilterEntry<T>> matches) {
		this.version = version;
		this.matches = matches;
		List<T> all = matches.stream().map(FilterEntry::targets).flatMap(Collection::stream).toList();
		List<T> each = all.stream().distinct().toList();
		this.targets = each.isEmpty() ? null : each;
		this.distinct = each.size() == all.size();
	}

	long version() {
		return this.version;
	}

	/**
	 * Returns the filters that have targets and match.
	 * @return the entries, in the order in which the server was asked for them
	 */
	List<FilterEntry<T>> matches() {
		return this.matches;
	}

	/**
	 * Returns all targets.
	 * @return the targets, or {@code null} if there is none
	 */
	@Nullable List<T> targets() {
		return this.targets;
	}

	/**
	 * Returns whether all targets of an entry take the copies that name it.
	 * @param entry the entry
	 * @return {@code true} if none of its targets has another filter that matches
	 */
	boolean isSimple(FilterEntry<T> entry) {
		return this.distinct && this.matches.contains(entry);
	}

}
