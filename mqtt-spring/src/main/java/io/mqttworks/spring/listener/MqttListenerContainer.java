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

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.mqttworks.client.ErrorListener.DeliveryOverdue;
import io.mqttworks.client.HandlerRegistration;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.SubscribeResult;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.SubscriptionStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.log.LogAccessor;

/**
 * A registration at a client with the listener behind it. Containers of a connection
 * share its client, and wait for each other only where acknowledgements must leave in the
 * order of receipt.
 * <p>
 * A container is {@linkplain #subscribe() subscribed} before the client connects, so that
 * the messages of a stored session find it, but hands them over only from its start on.
 * <p>
 * It is stopped in two ways. {@link #stop()} and {@link #unsubscribe()} take it away from
 * a running application: it unsubscribes, and handles what it has. When the application
 * context stops or closes, it calls {@link #stop(Runnable)}: the container does not
 * unsubscribe, begins no message any more, and holds what it has back, unacknowledged, so
 * that the server keeps it for the session.
 */
public class MqttListenerContainer implements SmartLifecycle {

	/** Started after, and stopped before, the connection; outside the web server. */
	public static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 100;

	private static final LogAccessor logger = new LogAccessor(MqttListenerContainer.class);

	private final ListenerSettings settings;

	private final ContainerLifecycle lifecycle;

	/**
	 * Creates a container.
	 * @param settings what to make it from
	 * @param executor where the listener begins to work on messages; {@code null} for the
	 * threads of the client
	 * @param laterExecutor where it goes on; takes every task
	 * @param timer ends the pauses between attempts
	 * @param events where events go, or {@code null}
	 */
	MqttListenerContainer(ListenerSettings settings, @Nullable Executor executor, Executor laterExecutor, Timer timer,
			@Nullable ApplicationEventPublisher events) {
		this.settings = settings;
		this.lifecycle = new ContainerLifecycle(settings, executor, laterExecutor, timer, events);
	}

	/**
	 * Returns the container's id.
	 * @return the id
	 */
	public String getId() {
		return this.settings.id();
	}

	/**
	 * Returns what the container subscribes to.
	 * @return the subscriptions
	 */
	public List<Subscription> getSubscriptions() {
		return this.settings.subscriptions();
	}

	/**
	 * Returns whether the container has asked for its subscriptions.
	 * @return {@code true} if it has, and has not unsubscribed since
	 */
	public boolean isSubscribed() {
		return this.lifecycle.registration() != null;
	}

	/**
	 * Returns what the server has made of the container's filters.
	 * @return the status of each filter; empty while the container has not asked for them
	 */
	public List<SubscriptionStatus> getSubscriptionStatus() {
		HandlerRegistration registration = this.lifecycle.registration();
		return (registration != null) ? registration.status() : List.of();
	}

	/**
	 * Returns how many messages the container has received and not handled, those that
	 * are being handled included.
	 * @return the number
	 */
	public int getUnhandledMessages() {
		return this.lifecycle.unhandled();
	}

	/**
	 * Returns the message of the container for which the acknowledgements of all handlers
	 * of the connection wait. It is logged, with the container's id, and is returned as
	 * long as it lasts. {@code deliveryTimeout} lets it give way.
	 * @return what is overdue, or {@code null} if nothing is
	 */
	public @Nullable DeliveryOverdue getOverdueDelivery() {
		HandlerRegistration registration = this.lifecycle.registration();
		return (registration != null) ? registration.overdue() : null;
	}

	/**
	 * Returns what the server said to the last {@link #subscribe()}.
	 * @return a copy; completes when the server has accepted all subscriptions, fails if
	 * it refused one, and stays open as long as the container has not subscribed
	 */
	public CompletableFuture<SubscribeResult> getSubscribeResult() {
		HandlerRegistration registration = this.lifecycle.registration();
		return (registration != null) ? registration.result().copy() : new CompletableFuture<>();
	}

	/**
	 * Returns the client the container subscribes with.
	 * @return the client
	 */
	public MqttClient getClient() {
		return this.settings.client();
	}

	/**
	 * Subscribes. Does nothing if that is done already, or the container is being
	 * stopped. Without a connection the SUBSCRIBE waits for one. A refusal is logged and
	 * told as {@link io.mqttworks.spring.event.MqttSubscriptionFailedEvent}, and the
	 * server is asked again with each new connection, and after growing pauses.
	 */
	public void subscribe() {
		this.lifecycle.subscribe();
	}

	/**
	 * Subscribes if that is not done, and hands messages over from now on. A container
	 * that is being stopped goes on instead. One that runs asks again, at once, for what
	 * the server has refused.
	 */
	@Override
	public void start() {
		this.lifecycle.start();
	}

	/**
	 * Unsubscribes and stops, without waiting for it: see {@link #unsubscribe()}.
	 */
	@Override
	public void stop() {
		unsubscribe().whenComplete((result, failure) -> {
			if (failure != null) {
				logger.warn(() -> this + " is stopped, but not unsubscribed: " + failure.getMessage());
			}
		});
	}

	/**
	 * Unsubscribes and stops. Messages that have been received are handled, without the
	 * pauses between attempts; after the stop time-out the rest is left unacknowledged.
	 * What was held back is left at once. Without a connection the UNSUBSCRIBE waits for
	 * one, and is not waited for.
	 * @return completes when the container is stopped; fails if the server refused to
	 * unsubscribe. It is complete already when this is called by the container's own
	 * handler, because what follows comes after it
	 */
	public CompletableFuture<@Nullable Void> unsubscribe() {
		return this.lifecycle.unsubscribe();
	}

	/**
	 * Stops with the application context: begins no message any more, and does not
	 * unsubscribe.
	 * @param callback called when no message is being handled; the one whose handler
	 * calls this does not count. Replies and dead letters are waited for while there is a
	 * connection
	 */
	@Override
	public void stop(Runnable callback) {
		this.lifecycle.hold(callback);
	}

	/**
	 * Ends the waiting for replies and dead letters if the container stops and there is
	 * no connection; their messages stay unacknowledged. Without this call it ends with
	 * the time-outs.
	 */
	public void connectionLost() {
		this.lifecycle.connectionLost();
	}

	/**
	 * Returns whether the container has been started and has not come to its end: it is
	 * {@code true} until the last message is handled. Says nothing of the server:
	 * {@link #getSubscriptionStatus()} does.
	 */
	@Override
	public boolean isRunning() {
		return this.lifecycle.isRunning();
	}

	@Override
	public boolean isAutoStartup() {
		return this.settings.autoStartup();
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	/**
	 * Names the id and the listener.
	 */
	@Override
	public String toString() {
		return this.settings.toString();
	}

}
