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

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.RetainHandling;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.UserProperty;
import io.mqttworks.client.Will;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.mqttworks.client.internal.codec.PacketStream.packet;
import static io.mqttworks.client.internal.codec.PacketStream.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What is written, byte by byte, and what is refused.
 */
class PacketEncoderTests {

	private static final List<UserProperty> USER = List.of(new UserProperty("n", "v"));

	private static final String USER_HEX = "26" + text("n") + text("v");

	private static String encode(boolean mqtt5, Packet packet) {
		return PacketStream.hex(PacketStream.encoded(mqtt5, packet));
	}

	private static Packet.Connect connect(MqttVersion version, Will will, Packet.ConnectProperties properties) {
		return new Packet.Connect(version, true, 60, "c", "u", new byte[] { 1, 2 }, will, properties);
	}

	@Test
	@DisplayName("CONNECT of 3.1.1 [MQTT-3.1.2-1 v3.1.1] [MQTT-3.1.2-2 v3.1.1] [MQTT-3.1.2-3 v3.1.1]"
			+ " [MQTT-3.1.3-1 v3.1.1]")
	void writesConnectOfMqtt3() {
		Will will = Will.of(MqttMessage.builder("w").payload("p").qos(Qos.EXACTLY_ONCE).retain(true).build());
		assertThat(encode(false, connect(MqttVersion.MQTT_3_1_1, will, Packet.ConnectProperties.NONE))).isEqualTo(
				packet("10", "00044d515454 04 f6 003c", text("c"), text("w"), text("p"), text("u"), "0002 0102"));
		assertThat(
				encode(true,
						new Packet.Connect(MqttVersion.MQTT_3_1_1, false, 65_535, "", null, null, null,
								Packet.ConnectProperties.NONE)))
			.isEqualTo(packet("10", "00044d515454 04 00 ffff 0000"));
	}

	@Test
	@DisplayName("CONNECT of MQTT 5 [MQTT-3.1.2-1] [MQTT-3.1.2-3] [MQTT-3.1.3-1] [MQTT-2.2.2-1]")
	void writesConnectOfMqtt5() {
		assertThat(encode(false, connect(MqttVersion.MQTT_5, null, Packet.ConnectProperties.NONE)))
			.isEqualTo(packet("10", "00044d515454 05 c2 003c 00", text("c"), text("u"), "0002 0102"));
	}

	@Test
	void writesAllPropertiesOfConnectAndWill() {
		MqttMessage message = MqttMessage.builder("w")
			.qos(Qos.AT_LEAST_ONCE)
			.messageExpiry(Duration.ofSeconds(9))
			.utf8Payload(true)
			.contentType("t")
			.responseTopic("r")
			.correlationData(new byte[] { 7 })
			.userProperty("n", "v")
			.build();
		Packet.ConnectProperties properties = new Packet.ConnectProperties(4_294_967_295L, 10, 1_000L, 0, true, false,
				"m", new byte[] { 8 }, USER);
		String connectProperties = "11ffffffff 21000a 27000003e8 220000 1901 1700" + "15" + text("m") + "16000108"
				+ USER_HEX;
		String willProperties = "1800000005 0200000009 0101 03" + text("t") + "08" + text("r") + "09000107" + USER_HEX;
		assertThat(encode(true, connect(MqttVersion.MQTT_5, new Will(message, Duration.ofSeconds(5)), properties)))
			.isEqualTo(packet("10", "00044d515454 05 ce 003c", properties(connectProperties), text("c"),
					properties(willProperties), text("w"), "0000", text("u"), "0002 0102"));
	}

	private static String properties(String hex) {
		return String.format("%02x", PacketStream.bytes(hex).length) + hex;
	}

