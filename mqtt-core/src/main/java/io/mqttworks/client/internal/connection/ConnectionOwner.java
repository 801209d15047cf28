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

import io.mqttworks.client.ConnectResult;

/**
 * Told how a {@link Connection} goes. Event loop.
 */
interface ConnectionOwner {

	/**
	 * The server accepted.
	 * @param connection the connection
	 * @param result what the server said
	 */
	void accepted(Connection connection, ConnectResult result);

	/**
	 * The connection is over: once for each connection, accepted or not.
	 * @param connection the connection
	 * @param end how it ended
	 */
	void ended(Connection connection, ConnectionEnd end);

}
