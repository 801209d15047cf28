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

package io.mqttworks.client.internal.resources;

import java.util.concurrent.Executor;

import io.mqttworks.client.ClientResources;
import io.mqttworks.client.internal.transport.EventLoops;
import io.netty.channel.EventLoop;

/**
 * Event loops, handler threads and life-cycle threads, and how many clients use them. Any
 * thread.
 */
public final class DefaultClientResources implements ClientResources {

	private final EventLoops loops;

	private final HandlerThreads handlers;

	private final LifecycleThreads lifecycle;

	/** Whether these are the shared resources, which cannot be closed. */
	private final boolean permanent;

	private int clients;

	private boolean closed;

	/**
	 * Creates resources; no thread is started yet.
	 * @param ioThreads how many event loops, 0 for the default
	 * @param handlerThreads how many threads for handlers
	 * @param virtual whether handlers run on virtual threads, as many as there are
	 */
	public DefaultClientResources(int ioThreads, int handlerThreads, boolean virtual) {
		this((ioThreads > 0) ? new EventLoops(ioThreads) : new EventLoops(),
				virtual ? HandlerThreads.virtual() : HandlerThreads.pool(handlerThreads), false);
	}

	private DefaultClientResources(EventLoops loops, HandlerThreads handlers, boolean permanent) {
		this.loops = loops;
		this.handlers = handlers;
		this.lifecycle = new LifecycleThreads();
		this.permanent = permanent;
	}

	/**
	 * Returns the resources of clients that have none of their own.
	 * @return the resources
	 */
	public static DefaultClientResources shared() {
		return Shared.INSTANCE;
	}

	/**
	 * Returns the resources as the implementation of this library.
	 * @param resources what the application gave
	 * @return the same
	 * @throws IllegalArgumentException if they are another implementation
	 */
	public static DefaultClientResources of(ClientResources resources) {
		if (resources instanceof DefaultClientResources known) {
			return known;
		}
		throw new IllegalArgumentException(
				"resources must come from ClientResources.builder(), not be a " + resources.getClass().getName());
	}

	/**
	 * Starts to serve a client.
	 * @param client the name of the client
	 * @return what it runs on; {@link Lease#release()} when it is closed
	 * @throws IllegalStateException if the resources are closed
	 */
	public Lease acquire(String client) {
		synchronized (this) {
			if (this.closed) {
				throw new IllegalStateException(
						"The ClientResources are closed; build the client with others, or close them after its last use");
			}
			this.clients++;
		}
		try {
			return new Lease(this, this.loops.acquire(), client);
		}
		catch (Throwable ex) {
			left();
			throw ex;
		}
	}

	/**
	 * Returns how many clients run on these resources.
	 * @return the number
	 */
	public synchronized int clients() {
		return this.clients;
	}

	@Override
	public void close() {
		if (!this.permanent) {
			boolean idle;
			synchronized (this) {
				idle = !this.closed && this.clients == 0;
				this.closed = true;
			}
			if (idle) {
				stop();
			}
		}
	}

	private void left() {
		boolean last;
		synchronized (this) {
			this.clients--;
			last = this.closed && this.clients == 0;
		}
		if (last) {
			stop();
		}
	}

	private void stop() {
		this.handlers.stop();
		this.lifecycle.stop();
	}

	/**
	 * What one client runs on.
	 */
	public static final class Lease {

		private final DefaultClientResources resources;

		private final EventLoop loop;

		private final Executor handlers;

		private final Executor lifecycle;

		private boolean released;

		Lease(DefaultClientResources resources, EventLoop loop, String client) {
			ClassLoader classLoader = Thread.currentThread().getContextClassLoader();
			this.resources = resources;
			this.loop = loop;
			this.handlers = new ContextExecutor(resources.handlers, classLoader);
			this.lifecycle = new ContextExecutor(resources.lifecycle.forOneClient(client), classLoader);
		}

		/**
		 * Returns the client's event loop.
		 * @return the loop
		 */
		public EventLoop loop() {
			return this.loop;
		}

		/**
		 * Returns where handlers and listeners run.
		 * @return the executor
		 */
		public Executor handlers() {
			return this.handlers;
		}

		/**
		 * Returns where the application is asked for what a connection needs. Never
		 * occupied by handlers.
		 * @return the executor
		 */
		public Executor lifecycle() {
			return this.lifecycle;
		}

		/**
		 * Gives everything back. Further calls do nothing.
		 */
		public void release() {
			synchronized (this) {
				if (this.released) {
					return;
				}
				this.released = true;
			}
			this.resources.loops.release();
			this.resources.left();
		}

	}

	/** Made with the first client. */
	private static final class Shared {

		static final DefaultClientResources INSTANCE = new DefaultClientResources(EventLoops.shared(),
				HandlerThreads.pool(Math.max(64, 8 * Runtime.getRuntime().availableProcessors())), true);

	}

}
