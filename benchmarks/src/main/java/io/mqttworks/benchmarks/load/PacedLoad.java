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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import io.mqttworks.benchmarks.load.Library.Client;
import io.mqttworks.benchmarks.load.Library.Endpoint;
import io.mqttworks.benchmarks.load.Library.Events;

/**
 * Publishes at a fixed rate, in turn on each of its connections. A time is counted from
 * when a message was due, not from when it was published: a library that blocks does not
 * hide the messages it held up.
 */
final class PacedLoad implements Load, Runnable {

	private static final long TICK_NANOS = 1_000_000;

	private final Library library;

	private final Endpoint endpoint;

	private final Scenario scenario;

	private final byte[] payload;

	private final List<Paced> connections = new ArrayList<>();

	private final RoundTrips trips = new RoundTrips();

	private final AtomicLong completed = new AtomicLong();

	private final Thread thread = new Thread(this, "pacer");

	private long published;

	private volatile boolean stopped;

	PacedLoad(Library library, Endpoint endpoint, Scenario scenario) {
		this.library = library;
		this.endpoint = endpoint;
		this.scenario = scenario;
		this.payload = scenario.payload();
		this.thread.setDaemon(true);
	}

	@Override
	public void start() throws Exception {
		for (int i = 0; i < this.scenario.count(); i++) {
			this.connections.add(new Paced());
		}
		List<Client> clients = Clients.connect(this.library, this.endpoint, "paced", this.connections);
		for (int i = 0; i < clients.size(); i++) {
			this.connections.get(i).client = clients.get(i);
		}
		this.thread.start();
	}

	@Override
	public void run() {
		int each = (int) (this.scenario.rate() * TICK_NANOS / 1_000_000_000L);
		long due = System.nanoTime();
		int next = 0;
		while (!this.stopped) {
			due += TICK_NANOS;
			for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
				LockSupport.parkNanos(early);
			}
			for (int i = 0; i < each; i++) {
				this.connections.get(next).publish(due);
				next = (next + 1) % this.connections.size();
				this.published++;
			}
		}
	}

	@Override
	public long done() {
		return this.completed.get();
	}

	@Override
	public RoundTrips trips() {
		return this.trips;
	}

	@Override
	public long stop() throws Exception {
		this.stopped = true;
		this.thread.join();
		Quiet.await(this.completed::get, () -> this.completed.get() == this.published);
		return this.published - this.completed.get();
	}

	/** A connection, on which acknowledgements come in the order of the messages. */
	private final class Paced implements Events {

		private final Queue<Long> due = new ArrayDeque<>();

		private Client client;

		void publish(long due) {
			synchronized (this.due) {
				this.due.add(due);
			}
			try {
				this.client.publish(PublishLoad.TOPIC, PacedLoad.this.payload, PacedLoad.this.scenario.qos());
			}
			catch (Exception ex) {
				failed(ex);
			}
		}

		@Override
		public void completed() {
			long due;
			synchronized (this.due) {
				due = this.due.remove();
			}
			PacedLoad.this.trips.add(System.nanoTime() - due);
			PacedLoad.this.completed.incrementAndGet();
		}

		@Override
		public void failed(Throwable failure) {
			failure.printStackTrace();
		}

		@Override
		public void received(int length) {
			throw new IllegalStateException("Nothing was subscribed");
		}

	}

}
