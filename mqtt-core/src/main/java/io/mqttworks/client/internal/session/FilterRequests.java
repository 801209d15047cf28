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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.mqttworks.client.MqttProtocolException;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.UserProperty;
import io.mqttworks.client.internal.codec.Packet;
import io.mqttworks.client.internal.concurrent.Loop;
import org.jspecify.annotations.Nullable;

/**
 * Sends SUBSCRIBE and UNSUBSCRIBE: the filters that are due, as many in a packet as the
 * server takes, as many packets as may wait for answers, as much in one turn as others
 * can wait for. Event loop only.
 */
final class FilterRequests {

	/** Leaves packet identifiers for messages. */
	private static final int MAX_UNANSWERED = 500;

	private static final int MAX_FILTERS_PER_PACKET = 1000;

	/** What servers with a small limit take, as those of AWS. */
	private static final int FEW_FILTERS_PER_PACKET = 8;

	private static final int MAX_PACKET_ID = 65_535;

	/** How long to wait for packet identifiers if messages have them all. */
	private static final long AGAIN_MILLIS = 100;

	/** About a millisecond's work. */
	private static final int FILTERS_PER_TURN = 1000;

	private final PacketIds ids;

	private final Loop loop;

	private final boolean identifiers;

	private final Deque<SubscribedFilter> due = new ArrayDeque<>(1);

	/** Those that may end the connection: asked for alone, when all else is answered. */
	private final Deque<SubscribedFilter> suspects = new ArrayDeque<>(0);

	private final Deque<FilterRequest.Stale> stale = new ArrayDeque<>(0);

	/** What waits for answers, in the order it was sent. */
	private final Map<Integer, FilterRequest> unanswered = new LinkedHashMap<>();

	private int filtersPerPacket = MAX_FILTERS_PER_PACKET;

	private boolean scheduled;

	private @Nullable Output output;

	private @Nullable ServerLimits limits;

	FilterRequests(PacketIds ids, Loop loop, boolean identifiers) {
		this.ids = ids;
		this.loop = loop;
		this.identifiers = identifiers;
	}

	void connected(Output output, ServerLimits limits) {
		this.output = output;
		this.limits = limits;
	}

	/**
	 * Returns whether the server owes an answer.
	 * @return {@code true} if a SUBSCRIBE or UNSUBSCRIBE is out
	 */
	boolean awaitAnswers() {
		return !this.unanswered.isEmpty();
	}

	/**
	 * The connection is gone.
	 * @return what was not answered, in the order it was sent
	 */
	List<FilterRequest> disconnected() {
		this.output = null;
		this.due.forEach((filter) -> filter.queued(false));
		this.due.clear();
		this.suspects.forEach((filter) -> filter.queued(false));
		this.suspects.clear();
		this.stale.clear();
		List<FilterRequest> lost = List.copyOf(this.unanswered.values());
		this.unanswered.keySet().forEach(this.ids::release);
		this.unanswered.clear();
		if (lost.stream().anyMatch((request) -> request.size() > 1)) {
			// Perhaps it was that one.
			this.filtersPerPacket = (this.filtersPerPacket > FEW_FILTERS_PER_PACKET) ? FEW_FILTERS_PER_PACKET : 1;
		}
		return lost;
	}

	/**
	 * Sends what is due for a filter as soon as it can be. Without a connection it does
	 * nothing.
	 * @param filter the filter
	 */
	void add(SubscribedFilter filter) {
		if (this.output != null && !filter.isQueued()) {
			filter.queued(true);
			(filter.isSuspect() ? this.suspects : this.due).add(filter);
		}
	}

	void add(FilterRequest.Stale request) {
		this.stale.add(request);
	}

	/**
	 * Sends as much as can be sent now.
	 */
	void send() {
		int left = FILTERS_PER_TURN;
		while (this.output != null && left > 0 && this.unanswered.size() < MAX_UNANSWERED) {
			if (this.ids.used() == MAX_PACKET_ID) {
				this.loop.schedule(this::send, AGAIN_MILLIS);
				return;
			}
			FilterRequest request = next();
			if (request == null) {
				return;
			}
			write(request);
			left -= request.size();
		}
		if (left <= 0 && !this.scheduled) {
			this.scheduled = true;
			this.loop.execute(() -> {
				this.scheduled = false;
				send();
			});
		}
	}

	private @Nullable FilterRequest next() {
		FilterRequest request = next(this.due, this.filtersPerPacket);
		if (request == null && this.unanswered.isEmpty()) {
			request = next(this.suspects, 1);
		}
		return (request != null) ? request : this.stale.poll();
	}

	private @Nullable FilterRequest next(Deque<SubscribedFilter> line, int most) {
		while (!line.isEmpty()) {
			SubscribedFilter filter = line.element();
			if (filter.isUnsubscribeDue()) {
				return unsubscribe(line, most);
			}
			if (filter.isSubscribeDue()) {
				return subscribe(line, most);
			}
			poll(line);
		}
		return null;
	}

