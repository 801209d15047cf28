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
import io.mqttworks.client.internal.connection.ConnectionOwner.End;
import io.mqttworks.client.internal.logging.EscapedThrowable;
import org.jspecify.annotations.Nullable;

/**
 * Says in words how a connection came to its end: to an attempt that failed, or to a
 * connection that was lost.
 */
final class Endings {

	private Endings() {
	}

	static End serverSaidSo(ConnectAttempt attempt, Packet.Disconnect packet) {
		String reason = packet.reasonString();
		String advice = (packet.reasonCode() == ReasonCode.SESSION_TAKEN_OVER)
				? ". Another client connected with the client identifier '" + attempt.clientId() + "'" : "";
		return new End(Source.SERVER, packet.reasonCode(),
				new MqttDisconnectedException(
						attempt.server() + " ended the connection: " + packet.reasonCode()
								+ ((reason != null) ? " (" + Text.escape(reason) + ")" : "") + advice,
						packet.reasonCode(), null),
				packet.serverReference(), false);
	}

	static End serverIsSilent(ConnectAttempt attempt, long millis) {
		return new End(Source.CLIENT, ReasonCode.KEEP_ALIVE_TIMEOUT,
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
	static End broken(ConnectAttempt attempt, boolean accepted, boolean unanswered, @Nullable Throwable cause) {
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
		return new End(Source.NETWORK, null, failure, null, unanswered);
	}

	static End brokeTheRules(ConnectAttempt attempt, boolean accepted, MqttProtocolException cause) {
		ReasonCode code = (cause.reasonCode() != null) ? cause.reasonCode() : ReasonCode.PROTOCOL_ERROR;
		MqttException failure = accepted ? cause : new MqttConnectException(
				"No connection to " + attempt.server() + ": " + cause.getMessage(), code, cause);
		return new End(Source.CLIENT, code, failure, null, false);
	}

}
