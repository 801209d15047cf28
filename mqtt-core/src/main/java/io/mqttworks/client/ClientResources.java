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

package io.mqttworks.client;

import io.mqttworks.client.internal.resources.DefaultClientResources;

/**
 * The threads that clients run on: event loops for the network, threads for handlers and
 * listeners, and threads for what the life cycle of a connection may wait for, such as
 * credentials. All clients share one set by default, which is right for nearly everybody.
 * A set of its own keeps the clients of a tenant, or of a test, apart from all others.
 * <p>
 * Threads start when they are needed, and end ten seconds after they were needed last;
 * event loops end with the last client. Only event loops keep the JVM alive. Tasks run
 * with the context class loader of the thread that built the client. Not to be
 * implemented by applications.
 */
public interface ClientResources extends AutoCloseable {

	/**
	 * Starts to build resources.
	 * @return a builder with the defaults
	 */
	static Builder builder() {
		return new Builder();
	}

	/**
	 * Returns the resources of clients that were built without any of their own.
	 * @return the resources; closing them does nothing
	 */
	static ClientResources shared() {
		return DefaultClientResources.shared();
	}

	/**
	 * Takes no new clients any more. Clients that use these resources go on; the threads
	 * end when the last of them is closed. Does not wait.
	 */
	@Override
	void close();

	/**
	 * Builds {@link ClientResources}.
	 */
	final class Builder {

		private int ioThreads;

		private int handlerThreads = Math.max(64, 8 * Runtime.getRuntime().availableProcessors());

		private boolean virtualHandlerThreads;

		Builder() {
		}

		/**
		 * Sets how many event loops there are. Clients are given to them in turn. The
		 * default is one for each processor and at most 4: one moves millions of small
		 * messages a second, or serves thousands of quiet connections. The system
		 * property {@code io.mqttworks.client.ioThreads} sets another default.
		 * @param ioThreads at least 1
		 * @return this builder
		 */
		public Builder ioThreads(int ioThreads) {
			if (ioThreads < 1) {
				throw new IllegalArgumentException("ioThreads must be 1 or more, not " + ioThreads);
			}
			this.ioThreads = ioThreads;
			return this;
		}

		/**
		 * Sets how many handlers and listeners of all clients can run at the same time.
		 * The default is 64, or 8 for each processor if that is more. When all are at
		 * work, messages wait in front of their handlers: handlers that wait for each
		 * other need a thread each. A handler that is called with many messages one after
		 * the other uses one.
		 * @param handlerThreads at least 1
		 * @return this builder
		 */
		public Builder handlerThreads(int handlerThreads) {
			if (handlerThreads < 1) {
				throw new IllegalArgumentException("handlerThreads must be 1 or more, not " + handlerThreads);
			}
			this.handlerThreads = handlerThreads;
			return this;
		}

		/**
		 * Sets whether handlers and listeners run on virtual threads, which Java 21 and
		 * later have. Then there are as many as handlers at work, and
		 * {@link #handlerThreads(int)} does not count. The default is {@code false}.
		 * @param virtualHandlerThreads {@code true} for virtual threads
		 * @return this builder
		 */
		public Builder virtualHandlerThreads(boolean virtualHandlerThreads) {
			this.virtualHandlerThreads = virtualHandlerThreads;
			return this;
		}

		/**
		 * Builds the resources. {@linkplain ClientResources#close() Close} them when no
		 * further client is to be built with them.
		 * @return the resources
		 * @throws IllegalStateException if virtual threads are asked for and this Java
		 * has none
		 */
		public ClientResources build() {
			return new DefaultClientResources(this.ioThreads, this.handlerThreads, this.virtualHandlerThreads);
		}

	}

}
