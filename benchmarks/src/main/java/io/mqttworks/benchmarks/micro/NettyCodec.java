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

package io.mqttworks.benchmarks.micro;

import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttVersion;

/**
 * The codec of Netty between two handlers. It cannot be used without a channel, but its
 * handlers are called as their neighbours in a pipeline do, so that what an
 * {@link EmbeddedChannel} does for every message on its own account is left out.
 */
final class NettyCodec {

	private final MqttDecoder decoder = new MqttDecoder(256 * 1024, 65_535);

	private final ChannelHandlerContext decoding;

	private final ChannelHandlerContext encoding;

	NettyCodec(boolean mqtt5, Consumer<ByteBuf> written, Consumer<MqttMessage> read) {
		EmbeddedChannel channel = new EmbeddedChannel(new ChannelOutboundHandlerAdapter() {

			@Override
			public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
				written.accept((ByteBuf) message);
			}

		}, MqttEncoder.INSTANCE, this.decoder, new ChannelInboundHandlerAdapter() {

			@Override
			public void channelRead(ChannelHandlerContext context, Object message) {
				read.accept((MqttMessage) message);
			}

		});
		this.decoding = channel.pipeline().context(this.decoder);
		this.encoding = channel.pipeline().context(MqttEncoder.INSTANCE);
		// The channel remembers the version.
		write(MqttMessageBuilders.connect()
			.protocolVersion(mqtt5 ? MqttVersion.MQTT_5 : MqttVersion.MQTT_3_1_1)
			.clientId("client")
			.build());
	}

	/**
	 * Encodes a packet and releases it.
	 * @param packet the packet
	 */
	void write(MqttMessage packet) {
		try {
			MqttEncoder.INSTANCE.write(this.encoding, packet, this.encoding.voidPromise());
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Decodes packets and releases the buffer.
	 * @param bytes the packets
	 */
	void read(ByteBuf bytes) {
		try {
			this.decoder.channelRead(this.decoding, bytes);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
