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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.Topics;
import io.mqttworks.client.internal.codec.Packet;
import io.mqttworks.client.internal.codec.PacketType;

/**
 * The server of a {@link DeliveryModel}: keeps to the standard and to Receive Maximum,
 * repeats with DUP what a kept session has not acknowledged, and says of each message
 * that it is rid of who must have handled it.
 */
final class ModelServer {

	/** How many packets may be on the way to a client that does not read. */
	private static final int PATIENCE = 8;

	private final DeliveryModel model;

	final boolean mqtt5;

	private final boolean identifiers;

	/** Whether each matching subscription brings a copy of its own. */
	final boolean copies;

	/** Whether nothing is read from a client that does not read. */
	private final boolean stubborn;

	/** How many messages it sends without an acknowledgement. */
	private final int window;

	final int receiveMaximum;

	private final int aliases;

	private final Map<String, Subscribed> subscriptions = new LinkedHashMap<>();

	private final Queue<Copy> waiting = new ArrayDeque<>();

	/** Messages of which there is more than one copy. */
	private final Set<Integer> several = new HashSet<>();

	private final Map<Integer, Copy> inFlight = new LinkedHashMap<>();

	/** QoS 2 messages of the client by their identifiers, until their PUBREL. */
	private final Map<Integer, Integer> received = new HashMap<>();

	/** Those identifiers, as far as a process of which nothing is known has left them. */
	private final Set<Integer> abandoned = new HashSet<>();

	/** Filters for which a message of QoS 1 or 2 has reached the client. */
	private final Set<String> sentFor = new HashSet<>();

	/** Those filters, when the client got the first copy of a message. */
	private final Map<Integer, Set<String>> sentForBefore = new HashMap<>();

	private boolean sessionPresent;

	private int lastId;

	// The connection

	final Queue<Frame> toClient = new ArrayDeque<>();

	/** Identifiers of each QoS in the order in which the client has got them. */
	private final Map<Qos, Deque<Integer>> orders = Map.of(Qos.AT_LEAST_ONCE, new ArrayDeque<>(), Qos.EXACTLY_ONCE,
			new ArrayDeque<>());

	private final Map<Integer, String> topicAliases = new HashMap<>();

	private boolean connected;

	ModelServer(DeliveryModel model, int clientReceiveMaximum) {
		this.model = model;
		this.mqtt5 = model.below(4) > 0;
		this.identifiers = this.mqtt5 && model.below(4) > 0;
		this.copies = this.identifiers && model.below(2) == 0;
		this.stubborn = model.below(3) == 0;
		this.window = (this.mqtt5 || model.below(2) == 0) ? clientReceiveMaximum : 4 * clientReceiveMaximum;
		this.receiveMaximum = 1 + model.below(6);
		this.aliases = model.below(3);
		if (model.below(3) == 0) {
			// Of an earlier program.
			this.sessionPresent = true;
			this.subscriptions.put("old/#",
					new Subscribed("old/#", Qos.EXACTLY_ONCE, this.identifiers ? 200_000_000 : 0));
		}
	}

	boolean keepsToWindow() {
		return this.mqtt5 || this.window == this.model.options().receiveMaximum();
	}

	boolean isIdle() {
		return this.inFlight.isEmpty() && this.waiting.isEmpty();
	}

	/**
	 * Returns whether all that is in flight has handlers that stay.
	 */
	boolean isAllWanted() {
		return this.inFlight.values().stream().allMatch((copy) -> this.model.isWanted(copy.number));
	}

	// Connections

	ConnectResult connect(boolean keep) {
		this.sessionPresent &= keep;
		if (!this.sessionPresent) {
			endSession();
		}
		ConnectResult result = ConnectResult
			.builder(DeliveryModel.SERVER, this.mqtt5 ? MqttVersion.MQTT_5 : MqttVersion.MQTT_3_1_1, "model")
			.sessionPresent(this.sessionPresent)
			.receiveMaximum(this.mqtt5 ? this.receiveMaximum : 65_535)
			.topicAliasMaximum(this.mqtt5 ? this.aliases : 0)
			.subscriptionIdentifiersAvailable(this.identifiers)
			.build();
		this.sessionPresent = true;
		this.connected = true;
		for (Copy copy : List.copyOf(this.inFlight.values())) {
			if (copy.received) {
				acknowledge(PacketType.PUBREL, copy.id);
			}
			else {
				send(copy, true);
			}
		}
		sendMore();
		return result;
	}

