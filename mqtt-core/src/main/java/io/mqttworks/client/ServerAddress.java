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

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Where a server is: {@code mqtt://host:port} or {@code tcp://…} (port 1883),
 * {@code mqtts://…} or {@code ssl://…} (8883), {@code ws://host:port/path} (80),
 * {@code wss://…} (443), {@code unix:/path/of/socket}.
 *
 * @param scheme how to reach it
 * @param host the host name or address, IPv6 without brackets; empty for a domain socket
 * @param port the port; 0 for a domain socket
 * @param path the path and query of a WebSocket, or the path of a domain socket
 */
public record ServerAddress(Scheme scheme, String host, int port, String path) {

	/**
	 * Reads an address.
	 * @param text the address
	 * @return the address
	 * @throws IllegalArgumentException if it is none, saying why; a text with a user name
	 * or a query is not repeated
	 */
	public static ServerAddress parse(String text) {
		URI uri;
		try {
			uri = new URI(text.strip());
		}
		catch (URISyntaxException ex) {
			throw invalid("it is not a URI: " + ex.getReason() + " at index " + ex.getIndex(), null);
		}
		String name = uri.getScheme();
		if (name == null || (uri.isOpaque() && !"unix".equalsIgnoreCase(name))) {
			throw invalid("it has no scheme", text);
		}
		Scheme scheme = Scheme.of(name, text);
		if (scheme == Scheme.UNIX) {
			String path = uri.getPath();
			if (path == null || path.isEmpty() || uri.getHost() != null) {
				throw invalid("a domain socket needs an absolute path", text);
			}
			return new ServerAddress(scheme, "", 0, path);
		}
		if (uri.getRawUserInfo() != null) {
			throw new IllegalArgumentException("A server address must not have a user name or password: set them as"
					+ " options of their own, they would end up in logs here");
		}
		String host = uri.getHost();
		if (host == null) {
			throw invalid("it has no host (or one with characters a host name cannot have)", text);
		}
		if (host.startsWith("[")) {
			host = host.substring(1, host.length() - 1);
		}
		int port = (uri.getPort() != -1) ? uri.getPort() : scheme.defaultPort;
		if (port < 1 || port > 65_535) {
			throw invalid("the port must be between 1 and 65535", text);
		}
		String path = (uri.getRawPath() != null) ? uri.getRawPath() : "";
		if (uri.getRawQuery() != null) {
			path += "?" + uri.getRawQuery();
		}
		if (!scheme.webSocket && !path.isEmpty() && !path.equals("/")) {
			throw invalid("only ws and wss addresses have a path", text);
		}
		return new ServerAddress(scheme, host, port, scheme.webSocket ? (path.isEmpty() ? "/mqtt" : path) : "");
	}

	private static IllegalArgumentException invalid(String why, @Nullable String text) {
		// A user's password or a token in the query would end up in logs.
		boolean secret = text == null || text.indexOf('@') >= 0 || text.indexOf('?') >= 0;
		String shown = secret ? "(not shown, it may hold a password)" : "'" + text + "'";
		return new IllegalArgumentException("Server address " + shown + " is not valid: " + why
				+ ". Write mqtt://host:1883, mqtts://host:8883, ws://host/mqtt, wss://host/mqtt or unix:/path");
	}

	/**
	 * Returns the address as {@link #parse} reads it, without a query, which may hold a
	 * token.
	 */
	@Override
	public String toString() {
		if (this.scheme == Scheme.UNIX) {
			return "unix:" + this.path;
		}
		String shown = (this.host.indexOf(':') >= 0) ? "[" + this.host + "]" : this.host;
		int query = this.path.indexOf('?');
		return this.scheme.name().toLowerCase(Locale.ROOT) + "://" + shown + ":" + this.port
				+ ((query >= 0) ? this.path.substring(0, query) : this.path);
	}

	/**
	 * How a server is reached.
	 */
	public enum Scheme {

		/** TCP. */
		MQTT(1883, false, false),

		/** TLS. */
		MQTTS(8883, true, false),

		/** WebSocket. */
		WS(80, false, true),

		/** WebSocket over TLS. */
		WSS(443, true, true),

		/** A Unix domain socket. */
		UNIX(0, false, false);

		private final int defaultPort;

		private final boolean tls;

		private final boolean webSocket;

		Scheme(int defaultPort, boolean tls, boolean webSocket) {
			this.defaultPort = defaultPort;
			this.tls = tls;
			this.webSocket = webSocket;
		}

		/**
		 * Returns whether the connection is encrypted.
		 * @return whether it is
		 */
		public boolean isTls() {
			return this.tls;
		}

		/**
		 * Returns whether MQTT travels in WebSocket frames.
		 * @return whether it does
		 */
		public boolean isWebSocket() {
			return this.webSocket;
		}

		private static Scheme of(String name, String text) {
			return switch (name.toLowerCase(Locale.ROOT)) {
				case "mqtt", "tcp" -> MQTT;
				case "mqtts", "ssl" -> MQTTS;
				case "ws" -> WS;
				case "wss" -> WSS;
				case "unix" -> UNIX;
				default -> throw invalid("the scheme '" + name + "' is not known", text);
			};
		}

	}

}
