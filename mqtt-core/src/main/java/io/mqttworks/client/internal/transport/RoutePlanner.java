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

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import javax.net.ssl.SSLException;

import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.ProxyOptions;
import io.mqttworks.client.ServerAddress;
import io.mqttworks.client.ServerAddress.Scheme;
import io.mqttworks.client.spi.WebSocketRequest;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * Finds the way to a server. May block, so it runs on threads of its own where it does.
 */
final class RoutePlanner {

	private final ServerAddress server;

	private final MqttClientOptions options;

	private final IoModel model;

	private final @Nullable ProxyOptions proxy;

	private final NameLookup names;

	private final ConnectFailures failures;

	RoutePlanner(ServerAddress server, MqttClientOptions options, IoModel model, NameLookup names,
			ConnectFailures failures) {
		this.server = server;
		this.options = options;
		this.model = model;
		this.names = names;
		this.failures = failures;
		this.proxy = proxy(server, options);
	}

	/**
	 * Returns the proxy on the way to a server.
	 * @param server the server
	 * @param options how to reach it
	 * @return the proxy, or {@code null} if there is none
	 */
	static @Nullable ProxyOptions proxy(ServerAddress server, MqttClientOptions options) {
		return (server.scheme() != Scheme.UNIX) ? options.proxy() : null;
	}

	/**
	 * Finds the way.
	 * @param cancelled whether nobody waits any more; look-ups that have not begun are
	 * left out then
	 * @param progress told what is done beyond the look-up
	 * @return completes on any thread
	 */
	CompletableFuture<ConnectRoute> plan(BooleanSupplier cancelled, Consumer<Stage> progress) {
		Executor executor = mayBlock() ? BlockingTasks.executor() : Runnable::run;
		return CompletableFuture.supplyAsync(() -> start(cancelled, progress), executor)
			.thenCompose((route) -> this.server.scheme().isWebSocket() ? addRequest(route, progress)
					: CompletableFuture.completedFuture(route));
	}

	private boolean mayBlock() {
		return this.server.scheme().isTls() || this.server.scheme().isWebSocket() || this.proxy != null
				|| !(this.server.scheme() == Scheme.UNIX || isLiteral(this.server.host()));
	}

	private ConnectRoute start(BooleanSupplier cancelled, Consumer<Stage> progress) {
		if (cancelled.getAsBoolean()) {
			throw new CancellationException();
		}
		if (this.server.scheme().isWebSocket()) {
			OptionalModule.HTTP.require("The WebSocket address " + this.server);
		}
		if (this.proxy != null) {
			// The first needs the others, whatever the type of the proxy.
			for (OptionalModule module : List.of(OptionalModule.PROXY, OptionalModule.HTTP, OptionalModule.SOCKS)) {
				module.require("The " + this.proxy);
			}
		}
		try {
			List<SocketAddress> addresses = addresses();
			return new ConnectRoute(addresses, this.proxy, this.server.scheme().isTls() ? tls(progress) : null, null);
		}
		catch (UnknownHostException ex) {
			throw new CompletionException(ex);
		}
	}

	private Tls tls(Consumer<Stage> progress) {
		progress.accept(Stage.TLS_OPTIONS);
		try {
			return Tls.of(this.options.tls().get());
		}
		catch (SSLException | RuntimeException ex) {
			throw this.failures.badOptions("TLS options", ex);
		}
	}

	private List<SocketAddress> addresses() throws UnknownHostException {
		if (this.server.scheme() == Scheme.UNIX) {
			return List.of(this.model.domainAddress(this.server.path()));
		}
		String host = (this.proxy != null) ? this.proxy.host() : this.server.host();
		int port = (this.proxy != null) ? this.proxy.port() : this.server.port();
		return Arrays.stream(this.names.lookup(host))
			.<SocketAddress>map((address) -> new InetSocketAddress(address, port))
			.toList();
	}

	private CompletionStage<ConnectRoute> addRequest(ConnectRoute route, Consumer<Stage> progress) {
		progress.accept(Stage.WEB_SOCKET_REQUEST);
		CompletionStage<WebSocketRequest> request;
		try {
			request = this.options.webSocketRequests().request(this.server);
		}
		catch (RuntimeException ex) {
			throw this.failures.noWebSocketRequest(ex);
		}
		return request.handle((result, failure) -> {
			if (result == null) {
				throw this.failures
					.noWebSocketRequest((failure != null) ? failure : new NullPointerException("no request"));
			}
			return new ConnectRoute(route.addresses(), route.proxy(), route.tls(), result);
		});
	}

	/**
	 * Returns whether a host is an address, which needs no look-up.
	 * @param host the host
	 * @return whether it is
	 */
	static boolean isLiteral(String host) {
		return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
	}

	/**
	 * Looks names up. May block.
	 */
	@FunctionalInterface
	interface NameLookup {

		/**
		 * Returns all addresses of a host.
		 * @param host the name, or an address
		 * @return at least one, best first
		 * @throws UnknownHostException if there is none
		 */
		InetAddress[] lookup(String host) throws UnknownHostException;

	}

}
