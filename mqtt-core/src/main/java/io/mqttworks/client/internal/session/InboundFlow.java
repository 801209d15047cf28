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

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

import io.mqttworks.client.internal.dispatch.Dispatcher;
import io.mqttworks.client.internal.dispatch.Lane;

/**
 * Decides whether the client reads on, and what is kept of what it reads, so that memory
 * is bounded and nothing stands still: while an answer of the server is awaited the
 * client reads, whatever waits for handlers. Event loop only.
 */
public final class InboundFlow {

	/**
	 * How long one handler may keep the client from reading for the others.
	 */
	static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

	private final Dispatcher dispatcher;

	/** Whether an answer of the server is awaited, or something waits to be written. */
	private final BooleanSupplier awaitsServer;

	/** Whether there is more than one handler, so that one can hold up another. */
	private final BooleanSupplier severalHandlers;

	private final LongSupplier clock;

	private boolean reading = true;

	/** Since when reading is stopped. */
	private long stoppedAt;

	/** Whether the client reads although more waits for handlers than it wants. */
	private boolean overflowing;

	/**
	 * Creates a flow.
	 * @param dispatcher knows what waits for handlers
	 * @param awaitsServer whether an answer of the server is awaited, or something waits
	 * to be written
	 * @param severalHandlers whether there is more than one handler
	 * @param clock as {@link System#nanoTime()}
	 */
	public InboundFlow(Dispatcher dispatcher, BooleanSupplier awaitsServer, BooleanSupplier severalHandlers,
			LongSupplier clock) {
		this.dispatcher = dispatcher;
		this.awaitsServer = awaitsServer;
		this.severalHandlers = severalHandlers;
		this.clock = clock;
	}

	/**
	 * Decides anew. To be asked at the end of each turn, and while reading is stopped
	 * once a second.
	 * @return whether to read
	 */
	public boolean mayRead() {
		if (this.reading && !this.overflowing) {
			// The common case: a counter that was read anyway.
			if (!this.dispatcher.isFull()) {
				return true;
			}
		}
		else if (this.dispatcher.isDrained()) {
			this.overflowing = false;
			this.reading = true;
			return true;
		}
		if (this.overflowing) {
			return true;
		}
		if (this.awaitsServer.getAsBoolean() || isOutOfPatience()) {
			this.overflowing = true;
			this.reading = true;
			return true;
		}
		if (this.reading) {
			this.reading = false;
			this.stoppedAt = this.clock.getAsLong();
		}
		return false;
	}

	private boolean isOutOfPatience() {
		return !this.reading && this.clock.getAsLong() - this.stoppedAt >= PATIENCE_NANOS
				&& this.severalHandlers.getAsBoolean();
	}

	/**
	 * Returns whether there is no room for more, though the client reads on.
	 * @return {@code true} until something was handled
	 */
	boolean isOutOfRoom() {
		return this.overflowing && this.dispatcher.isOverMark();
	}

	/**
	 * Chooses the handlers that still get a QoS 0 message when there is
	 * {@linkplain #isOutOfRoom() no room}: those for which little is waiting. Handlers
	 * with much waiting cause the lack of room, and lose the message.
	 * @param handlers the handlers that take the message
	 * @return some of them, or none
	 */
	List<Lane> withRoom(List<Lane> handlers) {
		if (this.dispatcher.isFarOverMark()) {
			return List.of();
		}
		return handlers.stream().filter((handler) -> !this.dispatcher.hasMuch(handler)).toList();
	}

	/**
	 * Returns whether reading goes on although more waits for handlers than the client
	 * wants.
	 * @return {@code true} until half of it was handled
	 */
	public boolean isOverflowing() {
		return this.overflowing;
	}

	/**
	 * A connection begins: it reads.
	 */
	void connected() {
		this.reading = true;
		this.overflowing = false;
	}

}
