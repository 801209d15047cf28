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

import org.jspecify.annotations.Nullable;

/**
 * A configuration property has a value that cannot be used. The value is not repeated: it
 * may hold a secret.
 */
@SuppressWarnings("serial")
public class InvalidMqttPropertyException extends RuntimeException {

	private final String property;

	private final String reason;

	InvalidMqttPropertyException(String property, String reason, @Nullable Throwable cause) {
		super("Property '" + property + "' is not valid: " + reason, cause);
		this.property = property;
		this.reason = reason;
	}

	/**
	 * Returns the property.
	 * @return its name
	 */
	public String getProperty() {
		return this.property;
	}

	/**
	 * Returns what is wrong with it.
	 * @return the reason
	 */
	public String getReason() {
		return this.reason;
	}

}
