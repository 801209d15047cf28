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

package io.mqttworks.benchmarks.load;

import java.io.IOException;
import java.net.Socket;

import io.mqttworks.benchmarks.load.Library.Endpoint;
import io.mqttworks.benchmarks.sink.Sink;
import io.mqttworks.benchmarks.wire.BareConnection;

/**
 * Commands the sink broker.
 */
final class Control implements AutoCloseable {

	private final BareConnection connection;

	Control(Endpoint endpoint) throws Exception {
		this.connection = new BareConnection(socket(endpoint), "control");
	}

	static Socket socket(Endpoint endpoint) throws Exception {
		if (endpoint.tls()) {
			return Tls.context(endpoint).getSocketFactory().createSocket(endpoint.host(), endpoint.port());
		}
		return new Socket(endpoint.host(), endpoint.port());
	}

	void flood(String clientId, int qos, int window, int topics, String payload) throws IOException {
		ask("flood " + clientId + " " + qos + " " + window + " " + topics + " " + payload);
	}

	long stopFlood(String clientId) throws IOException {
		return Long.parseLong(ask("stop " + clientId));
	}

	long received() throws IOException {
		return Long.parseLong(ask("received"));
	}

	/**
	 * Closes all other connections.
	 * @return how many clients had connected until then
	 */
	long cut() throws IOException {
		return Long.parseLong(ask("cut"));
	}

	/**
	 * Returns how many CONNECT packets came so far.
	 * @return the number
	 */
	long connects() throws IOException {
		return Long.parseLong(ask("connects"));
	}

	private String ask(String command) throws IOException {
		String answer = this.connection.ask(Sink.CONTROL, command);
		if (answer.startsWith("error")) {
			throw new IOException(answer);
		}
		return answer;
	}

	@Override
	public void close() throws IOException {
		this.connection.close();
	}

}
