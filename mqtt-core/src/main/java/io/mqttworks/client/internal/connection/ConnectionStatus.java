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

package io.mqttworks.client.internal.connection;

import java.time.Duration;

import io.mqttworks.client.ClientIdConflict;
import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.ConnectionState;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a client's connection. The {@link Lifecycle} writes it on the event
 * loop; any thread may read it.
 */
public final class ConnectionStatus {

	private volatile ConnectionState state = ConnectionState.IDLE;

	private volatile @Nullable ConnectResult result;

	private volatile @Nullable Throwable lastFailure;

	private volatile long connects;

	private volatile @Nullable ClientIdConflict conflict;

	/** When the conflict is over, if the connection that there is lasts until then. */
	private volatile long conflictOver;

	/**
	 * Returns the state of the client.
	 * @return the state
	 */
	public ConnectionState state() {
		return this.state;
	}

	/**
	 * Returns what the server said.
	 * @return the result, or {@code null} while there is no connection
	 */
	public @Nullable ConnectResult result() {
		return this.result;
	}

	/**
	 * Returns why the last attempt failed or the last connection broke.
	 * @return the failure, or {@code null} if there is none, or a server has accepted
	 * since
	 */
	public @Nullable Throwable lastFailure() {
		return this.lastFailure;
	}

	/**
	 * Returns how often a server has accepted a connection.
	 * @return the number
	 */
	public long connects() {
		return this.connects;
	}

	/**
	 * Returns the conflict with another client of the same identifier.
	 * @return the conflict, or {@code null} if there is none or it is over
	 */
	public @Nullable ClientIdConflict conflict() {
		boolean over = this.result != null && System.nanoTime() - this.conflictOver >= 0;
		return over ? null : this.conflict;
	}

	void state(ConnectionState state) {
		this.state = state;
	}

	/**
	 * A server accepted.
	 * @param result what it said
	 * @param stableAfter how long the connection must last to end a conflict
	 */
	void connected(ConnectResult result, Duration stableAfter) {
		this.lastFailure = null;
		this.conflictOver = System.nanoTime() + stableAfter.toNanos();
		this.result = result;
		this.state = ConnectionState.CONNECTED;
		this.connects = this.connects + 1;
	}

	/**
	 * The connection ended, or the attempt. The state is set by {@link #state}.
	 */
	void disconnected() {
		// One that is over must not come back with the end of the connection.
		this.conflict = conflict();
		this.result = null;
	}

	void failed(@Nullable Throwable cause) {
		this.lastFailure = cause;
	}

	void conflict(ClientIdConflict conflict) {
		this.conflict = conflict;
	}

}
