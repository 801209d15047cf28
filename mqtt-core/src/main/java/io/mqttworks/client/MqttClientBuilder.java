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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.mqttworks.client.internal.client.DefaultMqttClient;
import io.mqttworks.client.internal.codec.ControlCharacters;
import io.mqttworks.client.internal.codec.TopicBytes;
import io.mqttworks.client.spi.Credentials;
import io.mqttworks.client.spi.CredentialsProvider;
import io.mqttworks.client.spi.EnhancedAuthentication;
import io.mqttworks.client.spi.SessionStore;
import io.mqttworks.client.spi.WebSocketRequestProvider;
import org.jspecify.annotations.Nullable;

/**
 * Builds a client. Setters check their arguments; the exception names the option. Not for
 * use by several threads at once.
 */
public final class MqttClientBuilder {

	List<ServerAddress> servers = List.of();

	boolean shuffleServers;

	boolean serversShareSession;

	int maxRedirects = 3;

	VersionPolicy version = VersionPolicy.AUTO;

	@Nullable String name;

	String clientId = "";

	CredentialsProvider credentials = (server) -> CompletableFuture.completedFuture(Credentials.NONE);

	@Nullable Supplier<EnhancedAuthentication> authentication;

	Duration keepAlive = Duration.ofSeconds(60);

	@Nullable Boolean cleanStart;

	@Nullable Duration sessionExpiry = Duration.ofHours(1);

	@Nullable Supplier<Will> will;

	private @Nullable Will fixedWill;

	int receiveMaximum = 1000;

	int maximumPacketSize = Limits.MAX_PACKET_SIZE;

	int topicAliasMaximum = 16;

	boolean requestResponseInformation;

	List<UserProperty> userProperties = List.of();

	Duration connectTimeout = Duration.ofSeconds(10);

	Duration closeTimeout = Duration.ofSeconds(5);

	Supplier<TlsOptions> tls = () -> TlsOptions.DEFAULT;

	WebSocketRequestProvider webSocketRequests = WebSocketRequestProvider.of(Map.of());

	@Nullable ProxyOptions proxy;

	SocketOptions socket = SocketOptions.DEFAULT;

	ReconnectPolicy reconnect = ReconnectPolicy.DEFAULT;

	ClientIdConflictPolicy clientIdConflict = ClientIdConflictPolicy.STANDBY;

	ClientMode mode = ClientMode.PUBLISHER;

	int maxPendingMessages = 100_000;

	long maxPendingBytes = 64L * 1024 * 1024;

	OverflowPolicy overflowPolicy = OverflowPolicy.FAIL;

	int maxInFlight = Limits.MAX_UNSIGNED_SHORT;

	int poisonThreshold = 5;

	boolean allowControlCharacters;

	@Nullable Executor handlerExecutor;

	@Nullable ClientResources resources;

	HandlerFailurePolicy handlerFailurePolicy = HandlerFailurePolicy.ACKNOWLEDGE;

	long maxUnhandledBytes = 16L * 1024 * 1024;

	InboundOverflowPolicy inboundOverflowPolicy = InboundOverflowPolicy.DROP_NEWEST;

	@Nullable Duration deliveryTimeout;

	DeliveryTimeoutPolicy deliveryTimeoutPolicy = DeliveryTimeoutPolicy.TELL;

	@Nullable MessageHandler unmatchedHandler;

	@Nullable SessionStore sessionStore;

	final List<ConnectionListener> connectionListeners = new ArrayList<>();

	final List<ErrorListener> errorListeners = new ArrayList<>();

	boolean subscriptionIdentifiers = true;

	List<String> subscriptionPrefixes = List.of();

	Duration unmatchedHoldTime = Duration.ofSeconds(30);

	boolean unsubscribeStaleFilters = true;

	MqttClientBuilder() {
	}

