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

import io.mqttworks.client.MqttClient;

/**
 * Comes between a container and its listener, for instance to measure. Beans of this type
 * decorate all listeners. That of a handler that takes batches gets one message after the
 * other; what it returns completes with the batch. A message that a decorator does not
 * hand on is not in the batch.
 */
@FunctionalInterface
public interface MqttListenerDecorator {

	/**
	 * Puts something around a listener.
	 * @param target what the listener listens to
	 * @param listener the listener
	 * @return the listener to use instead
	 */
	MqttMessageListener decorate(Target target, MqttMessageListener listener);

	/**
	 * What a listener listens to.
	 *
	 * @param id the id of the container
	 * @param client the client of the connection
	 * @param topicFilters the filters the container subscribes to
	 */
	record Target(String id, MqttClient client, List<String> topicFilters) {

		/**
		 * Copies the list.
		 */
		public Target {
			topicFilters = List.copyOf(topicFilters);
		}

	}

}
