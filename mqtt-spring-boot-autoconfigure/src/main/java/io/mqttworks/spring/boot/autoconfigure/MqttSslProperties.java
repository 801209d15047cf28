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

import org.jspecify.annotations.Nullable;

/**
 * How the connection is encrypted.
 */
public class MqttSslProperties {

	/**
	 * Whether the connection is encrypted. By default it is as the addresses say, and
	 * must be when there is a bundle.
	 */
	private @Nullable Boolean enabled;

	/**
	 * Name of the SSL bundle with the certificates to trust and the one of the client.
	 * Without it the JDK decides which servers are trusted.
	 */
	private @Nullable String bundle;

	/**
	 * Whether the certificate of the server must be for its host name.
	 */
	private boolean verifyHostname = true;

	/**
	 * Host name to ask for and to expect in the certificate, if it is not the one of the
	 * address.
	 */
	private @Nullable String serverName;

	/**
	 * Comma-separated list of protocols to offer by ALPN.
	 */
	private List<String> applicationProtocols = new ArrayList<>();

	/**
	 * Whether to connect again at once when the bundle is reloaded. Otherwise the next
	 * connection uses it.
	 */
	private boolean reconnectOnReload;

	public @Nullable Boolean getEnabled() {
		return this.enabled;
	}

	public void setEnabled(@Nullable Boolean enabled) {
		this.enabled = enabled;
	}

	public @Nullable String getBundle() {
		return this.bundle;
	}

	public void setBundle(@Nullable String bundle) {
		this.bundle = bundle;
	}

	public boolean isVerifyHostname() {
		return this.verifyHostname;
	}

	public void setVerifyHostname(boolean verifyHostname) {
		this.verifyHostname = verifyHostname;
	}

	public @Nullable String getServerName() {
		return this.serverName;
	}

	public void setServerName(@Nullable String serverName) {
		this.serverName = serverName;
	}

	public List<String> getApplicationProtocols() {
		return this.applicationProtocols;
	}

	public void setApplicationProtocols(List<String> applicationProtocols) {
		this.applicationProtocols = applicationProtocols;
	}

	public boolean isReconnectOnReload() {
		return this.reconnectOnReload;
	}

	public void setReconnectOnReload(boolean reconnectOnReload) {
		this.reconnectOnReload = reconnectOnReload;
	}

}
