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

import java.util.concurrent.CompletableFuture;

/**
 * A library to measure. An implementation uses it as its documentation recommends where
 * throughput counts, with all limits set out of the way, and shares among its clients
 * what the library lets them share.
 */
public interface Library extends AutoCloseable {

	/**
	 * Connects a client, without blocking.
	 * @param endpoint where to
	 * @param clientId the client identifier
	 * @param events what to tell
	 * @return completes with the client
	 */
	CompletableFuture<? extends Client> connect(Endpoint endpoint, String clientId, Events events);

	/**
	 * Returns how many clients can be connecting at a time.
	 * @return the number
	 */
	default int connectingAtOnce() {
		return 100;
	}

	@Override
	default void close() throws Exception {
	}

	/**
	 * A connected client.
	 */
	interface Client {

		/**
		 * Subscribes and waits for the acknowledgement. Messages go to
		 * {@link Events#received}.
		 * @param filter the topic filter
		 * @param qos the quality of service
		 * @throws Exception if that fails
		 */
		void subscribe(String filter, int qos) throws Exception;

		/**
		 * Publishes, without waiting. {@link Events#completed} follows when the server
		 * acknowledged the message, for QoS 0 when it was written.
		 * @param topic the topic
		 * @param payload the payload
		 * @param qos the quality of service
		 * @throws Exception if that fails
		 */
		void publish(String topic, byte[] payload, int qos) throws Exception;

		/**
		 * Disconnects.
		 * @throws Exception if that fails
		 */
		void close() throws Exception;

	}

	/**
	 * Told by the library's callbacks.
	 */
	interface Events {

		/**
		 * A published message is done with.
		 */
		void completed();

		/**
		 * A published message could not be sent.
		 * @param failure why
		 */
		void failed(Throwable failure);

		/**
		 * A message was received.
		 * @param length the length of its payload
		 */
		void received(int length);

	}

	/**
	 * Where the sink broker is.
	 *
	 * @param host the host
	 * @param port the port
	 * @param trustStore the PKCS12 file with the server's certificate, or {@code null}
	 * without TLS
	 * @param password the trust store's password
	 */
	record Endpoint(String host, int port, String trustStore, String password) {

		public boolean tls() {
			return this.trustStore != null;
		}

		public String uri(String plain, String tls) {
			return (tls() ? tls : plain) + "://" + this.host + ":" + this.port;
		}

	}

}
