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

package io.mqttworks.client.internal.session;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttPublishException;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.RetainHandling;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.Text;
import io.mqttworks.client.Topics;
import org.jspecify.annotations.Nullable;

/**
 * What the server said it takes, and what MQTT 3.1.1 has not.
 */
final class ServerLimits {

	private final ConnectResult server;

	private final boolean mqtt5;

	ServerLimits(ConnectResult server) {
		this.server = server;
		this.mqtt5 = server.version() == MqttVersion.MQTT_5;
	}

	boolean isMqtt5() {
		return this.mqtt5;
	}

	ConnectResult server() {
		return this.server;
	}

	/**
	 * Returns why a message cannot be sent to this server, whatever its size.
	 * @param message the message
	 * @return the refusal, or {@code null}
	 */
	@Nullable MqttPublishException refusal(MqttMessage message) {
		if (message.qos().compareTo(this.server.maximumQos()) > 0) {
			return refusal(message, "has QoS " + message.qos().value() + ", the server takes at most QoS "
					+ this.server.maximumQos().value(), ReasonCode.QOS_NOT_SUPPORTED);
		}
		if (message.retain() && !this.server.retainAvailable()) {
			return refusal(message, "shall be retained, which the server does not do", ReasonCode.RETAIN_NOT_SUPPORTED);
		}
		String property = this.mqtt5 ? null : message.properties().firstSet();
		if (property != null) {
			return refusal(message,
					"has the property " + property + ", which needs MQTT 5; the connection speaks 3.1.1",
					ReasonCode.UNSUPPORTED_PROTOCOL_VERSION);
		}
		return null;
	}

	/**
	 * Returns why a message cannot be sent with the topic alias that it has.
	 * @param message the message
	 * @return the refusal, or {@code null}
	 */
	@Nullable MqttPublishException aliasRefusal(MqttMessage message) {
		int alias = message.topicAlias();
		if (alias == 0) {
			return null;
		}
		if (!this.mqtt5) {
			return refusal(message, "has a topicAlias, which needs MQTT 5; the connection speaks 3.1.1",
					ReasonCode.UNSUPPORTED_PROTOCOL_VERSION);
		}
		int maximum = this.server.topicAliasMaximum();
		return (alias <= maximum) ? null : refusal(message,
				"has the topicAlias " + alias + ", the server takes " + ((maximum > 0) ? "at most " + maximum : "none"),
				ReasonCode.TOPIC_ALIAS_INVALID);
	}

	/**
	 * Returns the largest packet the server takes.
	 * @return bytes
	 */
	long maximumPacketSize() {
		return this.server.maximumPacketSize();
	}

	/**
	 * Returns why a message cannot be sent whose packet is too large.
	 * @param message the message
	 * @param size the size of its packet, in bytes
	 * @return the refusal
	 */
	MqttPublishException tooLarge(MqttMessage message, long size) {
		return refusal(message, "makes a packet of " + size + " bytes, the server takes at most " + maximumPacketSize(),
				ReasonCode.PACKET_TOO_LARGE);
	}

	private static MqttPublishException refusal(MqttMessage message, String why, ReasonCode reasonCode) {
		return new MqttPublishException("The message for topic '" + Text.escape(message.topic()) + "' " + why,
				reasonCode, null);
	}

	/**
	 * Returns why a subscription cannot be sent to this server.
	 * @param subscription the subscription
	 * @return the reason code, or {@code null}
	 */
	@Nullable ReasonCode refusal(Subscription subscription) {
		String filter = subscription.topicFilter();
		if (!this.server.sharedSubscriptionAvailable() && Topics.isShared(filter)) {
			return ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED;
		}
		String unshared = Topics.unshared(filter);
		if (!this.server.wildcardSubscriptionAvailable()
				&& (unshared.indexOf('+') >= 0 || unshared.indexOf('#') >= 0)) {
			return ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED;
		}
		return (missingFeature(subscription) != null) ? ReasonCode.UNSUPPORTED_PROTOCOL_VERSION : null;
	}

	/**
	 * Returns the option of a subscription that MQTT 3.1.1 has not.
	 * @param subscription the subscription
	 * @return its name, or {@code null}
	 */
	@Nullable String missingFeature(Subscription subscription) {
		if (this.mqtt5) {
			return null;
		}
		if (subscription.noLocal()) {
			return "noLocal";
		}
		if (subscription.retainAsPublished()) {
			return "retainAsPublished";
		}
		return (subscription.retainHandling() != RetainHandling.SEND) ? "retainHandling" : null;
	}

}
