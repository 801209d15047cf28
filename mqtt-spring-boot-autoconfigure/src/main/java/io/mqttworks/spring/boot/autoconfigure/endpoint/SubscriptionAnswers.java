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

package io.mqttworks.spring.boot.autoconfigure.endpoint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.SubscribeResult;
import io.mqttworks.client.Subscription;
import io.mqttworks.spring.boot.autoconfigure.endpoint.ConnectionDescriptor.SubscriptionDescriptor;
import io.mqttworks.spring.config.MqttListenerEndpointRegistry;
import io.mqttworks.spring.event.MqttSubscribedEvent;
import io.mqttworks.spring.event.MqttSubscriptionFailedEvent;
import io.mqttworks.spring.listener.MqttListenerContainer;
import org.jspecify.annotations.Nullable;

import org.springframework.context.event.EventListener;

/**
 * Remembers what servers answered to the subscriptions of handlers.
 */
class SubscriptionAnswers {

	private final MqttListenerEndpointRegistry registry;

	private final Map<Key, ReasonCode> answers = new ConcurrentHashMap<>();

	SubscriptionAnswers(MqttListenerEndpointRegistry registry) {
		this.registry = registry;
	}

	@EventListener
	void onSubscribed(MqttSubscribedEvent event) {
		SubscribeResult result = event.result();
		for (int i = 0; i < result.topicFilters().size() && i < result.reasonCodes().size(); i++) {
			this.answers.put(new Key(event.id(), result.topicFilters().get(i)), result.reasonCodes().get(i));
		}
	}

	@EventListener
	void onFailed(MqttSubscriptionFailedEvent event) {
		ReasonCode reasonCode = event.reasonCode();
		if (reasonCode == null) {
			return;
		}
		for (MqttListenerContainer container : this.registry.getContainers()) {
			if (event.id() == null || event.id().equals(container.getId())) {
				container.getSubscriptions()
					.stream()
					.map(Subscription::topicFilter)
					.filter(event.topicFilters()::contains)
					.forEach((filter) -> this.answers.put(new Key(container.getId(), filter), reasonCode));
			}
		}
	}

	/**
	 * Returns the subscriptions of a client's handlers.
	 */
	List<SubscriptionDescriptor> of(MqttClient client) {
		List<SubscriptionDescriptor> descriptors = new ArrayList<>();
		for (MqttListenerContainer container : this.registry.getContainers()) {
			if (container.getClient() == client && container.isSubscribed()) {
				for (Subscription subscription : container.getSubscriptions()) {
					descriptors.add(new SubscriptionDescriptor(container.getId(), subscription.topicFilter(),
							subscription.qos().value(), granted(container, subscription), container.isRunning()));
				}
			}
		}
		descriptors.sort(Comparator.comparing(SubscriptionDescriptor::listener)
			.thenComparing(SubscriptionDescriptor::topicFilter));
		return descriptors;
	}

	private @Nullable String granted(MqttListenerContainer container, Subscription subscription) {
		ReasonCode answer = this.answers.get(new Key(container.getId(), subscription.topicFilter()));
		if (answer == null) {
			return null;
		}
		return switch (answer) {
			case SUCCESS -> "QoS 0";
			case GRANTED_QOS_1 -> "QoS 1";
			case GRANTED_QOS_2 -> "QoS 2";
			default -> answer.name();
		};
	}

	/**
	 * A filter of a container.
	 *
	 * @param id the id of the container
	 * @param topicFilter the filter
	 */
	private record Key(String id, String topicFilter) {

	}

}
