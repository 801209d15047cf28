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

package io.mqttworks.benchmarks.sink;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The sink broker's process. Prints its port, and ends when its standard input does, so
 * that it never outlives who started it.
 * <p>
 * It accepts any CONNECT and SUBSCRIBE of MQTT 3.1.1 and 5, acknowledges what is
 * published and throws it away, but for two topics: what is published on {@value #ECHO}
 * is sent back on the same connection, and {@value #CONTROL} takes the commands of
 * {@link SinkConnection}.
 */
public final class Sink {

	/** What is published here is sent back. */
	public static final String ECHO = "bench/echo";

	/** Takes commands. */
	public static final String CONTROL = "bench/control";

	/** What is sent on request is on topics below this. */
	public static final String FLOOD = "bench/flood/";

	/** The password of the key and trust stores. */
	public static final String STORE_PASSWORD = "benchmarks";

	private final Map<String, SinkConnection> connections = new ConcurrentHashMap<>();

	private final AtomicLong received = new AtomicLong();

	private final AtomicLong connects = new AtomicLong();

	private Sink() {
	}

	public static void main(String[] args) throws Exception {
		Sink sink = new Sink();
		ServerSocket server = (args.length > 0)
				? sslContext(Path.of(args[0])).getServerSocketFactory()
					.createServerSocket(0, 1024, InetAddress.getLoopbackAddress())
				: new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
		Thread acceptor = new Thread(() -> sink.accept(server), "acceptor");
		acceptor.setDaemon(true);
		acceptor.start();
		System.out.println(server.getLocalPort());
		InputStream stdin = System.in;
		while (stdin.read() >= 0) {
			// Only the end counts.
		}
		System.exit(0);
	}

	private static SSLContext sslContext(Path keyStore) throws IOException, GeneralSecurityException {
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(keyStore)) {
			store.load(in, STORE_PASSWORD.toCharArray());
		}
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(store, STORE_PASSWORD.toCharArray());
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(keys.getKeyManagers(), null, null);
		return context;
	}

	private void accept(ServerSocket server) {
		while (true) {
			try {
				Socket socket = server.accept();
				socket.setTcpNoDelay(true);
				Thread thread = new Thread(null, new SinkConnection(this, socket), "connection", 256 * 1024);
				thread.setDaemon(true);
				thread.start();
			}
			catch (IOException ex) {
				ex.printStackTrace();
			}
		}
	}

	void add(String clientId, SinkConnection connection) {
		this.connections.put(clientId, connection);
		this.connects.incrementAndGet();
	}

	void remove(String clientId, SinkConnection connection) {
		this.connections.remove(clientId, connection);
	}

	SinkConnection connection(String clientId) {
		SinkConnection connection = this.connections.get(clientId);
		if (connection == null) {
			throw new IllegalArgumentException("Client '" + clientId + "' is not connected");
		}
		return connection;
	}

	/** Closes all connections but one. */
	void cut(SinkConnection but) {
		this.connections.values().stream().filter((connection) -> connection != but).forEach(SinkConnection::cut);
	}

	long connects() {
		return this.connects.get();
	}

	void received(long messages) {
		this.received.getAndAdd(messages);
	}

	long received() {
		return this.received.get();
	}

}
