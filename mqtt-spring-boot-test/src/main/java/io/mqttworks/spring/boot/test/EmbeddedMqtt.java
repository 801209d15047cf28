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

package io.mqttworks.spring.boot.test;

/**
 * The broker of {@link EmbeddedMqttBroker @EmbeddedMqttBroker}: a bean, and a parameter
 * of test methods. Any thread.
 */
public interface EmbeddedMqtt {

	/**
	 * Returns the port on the loopback interface. It stays the same when the broker is
	 * stopped and started.
	 * @return the port
	 */
	int port();

	/**
	 * Returns the address for a client's list of servers, for instance
	 * {@code mqtt://127.0.0.1:40123}.
	 * @return the address
	 */
	String url();

	/**
	 * Stops the broker: connections break and attempts to connect fail. It forgets
	 * everything, as nothing is kept on disk. Does nothing if it is stopped.
	 * @throws IllegalStateException if it did not stop
	 */
	void stop();

	/**
	 * Starts the broker again, on the same port. Does nothing if it runs.
	 * @throws IllegalStateException if it did not start
	 */
	void start();

	/**
	 * Breaks the connections of all clients without a DISCONNECT, the probe's among them.
	 * Their sessions stay. The wills of those that do not come back within a second are
	 * published; of others they may not be.
	 */
	void dropConnections();

	/**
	 * Forgets all retained messages, and the sessions of clients that are not connected
	 * with all that waits for them. Connections and their subscriptions stay.
	 * @throws IllegalStateException if the broker does not run
	 */
	void clear();

}