	/**
	 * Sets the servers, tried in order until one accepts. After a lost connection the
	 * last good one is tried first.
	 * @param servers addresses as {@link ServerAddress} describes them; at least one
	 * @return this builder
	 * @throws IllegalArgumentException if one is not valid
	 */
	public MqttClientBuilder servers(String... servers) {
		return servers(Arrays.stream(servers).map(ServerAddress::parse).toList());
	}

	/**
	 * Sets the servers, tried in order until one accepts. After a lost connection the
	 * last good one is tried first.
	 * @param servers the addresses; at least one
	 * @return this builder
	 */
	public MqttClientBuilder servers(List<ServerAddress> servers) {
		this.servers = List.copyOf(servers);
		return this;
	}

	/**
	 * Sets whether the servers are tried in random order; the default is the order given.
	 * @param shuffleServers whether to shuffle
	 * @return this builder
	 */
	public MqttClientBuilder shuffleServers(boolean shuffleServers) {
		this.shuffleServers = shuffleServers;
		return this;
	}

	/**
	 * Sets whether the servers are one cluster that keeps one session for a client,
	 * whichever of them it is connected to; the default is {@code false}. Then the
	 * messages on their way go on with another server. Without it they start anew with
	 * another server, so that packet identifiers of one are never taken for those of the
	 * other.
	 * @param serversShareSession {@code true} if they are a cluster
	 * @return this builder
	 */
	public MqttClientBuilder serversShareSession(boolean serversShareSession) {
		this.serversShareSession = serversShareSession;
		return this;
	}

	/**
	 * Sets how many redirections of an MQTT 5 server (Server Reference, section 4.11) are
	 * followed in a row. The default is 3; 0 follows none. A server reached over TLS is
	 * only left for one that is reached over TLS.
	 * @param maxRedirects 0 or more
	 * @return this builder
	 */
	public MqttClientBuilder maxRedirects(int maxRedirects) {
		this.maxRedirects = Limits.range("maxRedirects", maxRedirects, 0, 100);
		return this;
	}

	/**
	 * Sets the protocol version to offer; the default is {@link VersionPolicy#AUTO}.
	 * @param version which versions to offer
	 * @return this builder
	 */
	public MqttClientBuilder version(VersionPolicy version) {
		this.version = Objects.requireNonNull(version, "version");
		return this;
	}

	/**
	 * Sets the protocol version to speak, and no other.
	 * @param version the version
	 * @return this builder
	 */
	public MqttClientBuilder version(MqttVersion version) {
		return version(VersionPolicy.only(Objects.requireNonNull(version, "version")));
	}

	/**
	 * Sets how log lines call the client. The default is its {@link #clientId client
	 * identifier}, or without one its first server.
	 * @param name a name, for people
	 * @return this builder
	 */
	public MqttClientBuilder name(String name) {
		this.name = Objects.requireNonNull(name, "name");
		return this;
	}

	/**
	 * Sets the client identifier, which names the session on the server: two connected
	 * clients must not share one. The default is empty: the server assigns one, on MQTT
	 * 3.1.1 this client makes one up, and the session ends with
	 * {@link MqttClient#disconnect()} or {@link MqttClient#close()}.
	 * @param clientId at most 65,535 bytes of UTF-8
	 * @return this builder
	 */
	public MqttClientBuilder clientId(String clientId) {
		this.clientId = Objects.requireNonNull(clientId, "clientId");
		return this;
	}

	/**
	 * Sets the user name and password; the default is neither.
	 * @param username the user name, or {@code null}
	 * @param password the password, sent as UTF-8, or {@code null}
	 * @return this builder
	 */
	public MqttClientBuilder credentials(@Nullable String username, @Nullable String password) {
		CompletableFuture<Credentials> fixed = CompletableFuture.completedFuture(Credentials.of(username, password));
		return credentialsProvider((server) -> fixed);
	}

