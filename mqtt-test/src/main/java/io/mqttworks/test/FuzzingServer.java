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
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

import io.mqttworks.test.FuzzLedger.Delivery;

/**
 * A server of one client that sends random packets, valid ones, almost valid ones and
 * invalid ones, and breaks connections. Its ledger knows what a client may deliver and
 * must deliver, and what it did that it must not.
 * <p>
 * After {@code faults} connections it is an ordinary server, which brings all exchanges
 * to their end.
 */
public final class FuzzingServer implements AutoCloseable {

	/** How long a client may take to end a connection that it must end. */
	private static final int PATIENCE = 20_000;

	private final ServerSocket listener;

	private final Random random;

	private final Thread thread;

	private final FuzzLedger ledger = new FuzzLedger();

	private boolean sessionKept;

	private int faultsLeft;

	private int messages;

	private int packets;

	private int refused;

	// Of the connection there is

	private Socket socket;

	private DataInputStream in;

	private FuzzPackets fuzz;

	private boolean mqtt5;

	private int receiveMaximum;

	/** QoS 0 messages that were sent. */
	private final List<String> unacknowledged = new ArrayList<>();

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	private FuzzingServer(ServerSocket listener, long seed, int faults) {
		this.listener = listener;
		this.random = new Random(seed);
		this.faultsLeft = faults;
		this.thread = new Thread(this::serveAll, "fuzzing-server");
		this.thread.setDaemon(true);
	}

