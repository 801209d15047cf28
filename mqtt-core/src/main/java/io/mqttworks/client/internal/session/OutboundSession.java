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
import java.util.List;
import java.util.Objects;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttPublishException;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.internal.codec.Packet;
import io.mqttworks.client.internal.codec.PacketEncoder;
import io.mqttworks.client.internal.codec.PacketType;
import io.mqttworks.client.internal.codec.PublishEncoder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages this client publishes: those that wait, those that are on the wire, and
 * their QoS 1 and 2 exchanges (MQTT 5 section 4.3). Event loop only.
 */
public final class OutboundSession {

	/** Leaves identifiers for SUBSCRIBE and UNSUBSCRIBE. */
	private static final int MAX_WINDOW = 65_000;

	/** Larger payloads are not copied into the output's buffer. */
	private static final int STREAM_FROM = 256 * 1024;

	private static final Logger logger = LoggerFactory.getLogger(OutboundSession.class);

	private final PublishQueue queue;

	private final PacketIds ids;

	private final int topicAliasMaximum;

	private final SessionListener listener;

	private final Counters counters;

	/** QoS 0. Apart, because Receive Maximum does not hold them up. */
	private final PublishFifo waiting0 = new PublishFifo();

	/** QoS 1 and 2. */
	private final PublishFifo waiting12 = new PublishFifo();

	/** On the wire of an earlier connection, to be sent again. */
	private final PublishFifo replay = new PublishFifo();

	/** Done, with futures not yet completed. */
	private final PublishFifo finished = new PublishFifo();

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

	OutboundSession(PublishQueue queue, PacketIds ids, int topicAliasMaximum, SessionListener listener,
			Counters counters) {
		this.queue = queue;
		this.ids = ids;
		this.topicAliasMaximum = topicAliasMaximum;
		this.listener = listener;
		this.counters = counters;
	}

	/**
	 * Takes what callers have handed over, and sends what can be sent.
	 */
	public void drain() {
		PublishFifo submitted = this.queue.takeAll();
		for (PendingPublish publish = submitted.poll(); publish != null; publish = submitted.poll()) {
			accept(publish);
		}
		pump();
	}

	private void accept(PendingPublish publish) {
		this.expiring += publish.canExpire() ? 1 : 0;
		MqttPublishException refusal = (this.limits != null) ? this.limits.refusal(publish.message()) : null;
		if (refusal == null && this.limits != null) {
			refusal = this.limits.refusal(publish.message(), size(publish, 0, false));
		}
		if (refusal != null) {
			fail(publish, refusal);
			return;
		}
		publish.sequence = ++this.lastSequence;
		fifo(publish).add(publish);
		while (this.queue.isOverfull()) {
			completeFinished();
			PendingPublish oldest = this.queue.isOverfull() ? pollOldest(true) : null;
			if (oldest == null) {
				break;
			}
			drop(oldest, this.queue.full());
		}
	}

	private PublishFifo fifo(PendingPublish publish) {
		return (publish.message().qos() == Qos.AT_MOST_ONCE) ? this.waiting0 : this.waiting12;
	}

	/**
	 * Sends what the connection and the server take.
	 */
	public void pump() {
		Output output = this.output;
		if (output != null) {
			ServerLimits limits = Objects.requireNonNull(this.limits);
			while (output.isWritable()) {
				PendingPublish publish = next();
				if (publish == null) {
					break;
				}
				send(publish, output, limits);
			}
		}
		completeFinished();
	}

	/**
	 * Returns whether there is something the server takes now.
	 * @return whether there is
	 */
	public boolean canSend() {
		return !this.waiting0.isEmpty() || (this.quota > 0 && !(this.replay.isEmpty() && this.waiting12.isEmpty()));
	}

	private @Nullable PendingPublish next() {
		if (!this.replay.isEmpty()) {
			return (this.quota > 0) ? this.replay.poll() : this.waiting0.poll();
		}
		return pollOldest(this.quota > 0);
	}

