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
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationUnit;

/**
 * Message the server publishes when the connection ends without a goodbye.
 */
public class MqttWillProperties {

	/**
	 * Topic of the message the server publishes when the connection ends without a
	 * goodbye. There is no will without it.
	 */
	private @Nullable String topic;

	/**
	 * Payload of the will, as text.
	 */
	private @Nullable String payload;

	/**
	 * Payload of the will, as Base64.
	 */
	private @Nullable String payloadBase64;

	/**
	 * Quality of service, 0 to 2, of the will.
	 */
	private int qos = 1;

	/**
	 * Whether the server keeps the will for later subscribers.
	 */
	private boolean retain;

	/**
	 * How long the server waits for the client to come back before it publishes the will.
	 * MQTT 5 only. If a duration suffix is not specified, seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration delay = Duration.ZERO;

	/**
	 * Content type of the will. MQTT 5 only.
	 */
	private @Nullable String contentType;

	/**
	 * How long the will is worth delivering. MQTT 5 only. If a duration suffix is not
	 * specified, seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private @Nullable Duration messageExpiry;

	/**
	 * User properties of the will. MQTT 5 only.
	 */
	private Map<String, String> userProperties = new LinkedHashMap<>();

	public @Nullable String getTopic() {
		return this.topic;
	}

	public void setTopic(@Nullable String topic) {
		this.topic = topic;
	}

	public @Nullable String getPayload() {
		return this.payload;
	}

	public void setPayload(@Nullable String payload) {
		this.payload = payload;
	}

	public @Nullable String getPayloadBase64() {
		return this.payloadBase64;
	}

	public void setPayloadBase64(@Nullable String payloadBase64) {
		this.payloadBase64 = payloadBase64;
	}

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

	public Duration getDelay() {
		return this.delay;
	}

	public void setDelay(Duration delay) {
		this.delay = delay;
	}

	public @Nullable String getContentType() {
		return this.contentType;
	}

	public void setContentType(@Nullable String contentType) {
		this.contentType = contentType;
	}

	public @Nullable Duration getMessageExpiry() {
		return this.messageExpiry;
	}

	public void setMessageExpiry(@Nullable Duration messageExpiry) {
		this.messageExpiry = messageExpiry;
	}

	public Map<String, String> getUserProperties() {
		return this.userProperties;
	}

	public void setUserProperties(Map<String, String> userProperties) {
		this.userProperties = userProperties;
	}

}
