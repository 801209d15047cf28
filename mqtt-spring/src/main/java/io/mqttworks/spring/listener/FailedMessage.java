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

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttMessage;

/**
 * A message whose handler failed for good.
 *
 * @param handlerId the container's id
 * @param client the client that received the message
 * @param message the message
 * @param failure what the listener threw last; of a handler method a
 * {@link MqttListenerException}
 */
public record FailedMessage(String handlerId, MqttClient client, MqttMessage message, Throwable failure) {

	/**
	 * Returns what the handler method threw.
	 * @return the failure without the {@link MqttListenerException} around it
	 */
	public Throwable cause() {
		return Failures.unwrap(this.failure);
	}

}
