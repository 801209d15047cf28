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
import io.mqttworks.client.VersionPolicy;

/**
 * Tells which version a client speaks.
 */
public final class MqttVersions {

	private MqttVersions() {
	}

	/**
	 * Returns whether a message that is published now is certain to be sent with MQTT 5.
	 * Without a connection it is not, if the client can fall back to 3.1.1.
	 * @param client the client
	 * @return {@code true} if it is connected with MQTT 5, or never connects with
	 * anything else
	 */
	public static boolean isMqtt5(MqttClient client) {
		ConnectResult connection = client.connectResult();
		return (connection != null) ? connection.version() == MqttVersion.MQTT_5
				: client.options().version() == VersionPolicy.ONLY_5;
	}

}
