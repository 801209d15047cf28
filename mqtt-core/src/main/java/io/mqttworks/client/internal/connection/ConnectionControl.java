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

package io.mqttworks.client.internal.connection;

import io.mqttworks.client.internal.codec.Packet;

/**
 * What the phases of a connection do with it. Event loop only.
 */
interface ConnectionControl {

	/**
	 * Sends a packet, unless the connection has ended.
	 * @param packet the packet
	 */
	void send(Packet packet);

	/**
	 * Sends a DISCONNECT with the reason, if the version has reasons, and ends the
	 * connection.
	 * @param end how it ends; with a reason code
	 */
	void leave(ConnectionEnd end);

	/**
	 * Ends the connection without telling the server. Does nothing if it has ended.
	 * @param end how it ends
	 */
	void end(ConnectionEnd end);

}
