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

package io.mqttworks.sample.messages;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.mqttworks.spring.annotation.MqttSubscribe;

import org.springframework.stereotype.Component;

/**
 * Takes every message, whatever its topic and payload.
 */
@Component
class MessageSubscriber {

	private final MessageLog log;

	MessageSubscriber(MessageLog log) {
		this.log = log;
	}

	@MqttSubscribe(topics = "${sample.messages.filter:#}", qos = Qos.EXACTLY_ONCE)
	void onMessage(MqttMessage message) {
		this.log.add(message);
	}

}
