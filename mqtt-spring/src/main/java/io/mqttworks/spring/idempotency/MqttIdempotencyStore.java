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

package io.mqttworks.spring.idempotency;

/**
 * Keeps the keys of messages that were handled, so that a message that comes again is not
 * handled again. With QoS 1 a server may repeat a message, and a publisher may publish
 * one twice.
 * <p>
 * A container never asks for a key while it handles a message with the same key;
 * containers of other processes may. Handlers and keys have at most 255 characters, none
 * of them a control character: longer ones arrive here as their hash. May block. Any
 * thread.
 *
 * @see InMemoryIdempotencyStore
 * @see JdbcIdempotencyStore
 */
public interface MqttIdempotencyStore {

	/**
	 * Returns whether a message with this key was handled.
	 * @param handler the id of the container
	 * @param key the key
	 * @return {@code true} if it was
	 */
	boolean isHandled(String handler, String key);

	/**
	 * Keeps a key. Does nothing if it is kept already.
	 * @param handler the id of the container
	 * @param key the key
	 */
	void add(String handler, String key);

	/**
	 * Handles a message on this thread unless its key is kept, and keeps the key if that
	 * succeeds. A store that takes part in transactions does both in one.
	 * @param handler the id of the container
	 * @param key the key
	 * @param handling handles the message; called once at most
	 * @return {@code true} if it was called
	 * @throws Exception what the handling threw, in which case the key is not kept; or if
	 * the store fails
	 */
	default boolean handleOnce(String handler, String key, Handling handling) throws Exception {
		if (isHandled(handler, key)) {
			return false;
		}
		handling.handle();
		add(handler, key);
		return true;
	}

	/**
	 * Handles a message.
	 */
	@FunctionalInterface
	interface Handling {

		/**
		 * Handles it.
		 * @throws Exception if the handler failed
		 */
		void handle() throws Exception;

	}

}
