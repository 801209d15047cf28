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

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientBuilder;
import io.mqttworks.client.ProxyOptions;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReconnectPolicy;
import io.mqttworks.client.SocketOptions;
import io.mqttworks.client.UserProperty;
import io.mqttworks.client.VersionPolicy;
import io.mqttworks.client.Will;
import io.mqttworks.spring.core.MqttTemplate;
import io.mqttworks.spring.listener.DeadLetterRecoverer;
import io.mqttworks.spring.listener.MqttMessageRecoverer;
import org.jspecify.annotations.Nullable;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * Maps the properties of a connection to a {@link MqttClientBuilder}.
 */
class MqttPropertiesMapper {

	private final MqttConnectionProperties properties;

	private final MqttProperties.Listener listener;

	private final PropertyCheck check;

	/**
	 * Creates a mapper.
	 * @param prefix where the properties of the connection are
	 * @param properties the properties of the connection
	 * @param listener what all connections have in common
	 */
	MqttPropertiesMapper(String prefix, MqttConnectionProperties properties, MqttProperties.Listener listener) {
		this.check = new PropertyCheck(prefix);
		this.properties = properties;
		this.listener = listener;
	}

	MqttClientBuilder createBuilder(MqttConnectionDetails connection) {
		MqttConnectionProperties properties = this.properties;
		MqttClientBuilder builder = MqttClient.builder();
		builder.servers(connection.getServers());
		builder.shuffleServers(properties.isShuffleServers());
		builder.serversShareSession(properties.isServersShareSession());
		builder.allowControlCharacters(properties.isAllowControlCharacters());
		this.check.set("max-redirects", properties.getMaxRedirects(), builder::maxRedirects);
		builder.version(version());
		this.check.set("client-id", properties.getClientId(), builder::clientId);
		builder.clientIdConflict(properties.getClientIdConflict());
		builder.credentials(connection.getUsername(), connection.getPassword());
		this.check.set("keep-alive", properties.getKeepAlive(), builder::keepAlive);
		this.check.set("connect-timeout", properties.getConnectTimeout(), builder::connectTimeout);
		this.check.set("close-timeout", properties.getCloseTimeout(), builder::closeTimeout);
		builder.reconnect(reconnect());
		mapSession(builder);
		mapTransport(builder);
		mapPublish(properties.getPublish(), builder);
		builder.handlerFailurePolicy(this.listener.getFailurePolicy());
		new PropertyCheck(MqttProperties.PREFIX).set("listener.max-unhandled-size",
				this.listener.getMaxUnhandledSize().toBytes(), builder::maxUnhandledBytes);
		mapListener(builder);
		Will will = new MqttWillMapper(this.check, properties.getWill()).createWill(version());
		if (will != null) {
			builder.will(() -> will);
		}
		return builder;
	}

	private void mapListener(MqttClientBuilder builder) {
		PropertyCheck check = new PropertyCheck(MqttProperties.PREFIX);
		check.set("listener.unmatched-hold-time", this.listener.getUnmatchedHoldTime(), builder::unmatchedHoldTime);
		builder.unsubscribeStaleFilters(this.listener.isUnsubscribeStaleFilters());
		Duration deliveryTimeout = this.listener.getDeliveryTimeout();
		if (deliveryTimeout != null) {
			check.set("listener.delivery-timeout", deliveryTimeout, builder::deliveryTimeout);
		}
		builder.deliveryTimeoutPolicy(this.listener.getDeliveryTimeoutPolicy());
		builder.inboundOverflowPolicy(this.listener.getInboundOverflowPolicy());
	}

	private void mapSession(MqttClientBuilder builder) {
		MqttConnectionProperties properties = this.properties;
		this.check.set("clean-start", properties.getCleanStart(), builder::cleanStart);
		Duration sessionExpiry = properties.getSessionExpiry();
		if (sessionExpiry.isNegative()) {
			builder.sessionExpiry(null);
		}
		else {
			this.check.set("session-expiry", sessionExpiry, builder::sessionExpiry);
		}
		this.check.set("receive-maximum", properties.getReceiveMaximum(), builder::receiveMaximum);
		DataSize maximumPacketSize = properties.getMaximumPacketSize();
		if (maximumPacketSize != null) {
			this.check.set("maximum-packet-size", toInt(maximumPacketSize), builder::maximumPacketSize);
		}
		this.check.set("topic-alias-maximum", properties.getTopicAliasMaximum(), builder::topicAliasMaximum);
		builder.subscriptionIdentifiers(properties.isSubscriptionIdentifiers());
		builder.requestResponseInformation(properties.isRequestResponseInformation());
		builder.userProperties(userProperties(properties.getUserProperties()));
	}

	private void mapTransport(MqttClientBuilder builder) {
		this.check.set("websocket.headers", this.properties.getWebsocket().getHeaders(), builder::webSocketHeaders);
		builder.proxy(proxy(this.properties.getProxy()));
		builder.socket(socket(this.properties.getSocket()));
	}

	private void mapPublish(MqttPublishProperties publish, MqttClientBuilder builder) {
		this.check.set("publish.max-pending-messages", publish.getMaxPendingMessages(), builder::maxPendingMessages);
		this.check.set("publish.max-pending-size", publish.getMaxPendingSize().toBytes(), builder::maxPendingBytes);
		builder.overflowPolicy(publish.getOverflowPolicy());
		this.check.set("publish.max-in-flight", publish.getMaxInFlight(), builder::maxInFlight);
		this.check.set("publish.poison-threshold", publish.getPoisonThreshold(), builder::poisonThreshold);
	}

