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

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import io.mqttworks.client.DeliveryHandler;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.SubscribeResult;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.Topics;
import org.jspecify.annotations.Nullable;

/**
 * Containers that share a handler of the client. A message goes to each one that has a
 * filter for it, and is handled when all of them are done. Says itself what became of
 * each message, which allows to leave one unacknowledged.
 */
class SubscriptionGroup implements DeliveryHandler {

	/** What the server said of the filters. */
	private final CompletableFuture<SubscribeResult> answer = new CompletableFuture<>();

	private volatile List<MqttListenerContainer> members;

	private volatile boolean replaced;

	SubscriptionGroup(List<MqttListenerContainer> members) {
		this.members = List.copyOf(members);
	}

	CompletableFuture<SubscribeResult> answer() {
		return this.answer;
	}

	/**
	 * Takes what the server said, unless another group took the filters over: that ends
	 * the call of this one, which is no refusal.
	 */
	void answered(@Nullable SubscribeResult result, @Nullable Throwable failure) {
		if (this.replaced) {
			return;
		}
		if (failure != null) {
			this.answer.completeExceptionally(failure);
		}
		else if (result != null) {
			this.answer.complete(result);
		}
	}

	/**
	 * Gives the filters to another group, whose answer becomes that of this one.
	 */
	void replacedBy(SubscriptionGroup group) {
		this.replaced = true;
		group.answer.whenComplete((result, failure) -> {
			if (failure != null) {
				this.answer.completeExceptionally(failure);
			}
			else {
				this.answer.complete(result);
			}
		});
	}

	List<MqttListenerContainer> members() {
		return this.members;
	}

	void remove(MqttListenerContainer container) {
		this.members = this.members.stream().filter((member) -> member != container).toList();
	}

	boolean sharesWith(MqttListenerContainer container) {
		Set<String> filters = filters(List.of(container));
		return filters(this.members).stream().anyMatch(filters::contains);
	}

	Collection<String> filtersOnlyOf(MqttListenerContainer container) {
		Set<String> filters = filters(List.of(container));
		filters.removeAll(filters(this.members.stream().filter((member) -> member != container).toList()));
		return filters;
	}

	private static Set<String> filters(List<MqttListenerContainer> containers) {
		return containers.stream()
			.flatMap((container) -> container.getSubscriptions().stream())
			.map(Subscription::topicFilter)
			.collect(Collectors.toSet());
	}

	/**
	 * What waits in a container counts as unhandled, whatever its quality of service.
	 */
	@Override
	public boolean settlesQos0() {
		return true;
	}

	@Override
	public void onMessage(MqttMessage message, io.mqttworks.client.Delivery acknowledgment) {
		List<MqttListenerContainer> members = this.members;
		if (members.size() > 1) {
			members = members.stream().filter((member) -> matches(member, message.topic())).toList();
		}
		if (members.size() == 1) {
			members.get(0).deliver(message, acknowledgment);
			return;
		}
		if (members.isEmpty()) {
			// The last container has just unsubscribed.
			acknowledgment.leaveUnacknowledged();
			return;
		}
		JoinedAcknowledgment joined = new JoinedAcknowledgment(acknowledgment, members.size());
		members.forEach((member) -> member.deliver(message, joined.part()));
	}

	private static boolean matches(MqttListenerContainer container, String topic) {
		return container.getSubscriptions()
			.stream()
			.anyMatch((subscription) -> Topics.matches(subscription.topicFilter(), topic));
	}

}
