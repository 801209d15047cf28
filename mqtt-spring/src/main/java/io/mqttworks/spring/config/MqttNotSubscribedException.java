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
package io.mqttworks.spring.config;

import org.jspecify.annotations.Nullable;

/**
 * The server refused subscriptions of a container, or did not answer in time.
 *
 * @see MqttListenerEndpointRegistry#awaitSubscribed
 */
@SuppressWarnings("serial")
public class MqttNotSubscribedException extends IllegalStateException {

	private final String containerId;

	/**
	 * Creates an exception.
	 * @param containerId the id of the container
	 * @param message what happened
	 * @param cause the cause, or {@code null}
	 */
	public MqttNotSubscribedException(String containerId, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.containerId = containerId;
	}

	/**
	 * Returns which container is not subscribed.
	 * @return its id
	 */
	public String getContainerId() {
		return this.containerId;
	}

}
