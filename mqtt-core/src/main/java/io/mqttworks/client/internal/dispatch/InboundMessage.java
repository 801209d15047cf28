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

package io.mqttworks.client.internal.dispatch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.internal.codec.MessageSize;
import org.jspecify.annotations.Nullable;

/**
 * A received message on its way to a handler, and what became of it. A message for
 * several handlers has one of these for each; their first one is the parent of the others
 * and is settled when all are.
 * <p>
 * There is one for each message, so the memory ordering is no stronger than needed: what
 * is volatile would cost two fences when it is made and two when it is queued.
 */
public final class InboundMessage {

	private static final VarHandle NEXT;

	private static final VarHandle OPEN;

	/** What a message costs in memory beside its payload and properties, roughly. */
	private static final int OVERHEAD = 128;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			NEXT = lookup.findVarHandle(InboundMessage.class, "next", InboundMessage.class);
			OPEN = lookup.findVarHandle(InboundMessage.class, "open", int.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/** Stands for the end of a lane. */
	private static final MqttMessage END = MqttMessage.of("end", new byte[0], Qos.AT_MOST_ONCE);

	/** Replaced by one without payload when nobody needs it any more. */
	private MqttMessage message;

	private final @Nullable InboundMessage parent;

	/** Tells a message from another one without keeping it; 0 while it is kept. */
	private long fingerprint;

	/** The link of the queue it is in. */
	private @Nullable InboundMessage next;

	/** How many handlers have not settled it. Orders what is written before the last. */
	private int open;

	/** What to answer the server, once settled. */
	private Outcome outcome = Outcome.ACCEPTED;

	/** Set with a rejection only. */
	private @Nullable Rejection rejection;

	/** The connection it was received on; event loop only. */
	private int epoch;

	/**
	 * Creates a delivery.
	 * @param message the message
	 * @param handlers how many handlers take it
	 * @param epoch the connection it was received on
	 */
	public InboundMessage(MqttMessage message, int handlers, int epoch) {
		this.message = message;
		this.parent = null;
		this.open = handlers;
		this.epoch = epoch;
	}

	private InboundMessage(InboundMessage parent) {
		this.message = parent.message;
		this.parent = parent;
		this.open = 1;
		this.epoch = parent.epoch;
	}

	/**
	 * Returns a delivery of the same message for another handler.
	 * @return the delivery
	 */
	InboundMessage forAnotherHandler() {
		return new InboundMessage(this);
	}

	static InboundMessage end() {
		return new InboundMessage(END, 0, 0);
	}

	boolean isEnd() {
		return this.message == END;
	}

	/**
	 * Returns a delivery that stands for a QoS 2 message that was handled before: only
	 * its acknowledgement is due.
	 * @param packetId the packet identifier
	 * @param epoch the connection on which it was repeated
	 * @return a settled delivery
	 */
	public static InboundMessage handledBefore(int packetId, int epoch) {
		return new InboundMessage(withoutPayload(Qos.EXACTLY_ONCE, packetId), 0, epoch);
	}

	/**
	 * Returns a delivery that stands for this one, which was rejected: it is known again,
	 * and answered in the same way. Event loop only.
	 * @return a settled delivery
	 */
	public InboundMessage rejectedBefore() {
		remember();
		InboundMessage before = new InboundMessage(withoutPayload(qos(), packetId()), 0, this.epoch);
		before.fingerprint = this.fingerprint;
		before.outcome = this.outcome;
		before.rejection = this.rejection;
		return before;
	}

	private static MqttMessage withoutPayload(Qos qos, int packetId) {
		return MqttMessage.received("", new byte[0], qos, false, true, packetId, MessageProperties.NONE);
	}

	/**
	 * Returns the message.
	 * @return the message, without topic and payload after {@link #letGo()}
	 */
	public MqttMessage message() {
		return this.message;
	}

	public Qos qos() {
		return this.message.qos();
	}

	public int packetId() {
		return this.message.packetId();
	}

	/**
	 * Returns what the message costs in memory, roughly.
	 * @return bytes; to be asked before the message is settled, when its payload goes
	 */
	public int cost() {
		MessageProperties properties = this.message.properties();
		long said = (properties.firstSet() != null) ? MessageSize.of(properties) : 0;
		return (int) Math.min(Integer.MAX_VALUE, OVERHEAD + (long) this.message.payload().length + said);
	}

	/**
	 * Keeps what {@link #isSame} needs. Event loop only.
	 */
	public void remember() {
		if (this.fingerprint == 0) {
			this.fingerprint = fingerprint(this.message);
		}
	}

	/**
	 * Lets go of topic and payload of a settled message. Event loop only.
	 */
	public void letGo() {
		remember();
		this.message = withoutPayload(qos(), packetId());
	}

	/**
	 * Returns whether another packet is a repetition of this one. Event loop only; after
	 * {@link #remember()}.
	 * @param other the message of the other packet
	 * @return {@code true} if topic and payload are the same
	 */
	public boolean isSame(MqttMessage other) {
		return this.fingerprint == fingerprint(other);
	}

	// FNV-1a, 64 bits: two messages with the same identifier, of which the server marks
	// the second as a repetition, do not have the same one by chance.
	private static long fingerprint(MqttMessage message) {
		long hash = 0xCBF2_9CE4_8422_2325L ^ message.topic().hashCode();
		for (byte value : message.payload()) {
			hash = (hash ^ (value & 0xFF)) * 0x100_0000_01B3L;
		}
		return (hash != 0) ? hash : 1;
	}

	public int epoch() {
		return this.epoch;
	}

	public void epoch(int epoch) {
		this.epoch = epoch;
	}

	/**
	 * Says who takes a message that was kept until somebody does. Only while nobody has
	 * it.
	 * @param handlers how many handlers take it
	 */
	public void handlers(int handlers) {
		OPEN.setRelease(this, handlers);
	}

	/**
	 * Returns whether the server waits for an acknowledgement.
	 * @return whether it does
	 */
	public boolean isAcknowledged() {
		return this.message.qos() != Qos.AT_MOST_ONCE;
	}

	/**
	 * Returns whether all handlers are done with the message.
	 * @return whether they are
	 */
	public boolean isSettled() {
		return (int) OPEN.getAcquire(this) <= 0;
	}

	/**
	 * Returns what to answer the server.
	 * @return the outcome, which is final when the message is settled
	 */
	public Outcome outcome() {
		return this.outcome;
	}

	public @Nullable Rejection rejection() {
		return this.rejection;
	}

	/**
	 * Says what became of the message at one handler. Any thread; for each handler the
	 * first call counts, which the caller sees to.
	 * @param outcome what became of it
	 * @param rejection what to tell the server if it was rejected
	 * @return the message as a whole if this settled it, else {@code null}
	 */
	@Nullable InboundMessage settle(Outcome outcome, @Nullable Rejection rejection) {
		InboundMessage whole = (this.parent != null) ? this.parent : this;
		if (outcome != Outcome.ACCEPTED) {
			whole.worsen(outcome, rejection);
		}
		return ((int) OPEN.getAndAdd(whole, -1) == 1) ? whole : null;
	}

	/**
	 * Settles the message though a handler is still at it; what that one says later has
	 * no effect. Event loop only.
	 * @param outcome what becomes of the message
	 * @param rejection what to tell the server if it is rejected
	 */
	public void giveUp(Outcome outcome, @Nullable Rejection rejection) {
		worsen(outcome, rejection);
		OPEN.setRelease(this, 0);
	}

	// Handlers may disagree: not to acknowledge wins over to reject.
	private synchronized void worsen(Outcome outcome, @Nullable Rejection rejection) {
		if (this.outcome == Outcome.ACCEPTED || outcome == Outcome.LEFT) {
			this.rejection = rejection;
			this.outcome = outcome;
		}
	}

	/**
	 * Queues another one behind this one.
	 * @param delivery the other one
	 */
	void append(InboundMessage delivery) {
		NEXT.setRelease(this, delivery);
	}

	/**
	 * Returns the one that is queued behind this one, and lets go of it, so that this one
	 * is no root of garbage.
	 * @return the other one, or {@code null} if there is none yet
	 */
	@Nullable InboundMessage takeNext() {
		InboundMessage following = (InboundMessage) NEXT.getAcquire(this);
		if (following != null) {
			this.next = null;
		}
		return following;
	}

	/**
	 * What became of a message.
	 */
	public enum Outcome {

		/** Acknowledge it. */
		ACCEPTED,

		/** Acknowledge it with an error. */
		REJECTED,

		/** Do not acknowledge it. */
		LEFT

	}

	/**
	 * What to tell the server of a rejected message.
	 *
	 * @param reasonCode the code
	 * @param reasonString for people
	 */
	public record Rejection(ReasonCode reasonCode, @Nullable String reasonString) {
	}

}
