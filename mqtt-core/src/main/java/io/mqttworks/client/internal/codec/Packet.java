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

package io.mqttworks.client.internal.codec;

import java.util.List;
import java.util.Locale;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.UserProperty;
import io.mqttworks.client.Will;
import org.jspecify.annotations.Nullable;

/**
 * A control packet. Properties that are absent are {@code null}; on 3.1.1 all are.
 */
public sealed interface Packet {

	/**
	 * Returns what the standard calls the packet.
	 * @return the name, in capital letters
	 */
	default String name() {
		return getClass().getSimpleName().toUpperCase(Locale.ROOT);
	}

	/**
	 * CONNECT.
	 *
	 * @param version 3.1.1 or 5
	 * @param cleanStart Clean Start, on 3.1.1 Clean Session
	 * @param keepAlive seconds
	 * @param clientId may be empty
	 * @param username the user name
	 * @param password the password
	 * @param will the will
	 * @param properties absent properties are {@code null}
	 */
	record Connect(MqttVersion version, boolean cleanStart, int keepAlive, String clientId, @Nullable String username,
			byte @Nullable [] password, @Nullable Will will, ConnectProperties properties) implements Packet {
	}

	/**
	 * The properties of CONNECT.
	 *
	 * @param sessionExpiry seconds; 4,294,967,295 for ever
	 * @param receiveMaximum 1 to 65,535
	 * @param maximumPacketSize bytes
	 * @param topicAliasMaximum 0 to 65,535
	 * @param requestResponseInformation whether Response Information is wanted
	 * @param requestProblemInformation whether reason strings are wanted everywhere
	 * @param authenticationMethod the method
	 * @param authenticationData the data
	 * @param userProperties the user properties
	 */
	record ConnectProperties(@Nullable Long sessionExpiry, @Nullable Integer receiveMaximum,
			@Nullable Long maximumPacketSize, @Nullable Integer topicAliasMaximum,
			@Nullable Boolean requestResponseInformation, @Nullable Boolean requestProblemInformation,
			@Nullable String authenticationMethod, byte @Nullable [] authenticationData,
			List<UserProperty> userProperties) {

		public static final ConnectProperties NONE = new ConnectProperties(null, null, null, null, null, null, null,
				null, List.of());

	}

	/**
	 * CONNACK.
	 *
	 * @param sessionPresent whether the server has the session
	 * @param reasonCode on 3.1.1 the code of MQTT 5 that means the same
	 * @param properties absent properties are {@code null}
	 */
	record ConnAck(boolean sessionPresent, ReasonCode reasonCode, ConnAckProperties properties) implements Packet {
	}

	/**
	 * The properties of CONNACK.
	 *
	 * @param sessionExpiry seconds; 4,294,967,295 for ever
	 * @param receiveMaximum 1 to 65,535
	 * @param maximumQos 0 or 1
	 * @param retainAvailable whether retained messages are kept
	 * @param maximumPacketSize bytes
	 * @param assignedClientId the client identifier the server chose
	 * @param topicAliasMaximum 0 to 65,535
	 * @param reasonString for people
	 * @param wildcardSubscriptionAvailable whether wildcards are allowed
	 * @param subscriptionIdentifiersAvailable whether identifiers are allowed
	 * @param sharedSubscriptionAvailable whether shared subscriptions are allowed
	 * @param serverKeepAlive seconds
	 * @param responseInformation what to build response topics from
	 * @param serverReference another server
	 * @param authenticationMethod the method
	 * @param authenticationData the data
	 * @param userProperties the user properties
	 */
	record ConnAckProperties(@Nullable Long sessionExpiry, @Nullable Integer receiveMaximum,
			@Nullable Integer maximumQos, @Nullable Boolean retainAvailable, @Nullable Long maximumPacketSize,
			@Nullable String assignedClientId, @Nullable Integer topicAliasMaximum, @Nullable String reasonString,
			@Nullable Boolean wildcardSubscriptionAvailable, @Nullable Boolean subscriptionIdentifiersAvailable,
			@Nullable Boolean sharedSubscriptionAvailable, @Nullable Integer serverKeepAlive,
			@Nullable String responseInformation, @Nullable String serverReference,
			@Nullable String authenticationMethod, byte @Nullable [] authenticationData,
			List<UserProperty> userProperties) {

		public static final ConnAckProperties NONE = new ConnAckProperties(null, null, null, null, null, null, null,
				null, null, null, null, null, null, null, null, null, List.of());

	}

