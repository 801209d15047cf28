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

import io.mqttworks.client.ConnectionListener;
import org.jspecify.annotations.Nullable;

import org.springframework.core.log.LogAccessor;

/**
 * Logs which properties to change when a connection cannot be made in the background. The
 * same advice is logged once until there is a connection.
 */
class ConnectAdviceLogger implements ConnectionListener {

	private static final LogAccessor logger = new LogAccessor(ConnectAdviceLogger.class);

	private final String connection;

	private final String prefix;

	private @Nullable String last;

	/**
	 * Creates a logger.
	 * @param connection the name of the connection
	 * @param prefix where its properties are
	 */
	ConnectAdviceLogger(String connection, String prefix) {
		this.connection = connection;
		this.prefix = prefix;
	}

	@Override
	public void onConnectFailed(ConnectFailed event) {
		String advice = ConnectAdvice.find(event.cause(), this.prefix);
		if (advice != null && !advice.equals(this.last)) {
			logger.warn(() -> "MQTT connection '" + this.connection + "' cannot be made. " + advice);
		}
		this.last = advice;
	}

	@Override
	public void onConnected(Connected event) {
		this.last = null;
	}

}
