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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.mqttworks.client.internal.logging.Loggers;
import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttPublishException;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.Text;
import io.mqttworks.client.internal.codec.Packet;
import io.mqttworks.client.internal.codec.PacketType;
import io.mqttworks.client.spi.RestoredSession;
import io.mqttworks.client.spi.StoredMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The messages this client publishes: those that wait, those that are on the wire, and
 * their QoS 1 and 2 exchanges (MQTT 5 section 4.3). Event loop only.
 */
final class OutboundSession {

	/** Leaves identifiers for SUBSCRIBE and UNSUBSCRIBE. */
	private static final int MAX_WINDOW = 65_000;

	private static final Logger logger = Loggers.get(OutboundSession.class);

	private final PublishQueue queue;

	private final PacketIds ids;

	private final int topicAliasMaximum;

	private final SessionListener listener;

	private final Counters counters;

	private final WaitingMessages waiting = new WaitingMessages();

	/** On the wire of an earlier connection, to be sent again. */
	private final PublishFifo replay = new PublishFifo();

	private final Completions completions;

	private @Nullable Output output;

	/** Those of the last server while there is no connection. */
	private @Nullable ServerLimits limits;

	private OutboundAliases aliases = new OutboundAliases(0);

	private int window;

	/** How many more QoS 1 and 2 messages the server takes now. */
	private int quota;

	private long lastSequence;

	/**
	 * How many pending messages can expire while they wait, now or after a new session.
	 */
	private int expiring;

	private int inFlight;

	/** How many messages have an identifier and are not on the wire. */
	private int bound;

	/** Where QoS 1 and 2 messages are kept, if they are. */
	private final @Nullable OutboundStore store;

	OutboundSession(PublishQueue queue, Completions completions, PacketIds ids, int topicAliasMaximum,
			SessionListener listener, Counters counters, @Nullable Journal journal) {
		this.queue = queue;
		this.completions = completions;
		this.ids = ids;
		this.topicAliasMaximum = topicAliasMaximum;
		this.listener = listener;
		this.counters = counters;
		this.store = (journal != null) ? new OutboundStore(journal, this, completions, queue, this.waiting, listener)
				: null;
	}

	/**
	 * Takes over what an earlier process left.
	 * @param restored the messages
	 */
	void restore(RestoredSession restored) {
		Map<Integer, StoredPublish> holders = new LinkedHashMap<>();
		for (StoredMessage message : restored.inFlight()) {
			holders.put(message.packetId(), restore(message));
		}
		this.lastSequence = restored.lastKey();
		this.inFlight = holders.size();
		this.ids.restore(holders);
		if (this.store != null) {
			this.store.backlog().restore(restored.backlog());
		}
	}

	private StoredPublish restore(StoredMessage message) {
		StoredPublish publish = new StoredPublish(message);
		this.queue.restore(publish);
		Objects.requireNonNull(this.store).backlog().held(publish);
		this.expiring += publish.canExpire() ? 1 : 0;
		return publish;
	}

	/**
	 * Messages of the backlog were read.
	 * @param messages the messages, in order
	 */
	void backlogRead(List<StoredMessage> messages) {
		messages.forEach((message) -> this.waiting.unbound().add(restore(message)));
		dropExcess();
	}

	/**
	 * Messages of the backlog were read that have expired.
	 * @param messages the messages
	 */
	void backlogExpired(List<StoredMessage> messages) {
		for (StoredMessage message : messages) {
			StoredPublish publish = restore(message);
			drop(publish, expired(publish));
		}
	}

	/**
	 * Takes over what callers have handed over.
	 */
	void takeOver() {
		PublishFifo submitted = this.queue.takeAll();
		for (PendingPublish publish = submitted.poll(); publish != null; publish = submitted.poll()) {
			accept(publish);
		}
	}

	private void accept(PendingPublish publish) {
		this.expiring += publish.canExpire() ? 1 : 0;
		publish.sequence = ++this.lastSequence;
		if (publish instanceof StoredPublish stored && this.store != null) {
			stored.key = stored.sequence;
			this.store.save(stored, room() > 0);
		}
		else {
			this.waiting.add(publish);
		}
		dropExcess();
	}

