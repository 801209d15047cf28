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
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Assumptions;

/**
 * A port of 127.0.0.2 whose queue is full, so that the operating system does not answer.
 */
public final class DeafPort implements AutoCloseable {

	private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.2"));

	private final List<Socket> clients = new ArrayList<>();

	public DeafPort() throws IOException {
		for (int i = 0; i < 8; i++) {
			Socket socket = new Socket();
			this.clients.add(socket);
			try {
				socket.connect(this.server.getLocalSocketAddress(), 200);
			}
			catch (SocketTimeoutException ex) {
				return;
			}
		}
		close();
		Assumptions.abort("this operating system accepts more than it was told to");
	}

	public int port() {
		return this.server.getLocalPort();
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		for (Socket client : this.clients) {
			client.close();
		}
	}

}
