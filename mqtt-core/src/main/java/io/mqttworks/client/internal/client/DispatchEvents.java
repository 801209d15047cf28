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

package io.mqttworks.client.internal.client;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.internal.connection.Connection;
import io.mqttworks.client.internal.dispatch.InboundMessage;
import io.mqttworks.client.internal.dispatch.DispatchListener;
import io.mqttworks.client.internal.event.Events;
import io.mqttworks.client.internal.concurrent.Loop;
import io.mqttworks.client.internal.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * Brings what happens on handler threads to the event loop.
 */
final class DispatchEvents implements DispatchListener {

	private final Loop loop;

	private final Events events;

	private final Runnable endTurn;

	private final Supplier<@Nullable Connection> connection;

	private final Runnable idle;

	private @Nullable Session session;

	private final AtomicLong failures = new AtomicLong();

	/** Whether a task that acknowledges is on its way to the loop. */
	private final AtomicBoolean acknowledging = new AtomicBoolean();

	/**
	 * Creates a listener.
	 * @param loop the event loop
	 * @param events told of failures
	 * @param endTurn ends a turn, on the event loop
	 * @param connection returns the connection, on the event loop
	 * @param idle runs on the event loop when no handler is at work any more
	 */
	DispatchEvents(Loop loop, Events events, Runnable endTurn, Supplier<@Nullable Connection> connection,
			Runnable idle) {
		this.loop = loop;
		this.events = events;
		this.endTurn = endTurn;
		this.connection = connection;
		this.idle = idle;
	}

	/**
	 * Sets what is told of settled messages. Once, before there is any.
	 * @param session the session
	 */
	void session(Session session) {
		this.session = session;
	}

	/**
	 * Returns how many messages had a handler that failed. Any thread.
	 * @return the number
	 */
	long failures() {
		return this.failures.get();
	}

	@Override
	public void settled(InboundMessage delivery) {
		Objects.requireNonNull(this.session).settled(delivery);
		if (!this.acknowledging.get() && this.acknowledging.compareAndSet(false, true)) {
			this.loop.execute(() -> {
				this.acknowledging.set(false);
				this.endTurn.run();
			});
		}
	}

	@Override
	public void drained() {
		this.loop.execute(this.endTurn);
	}

	@Override
	public void failed(String handler, MqttMessage message, Throwable cause) {
		this.failures.incrementAndGet();
		this.events.handlerFailed(handler, message, cause);
	}

	@Override
	public void refused(String handler, Throwable cause) {
		this.events.handlerRefused(handler, cause);
	}

	@Override
	public void reconnect(InboundMessage delivery) {
		this.loop.execute(() -> {
			Connection open = this.connection.get();
			if (open != null) {
				open.reset(delivery, new MqttException(
						"A handler failed, and the policy wants the message again (HandlerFailurePolicy.RECONNECT)"));
			}
		});
	}

	@Override
	public void idle() {
		this.loop.execute(this.idle);
	}

}
