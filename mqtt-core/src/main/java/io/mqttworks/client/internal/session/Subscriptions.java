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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.mqttworks.client.internal.logging.Loggers;
import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.SubscriptionStatus.State;
import io.mqttworks.client.internal.codec.Packet;
import io.mqttworks.client.internal.concurrent.Loop;
import io.mqttworks.client.internal.dispatch.Dispatcher;
import io.mqttworks.client.internal.dispatch.Lane;
import io.mqttworks.client.internal.routing.Router;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * What this client is subscribed to, or wants to be: one subscription at the server for
 * each filter, shared by all handlers of the filter. Asks the server, and asks again when
 * it has lost the session or refused. Event loop only.
 */
final class Subscriptions {

	private final Logger logger;

	/** How often a request may be lost with its connection before it is the suspect. */
	private static final int LOSSES = 3;

	private static final long FLUSH_AGAIN_MILLIS = 100;

	private static final String ENDED = "The server ended the connection each time it was asked for the filter";

	private final Router<Lane> router;

	private final SessionListener listener;

	private final Loop loop;

	private final Dispatcher dispatcher;

	private final FilterRequests requests;

	private final RefusedFilters refused;

	private final StaleFilters stale;

	private final Steps steps;

	/** What to do when handlers were added. */
	private final Runnable added;

	/** In the order they were subscribed. */
	private final Map<String, SubscribedFilter> filters = new LinkedHashMap<>();

	/** Calls that are not answered, to be failed at the end. */
	private final Set<SubscribeCall> calls = ConcurrentHashMap.newKeySet();

	private @Nullable ServerLimits limits;

	private volatile boolean connected;

	Subscriptions(MqttClientOptions options, Router<Lane> router, PacketIds ids, SessionListener listener, Loop loop,
			Dispatcher dispatcher, Runnable added) {
		this.logger = Loggers.get(Subscriptions.class, options.name());
		this.router = router;
		this.listener = listener;
		this.loop = loop;
		this.dispatcher = dispatcher;
		this.added = added;
		this.requests = new FilterRequests(ids, loop, options.subscriptionIdentifiers());
		this.refused = new RefusedFilters(loop, this::askAgain);
		this.stale = new StaleFilters(options, this.requests, this.filters::containsKey);
		this.steps = new Steps(loop);
	}

	/**
	 * Returns whether there is a connection. Any thread.
	 * @return {@code true} if there is one
	 */
	boolean isConnected() {
		return this.connected;
	}

	/**
	 * Returns whether handlers are being added, which takes several turns if they have
	 * many filters.
	 * @return {@code true} if some are not in place yet
	 */
	boolean isChanging() {
		return !this.steps.isIdle();
	}

	StaleFilters stale() {
		return this.stale;
	}

	// What the application wants

	void subscribe(Registration registration) {
		remember(registration.result());
		List<Subscription> subscriptions = registration.subscriptions();
		this.steps.begin(subscriptions.size(), (number) -> join(registration, number, subscriptions.get(number)),
				() -> {
					this.added.run();
					this.requests.send();
				}, registration.result()::completeIfAnswered);
	}

	private void join(Registration registration, int number, Subscription subscription) {
		SubscribedFilter filter = filter(subscription);
		if (filter.isLeaving()) {
			// The new SUBSCRIBE comes behind the UNSUBSCRIBE, or in its place.
			takeAway(filter);
			answer(filter, filter.stay(), ReasonCode.SUCCESS);
		}
		filter.join(registration, subscription);
		registration.joined(number, filter);
		due(filter);
	}

