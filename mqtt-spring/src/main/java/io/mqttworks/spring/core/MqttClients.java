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

package io.mqttworks.spring.core;

import java.util.Map;

import io.mqttworks.client.MqttClient;
import org.jspecify.annotations.Nullable;

/**
 * The clients of an application by the names of their connections. A bean of this type
 * says which connections handlers with a pattern, such as {@code tenant-*}, match.
 */
public interface MqttClients {

	/**
	 * Returns all clients there are now.
	 * @return the clients by name
	 */
	Map<String, MqttClient> getClients();

	/**
	 * Returns the template of a client.
	 * @param client the client
	 * @return the template; {@code null} if it must be looked for among the beans
	 */
	default @Nullable MqttTemplate getTemplate(MqttClient client) {
		return null;
	}

}
