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

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.mqttworks.test.Bridge.Link;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Stands between clients and any MQTT server, and closes connections at packets that a
 * test names: behind them, or instead of passing them on. Knows TCP without TLS and
 * WebSocket only. Any thread.
 */
public final class PacketRelay implements AutoCloseable {

	private static final int READ_TIMEOUT_MILLIS = 2000;

	private final Bridge bridge;

	private final Object lock = new Object();

	private Closing closing = Closing.NEVER;

	private int closed;

	private PacketRelay(Bridge bridge) {
		this.bridge = bridge;
		bridge.open((link) -> new Passage(link).open());
	}

	/**
	 * Starts a relay.
	 * @param targetPort the server's port on the loopback interface
	 * @return the relay, listening, which passes everything on
	 */
	public static PacketRelay to(int targetPort) {
		return new PacketRelay(Bridge.to("packet-relay", targetPort, 0));
	}

	/**
	 * Returns the address for a client's list of servers.
	 * @return the address
	 */
	public String uri() {
		return this.bridge.uri();
	}

	/**
	 * Says where connections are closed from now on, and counts anew.
	 * @param closing where
	 */
	public void closeAt(Closing closing) {
		synchronized (this.lock) {
			this.closing = closing;
			this.closed = 0;
		}
	}

	/**
	 * Returns how many connections were closed as the last call of {@link #closeAt} says.
	 * @return the number
	 */
	public int closedConnections() {
		synchronized (this.lock) {
			return this.closed;
		}
	}

	/**
	 * Waits until all connections were closed that were to be.
	 * @param timeout how long at most
	 * @throws AssertionError if they were not
	 */
	public void awaitAllClosed(Duration timeout) {
		Closing closing;
		synchronized (this.lock) {
			closing = this.closing;
		}
		try {
			Awaitility.await()
				.atMost(timeout)
				.pollInterval(Duration.ofMillis(10))
				.until(() -> closedConnections() >= closing.times());
		}
		catch (ConditionTimeoutException ex) {
			throw new AssertionError(
					"Expected " + closing.times() + " connections to be closed at " + closing.describe() + " within "
							+ timeout + ", but " + closedConnections() + " were: so many of these packets did not come",
					ex);
		}
	}

	private boolean takes(PacketType type, Sender sender) {
		synchronized (this.lock) {
			boolean takes = this.closed < this.closing.times() && this.closing.matches(type, sender);
			this.closed += takes ? 1 : 0;
			return takes;
		}
	}

	private boolean loses() {
		synchronized (this.lock) {
			return this.closing.lost();
		}
	}

	@Override
	public void close() {
		this.bridge.close();
	}

	/**
	 * Who sends a packet.
	 */
	public enum Sender {

		/** The client. */
		CLIENT,

		/** The server. */
		SERVER,

		/** One or the other. */
		EITHER

	}

	/**
	 * Where connections are closed.
	 *
	 * @param type the type of the packet
	 * @param sender who sends it
	 * @param lost whether the packet itself is lost; otherwise it arrives, and nothing
	 * behind it
	 * @param times how many connections are closed, one packet each
	 */
	public record Closing(PacketType type, Sender sender, boolean lost, int times) {

		/** Nowhere. */
		public static final Closing NEVER = new Closing(PacketType.CONNECT, Sender.EITHER, false, 0);

		/**
		 * Checks the number.
		 */
		public Closing {
			if (times < 0) {
				throw new IllegalArgumentException("times must be 0 or more, not " + times);
			}
		}

		boolean matches(PacketType type, Sender sender) {
			return this.type == type && (this.sender == Sender.EITHER || this.sender == sender);
		}

		String describe() {
			return this.type
					+ ((this.sender == Sender.EITHER) ? "" : " of the " + this.sender.name().toLowerCase(Locale.ROOT))
					+ (this.lost ? ", which was to be lost" : "");
		}

	}

	/**
	 * What passes over one link.
	 */
	private final class Passage {

		private final Link link;

		/** Set once; from then on nothing passes. */
		private volatile boolean ending;

		Passage(Link link) {
			this.link = link;
		}

		void open() {
			this.link.pass(() -> pass(this.link.client(), this.link.server(), Sender.CLIENT),
					() -> pass(this.link.server(), this.link.client(), Sender.SERVER));
		}

		private void pass(Socket from, Socket to, Sender sender) {
			try {
				DataInputStream in = new DataInputStream(new BufferedInputStream(from.getInputStream()));
				OutputStream out = to.getOutputStream();
				while (!this.ending) {
					byte[] packet = read(in);
					pass(packet, out, sender);
				}
				drain(in);
			}
			catch (IOException | IllegalArgumentException ex) {
				// The end of the connection, or of what is MQTT.
			}
			this.link.end(false);
		}

		private void pass(byte[] packet, OutputStream out, Sender sender) throws IOException {
			synchronized (this) {
				if (this.ending) {
					return;
				}
				this.ending = takes(PacketType.of(packet[0]), sender);
				if (this.ending && loses()) {
					end();
					return;
				}
			}
			out.write(packet);
			if (this.ending) {
				end();
			}
		}

		// A socket that is closed with bytes unread takes away what was just sent.
		private void end() throws IOException {
			for (Socket socket : List.of(this.link.client(), this.link.server())) {
				socket.setSoTimeout(READ_TIMEOUT_MILLIS);
				socket.shutdownOutput();
			}
		}

		private static byte[] read(DataInputStream in) throws IOException {
			ByteArrayOutputStream header = new ByteArrayOutputStream();
			header.write(in.readUnsignedByte());
			int length = 0;
			int digit;
			int shift = 0;
			do {
				digit = in.readUnsignedByte();
				header.write(digit);
				length |= (digit & 0x7F) << shift;
				shift += 7;
			}
			while ((digit & 0x80) != 0 && shift < 28);
			byte[] packet = Arrays.copyOf(header.toByteArray(), header.size() + length);
			in.readFully(packet, header.size(), length);
			return packet;
		}

		private static void drain(DataInputStream in) throws IOException {
			byte[] buffer = new byte[8192];
			while (in.read(buffer) >= 0) {
				// Nobody needs it.
			}
		}

	}

}
