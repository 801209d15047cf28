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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.mqttworks.client.internal.logging.Loggers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Where a server is: {@code mqtt://host:port} (port 1883), {@code mqtts://…} (8883),
 * {@code ws://host:port/path} (80), {@code wss://…} (443), {@code unix:/path/of/socket}.
 * The names that other clients have for the first two are understood as well:
 * {@code tcp}, and {@code ssl}, {@code tls}, {@code tcps} and {@code mqtt+ssl}.
 *
 * @param scheme how to reach it
 * @param host the host name or address, IPv6 without brackets and with the zone behind a
 * percent sign; empty for a domain socket
 * @param port the port; 0 for a domain socket
 * @param path the path and query of a WebSocket, or the path of a domain socket
 */
public record ServerAddress(Scheme scheme, String host, int port, String path) {

	private static final Logger logger = Loggers.get(ServerAddress.class);

	/** Parts the scheme, what is between the slashes, and the rest. */
	private static final Pattern HIERARCHICAL = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*)://([^/?#]*)(.*)",
			Pattern.DOTALL);

	private static final Pattern AUTHORITY = Pattern.compile("(\\[.*\\]|[^:\\[\\]]*)(?::([0-9]*))?", Pattern.DOTALL);

	/** Also with underscores, as Docker's names have them. */
	private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]+");

	/** RFC 6874 has %25 in front of the zone, but many write the percent sign alone. */
	private static final Pattern ZONE = Pattern.compile("%(?:25)?([a-zA-Z0-9._~-]+)");

	/** The names of other clients that the log has told of. */
	private static final Set<String> told = ConcurrentHashMap.newKeySet();

	/**
	 * Checks the host.
	 */
	public ServerAddress {
		if (!host.chars()
			.allMatch((character) -> character > ' ' && character < 0x7F && "/?#@[]".indexOf(character) < 0)) {
			throw new IllegalArgumentException("'" + Text.escape(host) + "' is not a host a server address can have");
		}
	}

	/**
	 * Reads an address.
	 * @param text the address
	 * @return the address
	 * @throws IllegalArgumentException if it is none, saying why; a text with a user name
	 * or a query is not repeated
	 */
	public static ServerAddress parse(String text) {
		Matcher parts = HIERARCHICAL.matcher(text.strip());
		if (!parts.matches() || parts.group(1).equalsIgnoreCase("unix")) {
			return domainSocket(text);
		}
		Scheme scheme = Scheme.of(parts.group(1), text);
		if (parts.group(2).indexOf('@') >= 0) {
			throw new IllegalArgumentException("A server address must not have a user name or password: set them as"
					+ " options of their own, they would end up in logs here");
		}
		URI rest = uri("any://host" + parts.group(3), "any://host".length() - parts.start(3));
		Matcher authority = AUTHORITY.matcher(parts.group(2));
		if (!authority.matches()) {
			throw invalid("it has no host (or one with characters a host name cannot have)", text);
		}
		String host = host(authority.group(1), text);
		int port = port(authority.group(2), scheme, text);
		String path = rest.getRawPath() + ((rest.getRawQuery() != null) ? "?" + rest.getRawQuery() : "");
		if (!scheme.webSocket && !path.isEmpty() && !path.equals("/")) {
			throw invalid("only ws and wss addresses have a path", text);
		}
		return new ServerAddress(scheme, host, port, scheme.webSocket ? (path.isEmpty() ? "/mqtt" : path) : "");
	}

	private static ServerAddress domainSocket(String text) {
		URI uri = uri(text.strip(), 0);
		if (!"unix".equalsIgnoreCase(uri.getScheme())) {
			throw invalid("it has no scheme", text);
		}
		String path = uri.getPath();
		if (path == null || path.isEmpty() || uri.getRawAuthority() != null) {
			throw invalid("a domain socket needs an absolute path", text);
		}
		return new ServerAddress(Scheme.UNIX, "", 0, path);
	}

	private static URI uri(String text, int shift) {
		try {
			return new URI(text);
		}
		catch (URISyntaxException ex) {
			throw invalid("it is not a URI: " + ex.getReason() + " at index " + (ex.getIndex() - shift), null);
		}
	}

	private static String host(String host, String text) {
		if (host.isEmpty()) {
			throw invalid("it has no host", text);
		}
		if (!host.startsWith("[")) {
			if (!NAME.matcher(host).matches()) {
				throw invalid("it has no host (or one with characters a host name cannot have)", text);
			}
			return host;
		}
		int end = (host.indexOf('%') >= 0) ? host.indexOf('%') : host.length() - 1;
		String address = host.substring(1, end);
		Matcher zone = ZONE.matcher(host.substring(end, host.length() - 1));
		try {
			new URI("any://[" + address + "]").parseServerAuthority();
		}
		catch (URISyntaxException ex) {
			throw invalid("what is in brackets is not an IPv6 address", text);
		}
		if (zone.matches()) {
			return address + "%" + zone.group(1);
		}
		if (end < host.length() - 1) {
			throw invalid("the zone of the IPv6 address must be the name or number of a network interface", text);
		}
		return address;
	}

	private static int port(@Nullable String digits, Scheme scheme, String text) {
		if (digits == null || digits.isEmpty()) {
			return scheme.defaultPort;
		}
		int port = (digits.length() <= 5) ? Integer.parseInt(digits) : 0;
		if (port < 1 || port > 65_535) {
			throw invalid("the port must be between 1 and 65535", text);
		}
		return port;
	}

	private static IllegalArgumentException invalid(String why, @Nullable String text) {
		// A user's password or a token in the query would end up in logs.
		boolean secret = text == null || text.indexOf('@') >= 0 || text.indexOf('?') >= 0;
		String shown = secret ? "(not shown, it may hold a password)" : "'" + Text.escape(text) + "'";
		return new IllegalArgumentException("Server address " + shown + " is not valid: " + why
				+ ". Write mqtt://host:1883, mqtts://host:8883, ws://host/mqtt, wss://host/mqtt or unix:/path");
	}

	static void forgetWhatWasTold() {
		told.clear();
	}

	/**
	 * Returns the address as {@link #parse} reads it, without a query, which may hold a
	 * token.
	 */
	@Override
	public String toString() {
		if (this.scheme == Scheme.UNIX) {
			return "unix:" + Text.escape(this.path);
		}
		String shown = (this.host.indexOf(':') >= 0) ? "[" + this.host.replace("%25", "%2525") + "]" : this.host;
		int query = this.path.indexOf('?');
		return this.scheme.name().toLowerCase(Locale.ROOT) + "://" + shown + ":" + this.port
				+ Text.escape((query >= 0) ? this.path.substring(0, query) : this.path);
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
		 * @return {@code true} for TLS
		 */
		public boolean isTls() {
			return this.tls;
		}

		/**
		 * Returns whether MQTT travels in WebSocket frames.
		 * @return {@code true} for WebSocket
		 */
		public boolean isWebSocket() {
			return this.webSocket;
		}

		private static Scheme of(String name, String text) {
			String lower = name.toLowerCase(Locale.ROOT);
			return switch (lower) {
				case "mqtt" -> MQTT;
				case "mqtts" -> MQTTS;
				case "tcp" -> byAnotherName(lower, MQTT);
				case "ssl", "tls", "tcps", "mqtt+ssl" -> byAnotherName(lower, MQTTS);
				case "ws" -> WS;
				case "wss" -> WSS;
				default -> throw invalid("the scheme '" + Text.escape(name) + "' is not known", text);
			};
		}

		private static Scheme byAnotherName(String name, Scheme scheme) {
			if (told.add(name)) {
				logger.info("{}:// in the address of a server is another name for {}://", name,
						scheme.name().toLowerCase(Locale.ROOT));
			}
			return scheme;
		}

	}

}
