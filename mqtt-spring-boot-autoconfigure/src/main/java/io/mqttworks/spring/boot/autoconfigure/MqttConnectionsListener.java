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

package io.mqttworks.spring.boot.autoconfigure;

import io.mqttworks.client.MqttClient;

/**
 * Told of connections that are added and removed while the application runs. Beans of
 * this type are found. Called by the thread that adds or removes, never by two at a time
 * for one connection.
 */
public interface MqttConnectionsListener {

	/**
	 * A connection was added; it has no handlers yet and has not been started. An
	 * exception undoes the addition.
	 * @param name its name
	 * @param client its client
	 */
	void connectionAdded(String name, MqttClient client);

	/**
	 * A connection was removed, or could not be added: its handlers are stopped, its
	 * client is closed.
	 * @param name its name
	 */
	void connectionRemoved(String name);

}
