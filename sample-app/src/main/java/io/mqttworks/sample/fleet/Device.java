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

package io.mqttworks.sample.fleet;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a device.
 *
 * @param id the level of the topic that names it
 * @param online whether it said so last, or, if it never said anything about that,
 * whether it sent a reading just now
 * @param lastSeen when its last message came in
 * @param load the load it told last, or {@code null} if it told none
 * @param memory the memory it told last, or {@code null} if it told none
 * @param readings its last readings, oldest first
 */
public record Device(String id, boolean online, Instant lastSeen, @Nullable Double load, @Nullable Double memory,
		List<Reading> readings) {
}