	private SubscribedFilter filter(Subscription subscription) {
		SubscribedFilter filter = this.filters.get(subscription.topicFilter());
		if (filter == null) {
			filter = new SubscribedFilter(this.router.add(subscription));
			this.filters.put(filter.filter(), filter);
		}
		return filter;
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
			SubscribedFilter filter = filter(Subscription.of(names.get(number), Qos.AT_MOST_ONCE));
			filter.members().forEach((member) -> notSubscribed(filter, member));
			if (!this.connected) {
				takeAway(filter);
			}
			leave(filter, call);
		}, this.requests::send, call::completeIfAnswered);
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
		}, this.requests::send, () -> end(registration, call, byHandler));
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
		if (!this.connected) {
			// The server is told with the next connection, if it still has the session.
			filter.leave(null);
			call.answered(filter.filter(), ReasonCode.SUCCESS);
		}
		else if (this.requests.isTooLargeToLeave(filter.filter())) {
			takeAway(filter);
			drop(filter);
			call.answered(filter.filter(), ReasonCode.PACKET_TOO_LARGE);
		}
		else {
			filter.leave(call);
			due(filter);
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

	private static void takeAway(SubscribedFilter filter) {
		List.copyOf(filter.members()).forEach(filter::remove);
	}

	private void drop(SubscribedFilter filter) {
		this.filters.remove(filter.filter());
		this.router.remove(filter.entry());
		this.refused.remove(filter);
		this.stale.left(filter.filter());
	}

	private void remember(SubscribeCall call) {
		this.calls.add(call);
		call.whenComplete((result, failure) -> this.calls.remove(call));
	}

	// The connection

	/**
	 * Asks for what the server does not have.
	 * @param output the connection
	 * @param server what the server said
	 */
	void connected(Output output, ConnectResult server) {
		this.limits = new ServerLimits(server);
		this.requests.connected(output, this.limits);
		this.stale.connected(server.sessionPresent());
		this.connected = true;
		if (!server.sessionPresent()) {
			this.router.newSession();
		}
		for (SubscribedFilter filter : new ArrayList<>(this.filters.values())) {
			if (!server.sessionPresent()) {
				filter.renew();
				if (filter.isLeaving()) {
					filter.stay();
					drop(filter);
					continue;
				}
			}
			// One that was being asked for when the connection ended does not wait any
			// more.
			boolean waits = filter.hasEnded(LOSSES) && this.refused.contains(filter);
			if (!waits && filter.status().state() == State.REFUSED) {
				filter.subscribeDue();
				this.refused.remove(filter);
			}
			if (!waits || filter.isLeaving()) {
				due(filter);
			}
		}
		this.refused.connected();
		this.requests.send();
	}

	/**
	 * Returns whether the server owes an answer.
	 * @return {@code true} if a SUBSCRIBE or UNSUBSCRIBE is out
	 */
	boolean awaitsAnswers() {
		return this.requests.awaitAnswers();
	}

	void disconnected() {
		this.connected = false;
		this.refused.disconnected();
		List<FilterRequest> lost = this.requests.disconnected();
		Set<SubscribedFilter> asked = new LinkedHashSet<>();
		boolean several = false;
		for (FilterRequest request : lost) {
			if (request instanceof FilterRequest.Subscribe subscribe) {
				several |= subscribe.size() > 1;
				for (int i = 0; i < subscribe.size(); i++) {
					SubscribedFilter filter = subscribe.filters().get(i);
					filter.notAnswered(subscribe.calls().get(i));
					if (filter.hasMembers()) {
						asked.add(filter);
					}
				}
			}
			else if (request instanceof FilterRequest.Unsubscribe unsubscribe) {
				lost(unsubscribe);
			}
		}
		this.stale.disconnected(lost);
		for (SubscribedFilter filter : this.filters.values()) {
			if (filter.isLeaving()) {
				takeAway(filter);
				answerLater(filter, filter.takeUnsubscribing());
			}
		}
		if (!several) {
			suspect(asked, lost.size() == 1);
		}
	}

	private void lost(FilterRequest.Unsubscribe request) {
		for (int i = 0; i < request.size(); i++) {
			SubscribedFilter filter = request.filters().get(i);
			answerLater(filter, request.calls().get(i));
			if (filter.unsubscribeLost() >= LOSSES && filter.isLeaving()) {
				this.logger
					.warn("The server ended the connection {} times when asked to unsubscribe '{}'; it is not asked"
							+ " any more", LOSSES, filter);
				takeAway(filter);
				drop(filter);
			}
		}
	}

	// Unless the client is being closed, which fails them.
	private void answerLater(SubscribedFilter filter, List<SubscribeCall> calls) {
		if (!calls.isEmpty()) {
			this.loop.execute(() -> answer(filter, calls, ReasonCode.SUCCESS));
		}
	}

	// One of these may be what ended the connection.
	private void suspect(Set<SubscribedFilter> asked, boolean alone) {
		for (SubscribedFilter filter : asked) {
			if (!alone) {
				filter.suspect();
			}
			else if (filter.endedConnection() >= LOSSES) {
				refuse(filter, filter.takeSubscribing(), ReasonCode.UNSPECIFIED_ERROR, ENDED, true);
			}
		}
	}

	/**
	 * Fails what waits for the server.
	 * @param cause why
	 */
	void close(MqttException cause) {
		List.copyOf(this.calls).forEach((call) -> call.fail(cause));
		this.refused.disconnected();
	}

	// Questions and answers

	private void due(SubscribedFilter filter) {
		if (this.connected && filter.isSubscribeDue() && !filter.isLeaving()) {
			ServerLimits limits = Objects.requireNonNull(this.limits);
			Subscription subscription = filter.entry().subscription();
			ReasonCode refusal = this.requests.isTooLarge(filter) ? ReasonCode.PACKET_TOO_LARGE
					: limits.refusal(subscription);
			if (refusal != null) {
				String feature = limits.missingFeature(subscription);
				refuse(filter, filter.takeSubscribing(), refusal,
						(feature != null) ? feature + " needs MQTT 5, the connection speaks 3.1.1" : null, false);
				return;
			}
		}
		if (filter.isSubscribeDue() || filter.isUnsubscribeDue()) {
			this.requests.add(filter);
		}
	}

	/**
	 * Asks now for what the server has refused to a handler.
	 * @param registration the handler
	 */
	void askAgain(Registration registration) {
		List<SubscribedFilter> filters = this.connected ? registration.refused() : List.of();
		filters.forEach(this.refused::remove);
		askAgain(filters);
	}

	private void askAgain(List<SubscribedFilter> filters) {
		for (SubscribedFilter filter : filters) {
			filter.subscribeDue();
			due(filter);
		}
		this.requests.send();
	}

	void answered(Packet.SubAck ack) {
		FilterRequest.Subscribe request = (FilterRequest.Subscribe) this.requests.answered(ack.packetId(), true,
				ack.reasonCodes().size(), "SUBACK");
		for (int i = 0; i < request.size(); i++) {
			SubscribedFilter filter = request.filters().get(i);
			List<SubscribeCall> calls = request.calls().get(i);
			ReasonCode code = ack.reasonCodes().get(i);
			calls.forEach((call) -> call.explained(ack.reasonString(), ack.userProperties()));
			if (code.isError()) {
				filter.entry().refused();
				refuse(filter, calls, code, null, true);
			}
			else {
				filter.granted();
				this.refused.remove(filter);
				tell(filter, filter.status(State.SUBSCRIBED, code), calls);
				calls.forEach((call) -> call.answered(filter.filter(), code));
			}
			due(filter);
		}
		complete(request.calls());
		this.requests.send();
	}

	private void refuse(SubscribedFilter filter, List<SubscribeCall> calls, ReasonCode code, @Nullable String why,
			boolean again) {
		this.refused.add(filter, again);
		boolean changed = filter.status(State.REFUSED, code);
		if (changed && filter.hasMembers()) {
			this.listener.subscriptionRefused(filter.filter(), code);
		}
		tell(filter, changed, calls);
		calls.forEach((call) -> {
			call.explained(why, List.of());
			call.answered(filter.filter(), code);
			call.completeIfAnswered();
		});
	}

	private void tell(SubscribedFilter filter, boolean changed, List<SubscribeCall> calls) {
		for (Registration member : filter.members()) {
			if (member.statusListener() != null && (changed || calls.contains(member.result()))) {
				this.listener.subscriptionChanged(member.statusListener(), filter.status());
			}
		}
	}

	void answered(Packet.UnsubAck ack) {
		boolean codes = !ack.reasonCodes().isEmpty();
		FilterRequest request = this.requests.answered(ack.packetId(), false, codes ? ack.reasonCodes().size() : -1,
				"UNSUBACK");
		if (request instanceof FilterRequest.Stale search) {
			this.stale.answered(search, ack.reasonCodes());
		}
		else if (request instanceof FilterRequest.Unsubscribe unsubscribe) {
			for (int i = 0; i < unsubscribe.size(); i++) {
				List<SubscribeCall> calls = unsubscribe.calls().get(i);
				calls.forEach((call) -> call.explained(ack.reasonString(), ack.userProperties()));
				unsubscribed(unsubscribe.filters().get(i), calls,
						codes ? ack.reasonCodes().get(i) : ReasonCode.SUCCESS);
			}
			complete(unsubscribe.calls());
		}
		this.requests.send();
	}

	private void unsubscribed(SubscribedFilter filter, List<SubscribeCall> calls, ReasonCode code) {
		if (filter.unsubscribeAnswered()) {
			if (code.isError() && filter.hasMembers()) {
				// They go on.
				filter.stay();
				filter.entry().asked();
				filter.entry().confirmed();
			}
			else {
				takeAway(filter);
				drop(filter);
			}
		}
		calls.forEach((call) -> call.answered(filter.filter(), code));
	}

	private static void answer(SubscribedFilter filter, List<SubscribeCall> calls, ReasonCode code) {
		calls.forEach((call) -> {
			call.answered(filter.filter(), code);
			call.completeIfAnswered();
		});
	}

	private static void complete(List<List<SubscribeCall>> calls) {
		calls.forEach((each) -> each.forEach(SubscribeCall::completeIfAnswered));
	}

}
