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

/**
 * Names of message headers. Every received message has {@link #TOPIC},
 * {@link #TOPIC_FILTER}, {@link #TOPIC_VARIABLES}, {@link #QOS}, {@link #RETAINED},
 * {@link #DUPLICATE}, {@link #USER_PROPERTIES} and {@link #RAW_MESSAGE}; the others are
 * there when the publisher set them. User properties never become headers of their own,
 * so that a publisher cannot set one the framework acts upon.
 */
public final class MqttHeaders {

	/** The prefix of all names here. */
	public static final String PREFIX = "mqtt_";

	/** The topic name, a {@code String}. */
	public static final String TOPIC = PREFIX + "topic";

	/**
	 * The name of the connection, a {@code String}; in messages of handler methods.
	 */
	public static final String CONNECTION = PREFIX + "connection";

	/** The topic filter of the subscription that matched, a {@code String}. */
	public static final String TOPIC_FILTER = PREFIX + "topicFilter";

	/**
	 * The values that the topic has for the variables of the filter, a
	 * {@code Map<String, String>} in the order of the variables.
	 * {@code @DestinationVariable} reads one of them.
	 */
	public static final String TOPIC_VARIABLES = PREFIX + "topicVariables";

	/** The {@link io.mqttworks.client.Qos}; {@code int} arguments get its number. */
	public static final String QOS = PREFIX + "qos";

	/** The RETAIN flag, a {@code Boolean}. */
	public static final String RETAINED = PREFIX + "retained";

	/** The DUP flag of a received message, a {@code Boolean}. */
	public static final String DUPLICATE = PREFIX + "duplicate";

	/**
	 * The content type as the publisher wrote it, a {@code String}. One that is a MIME
	 * type is in {@link org.springframework.messaging.MessageHeaders#CONTENT_TYPE} as
	 * well.
	 */
	public static final String CONTENT_TYPE = PREFIX + "contentType";

	/** The topic the sender wants a reply on, a {@code String}. */
	public static final String RESPONSE_TOPIC = PREFIX + "responseTopic";

	/** The correlation data, which a reply must carry back, a {@code byte[]}. */
	public static final String CORRELATION_DATA = PREFIX + "correlationData";

	/** How long the message is still worth delivering, a {@link java.time.Duration}. */
	public static final String MESSAGE_EXPIRY = PREFIX + "messageExpiry";

	/**
	 * The user properties, an unmodifiable {@code MultiValueMap<String, String>}; empty
	 * on MQTT 3.1.1.
	 */
	public static final String USER_PROPERTIES = PREFIX + "userProperties";

	/** The {@link io.mqttworks.client.MqttMessage} as it was received. */
	public static final String RAW_MESSAGE = PREFIX + "rawMessage";

	/** The {@link io.mqttworks.client.Acknowledgment} of manual acknowledgement. */
	public static final String ACKNOWLEDGMENT = PREFIX + "acknowledgment";

	private MqttHeaders() {
	}

}