	/**
	 * Sets who is asked for credentials before every attempt to connect, so that tokens
	 * can expire; {@link MqttClient#reconnect()} uses new ones at once.
	 * @param credentials the provider
	 * @return this builder
	 */
	public MqttClientBuilder credentialsProvider(CredentialsProvider credentials) {
		this.credentials = Objects.requireNonNull(credentials, "credentials");
		return this;
	}

	/**
	 * Sets an authentication exchange (MQTT 5 section 4.12); the default is none. MQTT 5
	 * only: with it the version must not be 3.1.1, and there is no fallback.
	 * @param authentication makes a new object for every exchange; must not block
	 * @return this builder
	 */
	public MqttClientBuilder enhancedAuthentication(Supplier<EnhancedAuthentication> authentication) {
		this.authentication = authentication;
		return this;
	}

	/**
	 * Sets the longest silence before a PINGREQ is sent; the default is 60 seconds. An
	 * MQTT 5 server may choose another value. Nothing can be sent in the middle of a
	 * message: on a slow line choose more than the largest one takes, as servers may
	 * close a connection on which no packet arrived for one and a half times as long.
	 * @param keepAlive 0 to 65,535 whole seconds; zero for no pings
	 * @return this builder
	 */
	public MqttClientBuilder keepAlive(Duration keepAlive) {
		Limits.range("keepAlive seconds", keepAlive.toSeconds(), 0, Limits.MAX_UNSIGNED_SHORT);
		this.keepAlive = keepAlive;
		return this;
	}

	/**
	 * Sets whether the first connection throws the server's session away. Later
	 * connections of this client resume it (on MQTT 5; a clean session of 3.1.1 ends with
	 * every connection). The default is {@code false} with a client identifier and
	 * {@code true} without.
	 * @param cleanStart whether to start clean
	 * @return this builder
	 */
	public MqttClientBuilder cleanStart(boolean cleanStart) {
		this.cleanStart = cleanStart;
		return this;
	}

	/**
	 * Sets how long the server keeps the session after the connection ends; the default
	 * is one hour. MQTT 5 only: 3.1.1 keeps a session for ever unless it is clean.
	 * @param sessionExpiry whole seconds, less than 4,294,967,295; {@code null} for ever
	 * @return this builder
	 */
	public MqttClientBuilder sessionExpiry(@Nullable Duration sessionExpiry) {
		if (sessionExpiry != null) {
			Limits.range("sessionExpiry seconds", sessionExpiry.toSeconds(), 0, Limits.MAX_UNSIGNED_INT - 1);
		}
		this.sessionExpiry = sessionExpiry;
		return this;
	}

	/**
	 * Sets the message the server publishes when the connection ends without a
	 * DISCONNECT; the default is none.
	 * @param will the will
	 * @return this builder
	 */
	public MqttClientBuilder will(Will will) {
		will(() -> will);
		this.fixedWill = will;
		return this;
	}

	/**
	 * Sets who is asked for the will at every attempt to connect. Called on the event
	 * loop: it must not block.
	 * @param will makes the will
	 * @return this builder
	 */
	public MqttClientBuilder will(Supplier<Will> will) {
		this.fixedWill = null;
		this.will = will;
		return this;
	}

	/**
	 * Sets how many QoS 1 and 2 messages the server may send before the first of them is
	 * acknowledged; the default is 1,000. A 3.1.1 server is not told.
	 * @param receiveMaximum 1 to 65,535
	 * @return this builder
	 */
	public MqttClientBuilder receiveMaximum(int receiveMaximum) {
		this.receiveMaximum = Limits.range("receiveMaximum", receiveMaximum, 1, Limits.MAX_UNSIGNED_SHORT);
		return this;
	}

	/**
	 * Sets the largest packet to accept. The default is all that the protocol can
	 * express: 268,435,460 bytes. A larger one closes the connection before anything of
	 * it is stored; an MQTT 5 server is told and does not send it.
	 * @param maximumPacketSize bytes, at least 16
	 * @return this builder
	 */
	public MqttClientBuilder maximumPacketSize(int maximumPacketSize) {
		this.maximumPacketSize = Limits.range("maximumPacketSize", maximumPacketSize, 16, Limits.MAX_PACKET_SIZE);
		return this;
	}

