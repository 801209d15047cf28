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
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;

import io.mqttworks.client.ClientMode;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttPublishException;
import io.mqttworks.client.Qos;
import io.mqttworks.client.Topics;
import io.mqttworks.client.UserProperty;
import io.mqttworks.spring.core.MqttVersions;
import io.mqttworks.spring.support.MqttText;
import org.jspecify.annotations.Nullable;

import org.springframework.core.log.LogAccessor;
import org.springframework.util.AlternativeJdkIdGenerator;
import org.springframework.util.IdGenerator;
import org.springframework.util.StringUtils;

/**
 * Publishes messages whose handlers failed for good to a dead-letter topic, with the
 * client that received them: the payload as it was, with QoS 1 at least, without an
 * expiry. On MQTT 5 everything else of the message is kept too, and user properties say
 * what happened.
 * <p>
 * The message is acknowledged when the server has acknowledged the dead letter. A client
 * that must not publish makes none: the message stays unacknowledged, and comes again
 * with a later connection to the same session.
 * <p>
 * A dead letter that fails again does not breed another one at the same handler: it is
 * logged, counted and acknowledged. On MQTT 5 dead letters are known by their user
 * properties, and one that fails at other handlers is published again, a
 * {@linkplain #MAX_COUNT limited} number of times. On MQTT 3.1.1, which has no such
 * properties, a message counts as a dead letter if its topic is one that this recoverer
 * makes.
 */
public class DeadLetterRecoverer implements MqttMessageRecoverer {

	/**
	 * The user property with an id of the dead letter, which is in the log line about it,
	 * too.
	 */
	public static final String ID = "dead-letter-id";

	/** The user property with the topic the message was published to. */
	public static final String ORIGINAL_TOPIC = "dead-letter-original-topic";

	/** The user property with the id of the container whose handler failed. */
	public static final String HANDLER = "dead-letter-handler";

	/** The user property with the class of the exception the handler threw. */
	public static final String EXCEPTION = "dead-letter-exception";

	/**
	 * The user property with the message of the exception, if there is one, at most 1,000
	 * characters; control characters are replaced.
	 */
	public static final String EXCEPTION_MESSAGE = "dead-letter-exception-message";

	/**
	 * The user property that says how many times the message became a dead letter.
	 */
	public static final String COUNT = "dead-letter-count";

	/** How many times a message can become a dead letter, at different handlers. */
	public static final int MAX_COUNT = 5;

	private static final Set<String> OWN_PROPERTIES = Set.of(ID, ORIGINAL_TOPIC, HANDLER, EXCEPTION, EXCEPTION_MESSAGE,
			COUNT);

	private static final int MAX_TEXT = 1000;

	/** However the characters are encoded, they fit in a string of MQTT. */
	private static final int MAX_TOPIC = 16_000;

	private static final LogAccessor logger = new LogAccessor(DeadLetterRecoverer.class);

	private final Function<FailedMessage, String> topic;

	private final DeadLetterTopics topics;

	private final IdGenerator ids = new AlternativeJdkIdGenerator();

	private final FirstFailures droppedFailures = new FirstFailures();

	private final LongAdder published = new LongAdder();

