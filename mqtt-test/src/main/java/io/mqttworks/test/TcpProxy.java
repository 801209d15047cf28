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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * A bad network: stands between a client and a server, and cuts, stalls, delays or
 * dribbles what passes.
 */
public final class TcpProxy implements AutoCloseable {

	private final ServerSocket listener;

	private final int targetPort;

	private final List<Link> links = new CopyOnWriteArrayList<>();

	private final AtomicInteger accepted = new AtomicInteger();

	private final Gate upGate = new Gate();

	private final Gate downGate = new Gate();

	private volatile Duration delay = Duration.ZERO;

	private volatile int chunk = 65_536;

	private volatile boolean refusing;

	private volatile LongSupplier bytesUp = () -> Long.MAX_VALUE;

	private volatile LongSupplier bytesDown = () -> Long.MAX_VALUE;

	/** Bytes a second towards the server; 0 for as fast as it goes. */
	private volatile int rateUp;

	/** Bytes a second towards the client; 0 for as fast as it goes. */
	private volatile int rateDown;

	private final AtomicInteger cuts = new AtomicInteger();

	private TcpProxy(ServerSocket listener, int targetPort) {
		this.listener = listener;
		this.targetPort = targetPort;
	}

	/**
	 * Starts a proxy.
	 * @param targetPort a port of the loopback interface
	 * @return the proxy, listening
	 */
	public static TcpProxy to(int targetPort) {
		return start(targetPort, 0);
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
		return start(targetPort, bytesPerSecond);
	}

	private static TcpProxy start(int targetPort, int rateUp) {
		try {
			ServerSocket listener = new ServerSocket();
			if (rateUp > 0) {
				// The connections that are accepted have it from the listener.
				listener.setReceiveBufferSize(8 * 1024);
			}
			listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
			TcpProxy proxy = new TcpProxy(listener, targetPort);
			proxy.rateUp = rateUp;
			daemon("tcp-proxy", proxy::acceptAll);
			return proxy;
		}
		catch (IOException ex) {
			throw new IllegalStateException("The proxy cannot listen", ex);
		}
	}

	/** The address for a client's list of servers. */
	public String uri() {
		return "mqtt://127.0.0.1:" + this.listener.getLocalPort();
	}

	/** How many connections were made so far. */
	public int connections() {
		return this.accepted.get();
	}

	/** Breaks all connections with a reset. */
	public void cut() {
		this.links.forEach((link) -> link.end(true));
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
		this.links.forEach((link) -> link.end(false));
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
		this.refusing = refusing;
	}

	private void acceptAll() {
		try {
			while (!this.listener.isClosed()) {
				Socket client = this.listener.accept();
				this.accepted.incrementAndGet();
				open(client);
			}
		}
		catch (IOException ex) {
			// Closed.
		}
	}

	private void open(Socket client) throws IOException {
		if (this.refusing) {
			client.close();
			return;
		}
		Socket server = new Socket();
		try {
			server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.targetPort), 5000);
		}
		catch (IOException ex) {
			client.close();
			return;
		}
		client.setTcpNoDelay(true);
		server.setTcpNoDelay(true);
		Link link = new Link(client, server);
		this.links.add(link);
		if (this.refusing) {
			// Since it was asked above; a cut may have missed this connection.
			link.end(true);
			return;
		}
		long up = this.bytesUp.getAsLong();
		long down = this.bytesDown.getAsLong();
		daemon("tcp-proxy-up", () -> link.copy(client, server, this.upGate, up, this.rateUp));
		daemon("tcp-proxy-down", () -> link.copy(server, client, this.downGate, down, this.rateDown));
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
			throw new IllegalStateException(ex);
		}
		closeAll();
		flow();
	}

	private final class Link {

		private final Socket client;

		private final Socket server;

		Link(Socket client, Socket server) {
			this.client = client;
			this.server = server;
		}

		void copy(Socket from, Socket to, Gate gate, long limit, int rate) {
			byte[] buffer = new byte[(rate > 0) ? Math.max(1, rate / 50) : 65_536];
			long due = System.nanoTime();
			long left = limit;
			try {
				InputStream in = from.getInputStream();
				OutputStream out = to.getOutputStream();
				for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
					gate.pass();
					pause();
					int passing = (int) Math.min(left, count);
					for (int start = 0; start < passing; start += TcpProxy.this.chunk) {
						int length = Math.min(TcpProxy.this.chunk, passing - start);
						out.write(buffer, start, length);
					}
					left -= passing;
					if (left == 0) {
						if (end(true)) {
							TcpProxy.this.cuts.incrementAndGet();
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
			end(false);
		}

		private void pause() {
			pauseUntil(System.nanoTime() + TcpProxy.this.delay.toNanos());
		}

		private void pauseUntil(long until) {
			for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
				LockSupport.parkNanos(left);
			}
		}

		/** Returns whether it had not ended before. */
		boolean end(boolean reset) {
			boolean there = TcpProxy.this.links.remove(this);
			for (Socket socket : List.of(this.client, this.server)) {
				try {
					if (reset && !socket.isClosed()) {
						socket.setSoLinger(true, 0);
					}
					socket.close();
				}
				catch (IOException ex) {
					// It is broken already.
				}
			}
			return there;
		}

	}

}
