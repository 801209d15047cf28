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
package io.mqttworks.spring.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.mqttworks.client.UserProperty;
import io.mqttworks.spring.support.MqttHeaders;
import io.mqttworks.spring.support.MqttMessageHeaderAccessor;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;

/**
 * The payload and the settings of an object that is sent. A {@link MqttMessage} and a
 * {@link Message} have both; an {@link Optional} stands for its value.
 *
 * @param payload the payload, or {@code null} for an empty one
 * @param topic the topic the object names itself
 * @param qos the quality of service
 * @param retain whether the server is to keep the message
 * @param messageExpiry how long it is worth delivering
 * @param contentType the content type
 * @param utf8Payload whether the payload is marked as text
 * @param responseTopic where a reply is wanted
 * @param correlationData what a reply must carry back
 * @param userProperties the user properties
 */
record SentObject(@Nullable Object payload, @Nullable String topic, @Nullable Qos qos, @Nullable Boolean retain,
		@Nullable Duration messageExpiry, @Nullable String contentType, boolean utf8Payload,
		@Nullable String responseTopic, byte @Nullable [] correlationData, List<UserProperty> userProperties) {

	static SentObject of(@Nullable Object object) {
		if (object instanceof Optional<?> optional) {
			return of(optional.orElse(null));
		}
		if (object instanceof MqttMessage message) {
			return new SentObject(message.payload(), message.topic(), message.qos(), message.retain(),
					message.messageExpiry(), message.contentType(), message.properties().utf8Payload(),
					message.responseTopic(), message.correlationData(), message.userProperties());
		}
		if (object instanceof Message<?> message) {
			return of(message);
		}
		return new SentObject(object, null, null, null, null, null, false, null, null, List.of());
	}

	private static SentObject of(Message<?> message) {
		SentObject inner = of(message.getPayload());
		if (message.getPayload() instanceof MqttMessage) {
			return inner;
		}
		MessageHeaders headers = message.getHeaders();
		Object contentType = headers.containsKey(MqttHeaders.CONTENT_TYPE) ? headers.get(MqttHeaders.CONTENT_TYPE)
				: headers.get(MessageHeaders.CONTENT_TYPE);
		List<UserProperty> userProperties = new ArrayList<>();
		MqttMessageHeaderAccessor.wrap(message)
			.getUserProperties()
			.forEach((name, values) -> values.forEach((value) -> userProperties.add(new UserProperty(name, value))));
		return new SentObject(inner.payload(), null, headers.get(MqttHeaders.QOS, Qos.class),
				headers.get(MqttHeaders.RETAINED, Boolean.class),
				headers.get(MqttHeaders.MESSAGE_EXPIRY, Duration.class),
				(contentType != null) ? contentType.toString() : null, false,
				headers.get(MqttHeaders.RESPONSE_TOPIC, String.class),
				headers.get(MqttHeaders.CORRELATION_DATA, byte[].class), userProperties);
	}

}
