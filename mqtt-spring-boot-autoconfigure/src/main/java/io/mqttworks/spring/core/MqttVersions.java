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

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttVersion;

/**
 * Tells which version a client speaks.
 */
public final class MqttVersions {

	private MqttVersions() {
	}

	/**
	 * Returns the version of the connection, and without one the version the client was
	 * told to speak.
	 * @param client the client
	 * @return the version; {@link MqttVersion#AUTO} if that is not known yet
	 */
	public static MqttVersion of(MqttClient client) {
		ConnectResult connection = client.connection();
		return (connection != null) ? connection.version() : client.options().version();
	}

}
