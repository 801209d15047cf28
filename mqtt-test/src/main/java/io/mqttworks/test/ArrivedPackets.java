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

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.netty.handler.codec.mqtt.MqttMessageType;

/**
 * What arrived on one connection of a client, in order, up to its end. One thread adds,
 * another one expects; what does not come fails with all that did.
 */
final class ArrivedPackets {

	private static final Object END = new Object();

	/** The number of the connection, for failures. */
	private final int connection;

	private final BlockingQueue<Object> unread = new LinkedBlockingQueue<>();

	private final List<ReceivedPacket> all = Collections.synchronizedList(new ArrayList<>());

	ArrivedPackets(int connection) {
		this.connection = connection;
	}

	void add(ReceivedPacket packet) {
		this.all.add(packet);
		this.unread.add(packet);
	}

	/** The client has closed the connection. */
	void end() {
		this.unread.add(END);
	}

	/** The connection broke. */
	void fail(Exception failure) {
		this.unread.add(failure);
	}

	/** All packets that arrived so far, expected or not. */
	List<ReceivedPacket> all() {
		synchronized (this.all) {
			return List.copyOf(this.all);
		}
	}

	/**
	 * Waits for the next packet.
	 * @param type what it must be
	 * @param expected what to call it in a failure
	 * @return the packet
	 */
	ReceivedPacket expect(MqttMessageType type, String expected) {
		Object next = next(expected, Kit.TIMEOUT);
		if (next instanceof ReceivedPacket packet && packet.type() == type) {
			return packet;
		}
		throw unexpected(expected, next);
	}

	ReceivedPacket expectId(MqttMessageType type, int packetId) {
		String expected = type + " id=" + packetId;
		ReceivedPacket packet = expect(type, expected);
		if (packet.packetId() != packetId) {
			throw unexpected(expected, packet);
		}
		return packet;
	}

	ReceivedPacket expectFilters(MqttMessageType type, String... filters) {
		String expected = type + " " + Arrays.toString(filters);
		ReceivedPacket packet = expect(type, expected);
		if (!packet.filters().equals(List.of(filters))) {
			throw unexpected(expected, packet);
		}
		return packet;
	}

	ReceivedPacket expectAny() {
		Object next = next("a packet", Kit.TIMEOUT);
		if (next instanceof ReceivedPacket packet) {
			return packet;
		}
		throw unexpected("a packet", next);
	}

	/** Waits for the end, and fails if a packet comes first. */
	void expectEnd() {
		Object next = next("the client to close the connection", Kit.TIMEOUT);
		if (next != END && !isReset(next)) {
			throw unexpected("the client to close the connection", next);
		}
	}

	/** Waits for the end, whatever comes before. */
	void awaitEnd() {
		Object next;
		do {
			next = next("the client to close the connection", Kit.TIMEOUT);
		}
		while (next instanceof ReceivedPacket);
		if (next != END && !isReset(next)) {
			throw unexpected("the client to close the connection", next);
		}
	}

	void expectNothingFor(Duration duration) {
		try {
			Object next = this.unread.poll(duration.toMillis(), TimeUnit.MILLISECONDS);
			if (next != null) {
				throw unexpected("nothing for " + duration, next);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted", ex);
		}
	}

	/**
	 * Waits for the next packet for as long as it takes.
	 * @return the packet, or {@code null} at the end
	 */
	ReceivedPacket nextOrEnd() throws InterruptedException {
		return (this.unread.take() instanceof ReceivedPacket packet) ? packet : null;
	}

	private Object next(String expected, Duration timeout) {
		try {
			Object next = this.unread.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
			if (next == null) {
				throw new AssertionError("Expected " + expected + " within " + timeout + ", but nothing came. " + this);
			}
			return next;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted while waiting for " + expected, ex);
		}
	}

	AssertionError unexpected(String expected, Object got) {
		String text = (got == END) ? "the client closed the connection" : got + " came";
		return new AssertionError("Expected " + expected + ", but " + text + ". " + this,
				(got instanceof Throwable cause) ? cause : null);
	}

	private static boolean isReset(Object next) {
		return next instanceof IOException ex && ex.getMessage() != null && ex.getMessage().contains("reset");
	}

	@Override
	public String toString() {
		List<ReceivedPacket> packets = all();
		List<ReceivedPacket> last = packets.subList(Math.max(0, packets.size() - 12), packets.size());
		return "Connection " + this.connection + " had " + packets.size() + " packets, the last of them: " + last;
	}

}
