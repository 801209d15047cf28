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

import io.mqttworks.benchmarks.load.Library.Endpoint;
import io.mqttworks.benchmarks.wire.BareConnection;
import io.mqttworks.benchmarks.wire.PacketReader;
import io.mqttworks.benchmarks.wire.Packets;
import io.mqttworks.benchmarks.wire.Sender;

/**
 * Publishes with no library: one thread writes, one reads the acknowledgements.
 */
final class LimitPublishLoad extends PacketReader implements Load, Sender.Message {

	private static final byte[] NO_PROPERTIES = {};

	private final Endpoint endpoint;

	private final Control control;

	private final byte[] topic = PublishLoad.TOPIC.getBytes(StandardCharsets.US_ASCII);

	private final byte[] payload;

	private final int qos;

	private final int window;

	private BareConnection connection;

	private Sender sender;

	private Thread writer;

	LimitPublishLoad(Endpoint endpoint, Control control, byte[] payload, int qos, int window) {
		this.endpoint = endpoint;
		this.control = control;
		this.payload = payload;
		this.qos = qos;
		this.window = window;
	}

	@Override
	public void start() throws Exception {
		this.connection = new BareConnection(Control.socket(this.endpoint), "limit");
		this.sender = new Sender(this.connection.out(), this, this.qos, this.window);
		this.writer = new Thread(this.sender, "writer");
		this.writer.start();
		Thread reader = new Thread(this::read, "reader");
		reader.setDaemon(true);
		reader.start();
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
	public int maximumLength() {
		return Packets.publishLength(this.topic.length, this.qos, 0, this.payload.length);
	}

	@Override
	public int put(byte[] buffer, int at, int packetId) {
		int index = Packets.putPublish(buffer, at, this.topic, this.qos, packetId, NO_PROPERTIES, this.payload.length);
		System.arraycopy(this.payload, 0, buffer, index, this.payload.length);
		return index + this.payload.length;
	}

	@Override
	protected boolean wantsPayload(int topic, int topicLength) {
		return false;
	}

	@Override
	protected void publish(int qos, int packetId, int topic, int topicLength, int rest, int end) {
		throw new IllegalStateException("Nothing was subscribed");
	}

	@Override
	protected void packet(int first, int body, int end) {
		this.sender.received(first, Packets.unsignedShort(this.bytes, body));
	}

	@Override
	protected void batchDone() {
		this.sender.wake();
	}

	@Override
	public long done() {
		return (this.qos == 0) ? this.sender.sent() : this.sender.acknowledged();
	}

	@Override
	public long stop() throws Exception {
		this.sender.stop();
		this.writer.join();
		Quiet.await(this.control::received, () -> this.control.received() >= this.sender.sent());
		long lost = this.sender.sent() - this.control.received();
		this.connection.close();
		return lost;
	}

}
