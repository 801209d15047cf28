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

package io.mqttworks.client;

import org.jspecify.annotations.Nullable;

/**
 * No connection was made: no server was reachable, or the server refused.
 */
public class MqttConnectException extends MqttException {

	private static final long serialVersionUID = 1L;

	private final @Nullable ConnectRemedy remedy;

	/**
	 * Creates an exception.
	 * @param message what happened
	 * @param reasonCode what the server, or this client, said of it
	 * @param cause the cause
	 */
	public MqttConnectException(String message, @Nullable ReasonCode reasonCode, @Nullable Throwable cause) {
		this(message, reasonCode, cause, null);
	}

	/**
	 * Creates an exception.
	 * @param message what happened
	 * @param reasonCode what the server, or this client, said of it
	 * @param cause the cause
	 * @param remedy what most likely has to be set
	 */
	public MqttConnectException(String message, @Nullable ReasonCode reasonCode, @Nullable Throwable cause,
			@Nullable ConnectRemedy remedy) {
		super(message, reasonCode, cause);
		this.remedy = remedy;
	}

	/**
	 * Returns what most likely has to be set so that the connection is made. The message
	 * says it in words.
	 * @return the remedy, or {@code null} if none is known
	 */
	public @Nullable ConnectRemedy remedy() {
		return this.remedy;
	}

}
