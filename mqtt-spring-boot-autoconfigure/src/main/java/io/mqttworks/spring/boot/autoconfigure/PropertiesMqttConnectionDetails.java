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

import java.util.ArrayList;
import java.util.List;

import io.mqttworks.client.ServerAddress;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * Takes the connection from properties.
 */
class PropertiesMqttConnectionDetails implements MqttConnectionDetails {

	private final PropertyCheck check;

	private final MqttConnectionProperties properties;

	private final @Nullable SslBundles sslBundles;

	/**
	 * Creates details.
	 * @param prefix where the properties are
	 * @param properties the properties
	 * @param sslBundles the bundles of the application, or {@code null}
	 */
	PropertiesMqttConnectionDetails(String prefix, MqttConnectionProperties properties,
			@Nullable SslBundles sslBundles) {
		this.check = new PropertyCheck(prefix);
		this.properties = properties;
		this.sslBundles = sslBundles;
	}

	@Override
	public List<ServerAddress> getServers() {
		List<String> servers = this.properties.getServers();
		if (servers.isEmpty()) {
			throw this.check.invalid("servers", "at least one server is needed");
		}
		List<ServerAddress> addresses = new ArrayList<>();
		for (String server : servers) {
			ServerAddress address = address(server);
			checkEncryption(address);
			addresses.add(address);
		}
		return addresses;
	}

	private ServerAddress address(String server) {
		ServerAddress address = this.check.check("servers", () -> ServerAddress.parse(server));
		String path = this.properties.getWebsocket().getPath();
		if (path == null || !address.scheme().isWebSocket() || hasPath(server.strip())) {
			return address;
		}
		if (!path.startsWith("/")) {
			throw this.check.invalid("websocket.path", "it must begin with '/'");
		}
		return new ServerAddress(address.scheme(), address.host(), address.port(), path);
	}

	private static boolean hasPath(String server) {
		int authority = server.indexOf("://") + 3;
		int path = server.indexOf('/', authority);
		return (path >= 0 && path < server.length() - 1) || server.indexOf('?', authority) >= 0;
	}

	/**
	 * A mistake in an address must not send in clear text what is meant to be encrypted.
	 */
	private void checkEncryption(ServerAddress address) {
		MqttSslProperties ssl = this.properties.getSsl();
		Boolean enabled = ssl.getEnabled();
		if (address.scheme().isTls()) {
			if (Boolean.FALSE.equals(enabled)) {
				throw this.check.invalid("ssl.enabled", "it is false, but the server " + address + " is encrypted");
			}
		}
		else if (Boolean.TRUE.equals(enabled) || (enabled == null && ssl.getBundle() != null)) {
			throw this.check.invalid("servers",
					address + " is not encrypted, but "
							+ this.check.name((enabled != null) ? "ssl.enabled" : "ssl.bundle")
							+ " is set; write mqtts://host:8883 or wss://host/mqtt, or set "
							+ this.check.name("ssl.enabled") + " to false");
		}
	}

	@Override
	public @Nullable String getUsername() {
		return this.properties.getUsername();
	}

	@Override
	public @Nullable String getPassword() {
		return this.properties.getPassword();
	}

	@Override
	public @Nullable SslBundle getSslBundle() {
		String name = getBundleName();
		if (name == null) {
			return null;
		}
		if (this.sslBundles == null) {
			throw this.check.invalid("ssl.bundle",
					"there are no SSL bundles in the application; define it below spring.ssl.bundle");
		}
		try {
			return this.sslBundles.getBundle(name);
		}
		catch (NoSuchSslBundleException ex) {
			List<String> others = this.sslBundles.getBundleNames();
			throw new InvalidMqttPropertyException(this.check.name("ssl.bundle"),
					"there is no SSL bundle '" + name + "'" + (others.isEmpty() ? "" : ", only " + others)
							+ "; define it below spring.ssl.bundle, for instance as spring.ssl.bundle.pem." + name,
					ex);
		}
	}

	/**
	 * Returns the name of the bundle in use.
	 */
	@Nullable String getBundleName() {
		MqttSslProperties ssl = this.properties.getSsl();
		return Boolean.FALSE.equals(ssl.getEnabled()) ? null : ssl.getBundle();
	}

}
