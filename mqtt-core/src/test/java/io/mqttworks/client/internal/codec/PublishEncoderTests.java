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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.mqttworks.client.UserProperty;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.mqttworks.client.internal.codec.PacketStream.packet;
import static io.mqttworks.client.internal.codec.PacketStream.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PublishEncoderTests {

	private static final byte[] TOPIC = "a/b".getBytes(StandardCharsets.UTF_8);

	private static MqttMessage message(Qos qos, int payload, MessageProperties properties) {
		return MqttMessage.received("not sent", SamplePackets.payload(payload), qos, false, false, 0, properties);
	}

	private static ByteBuf encode(MqttMessage message, int packetId, boolean duplicate, boolean mqtt5, int alias,
			boolean known, long expiry, boolean withPayload) {
		ByteBuf out = Unpooled.buffer(0);
		PublishEncoder.encode(out, TOPIC, message, packetId, duplicate, mqtt5, alias, known, expiry, withPayload);
		return out;
	}

	private static String hex(MqttMessage message, int packetId, boolean duplicate, boolean mqtt5, int alias,
			boolean known, long expiry) {
		return ByteBufUtil.hexDump(encode(message, packetId, duplicate, mqtt5, alias, known, expiry, true));
	}

	@Test
	@DisplayName("PUBLISH of 3.1.1 [MQTT-3.3.2-1 v3.1.1] [MQTT-2.3.1-5 v3.1.1]")
	void writesPublishOfMqtt3() {
		byte[] payload = { 1, 2 };
		assertThat(hex(MqttMessage.of("x", payload, Qos.AT_MOST_ONCE), 0, false, false, 0, false, -1))
			.isEqualTo(packet("30", text("a/b"), "0102"));
		assertThat(hex(MqttMessage.builder("x").payload(payload).retain(true).build(), 258, true, false, 0, false, -1))
			.isEqualTo(packet("3b", text("a/b"), "0102", "0102"));
		assertThat(hex(MqttMessage.of("x", payload, Qos.EXACTLY_ONCE), 65_535, false, false, 0, false, -1))
			.isEqualTo(packet("34", text("a/b"), "ffff", "0102"));
	}

	@Test
	@DisplayName("PUBLISH of MQTT 5 [MQTT-3.3.2-1] [MQTT-2.2.1-2] [MQTT-2.2.2-1]")
	void writesPublishOfMqtt5() {
		byte[] payload = { 1, 2 };
		assertThat(hex(MqttMessage.of("x", payload, Qos.AT_MOST_ONCE), 9, false, true, 0, false, -1))
			.isEqualTo(packet("30", text("a/b"), "00", "0102"));
		assertThat(hex(MqttMessage.of("x", payload, Qos.AT_LEAST_ONCE), 258, false, true, 0, false, -1))
			.isEqualTo(packet("32", text("a/b"), "0102", "00", "0102"));
	}

	@Test
	void writesTopicWithAliasThenAliasAlone() {
		MqttMessage message = MqttMessage.of("x", "", Qos.AT_MOST_ONCE);
		assertThat(hex(message, 0, false, true, 7, false, -1)).isEqualTo(packet("30", text("a/b"), "03 230007"));
		assertThat(hex(message, 0, false, true, 65_535, true, -1)).isEqualTo(packet("30", "0000", "03 23ffff"));
	}

	@Test
	void writesAllProperties() {
		MqttMessage message = message(Qos.AT_MOST_ONCE, 0,
				new MessageProperties(Duration.ofSeconds(100), true, "zoë", "r", new byte[] { 7 },
						List.of(new UserProperty("b", "1"), new UserProperty("a", "2"), new UserProperty("b", "1")),
						List.of()));
		assertThat(hex(message, 0, false, true, 5, false, 99))
			.isEqualTo(packet("30", text("a/b"), "2e 230005 0200000063 0101 03", text("zoë"), "08", text("r"),
					"09000107", "26", text("b"), text("1"), "26", text("a"), text("2"), "26", text("b"), text("1")));
	}

	@Test
	@DisplayName("what is left of the Message Expiry Interval is sent [MQTT-3.3.2-6]")
	void writesTheExpiryThatIsLeft() {
		MqttMessage message = MqttMessage.builder("x").messageExpiry(Duration.ofSeconds(100)).build();
		assertThat(hex(message, 1, false, true, 0, false, 0)).contains("05" + "0200000000");
		assertThat(hex(message, 1, false, true, 0, false, 4_294_967_295L)).contains("05" + "02ffffffff");
		assertThat(hex(message, 1, false, true, 0, false, -1)).isEqualTo(packet("32", text("a/b"), "0001", "00"));
	}

	@Test
	@DisplayName("Subscription Identifiers of a received message are not sent [MQTT-3.3.4-6]")
	void doesNotSendSubscriptionIdentifiers() {
		MqttMessage message = message(Qos.AT_MOST_ONCE, 0,
				new MessageProperties(null, false, null, null, null, List.of(), List.of(1, 2)));
		assertThat(hex(message, 0, false, true, 0, false, -1)).isEqualTo(packet("30", text("a/b"), "00"));
		assertThat(hex(message, 0, false, false, 0, false, -1)).isEqualTo(packet("30", text("a/b")));
	}

	@ParameterizedTest
	@EnumSource(Qos.class)
	void sizeIsWhatIsWritten(Qos qos) {
		for (MessageProperties properties : SamplePackets.messageProperties()) {
			for (int payload : new int[] { 0, 1, 100, 127, 128, 16_300, 16_400, 2_097_100, 2_097_200 }) {
				assertSize(message(qos, payload, properties), true);
			}
		}
		for (int payload = 0; payload < 20_000; payload += (payload < 200 || payload > 16_300) ? 1 : 97) {
			assertSize(message(qos, payload, MessageProperties.NONE), true);
			assertSize(message(qos, payload, MessageProperties.NONE), false);
		}
	}

	private static void assertSize(MqttMessage message, boolean mqtt5) {
		Duration expiry = message.properties().messageExpiry();
		long seconds = (expiry != null) ? expiry.toSeconds() : -1;
		for (int alias : mqtt5 ? new int[] { 0, 1 } : new int[] { 0 }) {
			for (boolean known : (alias != 0) ? new boolean[] { false, true } : new boolean[] { false }) {
				long size = PublishEncoder.size(TOPIC, message, mqtt5, alias, known);
				ByteBuf out = encode(message, 1, false, mqtt5, alias, known, seconds, true);
				ByteBuf header = encode(message, 1, false, mqtt5, alias, known, seconds, false);
				if (out.readableBytes() != size || header.readableBytes() != size - message.payload().length) {
					assertThat(size).isEqualTo(out.readableBytes());
					assertThat(header.readableBytes()).isEqualTo(out.readableBytes() - message.payload().length);
				}
			}
		}
	}

	@Test
	void payloadMayBeSentByTheCaller() {
		MqttMessage message = message(Qos.AT_LEAST_ONCE, 1_000, MessageProperties.NONE);
		ByteBuf whole = encode(message, 1, false, true, 0, false, -1, true);
		ByteBuf streamed = encode(message, 1, false, true, 0, false, -1, false).writeBytes(message.payload());
		assertThat(ByteBufUtil.hexDump(streamed)).isEqualTo(ByteBufUtil.hexDump(whole));
	}

	@Test
	@DisplayName("the largest packet of the protocol, and one byte more")
	void refusesMessageThatDoesNotFitIntoAPacket() {
		byte[] payload = new byte[268_435_455 - 2 - TOPIC.length];
		MqttMessage largest = MqttMessage.of("x", payload, Qos.AT_MOST_ONCE);
		assertThat(PublishEncoder.size(TOPIC, largest, false, 0, false)).isEqualTo(268_435_460);
		assertThat(ByteBufUtil.hexDump(encode(largest, 0, false, false, 0, false, -1, false)))
			.isEqualTo("30ffffff7f" + text("a/b"));
		assertThat(PublishEncoder.size(TOPIC, largest, true, 0, false)).isEqualTo(268_435_461);
		assertThatIllegalArgumentException().isThrownBy(() -> encode(largest, 0, false, true, 0, false, -1, false))
			.withMessageContaining("268435456");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, -1, 65_536 })
	@DisplayName("packet identifiers that are none [MQTT-2.2.1-3]")
	void refusesPacketIdentifiersThatAreNone(int packetId) {
		for (Qos qos : new Qos[] { Qos.AT_LEAST_ONCE, Qos.EXACTLY_ONCE }) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> hex(MqttMessage.of("x", "", qos), packetId, false, true, 0, false, -1))
				.withMessageContaining("packet identifier");
		}
	}

	@Test
	@DisplayName("DUP with QoS 0 [MQTT-3.3.1-2]")
	void refusesDuplicateOfQos0() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> hex(MqttMessage.of("x", "", Qos.AT_MOST_ONCE), 0, true, true, 0, false, -1))
			.withMessageContaining("DUP");
	}

	@Test
	@DisplayName("Topic Alias 0 [MQTT-3.3.2-8]")
	void refusesAliasesThatAreNone() {
		MqttMessage message = MqttMessage.of("x", "", Qos.AT_MOST_ONCE);
		assertThatIllegalArgumentException().isThrownBy(() -> hex(message, 0, false, true, 0, true, -1))
			.withMessageContaining("Topic Alias");
		for (int alias : new int[] { -1, 65_536 }) {
			assertThatIllegalArgumentException().isThrownBy(() -> hex(message, 0, false, true, alias, false, -1));
			assertThatIllegalArgumentException()
				.isThrownBy(() -> PublishEncoder.size(TOPIC, message, true, alias, false));
		}
	}

	@Test
	@DisplayName("Response Topic with a wildcard [MQTT-3.3.2-14]")
	void refusesResponseTopicThatIsNoTopicName() {
		for (String topic : List.of("", "a/#", "+", "a+")) {
			assertRefused(MqttMessage.builder("x").responseTopic(topic).build(), "Response Topic");
		}
	}

	@Test
	@DisplayName("strings and data that cannot be sent [MQTT-1.5.4-1] [MQTT-1.5.4-2] [MQTT-3.3.2-13]"
			+ " [MQTT-3.3.2-19]")
	void refusesWhatCannotBeSentAndNamesTheField() {
		String tooLong = "x".repeat(65_536);
		assertRefused(MqttMessage.builder("x").responseTopic(tooLong).build(), "Response Topic");
		assertRefused(MqttMessage.builder("x").responseTopic("a\0").build(), "Response Topic");
		assertRefused(MqttMessage.builder("x").contentType(tooLong).build(), "Content Type");
		assertRefused(MqttMessage.builder("x").contentType("\uD83D").build(), "Content Type");
		assertRefused(MqttMessage.builder("x").correlationData(new byte[65_536]).build(), "Correlation Data");
		assertRefused(MqttMessage.builder("x").userProperty(tooLong, "").build(), "User Property name");
		assertRefused(MqttMessage.builder("x").userProperty("", "\0").build(), "User Property value");
	}

	private static void assertRefused(MqttMessage message, String named) {
		ByteBuf out = Unpooled.buffer();
		assertThatIllegalArgumentException().isThrownBy(() -> PublishEncoder.size(TOPIC, message, true, 0, false))
			.withMessageContaining(named);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> PublishEncoder.encode(out, TOPIC, message, 1, false, true, 0, false, -1, true))
			.withMessageContaining(named);
		assertThat(out.writerIndex()).isZero();
	}

	@Test
	void refusesTopicThatIsTooLong() {
		MqttMessage message = MqttMessage.of("x", "", Qos.AT_MOST_ONCE);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> PublishEncoder.size(new byte[65_536], message, true, 0, false))
			.withMessageContaining("Topic Name");
	}

	@Test
	void refusesWhatMqtt3DoesNotHave() {
		MqttMessage plain = MqttMessage.of("x", "", Qos.AT_MOST_ONCE);
		for (MessageProperties properties : SamplePackets.messageProperties()) {
			MqttMessage message = message(Qos.AT_MOST_ONCE, 0, properties);
			assertThatIllegalArgumentException().isThrownBy(() -> hex(message, 0, false, false, 0, false, -1))
				.withMessageContaining("MQTT 3.1.1");
			assertThatIllegalArgumentException().isThrownBy(() -> PublishEncoder.size(TOPIC, message, false, 0, false))
				.withMessageContaining("MQTT 3.1.1");
		}
		assertThatIllegalArgumentException().isThrownBy(() -> hex(plain, 0, false, false, 1, false, -1))
			.withMessageContaining("MQTT 3.1.1");
		assertThatIllegalArgumentException().isThrownBy(() -> hex(plain, 0, false, false, 0, false, 5))
			.withMessageContaining("MQTT 3.1.1");
		assertThatIllegalArgumentException().isThrownBy(() -> hex(plain, 0, false, true, 0, false, 4_294_967_296L))
			.withMessageContaining("Message Expiry Interval");
		assertThatIllegalArgumentException().isThrownBy(() -> hex(plain, 0, false, true, 0, false, -2))
			.withMessageContaining("Message Expiry Interval");
	}

}