	/**
	 * PUBLISH as an object, for where speed does not matter.
	 *
	 * @param message topic (empty if only an alias is sent), payload, QoS, flags, packet
	 * identifier and properties
	 * @param topicAlias 0 for none
	 */
	record Publish(MqttMessage message, int topicAlias) implements Packet {
	}

	/**
	 * PUBACK, PUBREC, PUBREL or PUBCOMP.
	 *
	 * @param type one of {@link PacketType#PUBACK} to {@link PacketType#PUBCOMP}
	 * @param packetId the packet identifier
	 * @param reasonCode always {@link ReasonCode#SUCCESS} on 3.1.1
	 * @param reasonString for people
	 * @param userProperties the user properties
	 */
	record Ack(int type, int packetId, ReasonCode reasonCode, @Nullable String reasonString,
			List<UserProperty> userProperties) implements Packet {

		@Override
		public String name() {
			return PacketType.name(this.type);
		}

	}

	/**
	 * SUBSCRIBE.
	 *
	 * @param packetId the packet identifier
	 * @param subscriptionIdentifier 0 for none
	 * @param subscriptions the filters and their options
	 * @param userProperties the user properties
	 */
	record Subscribe(int packetId, int subscriptionIdentifier, List<Subscription> subscriptions,
			List<UserProperty> userProperties) implements Packet {
	}

	/**
	 * SUBACK.
	 *
	 * @param packetId the packet identifier
	 * @param reasonCodes a code for each filter
	 * @param reasonString for people
	 * @param userProperties the user properties
	 */
	record SubAck(int packetId, List<ReasonCode> reasonCodes, @Nullable String reasonString,
			List<UserProperty> userProperties) implements Packet {
	}

	/**
	 * UNSUBSCRIBE.
	 *
	 * @param packetId the packet identifier
	 * @param topicFilters the filters
	 * @param userProperties the user properties
	 */
	record Unsubscribe(int packetId, List<String> topicFilters, List<UserProperty> userProperties) implements Packet {
	}

	/**
	 * UNSUBACK.
	 *
	 * @param packetId the packet identifier
	 * @param reasonCodes a code for each filter; empty on 3.1.1
	 * @param reasonString for people
	 * @param userProperties the user properties
	 */
	record UnsubAck(int packetId, List<ReasonCode> reasonCodes, @Nullable String reasonString,
			List<UserProperty> userProperties) implements Packet {
	}

	/**
	 * PINGREQ.
	 */
	record PingReq() implements Packet {
	}

	/**
	 * PINGRESP.
	 */
	record PingResp() implements Packet {
	}

	/**
	 * DISCONNECT.
	 *
	 * @param reasonCode always {@link ReasonCode#SUCCESS} on 3.1.1
	 * @param sessionExpiry seconds
	 * @param reasonString for people
	 * @param serverReference another server
	 * @param userProperties the user properties
	 */
	record Disconnect(ReasonCode reasonCode, @Nullable Long sessionExpiry, @Nullable String reasonString,
			@Nullable String serverReference, List<UserProperty> userProperties) implements Packet {
	}

	/**
	 * AUTH, MQTT 5 only.
	 *
	 * @param reasonCode success, continue or re-authenticate
	 * @param authenticationMethod the method
	 * @param authenticationData the data
	 * @param reasonString for people
	 * @param userProperties the user properties
	 */
	record Auth(ReasonCode reasonCode, @Nullable String authenticationMethod, byte @Nullable [] authenticationData,
			@Nullable String reasonString, List<UserProperty> userProperties) implements Packet {
	}

}
