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

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * A received message on its way to a handler, and what became of it. A message for
 * several handlers has a delivery for each; their first one is the parent of the others
 * and is settled when all are.
 */
public final class Delivery {

	private static final AtomicIntegerFieldUpdater<Delivery> OPEN = AtomicIntegerFieldUpdater.newUpdater(Delivery.class,
			"open");

	private final MqttMessage message;

	private final @Nullable Delivery parent;

	/** The link of the queue it is in; {@link DeliveryQueue}'s. */
	volatile @Nullable Delivery next;

	/** How many handlers have not settled it. */
	private volatile int open;

	/** What to answer the server, once settled. */
	private volatile Outcome outcome = Outcome.ACCEPTED;

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
	public Delivery(MqttMessage message, int handlers, int epoch) {
		this.message = message;
		this.parent = null;
		this.open = handlers;
		this.epoch = epoch;
	}

	private Delivery(Delivery parent) {
		this.message = parent.message;
		this.parent = parent;
		this.open = 1;
		this.epoch = parent.epoch;
	}

	/**
	 * Returns a delivery of the same message for another handler.
	 * @return the delivery
	 */
	Delivery forAnotherHandler() {
		return new Delivery(this);
	}

	public MqttMessage message() {
		return this.message;
	}

	public int epoch() {
		return this.epoch;
	}

	public void epoch(int epoch) {
		this.epoch = epoch;
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
		return this.open <= 0;
	}

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
	 * @return whether the message is now settled as a whole
	 */
	boolean settle(Outcome outcome, @Nullable Rejection rejection) {
		Delivery whole = (this.parent != null) ? this.parent : this;
		if (outcome != Outcome.ACCEPTED) {
			whole.worsen(outcome, rejection);
		}
		return OPEN.decrementAndGet(whole) == 0;
	}

	// Handlers may disagree: not to acknowledge wins over to reject.
	private synchronized void worsen(Outcome outcome, @Nullable Rejection rejection) {
		if (this.outcome == Outcome.ACCEPTED || outcome == Outcome.LEFT) {
			this.rejection = rejection;
			this.outcome = outcome;
		}
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
