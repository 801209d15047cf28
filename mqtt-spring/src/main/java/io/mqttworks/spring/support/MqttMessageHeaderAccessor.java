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

package io.mqttworks.spring.support;

import java.time.Duration;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.mqttworks.client.UserProperty;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.IdTimestampMessageHeaderInitializer;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.util.CollectionUtils;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MimeType;
import org.springframework.util.MultiValueMap;

/**
 * Reads the headers of an MQTT message by their types. Can be an argument of a handler
 * method.
 */
public class MqttMessageHeaderAccessor extends MessageHeaderAccessor {

	private static final MultiValueMap<String, String> NO_USER_PROPERTIES = CollectionUtils
		.unmodifiableMultiValueMap(new LinkedMultiValueMap<>(0));

	private static final IdTimestampMessageHeaderInitializer NEITHER_ID_NOR_TIMESTAMP = new IdTimestampMessageHeaderInitializer();

	static {
		NEITHER_ID_NOR_TIMESTAMP.setDisableIdGeneration();
		NEITHER_ID_NOR_TIMESTAMP.setEnableTimestamp(false);
	}

	private MqttMessageHeaderAccessor(@Nullable Message<?> message) {
		super(message);
	}

	/**
	 * Returns the headers a received message has.
	 * @param message the message
	 * @param topicFilter the filter of the subscription that matched
	 * @return an accessor; more headers can be set
	 */
	public static MqttMessageHeaderAccessor received(MqttMessage message, String topicFilter) {
		MqttMessageHeaderAccessor accessor = new MqttMessageHeaderAccessor(null);
		NEITHER_ID_NOR_TIMESTAMP.initHeaders(accessor);
		accessor.setHeader(MqttHeaders.TOPIC, message.topic());
		accessor.setHeader(MqttHeaders.TOPIC_FILTER, topicFilter);
		accessor.setHeader(MqttHeaders.QOS, message.qos());
		accessor.setHeader(MqttHeaders.RETAINED, message.retain());
		accessor.setHeader(MqttHeaders.DUPLICATE, message.duplicate());
		accessor.setHeader(MqttHeaders.RAW_MESSAGE, message);
		accessor.setHeader(MqttHeaders.RESPONSE_TOPIC, message.responseTopic());
		accessor.setHeader(MqttHeaders.CORRELATION_DATA, message.correlationData());
		accessor.setHeader(MqttHeaders.MESSAGE_EXPIRY, message.messageExpiry());
		accessor.setHeader(MqttHeaders.USER_PROPERTIES, userProperties(message));
		if (message.contentType() != null) {
			accessor.setHeader(MqttHeaders.CONTENT_TYPE, message.contentType());
			MimeType mimeType = MqttMessageConverter.parse(message.contentType());
			if (mimeType != null) {
				accessor.setHeader(MessageHeaders.CONTENT_TYPE, mimeType);
			}
		}
		return accessor;
	}

	private static MultiValueMap<String, String> userProperties(MqttMessage message) {
		if (message.userProperties().isEmpty()) {
			return NO_USER_PROPERTIES;
		}
		MultiValueMap<String, String> properties = new LinkedMultiValueMap<>();
		for (UserProperty property : message.userProperties()) {
			properties.add(property.name(), property.value());
		}
		return CollectionUtils.unmodifiableMultiValueMap(properties);
	}

	/**
	 * Returns an accessor of the headers of a message.
	 * @param message the message
	 * @return the accessor
	 */
	public static MqttMessageHeaderAccessor wrap(Message<?> message) {
		return new MqttMessageHeaderAccessor(message);
	}

	@Override
	protected MessageHeaderAccessor createAccessor(Message<?> message) {
		return wrap(message);
	}

	/**
	 * Returns the topic name.
	 * @return the topic name
	 */
	public @Nullable String getTopic() {
		return (String) getHeader(MqttHeaders.TOPIC);
	}

	/**
	 * Returns the topic filter that matched.
	 * @return the filter
	 */
	public @Nullable String getTopicFilter() {
		return (String) getHeader(MqttHeaders.TOPIC_FILTER);
	}

	/**
	 * Returns the quality of service.
	 * @return the quality of service
	 */
	public @Nullable Qos getQos() {
		return (Qos) getHeader(MqttHeaders.QOS);
	}

	/**
	 * Returns the RETAIN flag.
	 * @return the flag
	 */
	public boolean isRetained() {
		return Boolean.TRUE.equals(getHeader(MqttHeaders.RETAINED));
	}

	/**
	 * Returns the DUP flag.
	 * @return the flag
	 */
	public boolean isDuplicate() {
		return Boolean.TRUE.equals(getHeader(MqttHeaders.DUPLICATE));
	}

	/**
	 * Returns the topic the sender wants a reply on.
	 * @return the topic name, or {@code null}
	 */
	public @Nullable String getResponseTopic() {
		return (String) getHeader(MqttHeaders.RESPONSE_TOPIC);
	}

	/**
	 * Returns the correlation data, which a reply must carry back.
	 * @return the bytes, or {@code null}
	 */
	public byte @Nullable [] getCorrelationData() {
		return (byte[]) getHeader(MqttHeaders.CORRELATION_DATA);
	}

	/**
	 * Returns how long the message is still worth delivering.
	 * @return the time, or {@code null} for ever
	 */
	public @Nullable Duration getMessageExpiry() {
		return (Duration) getHeader(MqttHeaders.MESSAGE_EXPIRY);
	}

	/**
	 * Returns the user properties.
	 * @return the values by name
	 */
	@SuppressWarnings("unchecked")
	public MultiValueMap<String, String> getUserProperties() {
		Object properties = getHeader(MqttHeaders.USER_PROPERTIES);
		return (properties != null) ? (MultiValueMap<String, String>) properties : NO_USER_PROPERTIES;
	}

}