	/**
	 * Sets how many topic aliases to use in each direction; the default is 16. The server
	 * may allow fewer for what is sent. MQTT 5 only.
	 * @param topicAliasMaximum 0 to 65,535; 0 for none
	 * @return this builder
	 */
	public MqttClientBuilder topicAliasMaximum(int topicAliasMaximum) {
		this.topicAliasMaximum = Limits.range("topicAliasMaximum", topicAliasMaximum, 0, Limits.MAX_UNSIGNED_SHORT);
		return this;
	}

	/**
	 * Sets whether to ask the server for Response Information; the default is not to.
	 * MQTT 5 only.
	 * @param requestResponseInformation whether to ask
	 * @return this builder
	 */
	public MqttClientBuilder requestResponseInformation(boolean requestResponseInformation) {
		this.requestResponseInformation = requestResponseInformation;
		return this;
	}

	/**
	 * Sets the user properties of the CONNECT; the default is none. MQTT 5 only.
	 * @param userProperties the user properties
	 * @return this builder
	 */
	public MqttClientBuilder userProperties(List<UserProperty> userProperties) {
		this.userProperties = List.copyOf(userProperties);
		return this;
	}

	/**
	 * Sets how long one attempt may take, from the name's resolution to the CONNACK; the
	 * default is 10 seconds.
	 * @param connectTimeout more than zero
	 * @return this builder
	 */
	public MqttClientBuilder connectTimeout(Duration connectTimeout) {
		Limits.range("connectTimeout milliseconds", connectTimeout.toMillis(), 1, Integer.MAX_VALUE);
		this.connectTimeout = connectTimeout;
		return this;
	}

	/**
	 * Sets how long {@link MqttClient#close()} waits for handlers that run and messages
	 * that are on their way; the default is 5 seconds.
	 * @param closeTimeout zero or more
	 * @return this builder
	 */
	public MqttClientBuilder closeTimeout(Duration closeTimeout) {
		Limits.range("closeTimeout milliseconds", closeTimeout.toMillis(), 0, Integer.MAX_VALUE);
		this.closeTimeout = closeTimeout;
		return this;
	}

	/**
	 * Sets how {@code mqtts} and {@code wss} addresses are encrypted; the default is
	 * {@link TlsOptions#DEFAULT}.
	 * @param tls the options
	 * @return this builder
	 */
	public MqttClientBuilder tls(TlsOptions tls) {
		Objects.requireNonNull(tls, "tls");
		return tls(() -> tls);
	}

	/**
	 * Sets who is asked before every attempt how to encrypt, so that keys and
	 * certificates can be renewed; {@link MqttClient#reconnect()} uses new ones at once.
	 * Called on a thread that may block. As long as it returns equal options, TLS
	 * sessions are resumed and nothing is prepared anew.
	 * @param tls returns the options
	 * @return this builder
	 */
	public MqttClientBuilder tls(Supplier<TlsOptions> tls) {
		this.tls = Objects.requireNonNull(tls, "tls");
		return this;
	}

	/**
	 * Sets HTTP headers for {@code ws} and {@code wss} addresses, for instance
	 * {@code Authorization}; the default is none.
	 * @param headers the headers
	 * @return this builder
	 * @throws IllegalArgumentException if a header cannot be sent
	 */
	public MqttClientBuilder webSocketHeaders(Map<String, String> headers) {
		return webSocketRequestProvider(WebSocketRequestProvider.of(headers));
	}

