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

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.internal.codec.MessageSize;
import io.mqttworks.client.internal.concurrent.ClientFuture;
import org.jspecify.annotations.Nullable;

/**
 * A message to publish, from the call until the server's acknowledgement: at once the
 * future the caller holds, the element of the queues, and the state of the exchange, so
 * that a publish costs one object beside its message.
 */
public sealed class PendingPublish extends ClientFuture<PublishResult> implements PacketIdHolder permits StoredPublish {

	private final MqttMessage message;

	private final byte[] topic;

	/** The link of the one queue it is in. */
	@Nullable PendingPublish next;

	/** How far the exchange is: the number of an {@link OutboundExchange}. */
	private byte state;

	/** The packet identifier, or 0. */
	char packetId;

	/** Whether it was sent before, or can have been, by an earlier process too. */
	boolean wasSent;

	/** Where it counts as pending, and is withdrawn from. */
	@Nullable Withdrawals queue;

	/**
	 * The place in the order in which messages are sent; from PUBREC on, the place in the
	 * order in which PUBRELs are.
	 */
	long sequence;

	/** When the message expires, as {@link System#nanoTime()}; 0 for never. */
	private long expiresAt;

	/** What the server said with PUBREC, if it said more than that all is well. */
	@Nullable PublishResult answer;

	/**
	 * Creates a pending message.
	 * @param message the message
	 * @param topic its topic in UTF-8, checked
	 */
	public PendingPublish(MqttMessage message, byte[] topic) {
		this.message = message;
		this.topic = topic;
		Duration expiry = message.messageExpiry();
		if (expiry != null) {
			expireIn(Duration.ofSeconds(expiry.toSeconds()));
		}
	}

	/**
	 * Sets how long the message is worth sending.
	 * @param time from now on; not more than zero if it is not
	 */
	final void expireIn(Duration time) {
		long nanos = TimeUnit.SECONDS.toNanos(time.toSeconds()) + time.toNanosPart();
		long end = System.nanoTime() + nanos;
		this.expiresAt = (end != 0) ? end : 1;
	}

	public MqttMessage message() {
		return this.message;
	}

	/**
	 * Returns the topic name's UTF-8.
	 * @return not a copy
	 */
	public byte[] topic() {
		return this.topic;
	}

	/**
	 * Returns the packet identifier the message is sent with.
	 * @return 1 to 65,535, or 0 if it has none
	 */
	public int packetId() {
		return this.packetId;
	}

	/**
	 * Gives the message up, as far as it is not on the wire: then it leaves the queue and
	 * the session store, and its room is free. What is on the wire is not changed by it.
	 */
	@Override
	public final boolean cancel(boolean mayInterruptIfRunning) {
		boolean changed = !isDone();
		boolean cancelled = super.cancel(mayInterruptIfRunning);
		Withdrawals pending = this.queue;
		if (changed && cancelled && pending != null) {
			pending.withdraw(this);
		}
		return cancelled;
	}

	OutboundExchange exchange() {
		return OutboundExchange.of(this.state);
	}

	void exchange(OutboundExchange exchange) {
		this.state = exchange.number();
	}

	/**
	 * Returns how much of {@code maxPendingBytes} the message takes.
	 * @return bytes of topic, payload and properties
	 */
	long size() {
		return this.topic.length + (long) this.message.payload().length + MessageSize.of(this.message.properties());
	}

	boolean canExpire() {
		return this.expiresAt != 0;
	}

	boolean isExpired(long now) {
		return this.expiresAt != 0 && now - this.expiresAt >= 0;
	}

	/**
	 * Returns the Message Expiry Interval to send: the time that is left. At least a
	 * second for a message that must be sent again though it has expired, because some
	 * servers take 0 for never.
	 * @return seconds, rounded up, or -1 for none
	 */
	public long secondsLeft() {
		return (this.expiresAt == 0) ? -1 : Math.max(1, (nanosLeft() + 999_999_999) / 1_000_000_000);
	}

	long nanosLeft() {
		return Math.max(0, this.expiresAt - System.nanoTime());
	}

	/**
	 * Takes messages whose futures were cancelled.
	 */
	interface Withdrawals {

		/**
		 * The future of a message was cancelled. Any thread.
		 * @param publish the message; admitted, and perhaps done or on the wire
		 */
		void withdraw(PendingPublish publish);

	}

}
