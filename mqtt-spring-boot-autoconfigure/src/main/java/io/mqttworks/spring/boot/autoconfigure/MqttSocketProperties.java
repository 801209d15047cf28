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

package io.mqttworks.spring.boot.autoconfigure;

import java.net.InetAddress;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * The TCP socket.
 */
public class MqttSocketProperties {

	/**
	 * Whether small packets leave at once.
	 */
	private boolean noDelay = true;

	/**
	 * Whether the operating system probes an idle connection.
	 */
	private boolean keepAlive;

	/**
	 * Size of the send buffer. By default the operating system adapts it and holds little
	 * that it has not sent (Linux with the native transport), else 128 KiB.
	 */
	private @Nullable DataSize sendBufferSize;

	/**
	 * Size of the receive buffer. By default the operating system chooses it.
	 */
	private @Nullable DataSize receiveBufferSize;

	/**
	 * How long data may stay unacknowledged by the peer before the connection is given
	 * up; zero leaves it to the operating system. Linux with the native transport only.
	 */
	private Duration userTimeout = Duration.ZERO;

	/**
	 * Local address to connect from. By default the operating system chooses it.
	 */
	private @Nullable InetAddress localAddress;

	/**
	 * Local port to connect from; 0 for any.
	 */
	private int localPort;

	public boolean isNoDelay() {
		return this.noDelay;
	}

	public void setNoDelay(boolean noDelay) {
		this.noDelay = noDelay;
	}

	public boolean isKeepAlive() {
		return this.keepAlive;
	}

	public void setKeepAlive(boolean keepAlive) {
		this.keepAlive = keepAlive;
	}

	public @Nullable DataSize getSendBufferSize() {
		return this.sendBufferSize;
	}

	public void setSendBufferSize(@Nullable DataSize sendBufferSize) {
		this.sendBufferSize = sendBufferSize;
	}

	public @Nullable DataSize getReceiveBufferSize() {
		return this.receiveBufferSize;
	}

	public void setReceiveBufferSize(@Nullable DataSize receiveBufferSize) {
		this.receiveBufferSize = receiveBufferSize;
	}

	public Duration getUserTimeout() {
		return this.userTimeout;
	}

	public void setUserTimeout(Duration userTimeout) {
		this.userTimeout = userTimeout;
	}

	public @Nullable InetAddress getLocalAddress() {
		return this.localAddress;
	}

	public void setLocalAddress(@Nullable InetAddress localAddress) {
		this.localAddress = localAddress;
	}

	public int getLocalPort() {
		return this.localPort;
	}

	public void setLocalPort(int localPort) {
		this.localPort = localPort;
	}

}
