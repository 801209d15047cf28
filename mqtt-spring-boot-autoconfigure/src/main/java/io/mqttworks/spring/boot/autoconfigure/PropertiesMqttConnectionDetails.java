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

import java.util.ArrayList;
import java.util.List;

import io.mqttworks.client.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * Takes the connection from {@link MqttProperties}.
 */
class PropertiesMqttConnectionDetails implements MqttConnectionDetails {

	private final MqttProperties properties;

	PropertiesMqttConnectionDetails(MqttProperties properties) {
		this.properties = properties;
	}

	@Override
	public List<ServerAddress> getServers() {
		List<String> servers = this.properties.getServers();
		if (servers.isEmpty()) {
			throw new InvalidMqttPropertyException("mqtt.servers", "at least one server is needed", null);
		}
		List<ServerAddress> addresses = new ArrayList<>();
		for (String server : servers) {
			try {
				addresses.add(ServerAddress.parse(server));
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidMqttPropertyException("mqtt.servers", String.valueOf(ex.getMessage()), ex);
			}
		}
		return addresses;
	}

	@Override
	public @Nullable String getUsername() {
		return this.properties.getUsername();
	}

	@Override
	public @Nullable String getPassword() {
		return this.properties.getPassword();
	}

}
