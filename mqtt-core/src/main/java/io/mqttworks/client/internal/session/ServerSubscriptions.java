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

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.SubscriptionStatus.State;
import io.mqttworks.client.internal.codec.Packet;
import io.mqttworks.client.internal.concurrent.Loop;
import io.mqttworks.client.internal.logging.Loggers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The subscriptions at the server: asks for what it does not have, takes its answers, and
 * asks again when it has lost the session, refused, or ended the connection instead of
 * answering. Event loop only.
 */
final class ServerSubscriptions {

	private final Logger logger;

	/** How often a request may be lost with its connection before it is the suspect. */
	private static final int LOSSES = 3;

	private static final String ENDED = "The server ended the connection each time it was asked for the filter";

	private final SubscribedFilters filters;

	private final SessionListener listener;

	private final Loop loop;

	private final FilterRequests requests;

	private final RefusedFilters refused;

	private final StaleFilters stale;

	private @Nullable ServerLimits limits;

	private volatile boolean connected;

	ServerSubscriptions(MqttClientOptions options, SubscribedFilters filters, PacketIds ids, SessionListener listener,
			Loop loop) {
		this.logger = Loggers.get(ServerSubscriptions.class, options.name());
		this.filters = filters;
		this.listener = listener;
		this.loop = loop;
		this.requests = new FilterRequests(ids, loop, options.subscriptionIdentifiers());
		this.refused = new RefusedFilters(loop, this::askAgain);
		this.stale = new StaleFilters(options, this.requests, filters::contains);
	}

	/**
	 * Returns whether there is a connection. Any thread.
	 * @return {@code true} if there is one
	 */
	boolean isConnected() {
		return this.connected;
	}

	StaleFilters stale() {
		return this.stale;
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
			this.filters.newSession();
		}
		for (SubscribedFilter filter : this.filters.all()) {
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
		for (SubscribedFilter filter : this.filters.all()) {
			if (filter.isLeaving()) {
				filter.removeAll();
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
				filter.removeAll();
				drop(filter);
			}
		}
	}

	// Later, so that closing the client can fail the calls instead.
	private void answerLater(SubscribedFilter filter, List<SubscribeCall> calls) {
		if (!calls.isEmpty()) {
			this.loop.execute(() -> SubscribeCall.answered(calls, filter.filter(), ReasonCode.SUCCESS));
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

	// Questions and answers

	/**
	 * Asks the server for what is due for a filter; the packet goes out with
	 * {@link #send()}.
	 * @param filter the filter
	 */
	void due(SubscribedFilter filter) {
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
		calls.forEach((call) -> call.explained(why, List.of()));
		SubscribeCall.answered(calls, filter.filter(), code);
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
				filter.removeAll();
				drop(filter);
			}
		}
		calls.forEach((call) -> call.answered(filter.filter(), code));
	}

	/**
	 * Returns whether an UNSUBSCRIBE of a filter is larger than the server takes.
	 * @param filter the filter
	 * @return {@code true} if it is too large
	 */
	boolean isTooLargeToLeave(SubscribedFilter filter) {
		return this.requests.isTooLargeToLeave(filter.filter());
	}

	/**
	 * Forgets a filter that nobody has any more.
	 * @param filter the filter
	 */
	void drop(SubscribedFilter filter) {
		this.filters.remove(filter);
		this.refused.remove(filter);
		this.stale.left(filter.filter());
	}

	/**
	 * Sends what is due, as far as it can be sent now.
	 */
	void send() {
		this.requests.send();
	}

	/**
	 * Asks for nothing any more.
	 */
	void close() {
		this.refused.disconnected();
	}

	private static void complete(List<List<SubscribeCall>> calls) {
		calls.forEach((each) -> each.forEach(SubscribeCall::completeIfAnswered));
	}

}
