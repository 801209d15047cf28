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

package io.mqttworks.client;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A proxy between the client and all its servers, except those behind a domain socket.
 * The proxy looks the servers' names up. Needs {@code io.netty:netty-handler-proxy} on
 * the class path.
 *
 * @param type what the proxy speaks
 * @param host the host name or address of the proxy
 * @param port the port of the proxy, 1 to 65,535
 * @param username the user name, or {@code null}
 * @param password the password, or {@code null}; SOCKS4 has none. Never shown in
 * {@code toString()}
 */
public record ProxyOptions(Type type, String host, int port, @Nullable String username, @Nullable String password) {

	/**
	 * Checks the options.
	 * @throws IllegalArgumentException if they contradict each other
	 */
	public ProxyOptions {
		Objects.requireNonNull(type, "type");
		if (host.isBlank()) {
			throw new IllegalArgumentException("The host of the proxy must not be empty");
		}
		if (port < 1 || port > 65_535) {
			throw new IllegalArgumentException("The port of the proxy must be between 1 and 65535, not " + port);
		}
		if (password != null && username == null) {
			throw new IllegalArgumentException("The password of the proxy needs a user name");
		}
		if (password != null && type == Type.SOCKS4) {
			throw new IllegalArgumentException("A SOCKS4 proxy takes a user name but no password; use SOCKS5");
		}
		if (type == Type.SOCKS5 && (isTooLong(username) || isTooLong(password))) {
			throw new IllegalArgumentException("User name and password of a SOCKS5 proxy have at most 255 bytes each");
		}
	}

	private static boolean isTooLong(@Nullable String text) {
		return text != null && text.getBytes(StandardCharsets.UTF_8).length > 255;
	}

	/**
	 * Returns a proxy that speaks HTTP CONNECT.
	 * @param host the host
	 * @param port the port
	 * @return the options
	 */
	public static ProxyOptions http(String host, int port) {
		return new ProxyOptions(Type.HTTP, host, port, null, null);
	}

	/**
	 * Returns a proxy that speaks SOCKS4 (4a, if the server is given by name).
	 * @param host the host
	 * @param port the port
	 * @return the options
	 */
	public static ProxyOptions socks4(String host, int port) {
		return new ProxyOptions(Type.SOCKS4, host, port, null, null);
	}

	/**
	 * Returns a proxy that speaks SOCKS5.
	 * @param host the host
	 * @param port the port
	 * @return the options
	 */
	public static ProxyOptions socks5(String host, int port) {
		return new ProxyOptions(Type.SOCKS5, host, port, null, null);
	}

	/**
	 * Returns the same proxy with credentials.
	 * @param username the user name, or {@code null}
	 * @param password the password, or {@code null}
	 * @return the options
	 */
	public ProxyOptions withCredentials(@Nullable String username, @Nullable String password) {
		return new ProxyOptions(this.type, this.host, this.port, username, password);
	}

	@Override
	public String toString() {
		String shown = (this.host.indexOf(':') >= 0) ? "[" + this.host + "]" : this.host;
		return this.type + " proxy " + Text.escape(shown) + ":" + this.port;
	}

	/**
	 * What a proxy speaks.
	 */
	public enum Type {

		/** HTTP CONNECT (RFC 9110, section 9.3.6); credentials by Basic. */
		HTTP,

		/** SOCKS4 and SOCKS4a. */
		SOCKS4,

		/** SOCKS5 (RFC 1928); credentials by RFC 1929. */
		SOCKS5

	}

}