	private @Nullable PendingPublish pollOldest(boolean all) {
		PendingPublish first0 = this.waiting0.peek();
		PendingPublish first12 = all ? this.waiting12.peek() : null;
		boolean take0 = first12 == null || (first0 != null && first0.sequence < first12.sequence);
		return (take0 ? this.waiting0 : this.waiting12).poll();
	}

	private void send(PendingPublish publish, Output output, ServerLimits limits) {
		boolean again = publish.state == PendingPublish.REPLAY;
		if (!again && publish.canExpire() && publish.isExpired(System.nanoTime())) {
			drop(publish, expired(publish));
			return;
		}
		MqttMessage message = publish.message();
		MqttPublishException refusal = limits.refusal(message);
		if (refusal != null) {
			refuse(publish, refusal, again);
			return;
		}
		int alias = this.aliases.alias(message.topic());
		boolean known = this.aliases.isKnown();
		long size = size(publish, alias, known);
		refusal = limits.refusal(message, size);
		if (refusal != null) {
			refuse(publish, refusal, again);
			return;
		}
		boolean qos0 = message.qos() == Qos.AT_MOST_ONCE;
		if (!qos0) {
			if (publish.packetId == 0) {
				publish.packetId = (char) this.ids.take(publish);
			}
			publish.state = PendingPublish.SENT;
			this.quota--;
			this.inFlight += again ? 0 : 1;
		}
		byte[] payload = message.payload();
		boolean stream = payload.length > STREAM_FROM;
		PublishEncoder.encode(output.reserve((int) (stream ? size - payload.length : size)), publish.topic(), message,
				publish.packetId, again, limits.isMqtt5(), alias, known, publish.secondsLeft(), !stream);
		if (stream) {
			output.stream(payload);
		}
		if (alias != 0 && !known) {
			this.aliases.sent(alias, message.topic());
		}
		this.counters.count(Counters.SENT, message.qos());
		if (qos0) {
			output.completeWhenFlushed(publish);
		}
	}

	// A server that was changed, or another one, takes less than the last one did.
	private void refuse(PendingPublish publish, MqttPublishException refusal, boolean again) {
		if (again) {
			// It took no room on this connection, so it makes none.
			releaseId(publish);
		}
		fail(publish, refusal);
	}

	private long size(PendingPublish publish, int alias, boolean known) {
		boolean mqtt5 = this.limits != null && this.limits.isMqtt5();
		return PublishEncoder.size(publish.topic(), publish.message(), mqtt5, alias, known);
	}

	/**
	 * A QoS 0 message is out, or was lost with the connection.
	 * @param publish the message
	 * @param failure why it was lost, or {@code null}
	 */
	public void flushed(PendingPublish publish, @Nullable MqttException failure) {
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
				else if (publish.state == PendingPublish.REPLAY) {
					// Not answered: the message is about to be sent again.
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
			publish.state = PendingPublish.RELEASED;
			publish.answer = (ack != null) ? result(ack) : null;
			// PUBRELs go out, and go out again, in the order of the PUBRECs.
			publish.sequence = ++this.lastSequence;
		}
		sendRelease(publish.packetId, false);
	}

	private void sendRelease(int packetId, boolean unknown) {
		Output output = Objects.requireNonNull(this.output);
		if (unknown && this.limits != null && this.limits.isMqtt5()) {
			PacketEncoder.encode(output.reserve(8), new Packet.Ack(PacketType.PUBREL, packetId,
					ReasonCode.PACKET_IDENTIFIER_NOT_FOUND, null, List.of()), true);
		}
		else {
			PacketEncoder.acknowledgement(output.reserve(4), PacketType.PUBREL, packetId);
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
			fail(publish, new MqttPublishException(
					"The server refused the message for topic '" + publish.message().topic() + "': " + ack.reasonCode()
							+ ((ack.reasonString() != null) ? " (" + ack.reasonString() + ")" : ""),
					ack.reasonCode(), null));
		}
		else {
			succeed(publish, result(ack));
		}
	}

	private static PublishResult result(Packet.Ack ack) {
		return new PublishResult(ack.reasonCode(), ack.reasonString(), ack.userProperties());
	}

