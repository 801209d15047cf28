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

import java.util.Set;

import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.ReasonCode;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/**
 * Analyzes a {@link MqttConnectException}, which fails the start only with
 * {@code mqtt.startup=fail-fast}.
 */
class MqttConnectFailureAnalyzer extends AbstractFailureAnalyzer<MqttConnectException> {

	private final Set<String> named;

	MqttConnectFailureAnalyzer(@Nullable Environment environment) {
		this.named = (environment != null) ? NamedMqttConnections.names(environment) : Set.of();
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MqttConnectException cause) {
		String description = "No MQTT connection was made: " + cause.getMessage();
		String advice = ConnectAdvice.find(cause, MqttProperties.PREFIX);
		return new FailureAnalysis(description,
				((advice != null) ? advice : action(cause.reasonCode())) + where()
						+ " To start without a connection and make it in the background, set mqtt.startup=background.",
				cause);
	}

	/**
	 * The failure has the server, but not the name of the connection.
	 */
	private String where() {
		return this.named.isEmpty() ? "" : " If it is the server of one of " + this.named
				+ ", its properties are below '" + MqttProperties.CONNECTIONS_PREFIX + ".' and its name.";
	}

	private static String action(@Nullable ReasonCode reasonCode) {
		if (reasonCode == null) {
			return "Check that the servers in 'mqtt.servers' run and can be reached.";
		}
		return switch (reasonCode) {
			case BAD_USER_NAME_OR_PASSWORD, NOT_AUTHORIZED, BAD_AUTHENTICATION_METHOD ->
				"Check 'mqtt.username' and 'mqtt.password', and what the server allows them to do.";
			case CLIENT_IDENTIFIER_NOT_VALID -> "Set another 'mqtt.client-id': the server refuses this one.";
			case UNSUPPORTED_PROTOCOL_VERSION -> "Set 'mqtt.version' to auto, or to what the server speaks.";
			default -> "The server refused with " + reasonCode + ": check 'mqtt.*' with what the server allows.";
		};
	}

}
