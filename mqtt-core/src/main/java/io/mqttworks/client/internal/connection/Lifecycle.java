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
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.mqttworks.client.ClientIdConflict;
import io.mqttworks.client.ClientIdConflictPolicy;
import io.mqttworks.client.ClientMode;
import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.ConnectionListener.Source;
import io.mqttworks.client.ConnectionListener;
import io.mqttworks.client.ConnectionState;
import io.mqttworks.client.DisconnectOptions;
import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.MqttClosedException;
import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.ServerAddress;
import io.mqttworks.client.internal.concurrent.ClientFuture;
import io.mqttworks.client.internal.connection.ClientIdConflicts.Verdict;
import io.mqttworks.client.internal.event.Events;
import io.mqttworks.client.internal.logging.Loggers;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * When to connect, to which server, in which version, and when to try again: the states
 * of a client. Event loop only, but for what is volatile.
 */
public final class Lifecycle implements ConnectionOwner {

	private final Logger logger;

	private final MqttClientOptions options;

	private final EventLoop loop;

	private final Events events;

	private final ConnectionFactory connections;

	/** Runs when an accepted connection has ended. */
	private final Runnable ended;

	private final ServerList servers;

	private final Backoff backoff;

	private final VersionChoice versions;

	private final ClientIdConflicts conflicts;

	/** Used where the server must not be left to choose. */
	private @Nullable String generatedClientId;

	private final List<ClientFuture<ConnectResult>> waiting = new ArrayList<>();

	private volatile ConnectionState state = ConnectionState.IDLE;

	private volatile @Nullable ConnectResult result;

	private volatile @Nullable Throwable lastFailure;

	private volatile long connects;

	private volatile @Nullable ClientIdConflict conflict;

	/** When the conflict is over if the connection there is lasts until then. */
	private volatile long conflictOver;

	private @Nullable Connection connection;

	private @Nullable Future<?> timer;

	/** Whether to try again after a round without success. */
	private boolean persistent;

	/** Whether a connection ends on request only to be made again. */
	private boolean renewing;

	/** Completes when nothing is left of the connections that have ended. */
	private CompletableFuture<Void> leaving = CompletableFuture.completedFuture(null);

	/** Attempts since the last good connection; a fall back to 3.1.1 counts as none. */
	private int attempts;

	/** Redirects in a row: since the last pause, or the last stable connection. */
	private int redirects;

