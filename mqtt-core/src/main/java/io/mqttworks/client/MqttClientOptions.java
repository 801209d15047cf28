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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.mqttworks.client.spi.CredentialsProvider;
import io.mqttworks.client.spi.EnhancedAuthentication;
import io.mqttworks.client.spi.SessionStore;
import io.mqttworks.client.spi.WebSocketRequestProvider;
import org.jspecify.annotations.Nullable;

/**
 * What a client was built with; {@link MqttClientBuilder} says what each option means and
 * its default.
 */
public final class MqttClientOptions {

	private final List<ServerAddress> servers;

	private final boolean shuffleServers;

	private final boolean serversShareSession;

	private final int maxRedirects;

	private final VersionPolicy version;

	private final String name;

	private final String clientId;

	private final CredentialsProvider credentials;

	private final @Nullable Supplier<EnhancedAuthentication> authentication;

	private final Duration keepAlive;

	private final boolean cleanStart;

	private final @Nullable Duration sessionExpiry;

	private final @Nullable Supplier<Will> will;

	private final int receiveMaximum;

	private final int maximumPacketSize;

	private final int topicAliasMaximum;

	private final boolean requestResponseInformation;

	private final List<UserProperty> userProperties;

	private final Duration connectTimeout;

	private final Duration closeTimeout;

	private final Supplier<TlsOptions> tls;

	private final WebSocketRequestProvider webSocketRequests;

	private final @Nullable ProxyOptions proxy;

	private final SocketOptions socket;

	private final ReconnectPolicy reconnect;

	private final ClientIdConflictPolicy clientIdConflict;

	private final ClientMode mode;

	private final int maxPendingMessages;

	private final long maxPendingBytes;

	private final OverflowPolicy overflowPolicy;

	private final int maxInFlight;

	private final int poisonThreshold;

	private final boolean allowControlCharacters;

	private final @Nullable Executor handlerExecutor;

	private final ClientResources resources;

	private final HandlerFailurePolicy handlerFailurePolicy;

	private final long maxUnhandledBytes;

	private final InboundOverflowPolicy inboundOverflowPolicy;

	private final @Nullable Duration deliveryTimeout;

	private final DeliveryTimeoutPolicy deliveryTimeoutPolicy;

	private final @Nullable MessageHandler unmatchedHandler;

	private final boolean subscriptionIdentifiers;

	private final List<String> subscriptionPrefixes;

	private final Duration unmatchedHoldTime;

	private final boolean unsubscribeStaleFilters;

	private final @Nullable SessionStore sessionStore;

	private final List<ConnectionListener> connectionListeners;

	private final List<ErrorListener> errorListeners;

