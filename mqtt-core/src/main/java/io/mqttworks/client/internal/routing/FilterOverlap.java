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

import io.mqttworks.client.Subscription;
import io.mqttworks.client.Topics;

/**
 * Whether two topic filters can match the same topic name.
 */
public final class FilterOverlap {

	private FilterOverlap() {
	}

	/**
	 * Distributes subscriptions so that no two of a list overlap. Each list can have one
	 * subscription identifier that tells the copies of a message apart.
	 * @param subscriptions the subscriptions
	 * @return the lists
	 */
	public static List<List<Subscription>> partition(List<Subscription> subscriptions) {
		List<List<Subscription>> parts = new ArrayList<>();
		for (Subscription subscription : subscriptions) {
			part(parts, subscription).add(subscription);
		}
		return parts;
	}

	private static List<Subscription> part(List<List<Subscription>> parts, Subscription subscription) {
		for (List<Subscription> part : parts) {
			if (part.stream().noneMatch((other) -> overlap(other.topicFilter(), subscription.topicFilter()))) {
				return part;
			}
		}
		List<Subscription> part = new ArrayList<>();
		parts.add(part);
		return part;
	}

	static boolean overlap(String first, String second) {
		String a = Topics.unshared(first);
		String b = Topics.unshared(second);
		int i = 0;
		int j = 0;
		while (true) {
			int endOfA = end(a, i);
			int endOfB = end(b, j);
			if (is(a, i, endOfA, '#') || is(b, j, endOfB, '#')) {
				return true;
			}
			boolean wildcard = is(a, i, endOfA, '+') || is(b, j, endOfB, '+');
			if (!wildcard && (endOfA - i != endOfB - j || !a.regionMatches(i, b, j, endOfA - i))) {
				return false;
			}
			boolean lastOfA = endOfA == a.length();
			boolean lastOfB = endOfB == b.length();
			if (lastOfA || lastOfB) {
				// "a" and "a/#" overlap as well.
				return (lastOfA && lastOfB) || (lastOfA ? b.startsWith("/#", endOfB) : a.startsWith("/#", endOfA));
			}
			i = endOfA + 1;
			j = endOfB + 1;
		}
	}

	private static int end(String filter, int start) {
		int slash = filter.indexOf('/', start);
		return (slash >= 0) ? slash : filter.length();
	}

	private static boolean is(String filter, int start, int end, char wildcard) {
		return end - start == 1 && filter.charAt(start) == wildcard;
	}

}
