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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

import io.mqttworks.client.ClientMode;
import io.mqttworks.client.HandlerFailurePolicy;
import io.mqttworks.client.MqttClient;
import org.jspecify.annotations.Nullable;

import org.springframework.core.retry.RetryPolicy;

/**
 * Decides what becomes of the messages of an endpoint that fail: what the endpoint says,
 * and otherwise what the container factory says.
 */
class FailureHandling {

	/** The recoverers of endpoints that name a dead-letter topic, by topic. */
	private final Map<String, DeadLetterRecoverer> deadLetterRecoverers = new ConcurrentHashMap<>();

	private final DeadLetterTopics deadLetterTopics = new DeadLetterTopics();

	private @Nullable RetryPolicy retryPolicy;

	private RetryAcknowledgment retryAcknowledgment = RetryAcknowledgment.AFTER;

	private Semaphore retriesInMemory = new Semaphore(1000);

	private @Nullable MqttMessageRecoverer recoverer;

	private @Nullable HandlerFailurePolicy failurePolicy;

	void retryPolicy(@Nullable RetryPolicy retryPolicy) {
		this.retryPolicy = retryPolicy;
	}

	void retryAcknowledgment(RetryAcknowledgment retryAcknowledgment) {
		this.retryAcknowledgment = retryAcknowledgment;
	}

	void maxRetriesInMemory(int maxRetriesInMemory) {
		this.retriesInMemory = new Semaphore(maxRetriesInMemory);
	}

	void recoverer(@Nullable MqttMessageRecoverer recoverer) {
		this.recoverer = recoverer;
	}

	@Nullable MqttMessageRecoverer recoverer() {
		return this.recoverer;
	}

	void failurePolicy(@Nullable HandlerFailurePolicy failurePolicy) {
		this.failurePolicy = failurePolicy;
	}

	List<DeadLetterRecoverer> deadLetterRecoverers() {
		List<DeadLetterRecoverer> recoverers = new ArrayList<>(this.deadLetterRecoverers.values());
		if (this.recoverer instanceof DeadLetterRecoverer own) {
			recoverers.add(own);
		}
		return recoverers;
	}

	@Nullable RetryPolicy retryPolicy(MqttListenerEndpoint endpoint) {
		if (endpoint.maxRetries() != null) {
			return new LimitedRetries(this.retryPolicy, endpoint.maxRetries());
		}
		return (endpoint.retryPolicy() != null) ? endpoint.retryPolicy() : this.retryPolicy;
	}

	/**
	 * Who says what becomes of failed messages wants no recoverer of the factory.
	 */
	@Nullable MqttMessageRecoverer recoverer(MqttListenerEndpoint endpoint) {
		String topic = endpoint.deadLetterTopic();
		if (topic != null) {
			return this.deadLetterRecoverers.computeIfAbsent(topic,
					(name) -> new DeadLetterRecoverer((failed) -> name, this.deadLetterTopics));
		}
		if (endpoint.failurePolicy() != null) {
			return null;
		}
		return (endpoint.recoverer() != null) ? endpoint.recoverer() : this.recoverer;
	}

	@Nullable HandlerFailurePolicy failurePolicy(MqttListenerEndpoint endpoint) {
		return (endpoint.failurePolicy() != null) ? endpoint.failurePolicy() : this.failurePolicy;
	}

	/**
	 * Returns the places of messages that are acknowledged before their last attempt, or
	 * {@code null} if none are. What is acknowledged and cannot become a dead letter
	 * would be lost.
	 */
	@Nullable Semaphore retriesInMemory(MqttClient client, @Nullable MqttMessageRecoverer recoverer) {
		boolean before = this.retryAcknowledgment == RetryAcknowledgment.BEFORE
				&& (recoverer == null || client.options().mode() == ClientMode.PUBLISHER);
		return before ? this.retriesInMemory : null;
	}

}
