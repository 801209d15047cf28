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
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientBuilder;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReconnectPolicy;
import io.mqttworks.client.Topics;
import io.mqttworks.client.UserProperty;
import io.mqttworks.client.Will;
import io.mqttworks.spring.core.MqttTemplate;
import io.mqttworks.spring.listener.DeadLetterRecoverer;
import io.mqttworks.spring.listener.MqttMessageRecoverer;
import org.jspecify.annotations.Nullable;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * Maps {@link MqttProperties} to a {@link MqttClientBuilder}. What the builder refuses is
 * reported with the property's name.
 */
class MqttPropertiesMapper {

	private final MqttProperties properties;

	MqttPropertiesMapper(MqttProperties properties) {
		this.properties = properties;
	}

	MqttClientBuilder createBuilder(MqttConnectionDetails connection) {
		MqttProperties properties = this.properties;
		MqttClientBuilder builder = MqttClient.builder();
		builder.servers(connection.getServers());
		builder.shuffleServers(properties.isShuffleServers());
		set("max-redirects", properties.getMaxRedirects(), builder::maxRedirects);
		builder.version(version());
		set("client-id", properties.getClientId(), builder::clientId);
		builder.credentials(connection.getUsername(), connection.getPassword());
		set("keep-alive", properties.getKeepAlive(), builder::keepAlive);
		set("clean-start", properties.getCleanStart(), builder::cleanStart);
		Duration sessionExpiry = properties.getSessionExpiry();
		if (sessionExpiry.isNegative()) {
			builder.sessionExpiry(null);
		}
		else {
			set("session-expiry", sessionExpiry, builder::sessionExpiry);
		}
		set("receive-maximum", properties.getReceiveMaximum(), builder::receiveMaximum);
		DataSize maximumPacketSize = properties.getMaximumPacketSize();
		if (maximumPacketSize != null) {
			set("maximum-packet-size", maximumPacketSize.toBytes(),
					(bytes) -> builder.maximumPacketSize((int) Math.min(bytes, Integer.MAX_VALUE)));
		}
		set("topic-alias-maximum", properties.getTopicAliasMaximum(), builder::topicAliasMaximum);
		builder.requestResponseInformation(properties.isRequestResponseInformation());
		builder.userProperties(userProperties(properties.getUserProperties()));
		set("connect-timeout", properties.getConnectTimeout(), builder::connectTimeout);
		set("close-timeout", properties.getCloseTimeout(), builder::closeTimeout);
		builder.reconnect(reconnect());
		mapPublish(properties.getPublish(), builder);
		builder.handlerFailurePolicy(properties.getListener().getFailurePolicy());
		set("listener.max-unhandled-size", properties.getListener().getMaxUnhandledSize().toBytes(),
				builder::maxUnhandledBytes);
		Will will = will();
		if (will != null) {
			builder.will(() -> will);
		}
		return builder;
	}

	private static void mapPublish(MqttProperties.Publish publish, MqttClientBuilder builder) {
		set("publish.max-pending-messages", publish.getMaxPendingMessages(), builder::maxPendingMessages);
		set("publish.max-pending-size", publish.getMaxPendingSize().toBytes(), builder::maxPendingBytes);
		builder.overflowPolicy(publish.getOverflowPolicy());
	}

	void configure(MqttTemplate template) {
		MqttProperties.Publish publish = this.properties.getPublish();
		set("publish.qos", publish.getQos(), (qos) -> template.setDefaultQos(Qos.of(qos)));
		template.setDefaultRetain(publish.isRetain());
		set("publish.message-expiry", publish.getMessageExpiry(), template::setDefaultMessageExpiry);
		set("publish.content-type", publish.getContentType(), template::setDefaultContentType);
		set("publish.timeout", publish.getTimeout(), template::setTimeout);
		set("publish.reply-timeout", publish.getReplyTimeout(), template::setReplyTimeout);
	}

