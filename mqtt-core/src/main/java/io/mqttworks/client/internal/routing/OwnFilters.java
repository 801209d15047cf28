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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.mqttworks.client.MqttMessage;
import org.jspecify.annotations.Nullable;

/**
 * The filters of one handler: says which of them a message came for. Any thread.
 */
public final class OwnFilters {

	private final List<String> filters;

	private final List<String> prefixes;

	private final Map<Integer, String> byIdentifier = new ConcurrentHashMap<>();

	/** Made when it is needed: few ask, and fewer where there are identifiers. */
	private @Nullable TopicTrie<String> trie;

	public OwnFilters(List<String> filters, List<String> prefixes) {
		this.filters = filters;
		this.prefixes = prefixes;
	}

	/**
	 * Says with which identifier the messages of a filter come.
	 * @param filter the filter
	 * @param identifier the identifier
	 */
	public void identified(String filter, int identifier) {
		this.byIdentifier.put(identifier, filter);
	}

	/**
	 * Returns which of the filters a message came for.
	 * @param message the message
	 * @return the filters that its identifiers name, or else those that match its topic
	 */
	public List<String> of(MqttMessage message) {
		if (this.filters.size() == 1) {
			return this.filters;
		}
		List<String> named = new ArrayList<>(1);
		for (int identifier : message.properties().subscriptionIdentifiers()) {
			String filter = this.byIdentifier.get(identifier);
			if (filter != null) {
				named.add(filter);
			}
		}
		return List.copyOf(named.isEmpty() ? matching(message.topic()) : named);
	}

	private synchronized List<String> matching(String topic) {
		TopicTrie<String> all = this.trie;
		if (all == null) {
			all = new TopicTrie<>(this.prefixes);
			for (String filter : this.filters) {
				all.add(filter, filter);
			}
			this.trie = all;
		}
		List<String> matches = new ArrayList<>(1);
		all.match(topic, matches::add);
		return matches;
	}

}
