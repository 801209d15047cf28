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

import java.util.Map;
import java.util.TreeMap;

import io.mqttworks.client.MqttClient;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;

/**
 * The connections of the application by name. {@code mqtt.*} describes the one named
 * {@value #DEFAULT}, {@code mqtt.connections.<name>.*} the others. A client bean of the
 * application's own has the name of its bean, without {@code MqttClient} at the end.
 */
public class MqttConnections {

	/** The name of the connection that {@code mqtt.*} describes. */
	public static final String DEFAULT = "default";

	private static final String DEFAULT_BEAN_NAME = "mqttClient";

	private static final String BEAN_NAME_SUFFIX = "MqttClient";

	private final ListableBeanFactory beanFactory;

	private volatile @Nullable Map<String, MqttClient> clients;

	/**
	 * Creates the connections.
	 * @param beanFactory where the clients are
	 */
	public MqttConnections(ListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Returns all clients. They are made if they were not.
	 * @return the clients by the names of their connections, in the order of the names
	 */
	public Map<String, MqttClient> getClients() {
		Map<String, MqttClient> clients = this.clients;
		if (clients == null) {
			Map<String, MqttClient> found = new TreeMap<>();
			this.beanFactory.getBeansOfType(MqttClient.class)
				.forEach((beanName, client) -> found.put(name(beanName), client));
			clients = found;
			this.clients = clients;
		}
		return clients;
	}

	/**
	 * Returns the name of a client's connection.
	 * @param client the client
	 * @return the name; {@code unknown} for a client that is no bean
	 */
	public String getName(MqttClient client) {
		for (Map.Entry<String, MqttClient> entry : getClients().entrySet()) {
			if (entry.getValue() == client) {
				return entry.getKey();
			}
		}
		return "unknown";
	}

	private static String name(String beanName) {
		if (beanName.equals(DEFAULT_BEAN_NAME)) {
			return DEFAULT;
		}
		return (beanName.endsWith(BEAN_NAME_SUFFIX) && beanName.length() > BEAN_NAME_SUFFIX.length())
				? beanName.substring(0, beanName.length() - BEAN_NAME_SUFFIX.length()) : beanName;
	}

}
