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

import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Reports a value that the client refuses with the name of its property.
 *
 * @param prefix where the connection's properties are
 */
record PropertyCheck(String prefix) {

	<T> void set(String property, @Nullable T value, Consumer<T> setter) {
		if (value != null) {
			check(property, () -> {
				setter.accept(value);
				return value;
			});
		}
	}

	<T> T check(String property, Supplier<T> mapping) {
		try {
			return mapping.get();
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidMqttPropertyException(name(property), String.valueOf(ex.getMessage()), ex);
		}
	}

	InvalidMqttPropertyException invalid(String property, String reason) {
		return new InvalidMqttPropertyException(name(property), reason, null);
	}

	String name(String property) {
		return this.prefix + "." + property;
	}

}