	MqttClientOptions(MqttClientBuilder builder, boolean cleanStart) {
		this.servers = builder.servers;
		this.shuffleServers = builder.shuffleServers;
		this.serversShareSession = builder.serversShareSession;
		this.maxRedirects = builder.maxRedirects;
		this.version = builder.version;
		this.clientId = builder.clientId;
		this.name = name(builder);
		this.credentials = builder.credentials;
		this.authentication = builder.authentication;
		this.keepAlive = builder.keepAlive;
		this.cleanStart = cleanStart;
		this.sessionExpiry = builder.sessionExpiry;
		this.will = builder.will;
		this.receiveMaximum = builder.receiveMaximum;
		this.maximumPacketSize = builder.maximumPacketSize;
		this.topicAliasMaximum = builder.topicAliasMaximum;
		this.requestResponseInformation = builder.requestResponseInformation;
		this.userProperties = builder.userProperties;
		this.connectTimeout = builder.connectTimeout;
		this.closeTimeout = builder.closeTimeout;
		this.tls = builder.tls;
		this.webSocketRequests = builder.webSocketRequests;
		this.proxy = builder.proxy;
		this.socket = builder.socket;
		this.reconnect = builder.reconnect;
		this.clientIdConflict = builder.clientIdConflict;
		this.mode = builder.mode;
		this.maxPendingMessages = builder.maxPendingMessages;
		this.maxPendingBytes = builder.maxPendingBytes;
		this.overflowPolicy = builder.overflowPolicy;
		this.maxInFlight = builder.maxInFlight;
		this.poisonThreshold = builder.poisonThreshold;
		this.allowControlCharacters = builder.allowControlCharacters;
		this.handlerExecutor = builder.handlerExecutor;
		this.resources = (builder.resources != null) ? builder.resources : ClientResources.shared();
		this.handlerFailurePolicy = builder.handlerFailurePolicy;
		this.maxUnhandledBytes = builder.maxUnhandledBytes;
		this.inboundOverflowPolicy = builder.inboundOverflowPolicy;
		this.deliveryTimeout = builder.deliveryTimeout;
		this.deliveryTimeoutPolicy = builder.deliveryTimeoutPolicy;
		this.unmatchedHandler = builder.unmatchedHandler;
		this.subscriptionIdentifiers = builder.subscriptionIdentifiers;
		this.subscriptionPrefixes = builder.subscriptionPrefixes;
		this.unmatchedHoldTime = builder.unmatchedHoldTime;
		this.unsubscribeStaleFilters = builder.unsubscribeStaleFilters;
		this.sessionStore = builder.sessionStore;
		this.connectionListeners = List.copyOf(builder.connectionListeners);
		this.errorListeners = List.copyOf(builder.errorListeners);
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#servers}
	 */
	public List<ServerAddress> servers() {
		return this.servers;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#shuffleServers}
	 */
	public boolean shuffleServers() {
		return this.shuffleServers;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#serversShareSession}
	 */
	public boolean serversShareSession() {
		return this.serversShareSession;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#maxRedirects}
	 */
	public int maxRedirects() {
		return this.maxRedirects;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#version(VersionPolicy)}
	 */
	public VersionPolicy version() {
		return this.version;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#name}
	 */
	public String name() {
		return this.name;
	}

	private static String name(MqttClientBuilder builder) {
		if (builder.name != null) {
			return builder.name;
		}
		return (builder.clientId.isEmpty() && !builder.servers.isEmpty()) ? builder.servers.get(0).toString()
				: builder.clientId;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#clientId}; empty if the server shall choose
	 */
	public String clientId() {
		return this.clientId;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#credentialsProvider}
	 */
	public CredentialsProvider credentials() {
		return this.credentials;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#enhancedAuthentication}; {@code null} for none
	 */
	public @Nullable Supplier<EnhancedAuthentication> authentication() {
		return this.authentication;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#keepAlive}
	 */
	public Duration keepAlive() {
		return this.keepAlive;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#cleanStart}
	 */
	public boolean cleanStart() {
		return this.cleanStart;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#sessionExpiry}; {@code null} for ever
	 */
	public @Nullable Duration sessionExpiry() {
		return this.sessionExpiry;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#will(Supplier)}; {@code null} for none
	 */
	public @Nullable Supplier<Will> will() {
		return this.will;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#receiveMaximum}
	 */
	public int receiveMaximum() {
		return this.receiveMaximum;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#maximumPacketSize}
	 */
	public int maximumPacketSize() {
		return this.maximumPacketSize;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#topicAliasMaximum}
	 */
	public int topicAliasMaximum() {
		return this.topicAliasMaximum;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#requestResponseInformation}
	 */
	public boolean requestResponseInformation() {
		return this.requestResponseInformation;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#userProperties}
	 */
	public List<UserProperty> userProperties() {
		return this.userProperties;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#connectTimeout}
	 */
	public Duration connectTimeout() {
		return this.connectTimeout;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#closeTimeout}
	 */
	public Duration closeTimeout() {
		return this.closeTimeout;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#tls(Supplier)}
	 */
	public Supplier<TlsOptions> tls() {
		return this.tls;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#webSocketRequestProvider}
	 */
	public WebSocketRequestProvider webSocketRequests() {
		return this.webSocketRequests;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#proxy}; {@code null} for none
	 */
	public @Nullable ProxyOptions proxy() {
		return this.proxy;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#socket}
	 */
	public SocketOptions socket() {
		return this.socket;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#reconnect}
	 */
	public ReconnectPolicy reconnect() {
		return this.reconnect;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#clientIdConflict}
	 */
	public ClientIdConflictPolicy clientIdConflict() {
		return this.clientIdConflict;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#mode}
	 */
	public ClientMode mode() {
		return this.mode;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#maxPendingMessages}
	 */
	public int maxPendingMessages() {
		return this.maxPendingMessages;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#maxPendingBytes}
	 */
	public long maxPendingBytes() {
		return this.maxPendingBytes;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#overflowPolicy}
	 */
	public OverflowPolicy overflowPolicy() {
		return this.overflowPolicy;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#maxInFlight}
	 */
	public int maxInFlight() {
		return this.maxInFlight;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#poisonThreshold}
	 */
	public int poisonThreshold() {
		return this.poisonThreshold;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#allowControlCharacters}
	 */
	public boolean allowControlCharacters() {
		return this.allowControlCharacters;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#handlerExecutor}; {@code null} for that of the
	 * resources
	 */
	public @Nullable Executor handlerExecutor() {
		return this.handlerExecutor;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#resources}
	 */
	public ClientResources resources() {
		return this.resources;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#handlerFailurePolicy}
	 */
	public HandlerFailurePolicy handlerFailurePolicy() {
		return this.handlerFailurePolicy;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#maxUnhandledBytes}
	 */
	public long maxUnhandledBytes() {
		return this.maxUnhandledBytes;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#inboundOverflowPolicy}
	 */
	public InboundOverflowPolicy inboundOverflowPolicy() {
		return this.inboundOverflowPolicy;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#deliveryTimeout}; {@code null} for none
	 */
	public @Nullable Duration deliveryTimeout() {
		return this.deliveryTimeout;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#deliveryTimeoutPolicy}
	 */
	public DeliveryTimeoutPolicy deliveryTimeoutPolicy() {
		return this.deliveryTimeoutPolicy;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#unmatchedHandler}; {@code null} for none
	 */
	public @Nullable MessageHandler unmatchedHandler() {
		return this.unmatchedHandler;
	}

	/**
	 * Returns the option {@link MqttClientBuilder#subscriptionIdentifiers}.
	 * @return the option
	 */
	public boolean subscriptionIdentifiers() {
		return this.subscriptionIdentifiers;
	}

	/**
	 * Returns the option {@link MqttClientBuilder#subscriptionPrefixes}.
	 * @return the option
	 */
	public List<String> subscriptionPrefixes() {
		return this.subscriptionPrefixes;
	}

	/**
	 * Returns the option {@link MqttClientBuilder#unmatchedHoldTime}.
	 * @return the option
	 */
	public Duration unmatchedHoldTime() {
		return this.unmatchedHoldTime;
	}

	/**
	 * Returns the option {@link MqttClientBuilder#unsubscribeStaleFilters}.
	 * @return the option
	 */
	public boolean unsubscribeStaleFilters() {
		return this.unsubscribeStaleFilters;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#sessionStore}; {@code null} for none
	 */
	public @Nullable SessionStore sessionStore() {
		return this.sessionStore;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#connectionListener}
	 */
	public List<ConnectionListener> connectionListeners() {
		return this.connectionListeners;
	}

	/**
	 * Returns the option.
	 * @return see {@link MqttClientBuilder#errorListener}
	 */
	public List<ErrorListener> errorListeners() {
		return this.errorListeners;
	}

	/**
	 * Returns the servers, the client identifier and the version, and nothing secret.
	 */
	@Override
	public String toString() {
		return "MqttClientOptions[servers=" + this.servers + ", clientId=" + this.clientId + ", version=" + this.version
				+ "]";
	}

}
