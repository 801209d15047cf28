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

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * The event loops all clients share: started with the first client, stopped with the
 * last. Their threads keep the JVM alive as long as a client is open.
 */
public final class EventLoops {

	private static final Object LOCK = new Object();

	private static @Nullable EventLoopGroup group;

	private static int users;

	private EventLoops() {
	}

	/**
	 * Takes an event loop for a client.
	 * @return the loop; {@link #release()} when the client is closed
	 */
	public static EventLoop acquire() {
		synchronized (LOCK) {
			EventLoopGroup current = group;
			if (current == null) {
				current = new MultiThreadIoEventLoopGroup(new DefaultThreadFactory("mqtt-io"),
						NioIoHandler.newFactory());
				group = current;
			}
			users++;
			return current.next();
		}
	}

	/**
	 * Gives an event loop back.
	 */
	public static void release() {
		synchronized (LOCK) {
			users--;
			if (users == 0 && group != null) {
				group.shutdownGracefully(0, 5, TimeUnit.SECONDS);
				group = null;
			}
		}
	}

}
