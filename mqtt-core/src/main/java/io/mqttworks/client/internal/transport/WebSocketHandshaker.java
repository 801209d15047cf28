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

import java.net.URI;

import io.mqttworks.client.ServerAddress;
import io.mqttworks.client.spi.WebSocketRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker13;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;

/**
 * Opens a WebSocket for MQTT, and reads its frames as a stream.
 */
final class WebSocketHandshaker extends WebSocketClientHandshaker13 {

	static final String SUB_PROTOCOL = "mqtt";

	private static final int HTTP_PORT = 80;

	private static final int HTTPS_PORT = 443;

	private final boolean hasOrigin;

	private WebSocketHandshaker(URI uri, HttpHeaders headers, long closeTimeoutMillis) {
		super(uri, WebSocketVersion.V13, SUB_PROTOCOL, false, headers, Integer.MAX_VALUE, true, false,
				closeTimeoutMillis);
		this.hasOrigin = headers.contains(HttpHeaderNames.ORIGIN);
	}

	static WebSocketHandshaker of(ServerAddress server, WebSocketRequest request, long closeTimeoutMillis) {
		HttpHeaders headers = new DefaultHttpHeaders();
		headers.set(HttpHeaderNames.HOST, host(server));
		request.headers().forEach(headers::set);
		// The host of a URI can have no underscore, that of a header can.
		URI uri = URI.create((server.scheme().isTls() ? "wss" : "ws") + "://server" + request.path());
		return new WebSocketHandshaker(uri, headers, closeTimeoutMillis);
	}

	private static String host(ServerAddress server) {
		String host = HostNames.withoutZone(server.host());
		String shown = (host.indexOf(':') >= 0) ? "[" + host + "]" : host;
		int usual = server.scheme().isTls() ? HTTPS_PORT : HTTP_PORT;
		return (server.port() == usual) ? shown : shown + ":" + server.port();
	}

	/** Only browsers have an origin. */
	@Override
	protected FullHttpRequest newHandshakeRequest() {
		FullHttpRequest request = super.newHandshakeRequest();
		if (!this.hasOrigin) {
			request.headers().remove(HttpHeaderNames.ORIGIN);
		}
		return request;
	}

	@Override
	protected WebSocketFrameDecoder newWebsocketDecoder() {
		return new WebSocketStreamDecoder();
	}

}
