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

/**
 * Where the messages of one topic go: the matching filters, in the order they were
 * subscribed, and their targets, each once.
 *
 * @param <T> the type of the targets
 */
public final class Route<T> {

	private final long version;

	private final List<FilterEntry<T>> matches;

	private final List<T> targets;

	Route(long version, List<FilterEntry<T>> matches) {
		this.version = version;
		this.matches = matches;
		this.targets = matches.stream().map(FilterEntry::target).distinct().toList();
	}

	long version() {
		return this.version;
	}

	/**
	 * Returns the targets of one packet. A server may send a message once for each
	 * matching subscription, each copy with that subscription's identifier. Each target
	 * takes the one copy that names the first of its filters, so that it gets the message
	 * once, whether copies are merged or not.
	 * @param identifiers the subscription identifiers of the packet
	 * @return the targets; empty if nothing matches, or other copies serve all of them
	 */
	public List<T> targets(List<Integer> identifiers) {
		if (identifiers.isEmpty() || this.matches.isEmpty() || !knowsAny(identifiers)) {
			return this.targets;
		}
		if (this.matches.size() == 1) {
			return this.targets;
		}
		List<T> selected = new ArrayList<>(this.targets.size());
		for (T target : this.targets) {
			if (isFirstCopy(target, identifiers)) {
				selected.add(target);
			}
		}
		return selected;
	}

	/**
	 * Returns whether no filter matches.
	 * @return whether none does
	 */
	public boolean isEmpty() {
		return this.matches.isEmpty();
	}

	// Identifiers can be those of an earlier process with the same session.
	private boolean knowsAny(List<Integer> identifiers) {
		for (FilterEntry<T> entry : this.matches) {
			if (identifiers.contains(entry.identifier())) {
				return true;
			}
		}
		return false;
	}

	private boolean isFirstCopy(T target, List<Integer> identifiers) {
		boolean named = false;
		for (FilterEntry<T> entry : this.matches) {
			if (entry.target() == target) {
				boolean here = identifiers.contains(entry.identifier());
				if (entry.isServed()) {
					return here;
				}
				named |= here;
			}
		}
		return named;
	}

}
