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

import java.util.function.Consumer;

import io.mqttworks.client.internal.codec.Packet;
import io.mqttworks.client.internal.concurrent.ClientFuture;

/**
 * An authentication exchange on an accepted connection (MQTT 5 section 4.12.1).
 *
 * @param exchange the exchange
 * @param future completes when the server has accepted it
 */
record Reauthentication(AuthExchange exchange, ClientFuture<Void> future) {

	/**
	 * The server says that it is satisfied.
	 * @param packet its last word
	 * @param accepted called if the application accepts the server
	 * @param failed called if the application does not accept the server
	 */
	void succeeded(Packet.Auth packet, Runnable accepted, Consumer<Throwable> failed) {
		this.exchange.succeeded(packet.authenticationMethod(), packet.authenticationData(), "AUTH", (done, failure) -> {
			if (failure != null) {
				failed.accept(failure);
			}
			else {
				accepted.run();
				this.future.complete(null);
			}
		});
	}

}
