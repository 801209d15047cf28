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

import java.io.Serial;

/**
 * The server refused a filter of a SUBSCRIBE or UNSUBSCRIBE. Filters it accepted stay in
 * force.
 */
public class MqttSubscribeException extends MqttException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final transient SubscribeResult result;

	/**
	 * Creates an exception.
	 * @param message what happened
	 * @param result what the server said of each filter
	 */
	public MqttSubscribeException(String message, SubscribeResult result) {
		super(message, result.reasonCodes().stream().filter(ReasonCode::isError).findFirst().orElse(null), null);
		this.result = result;
	}

	/**
	 * Returns what the server said of each filter.
	 * @return the result
	 */
	public SubscribeResult result() {
		return this.result;
	}

}
