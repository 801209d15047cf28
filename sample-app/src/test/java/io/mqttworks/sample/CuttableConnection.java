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

package io.mqttworks.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A way to a broker on this machine that can be cut, as a bad network does.
 */
public final class CuttableConnection implements AutoCloseable {

	private final ServerSocket server;

	private final int target;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private volatile boolean cut;

	/**
	 * Opens a way.
	 * @param target the port it leads to
	 * @throws IOException if there is no free port
	 */
	public CuttableConnection(int target) throws IOException {
		this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.target = target;
		inBackground(this::acceptAll);
	}

	/**
	 * Returns where the way begins.
	 * @return the port
	 */
	public int port() {
		return this.server.getLocalPort();
	}

	/**
	 * Ends all connections and takes no new ones.
	 * @throws IOException if one cannot be closed
	 */
	public void cut() throws IOException {
		this.cut = true;
		for (Socket socket : this.sockets) {
			this.sockets.remove(socket);
			socket.close();
		}
	}

	/** Takes connections again. */
	public void mend() {
		this.cut = false;
	}

	private void acceptAll() throws IOException {
		while (!this.server.isClosed()) {
			Socket client = this.server.accept();
			if (this.cut) {
				client.close();
				continue;
			}
			Socket broker = new Socket(InetAddress.getLoopbackAddress(), this.target);
			this.sockets.add(client);
			this.sockets.add(broker);
			inBackground(() -> copy(client, broker));
			inBackground(() -> copy(broker, client));
		}
	}

	private static void copy(Socket from, Socket to) throws IOException {
		try (from; to) {
			from.getInputStream().transferTo(to.getOutputStream());
		}
	}

	private static void inBackground(Work work) {
		Thread thread = new Thread(() -> {
			try {
				work.run();
			}
			catch (SocketException ex) {
				// It was cut.
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		cut();
	}

	private interface Work {

		void run() throws IOException;

	}

}
