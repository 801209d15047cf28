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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.mqttworks.client.ClientIdConflict;
import io.mqttworks.client.ClientMode;
import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.ConnectionListener.Source;
import io.mqttworks.client.ConnectionListener;
import io.mqttworks.client.ConnectionState;
import io.mqttworks.client.DisconnectOptions;
import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.MqttClosedException;
import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.ServerAddress;
import io.mqttworks.client.internal.concurrent.ClientFuture;
import io.mqttworks.client.internal.connection.ClientIdConflicts.Verdict;
import io.mqttworks.client.internal.event.Events;
import io.mqttworks.client.internal.logging.Loggers;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The states of a client: when it connects, and when it tries again. The
 * {@link AttemptPlanner} says how. Event loop only.
 */
public final class Lifecycle implements ConnectionOwner {

	private final Logger logger;

	private final MqttClientOptions options;

	private final Events events;

	private final ConnectionFactory connections;

	/** Runs when an accepted connection has ended. */
	private final Runnable ended;

	private final ConnectionStatus status = new ConnectionStatus();

	private final AttemptPlanner planner;

	private final ClientIdConflicts conflicts;

	private final RetryTimer retries;

	/** The calls that wait for a connection. */
	private final List<ClientFuture<ConnectResult>> waiting = new ArrayList<>();

	private @Nullable Connection connection;

	/** Whether to try again after a round without success. */
	private boolean persistent;

	/** Whether a connection ends on request only to be made again. */
	private boolean renewing;

	/** Completes when nothing is left of the connections that have ended. */
	private CompletableFuture<Void> leaving = CompletableFuture.completedFuture(null);

	/**
	 * Creates a life cycle, which is idle.
	 * @param options the client's options
	 * @param loop the client's event loop
	 * @param events told what happens
	 * @param connections makes connections
	 * @param ended runs when an accepted connection has ended
	 */
	public Lifecycle(MqttClientOptions options, EventLoop loop, Events events, ConnectionFactory connections,
			Runnable ended) {
		this.logger = Loggers.get(Lifecycle.class, options.name());
		this.options = options;
		this.events = events;
		this.connections = connections;
		this.ended = ended;
		this.planner = new AttemptPlanner(options);
		this.conflicts = new ClientIdConflicts(options);
		this.retries = new RetryTimer(options, loop, this.conflicts, this::retry);
	}

	/**
	 * Returns what is known of the connection. Any thread.
	 * @return the status, always the same
	 */
	public ConnectionStatus status() {
		return this.status;
	}

	/**
	 * Returns the connection, accepted or not.
	 * @return the connection, or {@code null}
	 */
	public @Nullable Connection connection() {
		return this.connection;
	}

	/**
	 * Connects: tries each server once.
	 * @param future completes with what the server said
	 */
	public void connect(ClientFuture<ConnectResult> future) {
		if (isOff(future)) {
			return;
		}
		ConnectResult current = this.status.result();
		switch (this.status.state()) {
			case CLOSED -> future.completeExceptionally(closed());
			case CONNECTED -> future.complete(current);
			case CONNECTING -> this.waiting.add(future);
			case IDLE, WAITING -> {
				this.waiting.add(future);
				startRound();
			}
		}
	}

	/**
	 * Connects and keeps trying.
	 */
	public void start() {
		if (this.options.mode() == ClientMode.OFF) {
			this.logger.info("The client '{}' makes no connection: its mode is OFF", this.options.clientId());
		}
		else if (this.status.state() != ConnectionState.CLOSED) {
			this.persistent = this.options.reconnect().enabled();
			if (this.status.state() == ConnectionState.IDLE) {
				startRound();
			}
		}
	}

