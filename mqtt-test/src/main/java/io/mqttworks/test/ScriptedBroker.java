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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server the test plays itself: {@link #accept()} takes a connection, on which the test
 * expects packets and answers them. With {@link #serve} it answers by itself, as an
 * ordinary server with sessions, up to a {@link FailurePoint}. Listens on a random port
 * of the loopback interface.
 */
public class ScriptedBroker implements AutoCloseable {

	private final List<BrokerConnection> connections = new ArrayList<>();

	private final BlockingQueue<BrokerConnection> notAccepted = new LinkedBlockingQueue<>();

	private final AtomicInteger accepted = new AtomicInteger();

	private final int port;

	private volatile ServerSocket listener;

	private volatile Thread acceptor;

	/**
	 * Starts a broker.
	 */
	protected ScriptedBroker() {
		try {
			this.listener = listen(0);
		}
		catch (IOException ex) {
			throw new IllegalStateException("The scripted broker cannot listen", ex);
		}
		this.port = this.listener.getLocalPort();
		this.acceptor = acceptAll(this.listener);
	}

	/**
	 * Starts a broker.
	 * @return the broker
	 */
	public static ScriptedBroker start() {
		return new ScriptedBroker();
	}

	private static ServerSocket listen(int port) throws IOException {
		ServerSocket socket = new ServerSocket();
		socket.setReuseAddress(true);
		socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
		return socket;
	}

	private Thread acceptAll(ServerSocket from) {
		Thread thread = new Thread(() -> {
			while (!from.isClosed()) {
				try {
					accept(from.accept());
				}
				catch (IOException ex) {
					// Closed, or the client is gone already.
				}
			}
		}, "scripted-broker-" + this.port);
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	private void accept(Socket socket) throws IOException {
		socket.setTcpNoDelay(true);
		BrokerConnection connection = new BrokerConnection(socket, this.accepted.incrementAndGet());
		synchronized (this.connections) {
			this.connections.add(connection);
		}
		connection.startReading();
		this.notAccepted.add(connection);
	}

	public int port() {
		return this.port;
	}

	/** The address for a client's list of servers. */
	public String uri() {
		return "mqtt://127.0.0.1:" + this.port;
	}

	/** How many connections were made so far. */
	public int connections() {
		return this.accepted.get();
	}

	/**
	 * Waits for the next connection; nothing of it is read or answered yet.
	 * @return the connection
	 */
	public BrokerConnection accept() {
		try {
			BrokerConnection next = this.notAccepted.poll(Kit.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
			if (next == null) {
				throw new AssertionError("Expected connection " + (connections() + 1) + " within " + Kit.TIMEOUT
						+ ", but none was made. " + this.connections);
			}
			return next;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted while waiting for a connection", ex);
		}
	}

	/**
	 * Waits for the next connection and its CONNECT, and accepts it without a session.
	 * @return the connection
	 */
	public BrokerConnection acceptConnect() {
		return acceptConnect(false, Props.NONE);
	}

	/**
	 * Waits for the next connection and its CONNECT, and accepts it.
	 * @param sessionPresent whether there is a session
	 * @param props the properties of the CONNACK
	 * @return the connection
	 */
	public BrokerConnection acceptConnect(boolean sessionPresent, Props props) {
		BrokerConnection connection = accept();
		connection.expectConnect();
		return connection.sendConnAck(sessionPresent, 0, props);
	}

	/**
	 * Fails if a connection is made within a time.
	 * @param duration the time
	 */
	public void expectNoConnectionFor(Duration duration) {
		try {
			BrokerConnection next = this.notAccepted.poll(duration.toMillis(), TimeUnit.MILLISECONDS);
			if (next != null) {
				throw new AssertionError("Expected no connection for " + duration + ", but one was made: " + next);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted", ex);
		}
	}

	/**
	 * Answers all connections to come as an ordinary server does.
	 * @param failures where each of the next connections fails; those after them do not
	 * @return what the server was given and gives
	 */
	public OrdinaryServer serve(FailurePoint... failures) {
		OrdinaryServer server = new OrdinaryServer(failures);
		Thread thread = new Thread(() -> {
			try {
				while (true) {
					server.serve(this.notAccepted.take());
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}, "scripted-broker-server-" + this.port);
		thread.setDaemon(true);
		thread.start();
		return server;
	}

	/** Refuses TCP connections from now on; those there are stay. */
	public void stopListening() {
		try {
			this.listener.close();
			// While it still waits there, the system completes one more connection.
			this.acceptor.join();
		}
		catch (IOException ex) {
			throw new IllegalStateException("Could not stop listening", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Accepts TCP connections again, on the same port. */
	public void listenAgain() {
		try {
			this.listener = listen(this.port);
			this.acceptor = acceptAll(this.listener);
		}
		catch (IOException ex) {
			throw new IllegalStateException("Could not listen again on port " + this.port, ex);
		}
	}

	/** Closes all connections of the network. */
	public void closeConnections() {
		synchronized (this.connections) {
			this.connections.forEach(BrokerConnection::close);
		}
	}

	/** Closes the port and all connections. */
	@Override
	public void close() {
		stopListening();
		closeConnections();
	}

}
