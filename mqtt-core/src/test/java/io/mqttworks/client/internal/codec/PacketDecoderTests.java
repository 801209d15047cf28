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
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.mqttworks.client.MqttProtocolException;
import io.mqttworks.client.ReasonCode;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.mqttworks.client.ReasonCode.MALFORMED_PACKET;
import static io.mqttworks.client.ReasonCode.PROTOCOL_ERROR;
import static io.mqttworks.client.ReasonCode.TOPIC_ALIAS_INVALID;
import static io.mqttworks.client.internal.codec.PacketStream.assertRefused;
import static io.mqttworks.client.internal.codec.PacketStream.decode;
import static io.mqttworks.client.internal.codec.PacketStream.packet;
import static io.mqttworks.client.internal.codec.PacketStream.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is refused in fixed headers, PUBLISH and its acknowledgements, and in packets
 * without content. Bytes are written out, so that these tests do not rest on the encoder.
 */
class PacketDecoderTests {

	static Stream<Arguments> wrongFlags() {
		return IntStream.rangeClosed(PacketType.CONNECT, PacketType.AUTH)
			.filter((type) -> type != PacketType.PUBLISH)
			.boxed()
			.flatMap((type) -> IntStream.range(0, 16)
				.filter((flags) -> flags != ((type == PacketType.PUBREL || type == PacketType.SUBSCRIBE
						|| type == PacketType.UNSUBSCRIBE) ? 2 : 0))
				.mapToObj((flags) -> Arguments.of(PacketType.name(type), type, flags)));
	}

	@ParameterizedTest
	@MethodSource("wrongFlags")
	@DisplayName("reserved flag bits [MQTT-2.1.3-1] [MQTT-3.8.1-1] [MQTT-3.10.1-1] [MQTT-3.14.1-1] [MQTT-3.15.1-1]"
			+ " [MQTT-2.2.2-1 v3.1.1] [MQTT-2.2.2-2 v3.1.1]")
	void refusesReservedFlagBits(String name, int type, int flags) {
		String hex = Integer.toHexString(type << 4 | flags) + "00";
		assertRefused(true, hex, MALFORMED_PACKET, name, "flags");
		if (type != PacketType.AUTH) {
			assertRefused(false, hex, MALFORMED_PACKET, name, "flags");
		}
	}

