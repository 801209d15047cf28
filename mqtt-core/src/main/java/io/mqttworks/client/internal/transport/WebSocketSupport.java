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

import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.ServerAddress;
import io.mqttworks.client.spi.WebSocketRequest;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * MQTT over WebSocket (section 6 of the standard). Needs {@link OptionalModule#HTTP}.
 */
final class WebSocketSupport {

	private static final int MAX_RESPONSE = 64 * 1024;

	/** A close must not wait longer for a server that does not read. */
	private static final long CLOSE_TIMEOUT_MILLIS = 1000;

	private WebSocketSupport() {
	}

	static void addHandlers(ChannelPipeline pipeline, String before, ServerAddress server, WebSocketRequest request,
			MqttClientOptions options, ConnectFailures failures) {
		WebSocketClientProtocolConfig config = WebSocketClientProtocolConfig.newBuilder()
			.withUTF8Validator(false)
			.handleCloseFrames(false)
			.sendCloseFrame(WebSocketCloseStatus.NORMAL_CLOSURE)
			.forceCloseTimeoutMillis(CLOSE_TIMEOUT_MILLIS)
			// The attempt as a whole has a shorter one.
			.handshakeTimeoutMillis(options.connectTimeout().toMillis() + CLOSE_TIMEOUT_MILLIS)
			.build();
		WebSocketHandshaker handshaker = WebSocketHandshaker.of(server, request, CLOSE_TIMEOUT_MILLIS);
		pipeline.addBefore(before, null, new HttpClientCodec());
		pipeline.addBefore(before, null, new ResponseCheck(failures));
		pipeline.addBefore(before, null, new HttpObjectAggregator(MAX_RESPONSE));
		pipeline.addBefore(before, null, new WebSocketClientProtocolHandler(handshaker, config));
		pipeline.addBefore(before, null, new WebSocketFrameHandler());
	}

	static boolean isOpen(Object event) {
		return event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE;
	}

	/**
	 * Looks at the head of the response, so that a refusal is told whatever its body is.
	 */
	private static final class ResponseCheck extends ChannelInboundHandlerAdapter {

		private final ConnectFailures failures;

		ResponseCheck(ConnectFailures failures) {
			this.failures = failures;
		}

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object message) {
			MqttConnectException failure = (message instanceof HttpResponse response) ? check(response) : null;
			if (failure != null) {
				ReferenceCountUtil.release(message);
				ctx.fireExceptionCaught(failure);
				return;
			}
			if (message instanceof HttpResponse) {
				ctx.pipeline().remove(this);
			}
			ctx.fireChannelRead(message);
		}

		private @Nullable MqttConnectException check(HttpResponse response) {
			if (response.decoderResult().isFailure()) {
				return this.failures.notHttp(response.decoderResult().cause());
			}
			HttpResponseStatus status = response.status();
			if (!HttpResponseStatus.SWITCHING_PROTOCOLS.equals(status)) {
				return this.failures.webSocketRefused(status.code(), status.reasonPhrase());
			}
			String protocol = response.headers().get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
			return WebSocketHandshaker.SUB_PROTOCOL.equals(protocol) ? null : this.failures.wrongSubProtocol(protocol);
		}

	}

}
