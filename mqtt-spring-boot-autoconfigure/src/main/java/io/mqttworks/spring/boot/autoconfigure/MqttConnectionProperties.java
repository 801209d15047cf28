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

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.mqttworks.client.ClientIdConflictPolicy;
import io.mqttworks.client.ClientMode;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;

/**
 * Configuration properties of one connection: {@code mqtt.*} for the default one,
 * {@code mqtt.connections.<name>.*} for each further one.
 */
public class MqttConnectionProperties {

	/**
	 * What the connection may do: publisher for everything, listener to receive and never
	 * publish, off to make no connection. Without it mqtt.mode holds, which is publisher
	 * by default.
	 */
	private @Nullable ClientMode mode;

	/**
	 * Comma-separated list of server addresses, tried in order until one accepts:
	 * mqtt://host:1883, mqtts://host:8883, ws://host/mqtt, wss://host/mqtt or unix:/path.
	 */
	private List<String> servers = new ArrayList<>();

	/**
	 * Whether the servers know each other's sessions, as the nodes of a cluster do.
	 */
	private boolean serversShareSession;

	/**
	 * Whether topics and properties may have control characters, for which many servers
	 * end the connection.
	 */
	private boolean allowControlCharacters;

	/**
	 * Whether the servers are tried in random order.
	 */
	private boolean shuffleServers;

	/**
	 * How many redirections of the server to another one are followed in a row. MQTT 5
	 * only.
	 */
	private int maxRedirects = 3;

	/**
	 * Protocol version to speak: 3.1.1, 5, or auto to offer 5 and fall back to 3.1.1.
	 */
	private String version = "auto";

	/**
	 * Client identifier, which names the session on the server. Two connected clients
	 * must not share one. Without it a random one is made up at every start.
	 */
	private @Nullable String clientId;

	/**
	 * What to do when another client connects with the same client identifier: retry as
	 * after any other loss, standby to leave the connection to the other one and look
	 * after growing pauses whether it is gone, or stop.
	 */
	private ClientIdConflictPolicy clientIdConflict = ClientIdConflictPolicy.STANDBY;

	/**
	 * User name to log in with.
	 */
	private @Nullable String username;

	/**
	 * Password or token to log in with.
	 */
	private @Nullable String password;

	/**
	 * Longest silence before a ping is sent; zero for no pings. If a duration suffix is
	 * not specified, seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration keepAlive = Duration.ofSeconds(60);

	/**
	 * Whether the first connection discards the session that the server has. By default
	 * it does when there is no client identifier.
	 */
	private @Nullable Boolean cleanStart;

	/**
	 * How long the server keeps the session after the connection ends; negative for ever.
	 * MQTT 5 only. If a duration suffix is not specified, seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration sessionExpiry = Duration.ofHours(1);

	/**
	 * How many QoS 1 and 2 messages the server may send before the first of them is
	 * acknowledged. MQTT 5 only.
	 */
	private int receiveMaximum = 1000;

	/**
	 * Largest packet to accept. By default all that the protocol can express.
	 */
	private @Nullable DataSize maximumPacketSize;

	/**
	 * How many topic aliases to use in each direction; 0 for none. MQTT 5 only.
	 */
	private int topicAliasMaximum = 16;

	/**
	 * Whether subscriptions have identifiers where the server knows them, so that a
	 * message finds its handlers whatever its topic looks like. Without them topics
	 * decide, as on MQTT 3.1.1. MQTT 5 only.
	 */
	private boolean subscriptionIdentifiers = true;

	/**
	 * Whether to ask the server what to build response topics from. MQTT 5 only.
	 */
	private boolean requestResponseInformation;

	/**
	 * User properties to send when connecting. MQTT 5 only.
	 */
	private Map<String, String> userProperties = new LinkedHashMap<>();

	/**
	 * How long one attempt to connect may take.
	 */
	private Duration connectTimeout = Duration.ofSeconds(10);

	/**
	 * How long to wait at shutdown for handlers that run and messages that are on their
	 * way.
	 */
	private Duration closeTimeout = Duration.ofSeconds(5);

	@NestedConfigurationProperty
	private final MqttSslProperties ssl = new MqttSslProperties();

	@NestedConfigurationProperty
	private final MqttProxyProperties proxy = new MqttProxyProperties();

	@NestedConfigurationProperty
	private final MqttWebsocketProperties websocket = new MqttWebsocketProperties();

	@NestedConfigurationProperty
	private final MqttSocketProperties socket = new MqttSocketProperties();

	@NestedConfigurationProperty
	private final MqttWillProperties will = new MqttWillProperties();

	@NestedConfigurationProperty
	private final MqttReconnectProperties reconnect = new MqttReconnectProperties();

	@NestedConfigurationProperty
	private final MqttPublishProperties publish = new MqttPublishProperties();

