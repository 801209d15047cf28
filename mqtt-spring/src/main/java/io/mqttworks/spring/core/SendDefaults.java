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

package io.mqttworks.spring.core;

import java.time.Duration;

import io.mqttworks.client.Qos;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link MqttTemplate} uses where a message has no setting of its own.
 *
 * @param qos the quality of service
 * @param retain whether the server keeps the message
 * @param messageExpiry how long the message is worth delivering, with MQTT 5;
 * {@code null} for ever
 * @param contentType the content type that objects are written with; {@code null} for
 * that of the first converter
 * @param timeout how long a blocking call waits for the server's acknowledgement
 * @param replyTimeout how long a request waits for its reply
 */
record SendDefaults(Qos qos, boolean retain, @Nullable Duration messageExpiry, @Nullable String contentType,
		Duration timeout, Duration replyTimeout) {

}
