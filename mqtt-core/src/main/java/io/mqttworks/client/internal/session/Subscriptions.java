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

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttProtocolException;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.UserProperty;
import io.mqttworks.client.internal.codec.Packet;
import io.mqttworks.client.internal.dispatch.SerialHandler;
import io.mqttworks.client.internal.routing.FilterEntry;
import io.mqttworks.client.internal.routing.FilterOverlap;
import io.mqttworks.client.internal.routing.Router;
import org.jspecify.annotations.Nullable;

/**
 * What this client is subscribed to, or wants to be: asks the server, and asks again when
 * it has lost the session. Event loop only.
 */
public final class Subscriptions {

	/** Leaves packet identifiers for messages. */
	private static final int MAX_REQUESTS = 500;

	private static final int MAX_FILTERS_PER_PACKET = 1000;

	/** Fixed header, packet identifier and properties, at most. */
	private static final int HEADER = 12;

	/** Three bytes on the wire with every message. */
	private static final int MAX_IDENTIFIER = 2_097_151;

	private final Router<SerialHandler> router;

	private final PacketIds ids;

	private final SessionListener listener;

	private final Set<SubscriptionGroup> groups = new LinkedHashSet<>();

	private final Map<Integer, SubscriptionGroup> byIdentifier = new HashMap<>();

	private final Map<FilterEntry<SerialHandler>, SubscriptionGroup> byEntry = new HashMap<>();

	/** Calls of unsubscribe without an answer. */
	private final Set<Leaving> leaving = new LinkedHashSet<>();

	/** Requests that wait for others to be answered. */
	private final Deque<Request> backlog = new ArrayDeque<>(1);

	private int requests;

	private @Nullable Output output;

	private @Nullable ServerLimits limits;

	Subscriptions(Router<SerialHandler> router, PacketIds ids, SessionListener listener) {
		this.router = router;
		this.ids = ids;
		this.listener = listener;
	}

	/**
	 * Subscribes, now or when there is a connection.
	 * @param subscriptions the filters, each once
	 * @param handler takes the messages
	 * @param call takes the answers
	 */
	void subscribe(List<Subscription> subscriptions, SerialHandler handler, SubscribeCall call) {
		for (List<Subscription> part : FilterOverlap.partition(subscriptions)) {
			SubscriptionGroup group = new SubscriptionGroup(identifier(part.get(0).topicFilter()), part, handler, call);
			this.groups.add(group);
			this.byIdentifier.put(group.identifier(), group);
			for (FilterEntry<SerialHandler> entry : group.entries()) {
				FilterEntry<SerialHandler> replaced = this.router.add(entry);
				if (replaced != null) {
					leaveGroup(replaced);
				}
				this.byEntry.put(entry, group);
			}
			ask(group);
		}
	}

	void expect(Subscription subscription, SerialHandler handler) {
		String filter = subscription.topicFilter();
		if (this.router.entry(filter) == null) {
			this.router.add(new FilterEntry<>(subscription, handler, identifier(filter)));
		}
	}

	// The same for the same filter in every process, because a server that keeps the
	// session
	// also keeps the identifiers.
	private int identifier(String filter) {
		int identifier = Integer.remainderUnsigned(filter.hashCode(), MAX_IDENTIFIER) + 1;
		while (this.byIdentifier.containsKey(identifier)) {
			identifier = identifier % MAX_IDENTIFIER + 1;
		}
		return identifier;
	}

	private void remove(FilterEntry<SerialHandler> entry) {
		this.router.remove(entry);
		leaveGroup(entry);
	}

	private void leaveGroup(FilterEntry<SerialHandler> entry) {
		SubscriptionGroup group = this.byEntry.remove(entry);
		if (group != null) {
			group.entries().remove(entry);
			if (group.entries().isEmpty()) {
				this.groups.remove(group);
				this.byIdentifier.remove(group.identifier(), group);
			}
			SubscribeCall call = group.call();
			if (call != null) {
				// Replaced or unsubscribed before the server was asked, or has answered.
				call.answered(entry.filter(), ReasonCode.UNSPECIFIED_ERROR);
				call.completeIfAnswered();
			}
		}
	}

	/**
	 * Unsubscribes, now or when there is a connection.
	 * @param call the filters, and takes the answers
	 */
	void unsubscribe(SubscribeCall call) {
		Map<String, FilterEntry<SerialHandler>> entries = new HashMap<>();
		for (String filter : call.filters()) {
			FilterEntry<SerialHandler> entry = this.router.entry(filter);
			if (entry != null) {
				entries.put(filter, entry);
			}
		}
		Leaving leaving = new Leaving(call, entries);
		this.leaving.add(leaving);
		ask(leaving);
	}