	/**
	 * Starts a server.
	 * @param seed of all choices
	 * @param faults how many connections are not ordinary
	 * @return the server
	 * @throws IOException if it cannot listen
	 */
	public static FuzzingServer start(long seed, int faults) throws IOException {
		FuzzingServer server = new FuzzingServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), seed,
				faults);
		server.thread.start();
		return server;
	}

	/** The address for a client's list of servers. */
	public String uri() {
		return "mqtt://127.0.0.1:" + this.listener.getLocalPort();
	}

	/** Whether nothing is left to do: no faults, and no exchange with the client. */
	public synchronized boolean isQuiet() {
		return this.faultsLeft == 0 && this.ledger.hasNoExchange();
	}

	/** What the client did that it must not; it hung, for instance. */
	public List<String> violations() {
		return this.ledger.violations();
	}

	/** How many packets were sent. */
	public synchronized int packets() {
		return this.packets;
	}

	/** How many connections the client had to end, and did. */
	public synchronized int refused() {
		return this.refused;
	}

	/** The payloads that the client published and this server took, each once. */
	public Set<String> taken() {
		return this.ledger.taken();
	}

	/**
	 * Compares what a client delivered with what it may and must.
	 * @param delivered how often each payload was delivered
	 * @return what is wrong with it
	 */
	public List<String> check(Map<String, Integer> delivered) {
		return this.ledger.check(delivered);
	}

	private void serveAll() {
		while (!this.listener.isClosed()) {
			try (Socket accepted = this.listener.accept()) {
				accepted.setTcpNoDelay(true);
				accepted.setSoTimeout(PATIENCE);
				this.socket = accepted;
				this.in = new DataInputStream(new BufferedInputStream(accepted.getInputStream()));
				this.out.reset();
				this.unacknowledged.clear();
				serve();
			}
			catch (EOFException | SocketException ex) {
				// The client has left, or this server has cut it off.
			}
			catch (SocketTimeoutException ex) {
				violation("the client hung: it neither sent nor closed for " + PATIENCE + " ms");
			}
			catch (IOException | RuntimeException ex) {
				violation("the client confused the server: " + ex);
			}
		}
	}

	private void violation(String what) {
		if (!this.listener.isClosed()) {
			this.ledger.violation(what);
		}
	}

	private void serve() throws IOException {
		ClientPacket connect = ClientPacket.read(this.in);
		boolean fault;
		synchronized (this) {
			this.mqtt5 = connect.isMqtt5();
			this.receiveMaximum = this.mqtt5 ? connect.property(Property.RECEIVE_MAXIMUM, 65_535) : 50;
			int aliases = this.mqtt5 ? connect.property(Property.TOPIC_ALIAS_MAXIMUM, 0) : 0;
			this.fuzz = new FuzzPackets(this.random, this.mqtt5, aliases);
			this.ledger.connected();
			fault = this.faultsLeft > 0;
			if (fault && chance(10)) {
				add(this.fuzz.invalidConnAck());
				this.faultsLeft--;
				mustLeave();
				return;
			}
			if (connect.isCleanStart()) {
				forget();
			}
			add(Wire.connAck(this.mqtt5, this.sessionKept, 0, Props.NONE));
			this.sessionKept = true;
			this.ledger.deliveries().forEach(this::again);
		}
		flush();
		for (int i = this.random.nextInt(12); fault && i > 0; i--) {
			step();
		}
		if (fault) {
			end();
			synchronized (this) {
				this.faultsLeft--;
			}
		}
		else {
			while (true) {
				answer(ClientPacket.read(this.in), true);
				flush();
			}
		}
	}

	/** Sends something, and reads what there is. */
	private void step() throws IOException {
		synchronized (this) {
			for (int i = this.random.nextInt(6); i > 0; i--) {
				if (chance(85)) {
					message(this.random.nextInt(3));
				}
				else {
					add(this.fuzz.harmless(65_535 - this.random.nextInt(100)));
				}
			}
		}
		flush();
		for (int i = this.random.nextInt(10); i > 0 && this.in.available() == 0; i--) {
			LockSupport.parkNanos(500_000);
		}
		while (this.in.available() > 0) {
			answer(ClientPacket.read(this.in), false);
		}
		flush();
	}

	private void end() throws IOException {
		switch (this.random.nextInt(5)) {
			case 0, 1 -> {
				synchronized (this) {
					// What stands behind it counts as little as it does.
					add(this.fuzz.invalid("never-" + ++this.messages));
					add(this.fuzz.publish("never-" + ++this.messages, 0, 0));
				}
				mustLeave();
				arrived();
			}
			case 2 -> mutate();
			case 3 -> {
				int half = this.random.nextInt(8);
				this.socket.getOutputStream().write(new byte[] { 0x30, 9, 0, 1, 'f', 0, 0, 0 }, 0, half);
				this.socket.shutdownOutput();
				readToEnd();
				arrived();
			}
			default -> this.socket.setSoLinger(true, 0);
		}
	}

	/** Only a decoder can tell what it is: whatever it may be, is allowed. */
	private void mutate() throws IOException {
		List<String> texts = new ArrayList<>();
		byte[] mutated;
		synchronized (this) {
			ByteArrayOutputStream valid = new ByteArrayOutputStream();
			for (int i = this.random.nextInt(3); i >= 0; i--) {
				int qos = this.random.nextInt(3);
				valid.writeBytes(
						this.fuzz.publish("mutated-" + ++this.messages, qos, 60_000 + this.random.nextInt(1_000)));
			}
			mutated = this.fuzz.mutated(valid.toByteArray());
			if (FuzzPackets.read(mutated, this.mqtt5, texts)) {
				// Twice at most, as bytes that were doubled can make the same again.
				texts.forEach((text) -> this.ledger.allow(text, 1));
				add(mutated);
			}
			this.ledger.lostTrack();
		}
		flush();
		this.socket.shutdownOutput();
		readToEnd();
		synchronized (this) {
			forget();
		}
	}

	private void forget() {
		this.ledger.forget();
		this.sessionKept = false;
	}

	private void mustLeave() throws IOException {
		flush();
		readToEnd();
		synchronized (this) {
			this.refused++;
		}
	}

	/** The client has read everything, up to the end that it saw. */
	private synchronized void arrived() {
		this.ledger.require(this.unacknowledged);
	}

	private void readToEnd() throws IOException {
		try {
			while (true) {
				ClientPacket packet = ClientPacket.read(this.in);
				answer(packet, false);
				this.out.reset();
				if (packet.type() == 14) {
					// The client waits for this.
					this.socket.shutdownOutput();
				}
			}
		}
		catch (EOFException | SocketException ex) {
			// It has left.
		}
	}

	private boolean chance(int percent) {
		return this.random.nextInt(100) < percent;
	}

	private void add(byte[] packet) {
		this.packets++;
		this.out.writeBytes(packet);
	}

	/** Sends what there is, in pieces. */
	private void flush() throws IOException {
		byte[] bytes = this.out.toByteArray();
		this.out.reset();
		int at = 0;
		while (at < bytes.length) {
			int length = Math.min(bytes.length - at, chance(20) ? 1 + this.random.nextInt(20) : bytes.length);
			this.socket.getOutputStream().write(bytes, at, length);
			at += length;
		}
	}

	private void message(int qos) {
		String text = qos + "-" + ++this.messages;
		if (qos == 0) {
			this.ledger.allow(text, 0);
			this.unacknowledged.add(text);
			add(this.fuzz.publish(text, 0, 0));
		}
		else if (this.ledger.deliveries().size() < this.receiveMaximum) {
			Delivery delivery = this.ledger.open(text, qos);
			delivery.packet(this.fuzz.publish(text, qos, delivery.id()));
			add(delivery.packet());
		}
	}

	private void again(Delivery delivery) {
		if (delivery.isReleased()) {
			add(Wire.ack(this.mqtt5, 6, delivery.id(), 0, Props.NONE));
		}
		else {
			byte[] packet = delivery.packet().clone();
			packet[0] |= 8;
			add(packet);
		}
	}

	/** Answers as it should; or, while it makes faults, sometimes not. */
	private synchronized void answer(ClientPacket packet, boolean always) {
		boolean answered = always || chance(85);
		switch (packet.type()) {
			case 3 -> published(packet, answered);
			case 4 -> this.ledger.acknowledged(packet.id(), 1);
			case 5 -> {
				if (this.ledger.recorded(packet.id()) && answered) {
					add(Wire.ack(this.mqtt5, 6, packet.id(), 0, Props.NONE));
				}
			}
			case 6 -> {
				boolean known = this.ledger.released(packet.id());
				if (answered) {
					add(Wire.ack(this.mqtt5, 7, packet.id(), known ? 0 : 0x92, Props.NONE));
				}
			}
			case 7 -> this.ledger.acknowledged(packet.id(), 2);
			case 8 -> {
				if (this.mqtt5) {
					this.fuzz.subscription(packet.property(Property.SUBSCRIPTION_IDENTIFIER, 0));
				}
				add(Wire.subAck(this.mqtt5, packet.id(), Props.NONE, granted(packet)));
			}
			case 12 -> add(Wire.pingResp());
			case 14 -> {
			}
			default -> violation("the client sent a packet of type " + packet.type());
		}
	}

	private int[] granted(ClientPacket subscribe) {
		int[] codes = new int[subscribe.filters(this.mqtt5)];
		Arrays.fill(codes, 2);
		return codes;
	}

	private void published(ClientPacket packet, boolean answered) {
		this.ledger.published(packet.text(this.mqtt5), packet.qos(), packet.id());
		if (packet.qos() > 0 && answered) {
			add(Wire.ack(this.mqtt5, 3 + packet.qos(), packet.id(), 0, Props.NONE));
		}
	}

	@Override
	public void close() {
		try {
			this.listener.close();
			Socket last = this.socket;
			if (last != null) {
				last.close();
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
