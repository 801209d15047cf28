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

package io.mqttworks.client.internal.session;

import org.jspecify.annotations.Nullable;

/**
 * Which server the session is with. Packet identifiers mean nothing to another one, even
 * if it has a session with the same client identifier. Event loop only.
 */
final class ServerOfSession {

	/** Whether the servers of the client are a cluster that has one session. */
	private final boolean shared;

	private final @Nullable Journal journal;

	private @Nullable String name;

	/**
	 * Creates it.
	 * @param shared whether all servers of the client have one session together
	 * @param journal where it is noted, or {@code null}
	 * @param restored what was noted by an earlier process, or {@code null} if there was
	 * none or it did not say
	 */
	ServerOfSession(boolean shared, @Nullable Journal journal, @Nullable String restored) {
		this.shared = shared;
		this.journal = journal;
		this.name = restored;
	}

	/**
	 * There is a connection.
	 * @param server the name of the server
	 * @return whether the session was with this server before, or with none
	 */
	boolean connected(String server) {
		boolean same = this.shared || this.name == null || this.name.equals(server);
		if (!server.equals(this.name)) {
			this.name = server;
			if (this.journal != null) {
				this.journal.store().server(server);
			}
		}
		return same;
	}

}
