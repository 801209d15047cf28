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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

import io.mqttworks.client.ErrorListener.DeliveryOverdue;
import io.mqttworks.client.HandlerRegistration;
import io.mqttworks.client.SubscribeRequest;
import io.mqttworks.client.SubscribeResult;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.SubscriptionStatus;
import io.mqttworks.client.SubscriptionStatus.State;
import io.mqttworks.client.UserProperty;
import io.mqttworks.client.internal.dispatch.Dispatcher;
import io.mqttworks.client.internal.dispatch.Lane;
import io.mqttworks.client.internal.routing.OwnFilters;
import org.jspecify.annotations.Nullable;

/**
 * A handler, its lane, and its part in the filters it was registered for. Any thread,
 * unless said otherwise.
 */
final class Registration implements HandlerRegistration {

	private final Calls calls;

	private final SubscribeRequest request;

	private final List<String> filters;

	private final OwnFilters ownFilters;

	private final Lane lane;

	private final SubscribeCall result;

	/**
	 * Its filters, by number; {@code null} before it has joined and after it has left.
	 */
	private final AtomicReferenceArray<SubscribedFilter> joined;

	/** Guarded by who takes the calls. */
	private @Nullable SubscribeCall leaving;

	private boolean ended;

	Registration(Calls calls, SubscribeRequest request, Dispatcher dispatcher, List<String> prefixes) {
		this.calls = calls;
		this.request = request;
		this.filters = request.subscriptions().stream().map(Subscription::topicFilter).toList();
		this.ownFilters = new OwnFilters(this.filters, prefixes);
		this.lane = dispatcher.lane(request.handler(), request.name(), request.failurePolicy(), this.ownFilters::of);
		this.result = new SubscribeCall(this.filters);
		this.joined = new AtomicReferenceArray<>(this.filters.size());
	}

	List<Subscription> subscriptions() {
		return this.request.subscriptions();
	}

	List<String> filters() {
		return this.filters;
	}

	List<UserProperty> userProperties() {
		return this.request.userProperties();
	}

	@Nullable Consumer<SubscriptionStatus> statusListener() {
		return this.request.statusListener();
	}

	Lane lane() {
		return this.lane;
	}

	@Override
	public SubscribeCall result() {
		return this.result;
	}

	/**
	 * Has joined a filter. Event loop only.
	 * @param number the number of the filter
	 * @param filter the filter
	 */
	void joined(int number, SubscribedFilter filter) {
		this.ownFilters.identified(filter.filter(), filter.entry().identifier());
		this.joined.set(number, filter);
	}

	/**
	 * Leaves a filter, if it has not been taken away. Event loop only.
	 * @param number the number of the filter
	 * @return the filter, or {@code null} if it had left it before
	 */
	@Nullable SubscribedFilter leave(int number) {
		SubscribedFilter filter = this.joined.getAndSet(number, null);
		return (filter != null && filter.remove(this)) ? filter : null;
	}

	@Override
	public List<SubscriptionStatus> status() {
		List<SubscriptionStatus> all = new ArrayList<>(this.filters.size());
		for (int i = 0; i < this.filters.size(); i++) {
			SubscribedFilter filter = this.joined.get(i);
			SubscriptionStatus status = (filter != null) ? filter.status() : null;
			boolean known = status != null && (status.state() == State.REFUSED || this.calls.isConnected());
			all.add(known ? status : new SubscriptionStatus(this.filters.get(i), State.WAITING, null));
		}
		return List.copyOf(all);
	}

	/**
	 * Returns the filters that the server has refused. Event loop only.
	 * @return the filters
	 */
	List<SubscribedFilter> refused() {
		List<SubscribedFilter> refused = new ArrayList<>();
		for (int i = 0; i < this.filters.size(); i++) {
			SubscribedFilter filter = this.joined.get(i);
			if (filter != null && filter.status().state() == State.REFUSED) {
				refused.add(filter);
			}
		}
		return refused;
	}

	@Override
	public @Nullable DeliveryOverdue overdue() {
		return this.lane.overdue();
	}

	@Override
	public void askAgain() {
		this.calls.askAgain(this);
	}

	@Override
	public CompletableFuture<SubscribeResult> unsubscribe() {
		return this.calls.unsubscribe(this);
	}

	/**
	 * Returns whether its lane is ended. Event loop only.
	 * @return {@code true} if it gets no messages any more
	 */
	boolean isEnded() {
		return this.ended;
	}

	void ended() {
		this.ended = true;
	}

	@Nullable SubscribeCall leaving() {
		return this.leaving;
	}

	void leaving(SubscribeCall leaving) {
		this.leaving = leaving;
	}

	@Override
	public String toString() {
		return this.request.name();
	}

	/**
	 * Takes the calls of applications over to the event loop. Any thread.
	 */
	interface Calls {

		boolean isConnected();

		/**
		 * Subscribes again to the filters that the server has refused.
		 * @param registration the registration
		 */
		void askAgain(Registration registration);

		/**
		 * Takes the handler away.
		 * @param registration the registration
		 * @return completes when nothing of it is left
		 */
		CompletableFuture<SubscribeResult> unsubscribe(Registration registration);

	}

}
