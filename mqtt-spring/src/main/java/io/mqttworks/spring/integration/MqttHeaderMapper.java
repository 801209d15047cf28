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

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.UserProperty;
import io.mqttworks.spring.support.MqttHeaders;

import org.springframework.integration.IntegrationMessageHeaderAccessor;
import org.springframework.messaging.MessageHeaders;
import org.springframework.util.PatternMatchUtils;

/**
 * Maps user properties to message headers and back, for names on a list. Both lists are
 * empty by default.
 * <p>
 * Headers that Spring acts upon, such as {@code replyChannel}, {@code errorChannel},
 * {@code routingSlip} or {@code contentType}, and those that start with {@code mqtt_},
 * {@code json__} or {@code spring.}, are never mapped, whatever the lists say: a
 * publisher must not choose them.
 */
public class MqttHeaderMapper {

	private static final Set<String> FRAMEWORK_HEADERS = Set.of(MessageHeaders.ID, MessageHeaders.TIMESTAMP,
			MessageHeaders.CONTENT_TYPE, MessageHeaders.REPLY_CHANNEL, MessageHeaders.ERROR_CHANNEL,
			IntegrationMessageHeaderAccessor.CORRELATION_ID, IntegrationMessageHeaderAccessor.EXPIRATION_DATE,
			IntegrationMessageHeaderAccessor.PRIORITY, IntegrationMessageHeaderAccessor.SEQUENCE_NUMBER,
			IntegrationMessageHeaderAccessor.SEQUENCE_SIZE, IntegrationMessageHeaderAccessor.SEQUENCE_DETAILS,
			IntegrationMessageHeaderAccessor.ROUTING_SLIP, IntegrationMessageHeaderAccessor.DUPLICATE_MESSAGE,
			IntegrationMessageHeaderAccessor.CLOSEABLE_RESOURCE, IntegrationMessageHeaderAccessor.DELIVERY_ATTEMPT,
			IntegrationMessageHeaderAccessor.ACKNOWLEDGMENT_CALLBACK, IntegrationMessageHeaderAccessor.REACTOR_CONTEXT,
			IntegrationMessageHeaderAccessor.SOURCE_DATA, "history", "nativeHeaders");

	/** Ours, the types a JSON transformer makes, and the functions a router calls. */
	private static final List<String> FRAMEWORK_PREFIXES = List.of(MqttHeaders.PREFIX, "json__", "spring.");

	private String[] inboundNames = {};

	private String[] outboundNames = {};

	/**
	 * Sets which user properties of received messages become headers.
	 * @param inboundNames names, or patterns such as {@code x-*}
	 */
	public void setInboundNames(String... inboundNames) {
		this.inboundNames = inboundNames.clone();
	}

	/**
	 * Sets which headers become user properties of messages to publish.
	 * @param outboundNames names, or patterns such as {@code x-*}
	 */
	public void setOutboundNames(String... outboundNames) {
		this.outboundNames = outboundNames.clone();
	}

	/**
	 * Returns the headers of a received message.
	 * @param message the message
	 * @return a header for each user property on the list, its first value as text
	 */
	public Map<String, Object> toHeaders(MqttMessage message) {
		Map<String, Object> headers = new HashMap<>();
		for (UserProperty property : message.userProperties()) {
			if (isMapped(this.inboundNames, property.name())) {
				headers.putIfAbsent(property.name(), property.value());
			}
		}
		return headers;
	}

	/**
	 * Returns the user properties of a message to publish.
	 * @param headers the headers of the message
	 * @return a user property for each header on the list that is a text, a number or a
	 * boolean
	 */
	public List<UserProperty> toUserProperties(MessageHeaders headers) {
		List<UserProperty> properties = new ArrayList<>();
		headers.forEach((name, value) -> {
			boolean simple = value instanceof CharSequence || value instanceof Number || value instanceof Boolean
					|| value instanceof Enum<?>;
			if (simple && isMapped(this.outboundNames, name)) {
				properties.add(new UserProperty(name, value.toString()));
			}
		});
		return properties;
	}

	private static boolean isMapped(String[] names, String name) {
		return PatternMatchUtils.simpleMatch(names, name) && !isFramework(name);
	}

	private static boolean isFramework(String name) {
		String lower = name.toLowerCase(Locale.ROOT);
		return FRAMEWORK_HEADERS.stream().anyMatch(name::equalsIgnoreCase)
				|| FRAMEWORK_PREFIXES.stream().anyMatch(lower::startsWith);
	}

}
