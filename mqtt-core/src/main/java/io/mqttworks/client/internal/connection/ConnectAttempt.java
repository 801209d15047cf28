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

package io.mqttworks.client.internal.connection;

import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.ServerAddress;

/**
 * How one attempt to connect is made.
 *
 * @param server the server
 * @param version 3.1.1 or 5
 * @param clientId the client identifier; empty if the server shall choose one
 * @param cleanStart whether the server's session is thrown away
 */
record ConnectAttempt(ServerAddress server, MqttVersion version, String clientId, boolean cleanStart) {

	boolean isMqtt5() {
		return this.version == MqttVersion.MQTT_5;
	}

}
