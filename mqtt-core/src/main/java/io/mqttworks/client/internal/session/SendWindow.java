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

	/** How many acknowledgements are missing until a full window was acknowledged. */
	private int missing;

	/** How many messages were sent on this connection and have no answer at all. */
	private int unanswered;

	/** The most that were unanswered together, more than ever were before. */
	private int peak;

	/** How many answers are missing until the server took those together. */
	private int unproven;

	/** The most that the server surely had together, and took. */
	private int proven;

	/**
	 * Where the server's limit seems to be, so that more is not tried before its time.
	 */
	private int limit = MAX;

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
		this.missing = 0;
		this.unanswered = 0;
		this.peak = 0;
		this.unproven = 0;
	}

	/**
	 * Forgets what was learnt: it was another server.
	 */
	void forget() {
		this.learnt = FIRST;
		this.proven = 0;
		this.fruitless = 0;
		this.limit = MAX;
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
		this.unanswered++;
		if (this.unanswered > this.proven && this.unanswered > this.peak) {
			this.peak = this.unanswered;
			this.unproven = this.unanswered;
		}
		if (this.missing == 0 && this.inFlight == this.size) {
			this.missing = this.size;
		}
	}

	/**
	 * The server took a message: PUBACK or PUBREC arrived.
	 */
	void answered() {
		this.unanswered--;
		if (this.unproven > 0 && --this.unproven == 0) {
			this.proven = this.peak;
			this.peak = 0;
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
		if (this.missing > 0 && --this.missing == 0 && this.learning) {
			grow();
		}
	}

	private void grow() {
		if (this.proven > this.limit) {
			// It was not the server.
			this.limit = MAX;
			this.pause = FIRST_PAUSE;
		}
		if (this.limit == MAX || this.nanoTime.getAsLong() - this.tryAgainAt >= 0) {
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
			boolean good = this.proven > 0 && this.fruitless <= 1;
			this.learnt = good ? Math.min(this.proven, this.size) : Math.max(1, this.size / 2);
			this.proven = Math.min(this.proven, this.learnt);
			this.limit = this.learnt;
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