	/**
	 * Subscribes to what the server does not have.
	 * @param output the connection
	 * @param server what the server said
	 */
	void connected(Output output, ConnectResult server) {
		this.output = output;
		this.limits = new ServerLimits(server);
		if (!server.sessionPresent()) {
			this.router.entries().forEach((entry) -> entry.confirmed(false));
			for (Leaving leaving : List.copyOf(this.leaving)) {
				leaving.call.filters().forEach((filter) -> left(leaving, filter, ReasonCode.NO_SUBSCRIPTION_EXISTED));
				leaving.call.completeIfAnswered();
			}
			this.leaving.clear();
		}
		List.copyOf(this.groups).forEach(this::ask);
		List.copyOf(this.leaving).forEach(this::ask);
	}

	void disconnected() {
		this.output = null;
		this.backlog.clear();
		this.requests = 0;
		List<Request> asked = new ArrayList<>();
		this.ids.forEach((holder) -> {
			if (holder instanceof Request request) {
				asked.add(request);
			}
		});
		asked.forEach((request) -> this.ids.release(request.packetId));
	}

	void close(MqttException cause) {
		for (SubscriptionGroup group : this.groups) {
			SubscribeCall call = group.call();
			if (call != null) {
				call.fail(cause);
			}
		}
		this.leaving.forEach((leaving) -> leaving.call.fail(cause));
	}

	private void ask(SubscriptionGroup group) {
		if (this.output == null) {
			return;
		}
		ServerLimits limits = Objects.requireNonNull(this.limits);
		List<FilterEntry<SerialHandler>> entries = new ArrayList<>();
		for (FilterEntry<SerialHandler> entry : List.copyOf(group.entries())) {
			if (entry.isConfirmed()) {
				continue;
			}
			ReasonCode refusal = isTooLong(entry.filter()) ? ReasonCode.PACKET_TOO_LARGE
					: limits.refusal(entry.subscription());
			if (refusal != null) {
				refused(group, entry, refusal);
			}
			else {
				entries.add(entry);
			}
		}
		for (List<FilterEntry<SerialHandler>> part : parts(entries, FilterEntry::filter, 0)) {
			send(new SubscribeRequest(group, part));
		}
		SubscribeCall call = group.call();
		if (call != null) {
			call.completeIfAnswered();
		}
	}

	private void ask(Leaving leaving) {
		if (this.output == null) {
			return;
		}
		List<String> filters = new ArrayList<>();
		for (String filter : leaving.call.filters()) {
			if (this.router.entry(filter) != leaving.entries.get(filter)) {
				// Subscribed again since: the new SUBSCRIBE takes the place of the old.
				left(leaving, filter, ReasonCode.SUCCESS);
			}
			else if (isTooLong(filter)) {
				left(leaving, filter, ReasonCode.PACKET_TOO_LARGE);
			}
			else {
				filters.add(filter);
			}
		}
		for (List<String> part : parts(filters, Function.identity(), propertySize(leaving.call))) {
			send(new UnsubscribeRequest(leaving, part));
		}
		complete(leaving);
	}

	private boolean isTooLong(String filter) {
		return HEADER + length(filter) > Objects.requireNonNull(this.limits).server().maximumPacketSize();
	}

	// As many in each packet as the server takes.
	private <T> List<List<T>> parts(List<T> all, Function<T, String> filter, int properties) {
		long maximum = Objects.requireNonNull(this.limits).server().maximumPacketSize();
		List<List<T>> parts = new ArrayList<>();
		List<T> part = List.of();
		long size = Long.MAX_VALUE;
		for (T one : all) {
			int length = length(filter.apply(one));
			if (size > maximum - length || part.size() == MAX_FILTERS_PER_PACKET) {
				part = new ArrayList<>();
				parts.add(part);
				size = HEADER + properties;
			}
			part.add(one);
			size += length;
		}
		return parts;
	}

	private void complete(Leaving leaving) {
		leaving.call.completeIfAnswered();
		if (leaving.call.isDone()) {
			this.leaving.remove(leaving);
		}
	}

	// Properties are left out for a server to whom not even one filter fits beside them.
	private List<UserProperty> properties(SubscribeCall call) {
		return (propertySize(call) > 0) ? call.requestProperties() : List.of();
	}

	private int propertySize(SubscribeCall call) {
		ServerLimits limits = Objects.requireNonNull(this.limits);
		if (!limits.isMqtt5()) {
			return 0;
		}
		int size = call.requestProperties().stream().mapToInt((one) -> length(one.name()) + length(one.value())).sum();
		int longest = call.filters().stream().mapToInt(Subscriptions::length).max().orElse(0);
		return (HEADER + size + longest <= limits.server().maximumPacketSize()) ? size : 0;
	}

	private static int length(String filter) {
		return filter.getBytes(StandardCharsets.UTF_8).length + 3;
	}

	private void send(Request request) {
		if (this.requests == MAX_REQUESTS) {
			this.backlog.add(request);
			return;
		}
		this.requests++;
		request.packetId = this.ids.take(request);
		ServerLimits limits = Objects.requireNonNull(this.limits);
		Objects.requireNonNull(this.output).send(request.packet(limits));
	}

