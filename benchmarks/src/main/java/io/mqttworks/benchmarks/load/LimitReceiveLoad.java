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
import java.util.Arrays;

import io.mqttworks.benchmarks.sink.Sink;
import io.mqttworks.benchmarks.wire.BareConnection;
import io.mqttworks.benchmarks.wire.PacketReader;
import io.mqttworks.benchmarks.wire.Packets;

/**
 * Receives with no library: reads, copies each payload, acknowledges all of a read with
 * one write.
 */
final class LimitReceiveLoad extends PacketReader implements Load {

	private final Library.Endpoint endpoint;

	private final Control control;

	private final Scenario scenario;

	private final byte[] reply = new byte[64 * 1024];

	private int replyLength;

	private long batch;

	private volatile long received;

	/** Keeps the copy from being optimized away. */
	volatile byte[] last;

	private BareConnection connection;

	LimitReceiveLoad(Library.Endpoint endpoint, Control control, Scenario scenario) {
		this.endpoint = endpoint;
		this.control = control;
		this.scenario = scenario;
	}

	@Override
	public void start() throws Exception {
		this.connection = new BareConnection(Control.socket(this.endpoint), "limit");
		this.connection.subscribe(Sink.FLOOD + "#", this.scenario.qos());
		Thread reader = new Thread(this::read, "reader");
		reader.setDaemon(true);
		reader.start();
		this.control.flood("limit", this.scenario.qos(), this.scenario.window(), this.scenario.topics(),
				this.scenario.floodPayload());
	}

	private void read() {
		try {
			readAll(this.connection.in());
		}
		catch (IOException ex) {
			// Closed at the end.
		}
	}

	@Override
	protected boolean wantsPayload(int topic, int topicLength) {
		return true;
	}

	@Override
	protected void publish(int qos, int packetId, int topic, int topicLength, int rest, int end) throws IOException {
		this.last = Arrays.copyOfRange(this.bytes, rest, end);
		this.batch++;
		if (qos > 0) {
			acknowledge((qos == 1) ? Packets.PUBACK : Packets.PUBREC, packetId);
		}
	}

	@Override
	protected void packet(int first, int body, int end) throws IOException {
		acknowledge(Packets.PUBCOMP, Packets.unsignedShort(this.bytes, body));
	}

	private void acknowledge(int type, int packetId) throws IOException {
		if (this.replyLength + 4 > this.reply.length) {
			flush();
		}
		this.replyLength = Packets.putAcknowledgement(this.reply, this.replyLength, type, packetId);
	}

	private void flush() throws IOException {
		this.connection.out().write(this.reply, 0, this.replyLength);
		this.replyLength = 0;
	}

	@Override
	protected void batchDone() throws IOException {
		this.received = this.received + this.batch;
		this.batch = 0;
		if (this.replyLength > 0) {
			flush();
		}
	}

	@Override
	public long done() {
		return this.received;
	}

	@Override
	public long stop() throws Exception {
		long sent = this.control.stopFlood("limit");
		Quiet.await(this::done, () -> this.received >= sent);
		this.connection.close();
		return sent - this.received;
	}

}
