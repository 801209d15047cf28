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

/**
 * Takes the messages of a subscription, and acknowledges each itself, at any time, on any
 * thread. Acknowledgements leave in the order of receipt: one that is missing holds up
 * all later ones. Runs where a {@link MessageHandler} does.
 */
@FunctionalInterface
public non-sealed interface DeliveryHandler extends Handler {

	/**
	 * Takes a message.
	 * @param message the message
	 * @param delivery to say what became of the message
	 * @throws Exception if the message cannot be handled; counts as a failure unless the
	 * handler has already said what became of the message
	 */
	void onMessage(MqttMessage message, Delivery delivery) throws Exception;

	/**
	 * Returns whether this handler settles QoS 0 messages as well. Nothing is sent to the
	 * server for them, but the message counts as unhandled until it is settled. By
	 * default a QoS 0 message is handled when the handler returns.
	 * @return {@code true} to settle QoS 0 messages by hand
	 */
	default boolean settlesQos0() {
		return false;
	}

}
