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
 * A handler method, or a container that the application registered itself, cannot work.
 * The message says which one, why, and what to do.
 */
@SuppressWarnings("serial")
public class InvalidMqttListenerException extends RuntimeException {

	private final String source;

	private final String reason;

	/**
	 * Creates an exception.
	 * @param source the class and method, or the container
	 * @param reason what is wrong, and what to do
	 * @param cause the cause, or {@code null}
	 */
	public InvalidMqttListenerException(String source, String reason, @Nullable Throwable cause) {
		super(source + ": " + reason, cause);
		this.source = source;
		this.reason = reason;
	}

	/**
	 * Returns what is wrong.
	 * @return the class and method, or the container
	 */
	public String getSource() {
		return this.source;
	}

	/**
	 * Returns why it is wrong.
	 * @return the reason, and what to do
	 */
	public String getReason() {
		return this.reason;
	}

}