	private void dropExcess() {
		while (this.queue.isOverfull()) {
			this.completions.giveBackRoom();
			PendingPublish oldest = this.queue.isOverfull() ? this.waiting.poll() : null;
			if (oldest == null) {
				break;
			}
			drop(oldest, this.queue.full());
		}
		if (this.store != null && this.queue.isOverfull()) {
			// The oldest are in the store only.
			this.store.followBacklog();
		}
	}

	/**
	 * How many more messages could have an identifier so that the server takes them.
	 */
	private int room() {
		return (this.output != null && this.replay.isEmpty()) ? this.quota - this.bound : 0;
	}

	/**
	 * Gives a message an identifier.
	 * @param publish the message
	 * @return whether there was one
	 */
	boolean bind(PendingPublish publish) {
		publish.packetId = (char) this.ids.take(publish);
		this.bound += (publish.packetId != 0) ? 1 : 0;
		return publish.packetId != 0;
	}

	/**
	 * A message is kept, with its identifier: it can be sent.
	 * @param publish the message
	 */
	void stored(PendingPublish publish) {
		this.waiting.add(publish);
	}

	/**
	 * Sends what the connection and the server take.
	 */
	void send() {
		Output output = this.output;
		if (output != null) {
			ServerLimits limits = Objects.requireNonNull(this.limits);
			if (this.store != null) {
				this.store.bind(room());
			}
			while (output.isWritable()) {
				PendingPublish publish = next();
				if (publish == null) {
					break;
				}
				send(publish, output, limits);
			}
		}
		this.counters.set(Counters.IN_FLIGHT, this.inFlight);
	}

	/**
	 * Returns whether there is something that the connection and the server take now.
	 * @return whether to send again
	 */
	boolean canSend() {
		if (this.output == null || !this.output.isWritable()) {
			return false;
		}
		return this.waiting.has0() || (this.quota > 0 && (!this.replay.isEmpty() || this.waiting.has12()));
	}

	private @Nullable PendingPublish next() {
		if (this.quota > 0 && !this.replay.isEmpty()) {
			return this.replay.poll();
		}
		return this.waiting.poll(this.quota > 0);
	}

	private void send(PendingPublish publish, Output output, ServerLimits limits) {
		boolean again = publish.state == PendingPublish.REPLAY;
		if (!again && publish.canExpire() && publish.isExpired(System.nanoTime())) {
			drop(publish, expired(publish));
			return;
		}
		// Here and nowhere earlier: what a server takes is only known of the one that the
		// message goes to, and so is the size of the packet.
		MqttMessage message = publish.message();
		MqttPublishException refusal = limits.refusal(message);
		if (refusal != null) {
			fail(publish, refusal);
			return;
		}
		boolean qos0 = message.qos() == Qos.AT_MOST_ONCE;
		if (!qos0 && publish.packetId == 0) {
			bind(publish);
		}
		int alias = this.aliases.alias(message.topic());
		boolean known = this.aliases.isKnown();
		long size = output.publish(publish, again, alias, known, limits.maximumPacketSize());
		if (size > limits.maximumPacketSize()) {
			fail(publish, limits.tooLarge(message, size));
			return;
		}
		if (alias != 0 && !known) {
			this.aliases.sent(alias, message.topic());
		}
		this.counters.count(Counters.SENT, message.qos());
		if (qos0) {
			output.completeWhenFlushed(publish);
			return;
		}
		publish.state = PendingPublish.SENT;
		this.quota--;
		if (!again) {
			this.bound--;
			this.inFlight++;
		}
	}

	/**
	 * A QoS 0 message is out, or was lost with the connection.
	 * @param publish the message
	 * @param failure why it was lost, or {@code null}
	 */
	void flushed(PendingPublish publish, @Nullable MqttException failure) {
		if (failure != null) {
			fail(publish, failure);
		}
		else {
			succeed(publish, null);
		}
	}

	/**
	 * An acknowledgement arrived that says nothing but that all is well.
	 * @param type its packet type
	 * @param packetId the identifier
	 */
	void acknowledged(int type, int packetId) {
		acknowledged(type, packetId, null);
	}

	/**
	 * An acknowledgement arrived.
	 * @param ack the acknowledgement
	 */
	void acknowledged(Packet.Ack ack) {
		acknowledged(ack.type(), ack.packetId(), ack);
	}

