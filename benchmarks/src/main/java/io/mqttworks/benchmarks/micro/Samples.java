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

package io.mqttworks.benchmarks.micro;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;

/**
 * The messages the codecs write and read, the same for all. Few topics repeat, as they do
 * where many messages are. An application makes each message anew, so this does, too.
 */
final class Samples {

	/**
	 * How many packets are in a chunk: a busy connection reads and writes many at once.
	 */
	static final int PACKETS = 64;

	private static final int EXPIRY_SECONDS = 60;

	private static final Duration EXPIRY = Duration.ofSeconds(EXPIRY_SECONDS);

	private static final int TOPICS = 16;

	private static final String CONTENT_TYPE = "application/json";

	private static final String RESPONSE_TOPIC = "plant/7/replies/orders";

	private static final String PROPERTY_NAME = "traceparent";

	private static final String PROPERTY_VALUE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

	private final boolean mqtt5;

	private final boolean properties;

	private final String[] topics = new String[TOPICS];

	private final byte[][] payloads = new byte[TOPICS][100];

	private final byte[][] correlations = new byte[TOPICS][16];

	/**
	 * Creates messages.
	 * @param kind {@code 3.1.1}, {@code 5} or {@code 5-properties}
	 */
	Samples(String kind) {
		this.mqtt5 = !kind.equals("3.1.1");
		this.properties = kind.equals("5-properties");
		Random random = new Random(1);
		for (int i = 0; i < TOPICS; i++) {
			this.topics[i] = "plant/7/line/" + i + "/robot/temperature";
			random.nextBytes(this.payloads[i]);
			random.nextBytes(this.correlations[i]);
		}
	}

	boolean mqtt5() {
		return this.mqtt5;
	}

	int expirySeconds() {
		return this.properties ? EXPIRY_SECONDS : -1;
	}

	MqttMessage ours(int index) {
		int sample = index % TOPICS;
		if (!this.properties) {
			return MqttMessage.of(this.topics[sample], this.payloads[sample], Qos.AT_LEAST_ONCE);
		}
		return MqttMessage.builder(this.topics[sample])
			.payload(this.payloads[sample])
			.qos(Qos.AT_LEAST_ONCE)
			.messageExpiry(EXPIRY)
			.contentType(CONTENT_TYPE)
			.responseTopic(RESPONSE_TOPIC)
			.correlationData(this.correlations[sample])
			.userProperty(PROPERTY_NAME, PROPERTY_VALUE)
			.build();
	}

	MqttPublishMessage netty(int index, int packetId) {
		int sample = index % TOPICS;
		MqttProperties properties = MqttProperties.NO_PROPERTIES;
		if (this.properties) {
			properties = new MqttProperties();
			properties
				.add(new MqttProperties.IntegerProperty(MqttProperties.PUBLICATION_EXPIRY_INTERVAL, EXPIRY_SECONDS));
			properties.add(new MqttProperties.StringProperty(MqttProperties.CONTENT_TYPE, CONTENT_TYPE));
			properties.add(new MqttProperties.StringProperty(MqttProperties.RESPONSE_TOPIC, RESPONSE_TOPIC));
			properties
				.add(new MqttProperties.BinaryProperty(MqttProperties.CORRELATION_DATA, this.correlations[sample]));
			properties.add(new MqttProperties.UserProperty(PROPERTY_NAME, PROPERTY_VALUE));
		}
		return new MqttPublishMessage(
				new MqttFixedHeader(MqttMessageType.PUBLISH, false, MqttQoS.AT_LEAST_ONCE, false, 0),
				new MqttPublishVariableHeader(this.topics[sample], packetId, properties),
				Unpooled.wrappedBuffer(this.payloads[sample]));
	}

	/**
	 * Stops what would be measured wrongly.
	 * @param index the number of the message
	 * @param topic the topic that was read
	 * @param payload the payload that was read
	 */
	void check(int index, String topic, byte[] payload) {
		int sample = index % TOPICS;
		if (!topic.equals(this.topics[sample]) || !Arrays.equals(payload, this.payloads[sample])) {
			throw new IllegalStateException("Message " + index + " was read as another");
		}
	}

}