	private @Nullable String assignedClientId;

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
		this.loop = loop;
		this.events = events;
		this.connections = connections;
		this.ended = ended;
		this.servers = new ServerList(options.servers(), options.shuffleServers());
		this.backoff = new Backoff(options.reconnect());
		this.versions = new VersionChoice(options.version(), options.authentication() != null);
		this.conflicts = new ClientIdConflicts(options);
	}

	/**
	 * Returns the state. Any thread.
	 * @return the state
	 */
	public ConnectionState state() {
		return this.state;
	}

	/**
	 * Returns what the server said. Any thread.
	 * @return the result, or {@code null} while there is no connection
	 */
	public @Nullable ConnectResult result() {
		return this.result;
	}

	/**
	 * Returns why the last attempt failed or the last connection broke. Any thread.
	 * @return the failure, or {@code null}
	 */
	public @Nullable Throwable lastFailure() {
		return this.lastFailure;
	}

	/**
	 * Returns how often the server accepted a connection. Any thread.
	 * @return the number
	 */
	public long connects() {
		return this.connects;
	}

	/**
	 * Returns the conflict with another client of the same identifier. Any thread.
	 * @return the conflict, or {@code null} if there is none or it is over
	 */
	public @Nullable ClientIdConflict conflict() {
		boolean over = this.state == ConnectionState.CONNECTED && System.nanoTime() - this.conflictOver >= 0;
		return over ? null : this.conflict;
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
		ConnectResult current = this.result;
		switch (this.state) {
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
		else if (this.state != ConnectionState.CLOSED) {
			this.persistent = this.options.reconnect().enabled();
			if (this.state == ConnectionState.IDLE) {
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
		if (this.state == ConnectionState.CLOSED) {
			future.completeExceptionally(closed());
			return;
		}
		if (isOff(future)) {
			return;
		}
		this.waiting.add(future);
		cancelTimer();
		this.state = ConnectionState.WAITING;
		Connection open = this.connection;
		if (open != null) {
			this.renewing = true;
			open.disconnect(DisconnectOptions.DEFAULT, false);
			this.renewing = false;
		}
		this.leaving.thenRun(() -> {
			if (this.state == ConnectionState.WAITING) {
				startRound();
			}
		});
	}

	private boolean isOff(ClientFuture<ConnectResult> future) {
		if (this.options.mode() != ClientMode.OFF || this.state == ConnectionState.CLOSED) {
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
		cancelTimer();
		this.servers.startRound();
		attemptNext(null);
	}

	private void attemptNext(@Nullable Throwable failure) {
		ServerAddress server = this.servers.next();
		if (server != null) {
			attempt(server, this.versions.first());
		}
		else {
			rest();
			failWaiting(
					(failure != null) ? failure : new MqttConnectException("There is no server to try", null, null));
		}
	}

	private void attempt(ServerAddress server, MqttVersion version) {
		this.state = ConnectionState.CONNECTING;
		this.attempts++;
		boolean mqtt5 = version == MqttVersion.MQTT_5;
		boolean clean = this.options.cleanStart() && (!mqtt5 || this.connects == 0);
		Connection connection = this.connections.create(new ConnectAttempt(server, version, clientId(mqtt5), clean),
				this);
		this.connection = connection;
		connection.open();
	}

	private String clientId(boolean mqtt5) {
		if (!this.options.clientId().isEmpty()) {
			return this.options.clientId();
		}
		if (this.assignedClientId != null) {
			return this.assignedClientId;
		}
		if (mqtt5) {
			return "";
		}
		if (this.generatedClientId == null) {
			this.generatedClientId = "mqtt" + UUID.randomUUID().toString().replace("-", "").substring(0, 18);
		}
		return this.generatedClientId;
	}

	@Override
	public void accepted(Connection connection, ConnectResult result) {
		this.servers.good(result.server());
		this.versions.accepted(result.server(), result.version());
		if (this.options.clientId().isEmpty() && !result.clientId().isEmpty()) {
			this.assignedClientId = result.clientId();
		}
		this.persistent = this.options.reconnect().enabled();
		this.attempts = 0;
		this.lastFailure = null;
		this.result = result;
		this.conflictOver = System.nanoTime() + this.conflicts.stableAfter().toNanos();
		this.state = ConnectionState.CONNECTED;
		long reconnects = this.connects;
		this.connects = reconnects + 1;
		this.events.connected(ConnectionListener.Connected.of(result, reconnects));
		completeWaiting((future) -> future.complete(result));
	}

	private void completeWaiting(Consumer<ClientFuture<ConnectResult>> completion) {
		List<ClientFuture<ConnectResult>> futures = List.copyOf(this.waiting);
		this.waiting.clear();
		futures.forEach(completion);
	}

	@Override
	public void ended(Connection connection, End end) {
		CompletableFuture<Void> left = connection.closed();
		this.leaving = this.leaving.isDone() ? left : CompletableFuture.allOf(this.leaving, left);
		if (this.connection != connection) {
			return;
		}
		this.connection = null;
		ConnectResult current = this.result;
		this.result = null;
		if (end.source() != Source.USER) {
			this.lastFailure = end.cause();
		}
		else if (!this.renewing) {
			this.state = ConnectionState.IDLE;
		}
		if (current != null) {
			lost(connection, current, end);
		}
		else if (end.source() != Source.USER) {
			failed(connection, end);
		}
	}

	private void lost(Connection connection, ConnectResult result, End end) {
		Duration delay = this.renewing ? Duration.ZERO : null;
		Duration lasted = connection.age();
		Verdict conflict = this.conflicts.ended(end, lasted, connection.isBlameless());
		if (end.source() != Source.USER) {
			this.backoff.connectionLasted(lasted);
			if (lasted.compareTo(this.options.reconnect().stableAfter()) >= 0) {
				this.redirects = 0;
			}
			this.servers.startRound();
			boolean redirected = redirect(connection, end);
			if (this.persistent && !givesUp(end.reasonCode())) {
				delay = redirected ? Duration.ZERO : pause(conflict);
			}
			this.state = (delay != null) ? ConnectionState.WAITING : ConnectionState.IDLE;
			this.persistent = delay != null;
		}
		this.events.disconnected(ConnectionListener.Disconnected.of(result.server(), end.source(), end.reasonCode(),
				end.cause(), delay));
		if (conflict == Verdict.NONE) {
			this.conflict = conflict();
		}
		else {
			ClientIdConflict known = this.conflicts.describe(result.server(), conflict, end, delay);
			this.conflict = known;
			this.events.clientIdConflict(known);
		}
		if (delay != null && !this.renewing) {
			schedule(delay);
		}
		this.ended.run();
	}

	private @Nullable Duration pause(Verdict conflict) {
		ClientIdConflictPolicy policy = (conflict != Verdict.NONE) ? this.options.clientIdConflict()
				: ClientIdConflictPolicy.RETRY;
		return switch (policy) {
			case RETRY -> pause();
			case STANDBY -> this.conflicts.standby();
			case STOP -> null;
		};
	}

	private boolean givesUp(@Nullable ReasonCode reasonCode) {
		return reasonCode != null && this.options.reconnect().giveUpOn().contains(reasonCode);
	}

	private void failed(Connection connection, End end) {
		ServerAddress server = connection.attempt().server();
		if (this.versions.fallsBack(connection.attempt(), end)) {
			this.logger.debug("{} does not accept MQTT 5; trying 3.1.1", server);
			this.attempts--;
			attempt(server, MqttVersion.MQTT_3_1_1);
			return;
		}
		this.servers.bad(server);
		boolean redirected = redirect(connection, end);
		boolean giveUp = givesUp(end.reasonCode()) && !redirected;
		if (!giveUp && this.servers.hasNext()) {
			attemptFailed(server, end, Duration.ZERO);
			attemptNext(end.cause());
			return;
		}
		this.persistent &= !giveUp;
		Duration delay = rest();
		attemptFailed(server, end, delay);
		failWaiting(cause(end));
	}

	private static Throwable cause(End end) {
		return (end.cause() != null) ? end.cause() : new MqttConnectException("No connection was made", null, null);
	}

	private void attemptFailed(ServerAddress server, End end, @Nullable Duration delay) {
		this.events.connectFailed(ConnectionListener.ConnectFailed.of(server, this.attempts, cause(end), delay));
	}

	/**
	 * A round was without success.
	 * @return the delay before the next one, or {@code null} if there is none
	 */
	private @Nullable Duration rest() {
		Duration delay = this.persistent ? pause() : null;
		this.state = (delay != null) ? ConnectionState.WAITING : ConnectionState.IDLE;
		if (delay != null) {
			schedule(delay);
		}
		return delay;
	}

	// Redirects are bounded from one pause to the next.
	private Duration pause() {
		this.redirects = 0;
		return this.backoff.next();
	}

	private void failWaiting(Throwable cause) {
		completeWaiting((future) -> future.completeExceptionally(cause));
	}

	/**
	 * Follows a server that names others (MQTT 5 section 4.11).
	 * @return whether there is one to follow to
	 */
	private boolean redirect(Connection connection, End end) {
		String reference = end.serverReference();
		if (reference == null
				|| (end.reasonCode() != ReasonCode.USE_ANOTHER_SERVER && end.reasonCode() != ReasonCode.SERVER_MOVED)) {
			return false;
		}
		if (this.redirects >= this.options.maxRedirects()) {
			this.logger.warn("{} names another server, but {} redirects in a row are allowed (maxRedirects)",
					connection.attempt().server(), this.options.maxRedirects());
			return false;
		}
		List<ServerAddress> named = ServerReferences.parse(reference, connection.attempt().server(), this.logger);
		if (named.isEmpty()) {
			return false;
		}
		this.redirects++;
		this.servers.tryFirst(named);
		return true;
	}

	private void schedule(Duration delay) {
		this.timer = this.loop.schedule(this::retry, delay.toMillis(), TimeUnit.MILLISECONDS);
	}

	private void retry() {
		if (this.state == ConnectionState.WAITING) {
			if (!this.servers.hasNext()) {
				this.servers.startRound();
			}
			attemptNext(null);
		}
	}

	private void cancelTimer() {
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
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
	 * As {@link #disconnect}, for good.
	 * @return completes when the channel is closed
	 */
	public CompletableFuture<Void> close() {
		return stop(DisconnectOptions.DEFAULT, ConnectionState.CLOSED);
	}

	private CompletableFuture<Void> stop(DisconnectOptions goodbye, ConnectionState next) {
		if (this.state == ConnectionState.CLOSED) {
			return CompletableFuture.completedFuture(null);
		}
		cancelTimer();
		this.persistent = false;
		Connection open = this.connection;
		if (open != null) {
			open.disconnect(goodbye, this.options.clientId().isEmpty());
		}
		this.state = next;
		String what = (next == ConnectionState.CLOSED) ? "The client was closed" : "The client was disconnected";
		failWaiting(new MqttClosedException(what, null, null));
		return this.leaving;
	}

}
