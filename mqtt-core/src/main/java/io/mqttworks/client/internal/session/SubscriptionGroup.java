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
import java.util.List;

import io.mqttworks.client.Subscription;
import io.mqttworks.client.internal.dispatch.SerialHandler;
import io.mqttworks.client.internal.routing.FilterEntry;
import org.jspecify.annotations.Nullable;

/**
 * The filters of one call that share a subscription identifier, because no two of them
 * match the same topic.
 */
final class SubscriptionGroup {

	private final int identifier;

	private final List<FilterEntry<SerialHandler>> entries;

	/** The call that waits for answers; {@code null} once it has them. */
	private @Nullable SubscribeCall call;

	SubscriptionGroup(int identifier, List<Subscription> subscriptions, SerialHandler handler, SubscribeCall call) {
		this.identifier = identifier;
		this.entries = new ArrayList<>(subscriptions.stream()
			.map((subscription) -> new FilterEntry<>(subscription, handler, identifier))
			.toList());
		this.call = call;
	}

	int identifier() {
		return this.identifier;
	}

	/**
	 * Returns the entries that are still in force; the list can be changed.
	 * @return the entries
	 */
	List<FilterEntry<SerialHandler>> entries() {
		return this.entries;
	}

	@Nullable SubscribeCall call() {
		SubscribeCall waiting = this.call;
		if (waiting != null && waiting.isDone()) {
			this.call = null;
			return null;
		}
		return waiting;
	}

}
