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

package io.mqttworks.client.spi;

import java.nio.file.Path;
import java.util.Objects;

import io.mqttworks.client.MqttException;
import io.mqttworks.client.internal.store.FileSessionStore;

/**
 * Keeps sessions beyond the end of the process (MQTT 5 section 4.1): the QoS 1 and 2
 * messages to publish until the server has acknowledged them, and the identifiers of QoS
 * 2 messages that were handled. Subscriptions are not kept, the application makes them
 * anew; nor is anything of QoS 0.
 * <p>
 * {@link #file(Path)} is an implementation that needs nothing but a directory. Another
 * one can use whatever keeps its word that {@link StoredSession#flush()} gives. One store
 * serves any number of clients, each with its own client identifier.
 */
public interface SessionStore {

	/**
	 * Returns a store in files that survives a power failure: {@link Durability#FORCED}.
	 * @param directory where to keep the sessions, each in a directory of its own; made
	 * if it is not there
	 * @return the store
	 */
	static SessionStore file(Path directory) {
		return file(directory, Durability.FORCED);
	}

	/**
	 * Returns a store in files.
	 * @param directory where to keep the sessions, each in a directory of its own; made
	 * if it is not there
	 * @param durability what the sessions survive
	 * @return the store
	 */
	static SessionStore file(Path directory, Durability durability) {
		return new FileSessionStore(Objects.requireNonNull(directory, "directory"),
				Objects.requireNonNull(durability, "durability"));
	}

	/**
	 * Opens a session, for one client alone until it is closed. Called when a client is
	 * built; may block.
	 * @param clientId the client identifier, not empty
	 * @return the session, as it was left or empty
	 * @throws MqttException if it is open already, or cannot be read
	 */
	StoredSession open(String clientId);

	/**
	 * What a session in files survives.
	 */
	enum Durability {

		/**
		 * Every failure of the process, the machine or its power: files are forced to the
		 * device before a message is sent or acknowledged. Messages that are published at
		 * about the same time share the cost.
		 */
		FORCED,

		/**
		 * The end of the process, however it comes: files are written before a message is
		 * sent or acknowledged, and the operating system brings them to the device in its
		 * own time. When the machine fails, the last messages can be lost, or be sent or
		 * handled twice.
		 */
		WRITTEN

	}

}
