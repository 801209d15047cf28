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

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.mqttworks.client.Subscription;
import io.mqttworks.spring.support.TopicPatterns;

import org.springframework.core.log.LogAccessor;

/**
 * Warns of topic filters with empty levels: they are valid, but {@code /a} and {@code a}
 * are different topics, and those who come from HTTP write one for the other.
 */
class EmptyLevels {

	private static final LogAccessor logger = new LogAccessor(EmptyLevels.class);

	private final Set<String> told = ConcurrentHashMap.newKeySet();

	/**
	 * Warns of the filters of a container that have not been told yet.
	 */
	void check(ListenerSettings settings) {
		for (Subscription subscription : settings.subscriptions()) {
			String filter = TopicPatterns.withoutShare(subscription.topicFilter());
			boolean empty = filter.startsWith("/") || filter.endsWith("/") || filter.contains("//");
			if (empty && this.told.add(filter)) {
				logger.warn(() -> settings + " subscribes to '" + filter + "', which has an empty level: "
						+ (filter.startsWith("/") ? "it begins with '/'"
								: filter.endsWith("/") ? "it ends with '/'" : "it has '//'")
						+ ". It matches only topics with the same empty level. If that is not meant, remove the '/'");
			}
		}
	}

}
