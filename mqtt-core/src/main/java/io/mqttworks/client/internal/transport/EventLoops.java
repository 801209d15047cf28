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
 * The event loops all clients share: started with the first client, stopped with the
 * last, when its last channel is closed. Their threads keep the JVM alive as long as a
 * client is open.
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

	private static final Object LOCK = new Object();

	private static @Nullable EventLoopGroup group;

	private static int users;

	private EventLoops() {
	}

	/**
	 * Takes an event loop for a client. They are taken in turn.
	 * @return the loop; {@link #release()} when the client is closed
	 */
	public static EventLoop acquire() {
		synchronized (LOCK) {
			EventLoopGroup current = group;
			if (current == null) {
				current = newGroup(threads(), IoModel.best().handlerFactory());
				group = current;
			}
			users++;
			return current.next();
		}
	}

	/**
	 * Gives an event loop back: once for every {@link #acquire()}.
	 */
	public static void release() {
		synchronized (LOCK) {
			EventLoopGroup current = group;
			if (current == null) {
				throw new IllegalStateException("No event loop is taken");
			}
			users--;
			if (users == 0) {
				current.shutdownGracefully(0, 5, TimeUnit.SECONDS);
				group = null;
			}
		}
	}

	/**
	 * Keeps the event loops until a channel is closed. A connection that says goodbye
	 * gives the server a moment to close, and must be closed by its loop if the server
	 * does not: also when its client was the last one and is closed already.
	 * @param channel the channel
	 * @param loop its event loop; nothing is done if it is not one of the shared ones
	 */
	static void keepFor(Channel channel, EventLoop loop) {
		synchronized (LOCK) {
			if (group == null || loop.parent() != group) {
				return;
			}
			users++;
		}
		channel.closeFuture().addListener((future) -> release());
	}

	static EventLoopGroup newGroup(int threads, IoHandlerFactory handlers) {
		return new EnduringLoops(threads, SharedThreads.ioThreads("mqtt-io"), handlers);
	}

	private static int threads() {
		int threads = Integer.getInteger(THREADS_PROPERTY,
				Math.min(Runtime.getRuntime().availableProcessors(), MAX_DEFAULT_THREADS));
		if (threads < 1) {
			throw new IllegalArgumentException(
					"The system property " + THREADS_PROPERTY + " must be 1 or more, not " + threads);
		}
		return threads;
	}

}
