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

package io.mqttworks.spring.listener;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Knows which kinds of failures have been seen: of which handler, with which exception.
 * Of 256 kinds; others count as new. Any thread.
 */
class FirstFailures {

	private static final int KINDS = 256;

	@SuppressWarnings("serial")
	private final Set<Kind> kinds = Collections
		.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>(16, 0.75F, true) {

			@Override
			protected boolean removeEldestEntry(Map.Entry<Kind, Boolean> eldest) {
				return size() > KINDS;
			}

		}));

	/**
	 * Adds a failure.
	 * @return {@code true} if it is the first of its kind
	 */
	boolean add(FailedMessage failed) {
		return this.kinds.add(new Kind(failed.handlerId(), failed.cause().getClass()));
	}

	private record Kind(String handler, Class<?> failure) {

	}

}
