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

import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

import io.mqttworks.client.ServerAddress;
import io.mqttworks.client.TlsOptions;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import org.jspecify.annotations.Nullable;

/**
 * TLS by the JDK, or by OpenSSL if netty-tcnative is on the class path.
 *
 * @param context the keys, trust and sessions
 * @param serverName the name to ask for and to expect, or {@code null} for the server's
 */
record Tls(SslContext context, @Nullable String serverName) {

	/** A close must not wait longer for a server that does not read. */
	private static final long CLOSE_NOTIFY_TIMEOUT_MILLIS = 1000;

	/**
	 * Contexts hold the sessions to resume and are expensive to make. They live as long
	 * as their options do.
	 */
	private static final Map<TlsOptions, SslContext> contexts = new WeakHashMap<>();

	/**
	 * Prepares TLS, which may have to read the JDK's trust store.
	 * @param options the options
	 * @return TLS as the options say
	 * @throws SSLException if the options do not work
	 */
	static Tls of(TlsOptions options) throws SSLException {
		return new Tls(context(options), options.serverName());
	}

	private static SslContext context(TlsOptions options) throws SSLException {
		synchronized (contexts) {
			SslContext known = contexts.get(options);
			if (known != null) {
				return known;
			}
		}
		SslContext created = createContext(options, null);
		synchronized (contexts) {
			SslContext known = contexts.putIfAbsent(options, created);
			return (known != null) ? known : created;
		}
	}

	/**
	 * Makes a context.
	 * @param options the options
	 * @param provider who implements TLS, or {@code null} for the best there is
	 * @return the context
	 * @throws SSLException if the options do not work
	 */
	static SslContext createContext(TlsOptions options, @Nullable SslProvider provider) throws SSLException {
		SslContextBuilder builder = SslContextBuilder.forClient()
			.sslProvider(provider)
			.keyManager(options.keyManagers())
			.trustManager(options.trustManagers())
			.endpointIdentificationAlgorithm(options.verifyHostName() ? "HTTPS" : null);
		if (!options.protocols().isEmpty()) {
			builder.protocols(options.protocols());
		}
		if (!options.ciphers().isEmpty()) {
			// One that does not exist is an error, not left out.
			builder.ciphers(options.ciphers(), IdentityCipherSuiteFilter.INSTANCE);
		}
		if (!options.applicationProtocols().isEmpty()) {
			builder.applicationProtocolConfig(
					new ApplicationProtocolConfig(Protocol.ALPN, SelectorFailureBehavior.NO_ADVERTISE,
							SelectedListenerFailureBehavior.ACCEPT, options.applicationProtocols()));
		}
		return builder.build();
	}

	/**
	 * Makes the handler of a channel.
	 * @param server the server, whose name the certificate must have
	 * @param allocator allocates the buffers
	 * @return the handler
	 */
	SslHandler newHandler(ServerAddress server, ByteBufAllocator allocator) {
		String name = this.serverName;
		// Certificates are checked by code of the user's that may block.
		SslHandler handler = this.context.newHandler(allocator,
				(name != null) ? name : HostNames.withoutZone(server.host()), server.port(), BlockingCalls.TLS_TASKS);
		if (name != null && !HostNames.isAddress(name)) {
			// The JDK leaves names without a dot out.
			SSLEngine engine = handler.engine();
			SSLParameters parameters = engine.getSSLParameters();
			parameters.setServerNames(List.of(new SNIHostName(name)));
			engine.setSSLParameters(parameters);
		}
		// The attempt as a whole has a time-out.
		handler.setHandshakeTimeoutMillis(0);
		handler.setCloseNotifyFlushTimeoutMillis(CLOSE_NOTIFY_TIMEOUT_MILLIS);
		return handler;
	}

}
