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
import java.util.concurrent.Executor;

import io.mqttworks.client.Acknowledgment;
import org.jspecify.annotations.Nullable;

/**
 * What a container knows of a message beside what the publisher said.
 */
public final class MqttMessageContext {

	private final String topicFilter;

	private final @Nullable Acknowledgment acknowledgment;

	private final Executor executor;

	private final PendingPublishes pendingPublishes;

	private boolean methodDone;

	private @Nullable BatchEntry batchEntry;

	MqttMessageContext(String topicFilter, @Nullable Acknowledgment acknowledgment, Executor executor,
			PendingPublishes pendingPublishes) {
		this.topicFilter = topicFilter;
		this.acknowledgment = acknowledgment;
		this.executor = executor;
		this.pendingPublishes = pendingPublishes;
	}

	/**
	 * Creates a context without a container, for instance to test a listener.
	 * @param topicFilter the filter the message came for
	 * @param acknowledgment to acknowledge with, or {@code null}
	 * @return the context
	 */
	public static MqttMessageContext of(String topicFilter, @Nullable Acknowledgment acknowledgment) {
		return new MqttMessageContext(topicFilter, acknowledgment, Runnable::run,
				new PendingPublishes(Duration.ofSeconds(30), () -> true));
	}

	/**
	 * Returns which of the container's topic filters the message came for.
	 * @return the filter as it is subscribed; the first one if there are several
	 */
	public String topicFilter() {
		return this.topicFilter;
	}

	/**
	 * Returns what to acknowledge the message with.
	 * @return the acknowledgement, or {@code null} unless the container's mode is
	 * {@link AckMode#MANUAL}
	 */
	public @Nullable Acknowledgment acknowledgment() {
		return this.acknowledgment;
	}

	/**
	 * Returns where to go on when something the listener waited for is there: completing
	 * threads are often those of the network, which must not run what can block. Takes
	 * every task.
	 * @return the executor of the container
	 */
	public Executor executor() {
		return this.executor;
	}

	/**
	 * Says that the stage the listener is about to return is for its reply alone: what
	 * handles messages is done with this one.
	 */
	void methodDone() {
		this.methodDone = true;
	}

	boolean isMethodDone() {
		return this.methodDone;
	}

	/**
	 * Says that the message has been read, for a batch.
	 */
	void joinBatch(BatchEntry entry) {
		this.batchEntry = entry;
	}

	/**
	 * Returns what {@link #joinBatch} was called with since the last call.
	 */
	@Nullable BatchEntry takeBatchEntry() {
		BatchEntry entry = this.batchEntry;
		this.batchEntry = null;
		return entry;
	}

	/**
	 * Returns the replies and dead letters that messages wait for.
	 */
	PendingPublishes pendingPublishes() {
		return this.pendingPublishes;
	}

}
