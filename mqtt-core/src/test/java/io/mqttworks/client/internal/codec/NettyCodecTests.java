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

package io.mqttworks.client.internal.codec;

import java.util.List;
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.util.ReferenceCountUtil;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An independent opinion: netty-codec-mqtt reads what {@link PacketEncoder} writes, and
 * {@link PacketReader} reads what netty-codec-mqtt writes, for every packet and property.
 */
class NettyCodecTests {

	static Stream<Packet> packets3() {
		return packets(false);
	}

	static Stream<Packet> packets5() {
		return packets(true);
	}

	private static Stream<Packet> packets(boolean mqtt5) {
		return SamplePackets.of(mqtt5).stream().filter((packet) -> !hasLongWillTopic(packet));
	}

	// Of a will topic above 32,767 bytes netty-codec-mqtt keeps nothing.
	private static boolean hasLongWillTopic(Packet packet) {
		return packet instanceof Packet.Connect connect && connect.will() != null
				&& connect.will().message().topic().length() > 32_767;
	}

	@ParameterizedTest
	@MethodSource("packets3")
	void agreesOnMqtt3(Packet packet) {
		assertAgreement(packet, false);
	}

	@ParameterizedTest
	@MethodSource("packets5")
	void agreesOnMqtt5(Packet packet) {
		assertAgreement(packet, true);
	}

	private static void assertAgreement(Packet packet, boolean mqtt5) {
		byte[] ours = PacketStream.encoded(mqtt5, packet);
		byte[] theirs = readAndWrite(ours, packet, mqtt5);
		// It spells out that there are no properties where the standard lets it be left
		// out.
		assertThat(theirs.length - ours.length).as("the bytes netty-codec-mqtt needs more").isBetween(0, 1);
		try (PacketStream stream = PacketStream.of(mqtt5)) {
			stream.read(theirs);
			stream.assertDelivered(List.of(packet));
		}
	}

	/**
	 * Has netty-codec-mqtt read bytes, and returns the bytes it makes of what it read.
	 */
	private static byte[] readAndWrite(byte[] bytes, Packet expected, boolean mqtt5) {
		EmbeddedChannel channel = new EmbeddedChannel(new MqttDecoder(PacketStream.LIMIT, 65_535),
				MqttEncoder.INSTANCE);
		try {
			sayVersion(channel, mqtt5);
			channel.writeInbound(Unpooled.wrappedBuffer(bytes));
			MqttMessage message = channel.readInbound();
			assertThat(message).isNotNull();
			assertThat(message.decoderResult().cause()).isNull();
			assertThat(PacketValues.of(NettyPackets.translate(message, mqtt5))).isEqualTo(PacketValues.of(expected));
			channel.writeOutbound(message);
			return written(channel);
		}
		finally {
			channel.finishAndReleaseAll();
		}
	}

	// The version is in the CONNECT, and the channel remembers it.
	private static void sayVersion(EmbeddedChannel channel, boolean mqtt5) {
		channel.writeInbound(Unpooled.wrappedBuffer(PacketStream.encoded(mqtt5, SamplePackets.of(mqtt5).get(0))));
		ReferenceCountUtil.release(channel.readInbound());
	}

	private static byte[] written(EmbeddedChannel channel) {
		ByteBuf all = Unpooled.buffer();
		for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
			all.writeBytes(part);
			part.release();
		}
		return ByteBufUtil.getBytes(all);
	}

}
