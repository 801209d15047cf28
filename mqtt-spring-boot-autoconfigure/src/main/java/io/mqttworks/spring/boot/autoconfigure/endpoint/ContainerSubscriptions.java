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
import java.util.function.Function;
import java.util.stream.Collectors;

import io.mqttworks.client.ErrorListener.DeliveryOverdue;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.SubscriptionStatus;
import io.mqttworks.client.Text;
import io.mqttworks.spring.boot.autoconfigure.endpoint.ConnectionDescriptor.OverdueDescriptor;
import io.mqttworks.spring.boot.autoconfigure.endpoint.ConnectionDescriptor.SubscriptionDescriptor;
import io.mqttworks.spring.config.MqttListenerEndpointRegistry;
import io.mqttworks.spring.listener.MqttListenerContainer;
import org.jspecify.annotations.Nullable;

/**
 * Describes what containers have subscribed to, and what holds up others.
 */
class ContainerSubscriptions {

	private final MqttListenerEndpointRegistry registry;

	ContainerSubscriptions(MqttListenerEndpointRegistry registry) {
		this.registry = registry;
	}

	/**
	 * Returns the subscriptions of a client's handlers.
	 */
	List<SubscriptionDescriptor> of(MqttClient client) {
		List<SubscriptionDescriptor> descriptors = new ArrayList<>();
		for (MqttListenerContainer container : this.registry.getContainers()) {
			if (container.getClient() == client) {
				Map<String, Subscription> subscriptions = container.getSubscriptions()
					.stream()
					.collect(Collectors.toMap(Subscription::topicFilter, Function.identity()));
				container.getSubscriptionStatus()
					.forEach((status) -> descriptors
						.add(describe(container, subscriptions.get(status.topicFilter()), status)));
			}
		}
		descriptors.sort(Comparator.comparing(SubscriptionDescriptor::listener)
			.thenComparing(SubscriptionDescriptor::topicFilter));
		return descriptors;
	}

	/**
	 * Returns the messages of a client's handlers that others wait for.
	 */
	List<OverdueDescriptor> overdue(MqttClient client) {
		List<OverdueDescriptor> descriptors = new ArrayList<>();
		for (MqttListenerContainer container : this.registry.getContainers()) {
			DeliveryOverdue overdue = (container.getClient() == client) ? container.getOverdueDelivery() : null;
			if (overdue != null) {
				descriptors.add(new OverdueDescriptor(container.getId(),
						overdue.topicFilters().stream().map(Text::escape).toList(), Text.escape(overdue.topic()),
						overdue.since().toMillis()));
			}
		}
		descriptors.sort(Comparator.comparing(OverdueDescriptor::listener));
		return descriptors;
	}

	private static SubscriptionDescriptor describe(MqttListenerContainer container, @Nullable Subscription subscription,
			SubscriptionStatus status) {
		return new SubscriptionDescriptor(container.getId(), Text.escape(status.topicFilter()),
				(subscription != null) ? subscription.qos().value() : 0, status.state().name(),
				describe(status.reasonCode()), container.isRunning());
	}

	private static @Nullable String describe(@Nullable ReasonCode answer) {
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

}
