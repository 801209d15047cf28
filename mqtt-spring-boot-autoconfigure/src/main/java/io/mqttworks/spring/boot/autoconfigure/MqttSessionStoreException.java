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

import io.mqttworks.client.MqttException;

/**
 * The session of a connection cannot be opened.
 */
@SuppressWarnings("serial")
class MqttSessionStoreException extends RuntimeException {

	private final String clientIdProperty;

	private final String directoryProperty;

	private final boolean inUse;

	MqttSessionStoreException(String connection, String clientIdProperty, String directoryProperty,
			MqttException cause) {
		super("The session of MQTT connection '" + connection + "' cannot be opened: " + cause.getMessage(), cause);
		this.clientIdProperty = clientIdProperty;
		this.directoryProperty = directoryProperty;
		// Nothing went wrong beneath: the store itself refuses.
		this.inUse = cause.getCause() == null;
	}

	String getClientIdProperty() {
		return this.clientIdProperty;
	}

	String getDirectoryProperty() {
		return this.directoryProperty;
	}

	boolean isInUse() {
		return this.inUse;
	}

}