	/**
	 * Sets who is asked for path, query and headers before every attempt to open a
	 * WebSocket, so that tokens and signed addresses can expire.
	 * @param webSocketRequests the provider
	 * @return this builder
	 */
	public MqttClientBuilder webSocketRequestProvider(WebSocketRequestProvider webSocketRequests) {
		this.webSocketRequests = Objects.requireNonNull(webSocketRequests, "webSocketRequests");
		return this;
	}

	/**
	 * Sets the proxy to go through; the default is none.
	 * @param proxy the proxy, or {@code null}
	 * @return this builder
	 */
	public MqttClientBuilder proxy(@Nullable ProxyOptions proxy) {
		this.proxy = proxy;
		return this;
	}

	/**
	 * Sets options of the TCP socket; the default is {@link SocketOptions#DEFAULT}.
	 * @param socket the options
	 * @return this builder
	 */
	public MqttClientBuilder socket(SocketOptions socket) {
		this.socket = Objects.requireNonNull(socket, "socket");
		return this;
	}

	/**
	 * Sets when to connect again; the default is {@link ReconnectPolicy#DEFAULT}.
	 * @param reconnect the policy
	 * @return this builder
	 */
	public MqttClientBuilder reconnect(ReconnectPolicy reconnect) {
		this.reconnect = Objects.requireNonNull(reconnect, "reconnect");
		return this;
	}

	/**
	 * Sets what to do when another client connects with the same client identifier; the
	 * default is {@link ClientIdConflictPolicy#STANDBY}. A conflict is certain where the
	 * server says so (MQTT 5, reason code 0x8E). Where it gives no reason, three
	 * connections in a row that lasted less than {@code stableAfter} of the
	 * {@link ReconnectPolicy}, and that nothing this client sent can have ended, count as
	 * one. A client without an identifier of its own has no conflicts.
	 * @param clientIdConflict the policy
	 * @return this builder
	 * @see ConnectionListener#onClientIdConflict
	 */
	public MqttClientBuilder clientIdConflict(ClientIdConflictPolicy clientIdConflict) {
		this.clientIdConflict = Objects.requireNonNull(clientIdConflict, "clientIdConflict");
		return this;
	}

	/**
	 * Sets what the client may do on the network; the default is
	 * {@link ClientMode#PUBLISHER}: everything.
	 * @param mode the mode
	 * @return this builder
	 */
	public MqttClientBuilder mode(ClientMode mode) {
		this.mode = Objects.requireNonNull(mode, "mode");
		return this;
	}

	/**
	 * Sets how many messages may wait to be sent or acknowledged; the default is 100,000.
	 * @param maxPendingMessages at least 1
	 * @return this builder
	 */
	public MqttClientBuilder maxPendingMessages(int maxPendingMessages) {
		this.maxPendingMessages = Limits.range("maxPendingMessages", maxPendingMessages, 1, Integer.MAX_VALUE);
		return this;
	}

	/**
	 * Sets how many bytes of topics, payloads and properties may wait to be sent or
	 * acknowledged; the default is 64 MiB. A single larger message is taken when nothing
	 * else waits.
	 * @param maxPendingBytes at least 1
	 * @return this builder
	 */
	public MqttClientBuilder maxPendingBytes(long maxPendingBytes) {
		this.maxPendingBytes = Limits.range("maxPendingBytes", maxPendingBytes, 1, Long.MAX_VALUE);
		return this;
	}

	/**
	 * Sets what happens to a message when no more may wait; the default is
	 * {@link OverflowPolicy#FAIL}.
	 * @param overflowPolicy the policy
	 * @return this builder
	 */
	public MqttClientBuilder overflowPolicy(OverflowPolicy overflowPolicy) {
		this.overflowPolicy = Objects.requireNonNull(overflowPolicy, "overflowPolicy");
		return this;
	}

	/**
	 * Sets how many QoS 1 and 2 messages may be sent before the first of them is
	 * acknowledged, for servers whose limit is lower than what they say; the default is
	 * 65,535. The server's Receive Maximum can make it fewer.
	 * @param maxInFlight 1 to 65,535
	 * @return this builder
	 */
	public MqttClientBuilder maxInFlight(int maxInFlight) {
		this.maxInFlight = Limits.range("maxInFlight", maxInFlight, 1, Limits.MAX_UNSIGNED_SHORT);
		return this;
	}

