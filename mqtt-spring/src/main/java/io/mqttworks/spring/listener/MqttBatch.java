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

import java.util.Iterator;
import java.util.List;

import org.springframework.messaging.Message;

/**
 * Several messages that a handler method takes at once, in the order of receipt; at least
 * one.
 *
 * @param <T> the type of their payloads
 */
public final class MqttBatch<T> implements Iterable<Message<T>> {

	private final List<Message<T>> messages;

	private final List<T> payloads;

	/**
	 * Creates a batch, for instance to test a handler method.
	 * @param messages the messages
	 */
	public MqttBatch(List<Message<T>> messages) {
		this.messages = List.copyOf(messages);
		this.payloads = this.messages.stream().map(Message::getPayload).toList();
	}

	/**
	 * Returns how many messages there are.
	 * @return the number
	 */
	public int size() {
		return this.messages.size();
	}

	/**
	 * Returns the messages with the headers
	 * {@link io.mqttworks.spring.support.MqttHeaders} names.
	 * @return the messages, not to be changed
	 */
	public List<Message<T>> messages() {
		return this.messages;
	}

	/**
	 * Returns what the payloads were read as.
	 * @return the payloads, in the order of the messages, not to be changed
	 */
	public List<T> payloads() {
		return this.payloads;
	}

	@Override
	public Iterator<Message<T>> iterator() {
		return this.messages.iterator();
	}

	/**
	 * Names the size, and no payload.
	 */
	@Override
	public String toString() {
		return "Batch of " + size() + " messages";
	}

}
