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
import java.time.Duration;

import io.netty.channel.Channel;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;

/**
 * Linux' epoll, with fewer system calls and copies than NIO. Needs
 * {@link OptionalModule#EPOLL}.
 */
final class EpollModel implements IoModel {

	/**
	 * Returns whether the native library can be used.
	 * @return {@code true} if it is there and works
	 */
	static boolean isAvailable() {
		return Epoll.isAvailable();
	}

	/**
	 * Returns whether an event loop is of this model.
	 * @param loop the loop
	 * @return {@code true} if its I/O is epoll
	 */
	static boolean isModelOf(IoEventLoop loop) {
		return loop.isIoType(EpollIoHandler.class);
	}

	@Override
	public IoHandlerFactory handlerFactory() {
		return EpollIoHandler.newFactory();
	}

	@Override
	public Channel newTcpChannel() {
		return new EpollSocketChannel();
	}

	@Override
	public Channel newDomainChannel() {
		return new EpollDomainSocketChannel();
	}

	@Override
	public SocketAddress domainAddress(String path) {
		return new DomainSocketAddress(path);
	}

	@Override
	public void setUserTimeout(Channel channel, Duration timeout) {
		channel.config().setOption(EpollChannelOption.TCP_USER_TIMEOUT, (int) timeout.toMillis());
	}

	@Override
	public boolean setMaxUnsent(Channel channel, int bytes) {
		return channel.config().setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, (long) bytes);
	}

	@Override
	public String toString() {
		return "epoll";
	}

}