	@Test
	void writesConnAck() {
		Packet.ConnAckProperties none = Packet.ConnAckProperties.NONE;
		assertThat(encode(false, new Packet.ConnAck(true, ReasonCode.SUCCESS, none))).isEqualTo("20020100");
		assertThat(encode(true, new Packet.ConnAck(true, ReasonCode.SUCCESS, none))).isEqualTo("2003010000");
		assertThat(encode(true, new Packet.ConnAck(false, ReasonCode.BANNED, none))).isEqualTo("2003008a00");
		Packet.ConnAckProperties all = new Packet.ConnAckProperties(1L, 2, 1, false, 3L, "i", 4, "r", false, true,
				false, 5, "x", "s", "m", new byte[] { 6 }, USER);
		String properties = "1100000001 210002 2401 2500 2700000003 12" + text("i") + "220004 1f" + text("r")
				+ "2800 2901 2a00 130005 1a" + text("x") + "1c" + text("s") + "15" + text("m") + "16000106" + USER_HEX;
		assertThat(encode(true, new Packet.ConnAck(false, ReasonCode.SUCCESS, all)))
			.isEqualTo(packet("20", "00 00", properties(properties)));
	}

	@ParameterizedTest
	@CsvSource({ "UNSUPPORTED_PROTOCOL_VERSION, 01", "CLIENT_IDENTIFIER_NOT_VALID, 02", "SERVER_UNAVAILABLE, 03",
			"BAD_USER_NAME_OR_PASSWORD, 04", "NOT_AUTHORIZED, 05" })
	void writesRefusalOfMqtt3(ReasonCode reasonCode, String value) {
		assertThat(encode(false, new Packet.ConnAck(false, reasonCode, Packet.ConnAckProperties.NONE)))
			.isEqualTo("200200" + value);
	}

	@ParameterizedTest
	@CsvSource({ "4, 40", "5, 50", "6, 62", "7, 70" })
	@DisplayName("acknowledgements leave out what they can; PUBREL has flags 0010 [MQTT-3.6.1-1] [MQTT-2.1.3-1]")
	void writesAcknowledgementsAsShortAsPossible(int type, String first) {
		assertThat(encode(false, new Packet.Ack(type, 258, ReasonCode.SUCCESS, null, List.of())))
			.isEqualTo(first + "020102");
		assertThat(encode(true, new Packet.Ack(type, 258, ReasonCode.SUCCESS, null, List.of())))
			.isEqualTo(first + "020102");
		ReasonCode error = (type < 6) ? ReasonCode.QUOTA_EXCEEDED : ReasonCode.PACKET_IDENTIFIER_NOT_FOUND;
		String code = String.format("%02x", error.value());
		assertThat(encode(true, new Packet.Ack(type, 258, error, null, List.of()))).isEqualTo(first + "030102" + code);
		assertThat(encode(true, new Packet.Ack(type, 258, error, "r", USER)))
			.isEqualTo(packet(first, "0102", code, properties("1f" + text("r") + USER_HEX)));
		assertThat(encode(true, new Packet.Ack(type, 258, ReasonCode.SUCCESS, "r", List.of())))
			.isEqualTo(packet(first, "0102 00", properties("1f" + text("r"))));
		ByteBuf out = Unpooled.buffer();
		PacketEncoder.acknowledgement(out, type, 258);
		assertThat(ByteBufUtil.hexDump(out)).isEqualTo(first + "020102");
		out.clear();
		PacketEncoder.acknowledgement(out, type, 65_535);
		assertThat(ByteBufUtil.hexDump(out)).isEqualTo(first + "02ffff");
	}

	@Test
	@DisplayName("SUBSCRIBE [MQTT-3.8.1-1] [MQTT-3.8.3-1] [MQTT-2.1.3-1]")
	void writesSubscribe() {
		List<Subscription> simple = List.of(Subscription.of("a", Qos.AT_MOST_ONCE),
				Subscription.of("b/#", Qos.EXACTLY_ONCE));
		assertThat(encode(false, new Packet.Subscribe(10, 0, simple, List.of())))
			.isEqualTo(packet("82", "000a", text("a"), "00", text("b/#"), "02"));
		assertThat(encode(true, new Packet.Subscribe(10, 0, simple, List.of())))
			.isEqualTo(packet("82", "000a 00", text("a"), "00", text("b/#"), "02"));
		List<Subscription> options = List.of(
				new Subscription("a", Qos.AT_LEAST_ONCE, true, false, RetainHandling.SEND_IF_NEW),
				new Subscription("b", Qos.AT_MOST_ONCE, false, true, RetainHandling.DO_NOT_SEND));
		assertThat(encode(true, new Packet.Subscribe(10, 268_435_455, options, USER)))
			.isEqualTo(packet("82", "000a", properties("0bffffff7f" + USER_HEX), text("a"), "15", text("b"), "28"));
	}

