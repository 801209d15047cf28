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

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

import io.mqttworks.client.Delivery;
import io.mqttworks.client.DeliveryHandler;
import io.mqttworks.client.MqttMessage;
import org.jspecify.annotations.Nullable;

/**
 * Takes the messages of a container from its client.
 */
class MessageReceiver implements DeliveryHandler {

	private final ListenerSettings settings;

	private final ContainerFilters filters;

	private final TopicDispatcher dispatcher;

	private final @Nullable BatchCollector batches;

	private final Executor executor;

	private final PendingPublishes pendingPublishes;

	/** What listeners have not acknowledged by hand yet. */
	private final Set<TrackedAcknowledgment> missing = ConcurrentHashMap.newKeySet();

	MessageReceiver(ListenerSettings settings, TopicDispatcher dispatcher, Executor executor,
			PendingPublishes pendingPublishes) {
		this.settings = settings;
		this.filters = new ContainerFilters(settings.subscriptions());
		this.dispatcher = dispatcher;
		this.batches = (settings.batch() != null) ? new BatchCollector(settings, settings.batch(), dispatcher) : null;
		this.executor = executor;
		this.pendingPublishes = pendingPublishes;
	}

	@Override
	public void onMessage(MqttMessage message, Delivery delivery) {
		TrackedAcknowledgment byHand = (this.settings.ackMode() == AckMode.MANUAL)
				? new TrackedAcknowledgment(delivery, this.missing) : null;
		String filter = this.filters.find(delivery, message);
		MqttMessageContext context = new MqttMessageContext(filter, byHand, (task) -> execute(task, filter),
				this.pendingPublishes);
		ReceivedMessage received = new ReceivedMessage(this.settings, message, delivery, context);
		if (this.batches != null) {
			this.batches.add(received);
		}
		else {
			this.dispatcher.add(received);
		}
	}

	/**
	 * Returns how many messages have been received and not handled.
	 */
	int unhandled() {
		return (this.batches != null) ? this.batches.unhandled() : this.dispatcher.size();
	}

	private void execute(Runnable task, String filter) {
		this.executor.execute(() -> {
			try (MdcScope scope = MdcScope.open(this.settings, filter)) {
				task.run();
			}
		});
	}

	/**
	 * What waits in a container counts as unhandled, whatever its quality of service.
	 */
	@Override
	public boolean settlesQos0() {
		return true;
	}

	/**
	 * Leaves what listeners have not acknowledged by hand.
	 * @return how many messages there were
	 */
	int leaveUnacknowledged() {
		Set<TrackedAcknowledgment> left = Set.copyOf(this.missing);
		left.forEach(TrackedAcknowledgment::leaveUnacknowledged);
		return left.size();
	}

}
