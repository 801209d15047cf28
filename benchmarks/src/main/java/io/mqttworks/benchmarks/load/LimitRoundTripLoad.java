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
import java.nio.charset.StandardCharsets;

import io.mqttworks.benchmarks.sink.Sink;
import io.mqttworks.benchmarks.wire.BareConnection;
import io.mqttworks.benchmarks.wire.PacketReader;
import io.mqttworks.benchmarks.wire.Packets;

/**
 * Goes round with no library: one thread writes, and reads what comes back.
 */
final class LimitRoundTripLoad extends PacketReader implements Load {

	private final Library.Endpoint endpoint;

	private final byte[] packet;

	private final int qos;

	private final RoundTrips trips = new RoundTrips();

	private final byte[] reply = new byte[4];

	private BareConnection connection;

	LimitRoundTripLoad(Library.Endpoint endpoint, byte[] payload, int qos) {
		this.endpoint = endpoint;
		this.qos = qos;
		byte[] topic = Sink.ECHO.getBytes(StandardCharsets.US_ASCII);
		this.packet = new byte[Packets.publishLength(topic.length, qos, 0, payload.length)];
		int index = Packets.putPublish(this.packet, 0, topic, qos, 1, new byte[0], payload.length);
		System.arraycopy(payload, 0, this.packet, index, payload.length);
	}

	@Override
	public void start() throws Exception {
		this.connection = new BareConnection(Control.socket(this.endpoint), "limit");
		this.connection.subscribe(Sink.ECHO, this.qos);
		Thread reader = new Thread(this::read, "reader");
		reader.setDaemon(true);
		reader.start();
	}

	private void read() {
		try {
			next();
			readAll(this.connection.in());
		}
		catch (IOException ex) {
			// Closed at the end.
		}
	}

	private void next() throws IOException {
		this.trips.begin();
		this.connection.out().write(this.packet);
	}

	@Override
	protected boolean wantsPayload(int topic, int topicLength) {
		return true;
	}

	@Override
	protected void publish(int qos, int packetId, int topic, int topicLength, int rest, int end) throws IOException {
		boolean again = this.trips.end();
		if (qos > 0) {
			Packets.putAcknowledgement(this.reply, 0, Packets.PUBACK, packetId);
			this.connection.out().write(this.reply);
		}
		if (again) {
			next();
		}
	}

	@Override
	protected void packet(int first, int body, int end) {
		// The acknowledgement, which the message follows.
	}

	@Override
	protected void batchDone() {
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
		this.connection.close();
		return 0;
	}

}
