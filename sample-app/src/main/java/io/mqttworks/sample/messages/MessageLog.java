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

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.mqttworks.client.MqttMessage;

import org.springframework.stereotype.Component;

/**
 * Counts the messages that come in and keeps the last of them.
 */
@Component
public class MessageLog {

	private static final int CAPACITY = 200;

	private final InstantSource clock;

	private final Deque<LoggedMessage> newestFirst = new ArrayDeque<>();

	private long count;

	MessageLog(InstantSource clock) {
		this.clock = clock;
	}

	/**
	 * Adds a message.
	 * @param message the message
	 */
	public void add(MqttMessage message) {
		byte[] payload = message.payload();
		PayloadPreview preview = PayloadPreview.of(payload);
		synchronized (this) {
			if (this.newestFirst.size() == CAPACITY) {
				this.newestFirst.removeLast();
			}
			this.newestFirst
				.addFirst(new LoggedMessage(++this.count, this.clock.instant(), message.topic(), message.qos().value(),
						message.retain(), payload.length, preview.value(), preview.text(), preview.truncated()));
		}
	}

	/**
	 * Returns the messages that are kept.
	 * @return the messages
	 */
	public MessagePage messages() {
		return messagesSince(0);
	}

	/**
	 * Returns what came in.
	 * @param number the number of the last message the caller knows; 0 if it knows none
	 * @return the messages after it that are still kept
	 */
	public synchronized MessagePage messagesSince(long number) {
		List<LoggedMessage> messages = this.newestFirst.stream()
			.takeWhile((message) -> message.number() > number)
			.toList();
		return new MessagePage(this.count, messages);
	}

}
