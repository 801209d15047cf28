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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.mqttworks.client.Subscription;
import io.mqttworks.client.internal.dispatch.Lane;
import io.mqttworks.client.internal.routing.Router;

/**
 * The filters that somebody has or leaves, in the order they were subscribed; each has an
 * entry in the router. Event loop only.
 */
final class SubscribedFilters {

	private final Router<Lane> router;

	private final Map<String, SubscribedFilter> filters = new LinkedHashMap<>();

	SubscribedFilters(Router<Lane> router) {
		this.router = router;
	}

	/**
	 * Returns a filter; it is added if it is new.
	 * @param subscription the filter, and the options it has if it is new
	 * @return the filter
	 */
	SubscribedFilter getOrAdd(Subscription subscription) {
		SubscribedFilter filter = this.filters.get(subscription.topicFilter());
		if (filter == null) {
			filter = new SubscribedFilter(this.router.add(subscription));
			this.filters.put(filter.filter(), filter);
		}
		return filter;
	}

	boolean contains(String filter) {
		return this.filters.containsKey(filter);
	}

	/**
	 * Returns all filters.
	 * @return a copy
	 */
	List<SubscribedFilter> all() {
		return List.copyOf(this.filters.values());
	}

	/**
	 * The server has a new session, without subscriptions.
	 */
	void newSession() {
		this.router.newSession();
	}

	void remove(SubscribedFilter filter) {
		this.filters.remove(filter.filter());
		this.router.remove(filter.entry());
	}

}
