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

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.mqttworks.client.ConnectionState;
import io.mqttworks.client.MqttClient;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.log.LogAccessor;
import org.springframework.util.Assert;

/**
 * Tells clients that their SSL bundle was reloaded. A listener cannot be removed from a
 * bundle, so there is one for each bundle, however many connections come and go.
 */
class BundleWatch {

	private static final LogAccessor logger = new LogAccessor(BundleWatch.class);

	private final @Nullable SslBundles sslBundles;

	private final Set<String> watched = ConcurrentHashMap.newKeySet();

	private final Map<String, User> users = new ConcurrentHashMap<>();

	BundleWatch(@Nullable SslBundles sslBundles) {
		this.sslBundles = sslBundles;
	}

	void watch(String bundle, boolean reconnect, MqttClient client, String connection) {
		Assert.state(this.sslBundles != null, "No SSL bundles");
		this.users.put(connection, new User(bundle, reconnect, client));
		if (this.watched.add(bundle)) {
			this.sslBundles.addBundleUpdateHandler(bundle, (updated) -> reloaded(bundle));
		}
	}

	void forget(String connection) {
		this.users.remove(connection);
	}

	private void reloaded(String bundle) {
		this.users.forEach((connection, user) -> {
			if (user.bundle().equals(bundle)) {
				reloaded(connection, user);
			}
		});
	}

	private static void reloaded(String connection, User user) {
		boolean now = user.reconnect() && isActive(user.client());
		logger.info(() -> "SSL bundle '" + user.bundle() + "' was reloaded; MQTT connection '" + connection + "' "
				+ (now ? "is made again with it" : "uses it when it is made the next time"));
		if (now) {
			user.client().reconnect();
		}
	}

	private static boolean isActive(MqttClient client) {
		return client.state() != ConnectionState.IDLE && client.state() != ConnectionState.CLOSED;
	}

	/**
	 * A connection that uses a bundle.
	 *
	 * @param bundle the name of the bundle
	 * @param reconnect {@code true} to connect again at once
	 * @param client its client
	 */
	private record User(String bundle, boolean reconnect, MqttClient client) {

	}

}
