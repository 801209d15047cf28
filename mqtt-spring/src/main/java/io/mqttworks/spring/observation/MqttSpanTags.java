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

package io.mqttworks.spring.observation;

import io.micrometer.common.docs.KeyName;

/**
 * Tags of spans, but not of metrics: they can have any number of values. The names are
 * those of the semantic conventions of OpenTelemetry for messaging.
 */
public enum MqttSpanTags implements KeyName {

	/**
	 * Always mqtt.
	 */
	MESSAGING_SYSTEM("messaging.system"),

	/**
	 * Topic of the message.
	 */
	DESTINATION("messaging.destination.name"),

	/**
	 * Template of the topic, of a handler the filter that matched; none if there is no
	 * template.
	 */
	DESTINATION_TEMPLATE("messaging.destination.template"),

	/**
	 * Either publish or process.
	 */
	OPERATION_NAME("messaging.operation.name"),

	/**
	 * Either send or process.
	 */
	OPERATION_TYPE("messaging.operation.type"),

	/**
	 * Client identifier; none if the server has not chosen it yet.
	 */
	CLIENT_ID("messaging.client.id"),

	/**
	 * Bytes of the payload.
	 */
	BODY_SIZE("messaging.message.body.size");

	private final String name;

	MqttSpanTags(String name) {
		this.name = name;
	}

	@Override
	public String asString() {
		return this.name;
	}

}
