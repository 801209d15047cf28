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

package io.mqttworks.benchmarks.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * An MQTT 3.1.1 connection over a blocking socket.
 */
public final class BareConnection implements AutoCloseable {

	private final Socket socket;

	private final InputStream in;

	private final OutputStream out;

	/**
	 * Connects.
	 * @param socket the socket
	 * @param clientId the client identifier
	 * @throws IOException if the server cannot be reached or refuses
	 */
	public BareConnection(Socket socket, String clientId) throws IOException {
		this.socket = socket;
		socket.setTcpNoDelay(true);
		this.in = socket.getInputStream();
		this.out = socket.getOutputStream();
		this.out.write(Packets.connect(clientId));
		expect(Packets.CONNACK);
	}

	/**
	 * Subscribes.
	 * @param filter the topic filter
	 * @param qos the quality of service
	 * @throws IOException if the connection breaks
	 */
	public void subscribe(String filter, int qos) throws IOException {
		this.out.write(Packets.subscribe(filter, qos));
		expect(Packets.SUBACK);
	}

	private void expect(int type) throws IOException {
		byte[] head = read(2);
		if ((head[0] & 0xFF) != type) {
			throw new IOException("Expected packet " + type + ", got " + (head[0] & 0xFF));
		}
		read(head[1]);
	}

	private byte[] read(int length) throws IOException {
		byte[] bytes = this.in.readNBytes(length);
		if (bytes.length < length) {
			throw new EOFException("The server closed the connection");
		}
		return bytes;
	}

	/**
	 * Publishes a short text at QoS 0 and waits for the message that comes back.
	 * @param topic the topic
	 * @param text the text
	 * @return the answer
	 * @throws IOException if the connection breaks
	 */
	public synchronized String ask(String topic, String text) throws IOException {
		byte[] name = topic.getBytes(StandardCharsets.UTF_8);
		byte[] payload = text.getBytes(StandardCharsets.UTF_8);
		byte[] packet = new byte[Packets.publishLength(name.length, 0, 0, payload.length)];
		int index = Packets.putPublish(packet, 0, name, 0, 0, new byte[0], payload.length);
		System.arraycopy(payload, 0, packet, index, payload.length);
		this.out.write(packet);
		byte[] head = read(2);
		byte[] body = read(head[1]);
		int start = 2 + Packets.unsignedShort(body, 0);
		return new String(body, start, body.length - start, StandardCharsets.UTF_8);
	}

	public InputStream in() {
		return this.in;
	}

	public OutputStream out() {
		return this.out;
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