	void configure(MqttTemplate template) {
		MqttPublishProperties publish = this.properties.getPublish();
		this.check.set("publish.qos", publish.getQos(), (qos) -> template.setDefaultQos(Qos.of(qos)));
		template.setDefaultRetain(publish.isRetain());
		this.check.set("publish.message-expiry", publish.getMessageExpiry(), template::setDefaultMessageExpiry);
		this.check.set("publish.content-type", publish.getContentType(), template::setDefaultContentType);
		this.check.set("publish.timeout", publish.getTimeout(), template::setTimeout);
		this.check.set("publish.reply-timeout", publish.getReplyTimeout(), template::setReplyTimeout);
	}

	/**
	 * Returns when and how often handlers are tried again.
	 */
	@Nullable RetryPolicy retryPolicy() {
		MqttProperties.Listener.Retry retry = this.listener.getRetry();
		if (!retry.isEnabled()) {
			return null;
		}
		RetryPolicy.Builder builder = RetryPolicy.builder();
		this.check.set("listener.retry.max-retries", retry.getMaxRetries(), builder::maxRetries);
		this.check.set("listener.retry.delay", retry.getDelay(), builder::delay);
		this.check.set("listener.retry.multiplier", retry.getMultiplier(), builder::multiplier);
		this.check.set("listener.retry.max-delay", retry.getMaxDelay(), builder::maxDelay);
		this.check.set("listener.retry.jitter", retry.getJitter(), builder::jitter);
		return this.check.check("listener.retry", builder::build);
	}

	@Nullable MqttMessageRecoverer recoverer() {
		String topic = this.listener.getDeadLetterTopic();
		return StringUtils.hasLength(topic)
				? this.check.check("listener.dead-letter-topic", () -> new DeadLetterRecoverer(topic)) : null;
	}

	private VersionPolicy version() {
		return this.check.check("version", () -> VersionPolicy.of(this.properties.getVersion()));
	}

	private ReconnectPolicy reconnect() {
		MqttReconnectProperties reconnect = this.properties.getReconnect();
		Duration min = reconnect.getMinDelay();
		Duration max = reconnect.getMaxDelay();
		// One property more each time, so that the one at fault is named.
		this.check.check("reconnect.min-delay",
				() -> ReconnectPolicy.builder().minDelay(min).maxDelay(min).stableAfter(Duration.ZERO).build());
		// The one that is not set is not at fault.
		boolean defaultMax = max.equals(new MqttReconnectProperties().getMaxDelay());
		if (defaultMax && min.compareTo(max) > 0) {
			throw this.check.invalid("reconnect.min-delay", "it is longer than '"
					+ this.check.name("reconnect.max-delay") + "', which is " + max + " unless it is set as well");
		}
		this.check.check("reconnect.max-delay",
				() -> ReconnectPolicy.builder().minDelay(min).maxDelay(max).stableAfter(Duration.ZERO).build());
		return this.check.check("reconnect.stable-after",
				() -> ReconnectPolicy.builder()
					.enabled(reconnect.isEnabled())
					.minDelay(min)
					.maxDelay(max)
					.stableAfter(reconnect.getStableAfter())
					.giveUpOn(reconnect.getGiveUpOn())
					.build());
	}

	private @Nullable ProxyOptions proxy(MqttProxyProperties proxy) {
		String host = proxy.getHost();
		Integer port = proxy.getPort();
		if (host == null) {
			if (port != null || proxy.getUsername() != null || proxy.getPassword() != null) {
				throw this.check.invalid("proxy.host",
						"it is missing, but other properties of the proxy are set; without a host there is no proxy");
			}
			return null;
		}
		if (port == null) {
			throw this.check.invalid("proxy.port", "it is missing");
		}
		ProxyOptions.Type type = proxy.getType();
		String username = proxy.getUsername();
		this.check.check("proxy.host", () -> new ProxyOptions(type, host, 1, null, null));
		this.check.check("proxy.port", () -> new ProxyOptions(type, host, port, null, null));
		this.check.check("proxy.username", () -> new ProxyOptions(type, host, port, username, null));
		return this.check.check("proxy.password",
				() -> new ProxyOptions(type, host, port, username, proxy.getPassword()));
	}

	private SocketOptions socket(MqttSocketProperties socket) {
		InetSocketAddress localAddress = null;
		if (socket.getLocalAddress() != null || socket.getLocalPort() != 0) {
			localAddress = this.check.check("socket.local-port",
					() -> new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort()));
		}
		InetSocketAddress from = localAddress;
		int sendBuffer = toInt(socket.getSendBufferSize());
		int receiveBuffer = toInt(socket.getReceiveBufferSize());
		this.check.check("socket.send-buffer-size",
				() -> SocketOptions.builder()
					.noDelay(true)
					.keepAlive(true)
					.sendBufferSize(sendBuffer)
					.receiveBufferSize(0)
					.build());
		this.check.check("socket.receive-buffer-size",
				() -> SocketOptions.builder()
					.noDelay(true)
					.keepAlive(true)
					.sendBufferSize(sendBuffer)
					.receiveBufferSize(receiveBuffer)
					.build());
		return this.check.check("socket.user-timeout",
				() -> SocketOptions.builder()
					.noDelay(socket.isNoDelay())
					.keepAlive(socket.isKeepAlive())
					.sendBufferSize(sendBuffer)
					.receiveBufferSize(receiveBuffer)
					.userTimeout(socket.getUserTimeout())
					.localAddress(from)
					.build());
	}

	private static int toInt(@Nullable DataSize size) {
		return (size != null) ? (int) Math.max(Integer.MIN_VALUE, Math.min(size.toBytes(), Integer.MAX_VALUE)) : 0;
	}

	static List<UserProperty> userProperties(Map<String, String> properties) {
		return properties.entrySet()
			.stream()
			.map((property) -> new UserProperty(property.getKey(), property.getValue()))
			.toList();
	}

}
