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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Stands between clients and any MQTT server, and closes connections at packets that a
 * test names: behind them, or instead of passing them on. Knows TCP without TLS and
 * WebSocket only. Any thread.
 */
public final class PacketRelay implements AutoCloseable {

	private static final int READ_TIMEOUT_MILLIS = 2000;

	private final ServerSocket listener;

	private final int targetPort;

	private final List<Link> links = new CopyOnWriteArrayList<>();

	private final Object lock = new Object();

	private Closing closing = Closing.NEVER;

	private int closed;

	private PacketRelay(ServerSocket listener, int targetPort) {
		this.listener = listener;
		this.targetPort = targetPort;
	}

	/**
	 * Starts a relay.
	 * @param targetPort the server's port on the loopback interface
	 * @return the relay, listening, which passes everything on
	 */
	public static PacketRelay to(int targetPort) {
		try {
			PacketRelay relay = new PacketRelay(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), targetPort);
			daemon("packet-relay", relay::acceptAll);
			return relay;
		}
		catch (IOException ex) {
			throw new IllegalStateException("The relay cannot listen", ex);
		}
	}

	/**
	 * Returns the address for a client's list of servers.
	 * @return the address
	 */
	public String uri() {
		return "mqtt://127.0.0.1:" + this.listener.getLocalPort();
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

	private void acceptAll() {
		try {
			while (!this.listener.isClosed()) {
				open(this.listener.accept());
			}
		}
		catch (IOException ex) {
			// Closed.
		}
	}

	private void open(Socket client) throws IOException {
		Socket server = new Socket();
		try {
			server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.targetPort), 5000);
		}
		catch (IOException ex) {
			client.close();
			server.close();
			return;
		}
		client.setTcpNoDelay(true);
		server.setTcpNoDelay(true);
		Link link = new Link(client, server);
		this.links.add(link);
		daemon("packet-relay-client", () -> link.pass(client, server, Sender.CLIENT));
		daemon("packet-relay-server", () -> link.pass(server, client, Sender.SERVER));
	}

	private static void daemon(String name, Runnable task) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() {
		try {
			this.listener.close();
		}
		catch (IOException ex) {
			throw new IllegalStateException("The relay cannot be closed", ex);
		}
		this.links.forEach(Link::close);
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
	 * A connection of a client with that to the server.
	 */
	private final class Link {

		private final Socket client;

		private final Socket server;

		/** Set once; from then on nothing passes. */
		private volatile boolean ending;

		Link(Socket client, Socket server) {
			this.client = client;
			this.server = server;
		}

		void pass(Socket from, Socket to, Sender sender) {
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
			close();
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
			for (Socket socket : List.of(this.client, this.server)) {
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

		void close() {
			PacketRelay.this.links.remove(this);
			for (Socket socket : List.of(this.client, this.server)) {
				try {
					socket.close();
				}
				catch (IOException ex) {
					// It is broken already.
				}
			}
		}

	}

}