	@Test
	@DisplayName("UNSUBSCRIBE [MQTT-3.10.1-1] [MQTT-3.10.3-1] [MQTT-2.1.3-1]")
	void writesUnsubscribe() {
		assertThat(encode(false, new Packet.Unsubscribe(10, List.of("a", "b"), List.of())))
			.isEqualTo(packet("a2", "000a", text("a"), text("b")));
		assertThat(encode(true, new Packet.Unsubscribe(10, List.of("a"), USER)))
			.isEqualTo(packet("a2", "000a", properties(USER_HEX), text("a")));
	}

	@Test
	void writesSubAckAndUnsubAck() {
		assertThat(encode(true,
				new Packet.SubAck(10, List.of(ReasonCode.GRANTED_QOS_2, ReasonCode.NOT_AUTHORIZED), "r", List.of())))
			.isEqualTo(packet("90", "000a", properties("1f" + text("r")), "0287"));
		assertThat(encode(true, new Packet.UnsubAck(10, List.of(ReasonCode.SUCCESS, ReasonCode.NO_SUBSCRIPTION_EXISTED),
				null, List.of())))
			.isEqualTo("b005000a000011");
		assertThat(encode(false, new Packet.UnsubAck(10, List.of(), null, List.of()))).isEqualTo("b002000a");
	}

	@Test
	@DisplayName("a 3.1.1 SUBACK knows one error [MQTT-3.9.3-2 v3.1.1]")
	void writesAnyErrorInSubAckOfMqtt3As0x80() {
		assertThat(
				encode(false,
						new Packet.SubAck(10, List.of(ReasonCode.SUCCESS, ReasonCode.GRANTED_QOS_1,
								ReasonCode.GRANTED_QOS_2, ReasonCode.NOT_AUTHORIZED), null, List.of())))
			.isEqualTo("9006000a00010280");
	}

	@Test
	void writesPackesWithoutContent() {
		for (boolean mqtt5 : new boolean[] { false, true }) {
			assertThat(encode(mqtt5, new Packet.PingReq())).isEqualTo("c000");
			assertThat(encode(mqtt5, new Packet.PingResp())).isEqualTo("d000");
			assertThat(encode(mqtt5, new Packet.Disconnect(ReasonCode.SUCCESS, null, null, null, List.of())))
				.isEqualTo("e000");
		}
	}

	@Test
	@DisplayName("DISCONNECT leaves out what it can [MQTT-3.14.1-1]")
	void writesDisconnect() {
		assertThat(encode(true, new Packet.Disconnect(ReasonCode.DISCONNECT_WITH_WILL, null, null, null, List.of())))
			.isEqualTo("e00104");
		assertThat(encode(true, new Packet.Disconnect(ReasonCode.SUCCESS, 0L, "r", "s", USER)))
			.isEqualTo(packet("e0", "00", properties("1100000000 1f" + text("r") + "1c" + text("s") + USER_HEX)));
	}

	@Test
	@DisplayName("AUTH [MQTT-3.15.1-1]")
	void writesAuth() {
		assertThat(encode(true, new Packet.Auth(ReasonCode.SUCCESS, null, null, null, List.of()))).isEqualTo("f000");
		assertThat(encode(true, new Packet.Auth(ReasonCode.CONTINUE_AUTHENTICATION, "m", new byte[] { 5 }, "r", USER)))
			.isEqualTo(packet("f0", "18", properties("15" + text("m") + "16000105 1f" + text("r") + USER_HEX)));
	}

