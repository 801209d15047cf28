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

package io.mqttworks.client.spi;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.mqttworks.client.ServerAddress;

/**
 * Asked for the HTTP request before every attempt to open a WebSocket, so that tokens and
 * signed addresses can expire. The time it takes counts against the connect time-out.
 */
@FunctionalInterface
public interface WebSocketRequestProvider {

	/**
	 * Returns the request for a server. Called on a thread that may block.
	 * @param server the server to connect to; its {@code path()} is that of the address
	 * @return completes with the request; a failure fails the attempt
	 */
	CompletionStage<WebSocketRequest> request(ServerAddress server);

	/**
	 * Returns a provider whose requests have always the same headers, and the path of the
	 * address.
	 * @param headers the headers
	 * @return the provider
	 */
	static WebSocketRequestProvider of(Map<String, String> headers) {
		// Checks them now, not at the first attempt.
		Map<String, String> checked = new WebSocketRequest("/", headers).headers();
		return (server) -> CompletableFuture.completedFuture(new WebSocketRequest(server.path(), checked));
	}

}
