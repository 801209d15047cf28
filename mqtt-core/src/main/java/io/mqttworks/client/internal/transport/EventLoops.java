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

package io.mqttworks.client.internal.transport;

import java.util.concurrent.TimeUnit;

import io.mqttworks.client.internal.concurrent.SharedThreads;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Event loops that clients share: started with the first client, stopped with the last,
 * when its last channel is closed. Their threads keep the JVM alive as long as a client
 * is open.
 */
public final class EventLoops {

	/** The system property that sets the number of threads. */
	static final String THREADS_PROPERTY = "io.mqttworks.client.ioThreads";

	/**
	 * User code and blocking work run elsewhere, so that one thread moves millions of
	 * small messages a second, or serves thousands of quiet connections: more only help
	 * many busy connections with TLS. A thread starts when its first client comes.
	 */
	private static final int MAX_DEFAULT_THREADS = 4;

	private static final EventLoops SHARED = new EventLoops();

	/** How many threads; 0 for the default at the time of the first client. */
	private final int threads;

	private @Nullable EventLoopGroup group;

	private int users;

	/**
	 * Creates event loops, as many as the system property says, or else is good for this
	 * machine.
	 */
	public EventLoops() {
		this.threads = 0;
	}

	/**
	 * Creates event loops.
	 * @param threads how many
	 */
	public EventLoops(int threads) {
		this.threads = threads;
	}

	/**
	 * Returns the event loops that everybody shares.
	 * @return the event loops
	 */
	public static EventLoops shared() {
		return SHARED;
	}

	/**
	 * Takes an event loop for a client. They are taken in turn.
	 * @return the loop; {@link #release()} when the client is closed
	 */
	public synchronized EventLoop acquire() {
		EventLoopGroup current = this.group;
		if (current == null) {
			int count = (this.threads > 0) ? this.threads : defaultThreads();
			current = newGroup(count, IoModel.best().handlerFactory(), this);
			this.group = current;
		}
		this.users++;
		return current.next();
	}

	/**
	 * Gives an event loop back: once for every {@link #acquire()}.
	 */
	public synchronized void release() {
		EventLoopGroup current = this.group;
		if (current == null) {
			throw new IllegalStateException("No event loop is taken");
		}
		this.users--;
		if (this.users == 0) {
			current.shutdownGracefully(0, 5, TimeUnit.SECONDS);
			this.group = null;
		}
	}

	/**
	 * Keeps the event loops until a channel is closed. A connection that says goodbye
	 * gives the server a moment to close, and must be closed by its loop if the server
	 * does not: also when its client was the last one and is closed already.
	 * @param channel the channel
	 * @param loop its event loop; nothing is done if it is none of ours, or was given
	 * back
	 */
	static void keepFor(Channel channel, EventLoop loop) {
		EventLoops owner = (loop.parent() instanceof EnduringLoops loops) ? loops.owner() : null;
		if (owner != null && owner.keep(loop)) {
			channel.closeFuture().addListener((future) -> owner.release());
		}
	}

	private synchronized boolean keep(EventLoop loop) {
		boolean current = this.group != null && loop.parent() == this.group;
		if (current) {
			this.users++;
		}
		return current;
	}

	static EventLoopGroup newGroup(int threads, IoHandlerFactory handlers, @Nullable EventLoops owner) {
		return new EnduringLoops(threads, SharedThreads.ioThreads("mqtt-io"), handlers, owner);
	}

	private static int defaultThreads() {
		int threads = Integer.getInteger(THREADS_PROPERTY,
				Math.min(Runtime.getRuntime().availableProcessors(), MAX_DEFAULT_THREADS));
		if (threads < 1) {
			throw new IllegalArgumentException(
					"The system property " + THREADS_PROPERTY + " must be 1 or more, not " + threads);
		}
		return threads;
	}

}
