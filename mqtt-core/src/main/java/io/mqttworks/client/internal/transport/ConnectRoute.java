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

import java.net.SocketAddress;
import java.util.List;

import io.mqttworks.client.ProxyOptions;
import io.mqttworks.client.spi.WebSocketRequest;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt found out before it connects.
 *
 * @param addresses the addresses to try, of the server or of the proxy
 * @param proxy what connects to the server, or {@code null} for this client itself
 * @param tls what encrypts, or {@code null} for clear text
 * @param webSocketRequest what opens the WebSocket, or {@code null} without
 */
record ConnectRoute(List<SocketAddress> addresses, @Nullable ProxyOptions proxy, @Nullable Tls tls,
		@Nullable WebSocketRequest webSocketRequest) {

}