	@Test
	@DisplayName("PUBREL flags other than 0010 [MQTT-3.6.1-1] [MQTT-3.6.1-1 v3.1.1]")
	void refusesReservedFlagBitsOfPubrel() {
		assertRefused(true, "60020001", MALFORMED_PACKET, "PUBREL", "flags");
		assertRefused(false, "60020001", MALFORMED_PACKET, "PUBREL", "flags");
		assertRefused(false, "6a020001", MALFORMED_PACKET, "PUBREL", "flags");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void refusesPacketTypeZero(boolean mqtt5) {
		assertRefused(mqtt5, "0000", MALFORMED_PACKET, "type 0");
		assertRefused(mqtt5, "0f00", MALFORMED_PACKET, "type 0");
	}

	@Test
	void refusesAuthOnMqtt3() {
		assertRefused(false, "f000", MALFORMED_PACKET, "AUTH", "3.1.1");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void refusesRemainingLengthOfMoreThanFourBytes(boolean mqtt5) {
		assertRefused(mqtt5, "30ffffffff7f", MALFORMED_PACKET, "PUBLISH", "remaining length", "four bytes");
		assertRefused(mqtt5, "3080808080", MALFORMED_PACKET, "PUBLISH", "remaining length", "four bytes");
		assertRefused(mqtt5, "d08080808000", MALFORMED_PACKET, "PINGRESP", "remaining length", "four bytes");
	}

	@ParameterizedTest
	@ValueSource(strings = { "d08000", "d0808000", "d080808000", "4082000001", "308580000001610000" })
	@DisplayName("a remaining length with needless bytes [MQTT-1.5.5-1]")
	void refusesRemainingLengthWithNeedlessBytes(String hex) {
		assertRefused(true, hex, MALFORMED_PACKET, "remaining length", "needless");
	}

	@Test
	@DisplayName("a remaining length with needless bytes is not forbidden in 3.1.1")
	void acceptsRemainingLengthWithNeedlessBytesOnMqtt3() {
		assertThat(decode(false, "d0808000")).isEqualTo(new Packet.PingResp());
		assertThat(decode(false, "408280000102"))
			.isEqualTo(new Packet.Ack(4, 258, ReasonCode.SUCCESS, null, List.of()));
	}

	@ParameterizedTest
	@CsvSource({ "c00100, PINGREQ", "d00100, PINGRESP" })
	void refusesContentInPackesWithout(String hex, String name) {
		assertRefused(true, hex, MALFORMED_PACKET, name, "1 bytes are left over");
		assertRefused(false, hex, MALFORMED_PACKET, name, "1 bytes are left over");
	}

	@ParameterizedTest
	@ValueSource(strings = { "36", "37", "3e", "3f" })
	@DisplayName("PUBLISH with both QoS bits set [MQTT-3.3.1-4] [MQTT-3.3.1-4 v3.1.1]")
	void refusesPublishWithQos3(String first) {
		String hex = packet(first, text("a"), "0001", "00");
		assertRefused(true, hex, MALFORMED_PACKET, "PUBLISH", "QoS is 3");
		assertRefused(false, hex, MALFORMED_PACKET, "PUBLISH", "QoS is 3");
	}

	@ParameterizedTest
	@ValueSource(strings = { "38", "39" })
	@DisplayName("PUBLISH with DUP and QoS 0 [MQTT-3.3.1-2] [MQTT-3.3.1-2 v3.1.1]")
	void refusesPublishWithDupAndQos0(String first) {
		String hex = packet(first, text("a"), "00");
		assertRefused(true, hex, PROTOCOL_ERROR, "PUBLISH", "QoS 0", "DUP");
		assertRefused(false, hex, PROTOCOL_ERROR, "PUBLISH", "QoS 0", "DUP");
	}

	@Test
	@DisplayName("PUBLISH with packet identifier 0 [MQTT-2.2.1-4] [MQTT-2.3.1-1 v3.1.1]")
	void refusesPublishWithPacketIdentifierZero() {
		for (String first : List.of("32", "34", "3a", "3d")) {
			assertRefused(true, packet(first, text("a"), "0000", "00"), PROTOCOL_ERROR, "PUBLISH", "identifier is 0");
			assertRefused(false, packet(first, text("a"), "0000"), PROTOCOL_ERROR, "PUBLISH", "identifier is 0");
		}
	}

	@Test
	@DisplayName("PUBLISH of QoS 0 has no packet identifier [MQTT-2.2.1-2] [MQTT-2.3.1-5 v3.1.1]")
	void readsNoPacketIdentifierWithQos0() {
		Packet.Publish publish = (Packet.Publish) decode(false, packet("30", text("a"), "0102"));
		assertThat(publish.message().packetId()).isZero();
		assertThat(publish.message().payload()).containsExactly(1, 2);
	}

	@Test
	@DisplayName("PUBLISH whose Topic Name is not well-formed UTF-8 [MQTT-3.3.2-1] [MQTT-1.5.4-1]"
			+ " [MQTT-3.3.2-1 v3.1.1] [MQTT-1.5.3-1 v3.1.1]")
	void refusesPublishWithIllFormedTopic() {
		for (String wrong : List.of("ff", "c0af", "eda080", "f4908080", "e282", "80")) {
			String topic = String.format("%04x", 1 + wrong.length() / 2) + "61" + wrong;
			assertRefused(true, packet("30", topic, "00"), MALFORMED_PACKET, "PUBLISH", "Topic Name", "UTF-8",
					"byte 1");
			assertRefused(false, packet("30", topic), MALFORMED_PACKET, "PUBLISH", "Topic Name", "UTF-8", "byte 1");
		}
	}

	@Test
	@DisplayName("PUBLISH whose Topic Name has U+0000 [MQTT-1.5.4-2] [MQTT-4.7.3-2] [MQTT-1.5.3-2 v3.1.1]"
			+ " [MQTT-4.7.3-2 v3.1.1]")
	void refusesPublishWithNullInTopic() {
		assertRefused(true, packet("30", "0003 610062", "00"), MALFORMED_PACKET, "PUBLISH", "Topic Name", "U+0000");
		assertRefused(false, packet("30", "0003 610062"), MALFORMED_PACKET, "PUBLISH", "Topic Name", "U+0000");
	}

	@ParameterizedTest
	@ValueSource(strings = { "#", "+", "a/#", "a/+/b", "a+b", "a#" })
	@DisplayName("PUBLISH to a wildcard [MQTT-3.3.2-2] [MQTT-4.7.0-1] [MQTT-3.3.2-2 v3.1.1] [MQTT-4.7.1-1 v3.1.1]")
	void refusesPublishWithWildcardInTopic(String topic) {
		assertRefused(true, packet("30", text(topic), "00"), PROTOCOL_ERROR, "PUBLISH", "Topic Name", "wildcard");
		assertRefused(false, packet("30", text(topic)), PROTOCOL_ERROR, "PUBLISH", "Topic Name", "wildcard");
	}

	@Test
	@DisplayName("PUBLISH with neither Topic Name nor Topic Alias [MQTT-4.7.3-1] [MQTT-4.7.3-1 v3.1.1]")
	void refusesPublishWithoutTopic() {
		assertRefused(true, packet("30", "0000", "00"), PROTOCOL_ERROR, "PUBLISH", "Topic Name", "Topic Alias");
		assertRefused(false, packet("30", "0000"), PROTOCOL_ERROR, "PUBLISH", "Topic Name");
	}

	@Test
	@DisplayName("Topic Alias 0 [MQTT-3.3.2-8]")
	void refusesTopicAliasZero() {
		assertRefused(true, packet("30", text("a"), "03 23 0000"), TOPIC_ALIAS_INVALID, "PUBLISH", "Topic Alias");
		assertRefused(true, packet("30", "0000", "03 23 0000"), TOPIC_ALIAS_INVALID, "PUBLISH", "Topic Alias");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "3000", "300100", "30020001", "3003000261", "3202 0000", "32030001 61", "3204 0001 61 00" })
	void refusesPublishThatEndsTooEarly(String hex) {
		assertRefused(true, hex, MALFORMED_PACKET, "PUBLISH", "ends before");
		assertRefused(false, hex, MALFORMED_PACKET, "PUBLISH", "ends before");
	}

	@ParameterizedTest
	@ValueSource(strings = { "3003 0001 61", "3205 0001 61 0001", "3004 0001 61 01", "3005 0001 61 03 23",
			"3004 0001 61 80" })
	void refusesPublishWithPropertiesThatDoNotFit(String hex) {
		assertRefused(true, hex, MALFORMED_PACKET, "PUBLISH", "ends before");
	}

	@Test
	void refusesLargePublishWhoseHeaderDoesNotFit() {
		String length = "8180 01"; // 16,385
		assertRefused(true, "30" + length + "ffff", MALFORMED_PACKET, "PUBLISH", "ends before");
		assertRefused(false, "30" + length + "ffff", MALFORMED_PACKET, "PUBLISH", "ends before");
		assertRefused(true, "30" + length + "000161 808001", MALFORMED_PACKET, "PUBLISH", "ends before");
	}

	@Test
	void refusesPropertyLengthOfMoreThanFourBytes() {
		assertRefused(true, packet("30", text("a"), "8080808000"), MALFORMED_PACKET, "PUBLISH", "property length",
				"four bytes");
		// The same in a packet that comes in pieces.
		assertRefused(true, "30 818001 000161 8080808000 00", MALFORMED_PACKET, "PUBLISH", "property length",
				"four bytes");
	}

	@Test
	@DisplayName("a property length with needless bytes [MQTT-1.5.5-1]")
	void refusesPropertyLengthWithNeedlessBytes() {
		assertRefused(true, packet("30", text("a"), "8000"), MALFORMED_PACKET, "PUBLISH", "property length",
				"needless");
	}

	@Test
	void acceptsPublishWithoutPayload() {
		Packet.Publish publish = (Packet.Publish) decode(true, packet("30", text("a"), "00"));
		assertThat(publish.message().payload()).isEmpty();
		assertThat(publish.message().topic()).isEqualTo("a");
	}

	@Test
	@DisplayName("U+FEFF in front of a string stays [MQTT-1.5.4-3] [MQTT-1.5.3-3 v3.1.1]")
	void keepsByteOrderMark() {
		Packet.Publish publish = (Packet.Publish) decode(false, packet("30", "0004 efbbbf61"));
		assertThat(publish.message().topic()).isEqualTo("\uFEFFa");
	}

	@ParameterizedTest
	@CsvSource({ "40, PUBACK", "50, PUBREC", "62, PUBREL", "70, PUBCOMP" })
	@DisplayName("acknowledgements with packet identifier 0 [MQTT-2.2.1-5] [MQTT-2.3.1-1 v3.1.1]")
	void refusesAcknowledgementWithPacketIdentifierZero(String first, String name) {
		assertRefused(true, first + "02 0000", PROTOCOL_ERROR, name, "identifier is 0");
		assertRefused(true, first + "03 0000 00", PROTOCOL_ERROR, name, "identifier is 0");
		assertRefused(false, first + "02 0000", PROTOCOL_ERROR, name, "identifier is 0");
	}

	@ParameterizedTest
	@CsvSource({ "40, PUBACK", "50, PUBREC", "62, PUBREL", "70, PUBCOMP" })
	void refusesAcknowledgementOfWrongLength(String first, String name) {
		assertRefused(true, first + "00", MALFORMED_PACKET, name, "ends before");
		assertRefused(true, first + "0101", MALFORMED_PACKET, name, "ends before");
		assertRefused(true, first + "05 0001 00 0000", MALFORMED_PACKET, name, "left over");
		assertRefused(true, first + "04 0001 00 01", MALFORMED_PACKET, name, "ends before");
		assertRefused(false, first + "00", MALFORMED_PACKET, name, "ends before");
		assertRefused(false, first + "03 0001 00", MALFORMED_PACKET, name, "left over");
		assertRefused(false, first + "04 0001 00 00", MALFORMED_PACKET, name, "left over");
	}

	@ParameterizedTest
	@CsvSource({ "40, PUBACK", "50, PUBREC", "62, PUBREL", "70, PUBCOMP" })
	void takesAcknowledgementThatSpellsOutSuccessAsPlain(String first, String name) {
		int type = Integer.parseInt(first, 16) >>> 4;
		Packet plain = new Packet.Ack(type, 7, ReasonCode.SUCCESS, null, List.of());
		for (String rest : List.of("02 0007", "03 0007 00", "04 0007 00 00")) {
			assertThat(decode(true, first + rest)).isEqualTo(plain);
		}
	}

	static Stream<Arguments> acknowledgementReasonCodes() {
		List<Integer> received = List.of(0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99);
		List<Integer> released = List.of(0x00, 0x92);
		return Stream.of(Arguments.of("40", received), Arguments.of("50", received), Arguments.of("62", released),
				Arguments.of("70", released));
	}

	@ParameterizedTest
	@MethodSource("acknowledgementReasonCodes")
	@DisplayName("reason codes of acknowledgements [MQTT-3.4.2-1] [MQTT-3.5.2-1] [MQTT-3.6.2-1] [MQTT-3.7.2-1]")
	void refusesReasonCodesThatAcknowledgementsMustNotCarry(String first, List<Integer> allowed) {
		for (int code = 0; code < 256; code++) {
			String hex = String.format("%s03 0007 %02x", first, code);
			if (allowed.contains(code)) {
				assertThat(((Packet.Ack) decode(true, hex)).reasonCode().value()).isEqualTo(code);
			}
			else {
				assertRefused(true, hex, PROTOCOL_ERROR, String.format("0x%02X", code), "may carry");
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "40, PUBACK", "50, PUBREC", "62, PUBREL", "70, PUBCOMP" })
	void refusesPropertiesThatAcknowledgementsMustNotCarry(String first, String name) {
		assertRefused(true, packet(first, "0007 00 02 0101"), MALFORMED_PACKET, name, "Payload Format Indicator");
		assertRefused(true, packet(first, "0007 00 08", "1f", text("a"), "1f", text("b")), PROTOCOL_ERROR, name,
				"Reason String", "more than once");
	}

	@ParameterizedTest
	@CsvSource({ "10, CONNECT", "82, SUBSCRIBE", "a2, UNSUBSCRIBE", "c0, PINGREQ" })
	void refusesPacketsThatAServerDoesNotSendByTheirFirstBytes(String first, String name) {
		for (boolean mqtt5 : new boolean[] { false, true }) {
			RecordingReceiver receiver = new RecordingReceiver();
			PacketReader reader = new PacketReader(receiver, PacketStream.LIMIT);
			reader.mqtt5(mqtt5);
			// It announces 128 bytes, and none of them has arrived.
			assertThatExceptionOfType(MqttProtocolException.class)
				.isThrownBy(() -> reader.read(Unpooled.wrappedBuffer(PacketStream.bytes(first + "8001"))))
				.withMessageContaining(name)
				.satisfies((ex) -> assertThat(ex.reasonCode()).isEqualTo(PROTOCOL_ERROR));
			assertThat(receiver.packets).isEmpty();
		}
	}

}