	/**
	 * Ends what is under way, and connects again. The old channel is closed first: a
	 * server that sees the new CONNECT before the old DISCONNECT publishes the will.
	 * @param future the caller's
	 */
	public void reconnect(ClientFuture<ConnectResult> future) {
		if (this.status.state() == ConnectionState.CLOSED) {
			future.completeExceptionally(closed());
			return;
		}
		if (isOff(future)) {
			return;
		}
		this.waiting.add(future);
		this.retries.cancel();
		this.status.state(ConnectionState.WAITING);
		Connection open = this.connection;
		if (open != null) {
			this.renewing = true;
			open.disconnect(DisconnectOptions.DEFAULT, false);
			this.renewing = false;
		}
		this.leaving.thenRun(() -> {
			if (this.status.state() == ConnectionState.WAITING) {
				startRound();
			}
		});
	}

	private boolean isOff(ClientFuture<ConnectResult> future) {
		if (this.options.mode() != ClientMode.OFF || this.status.state() == ConnectionState.CLOSED) {
			return false;
		}
		future.completeExceptionally(new MqttConnectException(
				"The client '" + this.options.clientId() + "' makes no connection: its mode is OFF", null, null));
		return true;
	}

	private static MqttClosedException closed() {
		return new MqttClosedException("The client is closed", null, null);
	}

	/**
	 * Ends an attempt that has taken too long for its caller.
	 * @param future the caller's
	 * @param cause why
	 */
	public void giveUp(ClientFuture<ConnectResult> future, MqttConnectException cause) {
		if (this.waiting.remove(future)) {
			future.completeExceptionally(cause);
			if (this.waiting.isEmpty() && !this.persistent && this.connection != null) {
				disconnect(DisconnectOptions.DEFAULT);
			}
		}
	}

	private void startRound() {
		this.retries.cancel();
		this.planner.startRound();
		attemptNext(null);
	}

	private void attemptNext(@Nullable Throwable failure) {
		ConnectAttempt attempt = this.planner.next();
		if (attempt != null) {
			attempt(attempt);
		}
		else {
			rest();
			failWaiting(
					(failure != null) ? failure : new MqttConnectException("There is no server to try", null, null));
		}
	}

	private void attempt(ConnectAttempt attempt) {
		this.status.state(ConnectionState.CONNECTING);
		Connection connection = this.connections.create(attempt, this);
		this.connection = connection;
		connection.open();
	}

	@Override
	public void accepted(Connection connection, ConnectResult result) {
		this.planner.accepted(result);
		this.persistent = this.options.reconnect().enabled();
		long reconnects = this.status.connects();
		this.status.connected(result, this.conflicts.stableAfter());
		this.events.connected(ConnectionListener.Connected.of(result, reconnects));
		completeWaiting((future) -> future.complete(result));
	}

	private void completeWaiting(Consumer<ClientFuture<ConnectResult>> completion) {
		List<ClientFuture<ConnectResult>> futures = List.copyOf(this.waiting);
		this.waiting.clear();
		futures.forEach(completion);
	}

	@Override
	public void ended(Connection connection, ConnectionEnd end) {
		CompletableFuture<Void> left = connection.closed();
		this.leaving = this.leaving.isDone() ? left : CompletableFuture.allOf(this.leaving, left);
		if (this.connection != connection) {
			return;
		}
		this.connection = null;
		this.status.disconnected();
		if (end.source() != Source.USER) {
			this.status.failed(end.cause());
		}
		else if (!this.renewing) {
			this.status.state(ConnectionState.IDLE);
		}
		AcceptedPhase accepted = connection.acceptedPhase();
		if (accepted != null) {
			lost(connection.attempt(), accepted, end);
		}
		else if (end.source() != Source.USER) {
			failed(connection.attempt(), end);
		}
	}

