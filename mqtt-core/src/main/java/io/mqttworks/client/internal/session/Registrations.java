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

package io.mqttworks.client.internal.session;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

import io.mqttworks.client.HandlerRegistration;
import io.mqttworks.client.SubscribeRequest;
import io.mqttworks.client.SubscribeResult;
import io.mqttworks.client.UserProperty;
import io.mqttworks.client.internal.dispatch.Dispatcher;

/**
 * Takes calls of subscribe and unsubscribe from any thread over to the event loop, in the
 * order in which they claim and give up their filters.
 */
public final class Registrations implements Registration.Calls {

	private final Subscriptions subscriptions;

	private final Dispatcher dispatcher;

	private final List<String> prefixes;

	/** Runs a task on the event loop, or fails the future. */
	private final BiConsumer<Runnable, CompletableFuture<?>> loop;

	private final FilterClaims claims = new FilterClaims();

	/**
	 * Creates the way in.
	 * @param session the session whose subscriptions change
	 * @param dispatcher makes lanes
	 * @param prefixes what the server takes off filters
	 * @param loop runs a task on the event loop, or fails the future if it never will;
	 * must not block
	 */
	public Registrations(Session session, Dispatcher dispatcher, List<String> prefixes,
			BiConsumer<Runnable, CompletableFuture<?>> loop) {
		this.subscriptions = session.subscriptions();
		this.dispatcher = dispatcher;
		this.prefixes = prefixes;
		this.loop = loop;
	}

	/**
	 * Registers a handler.
	 * @param request its filters
	 * @return the registration
	 * @throws IllegalArgumentException if a filter has a handler already, with other
	 * options
	 */
	public HandlerRegistration subscribe(SubscribeRequest request) {
		Registration registration = new Registration(this, request, this.dispatcher, this.prefixes);
		synchronized (this) {
			this.claims.claim(request.subscriptions(), registration);
			this.loop.accept(() -> this.subscriptions.subscribe(registration), registration.result());
		}
		return registration;
	}

	/**
	 * Takes all handlers of some filters away.
	 * @param filters the filters
	 * @param userProperties what is said to an MQTT 5 server
	 * @return what the server says
	 */
	public CompletableFuture<SubscribeResult> unsubscribe(Collection<String> filters,
			List<UserProperty> userProperties) {
		SubscribeCall call = new SubscribeCall(filters, userProperties);
		synchronized (this) {
			this.claims.release(filters);
			this.loop.accept(() -> this.subscriptions.unsubscribe(call), call);
		}
		return call;
	}

	@Override
	public void askAgain(Registration registration) {
		// Nobody waits for it: a client that is closed does not ask.
		this.loop.accept(() -> this.subscriptions.atServer().askAgain(registration), new CompletableFuture<>());
	}

	@Override
	public CompletableFuture<SubscribeResult> unsubscribe(Registration registration) {
		boolean byHandler = registration.lane().isRunByThisThread();
		synchronized (this) {
			SubscribeCall earlier = registration.leaving();
			if (earlier != null && !byHandler) {
				return earlier;
			}
			// The handler cannot wait for messages that stand behind the one it is at.
			SubscribeCall call = new SubscribeCall(registration.filters());
			if (earlier == null) {
				registration.leaving(call);
				this.claims.release(registration.filters(), registration);
			}
			this.loop.accept(() -> this.subscriptions.unsubscribe(registration, call, byHandler), call);
			return call;
		}
	}

	@Override
	public boolean isConnected() {
		return this.subscriptions.isConnected();
	}

}
