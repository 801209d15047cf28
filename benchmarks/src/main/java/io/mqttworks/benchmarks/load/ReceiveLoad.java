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
import java.util.concurrent.atomic.AtomicLong;

import io.mqttworks.benchmarks.load.Library.Client;
import io.mqttworks.benchmarks.load.Library.Endpoint;
import io.mqttworks.benchmarks.load.Library.Events;
import io.mqttworks.benchmarks.sink.Sink;

/**
 * Receives what the sink broker sends as fast as it can.
 */
final class ReceiveLoad implements Load, Events {

	private static final String CLIENT_ID = "subscriber";

	private final Library library;

	private final Endpoint endpoint;

	private final Control control;

	private final Scenario scenario;

	private final AtomicLong received = new AtomicLong();

	private Client client;

	ReceiveLoad(Library library, Endpoint endpoint, Control control, Scenario scenario) {
		this.library = library;
		this.endpoint = endpoint;
		this.control = control;
		this.scenario = scenario;
	}

	@Override
	public void start() throws Exception {
		this.client = this.library.connect(this.endpoint, CLIENT_ID, this).get(30, TimeUnit.SECONDS);
		this.client.subscribe(Sink.FLOOD + "#", this.scenario.qos());
		this.control.flood(CLIENT_ID, this.scenario.qos(), this.scenario.window(), this.scenario.topics(),
				this.scenario.floodPayload());
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
		this.received.getAndIncrement();
	}

	@Override
	public long done() {
		return this.received.get();
	}

	@Override
	public long stop() throws Exception {
		long sent = this.control.stopFlood(CLIENT_ID);
		Quiet.await(this.received::get, () -> this.received.get() >= sent);
		this.client.close();
		return sent - this.received.get();
	}

}
