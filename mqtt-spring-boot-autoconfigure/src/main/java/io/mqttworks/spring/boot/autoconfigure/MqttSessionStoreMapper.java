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

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

import io.mqttworks.client.FileSessionStore.Durability;
import io.mqttworks.client.FileSessionStore;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientBuilder;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.spi.SessionStore;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ResourceUtils;
import org.springframework.util.StringUtils;

/**
 * Maps the properties of a session store to a {@link SessionStore}, and says in their
 * terms why a client with one cannot be built.
 *
 * @param check reports what is not valid
 * @param store the properties
 */
record MqttSessionStoreMapper(PropertyCheck check, MqttSessionStoreProperties store) {

	private static final String DIRECTORY = "session-store.directory";

	private static final String DURABILITY = "session-store.durability";

	private static final String CLIENT_ID = "client-id";

	@Nullable SessionStore createStore() {
		String directory = this.store.getDirectory();
		Durability durability = this.store.getDurability();
		if (!StringUtils.hasText(directory)) {
			if (durability != null) {
				throw this.check.invalid(DIRECTORY, "it is missing, but '" + this.check.name(DURABILITY)
						+ "' is set; without a directory there is no session store");
			}
			return null;
		}
		if (ResourceUtils.isUrl(directory)) {
			throw this.check.invalid(DIRECTORY, "it must be a path in the file system, not a URL");
		}
		return this.check.check(DIRECTORY, () -> new FileSessionStore(Path.of(directory),
				Objects.requireNonNullElse(durability, Durability.FORCED)));
	}

	/**
	 * A bean and properties exclude each other: neither is silently ignored.
	 * @param beanName the name of the bean
	 */
	void refuseBeside(String beanName) {
		String property = hasDirectory() ? DIRECTORY : (this.store.getDurability() != null) ? DURABILITY : null;
		if (property != null) {
			throw this.check.invalid(property,
					"the connection has the SessionStore bean '" + beanName + "' as well; keep one of the two");
		}
	}

	/**
	 * Builds a client, which opens the store.
	 * @param builder what customizers have made of it
	 * @param connection the name of the connection
	 */
	MqttClient build(MqttClientBuilder builder, String connection) {
		try {
			if (builder.options().sessionStore() != null) {
				builder.errorListener(new MqttSessionStoreMonitor());
			}
			return builder.build();
		}
		catch (IllegalArgumentException ex) {
			if (builder.sessionStore(null).options().clientId().isEmpty()) {
				throw new InvalidMqttPropertyException(this.check.name(CLIENT_ID),
						"it is missing, but "
								+ (hasDirectory() ? "'" + this.check.name(DIRECTORY) + "' is set"
										: "the connection has a session store")
								+ "; it names the session, in the store and on the server",
						ex);
			}
			throw ex;
		}
		catch (MqttException ex) {
			if (hasDirectory() && ex.getCause() instanceof IOException) {
				throw new InvalidMqttPropertyException(this.check.name(DIRECTORY), String.valueOf(ex.getMessage()), ex);
			}
			throw new MqttSessionStoreException(connection, this.check.name(CLIENT_ID), this.check.name(DIRECTORY), ex);
		}
	}

	private boolean hasDirectory() {
		return StringUtils.hasText(this.store.getDirectory());
	}

}
