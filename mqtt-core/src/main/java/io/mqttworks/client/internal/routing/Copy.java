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
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
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

	/** Those of them of which another copy was taken just before. */
	private final Set<FilterEntry<T>> repeated = new HashSet<>();

	Copy(MqttMessage message, Route<T> route, Set<FilterEntry<T>> named) {
		this.message = message;
		this.route = route;
		this.named = named;
	}

	@Nullable List<T> targets() {
		boolean foreign = this.named.isEmpty() && !this.message.properties().subscriptionIdentifiers().isEmpty();
		for (FilterEntry<T> entry : this.named) {
			if (entry.see(this.message)) {
				this.repeated.add(entry);
			}
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
			boolean again = foreign && entry.hasTakenForeign(this.message);
			List<T> candidates = this.message.retain() ? entry.takers() : entry.targets();
			for (T target : candidates) {
				if (foreign ? !again && !hasSeen(target, entries) : takes(target)) {
					taking.add(target);
				}
			}
			if (foreign && !again && !entry.isSeenBefore(this.message)) {
				entry.takeForeign(this.message);
			}
		}
		return new ArrayList<>(taking);
	}

	private boolean takes(T target) {
		if (this.named.isEmpty()) {
			return true;
		}
		for (FilterEntry<T> entry : this.named) {
			if (entry.targets().contains(target) && !this.repeated.contains(entry) && !isLeft(entry, target)) {
				return true;
			}
		}
		return false;
	}

	// Another copy is taken instead. Of two that surely both come, the older one is.
	private boolean isLeft(FilterEntry<T> entry, T target) {
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
