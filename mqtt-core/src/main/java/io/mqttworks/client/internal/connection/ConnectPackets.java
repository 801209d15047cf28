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

package io.mqttworks.client.internal.connection;

import java.time.Duration;
import java.util.List;

import io.mqttworks.client.ClientMode;
import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.DisconnectOptions;
import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttProtocolException;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.Text;
import io.mqttworks.client.Topics;
import io.mqttworks.client.UserProperty;
import io.mqttworks.client.Will;
import io.mqttworks.client.internal.codec.Packet;
import io.mqttworks.client.spi.Credentials;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

/**
 * Makes a CONNECT and a DISCONNECT of the options, and a result or a failure of the
 * CONNACK.
 */
final class ConnectPackets {

	private static final int MAX_PACKET_SIZE = 268_435_460;

	private static final long FOR_EVER = 4_294_967_295L;

	/** A DISCONNECT with reason code and session expiry, and the longest lengths. */
	private static final int DISCONNECT_SIZE = 15;

	private ConnectPackets() {
	}

	static Packet.Connect connect(ConnectAttempt attempt, MqttClientOptions options, Credentials credentials,
			@Nullable String authenticationMethod, byte @Nullable [] authenticationData) {
		Will will = (options.will() != null && options.mode() == ClientMode.PUBLISHER) ? options.will().get() : null;
		if (will != null) {
			Topics.validateName(will.message().topic());
		}
		if (!attempt.isMqtt5()) {
			refuseWhatNeedsMqtt5(options, credentials, will);
		}
		return new Packet.Connect(attempt.version(), attempt.cleanStart(), (int) options.keepAlive().toSeconds(),
				attempt.clientId(), credentials.username(), credentials.password(), will,
				attempt.isMqtt5() ? properties(options, authenticationMethod, authenticationData)
						: Packet.ConnectProperties.NONE);
	}

	private static void refuseWhatNeedsMqtt5(MqttClientOptions options, Credentials credentials, @Nullable Will will) {
		if (will != null && (!will.delay().isZero() || !will.message().properties().equals(MessageProperties.NONE))) {
			throw needsMqtt5("The will's delay or properties need");
		}
		if (credentials.username() == null && credentials.password() != null) {
			throw needsMqtt5("A password without a user name needs");
		}
		if (!options.userProperties().isEmpty()) {
			throw needsMqtt5("User properties of the connection need");
		}
	}

	private static MqttConnectException needsMqtt5(String what) {
		return new MqttConnectException(what + " MQTT 5, the connection speaks 3.1.1",
				ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, null);
	}

	private static Packet.ConnectProperties properties(MqttClientOptions options, @Nullable String authenticationMethod,
			byte @Nullable [] authenticationData) {
		Duration expiry = options.sessionExpiry();
		Long expirySeconds = (expiry == null) ? Long.valueOf(FOR_EVER)
				: (expiry.toSeconds() > 0) ? Long.valueOf(expiry.toSeconds()) : null;
		return new Packet.ConnectProperties(expirySeconds, options.receiveMaximum(),
				(options.maximumPacketSize() < MAX_PACKET_SIZE) ? (long) options.maximumPacketSize() : null,
				(options.topicAliasMaximum() > 0) ? options.topicAliasMaximum() : null,
				options.requestResponseInformation() ? true : null, null, authenticationMethod, authenticationData,
				options.userProperties());
	}

	/**
	 * Reads an accepting CONNACK.
	 * @param ack the packet
	 * @param attempt what it answers
	 * @param options what was asked for
	 * @return the result, with the standard's defaults where the server said nothing
	 * @throws MqttProtocolException if the server must not answer so
	 */
	static ConnectResult result(Packet.ConnAck ack, ConnectAttempt attempt, MqttClientOptions options) {
		if (ack.sessionPresent() && attempt.cleanStart()) {
			throw new MqttProtocolException(
					"The server says that it has a session, but this client had asked for a clean start",
					ReasonCode.PROTOCOL_ERROR, null);
		}
		Packet.ConnAckProperties said = ack.properties();
		String assigned = said.assignedClientId();
		long keepAlive = (said.serverKeepAlive() != null) ? said.serverKeepAlive() : options.keepAlive().toSeconds();
		long maximumPacketSize = (said.maximumPacketSize() != null) ? said.maximumPacketSize() : MAX_PACKET_SIZE;
		ConnectResult.Builder result = ConnectResult
			.builder(attempt.server(), attempt.version(), (assigned != null) ? assigned : attempt.clientId())
			.sessionPresent(ack.sessionPresent())
			.sessionExpiry(sessionExpiry(said.sessionExpiry(), attempt, options))
			.keepAlive(Duration.ofSeconds(keepAlive))
			.retainAvailable(isNotFalse(said.retainAvailable()))
			.maximumPacketSize((int) Math.min(maximumPacketSize, MAX_PACKET_SIZE))
			.topicAliasMaximum((said.topicAliasMaximum() != null) ? said.topicAliasMaximum() : 0)
			.wildcardSubscriptionAvailable(isNotFalse(said.wildcardSubscriptionAvailable()))
			.subscriptionIdentifiersAvailable(attempt.isMqtt5() && isNotFalse(said.subscriptionIdentifiersAvailable()))
			.sharedSubscriptionAvailable(isNotFalse(said.sharedSubscriptionAvailable()))
			.responseInformation(said.responseInformation())
			.serverReference(said.serverReference())
			.reasonString(said.reasonString())
			.userProperties(said.userProperties());
		if (said.receiveMaximum() != null) {
			result.receiveMaximum(said.receiveMaximum());
		}
		if (said.maximumQos() != null) {
			result.maximumQos(Qos.of(said.maximumQos()));
		}
		return result.build();
	}