	@Test
	void writesSubscriptionIdentifiersAsServersDo() {
		MessageProperties properties = new MessageProperties(null, false, null, null, null, List.of(), List.of(1, 128));
		assertThat(encode(true,
				new Packet.Publish(
						MqttMessage.received("a", new byte[] { 9 }, Qos.AT_MOST_ONCE, true, false, 0, properties), 0)))
			.isEqualTo(packet("31", text("a"), properties("0b01 0b8001"), "09"));
	}

	@Test
	void writesAliasAloneWhenTheTopicIsEmpty() {
		assertThat(encode(true, new Packet.Publish(
				MqttMessage.received("", new byte[0], Qos.AT_MOST_ONCE, false, false, 0, MessageProperties.NONE), 7)))
			.isEqualTo(packet("30", "0000 03 230007"));
	}

	@Test
	@DisplayName("a packet's length takes as many bytes as it needs [MQTT-1.5.5-1]")
	void writesRemainingLengthInAsFewBytesAsPossible() {
		for (int filters : new int[] { 1, 10, 100, 1_000, 10_000, 100_000 }) {
			String[] all = new String[filters];
			Arrays.fill(all, "0123456789abcdef/0123456789");
			byte[] bytes = PacketStream.encoded(true, new Packet.Unsubscribe(1, List.of(all), List.of()));
			int remaining = 3 + filters * 29;
			assertThat(bytes).hasSize(1 + VariableByteInteger.size(remaining) + remaining);
		}
	}

	static Stream<Arguments> invalid() {
		Packet.ConnAckProperties none = Packet.ConnAckProperties.NONE;
		String tooLong = "x".repeat(65_536);
		return Stream.of(
				Arguments.of("keep alive",
						new Packet.Connect(MqttVersion.MQTT_5, true, 65_536, "", null, null, null,
								Packet.ConnectProperties.NONE)),
				Arguments.of("client identifier",
						new Packet.Connect(MqttVersion.MQTT_5, true, 60, tooLong, null, null, null,
								Packet.ConnectProperties.NONE)),
				Arguments.of("user name",
						new Packet.Connect(MqttVersion.MQTT_5, true, 60, "", "\0", null, null,
								Packet.ConnectProperties.NONE)),
				Arguments.of("password",
						new Packet.Connect(MqttVersion.MQTT_5, true, 60, "", "u", new byte[65_536], null,
								Packet.ConnectProperties.NONE)),
				Arguments.of("Topic name",
						connect(MqttVersion.MQTT_5, Will.of(MqttMessage.of("a/#", "", Qos.AT_MOST_ONCE)),
								Packet.ConnectProperties.NONE)),
				Arguments.of("Response Topic",
						connect(MqttVersion.MQTT_5, Will.of(MqttMessage.builder("a").responseTopic("+").build()),
								Packet.ConnectProperties.NONE)),
				Arguments.of("Authentication Data",
						connect(MqttVersion.MQTT_5, null,
								new Packet.ConnectProperties(null, null, null, null, null, null, null, new byte[1],
										List.of()))),
				Arguments.of("Receive Maximum", connect(MqttVersion.MQTT_5, null, receiveMaximum(0))),
				Arguments.of("Receive Maximum", connect(MqttVersion.MQTT_5, null, receiveMaximum(65_536))),
				Arguments.of("Receive Maximum", connect(MqttVersion.MQTT_5, null, receiveMaximum(-1))),
				Arguments.of("session is present", new Packet.ConnAck(true, ReasonCode.NOT_AUTHORIZED, none)),
				Arguments.of("KEEP_ALIVE_TIMEOUT", new Packet.ConnAck(false, ReasonCode.KEEP_ALIVE_TIMEOUT, none)),
				Arguments.of("type 4 to 7", new Packet.Ack(3, 1, ReasonCode.SUCCESS, null, List.of())),
				Arguments.of("type 4 to 7", new Packet.Ack(8, 1, ReasonCode.SUCCESS, null, List.of())),
				Arguments.of("packet identifier", new Packet.Ack(4, 0, ReasonCode.SUCCESS, null, List.of())),
				Arguments.of("packet identifier", new Packet.Ack(4, 65_536, ReasonCode.SUCCESS, null, List.of())),
				Arguments.of("SERVER_BUSY", new Packet.Ack(4, 1, ReasonCode.SERVER_BUSY, null, List.of())),
				Arguments.of("Reason String", new Packet.Ack(4, 1, ReasonCode.SUCCESS, tooLong, List.of())),
				Arguments.of("User Property name",
						new Packet.Ack(4, 1, ReasonCode.SUCCESS, null, List.of(new UserProperty(tooLong, "")))),
				Arguments.of("User Property value",
						new Packet.Ack(4, 1, ReasonCode.SUCCESS, null, List.of(new UserProperty("", "\uDC00")))),
				Arguments.of("SUBSCRIBE", new Packet.Subscribe(1, 0, List.of(), List.of())),
				Arguments.of("Subscription Identifier",
						new Packet.Subscribe(1, 268_435_456, List.of(Subscription.of("a", Qos.AT_MOST_ONCE)),
								List.of())),
				Arguments.of("packet identifier",
						new Packet.Subscribe(0, 0, List.of(Subscription.of("a", Qos.AT_MOST_ONCE)), List.of())),
				Arguments.of("UNSUBSCRIBE", new Packet.Unsubscribe(1, List.of(), List.of())),
				Arguments.of("Topic filter", new Packet.Unsubscribe(1, List.of("a#"), List.of())),
				Arguments.of("SUBACK", new Packet.SubAck(1, List.of(), null, List.of())),
				Arguments.of("UNSUBACK", new Packet.UnsubAck(1, List.of(), null, List.of())),
				Arguments.of("BANNED", new Packet.Disconnect(ReasonCode.BANNED, null, null, null, List.of())),
				Arguments.of("Session Expiry Interval",
						new Packet.Disconnect(ReasonCode.SUCCESS, 4_294_967_296L, null, null, List.of())),
				Arguments.of("authentication method",
						new Packet.Auth(ReasonCode.REAUTHENTICATE, null, null, null, List.of())),
				Arguments.of("SERVER_BUSY", new Packet.Auth(ReasonCode.SERVER_BUSY, "m", null, null, List.of())),
				Arguments.of("Topic Alias", new Packet.Publish(MqttMessage.of("", "", Qos.AT_MOST_ONCE), 0)),
				Arguments.of("Topic name", new Packet.Publish(MqttMessage.of("#", "", Qos.AT_MOST_ONCE), 0)));
	}

