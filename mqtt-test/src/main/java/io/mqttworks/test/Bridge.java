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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Connects each client of a port of its own with a server. What they send is passed on by
 * whoever is given the link.
 */
final class Bridge implements AutoCloseable {

	private final String name;

	private final ServerSocket listener;

	private final int targetPort;

	private final Set<Link> links = ConcurrentHashMap.newKeySet();

	private final AtomicInteger accepted = new AtomicInteger();

	private volatile boolean refusing;

	private Bridge(String name, ServerSocket listener, int targetPort) {
		this.name = name;
		this.listener = listener;
		this.targetPort = targetPort;
	}

	/**
	 * Listens; clients are accepted from {@link #open} on.
	 * @param name the name of the threads
	 * @param targetPort the server's port on the loopback interface
	 * @param receiveBuffer the size of the clients' receive buffers, or 0 for the default
	 */
	static Bridge to(String name, int targetPort, int receiveBuffer) {
		try {
			ServerSocket listener = new ServerSocket();
			if (receiveBuffer > 0) {
				// The connections that are accepted have it from the listener.
				listener.setReceiveBufferSize(receiveBuffer);
			}
			listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
			return new Bridge(name, listener, targetPort);
		}
		catch (IOException ex) {
			throw new IllegalStateException("The " + name + " cannot listen", ex);
		}
	}

	void open(Consumer<Link> opened) {
		daemon(() -> {
			try {
				while (!this.listener.isClosed()) {
					Socket client = this.listener.accept();
					this.accepted.incrementAndGet();
					connect(client, opened);
				}
			}
			catch (IOException ex) {
				// Closed.
			}
		});
	}

	private void connect(Socket client, Consumer<Link> opened) {
		Link link = new Link(client, new Socket());
		this.links.add(link);
		try {
			if (!this.refusing) {
				link.server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.targetPort), 5000);
				client.setTcpNoDelay(true);
				link.server.setTcpNoDelay(true);
				opened.accept(link);
				return;
			}
		}
		catch (IOException ex) {
			// Nobody is there on one side.
		}
		link.end(false);
	}

	String uri() {
		return "mqtt://127.0.0.1:" + this.listener.getLocalPort();
	}

	int connections() {
		return this.accepted.get();
	}

	void refuse(boolean refusing) {
		this.refusing = refusing;
	}

	/**
	 * Ends all connections there are.
	 * @param reset whether with a reset
	 */
	void endAll(boolean reset) {
		this.links.forEach((link) -> link.end(reset));
	}

	private void daemon(Runnable task) {
		Thread thread = new Thread(task, this.name);
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() {
		try {
			this.listener.close();
		}
		catch (IOException ex) {
			throw new IllegalStateException("The " + this.name + " cannot be closed", ex);
		}
		endAll(false);
	}

	/**
	 * A connection of a client with that to the server.
	 */
	final class Link {

		private final Socket client;

		private final Socket server;

		private Link(Socket client, Socket server) {
			this.client = client;
			this.server = server;
		}

		Socket client() {
			return this.client;
		}

		Socket server() {
			return this.server;
		}

		void pass(Runnable up, Runnable down) {
			daemon(up);
			daemon(down);
		}

		/** Returns whether it had not ended before. */
		boolean end(boolean reset) {
			boolean there = Bridge.this.links.remove(this);
			for (Socket socket : List.of(this.client, this.server)) {
				try (socket) {
					if (reset && !socket.isClosed()) {
						socket.setSoLinger(true, 0);
					}
				}
				catch (IOException ex) {
					// It is broken already.
				}
			}
			return there;
		}

	}

}
