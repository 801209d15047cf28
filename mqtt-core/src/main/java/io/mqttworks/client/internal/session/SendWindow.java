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

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How many QoS 1 and 2 messages may be on the way to the server without an answer. An
 * MQTT 5 server says it (Receive Maximum, section 4.9). One of 3.1.1 does not, and some
 * end the connection when there are more than they take: so the number starts small, and
 * doubles with each full window that was acknowledged. When a connection ends while more
 * are in flight than were ever acknowledged together, the last good window is the limit
 * for a while, and then more is tried again. Event loop only.
 */
final class SendWindow {

	/** Leaves identifiers for SUBSCRIBE and UNSUBSCRIBE. */
	static final int MAX = 65_000;

	/** Where a server that does not say what it takes is tried first. */
	static final int FIRST = 20;

	private static final long FIRST_PAUSE = TimeUnit.MINUTES.toNanos(1);

	private static final long LONGEST_PAUSE = TimeUnit.HOURS.toNanos(1);

	private final int maxInFlight;

	private final LongSupplier nanoTime;

	private int size;

	private int inFlight;

	/** How many of those were sent on an earlier connection. */
	private int occupied;

	/** How many messages were acknowledged on this connection. */
	private int acknowledged;

	/** How many connections in a row ended before a full window was acknowledged. */
	private int fruitless;

	/** Whether the server does not say how many it takes. */
	private boolean learning;

	/** What was learnt, for the next connection. */
	private int learnt = FIRST;

	/** The most that were in flight together and were all acknowledged. */
	private int proven;

	/** The most that are, or were, in flight since that. */
	private int peak;

	/** How many acknowledgements are missing until the peak is proven. */
	private int missing;

	/** Whether a server's limit was met, so that more is not tried before its time. */
	private boolean limited;

	private long tryAgainAt;

	private long pause = FIRST_PAUSE;

	/**
	 * Creates a window.
	 * @param maxInFlight how many messages at most, whatever the server takes
	 * @param nanoTime the clock, as {@link System#nanoTime()}
	 */
	SendWindow(int maxInFlight, LongSupplier nanoTime) {
		this.maxInFlight = Math.min(maxInFlight, MAX);
		this.nanoTime = nanoTime;
	}

	/**
	 * There is a connection, on which nothing is in flight.
	 * @param receiveMaximum how many messages the server takes
	 * @param said whether the server can have said so
	 */
	void connected(int receiveMaximum, boolean said) {
		this.learning = !said;
		int maximum = Math.min(receiveMaximum, this.maxInFlight);
		this.size = said ? maximum : Math.min(maximum, this.learnt);
		this.inFlight = 0;
		this.occupied = 0;
		this.acknowledged = 0;
		this.peak = 0;
		this.missing = 0;
	}

	/**
	 * Forgets what was learnt: it was another server.
	 */
	void forget() {
		this.learnt = FIRST;
		this.proven = 0;
		this.fruitless = 0;
		this.limited = false;
		this.pause = FIRST_PAUSE;
	}

	/**
	 * Returns how many more messages the server takes now.
	 * @return how many
	 */
	int room() {
		return this.size - this.inFlight;
	}

	/**
	 * A message goes out.
	 */
	void take() {
		this.inFlight++;
		int together = this.inFlight - this.occupied;
		if (together > this.proven && together > this.peak) {
			this.peak = together;
			this.missing = together;
		}
	}

	/**
	 * A message of an earlier connection has its place, as some servers count it until
	 * its PUBCOMP.
	 */
	void occupy() {
		this.inFlight = Math.min(this.inFlight + 1, this.size);
		this.occupied = this.inFlight;
	}

	/**
	 * The exchange of a message has ended.
	 */
	void acknowledged() {
		this.inFlight = Math.max(0, this.inFlight - 1);
		if (this.occupied > 0) {
			// Those of earlier connections are answered first.
			this.occupied--;
			return;
		}
		this.acknowledged++;
		if (this.missing > 0 && --this.missing == 0) {
			this.proven = this.peak;
			this.peak = 0;
		}
		if (this.learning && this.proven >= this.size) {
			grow();
		}
	}

	private void grow() {
		if (this.limited && this.nanoTime.getAsLong() - this.tryAgainAt < 0) {
			return;
		}
		if (this.limited && this.proven > this.learnt) {
			// More than where it was limited: it was not the server.
			this.limited = false;
			this.pause = FIRST_PAUSE;
		}
		if (this.size < this.maxInFlight) {
			this.learnt = Math.max(this.learnt, this.proven);
			this.size = Math.min(this.maxInFlight, this.size * 2);
		}
	}

	/**
	 * The connection has ended.
	 */
	void disconnected() {
		if (this.size == 0) {
			return;
		}
		int together = this.inFlight - this.occupied;
		this.fruitless = (together > 1 && this.acknowledged < this.size) ? this.fruitless + 1 : 0;
		if (this.learning && (together > this.proven || this.fruitless > 1)) {
			// A server can seem to have taken more at once than it ever had at once.
			boolean known = this.proven > 0 && this.fruitless <= 1;
			this.learnt = known ? Math.min(this.proven, this.size) : Math.max(1, this.size / 2);
			this.proven = Math.min(this.proven, this.learnt);
			this.limited = true;
			this.tryAgainAt = this.nanoTime.getAsLong() + this.pause;
			this.pause = Math.min(LONGEST_PAUSE, this.pause * 2);
		}
		else if (this.learning) {
			this.learnt = this.size;
		}
		this.size = 0;
		this.inFlight = 0;
	}

}