	private static Packet.ConnectProperties receiveMaximum(int value) {
		return new Packet.ConnectProperties(null, value, null, null, null, null, null, null, List.of());
	}

	@ParameterizedTest
	@MethodSource("invalid")
	void refusesInvalidPacketNamesTheFieldAndWritesNothing(String named, Packet packet) {
		TrackingAllocator allocator = new TrackingAllocator(true);
		ByteBuf out = allocator.buffer();
		assertThatIllegalArgumentException().isThrownBy(() -> new ServerPacketEncoder(true).encode(out, packet))
			.withMessageContaining(named);
		assertThat(out.writerIndex()).isZero();
		out.release();
		assertThat(allocator.live()).isZero();
	}

	static Stream<Arguments> notInMqtt3() {
		MessageProperties properties = new MessageProperties(null, true, null, null, null, List.of(), List.of());
		MqttMessage message = MqttMessage.received("a", new byte[0], Qos.AT_MOST_ONCE, false, false, 0, properties);
		MqttMessage plain = MqttMessage.of("a", "", Qos.AT_MOST_ONCE);
		Packet.ConnectProperties none = Packet.ConnectProperties.NONE;
		return Stream.of(Arguments.of("AUTH", new Packet.Auth(ReasonCode.SUCCESS, null, null, null, List.of())),
				Arguments.of("properties", connect(MqttVersion.MQTT_3_1_1, null, receiveMaximum(5))),
				Arguments.of("user name",
						new Packet.Connect(MqttVersion.MQTT_3_1_1, true, 0, "", null, new byte[0], null, none)),
				Arguments.of("delay", connect(MqttVersion.MQTT_3_1_1, new Will(plain, Duration.ofSeconds(1)), none)),
				Arguments.of("properties", connect(MqttVersion.MQTT_3_1_1, Will.of(message), none)),
				Arguments.of("BANNED", new Packet.ConnAck(false, ReasonCode.BANNED, Packet.ConnAckProperties.NONE)),
				Arguments.of("properties", new Packet.Publish(message, 0)),
				Arguments.of("Topic Alias", new Packet.Publish(plain, 1)),
				Arguments.of("PUBREC", new Packet.Ack(5, 1, ReasonCode.NOT_AUTHORIZED, null, List.of())),
				Arguments.of("PUBACK", new Packet.Ack(4, 1, ReasonCode.SUCCESS, "r", List.of())),
				Arguments.of("SUBSCRIBE",
						new Packet.Subscribe(1, 1, List.of(Subscription.of("a", Qos.AT_MOST_ONCE)), List.of())),
				Arguments.of("noLocal",
						new Packet.Subscribe(1, 0, List.of(Subscription.of("a", Qos.AT_MOST_ONCE).withNoLocal(true)),
								List.of())),
				Arguments.of("retainAsPublished", new Packet.Subscribe(1, 0,
						List.of(Subscription.of("a", Qos.AT_MOST_ONCE).withRetainAsPublished(true)), List.of())),
				Arguments.of("retainHandling",
						new Packet.Subscribe(1, 0,
								List.of(Subscription.of("a", Qos.AT_MOST_ONCE)
									.withRetainHandling(RetainHandling.DO_NOT_SEND)),
								List.of())),
				Arguments.of("SUBACK", new Packet.SubAck(1, List.of(ReasonCode.SUCCESS), "r", List.of())),
				Arguments.of("UNSUBSCRIBE", new Packet.Unsubscribe(1, List.of("a"), USER)),
				Arguments.of("UNSUBACK", new Packet.UnsubAck(1, List.of(ReasonCode.SUCCESS), null, List.of())),
				Arguments.of("DISCONNECT",
						new Packet.Disconnect(ReasonCode.DISCONNECT_WITH_WILL, null, null, null, List.of())),
				Arguments.of("DISCONNECT", new Packet.Disconnect(ReasonCode.SUCCESS, 1L, null, null, List.of())));
	}

