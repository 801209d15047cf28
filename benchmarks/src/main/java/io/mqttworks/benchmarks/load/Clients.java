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

package io.mqttworks.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.mqttworks.benchmarks.load.Library.Client;
import io.mqttworks.benchmarks.load.Library.Endpoint;
import io.mqttworks.benchmarks.load.Library.Events;

/**
 * Connects many clients, as many at a time as the library allows.
 */
final class Clients {

	private Clients() {
	}

	/**
	 * Connects a client for each of the listeners.
	 * @param library the library
	 * @param endpoint where to
	 * @param prefix what their client identifiers begin with
	 * @param events whom each one tells
	 * @return the clients, in the order of the listeners
	 * @throws Exception if one of them cannot connect
	 */
	static List<Client> connect(Library library, Endpoint endpoint, String prefix, List<? extends Events> events)
			throws Exception {
		Semaphore permits = new Semaphore(library.connectingAtOnce());
		List<CompletableFuture<? extends Client>> connecting = new ArrayList<>();
		for (int i = 0; i < events.size(); i++) {
			permits.acquire();
			connecting.add(library.connect(endpoint, prefix + "-" + i, events.get(i))
				.whenComplete((client, failure) -> permits.release()));
		}
		List<Client> clients = new ArrayList<>();
		for (CompletableFuture<? extends Client> future : connecting) {
			clients.add(future.get(60, TimeUnit.SECONDS));
		}
		return clients;
	}

}
