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
import java.time.Instant;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Another client uses this client's identifier at the same server. All that is known of
 * the other one is what the server tells: MQTT gives no name or address for it.
 */
public final class ClientIdConflict {

	private final ServerAddress server;

	private final String clientId;

	private final boolean certain;

	private final long times;

	private final Instant since;

	private final String description;

	private final ClientIdConflictPolicy policy;

	private final @Nullable Duration nextAttemptIn;

	private ClientIdConflict(ServerAddress server, String clientId, boolean certain, long times, Instant since,
			String description, ClientIdConflictPolicy policy, @Nullable Duration nextAttemptIn) {
		this.server = Objects.requireNonNull(server, "server");
		this.clientId = Objects.requireNonNull(clientId, "clientId");
		this.certain = certain;
		this.times = times;
		this.since = Objects.requireNonNull(since, "since");
		this.description = Objects.requireNonNull(description, "description");
		this.policy = Objects.requireNonNull(policy, "policy");
		this.nextAttemptIn = nextAttemptIn;
	}

	/**
	 * Creates a conflict.
	 * @param server the server
	 * @param clientId the identifier that two clients use
	 * @param certain whether the server said so
	 * @param times how many connections in a row the other client ended
	 * @param since when the first of them ended
	 * @param description what the last connection ended with, for people
	 * @param policy what this client does
	 * @param nextAttemptIn how long it is until the next attempt; {@code null} if there
	 * is none
	 * @return the conflict
	 */
	public static ClientIdConflict of(ServerAddress server, String clientId, boolean certain, long times, Instant since,
			String description, ClientIdConflictPolicy policy, @Nullable Duration nextAttemptIn) {
		return new ClientIdConflict(server, clientId, certain, times, since, description, policy, nextAttemptIn);
	}

	/**
	 * Returns the server.
	 * @return the server
	 */
	public ServerAddress server() {
		return this.server;
	}

	/**
	 * Returns the identifier that two clients use.
	 * @return the identifier
	 */
	public String clientId() {
		return this.clientId;
	}

	/**
	 * Returns whether the server said that the session was taken over (MQTT 5, reason
	 * code 0x8E). Otherwise it is concluded from short connections in a row that the
	 * server ended without a reason.
	 * @return {@code true} if the server said so
	 */
	public boolean certain() {
		return this.certain;
	}

	/**
	 * Returns how many connections in a row the other client ended, or seems to have
	 * ended.
	 * @return the number, at least 1
	 */
	public long times() {
		return this.times;
	}

	/**
	 * Returns when the first of them ended.
	 * @return the time
	 */
	public Instant since() {
		return this.since;
	}

	/**
	 * Returns how the last connection ended, in the server's words if it gave a reason.
	 * @return a text for people
	 */
	public String description() {
		return this.description;
	}

	/**
	 * Returns what this client does.
	 * @return the policy
	 */
	public ClientIdConflictPolicy policy() {
		return this.policy;
	}

	/**
	 * Returns how long it was until the next attempt when this was told.
	 * @return the pause; {@code null} if there is no further attempt
	 */
	public @Nullable Duration nextAttemptIn() {
		return this.nextAttemptIn;
	}

	@Override
	public String toString() {
		return "ClientIdConflict[server=" + this.server + ", clientId=" + this.clientId + ", certain=" + this.certain
				+ ", times=" + this.times + ", since=" + this.since + ", policy=" + this.policy + ", nextAttemptIn="
				+ this.nextAttemptIn + "]";
	}

}