	@ParameterizedTest
	@MethodSource("notInMqtt3")
	void refusesWhatMqtt3DoesNotHave(String named, Packet packet) {
		TrackingAllocator allocator = new TrackingAllocator(true);
		ByteBuf out = allocator.buffer();
		assertThatIllegalArgumentException().isThrownBy(() -> new ServerPacketEncoder(false).encode(out, packet))
			.withMessageContaining(named)
			.withMessageContaining("3.1.1");
		assertThat(out.writerIndex()).isZero();
		out.release();
		assertThat(allocator.live()).isZero();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void appendsToWhatTheBufferHas(boolean mqtt5) {
		ByteBuf out = Unpooled.buffer(0).writeByte(1).writeByte(2);
		out.readByte();
		new ServerPacketEncoder(mqtt5).encode(out, new Packet.PingReq());
		PacketEncoder.acknowledgement(out, PacketType.PUBACK, 3);
		assertThat(ByteBufUtil.hexDump(out)).isEqualTo("02c00040020003");
	}

	@Test
	void refusesPacketsThatAClientDoesNotSend() {
		List<Packet> packets = List.of(new Packet.ConnAck(false, ReasonCode.SUCCESS, Packet.ConnAckProperties.NONE),
				new Packet.SubAck(1, List.of(ReasonCode.SUCCESS), null, List.of()),
				new Packet.UnsubAck(1, List.of(ReasonCode.SUCCESS), null, List.of()), new Packet.PingResp());
		for (MqttVersion version : List.of(MqttVersion.MQTT_3_1_1, MqttVersion.MQTT_5)) {
			for (Packet packet : packets) {
				ByteBuf out = Unpooled.buffer();
				assertThatIllegalArgumentException()
					.isThrownBy(() -> PacketEncoder.forVersion(version).encode(out, packet))
					.withMessageContaining(packet.name());
				assertThat(out.writerIndex()).isZero();
			}
		}
	}

}
