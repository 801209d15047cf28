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

package io.mqttworks.sample.messages;

import java.time.Instant;

/**
 * A message as it is shown.
 *
 * @param number its number since the start, from 1
 * @param at when it came in
 * @param topic its topic
 * @param qos the quality of service it was delivered with
 * @param retained whether the broker had kept it
 * @param size the bytes of its payload
 * @param payload the beginning of its payload: text, or bytes in hexadecimal
 * @param text whether the payload is text
 * @param truncated whether the payload goes on
 */
public record LoggedMessage(long number, Instant at, String topic, int qos, boolean retained, int size, String payload,
		boolean text, boolean truncated) {
}
