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

import java.util.Map;

import io.mqttworks.spring.support.TopicPatterns.Match;

import org.springframework.messaging.Message;

/**
 * A message, and what of its topic the handler wants to know.
 *
 * @param message the message
 * @param match the filter, and the values of its variables
 */
record MatchedMessage(Message<byte[]> message, Match match) {

	Map<String, String> variables() {
		return this.match.variables();
	}

}
