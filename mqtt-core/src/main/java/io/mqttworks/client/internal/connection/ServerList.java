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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

import io.mqttworks.client.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * Which server to try next. A round tries each once: the last good one first, then the
 * others in the order given or at random.
 */
final class ServerList {

	private final List<ServerAddress> servers;

	private final boolean shuffle;

	private final Deque<ServerAddress> round = new ArrayDeque<>(1);

	private @Nullable ServerAddress lastGood;

	ServerList(List<ServerAddress> servers, boolean shuffle) {
		this.servers = servers;
		this.shuffle = shuffle;
	}

	void startRound() {
		List<ServerAddress> order = new ArrayList<>(this.servers);
		if (this.shuffle) {
			Collections.shuffle(order);
		}
		if (this.lastGood != null) {
			order.remove(this.lastGood);
			order.add(0, this.lastGood);
		}
		this.round.clear();
		this.round.addAll(order);
	}

	/**
	 * Puts servers before those that are left of the round.
	 * @param servers the servers
	 */
	void tryFirst(List<ServerAddress> servers) {
		for (int i = servers.size() - 1; i >= 0; i--) {
			this.round.remove(servers.get(i));
			this.round.addFirst(servers.get(i));
		}
	}

	@Nullable ServerAddress next() {
		return this.round.poll();
	}

	boolean hasNext() {
		return !this.round.isEmpty();
	}

	void good(ServerAddress server) {
		this.lastGood = server;
	}

	/**
	 * A server did not accept: it is no longer preferred.
	 * @param server the server
	 */
	void bad(ServerAddress server) {
		if (server.equals(this.lastGood)) {
			this.lastGood = null;
		}
	}

}
