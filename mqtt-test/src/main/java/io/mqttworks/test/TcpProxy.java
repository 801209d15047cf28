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
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

import io.mqttworks.test.Bridge.Link;

/**
 * A bad network: stands between a client and a server, and cuts, stalls, delays or
 * dribbles what passes.
 */
public final class TcpProxy implements AutoCloseable {

	private final Bridge bridge;

	private final Gate upGate = new Gate();

	private final Gate downGate = new Gate();

	private volatile Duration delay = Duration.ZERO;

	private volatile int chunk = 65_536;

	private volatile LongSupplier bytesUp = () -> Long.MAX_VALUE;

	private volatile LongSupplier bytesDown = () -> Long.MAX_VALUE;

	/** Bytes a second towards the server; 0 for as fast as it goes. */
	private volatile int rateUp;

	/** Bytes a second towards the client; 0 for as fast as it goes. */
	private volatile int rateDown;

	private final AtomicInteger cuts = new AtomicInteger();

	private TcpProxy(Bridge bridge, int rateUp) {
		this.bridge = bridge;
		this.rateUp = rateUp;
		bridge.open(this::pass);
	}

	/**
	 * Starts a proxy.
	 * @param targetPort a port of the loopback interface
	 * @return the proxy, listening
	 */
	public static TcpProxy to(int targetPort) {
		return new TcpProxy(Bridge.to("tcp-proxy", targetPort, 0), 0);
	}

	/**
	 * Starts a proxy that is a slow line towards the server: it takes what the client
	 * sends no faster than a rate, and buffers hardly any of it. The other direction is
	 * fast.
	 * @param targetPort a port of the loopback interface
	 * @param bytesPerSecond the rate
	 * @return the proxy, listening
	 */
	public static TcpProxy slow(int targetPort, int bytesPerSecond) {
		return new TcpProxy(Bridge.to("tcp-proxy", targetPort, 8 * 1024), bytesPerSecond);
	}

	/** The address for a client's list of servers. */
	public String uri() {
		return this.bridge.uri();
	}

	/** How many connections were made so far. */
	public int connections() {
		return this.bridge.connections();
	}

	/** Breaks all connections with a reset. */
	public void cut() {
		this.bridge.endAll(true);
	}

	/**
	 * Breaks each connection to come as soon as a number of bytes has passed, in the
	 * middle of a packet or not.
	 * @param up says how many bytes pass to the server, once for each connection
	 * @param down says how many bytes pass to the client, once for each connection
	 */
	public void cutAfter(LongSupplier up, LongSupplier down) {
		this.bytesUp = up;
		this.bytesDown = down;
	}

	/** Breaks no connection to come any more. */
	public void cutNoMore() {
		cutAfter(() -> Long.MAX_VALUE, () -> Long.MAX_VALUE);
	}

	/** How many connections were broken because of {@link #cutAfter} so far. */
	public int cuts() {
		return this.cuts.get();
	}

	/** Ends all connections in an orderly way. */
	public void closeAll() {
		this.bridge.endAll(false);
	}

	/** Lets nothing pass in either direction; connections stay open. */
	public void stall() {
		this.upGate.shut();
		this.downGate.shut();
	}

	/** Lets nothing pass from the server to the client. */
	public void stallReplies() {
		this.downGate.shut();
	}

	/** Lets everything pass again, what waited first. */
	public void flow() {
		this.upGate.open();
		this.downGate.open();
	}

	/**
	 * Holds every piece of data back for a time.
	 * @param delay the time
	 */
	public void delay(Duration delay) {
		this.delay = delay;
	}

	/** Passes one byte at a time. */
	public void dribble() {
		this.chunk = 1;
	}

	/**
	 * Passes so many bytes a second in each direction, on connections to come.
	 * @param bytesPerSecond how many, at least 100
	 */
	public void slow(int bytesPerSecond) {
		this.rateUp = bytesPerSecond;
		this.rateDown = bytesPerSecond;
	}

	/**
	 * Ends new connections as soon as they are made, or no longer.
	 * @param refusing whether to
	 */
	public void refuse(boolean refusing) {
		this.bridge.refuse(refusing);
	}

	private void pass(Link link) {
		long up = this.bytesUp.getAsLong();
		long down = this.bytesDown.getAsLong();
		link.pass(() -> copy(link, link.client(), link.server(), this.upGate, up, this.rateUp),
				() -> copy(link, link.server(), link.client(), this.downGate, down, this.rateDown));
	}

	private void copy(Link link, Socket from, Socket to, Gate gate, long limit, int rate) {
		byte[] buffer = new byte[(rate > 0) ? Math.max(1, rate / 50) : 65_536];
		long due = System.nanoTime();
		long left = limit;
		try {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
				gate.pass();
				pauseUntil(System.nanoTime() + this.delay.toNanos());
				int passing = (int) Math.min(left, count);
				for (int start = 0; start < passing; start += this.chunk) {
					int length = Math.min(this.chunk, passing - start);
					out.write(buffer, start, length);
				}
				left -= passing;
				if (left == 0) {
					if (link.end(true)) {
						this.cuts.incrementAndGet();
					}
					return;
				}
				if (rate > 0) {
					// What was late is caught up with, but not what was idle.
					due = Math.max(due, System.nanoTime() - 100_000_000) + count * 1_000_000_000L / rate;
					pauseUntil(due);
				}
			}
		}
		catch (IOException ex) {
			// The end of the connection.
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		link.end(false);
	}

	private static void pauseUntil(long until) {
		for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
	}

	@Override
	public void close() {
		this.bridge.close();
		flow();
	}

}
