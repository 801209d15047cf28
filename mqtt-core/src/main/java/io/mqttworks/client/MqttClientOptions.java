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
 *
 * @param servers see {@link MqttClientBuilder#servers}
 * @param shuffleServers see {@link MqttClientBuilder#shuffleServers}
 * @param maxRedirects see {@link MqttClientBuilder#maxRedirects}
 * @param version see {@link MqttClientBuilder#version}
 * @param clientId see {@link MqttClientBuilder#clientId}; empty if the server shall
 * choose
 * @param credentials see {@link MqttClientBuilder#credentialsProvider}
 * @param authentication see {@link MqttClientBuilder#enhancedAuthentication}
 * @param keepAlive see {@link MqttClientBuilder#keepAlive}
 * @param cleanStart see {@link MqttClientBuilder#cleanStart}
 * @param sessionExpiry see {@link MqttClientBuilder#sessionExpiry}; {@code null} for ever
 * @param will see {@link MqttClientBuilder#will}
 * @param receiveMaximum see {@link MqttClientBuilder#receiveMaximum}
 * @param maximumPacketSize see {@link MqttClientBuilder#maximumPacketSize}
 * @param topicAliasMaximum see {@link MqttClientBuilder#topicAliasMaximum}
 * @param requestResponseInformation see
 * {@link MqttClientBuilder#requestResponseInformation}
 * @param userProperties see {@link MqttClientBuilder#userProperties}
 * @param connectTimeout see {@link MqttClientBuilder#connectTimeout}
 * @param closeTimeout see {@link MqttClientBuilder#closeTimeout}
 * @param tls see {@link MqttClientBuilder#tls(Supplier)}
 * @param webSocketRequests see {@link MqttClientBuilder#webSocketRequestProvider}
 * @param proxy see {@link MqttClientBuilder#proxy}; {@code null} for none
 * @param socket see {@link MqttClientBuilder#socket}
 * @param reconnect see {@link MqttClientBuilder#reconnect}
 * @param maxPendingMessages see {@link MqttClientBuilder#maxPendingMessages}
 * @param maxPendingBytes see {@link MqttClientBuilder#maxPendingBytes}
 * @param overflowPolicy see {@link MqttClientBuilder#overflowPolicy}
 * @param handlerExecutor see {@link MqttClientBuilder#handlerExecutor}; {@code null} for
 * the shared one
 * @param handlerFailurePolicy see {@link MqttClientBuilder#handlerFailurePolicy}
 * @param maxUnhandledBytes see {@link MqttClientBuilder#maxUnhandledBytes}
 * @param unmatchedHandler see {@link MqttClientBuilder#unmatchedHandler}
 * @param sessionStore see {@link MqttClientBuilder#sessionStore}; {@code null} for none
 * @param connectionListeners see {@link MqttClientBuilder#connectionListener}
 * @param errorListeners see {@link MqttClientBuilder#errorListener}
 * @param subscriptionIdentifiers see {@link MqttClientBuilder#subscriptionIdentifiers}
 * @param subscriptionPrefixes see {@link MqttClientBuilder#subscriptionPrefixes}
 * @param unmatchedHoldTime see {@link MqttClientBuilder#unmatchedHoldTime}
 * @param unsubscribeStaleFilters see {@link MqttClientBuilder#unsubscribeStaleFilters}
 */
public record MqttClientOptions(List<ServerAddress> servers, boolean shuffleServers, int maxRedirects,
		MqttVersion version, String clientId, CredentialsProvider credentials,
		@Nullable Supplier<EnhancedAuthentication> authentication, Duration keepAlive, boolean cleanStart,
		@Nullable Duration sessionExpiry, @Nullable Supplier<Will> will, int receiveMaximum, int maximumPacketSize,
		int topicAliasMaximum, boolean requestResponseInformation, List<UserProperty> userProperties,
		Duration connectTimeout, Duration closeTimeout, Supplier<TlsOptions> tls,
		WebSocketRequestProvider webSocketRequests, @Nullable ProxyOptions proxy, SocketOptions socket,
		ReconnectPolicy reconnect, int maxPendingMessages, long maxPendingBytes, OverflowPolicy overflowPolicy,
		@Nullable Executor handlerExecutor, HandlerFailurePolicy handlerFailurePolicy, long maxUnhandledBytes,
		@Nullable MessageHandler unmatchedHandler, @Nullable SessionStore sessionStore,
		List<ConnectionListener> connectionListeners, List<ErrorListener> errorListeners,
		boolean subscriptionIdentifiers, List<String> subscriptionPrefixes, Duration unmatchedHoldTime,
		boolean unsubscribeStaleFilters) {

}
