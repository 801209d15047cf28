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

package io.mqttworks.spring.integration;

import io.mqttworks.client.Acknowledgment;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.spring.support.MqttHeaders;
import io.mqttworks.spring.support.MqttMessageConverter;
import io.mqttworks.spring.support.MqttMessageHeaderAccessor;
import io.mqttworks.spring.support.TopicPatterns.Match;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.integration.IntegrationMessageHeaderAccessor;
import org.springframework.integration.support.AbstractIntegrationMessageBuilder;
import org.springframework.integration.support.MessageBuilderFactory;
import org.springframework.messaging.Message;

/**
 * Converts received messages to messages of a flow.
 */
class InboundMessages {

	private final MqttMessageConverter converter;

	private final MqttHeaderMapper headerMapper;

	private final MessageBuilderFactory builders;

	InboundMessages(MqttMessageConverter converter, MqttHeaderMapper headerMapper, MessageBuilderFactory builders) {
		this.converter = converter;
		this.headerMapper = headerMapper;
		this.builders = builders;
	}

	Message<byte[]> raw(MqttMessage message, Match match, @Nullable Acknowledgment acknowledgment) {
		AbstractIntegrationMessageBuilder<byte[]> builder = this.builders.withPayload(message.payload())
			.copyHeaders(MqttMessageHeaderAccessor.received(message, match.filter()).toMap())
			.copyHeaders(this.headerMapper.toHeaders(message))
			.setHeader(MqttHeaders.TOPIC_VARIABLES, match.variables());
		if (acknowledgment != null) {
			builder.setHeader(IntegrationMessageHeaderAccessor.ACKNOWLEDGMENT_CALLBACK,
					new ManualAcknowledgment(acknowledgment));
		}
		return builder.build();
	}

	/**
	 * Converts the payload. An empty one that the type has no value for stays as it is,
	 * because a message must have a payload.
	 */
	Message<?> convert(Message<byte[]> raw, MqttMessage message, ResolvableType payloadType) {
		Object payload = this.converter.read(message.payload(), message.contentType(), payloadType);
		return (payload != null) ? this.builders.withPayload(payload).copyHeaders(raw.getHeaders()).build() : raw;
	}

}
