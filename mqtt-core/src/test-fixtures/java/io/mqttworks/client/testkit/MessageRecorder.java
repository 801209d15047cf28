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

package io.mqttworks.client.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.mqttworks.client.MessageHandler;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.test.Kit;

/**
 * A handler that keeps what it was given.
 */
public final class MessageRecorder implements MessageHandler {

	private final BlockingQueue<MqttMessage> unread = new LinkedBlockingQueue<>();

	private final List<MqttMessage> all = new ArrayList<>();

	@Override
	public void onMessage(MqttMessage message) {
		synchronized (this.all) {
			this.all.add(message);
		}
		this.unread.add(message);
	}

	/** All messages so far. */
	public List<MqttMessage> all() {
		synchronized (this.all) {
			return List.copyOf(this.all);
		}
	}

	/** The payloads of all messages so far. */
	public List<String> texts() {
		return all().stream().map(MqttMessage::payloadAsString).toList();
	}

	public int count() {
		synchronized (this.all) {
			return this.all.size();
		}
	}

	/**
	 * Waits for the next message.
	 * @return the message
	 */
	public MqttMessage expect() {
		return expect(Kit.TIMEOUT);
	}

	/**
	 * Waits for the next message.
	 * @param timeout how long
	 * @return the message
	 */
	public MqttMessage expect(Duration timeout) {
		try {
			MqttMessage message = this.unread.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
			if (message == null) {
				throw new AssertionError(
						"Expected a message for the handler within " + timeout + ", but none came. It had " + all());
			}
			return message;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted", ex);
		}
	}

	/**
	 * Waits for the next message.
	 * @param text its payload
	 * @return the message
	 */
	public MqttMessage expect(String text) {
		MqttMessage message = expect();
		if (!message.payloadAsString().equals(text)) {
			throw new AssertionError("Expected a message '" + text + "' for the handler, but '"
					+ message.payloadAsString() + "' came. It had " + texts());
		}
		return message;
	}

	/**
	 * Fails if a message comes within a time.
	 * @param duration the time
	 */
	public void expectNothingFor(Duration duration) {
		try {
			MqttMessage message = this.unread.poll(duration.toMillis(), TimeUnit.MILLISECONDS);
			if (message != null) {
				throw new AssertionError("Expected no message for the handler, but " + message + " came");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted", ex);
		}
	}

}
