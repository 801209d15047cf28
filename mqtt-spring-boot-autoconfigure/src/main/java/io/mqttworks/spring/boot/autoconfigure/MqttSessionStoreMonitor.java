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

import io.mqttworks.client.ErrorListener;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttException;
import org.jspecify.annotations.Nullable;

/**
 * Remembers that the session store of a client failed, for its health. Clients of the
 * auto-configuration with a store have one; a client of the application's own can have it
 * as an error listener.
 */
public final class MqttSessionStoreMonitor implements ErrorListener {

	private volatile @Nullable MqttException failure;

	@Override
	public void onStoreFailed(StoreFailed event) {
		this.failure = event.cause();
	}

	/**
	 * Returns why the session store of a client failed.
	 * @param client the client
	 * @return the failure; {@code null} if there was none, or the client has no monitor
	 */
	public static @Nullable MqttException failure(MqttClient client) {
		for (ErrorListener listener : client.options().errorListeners()) {
			if (listener instanceof MqttSessionStoreMonitor monitor) {
				return monitor.failure;
			}
		}
		return null;
	}

}
