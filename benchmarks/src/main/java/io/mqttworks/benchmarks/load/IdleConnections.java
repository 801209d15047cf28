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

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.mqttworks.benchmarks.load.Library.Client;
import io.mqttworks.benchmarks.load.Library.Endpoint;
import io.mqttworks.benchmarks.load.Library.Events;

/**
 * What connections cost that do nothing. What the library needs once is counted too, so
 * one connection shows the price of the library and a thousand that of a connection.
 */
final class IdleConnections implements Events {

	private final Endpoint endpoint;

	private final int count;

	private final List<Client> clients = new ArrayList<>();

	IdleConnections(Endpoint endpoint, int count) {
		this.endpoint = endpoint;
		this.count = count;
	}

	void measure(LibraryFactory factory, Results results) throws Exception {
		Footprint before = Footprint.now();
		Library library = factory.create();
		long start = System.nanoTime();
		connectAll(library);
		double millis = (System.nanoTime() - start) / 1e6;
		Footprint after = Footprint.now();
		results.add("connect-ms", millis);
		results.add("heap-kib", (after.heap() - before.heap()) / 1024.0 / this.count);
		results.add("memory-kib", (after.resident() - before.resident()) / (double) this.count);
		results.add("threads", after.threads() - before.threads());
		// Nothing is closed: the process ends, and some take a second for each client.
	}

	void connectAll(Library library) throws Exception {
		this.clients.addAll(Clients.connect(library, this.endpoint, "idle", Collections.nCopies(this.count, this)));
	}

	@Override
	public void completed() {
	}

	@Override
	public void failed(Throwable failure) {
		failure.printStackTrace();
	}

	@Override
	public void received(int length) {
	}

	interface LibraryFactory {

		Library create() throws Exception;

	}

	/**
	 * @param heap bytes that are reachable
	 * @param resident KiB of memory the process holds, without what the heap reserves
	 * @param threads live threads
	 */
	private record Footprint(long heap, long resident, int threads) {

		static Footprint now() throws IOException, InterruptedException {
			for (int i = 0; i < 3; i++) {
				System.gc();
				Thread.sleep(100);
			}
			long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
			return new Footprint(heap, residentKib(), ManagementFactory.getThreadMXBean().getThreadCount());
		}

		private static long residentKib() throws IOException {
			for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
				if (line.startsWith("VmRSS:")) {
					return Long.parseLong(line.replaceAll("[^0-9]", ""));
				}
			}
			return 0;
		}

	}

}
