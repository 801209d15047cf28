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

package io.mqttworks.spring.boot.autoconfigure;

import java.time.Duration;

import io.mqttworks.client.OverflowPolicy;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * Messages to publish.
 */
public class MqttPublishProperties {

	/**
	 * Quality of service, 0 to 2, of messages for which none is set.
	 */
	private int qos = 1;

	/**
	 * Whether the server keeps messages for later subscribers, unless the message sets
	 * it.
	 */
	private boolean retain;

	/**
	 * How long messages are worth delivering for which no expiry is set, in whole
	 * seconds; for ever by default. Ignored on MQTT 3.1.1.
	 */
	private @Nullable Duration messageExpiry;

	/**
	 * Content type that objects are written with when the message sets none; by default
	 * that of the first converter, which is JSON.
	 */
	private @Nullable String contentType;

	/**
	 * How long blocking calls wait for the server to acknowledge a message.
	 */
	private Duration timeout = Duration.ofSeconds(10);

	/**
	 * How long requests wait for their reply.
	 */
	private Duration replyTimeout = Duration.ofSeconds(10);

	/**
	 * How many messages of QoS 1 and 2 may be sent and not yet acknowledged, if the
	 * server takes as many.
	 */
	private int maxInFlight = 65_535;

	/**
	 * How many connections in a row may end with the same message first in flight before
	 * the message is set aside; 0 for any number.
	 */
	private int poisonThreshold = 5;

	/**
	 * How many messages may wait to be sent or acknowledged.
	 */
	private int maxPendingMessages = 100_000;

	/**
	 * How many bytes of topics and payloads may wait to be sent or acknowledged.
	 */
	private DataSize maxPendingSize = DataSize.ofMegabytes(64);

	/**
	 * What happens to a message when no more may wait.
	 */
	private OverflowPolicy overflowPolicy = OverflowPolicy.FAIL;

	public int getQos() {
		return this.qos;
	}

	public void setQos(int qos) {
		this.qos = qos;
	}

	public boolean isRetain() {
		return this.retain;
	}

	public void setRetain(boolean retain) {
		this.retain = retain;
	}

	public @Nullable Duration getMessageExpiry() {
		return this.messageExpiry;
	}

	public void setMessageExpiry(@Nullable Duration messageExpiry) {
		this.messageExpiry = messageExpiry;
	}

	public @Nullable String getContentType() {
		return this.contentType;
	}

	public void setContentType(@Nullable String contentType) {
		this.contentType = contentType;
	}

	public Duration getTimeout() {
		return this.timeout;
	}

	public void setTimeout(Duration timeout) {
		this.timeout = timeout;
	}

	public Duration getReplyTimeout() {
		return this.replyTimeout;
	}

	public void setReplyTimeout(Duration replyTimeout) {
		this.replyTimeout = replyTimeout;
	}

	public int getMaxInFlight() {
		return this.maxInFlight;
	}

	public void setMaxInFlight(int maxInFlight) {
		this.maxInFlight = maxInFlight;
	}

	public int getPoisonThreshold() {
		return this.poisonThreshold;
	}

	public void setPoisonThreshold(int poisonThreshold) {
		this.poisonThreshold = poisonThreshold;
	}

	public int getMaxPendingMessages() {
		return this.maxPendingMessages;
	}

	public void setMaxPendingMessages(int maxPendingMessages) {
		this.maxPendingMessages = maxPendingMessages;
	}

	public DataSize getMaxPendingSize() {
		return this.maxPendingSize;
	}

	public void setMaxPendingSize(DataSize maxPendingSize) {
		this.maxPendingSize = maxPendingSize;
	}

	public OverflowPolicy getOverflowPolicy() {
		return this.overflowPolicy;
	}

	public void setOverflowPolicy(OverflowPolicy overflowPolicy) {
		this.overflowPolicy = overflowPolicy;
	}

}
