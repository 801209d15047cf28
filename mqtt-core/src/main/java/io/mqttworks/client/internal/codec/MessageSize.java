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

package io.mqttworks.client.internal.codec;

import java.util.List;

import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * Estimates how much memory a message holds, for bounds in bytes, and never much too
 * little. What is the same for every message is left out: the bound on the number of
 * messages covers it. For any thread.
 */
public final class MessageSize {

	/** What the objects of one property take beside its text. */
	private static final int PROPERTY = 64;

	private MessageSize() {
	}

	/**
	 * Returns the size of a message.
	 * @param message the message
	 * @return bytes of its topic, its payload and its properties
	 */
	public static long of(MqttMessage message) {
		return message.topic().length() + (long) message.payload().length + of(message.properties());
	}

	/**
	 * Returns the size of the properties of a message.
	 * @param properties the properties
	 * @return bytes; 0 for none
	 */
	public static long of(MessageProperties properties) {
		if (properties == MessageProperties.NONE) {
			return 0;
		}
		long size = PROPERTY + text(properties.contentType()) + text(properties.responseTopic())
				+ (long) PROPERTY / 2 * properties.subscriptionIdentifiers().size();
		byte[] correlationData = properties.correlationData();
		if (correlationData != null) {
			size += PROPERTY + correlationData.length;
		}
		List<UserProperty> userProperties = properties.userProperties();
		for (int i = 0; i < userProperties.size(); i++) {
			UserProperty property = userProperties.get(i);
			size += text(property.name()) + text(property.value());
		}
		return size;
	}

	// Two bytes a character, as Java keeps text that is not Latin-1.
	private static long text(@Nullable String text) {
		return (text != null) ? PROPERTY + 2L * text.length() : 0;
	}

}
