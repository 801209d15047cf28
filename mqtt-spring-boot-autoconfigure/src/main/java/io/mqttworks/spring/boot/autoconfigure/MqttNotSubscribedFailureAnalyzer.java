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

import io.mqttworks.client.MqttSubscribeException;
import io.mqttworks.spring.config.MqttNotSubscribedException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Analyzes a {@link MqttNotSubscribedException}, which fails the start only with
 * {@code mqtt.startup=fail-fast}.
 */
class MqttNotSubscribedFailureAnalyzer extends AbstractFailureAnalyzer<MqttNotSubscribedException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MqttNotSubscribedException cause) {
		String action = (cause.getCause() instanceof MqttSubscribeException)
				? "Check what the server allows the user of the connection to subscribe to."
				: "Check the server's log, and whether 'mqtt.connect-timeout' is too short for it.";
		return new FailureAnalysis(cause.getMessage() + ".",
				action + " To start all the same, and ask the server again and again, set mqtt.startup=background.",
				cause);
	}

}
