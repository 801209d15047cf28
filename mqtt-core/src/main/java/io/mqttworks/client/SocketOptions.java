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

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Options of the TCP socket. The defaults are right for nearly everybody.
 *
 * @param noDelay whether small packets leave at once (TCP_NODELAY); the default is
 * {@code true}
 * @param keepAlive whether the operating system probes an idle connection (SO_KEEPALIVE);
 * the default is {@code false}, as MQTT has its own pings
 * @param sendBufferSize the size of the operating system's send buffer in bytes
 * (SO_SNDBUF); 0, the default, lets the system choose, which adapts it
 * @param receiveBufferSize the size of the operating system's receive buffer in bytes
 * (SO_RCVBUF); 0, the default, lets the system choose, which adapts it
 * @param userTimeout how long data may stay unacknowledged by the peer before the
 * connection is given up (TCP_USER_TIMEOUT, RFC 5482); zero leaves it to the operating
 * system; {@code null}, the default, is one and a half times the keep alive: a server
 * that did not hear of the client for that long has given it up too. Only Linux with
 * Netty's native transport has it, otherwise it is ignored
 * @param localAddress the local address and port to connect from, port 0 for any;
 * {@code null}, the default, lets the system choose
 */
public record SocketOptions(boolean noDelay, boolean keepAlive, int sendBufferSize, int receiveBufferSize,
		@Nullable Duration userTimeout, @Nullable InetSocketAddress localAddress) {

	/** The defaults. */
	public static final SocketOptions DEFAULT = new SocketOptions(true, false, 0, 0, null, null);

	/**
	 * Checks the options.
	 * @throws IllegalArgumentException if one is out of range
	 */
	public SocketOptions {
		if (sendBufferSize < 0 || receiveBufferSize < 0) {
			throw new IllegalArgumentException("sendBufferSize and receiveBufferSize must be 0 or more, not "
					+ sendBufferSize + " and " + receiveBufferSize);
		}
		if (userTimeout != null && (userTimeout.isNegative() || userTimeout.toMillis() > Integer.MAX_VALUE)) {
			throw new IllegalArgumentException(
					"userTimeout must be between 0 and " + Integer.MAX_VALUE + " milliseconds, not " + userTimeout);
		}
		if (localAddress != null && localAddress.isUnresolved()) {
			throw new IllegalArgumentException("localAddress must be an address of this host; '"
					+ Text.escape(localAddress.getHostString()) + "' is unknown");
		}
	}

	/**
	 * Returns the same options with another {@link #noDelay()}.
	 * @param noDelay whether small packets leave at once
	 * @return the options
	 */
	public SocketOptions withNoDelay(boolean noDelay) {
		return new SocketOptions(noDelay, this.keepAlive, this.sendBufferSize, this.receiveBufferSize, this.userTimeout,
				this.localAddress);
	}

	/**
	 * Returns the same options with another {@link #keepAlive()}.
	 * @param keepAlive whether the operating system probes an idle connection
	 * @return the options
	 */
	public SocketOptions withKeepAlive(boolean keepAlive) {
		return new SocketOptions(this.noDelay, keepAlive, this.sendBufferSize, this.receiveBufferSize, this.userTimeout,
				this.localAddress);
	}

	/**
	 * Returns the same options with other sizes of the operating system's buffers.
	 * @param sendBufferSize bytes, 0 to let the system choose
	 * @param receiveBufferSize bytes, 0 to let the system choose
	 * @return the options
	 */
	public SocketOptions withBufferSizes(int sendBufferSize, int receiveBufferSize) {
		return new SocketOptions(this.noDelay, this.keepAlive, sendBufferSize, receiveBufferSize, this.userTimeout,
				this.localAddress);
	}

	/**
	 * Returns the same options with another {@link #userTimeout()}.
	 * @param userTimeout how long data may stay unacknowledged, zero to leave it to the
	 * system
	 * @return the options
	 */
	public SocketOptions withUserTimeout(Duration userTimeout) {
		return new SocketOptions(this.noDelay, this.keepAlive, this.sendBufferSize, this.receiveBufferSize,
				Objects.requireNonNull(userTimeout, "userTimeout"), this.localAddress);
	}

	/**
	 * Returns the same options with another {@link #localAddress()}.
	 * @param localAddress the local address and port
	 * @return the options
	 */
	public SocketOptions withLocalAddress(InetSocketAddress localAddress) {
		return new SocketOptions(this.noDelay, this.keepAlive, this.sendBufferSize, this.receiveBufferSize,
				this.userTimeout, Objects.requireNonNull(localAddress, "localAddress"));
	}

}
