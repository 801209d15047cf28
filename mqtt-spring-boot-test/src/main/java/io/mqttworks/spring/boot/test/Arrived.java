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

package io.mqttworks.spring.boot.test;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

import io.mqttworks.client.MqttMessage;

/**
 * Tells what a probe has received. Payloads are what a test compares, and are shown,
 * other than in the logs of an application.
 */
final class Arrived {

	private static final int MOST_MESSAGES = 50;

	private static final int MOST_CHARACTERS = 200;

	private Arrived() {
	}

	static String text(Duration duration) {
		return (duration.toMillis() % 1000 == 0) ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
	}

	static String list(List<MqttMessage> messages) {
		return list(messages, (message) -> List.of());
	}

	static String list(List<MqttMessage> messages, Function<MqttMessage, List<String>> differences) {
		if (messages.isEmpty()) {
			return "nothing arrived at all";
		}
		StringBuilder text = new StringBuilder("this arrived:");
		int skipped = Math.max(0, messages.size() - MOST_MESSAGES);
		if (skipped > 0) {
			text.append(String.format("%n  (%d messages before)", skipped));
		}
		for (MqttMessage message : messages.subList(skipped, messages.size())) {
			List<String> different = differences.apply(message);
			text.append(String.format("%n  %s", line(message)))
				.append(different.isEmpty() ? "" : " <- " + String.join("; ", different).replaceAll("\\s+", " "));
		}
		return text.toString();
	}

	private static String line(MqttMessage message) {
		return escape(message.topic()) + " (QoS " + message.qos().value() + (message.retain() ? ", retained" : "")
				+ "): " + escape(message.payloadAsString());
	}

	private static String escape(String text) {
		StringBuilder escaped = new StringBuilder();
		text.chars()
			.limit(MOST_CHARACTERS)
			.forEach((character) -> escaped.append(Character.isISOControl(character)
					? String.format("\\u%04x", character) : String.valueOf((char) character)));
		return (text.length() > MOST_CHARACTERS) ? escaped + "…" : escaped.toString();
	}

}
