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
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.mqttworks.client.MqttMessage;
import org.jspecify.annotations.Nullable;

/**
 * One of the copies in which a message may come, where it is not plain who takes it:
 * targets with several matching filters, retained messages that only some targets wait
 * for, identifiers that nobody has.
 *
 * @param <T> the type of the targets
 */
final class Copy<T> {

	private final MqttMessage message;

	private final Route<T> route;

	/** The entries that the packet names. */
	private final Set<FilterEntry<T>> named;

	/** Who has taken another copy just before, for which of them. */
	private final Map<FilterEntry<T>, List<T>> repeated = new HashMap<>();

	Copy(MqttMessage message, Route<T> route, Set<FilterEntry<T>> named) {
		this.message = message;
		this.route = route;
		this.named = named;
	}

	@Nullable List<T> targets() {
		boolean foreign = this.named.isEmpty() && !this.message.properties().subscriptionIdentifiers().isEmpty();
		for (FilterEntry<T> entry : this.named) {
			this.repeated.put(entry, entry.see(this.message));
		}
		Set<FilterEntry<T>> entries = new LinkedHashSet<>(this.route.matches());
		for (FilterEntry<T> entry : this.named) {
			if (!entry.targets().isEmpty()) {
				entries.add(entry);
			}
		}
		if (entries.isEmpty()) {
			return null;
		}
		Set<T> taking = new LinkedHashSet<>();
		for (FilterEntry<T> entry : entries) {
			List<T> candidates = this.message.retain() ? entry.takers() : entry.targets();
			if (foreign) {
				takeForeign(entry, candidates, entries, taking);
			}
			else {
				candidates.stream().filter(this::takes).forEach(taking::add);
			}
		}
		return new ArrayList<>(taking);
	}

	private void takeForeign(FilterEntry<T> entry, List<T> candidates, Set<FilterEntry<T>> entries, Set<T> taking) {
		if (entry.hasTakenForeign(this.message)) {
			return;
		}
		List<T> takers = candidates.stream().filter((target) -> !hasSeen(target, entries)).toList();
		taking.addAll(takers);
		if (!takers.isEmpty()) {
			entry.takeForeign(this.message, takers);
		}
	}

	private boolean takes(T target) {
		if (this.named.isEmpty()) {
			return true;
		}
		for (FilterEntry<T> entry : this.named) {
			if (entry.targets().contains(target) && !isLeft(entry, target)
					&& !this.repeated.getOrDefault(entry, List.of()).contains(target)) {
				return true;
			}
		}
		return false;
	}

	// Another copy is taken instead. Of two that surely both come, the older one is.
	private boolean isLeft(FilterEntry<T> entry, T target) {
		if (!entry.isAsked()) {
			// Refused perhaps, since the other copy came and was left to this one.
			return false;
		}
		boolean earlier = true;
		for (FilterEntry<T> other : this.route.matches()) {
			if (other == entry) {
				earlier = false;
			}
			else if (other.targets().contains(target) && other.isServedWith(entry)
					&& (earlier || !entry.isServedWith(other))) {
				return true;
			}
		}
		return false;
	}

	// The copy under the target's own filter has come, or will come, as those before it.
	private boolean hasSeen(T target, Set<FilterEntry<T>> entries) {
		for (FilterEntry<T> entry : entries) {
			if (entry.isSeenBefore(this.message) && entry.targets().contains(target)) {
				return true;
			}
		}
		return false;
	}

}