	private void acknowledged(int type, int packetId, Packet.@Nullable Ack ack) {
		PendingPublish publish = (this.ids.holder(packetId) instanceof PendingPublish found) ? found : null;
		switch (type) {
			case PacketType.PUBACK -> {
				if (publish != null && publish.state == PendingPublish.SENT
						&& publish.message().qos() == Qos.AT_LEAST_ONCE) {
					finish(publish, ack);
				}
				else {
					unexpected("PUBACK", packetId);
				}
			}
			case PacketType.PUBREC -> {
				if (publish == null || publish.message().qos() != Qos.EXACTLY_ONCE) {
					unexpected("PUBREC", packetId);
					if (ack == null || !ack.reasonCode().isError()) {
						sendRelease(packetId, true);
					}
				}
				else if (publish.state == PendingPublish.REPLAY || publish.state == PendingPublish.WAITING) {
					// Not answered: the message is about to be sent.
					unexpected("PUBREC", packetId);
				}
				else {
					received(publish, ack);
				}
			}
			default -> {
				if (publish != null && publish.state == PendingPublish.RELEASED) {
					release(publish);
					succeed(publish, publish.answer);
				}
				else {
					unexpected("PUBCOMP", packetId);
				}
			}
		}
	}

	private void received(PendingPublish publish, Packet.@Nullable Ack ack) {
		if (publish.state == PendingPublish.SENT) {
			if (ack != null && ack.reasonCode().isError()) {
				finish(publish, ack);
				return;
			}
			publish.answer = (ack != null) ? result(ack) : null;
			// PUBRELs go out, and go out again, in the order of the PUBRECs.
			publish.sequence = ++this.lastSequence;
			if (publish instanceof StoredPublish stored && this.store != null) {
				this.store.received(stored);
				return;
			}
			publish.state = PendingPublish.RELEASED;
		}
		sendRelease(publish);
	}

	/**
	 * Releases a message that the server has received, if there is a connection now and
	 * the message's PUBREC is kept.
	 * @param publish the message
	 */
	void sendRelease(PendingPublish publish) {
		if (this.output != null && publish.state == PendingPublish.RELEASED) {
			sendRelease(publish.packetId, false);
		}
	}

	private void sendRelease(int packetId, boolean unknown) {
		Output output = Objects.requireNonNull(this.output);
		if (unknown && this.limits != null && this.limits.isMqtt5()) {
			output.send(new Packet.Ack(PacketType.PUBREL, packetId, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND, null,
					List.of()));
		}
		else {
			output.acknowledge(PacketType.PUBREL, packetId);
		}
	}

	private void unexpected(String type, int packetId) {
		logger.debug("The server sent a {} for packet identifier {}, which does not wait for one", type, packetId);
	}

	private void finish(PendingPublish publish, Packet.@Nullable Ack ack) {
		release(publish);
		if (ack == null) {
			succeed(publish, null);
		}
		else if (ack.reasonCode().isError()) {
			fail(publish,
					new MqttPublishException(
							"The server refused the message for topic '" + Text.escape(publish.message().topic())
									+ "': " + ack.reasonCode() + ((ack.reasonString() != null)
											? " (" + Text.escape(ack.reasonString()) + ")" : ""),
							ack.reasonCode(), null));
		}
		else {
			succeed(publish, result(ack));
		}
	}

	private static PublishResult result(Packet.Ack ack) {
		return PublishResult.builder(ack.reasonCode())
			.reasonString(ack.reasonString())
			.userProperties(ack.userProperties())
			.build();
	}

	private void releaseId(PendingPublish publish) {
		this.ids.release(publish.packetId);
		publish.packetId = 0;
		if (publish.state == PendingPublish.WAITING) {
			this.bound--;
		}
		else {
			this.inFlight--;
			publish.state = PendingPublish.WAITING;
		}
	}

	private void release(PendingPublish publish) {
		releaseId(publish);
		this.quota = Math.min(this.quota + 1, this.window);
	}

	/**
	 * Starts to send on a new connection (MQTT 5 section 4.4).
	 * @param output the connection
	 * @param server what the server said
	 */
	void connected(Output output, ConnectResult server) {
		this.output = output;
		this.limits = new ServerLimits(server);
		this.aliases = new OutboundAliases(Math.min(this.topicAliasMaximum, server.topicAliasMaximum()));
		this.window = Math.min(server.receiveMaximum(), MAX_WINDOW);
		this.quota = this.window;
		List<PendingPublish> sent = sent();
		if (server.sessionPresent()) {
			resume(sent);
		}
		else {
			startAnew(sent);
		}
	}