	/**
	 * Sets how many connections in a row must have ended with the same QoS 1 or 2 message
	 * first in flight, and none acknowledged, before it is set aside: then its future
	 * fails, {@link ErrorListener#onMessageDropped} is told, and the messages behind it
	 * go on. The default is 5; the last two are made for the message alone, after the
	 * server has answered a PINGREQ.
	 * @param poisonThreshold at least 3; 0 never sets a message aside
	 * @return this builder
	 */
	public MqttClientBuilder poisonThreshold(int poisonThreshold) {
		this.poisonThreshold = (poisonThreshold != 0) ? Limits.range("poisonThreshold", poisonThreshold, 3, 1_000_000)
				: 0;
		return this;
	}

	/**
	 * Sets whether text may have control characters (U+0001 to U+001F and U+007F to
	 * U+009F) and non-characters; the default is {@code false}: topics, filters and
	 * properties with one are refused where they are given, because servers may close the
	 * connection for them (MQTT 5 section 1.5.4). U+0000 is never allowed.
	 * @param allowControlCharacters {@code true} to allow them
	 * @return this builder
	 */
	public MqttClientBuilder allowControlCharacters(boolean allowControlCharacters) {
		this.allowControlCharacters = allowControlCharacters;
		return this;
	}

	/**
	 * Sets the threads to run on; the default is {@link ClientResources#shared()}.
	 * @param resources the resources; not closed by the client
	 * @return this builder
	 */
	public MqttClientBuilder resources(ClientResources resources) {
		this.resources = Objects.requireNonNull(resources, "resources");
		return this;
	}

	/**
	 * Sets where handlers and listeners run. The default is a pool of daemon threads of
	 * the {@link #resources}. An executor of virtual threads is fine. Connections do not
	 * need this executor: handlers that occupy it do not delay them. With a direct
	 * executor ({@code Runnable::run}) handlers run on the event loop and must not block:
	 * a blocking call of this client fails there at once.
	 * @param handlerExecutor the executor; not shut down by the client
	 * @return this builder
	 */
	public MqttClientBuilder handlerExecutor(Executor handlerExecutor) {
		this.handlerExecutor = handlerExecutor;
		return this;
	}

	/**
	 * Sets what becomes of a message whose handler fails; the default is
	 * {@link HandlerFailurePolicy#ACKNOWLEDGE}.
	 * @param handlerFailurePolicy the policy
	 * @return this builder
	 */
	public MqttClientBuilder handlerFailurePolicy(HandlerFailurePolicy handlerFailurePolicy) {
		this.handlerFailurePolicy = Objects.requireNonNull(handlerFailurePolicy, "handlerFailurePolicy");
		return this;
	}

	/**
	 * Sets how many bytes may wait for handlers before the client stops reading from the
	 * network; the default is 16 MiB. It reads again when half of them are handled.
	 * @param maxUnhandledBytes at least 1
	 * @return this builder
	 */
	public MqttClientBuilder maxUnhandledBytes(long maxUnhandledBytes) {
		this.maxUnhandledBytes = Limits.range("maxUnhandledBytes", maxUnhandledBytes, 1, Long.MAX_VALUE);
		return this;
	}

	/**
	 * Sets what happens when {@link #maxUnhandledBytes(long)} wait for handlers and the
	 * client must read on, because it waits for an answer of the server; the default is
	 * {@link InboundOverflowPolicy#DROP_NEWEST}.
	 * @param inboundOverflowPolicy the policy
	 * @return this builder
	 */
	public MqttClientBuilder inboundOverflowPolicy(InboundOverflowPolicy inboundOverflowPolicy) {
		this.inboundOverflowPolicy = Objects.requireNonNull(inboundOverflowPolicy, "inboundOverflowPolicy");
		return this;
	}

