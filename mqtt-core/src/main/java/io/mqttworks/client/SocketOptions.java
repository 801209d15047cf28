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
 */
public final class SocketOptions {

	/** The defaults. */
	public static final SocketOptions DEFAULT = builder().build();

	private final boolean noDelay;

	private final boolean keepAlive;

	private final int sendBufferSize;

	private final int receiveBufferSize;

	private final Duration userTimeout;

	private final @Nullable InetSocketAddress localAddress;

	private SocketOptions(Builder builder) {
		this.noDelay = builder.noDelay;
		this.keepAlive = builder.keepAlive;
		this.sendBufferSize = builder.sendBufferSize;
		this.receiveBufferSize = builder.receiveBufferSize;
		this.userTimeout = builder.userTimeout;
		this.localAddress = builder.localAddress;
		if (this.sendBufferSize < 0 || this.receiveBufferSize < 0) {
			throw new IllegalArgumentException("sendBufferSize and receiveBufferSize must be 0 or more, not "
					+ this.sendBufferSize + " and " + this.receiveBufferSize);
		}
		if (this.userTimeout.isNegative() || this.userTimeout.toMillis() > Integer.MAX_VALUE) {
			throw new IllegalArgumentException("userTimeout must be between 0 and " + Integer.MAX_VALUE
					+ " milliseconds, not " + this.userTimeout);
		}
		if (this.localAddress != null && this.localAddress.isUnresolved()) {
			throw new IllegalArgumentException("localAddress must be an address of this host; '"
					+ Text.escape(this.localAddress.getHostString()) + "' is unknown");
		}
	}

	/**
	 * Starts from the defaults.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Returns whether small packets leave at once (TCP_NODELAY).
	 * @return {@code true} if small packets leave at once (TCP_NODELAY)
	 */
	public boolean noDelay() {
		return this.noDelay;
	}

	/**
	 * Returns whether the operating system probes an idle connection (SO_KEEPALIVE).
	 * @return {@code true} if the operating system probes an idle connection
	 * (SO_KEEPALIVE)
	 */
	public boolean keepAlive() {
		return this.keepAlive;
	}

	/**
	 * Returns the size of the operating system's send buffer in bytes (SO_SNDBUF).
	 * @return the size of the operating system's send buffer in bytes (SO_SNDBUF); 0 is
	 * the best for a slow line
	 */
	public int sendBufferSize() {
		return this.sendBufferSize;
	}

	/**
	 * Returns the size of the operating system's receive buffer in bytes (SO_RCVBUF).
	 * @return the size of the operating system's receive buffer in bytes (SO_RCVBUF); 0
	 * lets the system choose
	 */
	public int receiveBufferSize() {
		return this.receiveBufferSize;
	}

	/**
	 * Returns how long data may stay unacknowledged by the peer before the connection is
	 * given up.
	 * @return how long data may stay unacknowledged by the peer before the connection is
	 * given up; zero leaves it to the operating system
	 */
	public Duration userTimeout() {
		return this.userTimeout;
	}

	/**
	 * Returns the local address and port to connect from, port 0 for any.
	 * @return the local address and port to connect from, port 0 for any; {@code null}
	 * lets the system choose
	 */
	public @Nullable InetSocketAddress localAddress() {
		return this.localAddress;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof SocketOptions that && this.noDelay == that.noDelay
				&& this.keepAlive == that.keepAlive && this.sendBufferSize == that.sendBufferSize
				&& this.receiveBufferSize == that.receiveBufferSize
				&& Objects.equals(this.userTimeout, that.userTimeout)
				&& Objects.equals(this.localAddress, that.localAddress));
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.noDelay, this.keepAlive, this.sendBufferSize, this.receiveBufferSize, this.userTimeout,
				this.localAddress);
	}

	@Override
	public String toString() {
		return "SocketOptions[noDelay=" + this.noDelay + ", keepAlive=" + this.keepAlive + ", sendBufferSize="
				+ this.sendBufferSize + ", receiveBufferSize=" + this.receiveBufferSize + ", userTimeout="
				+ this.userTimeout + ", localAddress=" + this.localAddress + "]";
	}

	/**
	 * Builds {@link SocketOptions}.
	 */
	public static final class Builder {

		private boolean noDelay = true;

		private boolean keepAlive = false;

		private int sendBufferSize = 0;

		private int receiveBufferSize = 0;

		private Duration userTimeout = Duration.ZERO;

		private @Nullable InetSocketAddress localAddress;

		private Builder() {
		}

		/**
		 * Sets whether small packets leave at once (TCP_NODELAY). The default is
		 * {@code true}.
		 * @param noDelay {@code true} if small packets leave at once (TCP_NODELAY)
		 * @return this builder
		 */
		public Builder noDelay(boolean noDelay) {
			this.noDelay = noDelay;
			return this;
		}

		/**
		 * Sets whether the operating system probes an idle connection (SO_KEEPALIVE). The
		 * default is {@code false}, as MQTT has its own pings.
		 * @param keepAlive {@code true} if the operating system probes an idle connection
		 * (SO_KEEPALIVE)
		 * @return this builder
		 */
		public Builder keepAlive(boolean keepAlive) {
			this.keepAlive = keepAlive;
			return this;
		}

		/**
		 * Sets the size of the operating system's send buffer (SO_SNDBUF). The default is
		 * 0. On Linux with Netty's native transport the system then adapts it to the
		 * line, but holds no more than 64 KiB that it has not sent (TCP_NOTSENT_LOWAT):
		 * the keep-alive's ping waits behind what it holds. Elsewhere there is no such
		 * bound, and the size is 128 KiB.
		 * @param sendBufferSize the size of the operating system's send buffer in bytes
		 * (SO_SNDBUF). A large one speeds up a fast line over a great distance without
		 * the native transport, and lets the keep-alive of a slow line fail
		 * @return this builder
		 */
		public Builder sendBufferSize(int sendBufferSize) {
			this.sendBufferSize = sendBufferSize;
			return this;
		}

		/**
		 * Sets the size of the operating system's receive buffer (SO_RCVBUF). The default
		 * is 0: the system chooses, and adapts it.
		 * @param receiveBufferSize the size of the operating system's receive buffer in
		 * bytes (SO_RCVBUF); 0 lets the system choose
		 * @return this builder
		 */
		public Builder receiveBufferSize(int receiveBufferSize) {
			this.receiveBufferSize = receiveBufferSize;
			return this;
		}

		/**
		 * Sets how long data may stay unacknowledged by the peer before the connection is
		 * given up (TCP_USER_TIMEOUT, RFC 5482). The default is zero: the keep alive
		 * notices a peer that is gone, and Linux also counts a peer that takes little at
		 * a time for too long as one that does not acknowledge. Only Linux with Netty's
		 * native transport has it, otherwise it is ignored.
		 * @param userTimeout how long data may stay unacknowledged by the peer before the
		 * connection is given up; zero leaves it to the operating system
		 * @return this builder
		 */
		public Builder userTimeout(Duration userTimeout) {
			this.userTimeout = userTimeout;
			return this;
		}

		/**
		 * Sets the local address and port to connect from. The default is {@code null}:
		 * the system chooses.
		 * @param localAddress the local address and port to connect from, port 0 for any;
		 * {@code null} lets the system choose
		 * @return this builder
		 */
		public Builder localAddress(@Nullable InetSocketAddress localAddress) {
			this.localAddress = localAddress;
			return this;
		}

		/**
		 * Builds it.
		 * @return what was set, and the defaults for the rest
		 * @throws IllegalArgumentException if one is out of range
		 */
		public SocketOptions build() {
			return new SocketOptions(this);
		}

	}

}
