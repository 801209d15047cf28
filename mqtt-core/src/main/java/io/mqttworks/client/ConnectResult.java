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

import org.jspecify.annotations.Nullable;

/**
 * What the server said in its CONNACK (MQTT 5 section 3.2.2), with the standard's
 * defaults where it said nothing and on 3.1.1.
 *
 * @param server the server
 * @param version the version spoken, never {@link MqttVersion#AUTO}
 * @param clientId the client identifier in use, be it the server's choice
 * @param sessionPresent whether the server still had the session
 * @param sessionExpiry how long the server keeps the session after the connection ends;
 * {@code null} for ever
 * @param keepAlive the keep-alive interval in force; zero for none
 * @param receiveMaximum how many unacknowledged QoS 1 and 2 messages the server takes
 * @param maximumQos the highest QoS the server takes
 * @param retainAvailable whether the server keeps retained messages
 * @param maximumPacketSize the largest packet the server takes, in bytes
 * @param topicAliasMaximum how many topic aliases the server takes
 * @param wildcardSubscriptionAvailable whether filters may have wildcards
 * @param subscriptionIdentifiersAvailable whether subscriptions may have identifiers
 * @param sharedSubscriptionAvailable whether {@code $share} works
 * @param responseInformation what the server offers to build response topics from, or
 * {@code null}
 * @param serverReference another server the server names, or {@code null}
 * @param reasonString what the server adds for people, or {@code null}
 * @param userProperties what the server adds for programs
 */
public record ConnectResult(ServerAddress server, MqttVersion version, String clientId, boolean sessionPresent,
		@Nullable Duration sessionExpiry, Duration keepAlive, int receiveMaximum, Qos maximumQos,
		boolean retainAvailable, int maximumPacketSize, int topicAliasMaximum, boolean wildcardSubscriptionAvailable,
		boolean subscriptionIdentifiersAvailable, boolean sharedSubscriptionAvailable,
		@Nullable String responseInformation, @Nullable String serverReference, @Nullable String reasonString,
		List<UserProperty> userProperties) {

	/**
	 * Copies the list.
	 */
	public ConnectResult {
		userProperties = List.copyOf(userProperties);
	}

}
