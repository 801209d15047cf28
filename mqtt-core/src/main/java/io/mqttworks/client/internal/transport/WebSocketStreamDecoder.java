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

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of a server (RFC 6455, section 5). Netty's decoder hands a frame on
 * when it is complete, and so has to limit its size; here its bytes are handed on as they
 * come, so that a frame may hold any number of packets and costs no memory.
 */
final class WebSocketStreamDecoder extends ByteToMessageDecoder implements WebSocketFrameDecoder {

	private static final int CONTINUATION = 0;

	private static final int TEXT = 1;

	private static final int BINARY = 2;

	/** From here on frames are small, and whole. */
	private static final int CLOSE = 8;

	private static final int PING = 9;

	private static final int PONG = 10;

	private static final int MAX_CONTROL_PAYLOAD = 125;

	/** What is still to come of the payload of a frame. */
	private long remaining;

	/** Whether the last data frame was not the last one of its message. */
	private boolean fragmented;

	/** Whatever else comes is ignored. */
	private boolean ended;

	/** A ping to answer when the server takes bytes again; only the last one counts. */
	private @Nullable ByteBuf unanswered;

	@Override
	protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
		if (this.ended) {
			in.skipBytes(in.readableBytes());
		}
		else if (this.remaining > 0) {
			int length = (int) Math.min(this.remaining, in.readableBytes());
			this.remaining -= length;
			out.add(new BinaryWebSocketFrame(in.readRetainedSlice(length)));
		}
		else {
			decodeHeader(context, in, out);
		}
	}

	private void decodeHeader(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
		int start = in.readerIndex();
		if (in.readableBytes() < 2) {
			return;
		}
		int first = in.getUnsignedByte(start);
		int second = in.getUnsignedByte(start + 1);
		int shortLength = second & 0x7F;
		int header = 2 + ((shortLength == 127) ? 8 : (shortLength == 126) ? 2 : 0);
		if (in.readableBytes() < header) {
			return;
		}
		long length = switch (header) {
			case 2 -> shortLength;
			case 4 -> in.getUnsignedShort(start + 2);
			default -> in.getLong(start + 2);
		};
		int type = first & 0x0F;
		boolean last = (first & 0x80) != 0;
		String violation = violation(first, second, length, type, last);
		if (violation != null) {
			refuse(context, in, violation);
		}
		else if (type < CLOSE) {
			in.skipBytes(header);
			this.fragmented = !last;
			this.remaining = length;
			if (type == TEXT) {
				out.add(new TextWebSocketFrame(""));
			}
		}
		else if (in.readableBytes() >= header + length) {
			in.skipBytes(header);
			control(context, type, in.readRetainedSlice((int) length), out);
		}
	}

	private @Nullable String violation(int first, int second, long length, int type, boolean last) {
		if ((first & 0x70) != 0) {
			return "used an extension that nobody asked for";
		}
		if ((second & 0x80) != 0) {
			return "masked a frame";
		}
		if (length < 0) {
			return "sent a frame with a length below zero";
		}
		return switch (type) {
			case CONTINUATION -> this.fragmented ? null : "continued a message that it had not begun";
			case TEXT, BINARY -> this.fragmented ? "began a message inside another one" : null;
			case CLOSE, PING, PONG ->
				(last && length <= MAX_CONTROL_PAYLOAD) ? null : "sent a control frame that is too large or cut";
			default -> "sent a frame of type " + type + ", which there is not";
		};
	}

	private void refuse(ChannelHandlerContext context, ByteBuf in, String violation) {
		this.ended = true;
		in.skipBytes(in.readableBytes());
		WebSocketCloseStatus status = WebSocketCloseStatus.PROTOCOL_ERROR;
		// By the channel: the encoder is behind this handler.
		context.channel().writeAndFlush(new CloseWebSocketFrame(status));
		context.fireExceptionCaught(new CorruptedWebSocketFrameException(status,
				"The server " + violation + ", which WebSocket forbids (RFC 6455, section 5)"));
		context.channel().close();
	}

	private void control(ChannelHandlerContext context, int type, ByteBuf payload, List<Object> out) {
		switch (type) {
			case CLOSE -> {
				this.ended = true;
				out.add(new CloseWebSocketFrame(true, 0, payload));
			}
			case PING -> {
				forgetPing();
				this.unanswered = payload;
				answerPing(context);
			}
			default -> payload.release();
		}
	}

	/**
	 * Answers a ping only while the server takes bytes: one that floods the client with
	 * pings and reads nothing would fill the memory with answers.
	 */
	private void answerPing(ChannelHandlerContext context) {
		ByteBuf payload = this.unanswered;
		if (payload != null && context.channel().isWritable()) {
			this.unanswered = null;
			context.channel().writeAndFlush(new PongWebSocketFrame(payload));
		}
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
		answerPing(context);
		super.channelWritabilityChanged(context);
	}

	@Override
	protected void handlerRemoved0(ChannelHandlerContext context) {
		forgetPing();
	}

	private void forgetPing() {
		if (this.unanswered != null) {
			this.unanswered.release();
			this.unanswered = null;
		}
	}

}
