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

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A dead letter that {@link MqttDeadLetters} keeps. Its payload is not shown.
 *
 * @param id its number, by which it is sent again or removed
 * @param connection the name of the connection it came from
 * @param topic the topic of dead letters
 * @param originalTopic where the message was published to at first; {@code null} if
 * nothing in it tells, as on MQTT 3.1.1
 * @param handler the id of the container that failed on it, if that is known
 * @param exception the class of what the handler threw, if that is known
 * @param exceptionMessage the message of what the handler threw, if there is one
 * @param redriven how many times it was sent again before
 * @param size the bytes of its payload
 * @param kept when it was kept
 */
public record DeadLetter(long id, String connection, String topic, @Nullable String originalTopic,
		@Nullable String handler, @Nullable String exception, @Nullable String exceptionMessage, int redriven, int size,
		Instant kept) {

}
