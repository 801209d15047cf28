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
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import javax.net.ssl.SSLException;

import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.ProxyOptions;
import io.mqttworks.client.ServerAddress;
import io.mqttworks.client.ServerAddress.Scheme;
import io.mqttworks.client.TlsOptions;
import io.mqttworks.client.internal.transport.BlockingCalls.Call;
import io.mqttworks.client.internal.transport.BlockingCalls.Identity;
import io.mqttworks.client.spi.WebSocketRequest;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what an attempt needs before it connects: addresses, TLS, the WebSocket
 * request. What may block runs on threads of its own.
 */
final class RoutePlanner {

	private final ServerAddress server;

	private final MqttClientOptions options;

	private final IoModel model;

	private final @Nullable ProxyOptions proxy;

	private final NameLookup names;

	private final ConnectFailures failures;

	/**
	 * Creates a planner for one attempt.
	 * @param server the server
	 * @param options how to reach it
	 * @param proxy the proxy on the way, or {@code null} for none
	 * @param model makes the address of a Unix domain socket
	 * @param names looks names up
	 * @param failures explains what fails
	 */
	RoutePlanner(ServerAddress server, MqttClientOptions options, @Nullable ProxyOptions proxy, IoModel model,
			NameLookup names, ConnectFailures failures) {
		this.server = server;
		this.options = options;
		this.model = model;
		this.names = names;
		this.failures = failures;
		this.proxy = proxy;
	}

	/**
	 * Finds the way, step by step. Whoever waits for it does so with a time-out: a step
	 * may hang.
	 * @param cancelled whether the attempt was given up; further steps are then left out
	 * @param progress told what is done beyond the look-up
	 * @return completes on any thread
	 */
	CompletableFuture<ConnectRoute> plan(BooleanSupplier cancelled, Consumer<Stage> progress) {
		try {
			requireModules();
		}
		catch (MqttConnectException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		return addresses().thenCompose(
				(addresses) -> tls(cancelled, progress).thenCompose((tls) -> request(cancelled, progress).thenApply(
						(request) -> new ConnectRoute(addresses, this.proxy, tls.orElse(null), request.orElse(null)))));
	}

	private void requireModules() {
		if (this.server.scheme().isWebSocket()) {
			OptionalModule.HTTP.require("The WebSocket address " + this.server);
		}
		if (this.proxy != null) {
			// The first needs the others, whatever the type of the proxy.
			for (OptionalModule module : List.of(OptionalModule.PROXY, OptionalModule.HTTP, OptionalModule.SOCKS)) {
				module.require("The " + this.proxy);
			}
		}
	}

	private CompletableFuture<List<SocketAddress>> addresses() {
		if (this.server.scheme() == Scheme.UNIX) {
			return CompletableFuture.completedFuture(List.of(this.model.domainAddress(this.server.path())));
		}
		String host = (this.proxy != null) ? this.proxy.host() : this.server.host();
		int port = (this.proxy != null) ? this.proxy.port() : this.server.port();
		CompletableFuture<InetAddress[]> addresses = HostNames.isAddress(host)
				? CompletableFuture.completedFuture(host).thenApply(this::lookup)
				: wait(BlockingCalls.NAMES.callOrJoin(new LookupOf(host, this.names), () -> lookup(host)));
		return addresses.thenApply((found) -> Arrays.stream(found)
			.<SocketAddress>map((address) -> new InetSocketAddress(address, port))
			.toList());
	}

	private InetAddress[] lookup(String host) {
		try {
			return this.names.lookup(host);
		}
		catch (UnknownHostException ex) {
			throw new CompletionException(ex);
		}
	}

	private CompletableFuture<Optional<Tls>> tls(BooleanSupplier cancelled, Consumer<Stage> progress) {
		if (!this.server.scheme().isTls()) {
			return CompletableFuture.completedFuture(Optional.empty());
		}
		if (cancelled.getAsBoolean()) {
			return CompletableFuture.failedFuture(new CancellationException());
		}
		progress.accept(Stage.TLS_OPTIONS);
		Supplier<TlsOptions> options = this.options.tls();
		return wait(BlockingCalls.SUPPLIERS.callOrJoin(new Identity(options), () -> tls(options)));
	}

	private Optional<Tls> tls(Supplier<TlsOptions> options) {
		try {
			return Optional.of(Tls.of(options.get()));
		}
		catch (SSLException | RuntimeException ex) {
			throw this.failures.badOptions("TLS options", ex);
		}
	}

	private CompletableFuture<Optional<WebSocketRequest>> request(BooleanSupplier cancelled, Consumer<Stage> progress) {
		if (!this.server.scheme().isWebSocket()) {
			return CompletableFuture.completedFuture(Optional.empty());
		}
		if (cancelled.getAsBoolean()) {
			return CompletableFuture.failedFuture(new CancellationException());
		}
		progress.accept(Stage.WEB_SOCKET_REQUEST);
		// A request may be valid only once, so each attempt asks for its own.
		Call<CompletionStage<WebSocketRequest>> call = BlockingCalls.SUPPLIERS.call(new Identity(this.options),
				() -> this.options.webSocketRequests().request(this.server));
		if (call == null) {
			return CompletableFuture.failedFuture(this.failures.webSocketRequestHangs());
		}
		return wait(call).thenCompose(Function.identity()).handle((result, failure) -> {
			if (result == null) {
				throw this.failures
					.noWebSocketRequest((failure != null) ? failure : new NullPointerException("no request"));
			}
			return Optional.of(result);
		});
	}

	private <T> CompletableFuture<T> wait(Call<T> call) {
		this.failures.waitsFor(call);
		return call.answer();
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

	/**
	 * What tells look-ups apart.
	 *
	 * @param host the host
	 * @param names who looks it up
	 */
	private record LookupOf(String host, NameLookup names) {

	}

}