	private void endSession() {
		List<Copy> lost = new ArrayList<>(this.waiting);
		lost.addAll(this.inFlight.values());
		lost.forEach((copy) -> this.model.lost(copy.number));
		this.waiting.clear();
		this.inFlight.clear();
		this.received.clear();
		this.abandoned.clear();
		this.subscriptions.clear();
		this.sentFor.clear();
	}

	void disconnected() {
		this.connected = false;
		this.toClient.clear();
		this.orders.values().forEach(Deque::clear);
		this.topicAliases.clear();
	}

	// To the client

	/**
	 * Somebody has published a message.
	 */
	void publish(int number, String topic, Qos qos) {
		List<Subscribed> matching = this.subscriptions.values()
			.stream()
			.filter((subscribed) -> Topics.matches(subscribed.filter, topic))
			.toList();
		if (matching.isEmpty()) {
			return;
		}
		if (this.copies) {
			if (matching.size() > 1) {
				this.several.add(number);
			}
			matching.forEach((one) -> add(new Copy(number, topic, lower(qos, one.qos), List.of(one))));
		}
		else {
			Qos highest = matching.stream().map(Subscribed::qos).max(Qos::compareTo).orElseThrow();
			add(new Copy(number, topic, lower(qos, highest), matching));
		}
		this.model.expect(number, topic, qos, matching.stream().map(Subscribed::filter).toList());
		sendMore();
	}

