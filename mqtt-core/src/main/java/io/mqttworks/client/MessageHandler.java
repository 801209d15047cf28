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

import java.util.concurrent.CompletionStage;

/**
 * Takes the messages of a subscription. Runs on the handler executor, never on the event
 * loop unless a direct executor was chosen; one message at a time for each call of
 * {@code subscribe}, in order. The message is acknowledged after the handler returned;
 * what happens when it throws is {@link HandlerFailurePolicy}'s.
 *
 * @see #async(Async)
 * @see #manual(Manual)
 */
@FunctionalInterface
public interface MessageHandler {

	/**
	 * Takes a message.
	 * @param message the message
	 * @throws Exception if the message cannot be handled
	 */
	void onMessage(MqttMessage message) throws Exception;

	/**
	 * Returns a handler whose messages are acknowledged when a stage completes. The next
	 * message does not wait for it; acknowledgements still leave in the order of receipt.
	 * @param handler the handler
	 * @return the handler to subscribe with
	 */
	static MessageHandler async(Async handler) {
		return handler;
	}

	/**
	 * Returns a handler that acknowledges each message itself, at any time, on any
	 * thread. Acknowledgements leave in the order of receipt: one that is missing holds
	 * up those behind it.
	 * @param handler the handler
	 * @return the handler to subscribe with
	 */
	static MessageHandler manual(Manual handler) {
		return handler;
	}

	/**
	 * Handles a message later than it returns.
	 */
	@FunctionalInterface
	@SuppressWarnings("FunctionalInterfaceMethodChanged")
	interface Async extends MessageHandler {

		/**
		 * Takes a message.
		 * @param message the message
		 * @return completes when the message is handled, or fails
		 * @throws Exception if the message cannot be handled
		 */
		CompletionStage<?> handle(MqttMessage message) throws Exception;

		@Override
		default void onMessage(MqttMessage message) throws Exception {
			handle(message);
		}

	}

	/**
	 * Handles a message and acknowledges it itself.
	 */
	@FunctionalInterface
	@SuppressWarnings("FunctionalInterfaceMethodChanged")
	interface Manual extends MessageHandler {

		/**
		 * Takes a message.
		 * @param message the message
		 * @param acknowledgment to say that the message is handled
		 * @throws Exception if the message cannot be handled; counts as a failure unless
		 * it was acknowledged before
		 */
		void handle(MqttMessage message, Acknowledgment acknowledgment) throws Exception;

		/**
		 * Returns whether this handler acknowledges QoS 0 messages as well. The server is
		 * told nothing, but the message counts as unhandled until then, so that
		 * back-pressure holds for it. By default a QoS 0 message is handled when the
		 * handler returns.
		 * @return whether it does
		 */
		default boolean acknowledgesQos0() {
			return false;
		}

		@Override
		default void onMessage(MqttMessage message) {
			throw new UnsupportedOperationException("A manual handler needs an acknowledgment");
		}

	}

}
