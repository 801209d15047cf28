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
 * Keys of the mapped diagnostic context of log lines that are written while a message is
 * handled: by the handler, its error handler, filter or recoverer, on whatever thread of
 * the container they run. They are gone when these return.
 */
public final class MqttMdcKeys {

	/** The name of the client, with Spring Boot that of the connection. */
	public static final String CONNECTION = "mqtt.connection";

	/** The id of the container. */
	public static final String HANDLER = "mqtt.handler";

	/** The topic filter the message came for. */
	public static final String TOPIC_FILTER = "mqtt.topic-filter";

	private MqttMdcKeys() {
	}

}
