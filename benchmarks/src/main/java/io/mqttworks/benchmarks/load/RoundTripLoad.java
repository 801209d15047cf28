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

import java.util.concurrent.TimeUnit;

import io.mqttworks.benchmarks.load.Library.Client;
import io.mqttworks.benchmarks.load.Library.Endpoint;
import io.mqttworks.benchmarks.load.Library.Events;
import io.mqttworks.benchmarks.sink.Sink;

/**
 * Publishes a message, waits until it comes back, publishes the next one from the
 * handler: no thread of the measuring's own is woken up.
 */
final class RoundTripLoad implements Load, Events {

	private final Library library;

	private final Endpoint endpoint;

	private final byte[] payload;

	private final int qos;

	private final RoundTrips trips = new RoundTrips();

	private volatile Client client;

	RoundTripLoad(Library library, Endpoint endpoint, byte[] payload, int qos) {
		this.library = library;
		this.endpoint = endpoint;
		this.payload = payload;
		this.qos = qos;
	}

	@Override
	public void start() throws Exception {
		Client client = this.library.connect(this.endpoint, "round-trip", this).get(30, TimeUnit.SECONDS);
		this.client = client;
		client.subscribe(Sink.ECHO, this.qos);
		next();
	}

	private void next() {
		this.trips.begin();
		try {
			this.client.publish(Sink.ECHO, this.payload, this.qos);
		}
		catch (Exception ex) {
			failed(ex);
		}
	}

	@Override
	public void received(int length) {
		if (this.trips.end()) {
			next();
		}
	}

	@Override
	public void completed() {
	}

	@Override
	public void failed(Throwable failure) {
		failure.printStackTrace();
	}

	@Override
	public long done() {
		return this.trips.count();
	}

	@Override
	public RoundTrips trips() {
		return this.trips;
	}

	@Override
	public long stop() throws Exception {
		this.trips.stop();
		this.client.close();
		return 0;
	}

}
