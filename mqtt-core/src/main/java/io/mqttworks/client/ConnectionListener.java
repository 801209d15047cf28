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

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Told when the connection comes and goes. Called one event at a time, in order, on the
 * handler executor, never on the event loop; exceptions are logged.
 */
public interface ConnectionListener {

	/**
	 * The server accepted the connection.
	 * @param event what it said, and how many reconnections there were
	 */
	default void onConnected(Connected event) {
	}

	/**
	 * An accepted connection ended.
	 * @param event who ended it, why, and when the next attempt comes
	 */
	default void onDisconnected(Disconnected event) {
	}

	/**
	 * An attempt to connect failed.
	 * @param event the attempt, why it failed, and when the next one comes
	 */
	default void onConnectFailed(ConnectFailed event) {
	}

	/**
	 * The server accepted the connection.
	 *
	 * @param result what the server said
	 * @param reconnects how many times this client was connected before
	 */
	record Connected(ConnectResult result, long reconnects) {
	}

	/**
	 * An accepted connection ended.
	 *
	 * @param server the server
	 * @param source who ended it
	 * @param reasonCode the code of the DISCONNECT that was sent or received, or
	 * {@code null} where there was none
	 * @param cause what went wrong, or {@code null} for an end on request
	 * @param nextAttemptIn the delay before the next attempt, or {@code null} if there is
	 * none
	 */
	record Disconnected(ServerAddress server, Source source, @Nullable ReasonCode reasonCode, @Nullable Throwable cause,
			@Nullable Duration nextAttemptIn) {
	}

	/**
	 * An attempt to connect failed.
	 *
	 * @param server the server
	 * @param attempt which attempt it was since the last good connection, from 1
	 * @param cause why it failed
	 * @param nextAttemptIn the delay before the next attempt, or {@code null} if there is
	 * none
	 */
	record ConnectFailed(ServerAddress server, int attempt, Throwable cause, @Nullable Duration nextAttemptIn) {
	}

	/**
	 * Who ended a connection.
	 */
	enum Source {

		/** This application asked for it. */
		USER,

		/** This client found the server breaking the protocol or not answering. */
		CLIENT,

		/** The server sent a DISCONNECT. */
		SERVER,

		/** The connection broke without a DISCONNECT. */
		NETWORK

	}

}
