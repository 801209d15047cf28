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

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.SubscribeResult;
import io.mqttworks.client.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * The containers of one client, grouped so that containers with a filter in common are in
 * one group: a client has one subscription and one handler for a filter.
 */
class SubscriptionGroups {

	private final MqttClient client;

	private final Lock lock = new ReentrantLock();

	private final List<SubscriptionGroup> groups = new ArrayList<>();

	SubscriptionGroups(MqttClient client) {
		this.client = client;
	}

	MqttClient client() {
		return this.client;
	}

	CompletableFuture<SubscribeResult> add(MqttListenerContainer container) {
		this.lock.lock();
		try {
			List<SubscriptionGroup> common = this.groups.stream()
				.filter((group) -> group.sharesWith(container))
				.toList();
			List<MqttListenerContainer> members = new ArrayList<>();
			common.forEach((group) -> members.addAll(group.members()));
			members.add(container);
			SubscriptionGroup group = new SubscriptionGroup(members);
			Map<String, Subscription> subscriptions = new LinkedHashMap<>();
			for (MqttListenerContainer member : members) {
				for (Subscription subscription : member.getSubscriptions()) {
					Subscription other = subscriptions.putIfAbsent(subscription.topicFilter(), subscription);
					if (other != null && !other.equals(subscription)) {
						throw new IllegalStateException(container + " subscribes '" + subscription.topicFilter()
								+ "' with other options than another container of the same connection: " + subscription
								+ " and " + other
								+ ". A connection has one subscription for a filter: make them equal");
					}
				}
			}
			checkManual(group, container);
			this.groups.removeAll(common);
			this.groups.add(group);
			common.forEach((other) -> other.replacedBy(group));
			this.client.subscribe(List.copyOf(subscriptions.values()), group).result().whenComplete(group::answered);
			return group.answer();
		}
		finally {
			this.lock.unlock();
		}
	}

	private static void checkManual(SubscriptionGroup group, MqttListenerContainer container) {
		List<MqttListenerContainer> manual = group.members()
			.stream()
			.filter((member) -> member.getAckMode() == AckMode.MANUAL)
			.toList();
		if (!manual.isEmpty() && group.members().size() > 1) {
			throw new IllegalStateException(
					container + " has a topic filter in common with another container of the same connection, and "
							+ manual + " acknowledges by hand: only one can. Use AckMode.AUTO or another filter");
		}
	}

	CompletableFuture<@Nullable SubscribeResult> remove(MqttListenerContainer container) {
		this.lock.lock();
		try {
			for (SubscriptionGroup group : this.groups) {
				if (group.members().contains(container)) {
					return remove(container, group);
				}
			}
			return CompletableFuture.completedFuture(null);
		}
		finally {
			this.lock.unlock();
		}
	}

	private CompletableFuture<@Nullable SubscribeResult> remove(MqttListenerContainer container,
			SubscriptionGroup group) {
		Collection<String> filters = group.filtersOnlyOf(container);
		CompletableFuture<@Nullable SubscribeResult> answered = filters.isEmpty()
				? CompletableFuture.completedFuture(null)
				: this.client.unsubscribe(filters).thenApply((result) -> result);
		return answered.whenComplete((result, failure) -> leave(container, group));
	}

	private void leave(MqttListenerContainer container, SubscriptionGroup group) {
		this.lock.lock();
		try {
			// Another group may have taken the members over meanwhile.
			for (SubscriptionGroup current : List.copyOf(this.groups)) {
				current.remove(container);
				if (current.members().isEmpty()) {
					this.groups.remove(current);
				}
			}
			group.remove(container);
		}
		finally {
			this.lock.unlock();
		}
	}

}
