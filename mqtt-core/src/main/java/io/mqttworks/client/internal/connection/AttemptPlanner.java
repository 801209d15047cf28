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

import java.util.List;
import java.util.UUID;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.ServerAddress;
import io.mqttworks.client.internal.logging.Loggers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * How the next attempt to connect is made: to which server, in which version, with which
 * client identifier. Attempts are made in rounds, each of which tries every server once.
 * Event loop only.
 */
final class AttemptPlanner {

	private final Logger logger;

	private final MqttClientOptions options;

	private final ServerList servers;

	private final VersionChoice versions;

	/** Whether any server has accepted this client. */
	private boolean acceptedBefore;

	private int attempts;

	/** Redirects in a row: since the last pause, or the last stable connection. */
	private int redirects;

	private @Nullable String assignedClientId;

	/** Used where the server must not be left to choose. */
	private @Nullable String generatedClientId;

	AttemptPlanner(MqttClientOptions options) {
		this.logger = Loggers.get(AttemptPlanner.class, options.name());
		this.options = options;
		this.servers = new ServerList(options.servers(), options.shuffleServers());
		this.versions = new VersionChoice(options.version(), options.authentication() != null);
	}

	void startRound() {
		this.servers.startRound();
	}

	/**
	 * Returns whether a server is left in this round.
	 * @return {@code true} if {@link #next} has another one
	 */
	boolean hasNext() {
		return this.servers.hasNext();
	}

	/**
	 * Plans an attempt with the next server of the round.
	 * @return the attempt, or {@code null} if the round is over
	 */
	@Nullable ConnectAttempt next() {
		ServerAddress server = this.servers.next();
		if (server == null) {
			return null;
		}
		this.attempts++;
		return attempt(server, this.versions.first());
	}

	private ConnectAttempt attempt(ServerAddress server, MqttVersion version) {
		boolean mqtt5 = version == MqttVersion.MQTT_5;
		boolean clean = this.options.cleanStart() && (!mqtt5 || !this.acceptedBefore);
		return new ConnectAttempt(server, version, clientId(mqtt5), clean);
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

	/**
	 * Plans to try the same server again with an older version, if the version seems to
	 * be why an attempt failed.
	 * @param failed the attempt
	 * @param end how it ended
	 * @return the attempt, or {@code null} for none
	 */
	@Nullable ConnectAttempt fallBack(ConnectAttempt failed, ConnectionEnd end) {
		if (!this.versions.fallsBack(failed, end)) {
			return null;
		}
		this.logger.debug("{} does not accept MQTT 5; trying 3.1.1", failed.server());
		return attempt(failed.server(), MqttVersion.MQTT_3_1_1);
	}

	/**
	 * Returns the number of attempts since the last accepted connection. One with an
	 * older version counts together with the one before it.
	 * @return the number
	 */
	int attempts() {
		return this.attempts;
	}

	/**
	 * A server accepted.
	 * @param result what it said
	 */
	void accepted(ConnectResult result) {
		this.servers.good(result.server());
		this.versions.accepted(result.server(), result.version());
		if (this.options.clientId().isEmpty() && !result.clientId().isEmpty()) {
			this.assignedClientId = result.clientId();
		}
		this.acceptedBefore = true;
		this.attempts = 0;
	}

	/**
	 * An attempt failed, in every version that can be tried.
	 * @param attempt the attempt
	 * @param end how it ended
	 * @return {@code true} if the server names another one, which is tried next
	 */
	boolean failed(ConnectAttempt attempt, ConnectionEnd end) {
		this.servers.bad(attempt.server());
		return redirect(attempt, end);
	}

	/**
	 * An accepted connection was lost: a new round starts.
	 * @param attempt how the connection was made
	 * @param end how it ended
	 * @param stable whether it lasted so long that redirects are counted anew
	 * @return {@code true} if the server names another one, which is tried next
	 */
	boolean lost(ConnectAttempt attempt, ConnectionEnd end, boolean stable) {
		if (stable) {
			this.redirects = 0;
		}
		this.servers.startRound();
		return redirect(attempt, end);
	}

	/**
	 * Nothing is tried for a while; redirects are bounded from one pause to the next.
	 */
	void pausing() {
		this.redirects = 0;
	}

	/**
	 * Follows a server that names others (MQTT 5 section 4.11).
	 * @return {@code true} if one of them is tried next
	 */
	private boolean redirect(ConnectAttempt attempt, ConnectionEnd end) {
		String reference = end.serverReference();
		if (reference == null
				|| (end.reasonCode() != ReasonCode.USE_ANOTHER_SERVER && end.reasonCode() != ReasonCode.SERVER_MOVED)) {
			return false;
		}
		if (this.redirects >= this.options.maxRedirects()) {
			this.logger.warn("{} names another server, but {} redirects in a row are allowed (maxRedirects)",
					attempt.server(), this.options.maxRedirects());
			return false;
		}
		List<ServerAddress> named = ServerReferences.parse(reference, attempt.server(), this.logger);
		if (named.isEmpty()) {
			return false;
		}
		this.redirects++;
		this.servers.tryFirst(named);
		return true;
	}

}
