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

import java.util.function.IntPredicate;

/**
 * Subscription identifiers made of the filter's text, so that a filter has the same one
 * in every process: a server that keeps the session keeps the identifiers, too, and sends
 * them with what it had queued. Where two filters meet, the second takes the next of its
 * candidates (double hashing).
 */
final class Identifiers {

	/** Three bytes on the wire with every message. */
	static final int COUNT = 2_097_151;

	/** How many candidates are looked at before a foreign identifier counts as such. */
	private static final int OWN = 8;

	private Identifiers() {
	}

	/**
	 * Returns the first candidate of a filter that is free.
	 * @param filter the filter
	 * @param taken says whether an identifier is in use
	 * @return the identifier, 1 to 2,097,151, or 0 if all are in use
	 */
	static int choose(String filter, IntPredicate taken) {
		int slot = first(filter);
		int step = step(filter);
		for (int i = 0; i < COUNT; i++) {
			if (!taken.test(slot + 1)) {
				return slot + 1;
			}
			slot = (slot + step) % COUNT;
		}
		return 0;
	}

	/**
	 * Returns whether another process may have used an identifier for a filter.
	 * @param filter the filter
	 * @param identifier the identifier
	 * @return {@code true} if it is one of the filter's first candidates
	 */
	static boolean isCandidate(String filter, int identifier) {
		int slot = first(filter);
		int step = step(filter);
		for (int i = 0; i < OWN; i++) {
			if (slot + 1 == identifier) {
				return true;
			}
			slot = (slot + step) % COUNT;
		}
		return false;
	}

	private static int first(String filter) {
		return Integer.remainderUnsigned(mix(filter.hashCode()), COUNT);
	}

	// COUNT is 7 * 7 * 127 * 337: a step without these factors comes to every slot.
	private static int step(String filter) {
		int hash = 17;
		for (int i = 0; i < filter.length(); i++) {
			hash = hash * 131 + filter.charAt(i);
		}
		int step = Integer.remainderUnsigned(mix(hash), COUNT - 8) + 1;
		while (step % 7 == 0 || step % 127 == 0 || step % 337 == 0) {
			step++;
		}
		return step;
	}

	private static int mix(int hash) {
		int mixed = hash * 0x9E3779B9;
		return mixed ^ (mixed >>> 15);
	}

}