	private List<PendingPublish> sent() {
		List<PendingPublish> sent = new ArrayList<>();
		this.ids.forEach((holder) -> {
			if (holder instanceof PendingPublish publish && publish.state != PendingPublish.WAITING) {
				sent.add(publish);
			}
		});
		sent.sort(Comparator.comparingLong((publish) -> publish.sequence));
		return sent;
	}

	private void resume(List<PendingPublish> sent) {
		for (PendingPublish publish : sent) {
			if (hasArrived(publish)) {
				// Some servers count it until its PUBCOMP, as they did before.
				this.quota = Math.max(0, this.quota - 1);
				sendRelease(publish);
			}
			else {
				publish.state = PendingPublish.REPLAY;
				this.replay.add(publish);
			}
		}
	}

	// The server has forgotten the identifiers. What it had taken over is its own now.
	private void startAnew(List<PendingPublish> sent) {
		PublishFifo anew = new PublishFifo();
		for (PendingPublish publish : sent) {
			if (hasArrived(publish)) {
				releaseId(publish);
				succeed(publish, publish.answer);
			}
			else {
				publish.state = PendingPublish.WAITING;
				this.inFlight--;
				this.bound++;
				anew.add(publish);
			}
		}
		this.waiting.addFirst(anew);
	}

	private static boolean hasArrived(PendingPublish publish) {
		return publish.state == PendingPublish.RELEASED || publish.state == StoredPublish.RECEIVED;
	}

	/**
	 * The connection is gone.
	 */
	void disconnected() {
		this.output = null;
		while (this.replay.poll() != null) {
			// They stay in flight and are found by their identifiers.
			continue;
		}
	}

	/**
	 * Gives up messages that wait and have expired.
	 */
	void dropExpired() {
		if (this.expiring > 0) {
			for (PendingPublish publish : this.waiting.takeExpired(System.nanoTime())) {
				drop(publish, expired(publish));
			}
		}
		if (this.store != null) {
			dropExcess();
			this.store.backlog().readExpired();
		}
	}

	private static MqttPublishException expired(PendingPublish publish) {
		return new MqttPublishException("The message for topic '" + Text.escape(publish.message().topic())
				+ "' expired after " + publish.message().messageExpiry() + " in the outbound queue", null, null);
	}

	/**
	 * Returns whether pending messages can expire, now or if they have to wait again.
	 * @return whether to look for expired ones from time to time
	 */
	boolean hasExpiring() {
		return this.expiring > 0 || (this.store != null && this.store.backlog().isOpen());
	}

	/**
	 * Fails everything that is pending.
	 * @param cause why
	 */
	void close(MqttException cause) {
		takeOver();
		List<PendingPublish> pending = sent();
		if (this.store != null) {
			pending.addAll(this.store.close());
		}
		for (PendingPublish publish = this.waiting.poll(); publish != null; publish = this.waiting.poll()) {
			pending.add(publish);
		}
		pending.forEach((publish) -> fail(publish, cause));
		this.counters.set(Counters.IN_FLIGHT, this.inFlight);
	}

	/**
	 * Fails what callers hand over after the end.
	 * @param cause why
	 */
	void refuseSubmitted(MqttException cause) {
		this.queue.failSubmitted(cause);
	}

	/**
	 * The session store is closed.
	 * @param failure why it may not keep what was left, or {@code null}
	 */
	void storeClosed(@Nullable Throwable failure) {
		Objects.requireNonNull(this.store).closed(failure);
	}

	private void drop(PendingPublish publish, MqttException cause) {
		this.counters.add(Counters.DROPPED, 1);
		fail(publish, cause);
		if (!(publish instanceof StoredPublish stored && stored.isRestored())) {
			this.listener.messageDropped(publish.message(), cause);
		}
	}

	void fail(PendingPublish publish, MqttException cause) {
		if (publish.packetId != 0) {
			releaseId(publish);
		}
		this.expiring -= publish.canExpire() ? 1 : 0;
		if (this.store != null && publish instanceof StoredPublish stored) {
			this.store.failed(stored, cause);
		}
		else {
			this.completions.fail(publish, cause);
		}
	}

	private void succeed(PendingPublish publish, @Nullable PublishResult result) {
		if (this.store != null && publish instanceof StoredPublish stored) {
			this.store.remove(stored);
		}
		this.expiring -= publish.canExpire() ? 1 : 0;
		this.completions.succeed(publish, result);
	}

}
