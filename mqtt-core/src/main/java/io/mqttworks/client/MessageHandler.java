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
 * Takes the messages of a subscription, and is done with each when it returns. Runs on
 * the handler executor, never on the event loop unless a direct executor was chosen; one
 * message at a time for each registration, in order. The message is acknowledged after
 * the handler returned; {@link HandlerFailurePolicy} says what happens when it throws.
 *
 * @see #async(AsyncMessageHandler)
 * @see #manual(DeliveryHandler)
 */
@FunctionalInterface
public non-sealed interface MessageHandler extends Handler {

	/**
	 * Takes a message.
	 * @param message the message
	 * @throws Exception if the message cannot be handled
	 */
	void onMessage(MqttMessage message) throws Exception;

	/**
	 * Gives a lambda expression the type of a handler whose messages are acknowledged
	 * when a stage completes.
	 * @param handler the handler
	 * @return the same handler
	 */
	static AsyncMessageHandler async(AsyncMessageHandler handler) {
		return handler;
	}

	/**
	 * Gives a lambda expression the type of a handler that acknowledges each message
	 * itself.
	 * @param handler the handler
	 * @return the same handler
	 */
	static DeliveryHandler manual(DeliveryHandler handler) {
		return handler;
	}

}
