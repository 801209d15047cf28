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

package io.mqttworks.test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;

/**
 * A server of one MQTT 5 client that costs next to nothing: it acknowledges what it is
 * sent without looking at it, and sends as many messages as it is told to.
 */
public final class CheapServer implements AutoCloseable {

	private static final byte[] CONNACK = Wire.bytes(0x20, 3, 0, 0, 0);

	/** How many QoS 1 and 2 messages it has under way; below a client's default. */
	private static final int WINDOW = 500;

	private final ServerSocket listener;

	private final Semaphore window = new Semaphore(WINDOW);

	private volatile Socket socket;

	private byte[] in = new byte[256 * 1024];

	private int start;

	private int end;

	private CheapServer(ServerSocket listener) {
		this.listener = listener;
	}

	/**
	 * Starts a server.
	 * @return the server, listening on a random port of the loopback interface
	 */
	public static CheapServer start() {
		try {
			CheapServer server = new CheapServer(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
			Thread thread = new Thread(server::serve, "cheap-server");
			thread.setDaemon(true);
			thread.start();
			return server;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The address for a client's list of servers. */
	public String uri() {
		return "mqtt://127.0.0.1:" + this.listener.getLocalPort();
	}

	/**
	 * Sends messages.
	 * @param count how many
	 * @param topic their topic
	 * @param payload their payload
	 * @param qos their QoS
	 */
	public void flood(int count, String topic, byte[] payload, int qos) {
		int batch = 50;
		try {
			for (int sent = 0; sent < count; sent += batch) {
				ByteArrayOutputStream packets = new ByteArrayOutputStream();
				if (qos > 0) {
					this.window.acquire(batch);
				}
				for (int i = 0; i < batch; i++) {
					publish(packets, topic, payload, qos, 1 + (sent + i) % (WINDOW * 2));
				}
				write(packets.toByteArray(), packets.size());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static void publish(ByteArrayOutputStream out, String topic, byte[] payload, int qos, int id) {
		byte[] name = topic.getBytes(StandardCharsets.UTF_8);
		out.write(0x30 | (qos << 1));
		Wire.variable(out, 2 + name.length + ((qos > 0) ? 2 : 0) + 1 + payload.length);
		Wire.binary(out, name);
		if (qos > 0) {
			Wire.twoBytes(out, id);
		}
		out.write(0);
		out.writeBytes(payload);
	}

	private void serve() {
		try (Socket client = this.listener.accept()) {
			client.setTcpNoDelay(true);
			this.socket = client;
			InputStream stream = client.getInputStream();
			byte[] answers = new byte[this.in.length];
			for (int count = read(stream); count >= 0; count = read(stream)) {
				this.end += count;
				int length = answer(answers);
				write(answers, length);
			}
		}
		catch (IOException ex) {
			// The client is gone.
		}
	}

	private int read(InputStream stream) throws IOException {
		System.arraycopy(this.in, this.start, this.in, 0, this.end - this.start);
		this.end -= this.start;
		this.start = 0;
		return stream.read(this.in, this.end, this.in.length - this.end);
	}

	/** Answers the packets that are whole, none with more bytes than it has. */
	private int answer(byte[] answers) {
		int length = 0;
		int acknowledged = 0;
		while (this.end - this.start >= 2) {
			int at = this.start + 1;
			int remaining = 0;
			int shift = 0;
			boolean more = true;
			while (more && at < this.end) {
				remaining |= (this.in[at] & 0x7F) << shift;
				more = this.in[at++] < 0;
				shift += 7;
			}
			if (more || this.end - at < remaining) {
				break;
			}
			int first = this.in[this.start] & 0xFF;
			int type = first >>> 4;
			int id = at;
			if (type == 3) {
				int qos = (first >> 1) & 3;
				id += 2 + ((this.in[at] & 0xFF) << 8) + (this.in[at + 1] & 0xFF);
				length += (qos > 0) ? acknowledge(answers, length, (qos == 1) ? 0x40 : 0x50, id) : 0;
			}
			else if (type == 5) {
				length += acknowledge(answers, length, 0x62, id);
			}
			else if (type == 6) {
				length += acknowledge(answers, length, 0x70, id);
			}
			else if (type == 4 || type == 7) {
				acknowledged++;
			}
			else if (type == 8) {
				byte[] subAck = { (byte) 0x90, 4, this.in[at], this.in[at + 1], 0, 2 };
				System.arraycopy(subAck, 0, answers, length, subAck.length);
				length += subAck.length;
			}
			else if (type == 1) {
				System.arraycopy(CONNACK, 0, answers, length, CONNACK.length);
				length += CONNACK.length;
			}
			this.start = at + remaining;
		}
		this.window.release(acknowledged);
		return length;
	}

	private int acknowledge(byte[] answers, int at, int first, int id) {
		answers[at] = (byte) first;
		answers[at + 1] = 2;
		answers[at + 2] = this.in[id];
		answers[at + 3] = this.in[id + 1];
		return 4;
	}

	private void write(byte[] bytes, int length) throws IOException {
		if (length > 0) {
			synchronized (this.window) {
				OutputStream out = this.socket.getOutputStream();
				out.write(bytes, 0, length);
			}
		}
	}

	@Override
	public void close() {
		try {
			this.listener.close();
			if (this.socket != null) {
				this.socket.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
