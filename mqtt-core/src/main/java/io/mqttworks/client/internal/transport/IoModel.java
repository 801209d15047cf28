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

import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;

import io.mqttworks.client.internal.logging.Loggers;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import org.slf4j.Logger;

/**
 * A way to do I/O: which channels an event loop can have.
 */
interface IoModel {

	/**
	 * Returns what makes event loops of this model.
	 * @return the factory
	 */
	IoHandlerFactory handlerFactory();

	/**
	 * Opens a TCP socket.
	 * @return a channel, not connected
	 */
	Channel newTcpChannel();

	/**
	 * Opens a Unix domain socket.
	 * @return a channel, not connected
	 * @throws UnsupportedOperationException if the operating system has none
	 */
	Channel newDomainChannel();

	/**
	 * Returns the address {@link #newDomainChannel()} connects to.
	 * @param path the path of the socket
	 * @return the address
	 */
	SocketAddress domainAddress(String path);

	/**
	 * Sets TCP_USER_TIMEOUT where there is such an option.
	 * @param channel a TCP channel of this model
	 * @param timeout the time-out
	 */
	void setUserTimeout(Channel channel, Duration timeout);

	/**
	 * Bounds what the operating system holds and has not sent (TCP_NOTSENT_LOWAT) where
	 * there is such an option.
	 * @param channel a TCP channel of this model
	 * @param bytes the bound
	 * @return {@code false} if there is no such option
	 */
	boolean setMaxUnsent(Channel channel, int bytes);

	/**
	 * Returns the fastest model that works here.
	 * @return epoll, if its native library is there, or NIO
	 */
	static IoModel best() {
		return Native.INSTANCE;
	}

	/**
	 * Returns the model of an event loop.
	 * @param loop the event loop
	 * @return its model
	 */
	static IoModel of(EventLoop loop) {
		if (loop instanceof IoEventLoop io) {
			if (io.isIoType(NioIoHandler.class)) {
				return Nio.INSTANCE;
			}
			if (Native.AVAILABLE && EpollModel.isModelOf(io)) {
				return Native.INSTANCE;
			}
		}
		throw new IllegalArgumentException("Event loops of " + loop.getClass().getName() + " are not supported");
	}

	/**
	 * The JDK's selectors, which work everywhere.
	 */
	final class Nio implements IoModel {

		static final IoModel INSTANCE = new Nio();

		private Nio() {
		}

		@Override
		public IoHandlerFactory handlerFactory() {
			return NioIoHandler.newFactory();
		}

		@Override
		public Channel newTcpChannel() {
			return new NioSocketChannel();
		}

		@Override
		public Channel newDomainChannel() {
			return new NioDomainSocketChannel();
		}

		@Override
		public SocketAddress domainAddress(String path) {
			return UnixDomainSocketAddress.of(path);
		}

		@Override
		public void setUserTimeout(Channel channel, Duration timeout) {
			// The JDK does not have it.
		}

		@Override
		public boolean setMaxUnsent(Channel channel, int bytes) {
			// Nor this.
			return false;
		}

		@Override
		public String toString() {
			return "NIO";
		}

	}

	/**
	 * Finds out whether epoll can be used, without needing its classes.
	 */
	final class Native {

		private static final Logger logger = Loggers.get(IoModel.class);

		static final boolean AVAILABLE = canUseEpoll();

		static final IoModel INSTANCE = AVAILABLE ? new EpollModel() : Nio.INSTANCE;

		private Native() {
		}

		private static boolean canUseEpoll() {
			boolean available = OptionalModule.EPOLL.isPresent() && EpollModel.isAvailable();
			logger.debug("Using {} for network I/O", available ? "epoll" : "NIO");
			return available;
		}

	}

}
