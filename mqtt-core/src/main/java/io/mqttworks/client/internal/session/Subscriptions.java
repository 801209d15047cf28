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

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.internal.concurrent.Loop;
import io.mqttworks.client.internal.dispatch.Dispatcher;
import io.mqttworks.client.internal.dispatch.Lane;
import io.mqttworks.client.internal.routing.Router;

/**
 * What the application wants to be subscribed to: which handlers have which filters. All
 * handlers of a filter share one subscription at the server. Event loop only.
 */
final class Subscriptions {

	private static final long FLUSH_AGAIN_MILLIS = 100;

	private final Loop loop;

	private final Dispatcher dispatcher;

	private final SubscribedFilters filters;

	private final ServerSubscriptions server;

	private final Steps steps;

	/** What to do when handlers were added. */
	private final Runnable added;

	/** Calls that are not answered, to be failed at the end. */
	private final Set<SubscribeCall> calls = ConcurrentHashMap.newKeySet();

	Subscriptions(MqttClientOptions options, Router<Lane> router, PacketIds ids, SessionListener listener, Loop loop,
			Dispatcher dispatcher, Runnable added) {
		this.loop = loop;
		this.dispatcher = dispatcher;
		this.added = added;
		this.filters = new SubscribedFilters(router);
		this.server = new ServerSubscriptions(options, this.filters, ids, listener, loop);
		this.steps = new Steps(loop);
	}

	/**
	 * Returns whether there is a connection. Any thread.
	 * @return {@code true} if there is one
	 */
	boolean isConnected() {
		return this.server.isConnected();
	}

	/**
	 * Returns whether handlers are being added, which takes several turns if they have
	 * many filters.
	 * @return {@code true} if some are not in place yet
	 */
	boolean isChanging() {
		return !this.steps.isIdle();
	}

	/**
	 * Returns what the server has of it.
	 * @return the subscriptions at the server
	 */
	ServerSubscriptions atServer() {
		return this.server;
	}

	void subscribe(Registration registration) {
		remember(registration.result());
		List<Subscription> subscriptions = registration.subscriptions();
		this.steps.begin(subscriptions.size(), (number) -> join(registration, number, subscriptions.get(number)),
				() -> {
					this.added.run();
					this.server.send();
				}, registration.result()::completeIfAnswered);
	}

	private void join(Registration registration, int number, Subscription subscription) {
		SubscribedFilter filter = this.filters.getOrAdd(subscription);
		if (filter.isLeaving()) {
			// The new SUBSCRIBE comes behind the UNSUBSCRIBE, or in its place.
			filter.removeAll();
			SubscribeCall.answered(filter.stay(), filter.filter(), ReasonCode.SUCCESS);
		}
		filter.join(registration, subscription);
		registration.joined(number, filter);
		this.server.due(filter);
	}

	/**
	 * Takes all handlers of filters away. They take messages until the server has
	 * answered.
	 * @param call the filters, and takes the answers
	 */
	void unsubscribe(SubscribeCall call) {
		remember(call);
		List<String> names = call.filters();
		this.steps.begin(names.size(), (number) -> {
			SubscribedFilter filter = this.filters.getOrAdd(Subscription.of(names.get(number), Qos.AT_MOST_ONCE));
			filter.members().forEach((member) -> notSubscribed(filter, member));
			if (!isConnected()) {
				filter.removeAll();
			}
			leave(filter, call);
		}, this.server::send, call::completeIfAnswered);
	}

	/**
	 * Takes one handler away.
	 * @param registration the handler
	 * @param call takes the answers
	 * @param byHandler whether the handler itself calls, which cannot wait for itself
	 */
	void unsubscribe(Registration registration, SubscribeCall call, boolean byHandler) {
		remember(call);
		this.steps.begin(call.filters().size(), (number) -> {
			SubscribedFilter filter = registration.leave(number);
			if (filter == null) {
				// Taken away before.
				call.answered(call.filters().get(number), ReasonCode.SUCCESS);
				return;
			}
			notSubscribed(filter, registration);
			if (filter.hasMembers()) {
				call.answered(filter.filter(), ReasonCode.SUCCESS);
			}
			else {
				leave(filter, call);
			}
		}, this.server::send, () -> end(registration, call, byHandler));
	}

	private void end(Registration registration, SubscribeCall call, boolean byHandler) {
		if (registration.isEnded() || byHandler) {
			registration.ended();
			call.completeIfAnswered();
			return;
		}
		registration.ended();
		call.waitForMore();
		this.dispatcher.end(registration.lane(), () -> this.loop.execute(() -> {
			call.waitNoMore();
			call.completeIfAnswered();
		}));
		flush();
	}

	private void flush() {
		if (!this.dispatcher.flush()) {
			this.loop.schedule(this::flush, FLUSH_AGAIN_MILLIS);
		}
	}

	private void leave(SubscribedFilter filter, SubscribeCall call) {
		if (!isConnected()) {
			// The server is told with the next connection, if it still has the session.
			filter.leave(null);
			call.answered(filter.filter(), ReasonCode.SUCCESS);
		}
		else if (this.server.isTooLargeToLeave(filter)) {
			filter.removeAll();
			this.server.drop(filter);
			call.answered(filter.filter(), ReasonCode.PACKET_TOO_LARGE);
		}
		else {
			filter.leave(call);
			this.server.due(filter);
		}
	}

	private static void notSubscribed(SubscribedFilter filter, Registration member) {
		SubscribeCall call = member.result();
		if (!call.isDone()) {
			call.explained("The filter was unsubscribed before the server had accepted it", List.of());
			call.answered(filter.filter(), ReasonCode.UNSPECIFIED_ERROR);
			call.completeIfAnswered();
		}
	}

	private void remember(SubscribeCall call) {
		this.calls.add(call);
		call.whenComplete((result, failure) -> this.calls.remove(call));
	}

	/**
	 * Fails what waits for the server.
	 * @param cause why
	 */
	void close(MqttException cause) {
		List.copyOf(this.calls).forEach((call) -> call.fail(cause));
		this.server.close();
	}

}