	/**
	 * Sets how long a QoS 1 or 2 message may be with its handler before
	 * {@link #deliveryTimeoutPolicy} applies; the default is no limit.
	 * @param deliveryTimeout at least 1 millisecond, or {@code null} for no limit
	 * @return this builder
	 */
	public MqttClientBuilder deliveryTimeout(@Nullable Duration deliveryTimeout) {
		if (deliveryTimeout != null) {
			Limits.range("deliveryTimeout milliseconds", deliveryTimeout.toMillis(), 1, Integer.MAX_VALUE);
		}
		this.deliveryTimeout = deliveryTimeout;
		return this;
	}

	/**
	 * Sets what happens after the {@link #deliveryTimeout}; the default is
	 * {@link DeliveryTimeoutPolicy#TELL}.
	 * @param deliveryTimeoutPolicy the policy
	 * @return this builder
	 */
	public MqttClientBuilder deliveryTimeoutPolicy(DeliveryTimeoutPolicy deliveryTimeoutPolicy) {
		this.deliveryTimeoutPolicy = Objects.requireNonNull(deliveryTimeoutPolicy, "deliveryTimeoutPolicy");
		return this;
	}

	/**
	 * Sets who takes messages that match no subscription, for instance those of a stored
	 * session, once they have waited for {@link #unmatchedHoldTime}. The default is
	 * nobody: they are acknowledged without being handled, counted, and told to
	 * {@link ErrorListener#onMessageUnmatched}.
	 * @param unmatchedHandler the handler
	 * @return this builder
	 */
	public MqttClientBuilder unmatchedHandler(MessageHandler unmatchedHandler) {
		this.unmatchedHandler = unmatchedHandler;
		return this;
	}

	/**
	 * Sets for how long a QoS 1 or 2 message that matches no subscription is held,
	 * unacknowledged, for a handler that may still be registered. The time counts from
	 * the connection or from the last {@code subscribe}, whichever is later. Held
	 * messages have half of {@link #maxUnhandledBytes}, and on MQTT 5 half of
	 * {@link #receiveMaximum}, for themselves; what does not fit is not held. Because
	 * acknowledgements leave in the order of receipt, those behind a held message wait
	 * with it. The default is 30 seconds; zero holds nothing, which is right where all
	 * handlers are registered before the client connects.
	 * @param unmatchedHoldTime the time; not negative
	 * @return this builder
	 */
	public MqttClientBuilder unmatchedHoldTime(Duration unmatchedHoldTime) {
		if (unmatchedHoldTime.isNegative()) {
			throw new IllegalArgumentException("unmatchedHoldTime must not be negative: " + unmatchedHoldTime);
		}
		this.unmatchedHoldTime = unmatchedHoldTime;
		return this;
	}

	/**
	 * Sets whether the client unsubscribes filters that an earlier program has left in
	 * the session. When a message comes that no filter of this client has brought, all
	 * filters that can match its topic are unsubscribed, once for each topic; only where
	 * the server had the session before this client was built. The default is
	 * {@code true}.
	 * @param unsubscribeStaleFilters {@code false} to leave them, because other parts of
	 * the program subscribe in the same session
	 * @return this builder
	 */
	public MqttClientBuilder unsubscribeStaleFilters(boolean unsubscribeStaleFilters) {
		this.unsubscribeStaleFilters = unsubscribeStaleFilters;
		return this;
	}

	/**
	 * Sets whether subscriptions have identifiers where the server knows them (MQTT 5
	 * section 3.8.2.1.2): with them a message finds its handlers whatever its topic looks
	 * like, and each filter is subscribed with a SUBSCRIBE of its own. The default is
	 * {@code true}.
	 * @param subscriptionIdentifiers {@code false} to go by topics, as on 3.1.1
	 * @return this builder
	 */
	public MqttClientBuilder subscriptionIdentifiers(boolean subscriptionIdentifiers) {
		this.subscriptionIdentifiers = subscriptionIdentifiers;
		return this;
	}

