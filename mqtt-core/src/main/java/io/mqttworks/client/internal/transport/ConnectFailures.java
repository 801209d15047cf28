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

package io.mqttworks.client.internal.transport;

import java.io.FileNotFoundException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.ProxyOptions;
import io.mqttworks.client.ServerAddress;
import io.mqttworks.client.ServerAddress.Scheme;
import io.mqttworks.client.internal.logging.EscapedThrowable;
import io.mqttworks.client.internal.transport.BlockingCalls.Call;
import io.mqttworks.client.internal.transport.TlsFailures.Advice;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ConnectTimeoutException;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * Says what to do when a connection cannot be made. Headers, queries and passwords do not
 * get into the text.
 */
final class ConnectFailures {

	private static final Pattern PROXY_STATUS = Pattern.compile("(status|authStatus|authMethod): (.*)$");

	private static final int TLS_ALERT = 0x15;

	private static final String NO_ANSWER_IN = "no answer in ";

	private final ServerAddress server;

	private final @Nullable ProxyOptions proxy;

	private final boolean localAddress;

	/** What may hang; only told of when it does. */
	private volatile @Nullable Call<?> waiting;

	/**
	 * Creates explanations for one attempt.
	 * @param server the server
	 * @param proxy the proxy on the way, or {@code null} for none
	 * @param localAddress whether the socket options name a local address
	 */
	ConnectFailures(ServerAddress server, @Nullable ProxyOptions proxy, boolean localAddress) {
		this.server = server;
		this.proxy = proxy;
		this.localAddress = localAddress;
	}

	/**
	 * Explains a failure.
	 * @param stage what failed
	 * @param address what it was tried with, or {@code null} if it was not known yet
	 * @param cause why, kept as the cause
	 * @return the explanation
	 */
	MqttConnectException translate(Stage stage, @Nullable SocketAddress address, Throwable cause) {
		MqttConnectException known = Causes.find(cause, MqttConnectException.class);
		if (known != null) {
			return known;
		}
		Throwable root = Causes.withoutWrappers(cause);
		String at = (address != null) ? show(address) : this.server.toString();
		Advice advice = switch (stage) {
			case LOOK_UP -> Advice.of(lookUp(root));
			case TLS_OPTIONS -> Advice.of(tookTooLong("supplier of the TLS options", root));
			case WEB_SOCKET_REQUEST -> Advice.of(tookTooLong("webSocketRequestProvider", root));
			case CONNECT -> Advice.of(connect(at, root));
			case PROXY -> Advice.of(proxy(at, root));
			case TLS -> tls(root);
			case WEB_SOCKET -> Advice.of(webSocket(root));
			case FIRST_ANSWER -> firstAnswer(root);
		};
		return failure(advice, root);
	}

	/**
	 * Remembers what the attempt waits for.
	 * @param call the call
	 */
	void waitsFor(Call<?> call) {
		this.waiting = call;
	}

	MqttConnectException webSocketRequestHangs() {
		return failure("the webSocketRequestProvider was not asked again: it has not returned from "
				+ BlockingCalls.MAX_CALLS + " earlier calls. Check what it waits for", null);
	}

	/**
	 * Explains options that do not work.
	 * @param what what they are for
	 * @param cause why they do not
	 * @return the explanation
	 */
	MqttConnectException badOptions(String what, Throwable cause) {
		return failure("the " + what + " cannot be used: " + Causes.message(cause), cause);
	}

	/**
	 * Explains a failure of the provider of WebSocket requests. Its message is not
	 * repeated, as it may hold what is secret.
	 * @param cause the failure
	 * @return the explanation
	 */
	MqttConnectException noWebSocketRequest(Throwable cause) {
		return failure("the webSocketRequestProvider failed, see the cause", Causes.withoutWrappers(cause));
	}

	MqttConnectException webSocketRefused(int status, String reason) {
		String text = "the server answered the WebSocket request with HTTP status " + status + " " + reason + ". ";
		return failure(text + switch (status) {
			case 404 -> "Check the path of the address; many brokers use /mqtt";
			case 401, 403, 407 -> "Check the headers (webSocketHeaders, webSocketRequestProvider) and that the server"
					+ " allows this client";
			case 301, 302, 303, 307, 308 -> "Redirections are not followed: set the address the server is really at";
			case 400, 426 -> "Check that this port and path are those of MQTT over WebSocket, and that proxies on the"
					+ " way let WebSocket pass";
			default -> "Check the address, and what the server logs";
		}, null);
	}

