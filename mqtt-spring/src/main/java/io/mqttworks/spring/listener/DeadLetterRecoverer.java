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

package io.mqttworks.spring.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.mqttworks.client.Topics;
import io.mqttworks.client.UserProperty;
import io.mqttworks.spring.core.MqttVersions;
import org.jspecify.annotations.Nullable;

import org.springframework.core.log.LogAccessor;
import org.springframework.util.StringUtils;

/**
 * Publishes messages whose handlers failed for good to a dead-letter topic, with the
 * client that received them: the payload as it was, with QoS 1 at least, without an
 * expiry. On MQTT 5 everything else of the message is kept too, and user properties say
 * what happened.
 * <p>
 * The message is acknowledged when the server has acknowledged the dead letter. A message
 * that fails on the dead-letter topic itself is logged, and not published again.
 */
public class DeadLetterRecoverer implements MqttMessageRecoverer {

	/** The user property with the topic the message was published to. */
	public static final String ORIGINAL_TOPIC = "dead-letter-original-topic";

	/** The user property with the id of the container whose handler failed. */
	public static final String HANDLER = "dead-letter-handler";

	/** The user property with the class of the exception the handler threw. */
	public static final String EXCEPTION = "dead-letter-exception";

	/**
	 * The user property with the message of the exception, if there is one, at most 1,000
	 * characters.
	 */
	public static final String EXCEPTION_MESSAGE = "dead-letter-exception-message";

	private static final Set<String> OWN_PROPERTIES = Set.of(ORIGINAL_TOPIC, HANDLER, EXCEPTION, EXCEPTION_MESSAGE);

	private static final int MAX_TEXT = 1000;

	private static final LogAccessor logger = new LogAccessor(DeadLetterRecoverer.class);

	private final Function<FailedMessage, String> topic;

	/**
	 * Creates a recoverer.
	 * @param topic the topic name of all dead letters
	 * @throws IllegalArgumentException if it is not a valid topic name
	 */
	public DeadLetterRecoverer(String topic) {
		this((failed) -> topic);
		Topics.validateName(topic);
	}

	/**
	 * Creates a recoverer.
	 * @param topic returns the topic name of a dead letter
	 */
	public DeadLetterRecoverer(Function<FailedMessage, String> topic) {
		this.topic = topic;
	}

	@Override
	public @Nullable CompletionStage<?> recover(FailedMessage failed) {
		String topic = this.topic.apply(failed);
		if (topic.equals(failed.message().topic())) {
			logger.error(failed.failure(), () -> "Handler '" + failed.handlerId()
					+ "' failed on a message of the dead-letter topic '" + topic + "'; the message is dropped");
			return null;
		}
		logger.warn(() -> "Handler '" + failed.handlerId() + "' failed on a message of "
				+ failed.message().payload().length + " bytes for '" + failed.message().topic()
				+ "'; the message goes to '" + topic + "': " + failed.failure().getMessage());
		return failed.client().publish(deadLetter(topic, failed));
	}

	private static MqttMessage deadLetter(String topic, FailedMessage failed) {
		MqttMessage message = failed.message();
		Qos qos = (message.qos() == Qos.AT_MOST_ONCE) ? Qos.AT_LEAST_ONCE : message.qos();
		if (!MqttVersions.isMqtt5(failed.client())) {
			return MqttMessage.of(topic, message.payload(), qos);
		}
		return message.toBuilder()
			.topic(topic)
			.qos(qos)
			.retain(false)
			.messageExpiry(null)
			.userProperties(userProperties(failed))
			.build();
	}

	private static List<UserProperty> userProperties(FailedMessage failed) {
		List<UserProperty> properties = new ArrayList<>(failed.message().userProperties());
		// A dead letter that fails again, or a publisher that pretends.
		properties.removeIf((property) -> OWN_PROPERTIES.contains(property.name()));
		Throwable cause = failed.cause();
		properties.add(new UserProperty(ORIGINAL_TOPIC, failed.message().topic()));
		properties.add(new UserProperty(HANDLER, failed.handlerId()));
		properties.add(new UserProperty(EXCEPTION, cause.getClass().getName()));
		if (StringUtils.hasText(cause.getMessage())) {
			properties.add(new UserProperty(EXCEPTION_MESSAGE, text(cause.getMessage())));
		}
		return properties;
	}

	/**
	 * Cuts a text, and replaces what an MQTT string cannot hold.
	 */
	private static String text(String text) {
		StringBuilder valid = new StringBuilder();
		text.codePoints()
			.limit(MAX_TEXT)
			.map((c) -> (c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) ? 0xFFFD : c)
			.forEach(valid::appendCodePoint);
		return valid.toString();
	}

}