	/**
	 * Sets prefixes of topic filters that the server removes before it matches topics, in
	 * addition to those that are known: {@code $share/group/}, {@code $queue/},
	 * {@code $exclusive/} and {@code $q/}. The default is none.
	 * @param prefixes the prefixes; each ends with {@code /}, and a {@code +} in it
	 * stands for one level, such as {@code $oshare/+/}
	 * @return this builder
	 * @throws IllegalArgumentException if one does not end with {@code /}
	 */
	public MqttClientBuilder subscriptionPrefixes(String... prefixes) {
		for (String prefix : prefixes) {
			if (prefix.length() < 2 || !prefix.endsWith("/")) {
				throw new IllegalArgumentException(
						"A prefix of topic filters must have a name and end with '/': '" + prefix + "'");
			}
		}
		this.subscriptionPrefixes = List.of(prefixes);
		return this;
	}

	/**
	 * Sets where the session is kept, so that it survives the end of the process: QoS 1
	 * and 2 messages are sent when they are saved, and a client that is built later with
	 * the same client identifier and store goes on where this one stopped. The default is
	 * to keep it in memory. It needs a {@link #clientId client identifier}, and a
	 * {@link #sessionExpiry} as long as the process may be away.
	 * @param sessionStore the store, or {@code null} for none
	 * @return this builder
	 */
	public MqttClientBuilder sessionStore(@Nullable SessionStore sessionStore) {
		this.sessionStore = sessionStore;
		return this;
	}

	/**
	 * Adds a listener of the connection.
	 * @param listener the listener
	 * @return this builder
	 */
	public MqttClientBuilder connectionListener(ConnectionListener listener) {
		this.connectionListeners.add(Objects.requireNonNull(listener, "listener"));
		return this;
	}

	/**
	 * Adds a listener of what goes wrong with messages, subscriptions, handlers and the
	 * session store.
	 * @param listener the listener
	 * @return this builder
	 */
	public MqttClientBuilder errorListener(ErrorListener listener) {
		this.errorListeners.add(Objects.requireNonNull(listener, "listener"));
		return this;
	}

	/**
	 * Returns what a client would be built with now.
	 * @return the options
	 * @throws IllegalArgumentException if options contradict each other
	 */
	public MqttClientOptions options() {
		if (this.servers.isEmpty()) {
			throw new IllegalArgumentException("At least one server is needed");
		}
		if (this.authentication != null && this.version == VersionPolicy.ONLY_3_1_1) {
			throw new IllegalArgumentException(
					"enhancedAuthentication needs MQTT 5, but the version is fixed to 3.1.1");
		}
		if (this.sessionStore != null && this.clientId.isEmpty()) {
			throw new IllegalArgumentException(
					"sessionStore needs a clientId: it names the session, in the store and on the server");
		}
		if (!this.allowControlCharacters) {
			refuseControlCharacters();
		}
		boolean clean = (this.cleanStart != null) ? this.cleanStart : this.clientId.isEmpty();
		return new MqttClientOptions(this, clean);
	}

	private void refuseControlCharacters() {
		ControlCharacters.refuse("clientId", this.clientId);
		ControlCharacters.refuse(this.userProperties);
		if (this.fixedWill != null) {
			TopicBytes.of(this.fixedWill.message().topic(), false);
			ControlCharacters.refuse(this.fixedWill.message().properties());
		}
	}

	/**
	 * Builds the client. It does nothing until it is connected or started.
	 * @return the client
	 * @throws IllegalArgumentException if options contradict each other
	 * @throws MqttException if the session store cannot be opened, or another client has
	 * the session open
	 */
	public MqttClient build() {
		return new DefaultMqttClient(options());
	}

}
