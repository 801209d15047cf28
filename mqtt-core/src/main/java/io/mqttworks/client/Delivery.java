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

package io.mqttworks.client;

import java.util.List;

/**
 * A received message in the hands of one handler: says which of the handler's filters it
 * came for, and takes what became of it. Any thread.
 */
public interface Delivery extends Acknowledgment {

	/**
	 * Returns which of the handler's topic filters the message came for. On MQTT 5 the
	 * server says so with subscription identifiers; otherwise these are the filters that
	 * match the topic.
	 * @return the filters as they were subscribed; at least one, but none for an
	 * {@linkplain MqttClientBuilder#unmatchedHandler unmatched} message
	 */
	List<String> topicFilters();

}
