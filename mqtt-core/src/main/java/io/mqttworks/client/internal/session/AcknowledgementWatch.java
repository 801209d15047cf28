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

import io.mqttworks.client.internal.dispatch.InboundMessage;
import org.jspecify.annotations.Nullable;

/**
 * Watches over the window of received messages that may be unacknowledged at a time,
 * which all handlers share: notices who holds it, and when it must be won back with a new
 * connection. Looks once a second. Event loop only.
 */
final class AcknowledgementWatch {

	/** How long a message may hold the head of a window that is filling. */
	static final long OVERDUE_NANOS = TimeUnit.SECONDS.toNanos(10);

	/** How often the connection is made again at most to win back the window. */
	static final long REGAIN_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(60);

	/**
	 * What is taken for the window of a server that was not told one: Mosquitto's
	 * {@code max_inflight_messages} is 20.
	 */
	static final int UNTOLD_WINDOW = 20;

	private final InboundExchanges exchanges;

	private @Nullable InboundMessage first;

	/** Since when {@link #first} is the first one. */
	private long firstSince;

	private boolean told;

	/** Whether messages were not kept, and are to come again. */
	private boolean notKept;

	private long regainedAt;

	private boolean regained;

	AcknowledgementWatch(InboundExchanges exchanges) {
		this.exchanges = exchanges;
	}

	/**
	 * A message could not be kept, and stays unacknowledged.
	 */
	void notKept() {
		this.notKept = true;
	}

	/**
	 * Returns since when the message that all others wait for is waited for.
	 * @param now as {@link System#nanoTime()}
	 * @return the time it has been the first one, or {@code null} if there is none
	 */
	@Nullable Duration waiting(long now) {
		InboundMessage head = this.exchanges.first();
		if (head != this.first) {
			this.first = head;
			this.firstSince = now;
			this.told = false;
		}
		return (head != null) ? Duration.ofNanos(now - this.firstSince) : null;
	}

	/**
	 * Returns whether it is time to say that a handler holds up the others.
	 * @param waiting for how long
	 * @param window how many messages the server sends without an acknowledgement
	 * @param late whether it took longer than the application allows
	 * @return {@code true} once for each message
	 */
	boolean isOverdue(Duration waiting, int window, boolean late) {
		boolean full = this.exchanges.unacknowledged() + this.exchanges.left() >= half(window);
		boolean overdue = !this.told && (late || (waiting.toNanos() >= OVERDUE_NANOS && full));
		this.told |= overdue;
		return overdue;
	}

	/**
	 * Returns whether it was said that the first message holds up the others.
	 * @return {@code true} until there is another first one
	 */
	boolean isTold() {
		return this.told;
	}

	/**
	 * Returns whether messages that stay unacknowledged take so much of the window that
	 * they should come again now.
	 * @param now as {@link System#nanoTime()}
	 * @param window how many messages the server sends without an acknowledgement
	 * @param drained whether handlers have caught up
	 * @return {@code true} to make the connection again
	 */
	boolean mustRegain(long now, int window, boolean drained) {
		boolean due = (this.notKept && drained) || this.exchanges.left() >= half(window);
		if (!due || (this.regained && now - this.regainedAt < REGAIN_PAUSE_NANOS && !this.notKept)) {
			return false;
		}
		this.regained = true;
		this.regainedAt = now;
		this.notKept = false;
		return true;
	}

	private static int half(int window) {
		return Math.max(1, window / 2);
	}

}