	private final LongAdder dropped = new LongAdder();

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
		this(topic, new DeadLetterTopics());
	}

	/**
	 * Creates a recoverer that also knows the dead letters of others.
	 */
	DeadLetterRecoverer(Function<FailedMessage, String> topic, DeadLetterTopics topics) {
		this.topic = topic;
		this.topics = topics;
	}

	/**
	 * Returns how many dead letters were published.
	 * @return the number
	 */
	public long getPublishedCount() {
		return this.published.sum();
	}

	/**
	 * Returns how many dead letters failed again, and were dropped.
	 * @return the number
	 */
	public long getDroppedCount() {
		return this.dropped.sum();
	}

	@Override
	public @Nullable CompletionStage<?> recover(FailedMessage failed) {
		String topic = this.topic.apply(failed);
		ClientMode mode = failed.client().options().mode();
		if (mode != ClientMode.PUBLISHER) {
			throw new MqttPublishException("There is no dead letter to '" + topic + "': the mode of the connection is "
					+ mode + ", and only a PUBLISHER publishes", null, null);
		}
		String reason = reasonToDrop(failed, topic);
		if (reason != null) {
			this.dropped.increment();
			logDropped(failed, reason);
			return null;
		}
		String id = this.ids.generateId().toString();
		logger.warn(() -> describe(failed) + " on a message of " + failed.message().payload().length + " bytes for '"
				+ failed.message().topic() + "', which goes to '" + topic + "' as dead letter " + id + ": "
				+ failed.failure().getMessage());
		this.topics.add(topic);
		return failed.client()
			.publish(deadLetter(topic, id, failed))
			.whenComplete((result, failure) -> this.published.add((failure == null) ? 1 : 0));
	}

	private void logDropped(FailedMessage failed, String reason) {
		Supplier<String> line = () -> describe(failed) + " on a dead letter of " + failed.message().payload().length
				+ " bytes from '" + failed.message().topic() + "', which is dropped: " + reason;
		if (this.droppedFailures.add(failed)) {
			logger.error(failed.failure(), line);
		}
		else {
			logger.error(line);
			logger.debug(failed.failure(), line);
		}
	}

	private static String describe(FailedMessage failed) {
		return "Handler '" + failed.handlerId() + "' of connection '" + failed.client().options().name()
				+ "' failed with " + failed.cause().getClass().getName();
	}

	private @Nullable String reasonToDrop(FailedMessage failed, String topic) {
		MqttMessage message = failed.message();
		if (topic.equals(message.topic())) {
			return "dead letters of this topic would go to it again";
		}
		if (!MqttVersions.isMqtt5(failed.client())) {
			return this.topics.contains(message.topic(), topic) ? "its topic is one that dead letters are published to"
					: null;
		}
		if (MqttText.clean(failed.handlerId(), MAX_TEXT).equals(message.userProperty(HANDLER))) {
			return "the same handler has failed on it before";
		}
		return (count(message) >= MAX_COUNT) ? "it became a dead letter " + MAX_COUNT + " times" : null;
	}

	/**
	 * Returns how many times a message became a dead letter; a publisher may say what it
	 * likes.
	 */
	private static int count(MqttMessage message) {
		String count = message.userProperty(COUNT);
		try {
			return (count != null) ? Math.max(0, Integer.parseInt(count)) : 0;
		}
		catch (NumberFormatException ex) {
			return 0;
		}
	}

	private static MqttMessage deadLetter(String topic, String id, FailedMessage failed) {
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
			.userProperties(userProperties(id, failed))
			.build();
	}

	private static List<UserProperty> userProperties(String id, FailedMessage failed) {
		MqttMessage message = failed.message();
		List<UserProperty> properties = new ArrayList<>(message.userProperties());
		// A dead letter that fails again, or a publisher that pretends.
		properties.removeIf((property) -> OWN_PROPERTIES.contains(property.name()));
		Throwable cause = failed.cause();
		properties.add(new UserProperty(ID, id));
		properties.add(new UserProperty(ORIGINAL_TOPIC, MqttText.clean(message.topic(), MAX_TOPIC)));
		properties.add(new UserProperty(HANDLER, MqttText.clean(failed.handlerId(), MAX_TEXT)));
		properties.add(new UserProperty(EXCEPTION, MqttText.clean(cause.getClass().getName(), MAX_TEXT)));
		if (StringUtils.hasText(cause.getMessage())) {
			properties.add(new UserProperty(EXCEPTION_MESSAGE, MqttText.clean(cause.getMessage(), MAX_TEXT)));
		}
		properties.add(new UserProperty(COUNT, String.valueOf(count(message) + 1)));
		return properties;
	}

}
