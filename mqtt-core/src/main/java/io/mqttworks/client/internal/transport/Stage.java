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

package io.mqttworks.client.internal.transport;

/**
 * The steps to a byte channel, in this order.
 */
enum Stage {

	/** Names are looked up. */
	LOOK_UP,

	/** The user is asked for the TLS options. */
	TLS_OPTIONS,

	/** The user is asked for the request that opens a WebSocket. */
	WEB_SOCKET_REQUEST,

	/** A TCP or domain socket is connected. */
	CONNECT,

	/** A proxy connects to the server. */
	PROXY,

	/** TLS is negotiated. */
	TLS,

	/** A WebSocket is opened. */
	WEB_SOCKET,

	/** Bytes can flow, but the server did not send any yet. */
	FIRST_ANSWER

}
