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

import io.mqttworks.client.MqttMessage;

/**
 * Decides which messages reach a handler. What is filtered out is acknowledged and
 * counted, as if it had been handled.
 */
@FunctionalInterface
public interface MqttMessageFilter {

	/**
	 * Returns whether the handler gets a message. Runs where the handler does. When this
	 * throws, the message has failed, as if the handler had thrown.
	 * @param message the message as it was received
	 * @return {@code true} to handle it, {@code false} to leave it out
	 */
	boolean accept(MqttMessage message);

}
