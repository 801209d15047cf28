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
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Told when the connection comes and goes. Called one event at a time, in order, where
 * handlers run, never on the event loop; exceptions are logged. Events wait for a
 * listener that is slow; when more than 1,024 do, further ones are counted and
 * {@link ErrorListener#onEventsLost} tells how many.
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
	 * Another client uses the same client identifier and has ended the connection, or
	 * seems to have. Comes behind {@link #onDisconnected}, each time.
	 * @param event what is known, and what this client does
	 */
	default void onClientIdConflict(ClientIdConflict event) {
	}

	/**
	 * The server accepted the connection.
	 */
	final class Connected {

		private final ConnectResult result;

		private final long reconnects;

		private Connected(ConnectResult result, long reconnects) {
			this.result = Objects.requireNonNull(result, "result");
			this.reconnects = reconnects;
		}

		/**
		 * Creates an event.
		 * @param result what the server said
		 * @param reconnects how many times this client was connected before
		 * @return the event
		 */
		public static Connected of(ConnectResult result, long reconnects) {
			return new Connected(result, reconnects);
		}

		/**
		 * Returns what the server said.
		 * @return what the server said
		 */
		public ConnectResult result() {
			return this.result;
		}

		/**
		 * Returns how many times this client was connected before.
		 * @return how many times this client was connected before
		 */
		public long reconnects() {
			return this.reconnects;
		}

		@Override
		public String toString() {
			return "Connected[result=" + this.result + ", reconnects=" + this.reconnects + "]";
		}

	}

	/**
	 * An accepted connection ended.
	 */
	final class Disconnected {

		private final ServerAddress server;

		private final Source source;

		private final @Nullable ReasonCode reasonCode;

		private final @Nullable Throwable cause;

		private final @Nullable Duration nextAttemptIn;

		private Disconnected(ServerAddress server, Source source, @Nullable ReasonCode reasonCode,
				@Nullable Throwable cause, @Nullable Duration nextAttemptIn) {
			this.server = Objects.requireNonNull(server, "server");
			this.source = Objects.requireNonNull(source, "source");
			this.reasonCode = reasonCode;
			this.cause = cause;
			this.nextAttemptIn = nextAttemptIn;
		}

		/**
		 * Creates an event.
		 * @param server the server
		 * @param source who ended the connection
		 * @param reasonCode the code of the DISCONNECT that was sent or received;
		 * {@code null} where there was none
		 * @param cause what went wrong; {@code null} for an end on request
		 * @param nextAttemptIn how long it is until the next attempt; {@code null} if
		 * there is none
		 * @return the event
		 */
		public static Disconnected of(ServerAddress server, Source source, @Nullable ReasonCode reasonCode,
				@Nullable Throwable cause, @Nullable Duration nextAttemptIn) {
			return new Disconnected(server, source, reasonCode, cause, nextAttemptIn);
		}

		/**
		 * Returns the server.
		 * @return the server
		 */
		public ServerAddress server() {
			return this.server;
		}

		/**
		 * Returns who ended the connection.
		 * @return who ended the connection
		 */
		public Source source() {
			return this.source;
		}

		/**
		 * Returns the code of the DISCONNECT that was sent or received.
		 * @return the code of the DISCONNECT that was sent or received; {@code null}
		 * where there was none
		 */
		public @Nullable ReasonCode reasonCode() {
			return this.reasonCode;
		}

		/**
		 * Returns what went wrong.
		 * @return what went wrong; {@code null} for an end on request
		 */
		public @Nullable Throwable cause() {
			return this.cause;
		}

		/**
		 * Returns how long it is until the next attempt.
		 * @return how long it is until the next attempt; {@code null} if there is none
		 */
		public @Nullable Duration nextAttemptIn() {
			return this.nextAttemptIn;
		}

		@Override
		public String toString() {
			return "Disconnected[server=" + this.server + ", source=" + this.source + ", reasonCode=" + this.reasonCode
					+ ", cause=" + this.cause + ", nextAttemptIn=" + this.nextAttemptIn + "]";
		}

	}

	/**
	 * An attempt to connect failed.
	 */
	final class ConnectFailed {

		private final ServerAddress server;

		private final int attempt;

		private final Throwable cause;

		private final @Nullable Duration nextAttemptIn;

		private ConnectFailed(ServerAddress server, int attempt, Throwable cause, @Nullable Duration nextAttemptIn) {
			this.server = Objects.requireNonNull(server, "server");
			this.attempt = attempt;
			this.cause = Objects.requireNonNull(cause, "cause");
			this.nextAttemptIn = nextAttemptIn;
		}

		/**
		 * Creates an event.
		 * @param server the server
		 * @param attempt which attempt it was since the last good connection, from 1
		 * @param cause why it failed
		 * @param nextAttemptIn how long it is until the next attempt; {@code null} if
		 * there is none
		 * @return the event
		 */
		public static ConnectFailed of(ServerAddress server, int attempt, Throwable cause,
				@Nullable Duration nextAttemptIn) {
			return new ConnectFailed(server, attempt, cause, nextAttemptIn);
		}

		/**
		 * Returns the server.
		 * @return the server
		 */
		public ServerAddress server() {
			return this.server;
		}

		/**
		 * Returns which attempt it was since the last good connection, from 1.
		 * @return which attempt it was since the last good connection, from 1
		 */
		public int attempt() {
			return this.attempt;
		}

		/**
		 * Returns why it failed.
		 * @return why it failed
		 */
		public Throwable cause() {
			return this.cause;
		}

		/**
		 * Returns how long it is until the next attempt.
		 * @return how long it is until the next attempt; {@code null} if there is none
		 */
		public @Nullable Duration nextAttemptIn() {
			return this.nextAttemptIn;
		}

		@Override
		public String toString() {
			return "ConnectFailed[server=" + this.server + ", attempt=" + this.attempt + ", cause=" + this.cause
					+ ", nextAttemptIn=" + this.nextAttemptIn + "]";
		}

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