	private FilterRequest subscribe(Deque<SubscribedFilter> line, int most) {
		boolean identified = isIdentified();
		List<SubscribedFilter> filters = new ArrayList<>(1);
		List<UserProperty> properties = line.element().userProperties();
		int identifier = identified ? line.element().entry().identifier() : 0;
		long bytes = FilterRequest.propertyBytes(limits().isMqtt5(), identifier, properties);
		while (filters.size() < (identified ? 1 : most) && !line.isEmpty()) {
			SubscribedFilter filter = line.element();
			bytes += FilterRequest.subscribeBytes(filter.filter());
			if (!filters.isEmpty() && (!filter.isSubscribeDue() || filter.isUnsubscribeDue()
					|| FilterRequest.packetBytes(bytes) > maximumPacketSize() || !filter.goesWith(filters.get(0)))) {
				break;
			}
			filters.add(poll(line));
		}
		List<Subscription> options = new ArrayList<>(filters.size());
		List<List<SubscribeCall>> calls = new ArrayList<>(filters.size());
		for (SubscribedFilter filter : filters) {
			options.add(filter.entry().subscription());
			calls.add(filter.subscribed());
		}
		return new FilterRequest.Subscribe(identifier, filters, options, calls, properties);
	}

	private FilterRequest unsubscribe(Deque<SubscribedFilter> line, int most) {
		List<SubscribedFilter> filters = new ArrayList<>(1);
		List<List<SubscribeCall>> calls = new ArrayList<>(1);
		long bytes = FilterRequest.propertyBytes(limits().isMqtt5(), 0, List.of());
		while (filters.size() < most && !line.isEmpty()) {
			SubscribedFilter filter = line.element();
			bytes += FilterRequest.unsubscribeBytes(filter.filter());
			if (!filters.isEmpty()
					&& (!filter.isUnsubscribeDue() || FilterRequest.packetBytes(bytes) > maximumPacketSize())) {
				break;
			}
			filters.add(poll(line));
			calls.add(filter.unsubscribed());
		}
		return new FilterRequest.Unsubscribe(filters, calls);
	}

	private static SubscribedFilter poll(Deque<SubscribedFilter> line) {
		SubscribedFilter filter = line.remove();
		filter.queued(false);
		return filter;
	}

	/**
	 * Returns whether a SUBSCRIBE of a filter alone is larger than the server takes.
	 * @param filter the filter
	 * @return {@code true} if it is too large
	 */
	boolean isTooLarge(SubscribedFilter filter) {
		int identifier = isIdentified() ? filter.entry().identifier() : 0;
		return FilterRequest
			.packetBytes(FilterRequest.propertyBytes(limits().isMqtt5(), identifier, filter.userProperties())
					+ FilterRequest.subscribeBytes(filter.filter())) > maximumPacketSize();
	}

	/**
	 * Returns whether an UNSUBSCRIBE of a filter alone is larger than the server takes.
	 * @param filter the filter
	 * @return {@code true} if it is too large
	 */
	boolean isTooLargeToLeave(String filter) {
		return FilterRequest.packetBytes(FilterRequest.propertyBytes(limits().isMqtt5(), 0, List.of())
				+ FilterRequest.unsubscribeBytes(filter)) > maximumPacketSize();
	}

	private boolean isIdentified() {
		return this.identifiers && limits().isMqtt5() && limits().server().subscriptionIdentifiersAvailable();
	}

	private long maximumPacketSize() {
		return limits().server().maximumPacketSize();
	}

	private void write(FilterRequest request) {
		int packetId = this.ids.take(request);
		this.unanswered.put(packetId, request);
		Packet packet = request.packet(packetId);
		if (packet instanceof Packet.Unsubscribe unsubscribe && !unsubscribe.userProperties().isEmpty()
				&& !takesProperties(unsubscribe)) {
			packet = new Packet.Unsubscribe(packetId, unsubscribe.topicFilters(), List.of());
		}
		Objects.requireNonNull(this.output).send(packet);
	}

	// What is only said beside the matter is left out where it does not fit.
	private boolean takesProperties(Packet.Unsubscribe packet) {
		return limits().isMqtt5() && FilterRequest
			.packetBytes(FilterRequest.propertyBytes(true, 0, packet.userProperties()) + packet.topicFilters()
				.stream()
				.mapToInt(FilterRequest::unsubscribeBytes)
				.sum()) <= maximumPacketSize();
	}

	private ServerLimits limits() {
		return Objects.requireNonNull(this.limits);
	}

	/**
	 * An answer came.
	 * @param packetId its packet identifier
	 * @param subscribe whether it answers SUBSCRIBE
	 * @param codes how many reason codes it has, or -1 if it has none
	 * @param name the packet's name
	 * @return what it answers
	 * @throws MqttProtocolException if nothing waits for it
	 */
	FilterRequest answered(int packetId, boolean subscribe, int codes, String name) {
		FilterRequest request = this.unanswered.get(packetId);
		if (request == null || (request instanceof FilterRequest.Subscribe) != subscribe) {
			throw new MqttProtocolException("The server sent a " + name + " for packet identifier " + packetId
					+ ", which does not wait for one", ReasonCode.PROTOCOL_ERROR, null);
		}
		if (codes >= 0 && codes != request.size()) {
			throw new MqttProtocolException("The server sent a " + name + " with " + codes + " reason codes for "
					+ request.size() + " topic filters", ReasonCode.PROTOCOL_ERROR, null);
		}
		this.unanswered.remove(packetId);
		this.ids.release(packetId);
		return request;
	}

}
