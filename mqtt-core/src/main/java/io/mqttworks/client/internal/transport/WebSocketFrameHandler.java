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

import java.io.IOException;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to WebSocket frames and back. Packets need not align with frames [MQTT-6.0.0-2],
 * so that a frame is just a piece of the stream.
 */
final class WebSocketFrameHandler extends ChannelDuplexHandler {

	/**
	 * What servers accept by default differs; this many bytes nearly all do.
	 */
	static final int MAX_FRAME = 64 * 1024;

	private boolean closing;

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object message) {
		if (!(message instanceof WebSocketFrame frame)) {
			ctx.fireChannelRead(message);
			return;
		}
		if (this.closing) {
			frame.release();
		}
		else if (frame instanceof BinaryWebSocketFrame || frame instanceof ContinuationWebSocketFrame) {
			ByteBuf bytes = frame.content();
			if (bytes.isReadable()) {
				ctx.fireChannelRead(bytes);
			}
			else {
				bytes.release();
			}
		}
		else {
			String reason = reasonToClose(frame);
			frame.release();
			if (reason != null) {
				this.closing = true;
				ctx.fireExceptionCaught(new IOException(reason));
				ctx.close();
			}
		}
	}

	private static @Nullable String reasonToClose(WebSocketFrame frame) {
		if (frame instanceof TextWebSocketFrame) {
			return "The server sent a text frame, which MQTT over WebSocket forbids [MQTT-6.0.0-1]";
		}
		if (frame instanceof CloseWebSocketFrame close) {
			return "The server closed the WebSocket with status " + close.statusCode();
		}
		return null;
	}

	@Override
	public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
		if (!(message instanceof ByteBuf bytes)) {
			ctx.write(message, promise);
			return;
		}
		while (bytes.readableBytes() > MAX_FRAME) {
			ctx.write(new BinaryWebSocketFrame(bytes.readRetainedSlice(MAX_FRAME)));
		}
		// The last one ends the write, and has the reference of the whole.
		ctx.write(new BinaryWebSocketFrame(bytes), promise);
	}

}