	MqttConnectException wrongSubProtocol(@Nullable String protocol) {
		return failure("the server opened a WebSocket but not for MQTT: "
				+ ((protocol == null) ? "no sub-protocol" : "sub-protocol '" + protocol + "'")
				+ " instead of 'mqtt'. Check the path of the address", null);
	}

	MqttConnectException notHttp(Throwable cause) {
		return failure("the server does not answer with HTTP. Check that this port is the one for WebSocket; for MQTT"
				+ " without WebSocket use " + (this.server.scheme().isTls() ? "mqtts" : "mqtt") + "://", cause);
	}

	/**
	 * Looks whether the server's first bytes are of another protocol.
	 * @param bytes the bytes, which are not read
	 * @return the explanation, or {@code null} if they may be MQTT
	 */
	@Nullable MqttConnectException notMqtt(ByteBuf bytes) {
		if (!bytes.isReadable()) {
			return null;
		}
		boolean tls = this.server.scheme().isTls();
		boolean webSocket = this.server.scheme().isWebSocket();
		// None of these first bytes can begin what an MQTT server sends first.
		if (bytes.getUnsignedByte(bytes.readerIndex()) == TLS_ALERT) {
			return failure("the server wants TLS at this port. Use " + (webSocket ? "wss" : "mqtts") + "://", null);
		}
		if (startsWith(bytes, "HTTP")) {
			return failure("the server answers with HTTP, not MQTT. Check the port; for MQTT over WebSocket use "
					+ (tls ? "wss" : "ws") + "://", null);
		}
		for (String other : new String[] { "AMQP", "SSH-" }) {
			if (startsWith(bytes, other)) {
				return failure("the server answers with " + other.replace("-", "") + ", not MQTT. Check the port",
						null);
			}
		}
		return null;
	}

	private static boolean startsWith(ByteBuf bytes, String text) {
		byte[] expected = text.getBytes(StandardCharsets.US_ASCII);
		int length = Math.min(expected.length, bytes.readableBytes());
		return ByteBufUtil.equals(bytes, bytes.readerIndex(), Unpooled.wrappedBuffer(expected), 0, length);
	}

	private String lookUp(Throwable cause) {
		String host = (this.proxy != null) ? "the proxy's host '" + this.proxy.host() + "'"
				: "the host '" + this.server.host() + "'";
		if (cause instanceof UnknownHostException) {
			return host + " is unknown. Check its spelling, and that this machine has a network and a name server";
		}
		if (cause instanceof ConnectTimeoutException) {
			return "the name look-up of " + host + " took longer than " + limit(cause) + progress()
					+ ". Check the name server of this machine";
		}
		return Causes.message(cause);
	}

	private String tookTooLong(String what, Throwable cause) {
		return (cause instanceof ConnectTimeoutException)
				? "the " + what + " did not return within " + limit(cause) + progress() + ". Check what it waits for"
				: Causes.message(cause);
	}

	private String progress() {
		Call<?> call = this.waiting;
		return (call != null) ? call.progress() : "";
	}

	/** The time-out is named by its message. */
	private static String limit(Throwable timeout) {
		return Causes.message(timeout).replace(NO_ANSWER_IN, "");
	}

	private String connect(String at, Throwable cause) {
		String what = (this.proxy != null) ? this.proxy.type() + " proxy" : "broker";
		if (cause instanceof ConnectTimeoutException) {
			return "there is " + cause.getMessage() + " from " + at
					+ ". Check host and port, and firewalls on the way, which often drop silently";
		}
		if (this.localAddress && Causes.isBindFailure(cause)) {
			return "the local address of the socket options cannot be used: " + Causes.message(cause)
					+ ". It must be one of this machine, its port free";
		}
		if (cause instanceof UnsupportedAddressTypeException && this.localAddress) {
			return "the local address of the socket options is of another kind than " + at
					+ ". Both must be IPv4 or both IPv6";
		}
		if (this.server.scheme() == Scheme.UNIX) {
			return domainSocket(cause);
		}
		String message = Causes.message(cause);
		if (cause instanceof NoRouteToHostException || message.contains("unreachable")) {
			return "there is no route to " + at + ". Check that this machine has a network, with IPv6 if the address"
					+ " is one";
		}
		if (cause instanceof ConnectException) {
			return "nothing accepts connections at " + at + " ("
					+ (message.toLowerCase(Locale.ROOT).contains("refused") ? "connection refused" : message)
					+ "). Check that the " + what + " runs there, and its port";
		}
		return "the connection to " + at + " failed: " + message;
	}

