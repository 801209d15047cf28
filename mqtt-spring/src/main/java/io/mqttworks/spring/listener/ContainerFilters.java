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

import java.util.List;

import io.mqttworks.client.Delivery;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.Topics;
import io.mqttworks.spring.support.TopicPatterns;

/**
 * The topic filters of a container: finds the one a message came for.
 */
class ContainerFilters {

	private final List<String> filters;

	ContainerFilters(List<Subscription> subscriptions) {
		this.filters = subscriptions.stream().map(Subscription::topicFilter).toList();
	}

	/**
	 * Returns the filter a message came for. The client knows it; where it does not say,
	 * it is the first one that matches the topic.
	 */
	String find(Delivery delivery, MqttMessage message) {
		if (this.filters.size() == 1) {
			return this.filters.get(0);
		}
		List<String> told = delivery.topicFilters();
		if (!told.isEmpty() && this.filters.contains(told.get(0))) {
			return told.get(0);
		}
		return this.filters.stream()
			.filter((filter) -> Topics.matches(TopicPatterns.withoutShare(filter), message.topic()))
			.findFirst()
			.orElse(this.filters.get(0));
	}

}
