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

package io.mqttworks.client;

/**
 * What a client does when another one connects with its client identifier. A server has
 * one connection for an identifier and ends the older one [MQTT-3.1.4-3]; two clients
 * that both connect again at once take it from each other for ever.
 */
public enum ClientIdConflictPolicy {

	/** Connects again as after any other loss, see {@link ReconnectPolicy}. */
	RETRY,

	/**
	 * Leaves the connection to the other client, and tries again after growing pauses. As
	 * MQTT has no way to ask whether the other one is still there, a try connects, and so
	 * ends the other connection if there is one. The n-th pause is random between half
	 * and the whole of {@code maxDelay * 2^(n-1)} of the {@link ReconnectPolicy}, at most
	 * sixteen times {@code maxDelay}. A connection that lasts for twice the last bound
	 * shows that the other client is gone.
	 */
	STANDBY,

	/** Does not connect again until it is told to. */
	STOP

}
