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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.mqttworks.client.ClientIdConflict;
import io.mqttworks.client.ConnectionListener;
import io.mqttworks.client.ErrorListener;
import io.mqttworks.test.Kit;

/**
 * Listens to everything a client tells, and keeps it in order.
 */
public final class EventRecorder implements ConnectionListener, ErrorListener {

	private final BlockingQueue<Object> unread = new LinkedBlockingQueue<>();

	private final List<Object> all = new ArrayList<>();

	@Override
	public void onConnected(Connected event) {
		add(event);
	}

	@Override
	public void onDisconnected(Disconnected event) {
		add(event);
	}

	@Override
	public void onConnectFailed(ConnectFailed event) {
		add(event);
	}

	@Override
	public void onClientIdConflict(ClientIdConflict event) {
		add(event);
	}

	@Override
	public void onSubscriptionRefused(SubscriptionRefused event) {
		add(event);
	}

	@Override
	public void onMessageDropped(MessageDropped event) {
		add(event);
	}

	@Override
	public void onStoreFailed(StoreFailed event) {
		add(event);
	}

	@Override
	public void onStoreDamaged(StoreDamaged event) {
		add(event);
	}

	@Override
	public void onHandlerFailed(HandlerFailed event) {
		add(event);
	}

	@Override
	public void onMessageUnmatched(MessageUnmatched event) {
		add(event);
	}

	@Override
	public void onDeliveryOverdue(DeliveryOverdue event) {
		add(event);
	}

	@Override
	public void onInboundDropped(InboundDropped event) {
		add(event);
	}

	@Override
	public void onEventsLost(EventsLost event) {
		add(event);
	}

	private void add(Object event) {
		synchronized (this.all) {
			this.all.add(event);
		}
		this.unread.add(event);
	}

	/** All events so far. */
	public List<Object> all() {
		synchronized (this.all) {
			return List.copyOf(this.all);
		}
	}

	/**
	 * The events of a type so far.
	 * @param type the type
	 * @param <E> the type
	 * @return the events, in order
	 */
	public <E> List<E> all(Class<E> type) {
		return all().stream().filter(type::isInstance).map(type::cast).toList();
	}

	/**
	 * Waits for the next event.
	 * @param type what it must be
	 * @param <E> what it must be
	 * @return the event
	 */
	public <E> E expect(Class<E> type) {
		Object next = next(type);
		if (!type.isInstance(next)) {
			throw new AssertionError(
					"Expected the event " + type.getSimpleName() + ", but " + next + " came. All events: " + all());
		}
		return type.cast(next);
	}

	/**
	 * Waits for an event of a type and skips others.
	 * @param type the type
	 * @param <E> the type
	 * @return the event
	 */
	public <E> E skipTo(Class<E> type) {
		Object next;
		do {
			next = next(type);
		}
		while (!type.isInstance(next));
		return type.cast(next);
	}

	private Object next(Class<?> type) {
		try {
			Object next = this.unread.poll(Kit.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
			if (next == null) {
				throw new AssertionError("Expected the event " + type.getSimpleName() + " within " + Kit.TIMEOUT
						+ ", but none came. All events: " + all());
			}
			return next;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted", ex);
		}
	}

}
