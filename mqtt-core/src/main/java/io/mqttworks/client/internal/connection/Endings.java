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

import io.mqttworks.client.ConnectionListener.Source;
import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.MqttDisconnectedException;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttProtocolException;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.Text;
import io.mqttworks.client.internal.codec.Packet;
import io.mqttworks.client.internal.logging.EscapedThrowable;
import org.jspecify.annotations.Nullable;

/**
 * Says in words why an attempt failed or a connection was lost.
 */
final class Endings {

	private Endings() {
	}

	/**
	 * An attempt failed before the server was asked.
	 * @param cause why
	 * @return the end
	 */
	static ConnectionEnd failed(Throwable cause) {
		return new ConnectionEnd(Source.CLIENT, null, cause, null, false);
	}

	static ConnectionEnd refused(ConnectAttempt attempt, Packet.ConnAck ack) {
		return new ConnectionEnd(Source.SERVER, ack.reasonCode(), ConnectPackets.refusal(ack, attempt),
				ack.properties().serverReference(), false);
	}

	static ConnectionEnd notAuthenticated(Throwable cause) {
		MqttException failure = new MqttConnectException("The authentication failed: " + cause.getMessage(),
				ReasonCode.NOT_AUTHORIZED, cause);
		return new ConnectionEnd(Source.CLIENT, ReasonCode.NOT_AUTHORIZED, failure, null, false);
	}

	/**
	 * The client wants the connection to be made anew.
	 * @param cause why
	 * @return the end
	 */
	static ConnectionEnd reset(MqttException cause) {
		return new ConnectionEnd(Source.CLIENT, ReasonCode.UNSPECIFIED_ERROR, cause, null, false);
	}

	static ConnectionEnd onRequest(ReasonCode reasonCode) {
		return new ConnectionEnd(Source.USER, reasonCode, null, null, false);
	}

	static ConnectionEnd serverSaidSo(ConnectAttempt attempt, Packet.Disconnect packet) {
		String reason = packet.reasonString();
		String advice = (packet.reasonCode() == ReasonCode.SESSION_TAKEN_OVER)
				? ". Another client connected with the client identifier '" + attempt.clientId() + "'" : "";
		return new ConnectionEnd(Source.SERVER, packet.reasonCode(),
				new MqttDisconnectedException(
						attempt.server() + " ended the connection: " + packet.reasonCode()
								+ ((reason != null) ? " (" + Text.escape(reason) + ")" : "") + advice,
						packet.reasonCode(), null),
				packet.serverReference(), false);
	}

	static ConnectionEnd serverIsSilent(ConnectAttempt attempt, long millis) {
		return new ConnectionEnd(Source.CLIENT, ReasonCode.KEEP_ALIVE_TIMEOUT,
				new MqttDisconnectedException(
						attempt.server() + " sent nothing for " + millis + " ms and did not answer PINGREQ",
						ReasonCode.KEEP_ALIVE_TIMEOUT, null),
				null, false);
	}

	/**
	 * The channel was closed, or is of no use any more.
	 * @param attempt the attempt
	 * @param accepted whether the server had accepted
	 * @param unanswered whether CONNECT was sent and not answered
	 * @param cause why, or {@code null} if nobody knows
	 * @return the end
	 */
	static ConnectionEnd broken(ConnectAttempt attempt, boolean accepted, boolean unanswered,
			@Nullable Throwable cause) {
		String server = attempt.server().toString();
		Throwable failure;
		if (!accepted && cause instanceof MqttConnectException) {
			failure = cause;
		}
		else if (cause == null) {
			failure = accepted ? new MqttDisconnectedException("The connection to " + server + " broke", null, null)
					: new MqttConnectException(server + " closed the connection before it answered CONNECT", null,
							null);
		}
		else {
			String message = "The connection to " + server + " broke: " + cause.getMessage();
			Throwable shown = EscapedThrowable.of(cause);
			failure = accepted ? new MqttDisconnectedException(message, null, shown)
					: new MqttConnectException(message, null, shown);
		}
		return new ConnectionEnd(Source.NETWORK, null, failure, null, unanswered);
	}

	static ConnectionEnd brokeTheRules(ConnectAttempt attempt, boolean accepted, MqttProtocolException cause) {
		ReasonCode code = (cause.reasonCode() != null) ? cause.reasonCode() : ReasonCode.PROTOCOL_ERROR;
		MqttException failure = accepted ? cause : new MqttConnectException(
				"No connection to " + attempt.server() + ": " + cause.getMessage(), code, cause);
		return new ConnectionEnd(Source.CLIENT, code, failure, null, false);
	}

}