	private void releaseId(PendingPublish publish) {
		this.ids.release(publish.packetId);
		publish.packetId = 0;
		this.inFlight--;
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
			if (holder instanceof PendingPublish publish) {
				sent.add(publish);
			}
		});
		sent.sort(Comparator.comparingLong((publish) -> publish.sequence));
		return sent;
	}

	private void resume(List<PendingPublish> sent) {
		for (PendingPublish publish : sent) {
			if (publish.state == PendingPublish.RELEASED) {
				// Some servers count it until its PUBCOMP, as they did before.
				this.quota = Math.max(0, this.quota - 1);
				sendRelease(publish.packetId, false);
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
			releaseId(publish);
			if (publish.state == PendingPublish.RELEASED) {
				succeed(publish, publish.answer);
			}
			else {
				publish.state = PendingPublish.WAITING;
				anew.add(publish);
			}
		}
		this.waiting12.prepend(anew);
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
		completeFinished();
	}

	/**
	 * Gives up messages that wait and have expired.
	 * @return whether there are others that can, or could if they had to wait again
	 */
	public boolean dropExpired() {
		if (this.expiring > 0) {
			long now = System.nanoTime();
			dropExpired(this.waiting0, now);
			dropExpired(this.waiting12, now);
			completeFinished();
		}
		return this.expiring > 0;
	}

	private void dropExpired(PublishFifo fifo, long now) {
		PublishFifo kept = new PublishFifo();
		for (PendingPublish publish = fifo.poll(); publish != null; publish = fifo.poll()) {
			if (publish.isExpired(now)) {
				drop(publish, expired(publish));
			}
			else {
				kept.add(publish);
			}
		}
		fifo.prepend(kept);
	}

	private static MqttPublishException expired(PendingPublish publish) {
		return new MqttPublishException("The message for topic '" + publish.message().topic() + "' expired after "
				+ publish.message().messageExpiry() + " in the outbound queue", null, null);
	}

	/**
	 * Returns whether pending messages can expire.
	 * @return whether they can
	 */
	public boolean hasExpiring() {
		return this.expiring > 0;
	}

	/**
	 * Fails everything that is pending.
	 * @param cause why
	 */
	void close(MqttException cause) {
		drain();
		List<PendingPublish> pending = sent();
		for (PendingPublish publish : pending) {
			releaseId(publish);
			fail(publish, cause);
		}
		for (PublishFifo fifo : List.of(this.waiting12, this.waiting0)) {
			for (PendingPublish publish = fifo.poll(); publish != null; publish = fifo.poll()) {
				fail(publish, cause);
			}
		}
		completeFinished();
	}

	private void drop(PendingPublish publish, MqttException cause) {
		this.counters.add(Counters.DROPPED, 1);
		fail(publish, cause);
		this.listener.messageDropped(publish.message(), cause);
	}

	private void fail(PendingPublish publish, MqttException cause) {
		this.expiring -= publish.canExpire() ? 1 : 0;
		this.queue.release(1, publish.size());
		publish.completeExceptionally(cause);
	}

	private void succeed(PendingPublish publish, @Nullable PublishResult result) {
		this.expiring -= publish.canExpire() ? 1 : 0;
		publish.answer = result;
		this.finished.add(publish);
	}

	/**
	 * Completes the futures of messages that are done. First their room is given back, at
	 * once for all of them, so that whoever waits for the future finds it free.
	 */
	public void completeFinished() {
		this.counters.set(Counters.IN_FLIGHT, this.inFlight);
		if (this.finished.isEmpty()) {
			return;
		}
		int count = 0;
		long bytes = 0;
		for (PendingPublish publish = this.finished.peek(); publish != null; publish = publish.next) {
			count++;
			bytes += publish.size();
		}
		this.queue.release(count, bytes);
		for (PendingPublish publish = this.finished.poll(); publish != null; publish = this.finished.poll()) {
			publish.complete((publish.answer != null) ? publish.answer : PublishResult.SUCCESS);
		}
	}

}