	private void lost(ConnectAttempt attempt, AcceptedPhase accepted, ConnectionEnd end) {
		Duration delay = this.renewing ? Duration.ZERO : null;
		Duration lasted = accepted.age();
		Verdict conflict = this.conflicts.ended(end, lasted, accepted.isBlameless());
		if (end.source() != Source.USER) {
			this.retries.connectionLasted(lasted);
			boolean stable = lasted.compareTo(this.options.reconnect().stableAfter()) >= 0;
			boolean redirected = this.planner.lost(attempt, end, stable);
			if (this.persistent && !this.retries.givesUp(end.reasonCode())) {
				delay = redirected ? Duration.ZERO : pause(conflict);
			}
			this.status.state((delay != null) ? ConnectionState.WAITING : ConnectionState.IDLE);
			this.persistent = delay != null;
		}
		this.events.disconnected(ConnectionListener.Disconnected.of(attempt.server(), end.source(), end.reasonCode(),
				end.cause(), delay));
		if (conflict != Verdict.NONE) {
			ClientIdConflict known = this.conflicts.describe(attempt.server(), conflict, end, delay);
			this.status.conflict(known);
			this.events.clientIdConflict(known);
		}
		if (delay != null && !this.renewing) {
			this.retries.schedule(delay);
		}
		this.ended.run();
	}

	private void failed(ConnectAttempt attempt, ConnectionEnd end) {
		ConnectAttempt fallBack = this.planner.fallBack(attempt, end);
		if (fallBack != null) {
			attempt(fallBack);
			return;
		}
		ServerAddress server = attempt.server();
		boolean redirected = this.planner.failed(attempt, end);
		boolean giveUp = this.retries.givesUp(end.reasonCode()) && !redirected;
		if (!giveUp && this.planner.hasNext()) {
			attemptFailed(server, end, Duration.ZERO);
			attemptNext(end.cause());
			return;
		}
		this.persistent &= !giveUp;
		Duration delay = rest();
		attemptFailed(server, end, delay);
		failWaiting(cause(end));
	}

	private static Throwable cause(ConnectionEnd end) {
		return (end.cause() != null) ? end.cause() : new MqttConnectException("No connection was made", null, null);
	}

	private void attemptFailed(ServerAddress server, ConnectionEnd end, @Nullable Duration delay) {
		this.events
			.connectFailed(ConnectionListener.ConnectFailed.of(server, this.planner.attempts(), cause(end), delay));
	}

	/**
	 * A round was without success.
	 * @return the delay before the next one, or {@code null} if there is none
	 */
	private @Nullable Duration rest() {
		Duration delay = this.persistent ? pause(Verdict.NONE) : null;
		this.status.state((delay != null) ? ConnectionState.WAITING : ConnectionState.IDLE);
		if (delay != null) {
			this.retries.schedule(delay);
		}
		return delay;
	}

	private @Nullable Duration pause(Verdict conflict) {
		this.planner.pausing();
		return this.retries.pause(conflict);
	}

	private void failWaiting(Throwable cause) {
		completeWaiting((future) -> future.completeExceptionally(cause));
	}

	private void retry() {
		if (this.status.state() == ConnectionState.WAITING) {
			if (!this.planner.hasNext()) {
				this.planner.startRound();
			}
			attemptNext(null);
		}
	}

	/**
	 * Ends what is under way and does not connect again until told to.
	 * @param goodbye what to say to the server
	 * @return completes when the channel is closed
	 */
	public CompletableFuture<Void> disconnect(DisconnectOptions goodbye) {
		return stop(goodbye, ConnectionState.IDLE);
	}

	/**
	 * Disconnects, and never connects again.
	 * @return completes when the channel is closed
	 */
	public CompletableFuture<Void> close() {
		return stop(DisconnectOptions.DEFAULT, ConnectionState.CLOSED);
	}

	private CompletableFuture<Void> stop(DisconnectOptions goodbye, ConnectionState next) {
		if (this.status.state() == ConnectionState.CLOSED) {
			return CompletableFuture.completedFuture(null);
		}
		this.retries.cancel();
		this.persistent = false;
		Connection open = this.connection;
		if (open != null) {
			open.disconnect(goodbye, this.options.clientId().isEmpty());
		}
		this.status.state(next);
		String what = (next == ConnectionState.CLOSED) ? "The client was closed" : "The client was disconnected";
		failWaiting(new MqttClosedException(what, null, null));
		return this.leaving;
	}

}