	private static @Nullable Duration sessionExpiry(@Nullable Long said, ConnectAttempt attempt,
			MqttClientOptions options) {
		if (said != null) {
			return (said == FOR_EVER) ? null : Duration.ofSeconds(said);
		}
		if (attempt.isMqtt5()) {
			return options.sessionExpiry();
		}
		return attempt.cleanStart() ? Duration.ZERO : null;
	}

	private static boolean isNotFalse(@Nullable Boolean value) {
		return value == null || value;
	}

	/**
	 * Returns why the server did not accept.
	 * @param ack the packet
	 * @param attempt what it answers
	 * @return the failure, with advice
	 */
	static MqttException refusal(Packet.ConnAck ack, ConnectAttempt attempt) {
		String reason = ack.properties().reasonString();
		return new MqttConnectException(
				attempt.server() + " refused the connection: " + ack.reasonCode()
						+ ((reason != null) ? " (" + Text.escape(reason) + ")" : "") + advice(ack.reasonCode()),
				ack.reasonCode(), null);
	}

	private static String advice(ReasonCode reasonCode) {
		return switch (reasonCode) {
			case BAD_USER_NAME_OR_PASSWORD -> ". Check the user name and password";
			case NOT_AUTHORIZED -> ". Check the user name, the password and what the server allows this client";
			case CLIENT_IDENTIFIER_NOT_VALID -> ". Check the client identifier; some servers allow 1 to 23 letters and"
					+ " digits only, or need a clean start without one";
			case UNSUPPORTED_PROTOCOL_VERSION -> ". Set the version to the one the server speaks";
			case BAD_AUTHENTICATION_METHOD -> ". Check the authentication method";
			case SERVER_UNAVAILABLE, SERVER_BUSY, CONNECTION_RATE_EXCEEDED, QUOTA_EXCEEDED -> ". Try again later";
			default -> "";
		};
	}

	/**
	 * Returns the packet that says why this client ends the connection.
	 * @param reasonCode why
	 * @return the packet
	 */
	static Packet.Disconnect disconnect(ReasonCode reasonCode) {
		return new Packet.Disconnect(reasonCode, null, null, null, List.of());
	}

	/**
	 * Returns the packet that says goodbye on request.
	 * @param options what to say
	 * @param endSession whether the server shall forget the session, unless the options
	 * say for how long it keeps it
	 * @param server whom to say it to
	 * @return the packet, as the version and the size limit of the server let it be
	 */
	static Packet.Disconnect disconnect(DisconnectOptions options, boolean endSession, ConnectResult server) {
		if (server.version() != MqttVersion.MQTT_5) {
			return disconnect(ReasonCode.SUCCESS);
		}
		Duration expiry = options.sessionExpiry();
		Long expirySeconds = (expiry != null) ? Long.valueOf(expiry.toSeconds()) : endSession ? Long.valueOf(0) : null;
		// MQTT-3.14.2-3, MQTT-3.14.2-4: what does not fit is left out.
		int room = server.maximumPacketSize() - DISCONNECT_SIZE;
		String reason = options.reasonString();
		int reasonSize = (reason != null) ? 3 + ByteBufUtil.utf8Bytes(reason) : 0;
		if (reasonSize > room) {
			reason = null;
		}
		else {
			room -= reasonSize;
		}
		List<UserProperty> properties = (size(options.userProperties()) > room) ? List.of() : options.userProperties();
		return new Packet.Disconnect(goodbyeCode(options), expirySeconds, reason, null, properties);
	}

	static ReasonCode goodbyeCode(DisconnectOptions options) {
		return options.publishWill() ? ReasonCode.DISCONNECT_WITH_WILL : ReasonCode.SUCCESS;
	}

	private static long size(List<UserProperty> properties) {
		long size = 0;
		for (UserProperty property : properties) {
			size += 5 + ByteBufUtil.utf8Bytes(property.name()) + ByteBufUtil.utf8Bytes(property.value());
		}
		return size;
	}

}
