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

import io.mqttworks.client.MqttException;

/**
 * Keeps sessions beyond the end of the process (MQTT 5 section 4.1): the QoS 1 and 2
 * messages to publish until the server has acknowledged them, and the identifiers of QoS
 * 2 messages that were handled. Subscriptions are not kept, the application makes them
 * anew; nor is anything of QoS 0.
 * <p>
 * {@link io.mqttworks.client.FileSessionStore} is an implementation that needs nothing
 * but a directory. Another one can use whatever makes changes durable as
 * {@link StoredSession#flush()} demands. One store serves any number of clients, each
 * with its own client identifier.
 */
public interface SessionStore {

	/**
	 * Opens a session, for one client alone until it is closed. Called when a client is
	 * built; may block.
	 * @param clientId the client identifier, not empty
	 * @return the session, as it was left or empty
	 * @throws MqttException if it is open already, or cannot be read; then nothing stays
	 * open
	 */
	StoredSession open(String clientId);

}
