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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;

import io.mqttworks.client.HandlerFailurePolicy;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.Subscription;
import org.jspecify.annotations.Nullable;

import org.springframework.core.retry.RetryPolicy;

/**
 * What a container is made from, defaults filled in.
 *
 * @param id the id
 * @param name the name of the listener, for people
 * @param client the client
 * @param listener takes the messages
 * @param subscriptions what to subscribe to
 * @param ackMode who acknowledges
 * @param concurrency how many messages are handled at a time
 * @param autoStartup whether the application context starts the container
 * @param retryPolicy when and how often a failed message is tried again, or {@code null}
 * @param retriesInMemory how many more messages may be acknowledged before their last
 * attempt, or {@code null} if none may
 * @param recoverer takes messages that failed for good, or {@code null}
 * @param failurePolicy what becomes of them without a recoverer; {@code null} for the
 * client's policy
 * @param publishTimeout how long a message waits for its reply or dead letter
 * @param stopTimeout how long a stop waits for messages
 * @param batch how to make batches, or {@code null} if the listener takes one message at
 * a time
 */
record ListenerSettings(String id, String name, MqttClient client, MqttMessageListener listener,
		List<Subscription> subscriptions, AckMode ackMode, int concurrency, boolean autoStartup,
		@Nullable RetryPolicy retryPolicy, @Nullable Semaphore retriesInMemory,
		@Nullable MqttMessageRecoverer recoverer, @Nullable HandlerFailurePolicy failurePolicy, Duration publishTimeout,
		Duration stopTimeout, @Nullable BatchSettings batch) {

	/**
	 * Returns the name of the connection, for people.
	 */
	String connection() {
		return this.client.options().name();
	}

	/**
	 * Names the id, the listener and the connection.
	 */
	@Override
	public String toString() {
		return "Container '" + this.id + "' (" + this.name + ") of connection '" + connection() + "'";
	}

}
