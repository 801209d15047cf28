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
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import io.mqttworks.client.DeliveryTimeoutPolicy;
import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.Qos;

import org.springframework.core.log.LogAccessor;

/**
 * Puts the messages of a container into batches. There are as many series of batches as
 * batches can be handled at a time; a topic belongs to one of them, so that its messages
 * stay in order. A batch takes messages until it is full or being handled.
 */
class BatchCollector {

	private static final LogAccessor logger = new LogAccessor(BatchCollector.class);

	private final ListenerSettings settings;

	private final BatchSettings batches;

	private final TopicDispatcher dispatcher;

	private final Lock lock = new ReentrantLock();

	/** The last batch of each series. */
	private final Map<Integer, ReceivedBatch> last = new HashMap<>();

	private final AtomicInteger unhandled = new AtomicInteger();

	BatchCollector(ListenerSettings settings, BatchSettings batches, TopicDispatcher dispatcher) {
		this.settings = settings;
		this.batches = batches;
		this.dispatcher = dispatcher;
		warnOfUnreachableSize();
		warnOfLateBatches();
	}

	/**
	 * The server sends no more than Receive Maximum without acknowledgement, and a batch
	 * is acknowledged at its end.
	 */
	private void warnOfUnreachableSize() {
		MqttClientOptions options = this.settings.client().options();
		long needed = (long) this.batches.size() * this.settings.concurrency();
		boolean acknowledged = this.settings.subscriptions()
			.stream()
			.anyMatch((subscription) -> subscription.qos() != Qos.AT_MOST_ONCE);
		if (acknowledged && needed > options.receiveMaximum()) {
			logger.warn(() -> this.settings + " cannot fill its batches: " + this.batches.size()
					+ " messages for each of " + this.settings.concurrency() + " at a time are more than the "
					+ options.receiveMaximum()
					+ " that the connection takes without acknowledgement. They are handled when the batch time-out of "
					+ this.batches.timeout().toMillis()
					+ " ms ends. Set a smaller batchSize, or a larger mqtt.receive-maximum");
		}
		else if (needed > options.maxUnhandledBytes()) {
			logger.warn(() -> this.settings + " cannot fill its batches: " + needed + " messages have more than the "
					+ options.maxUnhandledBytes() + " bytes that may wait for handlers. They are handled when the batch"
					+ " time-out of " + this.batches.timeout().toMillis() + " ms ends. Set a smaller batchSize, or a"
					+ " larger mqtt.listener.max-unhandled-size");
		}
	}

	/**
	 * The delivery time-out of a message also runs while the message waits in a batch.
	 */
	private void warnOfLateBatches() {
		MqttClientOptions options = this.settings.client().options();
		Duration deliveryTimeout = options.deliveryTimeout();
		if (deliveryTimeout != null && options.deliveryTimeoutPolicy() != DeliveryTimeoutPolicy.TELL
				&& this.batches.timeout().compareTo(deliveryTimeout) >= 0) {
			logger.warn(() -> this.settings + " can give messages up before it handles them: they wait up to "
					+ this.batches.timeout().toMillis() + " ms for a batch to fill, but mqtt.listener.delivery-timeout"
					+ " is " + deliveryTimeout.toMillis() + " ms. Set a shorter batchTimeout, or a longer"
					+ " mqtt.listener.delivery-timeout");
		}
	}

	void add(ReceivedMessage message) {
		int series = Math.floorMod(message.topic().hashCode(), this.settings.concurrency());
		ReceivedBatch added = null;
		ReceivedBatch batch;
		this.lock.lock();
		try {
			batch = this.last.get(series);
			if (batch == null || !batch.add(message)) {
				batch = new ReceivedBatch(this.settings, this.batches, series, this.unhandled);
				batch.add(message);
				added = batch;
				this.last.put(series, batch);
			}
		}
		finally {
			this.lock.unlock();
		}
		if (added != null) {
			this.dispatcher.add(added);
		}
		if (batch.skipsPause()) {
			this.dispatcher.hurry(batch);
		}
	}

	/**
	 * Returns how many messages have been received and not handled.
	 */
	int unhandled() {
		return this.unhandled.get();
	}

}
