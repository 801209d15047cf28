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
 * A message was refused, by the server or by this client because the server would refuse
 * it.
 */
public class MqttPublishException extends MqttException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message what happened
	 * @param reasonCode what the server, or this client, said of it
	 * @param cause the cause
	 */
	public MqttPublishException(String message, @Nullable ReasonCode reasonCode, @Nullable Throwable cause) {
		super(message, reasonCode, cause);
	}

}
