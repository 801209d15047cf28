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
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.mqttworks.client.ClientMode;
import io.mqttworks.client.ConnectionState;
import io.mqttworks.client.HandlerRegistration;
import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.MqttClosedException;
import io.mqttworks.client.internal.connection.Connection;
import io.mqttworks.client.internal.connection.ConnectionFactory;
import io.mqttworks.client.internal.connection.Lifecycle;
import io.mqttworks.client.internal.dispatch.Dispatcher;
import io.mqttworks.client.internal.event.Events;
import io.mqttworks.client.internal.logging.Loggers;
import io.mqttworks.client.internal.resources.DefaultClientResources;
import io.mqttworks.client.internal.session.Counters;
import io.mqttworks.client.internal.session.PublishQueue;
import io.mqttworks.client.internal.session.Registrations;
import io.mqttworks.client.internal.session.Session;
import io.mqttworks.client.spi.SessionStore;
import io.mqttworks.client.spi.StoredSession;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * The parts of one client, wired: made as a whole or not at all, and closed in order.
 */
final class ClientParts implements ClientClosing.Actions {

	private final DefaultClientResources.Lease lease;

	private final EventLoop loop;

	/** Set by the first call of close. */
	private final AtomicBoolean closeCalled = new AtomicBoolean();

	private final Counters counters = new Counters();

	private final PublishQueue queue;

	private final Events events;

	private final DispatchEvents dispatchEvents;

	private final Dispatcher dispatcher;

	private final Session session;

	private final Registrations registrations;

	private final Lifecycle lifecycle;

	private final EventLoopCalls calls;

	private final ClientClosing closing;

	private @Nullable RequestReply requests;

	private ClientParts(MqttClientOptions options, DefaultClientResources.Lease lease, @Nullable StoredSession store) {
		this.lease = lease;
		this.loop = lease.loop();
		Executor chosen = options.handlerExecutor();
		Executor handlers = (chosen != null) ? chosen : lease.handlers();
		this.queue = new PublishQueue(options.maxPendingMessages(), options.maxPendingBytes(),
				options.overflowPolicy());
		this.events = new Events(options, handlers, lease.lifecycle(), this.loop);
		this.closing = new ClientClosing(this.loop, options.closeTimeout(), this);
		this.calls = new EventLoopCalls(this.loop, this.closeCalled);
		this.dispatchEvents = new DispatchEvents(this.calls, this.events, this::endTurn, this::connection,
				this.closing::handlersIdle);
		this.dispatcher = new Dispatcher(handlers, options.handlerFailurePolicy(), options.maxUnhandledBytes(),
				this.dispatchEvents);
		this.session = new Session(options, this.queue, this.dispatcher, this.events, this.counters, store, this.calls,
				this::awaitsReplies);
		this.dispatchEvents.session(this.session);
		this.registrations = new Registrations(this.session, this.dispatcher, options.subscriptionPrefixes(),
				(task, future) -> this.calls.run(() -> {
					task.run();
					endTurn();
				}, future));
		ConnectionFactory connections = new ConnectionFactory(options, this.loop, lease.lifecycle(), this.session,
				this.dispatcher, this.counters);
		this.lifecycle = new Lifecycle(options, this.loop, this.events, connections, this.closing::nothingToAwait);
	}

	/**
	 * Makes the parts. What was opened on the way is closed again if that fails.
	 * @param options how
	 * @return the parts
	 */
	static ClientParts create(MqttClientOptions options) {
		DefaultClientResources.Lease lease = DefaultClientResources.of(options.resources()).acquire(options.name());
		StoredSession store = null;
		try {
			// A client that makes no connection needs no store, which may be open
			// elsewhere.
			SessionStore sessions = (options.mode() != ClientMode.OFF) ? options.sessionStore() : null;
			store = (sessions != null) ? sessions.open(options.clientId()) : null;
			ClientParts parts = new ClientParts(options, lease, store);
			if (store != null) {
				// Messages of an earlier process expire, too.
				parts.loop.execute(parts::endTurn);
			}
			return parts;
		}
		catch (Throwable ex) {
			if (store != null) {
				letGo(options, store, ex);
			}
			lease.release();
			throw ex;
		}
	}

	private static void letGo(MqttClientOptions options, StoredSession store, Throwable cause) {
		try {
			store.close().whenComplete((done, failure) -> {
				if (failure != null) {
					Loggers.get(ClientParts.class, options.name())
						.warn("The session store of this client, which could not be built, is not closed", failure);
				}
			});
		}
		catch (Throwable ex) {
			cause.addSuppressed(ex);
		}
	}

	/**
	 * Adds what sends requests, which needs the whole client.
	 * @param requests the requests
	 */
	void requests(RequestReply requests) {
		this.requests = requests;
	}

	private boolean awaitsReplies() {
		return this.requests != null && this.requests.isOpen();
	}

	/**
	 * Takes a handler away while the client leaves. Event loop.
	 * @param registration the handler's registration
	 */
	void leave(HandlerRegistration registration) {
		this.session.leave(registration);
		endTurn();
	}

	Registrations registrations() {
		return this.registrations;
	}

	EventLoop loop() {
		return this.loop;
	}

	Counters counters() {
		return this.counters;
	}

	PublishQueue queue() {
		return this.queue;
	}

	Events events() {
		return this.events;
	}

	Dispatcher dispatcher() {
		return this.dispatcher;
	}

	Session session() {
		return this.session;
	}

	Lifecycle lifecycle() {
		return this.lifecycle;
	}

	EventLoopCalls calls() {
		return this.calls;
	}

	ClientClosing closing() {
		return this.closing;
	}

	long handlerFailures() {
		return this.dispatchEvents.failures();
	}

	boolean isClosing() {
		return this.closeCalled.get();
	}

	/**
	 * Starts to close. Any thread.
	 * @return {@code true} if this was the first call
	 */
	boolean close() {
		boolean first = this.closeCalled.compareAndSet(false, true);
		if (first) {
			this.queue.close(() -> this.calls.execute(this.closing::nothingToAwait));
			this.loop.execute(this.closing::start);
		}
		return first;
	}

	private @Nullable Connection connection() {
		return this.lifecycle.connection();
	}

	private void endTurn() {
		this.session.endTurn();
	}

	/**
	 * Has messages sent that were submitted. Any thread.
	 */
	void wake() {
		try {
			this.loop.execute(this::endTurn);
		}
		catch (RejectedExecutionException ex) {
			// The client is closed, and its loop has ended.
			this.queue.failSubmitted(EventLoopCalls.closed());
		}
	}

	@Override
	public void stopHandlers() {
		this.dispatcher.stop();
		endTurn();
	}

	@Override
	public boolean awaitMessages() {
		if (this.lifecycle.connection() == null || this.lifecycle.status().state() != ConnectionState.CONNECTED) {
			return false;
		}
		endTurn();
		return this.queue.messages() > 0;
	}

	@Override
	public CompletionStage<Void> leave() {
		MqttClosedException cause = EventLoopCalls.closed();
		RequestReply requests = Objects.requireNonNull(this.requests);
		requests.close(cause);
		requests.leave();
		CompletionStage<Void> disconnected = this.lifecycle.close();
		CompletionStage<Void> kept = this.session.close(cause);
		return disconnected.thenCombine(kept, (done, nothing) -> done);
	}

	@Override
	public void release() {
		this.lease.release();
	}

}
