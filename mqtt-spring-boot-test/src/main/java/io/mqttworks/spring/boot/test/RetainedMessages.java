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

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import io.mqttworks.client.HandlerRegistration;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;

/**
 * Asks the broker what it keeps. That works with both versions of MQTT, and with brokers
 * that do not pass the RETAIN flag on. Used under the lock of the probe.
 */
class RetainedMessages {

	private final MqttClient client;

	private final MqttProbe probe;

	private final Map<String, MqttMessage> kept = new HashMap<>();

	private final Map<String, HandlerRegistration> questions = new HashMap<>();

	RetainedMessages(MqttClient client, MqttProbe probe) {
		this.client = client;
		this.probe = probe;
	}

	/**
	 * Returns what is known already, and asks if it is not yet so.
	 */
	boolean keeps(MqttMessage message) {
		MqttMessage known = this.kept.get(message.topic());
		if (message.retain() || (known != null && Arrays.equals(known.payload(), message.payload()))) {
			return true;
		}
		ask(message.topic());
		return false;
	}

	private void ask(String topic) {
		if (!this.client.isConnected()) {
			this.client.start();
		}
		HandlerRegistration question = this.questions.get(topic);
		if (question != null && !question.result().isDone()) {
			return;
		}
		if (question != null) {
			// A filter is only sent again when it is not subscribed.
			question.unsubscribe();
		}
		this.questions.put(topic, this.client.subscribe(topic, Qos.AT_LEAST_ONCE, (MqttMessage message) -> {
			if (message.retain()) {
				this.probe.change(() -> this.kept.put(topic, message));
			}
		}));
	}

	void clear() {
		this.kept.clear();
	}

	void close() {
		this.client.close();
	}

}