	private static Qos lower(Qos one, Qos other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	private void add(Copy copy) {
		if (copy.qos != Qos.AT_MOST_ONCE) {
			this.waiting.add(copy);
		}
		else if (this.connected && this.toClient.size() < 2 * PATIENCE) {
			send(copy, false);
		}
	}

	private void sendMore() {
		while (this.connected && this.inFlight.size() < this.window && !this.waiting.isEmpty()) {
			Copy copy = this.waiting.remove();
			do {
				this.lastId = this.lastId % 100 + 1;
			}
			while (this.inFlight.containsKey(this.lastId));
			copy.id = this.lastId;
			this.inFlight.put(copy.id, copy);
			send(copy, false);
		}
	}

	private void send(Copy copy, boolean again) {
		List<Integer> named = copy.brought.stream().map(Subscribed::identifier).filter((id) -> id != 0).toList();
		MessageProperties properties = named.isEmpty() ? MessageProperties.NONE
				: new MessageProperties(null, false, null, null, null, List.of(), named);
		MqttMessage message = MqttMessage.received(copy.topic, this.model.payload(copy.number), copy.qos, false, again,
				copy.id, properties);
		this.toClient.add(new Frame("PUBLISH " + copy, (session) -> {
			if (copy.id != 0) {
				this.orders.get(copy.qos).add(copy.id);
				this.sentForBefore.computeIfAbsent(copy.number, (number) -> Set.copyOf(this.sentFor));
				copy.brought.forEach((subscribed) -> this.sentFor.add(subscribed.filter));
			}
			this.model.arrived(message);
		}));
	}

	private void acknowledge(int type, int id) {
		this.toClient.add(new Frame(PacketType.name(type) + " " + id, (session) -> {
			this.model.answered(type, false);
			session.acknowledged(type, id);
		}));
	}

	private void refuse(int type, int id) {
		this.toClient.add(new Frame(PacketType.name(type) + " " + id + " with an error", (session) -> {
			this.model.answered(type, true);
			session.packet(new Packet.Ack(type, id, ReasonCode.QUOTA_EXCEEDED, null, List.of()));
		}));
	}

	/**
	 * Returns whether messages had reached the client for all of some filters before a
	 * message did.
	 */
	boolean hasSentForAll(List<String> filters, int number) {
		return this.sentForBefore.getOrDefault(number, Set.of()).containsAll(filters);
	}

	/**
	 * The client has no use for filters any more.
	 */
	void unsubscribing(List<String> filters) {
		this.sentFor.removeAll(filters);
	}

	boolean hasInFlight(int id) {
		return this.inFlight.containsKey(id);
	}

	/**
	 * Returns the QoS 2 messages that a client must take for new ones when its process
	 * has ended.
	 * @param handled the identifiers of which it knows that they were handled
	 */
	Set<Integer> mayComeAgain(Set<Integer> handled) {
		Set<Integer> numbers = new HashSet<>();
		for (Copy copy : this.inFlight.values()) {
			if (!copy.received && (!handled.contains(copy.id) || this.several.contains(copy.number))) {
				numbers.add(copy.number);
			}
		}
		// Nothing tells the new process that another copy was handled.
		this.waiting.stream().map((copy) -> copy.number).filter(this.several::contains).forEach(numbers::add);
		return numbers;
	}

	/**
	 * The client is another process, which has seen nothing.
	 * @param stored whether it knows what the one before has published
	 */
	void restarted(boolean stored) {
		if (!stored) {
			this.abandoned.addAll(this.received.keySet());
		}
		this.sentFor.clear();
		this.sentForBefore.clear();
	}

	// From the client

	boolean canRead() {
		return !this.stubborn || this.toClient.size() < PATIENCE;
	}

	void read(Object packet) {
		if (packet instanceof Message message) {
			published(message);
		}
		else if (packet instanceof Packet.Ack ack) {
			acknowledged(ack);
		}
		else if (packet instanceof Packet.Subscribe subscribe) {
			subscribe(subscribe);
		}
		else if (packet instanceof Packet.Unsubscribe unsubscribe) {
			List<ReasonCode> codes = new ArrayList<>();
			for (String filter : unsubscribe.topicFilters()) {
				boolean known = this.subscriptions.remove(filter) != null;
				codes.add(known ? ReasonCode.SUCCESS : ReasonCode.NO_SUBSCRIPTION_EXISTED);
			}
			Packet.UnsubAck ack = new Packet.UnsubAck(unsubscribe.packetId(), this.mqtt5 ? codes : List.of(), null,
					List.of());
			this.toClient.add(new Frame("UNSUBACK", (session) -> session.packet(ack)));
		}
		else if (packet instanceof Packet.PingReq) {
			this.toClient.add(new Frame("PINGRESP", (session) -> session.packet(new Packet.PingResp())));
		}
		else {
			throw new AssertionError("The client sent " + packet);
		}
	}

	private void published(Message message) {
		String topic = message.topic;
		if (message.alias != 0) {
			if (message.aliasKnown) {
				topic = this.topicAliases.get(message.alias);
			}
			this.topicAliases.put(message.alias, topic);
		}
		this.model.check(message.topic.equals(topic),
				() -> "The server takes " + message + " for one of another topic");
		boolean fails = this.mqtt5 && this.model.mayFail() && this.model.below(20) == 0;
		if (fails) {
			this.model.refused(message.number);
		}
		switch (message.qos) {
			case AT_MOST_ONCE -> this.model.taken(message.number);
			case AT_LEAST_ONCE -> {
				if (fails) {
					refuse(PacketType.PUBACK, message.id);
				}
				else {
					this.model.taken(message.number);
					acknowledge(PacketType.PUBACK, message.id);
				}
			}
			case EXACTLY_ONCE -> {
				if (fails && !this.received.containsKey(message.id)) {
					refuse(PacketType.PUBREC, message.id);
					return;
				}
				Integer before = this.received.putIfAbsent(message.id, message.number);
				if (before == null) {
					this.model.taken(message.number);
				}
				else if (before != message.number) {
					this.model.check(this.abandoned.contains(message.id),
							() -> message + " is taken for a repetition of " + before);
					this.model.mistaken(message.number);
				}
				acknowledge(PacketType.PUBREC, message.id);
			}
		}
	}

	private void acknowledged(Packet.Ack ack) {
		int id = ack.packetId();
		switch (ack.type()) {
			case PacketType.PUBREL -> {
				this.received.remove(id);
				this.abandoned.remove(id);
				acknowledge(PacketType.PUBCOMP, id);
			}
			case PacketType.PUBACK, PacketType.PUBREC -> answered(ack, id);
			default -> {
				Copy copy = this.inFlight.get(id);
				this.model.check(copy != null && copy.received, () -> "PUBCOMP " + id + " answers nothing");
				this.inFlight.remove(id);
				sendMore();
			}
		}
	}

	private void answered(Packet.Ack ack, int id) {
		// In the order of receipt, other than those that are left [MQTT-4.6.0].
		Deque<Integer> order = this.orders
			.get((ack.type() == PacketType.PUBACK) ? Qos.AT_LEAST_ONCE : Qos.EXACTLY_ONCE);
		this.model.check(order.contains(id), () -> ack.name() + " " + id + " is out of order");
		for (Iterator<Integer> all = order.iterator(); all.hasNext();) {
			int earlier = all.next();
			all.remove();
			if (earlier == id) {
				break;
			}
			this.model.check(this.model.mayLeave(), () -> ack.name() + " " + id + " comes before that of " + earlier);
		}
		Copy copy = this.inFlight.get(id);
		this.model.check(copy != null && !copy.received, () -> ack.name() + " " + id + " answers nothing");
		if (ack.type() == PacketType.PUBREC && !ack.reasonCode().isError()) {
			copy.received = true;
			acknowledge(PacketType.PUBREL, id);
		}
		else {
			this.inFlight.remove(id);
		}
		this.model.acknowledged(copy.number, copy.topic, copy.brought.stream().map(Subscribed::filter).toList());
		sendMore();
	}

	private void subscribe(Packet.Subscribe packet) {
		List<ReasonCode> codes = new ArrayList<>();
		for (Subscription subscription : packet.subscriptions()) {
			if (this.model.mayFail() && this.model.below(15) == 0) {
				codes.add(ReasonCode.UNSPECIFIED_ERROR);
				continue;
			}
			this.subscriptions.put(subscription.topicFilter(),
					new Subscribed(subscription.topicFilter(), subscription.qos(), packet.subscriptionIdentifier()));
			codes.add(switch (subscription.qos()) {
				case AT_MOST_ONCE -> ReasonCode.SUCCESS;
				case AT_LEAST_ONCE -> ReasonCode.GRANTED_QOS_1;
				case EXACTLY_ONCE -> ReasonCode.GRANTED_QOS_2;
			});
		}
		Packet.SubAck ack = new Packet.SubAck(packet.packetId(), codes, null, List.of());
		this.toClient.add(new Frame("SUBACK " + packet.subscriptions() + codes, (session) -> {
			this.model.subscribed(packet, codes);
			session.packet(ack);
		}));
	}

	@Override
	public String toString() {
		return "window " + this.window + ", waiting " + this.waiting + ", in flight " + this.inFlight.values()
				+ ", to the client " + this.toClient + ", subscriptions " + this.subscriptions.keySet();
	}

	Set<String> filters() {
		return new LinkedHashSet<>(this.subscriptions.keySet());
	}

	/**
	 * A packet on its way to the client.
	 *
	 * @param name for people
	 * @param arrival what it does there
	 */
	record Frame(String name, java.util.function.Consumer<io.mqttworks.client.internal.session.Session> arrival) {

		@Override
		public String toString() {
			return this.name;
		}

	}

	/**
	 * A PUBLISH of the client.
	 *
	 * @param number which message it is
	 * @param topic its topic
	 * @param qos its QoS
	 * @param id its packet identifier
	 * @param duplicate whether it is repeated
	 * @param alias its topic alias, or 0
	 * @param aliasKnown whether the topic was left out
	 */
	record Message(int number, String topic, Qos qos, int id, boolean duplicate, int alias, boolean aliasKnown) {
	}

	private record Subscribed(String filter, Qos qos, int identifier) {
	}

	private static final class Copy {

		private final int number;

		private final String topic;

		private final Qos qos;

		private final List<Subscribed> brought;

		private int id;

		private boolean received;

		Copy(int number, String topic, Qos qos, List<Subscribed> brought) {
			this.number = number;
			this.topic = topic;
			this.qos = qos;
			this.brought = brought;
		}

		@Override
		public String toString() {
			return this.number + " on " + this.topic + " " + this.qos + " as " + this.id
					+ (this.received ? " received" : "");
		}

	}

}