	void answered(Packet.SubAck ack) {
		SubscribeRequest request = request(ack.packetId(), SubscribeRequest.class, "SUBACK");
		if (request == null) {
			return;
		}
		checkCount(ack.reasonCodes(), request.entries.size(), "SUBACK");
		SubscribeCall call = request.group.call();
		if (call != null) {
			call.explained(ack.reasonString(), ack.userProperties());
		}
		for (int i = 0; i < request.entries.size(); i++) {
			FilterEntry<SerialHandler> entry = request.entries.get(i);
			ReasonCode code = ack.reasonCodes().get(i);
			if (code.isError()) {
				refused(request.group, entry, code);
			}
			else {
				entry.confirmed(true);
				if (call != null) {
					call.answered(entry.filter(), code);
				}
			}
		}
		if (call != null) {
			call.completeIfAnswered();
		}
		sendBacklog();
	}

	private void refused(SubscriptionGroup group, FilterEntry<SerialHandler> entry, ReasonCode code) {
		SubscribeCall call = group.call();
		if (call != null) {
			String feature = Objects.requireNonNull(this.limits).missingFeature(entry.subscription());
			call.explained((feature != null) ? feature + " needs MQTT 5, the connection speaks 3.1.1" : null,
					List.of());
			call.answered(entry.filter(), code);
			remove(entry);
		}
		else if (this.byEntry.containsKey(entry)) {
			// It was accepted before: asked for again with the next connection.
			this.listener.subscriptionRefused(entry.filter(), code);
		}
	}

	void answered(Packet.UnsubAck ack) {
		UnsubscribeRequest request = request(ack.packetId(), UnsubscribeRequest.class, "UNSUBACK");
		if (request == null) {
			return;
		}
		boolean codes = !ack.reasonCodes().isEmpty();
		if (codes) {
			checkCount(ack.reasonCodes(), request.filters.size(), "UNSUBACK");
		}
		SubscribeCall call = request.leaving.call;
		call.explained(ack.reasonString(), ack.userProperties());
		for (int i = 0; i < request.filters.size(); i++) {
			left(request.leaving, request.filters.get(i), codes ? ack.reasonCodes().get(i) : ReasonCode.SUCCESS);
		}
		complete(request.leaving);
		sendBacklog();
	}

	private void left(Leaving leaving, String filter, ReasonCode code) {
		FilterEntry<SerialHandler> entry = leaving.entries.get(filter);
		if (entry != null && !code.isError()) {
			remove(entry);
		}
		leaving.call.answered(filter, code);
	}

	private <R extends Request> @Nullable R request(int packetId, Class<R> type, String name) {
		Object holder = this.ids.holder(packetId);
		if (!type.isInstance(holder)) {
			throw new MqttProtocolException("The server sent a " + name + " for packet identifier " + packetId
					+ ", which does not wait for one", ReasonCode.PROTOCOL_ERROR, null);
		}
		this.ids.release(packetId);
		this.requests--;
		return type.cast(holder);
	}

	private static void checkCount(List<ReasonCode> codes, int filters, String name) {
		if (codes.size() != filters) {
			throw new MqttProtocolException("The server sent a " + name + " with " + codes.size() + " reason codes for "
					+ filters + " topic filters", ReasonCode.PROTOCOL_ERROR, null);
		}
	}

	private void sendBacklog() {
		while (this.requests < MAX_REQUESTS && !this.backlog.isEmpty()) {
			send(this.backlog.remove());
		}
	}

	/**
	 * A call of unsubscribe without an answer.
	 *
	 * @param call the call
	 * @param entries what its filters stood for; a later subscription is not meant
	 */
	private record Leaving(SubscribeCall call, Map<String, FilterEntry<SerialHandler>> entries) {
	}

	/**
	 * A packet that waits for its answer.
	 */
	private abstract static class Request {

		private int packetId;

		abstract Packet packet(ServerLimits limits);

		int packetId() {
			return this.packetId;
		}

	}

	/**
	 * SUBSCRIBE.
	 */
	private static final class SubscribeRequest extends Request {

		private final SubscriptionGroup group;

		private final List<FilterEntry<SerialHandler>> entries;

		SubscribeRequest(SubscriptionGroup group, List<FilterEntry<SerialHandler>> entries) {
			this.group = group;
			this.entries = entries;
		}

		@Override
		Packet packet(ServerLimits limits) {
			boolean identified = limits.isMqtt5() && limits.server().subscriptionIdentifiersAvailable();
			return new Packet.Subscribe(packetId(), identified ? this.group.identifier() : 0,
					this.entries.stream().map(FilterEntry::subscription).toList(), List.<UserProperty>of());
		}

	}

	/**
	 * UNSUBSCRIBE.
	 */
	private final class UnsubscribeRequest extends Request {

		private final Leaving leaving;

		private final List<String> filters;

		UnsubscribeRequest(Leaving leaving, List<String> filters) {
			this.leaving = leaving;
			this.filters = filters;
		}

		@Override
		Packet packet(ServerLimits limits) {
			return new Packet.Unsubscribe(packetId(), this.filters, properties(this.leaving.call));
		}

	}

}