	@NestedConfigurationProperty
	private final MqttSessionStoreProperties sessionStore = new MqttSessionStoreProperties();

	public @Nullable ClientMode getMode() {
		return this.mode;
	}

	public void setMode(@Nullable ClientMode mode) {
		this.mode = mode;
	}

	public ClientIdConflictPolicy getClientIdConflict() {
		return this.clientIdConflict;
	}

	public void setClientIdConflict(ClientIdConflictPolicy clientIdConflict) {
		this.clientIdConflict = clientIdConflict;
	}

	public List<String> getServers() {
		return this.servers;
	}

	public void setServers(List<String> servers) {
		this.servers = servers;
	}

	public boolean isServersShareSession() {
		return this.serversShareSession;
	}

	public void setServersShareSession(boolean serversShareSession) {
		this.serversShareSession = serversShareSession;
	}

	public boolean isAllowControlCharacters() {
		return this.allowControlCharacters;
	}

	public void setAllowControlCharacters(boolean allowControlCharacters) {
		this.allowControlCharacters = allowControlCharacters;
	}

	public boolean isShuffleServers() {
		return this.shuffleServers;
	}

	public void setShuffleServers(boolean shuffleServers) {
		this.shuffleServers = shuffleServers;
	}

	public int getMaxRedirects() {
		return this.maxRedirects;
	}

	public void setMaxRedirects(int maxRedirects) {
		this.maxRedirects = maxRedirects;
	}

	public String getVersion() {
		return this.version;
	}

	public void setVersion(String version) {
		this.version = version;
	}

	public @Nullable String getClientId() {
		return this.clientId;
	}

	public void setClientId(@Nullable String clientId) {
		this.clientId = clientId;
	}

	public @Nullable String getUsername() {
		return this.username;
	}

	public void setUsername(@Nullable String username) {
		this.username = username;
	}

	public @Nullable String getPassword() {
		return this.password;
	}

	public void setPassword(@Nullable String password) {
		this.password = password;
	}

	public Duration getKeepAlive() {
		return this.keepAlive;
	}

	public void setKeepAlive(Duration keepAlive) {
		this.keepAlive = keepAlive;
	}

	public @Nullable Boolean getCleanStart() {
		return this.cleanStart;
	}

	public void setCleanStart(@Nullable Boolean cleanStart) {
		this.cleanStart = cleanStart;
	}

	public Duration getSessionExpiry() {
		return this.sessionExpiry;
	}

	public void setSessionExpiry(Duration sessionExpiry) {
		this.sessionExpiry = sessionExpiry;
	}

	public int getReceiveMaximum() {
		return this.receiveMaximum;
	}

	public void setReceiveMaximum(int receiveMaximum) {
		this.receiveMaximum = receiveMaximum;
	}

	public @Nullable DataSize getMaximumPacketSize() {
		return this.maximumPacketSize;
	}

	public void setMaximumPacketSize(@Nullable DataSize maximumPacketSize) {
		this.maximumPacketSize = maximumPacketSize;
	}

	public int getTopicAliasMaximum() {
		return this.topicAliasMaximum;
	}

	public void setTopicAliasMaximum(int topicAliasMaximum) {
		this.topicAliasMaximum = topicAliasMaximum;
	}

	public boolean isSubscriptionIdentifiers() {
		return this.subscriptionIdentifiers;
	}

	public void setSubscriptionIdentifiers(boolean subscriptionIdentifiers) {
		this.subscriptionIdentifiers = subscriptionIdentifiers;
	}

	public boolean isRequestResponseInformation() {
		return this.requestResponseInformation;
	}

	public void setRequestResponseInformation(boolean requestResponseInformation) {
		this.requestResponseInformation = requestResponseInformation;
	}

	public Map<String, String> getUserProperties() {
		return this.userProperties;
	}

	public void setUserProperties(Map<String, String> userProperties) {
		this.userProperties = userProperties;
	}

	public Duration getConnectTimeout() {
		return this.connectTimeout;
	}

	public void setConnectTimeout(Duration connectTimeout) {
		this.connectTimeout = connectTimeout;
	}

	public Duration getCloseTimeout() {
		return this.closeTimeout;
	}

	public void setCloseTimeout(Duration closeTimeout) {
		this.closeTimeout = closeTimeout;
	}

	public MqttWillProperties getWill() {
		return this.will;
	}

	public MqttReconnectProperties getReconnect() {
		return this.reconnect;
	}

	public MqttPublishProperties getPublish() {
		return this.publish;
	}

	public MqttSessionStoreProperties getSessionStore() {
		return this.sessionStore;
	}

	public MqttSslProperties getSsl() {
		return this.ssl;
	}

	public MqttProxyProperties getProxy() {
		return this.proxy;
	}

	public MqttWebsocketProperties getWebsocket() {
		return this.websocket;
	}

	public MqttSocketProperties getSocket() {
		return this.socket;
	}

}