	private String domainSocket(Throwable cause) {
		String message = Causes.message(cause).toLowerCase(Locale.ROOT);
		if (cause instanceof UnsupportedOperationException) {
			return "this operating system has no Unix domain sockets. Use mqtt://";
		}
		if (cause instanceof FileNotFoundException || message.contains("no such file")
				|| message.contains("invalid argument")) {
			return "there is no domain socket at this path. Check the path, and that the broker runs";
		}
		if (message.contains("permission denied") || message.contains("eacces")) {
			return "this user may not use the domain socket. Check the permissions of the file and its folders";
		}
		if (message.contains("refused")) {
			return "nothing accepts connections at this domain socket. Check that the broker runs";
		}
		return "the connection to the domain socket failed: " + Causes.message(cause);
	}

	private String proxy(String at, Throwable cause) {
		ProxyOptions proxy = Objects.requireNonNull(this.proxy);
		String name = proxy.toString();
		if (cause instanceof ConnectTimeoutException) {
			return "there is " + cause.getMessage() + " from the " + name + ". Check that it speaks " + proxy.type()
					+ ", and that it can reach " + this.server.host() + ":" + this.server.port();
		}
		Matcher status = PROXY_STATUS.matcher(Causes.message(cause));
		if (!status.find()) {
			return "the " + name + " (" + at + ") closed the connection. Check that it speaks " + proxy.type();
		}
		String value = status.group(2);
		boolean authentication = !status.group(1).equals("status") || value.startsWith("407")
				|| value.startsWith("IDENTD");
		if (authentication) {
			return "the " + name + ((proxy.username() != null) ? " refuses the user name or password. Check them"
					: " wants credentials. Set them with ProxyOptions.withCredentials") + " (" + value + ")";
		}
		return "the " + name + " does not connect to " + this.server.host() + ":" + this.server.port() + " (" + value
				+ "). Check that it allows this host and port and can reach it";
	}

	private Advice tls(Throwable cause) {
		if (cause instanceof ConnectTimeoutException) {
			return Advice
				.of("there is " + cause.getMessage() + " to the TLS handshake. Check that this port speaks TLS");
		}
		return TlsFailures.explain(cause, this.server);
	}

	private String webSocket(Throwable cause) {
		if (cause instanceof ConnectTimeoutException) {
			return "there is " + cause.getMessage()
					+ " to the WebSocket request. Check that this port speaks WebSocket";
		}
		if (Causes.isClosed(cause)) {
			return "the server closed the connection when it got the WebSocket request. Check that this port speaks"
					+ " WebSocket" + (this.server.scheme().isTls() ? "" : ", and whether it wants TLS (wss://)");
		}
		return "the WebSocket handshake failed: " + Causes.message(cause);
	}

	private Advice firstAnswer(Throwable cause) {
		return (this.server.scheme().isTls() && TlsFailures.isAlert(cause)) ? TlsFailures.explain(cause, this.server)
				: Advice.of(noAnswer(cause));
	}

	private String noAnswer(Throwable cause) {
		boolean tls = this.server.scheme().isTls();
		if (cause instanceof ConnectTimeoutException) {
			return "the connection was made, but there is " + cause.getMessage()
					+ " to CONNECT. Check that this port is the one for MQTT, and whether the server is overloaded";
		}
		if (Causes.isClosed(cause)) {
			return "the server closed the connection before it answered. Check that this port is the one for MQTT"
					+ (this.server.scheme().isWebSocket() ? " over WebSocket" : "")
					+ (tls ? ", and whether the server wants a client certificate or refuses the one it got"
							: (this.server.scheme() != Scheme.UNIX) ? ", and whether it wants TLS" : "")
					+ "; the server's log may say more";
		}
		return "the connection failed before the server answered: " + Causes.message(cause);
	}

	static ConnectTimeoutException timeout(Duration limit) {
		return new ConnectTimeoutException(NO_ANSWER_IN + limit.toMillis() + " ms");
	}

	private MqttConnectException failure(String text, @Nullable Throwable cause) {
		return failure(Advice.of(text), cause);
	}

	private MqttConnectException failure(Advice advice, @Nullable Throwable cause) {
		return new MqttConnectException("Cannot connect to " + this.server + ": " + advice.text(), null,
				(cause != null) ? EscapedThrowable.of(cause) : null, advice.remedy());
	}

	static String show(SocketAddress address) {
		return (address instanceof InetSocketAddress inet) ? NetUtil.toSocketAddressString(inet) : address.toString();
	}

}
