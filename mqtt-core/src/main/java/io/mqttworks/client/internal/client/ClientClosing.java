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

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The steps from an open client to a closed one. Each step begins with an event, none
 * after a delay; only the close time-out ends the wait early. Event loop only.
 */
final class ClientClosing {

	private final EventLoop loop;

	private final Duration limit;

	private final Actions actions;

	private final CompletableFuture<Void> closed = new CompletableFuture<>();

	/**
	 * Written on the event loop, and at the very end by whoever completes the last step.
	 */
	private volatile State state = State.OPEN;

	private @Nullable Future<?> timer;

	ClientClosing(EventLoop loop, Duration limit, Actions actions) {
		this.loop = loop;
		this.limit = limit;
		this.actions = actions;
	}

	/**
	 * Returns when all is closed. Any thread.
	 * @return completes then, or fails if the session may not be kept
	 */
	CompletableFuture<Void> closed() {
		return this.closed;
	}

	/**
	 * Starts to close.
	 */
	void start() {
		if (this.state == State.OPEN) {
			this.state = State.HANDLERS_FINISH;
			this.timer = this.loop.schedule(this::leave, this.limit.toMillis(), TimeUnit.MILLISECONDS);
			this.actions.stopHandlers();
		}
	}

	/**
	 * The last handler has finished.
	 */
	void handlersIdle() {
		if (this.state == State.HANDLERS_FINISH) {
			this.state = State.MESSAGES_ARRIVE;
			if (!this.actions.awaitMessages()) {
				leave();
			}
		}
	}

	/**
	 * No message is pending any more, or there is no connection on which one could
	 * arrive.
	 */
	void nothingToAwait() {
		if (this.state == State.MESSAGES_ARRIVE) {
			leave();
		}
	}

	private void leave() {
		if (this.state == State.LEAVING || this.state == State.CLOSED) {
			return;
		}
		this.state = State.LEAVING;
		if (this.timer != null) {
			this.timer.cancel(false);
		}
		left().whenComplete((done, failure) -> {
			this.state = State.CLOSED;
			this.actions.release();
			if (failure != null) {
				this.closed.completeExceptionally(failure);
			}
			else {
				this.closed.complete(null);
			}
		});
	}

	private CompletionStage<Void> left() {
		try {
			return this.actions.leave();
		}
		catch (Throwable ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * How far closing has come.
	 */
	private enum State {

		OPEN,

		/** No handler starts any more, and those at work finish. */
		HANDLERS_FINISH,

		/** The server acknowledges what was sent. */
		MESSAGES_ARRIVE,

		/** DISCONNECT is sent, the channel is closed and the session let go of. */
		LEAVING,

		CLOSED

	}

	/**
	 * What is done in each step. Event loop.
	 */
	interface Actions {

		/**
		 * Starts no handler any more; {@link #handlersIdle()} is called when the last one
		 * has finished.
		 */
		void stopHandlers();

		/**
		 * Acknowledges what was handled, and has {@link #nothingToAwait()} called when no
		 * message is pending any more or the connection is lost.
		 * @return {@code false} if there is nothing to wait for
		 */
		boolean awaitMessages();

		/**
		 * Leaves the server and lets go of the session.
		 * @return completes when nothing is left of either; on any thread
		 */
		CompletionStage<Void> leave();

		/**
		 * Gives the threads back. Any thread.
		 */
		void release();

	}

}
