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

package io.mqttworks.client.internal.session;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import io.mqttworks.client.internal.logging.Loggers;
import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.Topics;
import org.slf4j.Logger;

/**
 * Looks for filters that an earlier program has left in the session: unsubscribes all
 * that can have matched a topic that nobody here wants, once for each topic. Event loop
 * only.
 */
final class StaleFilters {

	private final Logger logger;

	private static final int FILTERS_PER_PACKET = 8;

	/** A topic with eight levels can be matched by 767 filters. */
	private static final int MAX_LEVELS = 8;

	private static final int MAX_TOPICS = 1000;

	private static final int MAX_LEFT = 100;

	/** The search is given up after so many connections that ended during it. */
	private static final int MAX_LOSSES = 3;

	private final boolean enabled;

	private final FilterRequests requests;

	private final Predicate<String> isOurs;

	/** Topics that were looked for. */
	private final Set<String> done = Collections.newSetFromMap(new Oldest<>(MAX_TOPICS));

	/** Filters that were ours: servers may still send what they had queued for them. */
	private final Set<String> left = Collections.newSetFromMap(new Oldest<>(MAX_LEFT));

	/** Whether the session may be older than this client. */
	private boolean inherited = true;

	private boolean connected;

	private int losses;

	StaleFilters(MqttClientOptions options, FilterRequests requests, Predicate<String> isOurs) {
		this.logger = Loggers.get("io.mqttworks.client.MqttClient", options.name());
		this.enabled = options.unsubscribeStaleFilters();
		this.requests = requests;
		this.isOurs = isOurs;
	}

	void connected(boolean sessionPresent) {
		this.connected = true;
		if (!sessionPresent) {
			this.inherited = false;
			this.done.clear();
			this.left.clear();
		}
	}

	/**
	 * The connection is gone.
	 * @param lost what was not answered
	 */
	void disconnected(List<FilterRequest> lost) {
		this.connected = false;
		boolean looking = false;
		for (FilterRequest request : lost) {
			if (request instanceof FilterRequest.Stale search) {
				looking = true;
				this.done.remove(search.topic());
			}
		}
		if (looking && ++this.losses == MAX_LOSSES) {
			this.logger.warn("The connection ended {} times while filters were unsubscribed that an earlier program may"
					+ " have left in this session; they stay", MAX_LOSSES);
		}
	}

	/**
	 * A filter of ours was unsubscribed.
	 * @param filter the filter
	 */
	void left(String filter) {
		this.left.add(filter);
	}

	/**
	 * A message came that no filter of ours has brought.
	 * @param topic its topic
	 */
	void seen(String topic) {
		if (!this.enabled || !this.inherited || !this.connected || this.losses >= MAX_LOSSES
				|| this.done.contains(topic)
				|| this.left.stream().anyMatch((filter) -> Topics.matches(filter, topic))) {
			return;
		}
		this.done.add(topic);
		List<String> filters = candidates(topic);
		if (filters.isEmpty()) {
			logger
				.warn("A message came on '{}', which no filter of this client matches. The filter of an earlier program"
						+ " that brought it is not looked for, because the topic has more than {} levels; unsubscribe it",
						topic, MAX_LEVELS);
			return;
		}
		filters.removeIf(this.isOurs);
		for (int i = 0; i < filters.size(); i += FILTERS_PER_PACKET) {
			int end = Math.min(filters.size(), i + FILTERS_PER_PACKET);
			this.requests
				.add(new FilterRequest.Stale(topic, List.copyOf(filters.subList(i, end)), end == filters.size()));
		}
		this.requests.send();
	}

	/**
	 * Returns the filters that match a topic.
	 * @param topic the topic
	 * @return the filters; none if the topic has too many levels
	 */
	static List<String> candidates(String topic) {
		String[] levels = topic.split("/", -1);
		if (levels.length > MAX_LEVELS) {
			return new ArrayList<>();
		}
		Set<String> filters = new LinkedHashSet<>();
		boolean system = topic.startsWith("$");
		List<String> starts = List.of("");
		for (int i = 0; i < levels.length; i++) {
			List<String> longer = new ArrayList<>(2 * starts.size());
			for (String start : starts) {
				if (i > 0 || !system) {
					filters.add(start + "#");
					longer.add(start + "+");
				}
				longer.add(start + levels[i]);
			}
			boolean last = i == levels.length - 1;
			starts = last ? longer : longer.stream().map((start) -> start + "/").toList();
		}
		for (String whole : starts) {
			filters.add(whole);
			filters.add(whole + "/#");
		}
		filters.remove("");
		return new ArrayList<>(filters);
	}

	/**
	 * The server answered.
	 * @param request what
	 * @param codes what it said to each filter; none on 3.1.1
	 */
	void answered(FilterRequest.Stale request, List<ReasonCode> codes) {
		this.losses = 0;
		if (codes.isEmpty()) {
			if (request.last()) {
				this.logger.info(
						"A message came on '{}', which no filter of this client matches: all filters that can match it"
								+ " and that an earlier program may have left in this session were unsubscribed",
						request.topic());
			}
			return;
		}
		for (int i = 0; i < codes.size(); i++) {
			if (codes.get(i) == ReasonCode.SUCCESS) {
				this.logger.info(
						"Unsubscribed '{}', which an earlier program had left in this session; a message came on '{}'",
						request.filters().get(i), request.topic());
			}
		}
	}

	/**
	 * A map that forgets its oldest entries.
	 */
	private static final class Oldest<K> extends LinkedHashMap<K, Boolean> {

		private static final long serialVersionUID = 1L;

		private final int most;

		Oldest(int most) {
			this.most = most;
		}

		@Override
		protected boolean removeEldestEntry(Map.Entry<K, Boolean> eldest) {
			return size() > this.most;
		}

	}

}
