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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.mqttworks.client.MqttClosedException;
import io.mqttworks.client.internal.connection.Connection;
import io.mqttworks.client.internal.connection.Lifecycle;
import io.mqttworks.client.internal.session.PublishQueue;
import io.mqttworks.client.internal.session.Session;
import io.netty.channel.EventLoop;

/**
 * Brings calls to the event loop, and ends each turn that begins outside of the
 * connection.
 */
final class EventLoopCalls {

	private final EventLoop loop;

	private final PublishQueue queue;

	private final Session session;

	private final Lifecycle lifecycle;

	/** Set by the first call of close; any thread. */
	private final AtomicBoolean closing;

	/** Whether nothing is sent any more; event loop only. */
	private boolean ended;

	private boolean sweeping;

	EventLoopCalls(EventLoop loop, PublishQueue queue, Session session, Lifecycle lifecycle, AtomicBoolean closing) {
		this.loop = loop;
		this.queue = queue;
		this.session = session;
		this.lifecycle = lifecycle;
		this.closing = closing;
	}

	static MqttClosedException closed() {
		return new MqttClosedException("The client is closed", null, null);
	}

	/**
	 * Runs a call on the event loop. Any thread.
	 * @param call the call; it may throw
	 * @param future fails if the call throws or the client is closed
	 */
	void run(Runnable call, CompletableFuture<?> future) {
		try {
			this.loop.execute(() -> {
				if (this.closing.get()) {
					future.completeExceptionally(closed());
					return;
				}
				try {
					call.run();
				}
				catch (Throwable ex) {
					future.completeExceptionally(ex);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			future.completeExceptionally(closed());
		}
	}

	/**
	 * Runs what follows from work elsewhere, unless the loop has ended: then the client
	 * is closed, and there is no one to tell. Any thread.
	 * @param task the task
	 */
	void tell(Runnable task) {
		try {
			this.loop.execute(task);
		}
		catch (RejectedExecutionException ex) {
			return;
		}
	}

	/**
	 * Messages were submitted. Any thread.
	 */
	void wake() {
		try {
			this.loop.execute(this::drain);
		}
		catch (RejectedExecutionException ex) {
			// The last client was closed, and its loop with it.
			this.queue.failSubmitted(closed());
		}
	}

	// The rest is for the event loop.

	/**
	 * Takes submitted messages over.
	 */
	void drain() {
		if (this.ended) {
			this.queue.failSubmitted(closed());
			return;
		}
		this.session.outbound().drain();
		endTurn();
		sweep();
	}

	/**
	 * Messages whose future must not wait for a connection to learn that they expired.
	 */
	void sweep() {
		if (!this.sweeping && this.session.outbound().hasExpiring()) {
			this.sweeping = true;
			this.loop.schedule(() -> {
				this.sweeping = false;
				if (!this.ended && this.session.outbound().dropExpired()) {
					sweep();
				}
			}, 1, TimeUnit.SECONDS);
		}
	}

	/**
	 * Sends what is due, and hands to the session store what it was told.
	 */
	void endTurn() {
		Connection connection = this.lifecycle.connection();
		if (connection != null) {
			connection.work();
		}
		this.session.commit();
	}

	/**
	 * Sends nothing any more: what is submitted from now on fails.
	 */
	void end() {
		this.ended = true;
	}

}