	/**
	 * Returns when and how often handlers are tried again.
	 */
	@Nullable RetryPolicy retryPolicy() {
		MqttProperties.Listener.Retry retry = this.properties.getListener().getRetry();
		if (!retry.isEnabled()) {
			return null;
		}
		RetryPolicy.Builder builder = RetryPolicy.builder();
		set("listener.retry.max-retries", retry.getMaxRetries(), builder::maxRetries);
		set("listener.retry.delay", retry.getDelay(), builder::delay);
		set("listener.retry.multiplier", retry.getMultiplier(), builder::multiplier);
		set("listener.retry.max-delay", retry.getMaxDelay(), builder::maxDelay);
		set("listener.retry.jitter", retry.getJitter(), builder::jitter);
		return check("listener.retry", builder::build);
	}

	@Nullable MqttMessageRecoverer recoverer() {
		String topic = this.properties.getListener().getDeadLetterTopic();
		return StringUtils.hasLength(topic) ? check("listener.dead-letter-topic", () -> new DeadLetterRecoverer(topic))
				: null;
	}

	private MqttVersion version() {
		return check("version", () -> MqttVersion.of(this.properties.getVersion()));
	}

	private ReconnectPolicy reconnect() {
		MqttProperties.Reconnect reconnect = this.properties.getReconnect();
		return check("reconnect", () -> new ReconnectPolicy(reconnect.isEnabled(), reconnect.getMinDelay(),
				reconnect.getMaxDelay(), reconnect.getStableAfter(), reconnect.getGiveUpOn()));
	}

	private @Nullable Will will() {
		MqttProperties.Will will = this.properties.getWill();
		if (!StringUtils.hasLength(will.getTopic())) {
			if (isTouched(will)) {
				throw new InvalidMqttPropertyException("mqtt.will.topic",
						"it is missing, but other mqtt.will properties are set; without a topic there is no will",
						null);
			}
			return null;
		}
		String topic = will.getTopic();
		check("will.topic", () -> {
			Topics.validateName(topic);
			return topic;
		});
		refuseMqtt5OnlyParts(will);
		Qos qos = check("will.qos", () -> Qos.of(will.getQos()));
		MqttMessage message = check("will.message-expiry",
				() -> MqttMessage.builder(topic)
					.payload(will.getPayload())
					.qos(qos)
					.retain(will.isRetain())
					.contentType(will.getContentType())
					.messageExpiry(will.getMessageExpiry())
					.userProperties(userProperties(will.getUserProperties()))
					.build());
		check("will.payload", () -> Will.of(message));
		return check("will.delay", () -> new Will(message, will.getDelay()));
	}

	private static boolean isTouched(MqttProperties.Will will) {
		MqttProperties.Will untouched = new MqttProperties.Will();
		return !will.getPayload().equals(untouched.getPayload()) || will.getQos() != untouched.getQos()
				|| will.isRetain() || mqtt5OnlyPart(will) != null;
	}

	private void refuseMqtt5OnlyParts(MqttProperties.Will will) {
		String property = mqtt5OnlyPart(will);
		if (property != null && version() == MqttVersion.MQTT_3_1_1) {
			throw new InvalidMqttPropertyException("mqtt.will." + property,
					"it needs MQTT 5, but mqtt.version is 3.1.1", null);
		}
	}

	private static @Nullable String mqtt5OnlyPart(MqttProperties.Will will) {
		if (!will.getDelay().isZero()) {
			return "delay";
		}
		if (will.getContentType() != null) {
			return "content-type";
		}
		if (will.getMessageExpiry() != null) {
			return "message-expiry";
		}
		return will.getUserProperties().isEmpty() ? null : "user-properties";
	}

	private static List<UserProperty> userProperties(Map<String, String> properties) {
		return properties.entrySet()
			.stream()
			.map((property) -> new UserProperty(property.getKey(), property.getValue()))
			.toList();
	}

	private static <T> void set(String property, @Nullable T value, Consumer<T> setter) {
		if (value != null) {
			check(property, () -> {
				setter.accept(value);
				return value;
			});
		}
	}

	private static <T> T check(String property, Supplier<T> mapping) {
		try {
			return mapping.get();
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidMqttPropertyException("mqtt." + property, String.valueOf(ex.getMessage()), ex);
		}
	}

}
