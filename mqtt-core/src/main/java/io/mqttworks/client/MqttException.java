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
 * Something about MQTT failed. The message says what, and what to do where that is known.
 * What it repeats of the server or the application is {@linkplain Text#escape escaped}.
 */
public class MqttException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/** Room for several topics or reason strings, and for advice. */
	private static final int MAX_LENGTH = 4096;

	private final @Nullable ReasonCode reasonCode;

	/**
	 * Creates an exception.
	 * @param message what happened
	 */
	public MqttException(String message) {
		this(message, null, null);
	}

	/**
	 * Creates an exception.
	 * @param message what happened
	 * @param reasonCode what the server, or this client, said of it
	 * @param cause the cause
	 */
	public MqttException(String message, @Nullable ReasonCode reasonCode, @Nullable Throwable cause) {
		super(Text.escape(message, MAX_LENGTH), cause);
		this.reasonCode = reasonCode;
	}

	/**
	 * Returns the reason code.
	 * @return the code, or {@code null} where there is none
	 */
	public @Nullable ReasonCode reasonCode() {
		return this.reasonCode;
	}

}
