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

import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.mqttworks.client.internal.logging.Loggers;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Event loops that end only when they are shut down. Netty gives what is thrown in a
 * channel to the channel, and logs what is thrown in a task. When memory is short, that
 * can fail as well, and the error would end the loop, with all clients on it.
 */
final class EnduringLoops extends MultiThreadIoEventLoopGroup {

	private final @Nullable EventLoops owner;

	EnduringLoops(int threads, ThreadFactory factory, IoHandlerFactory handlers, @Nullable EventLoops owner) {
		super(threads, factory, handlers);
		this.owner = owner;
	}

	/**
	 * Returns who counts the users of these loops.
	 * @return the owner, or {@code null} if nobody does
	 */
	@Nullable EventLoops owner() {
		return this.owner;
	}

	@Override
	protected IoEventLoop newChild(Executor executor, IoHandlerFactory factory, Object... arguments) {
		return new EnduringLoop(this, executor, factory);
	}

	private static final class EnduringLoop extends SingleThreadIoEventLoop {

		private static final Logger logger = Loggers.get(EventLoops.class);

		/** Time for others to free memory, and so that the log is not flooded. */
		private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

		/** A shutdown that fails this often never ends. */
		private static final int MAX_FAILED_SHUTDOWNS = 100;

		private int failedShutdowns;

		EnduringLoop(IoEventLoopGroup group, Executor executor, IoHandlerFactory factory) {
			super(group, executor, factory);
		}

		@Override
		protected void run() {
			while (true) {
				try {
					super.run();
					return;
				}
				catch (Throwable ex) {
					if (isShuttingDown() && ++this.failedShutdowns > MAX_FAILED_SHUTDOWNS) {
						throw ex;
					}
					tell(ex);
					LockSupport.parkNanos(PAUSE_NANOS);
				}
			}
		}

		private static void tell(Throwable cause) {
			try {
				logger.error("An event loop goes on after an error that may have cost a connection", cause);
			}
			catch (Throwable ex) {
				// There is not even the memory to tell it; the loop goes on all the same.
				return;
			}
		}

	}

}
