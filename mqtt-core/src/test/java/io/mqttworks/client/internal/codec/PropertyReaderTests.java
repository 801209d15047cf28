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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttProtocolException;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.UserProperty;
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

import static io.mqttworks.client.ReasonCode.MALFORMED_PACKET;
import static io.mqttworks.client.ReasonCode.PROTOCOL_ERROR;
import static io.mqttworks.client.internal.codec.PacketStream.assertRefused;
import static io.mqttworks.client.internal.codec.PacketStream.decode;
import static io.mqttworks.client.internal.codec.PacketStream.packet;
import static io.mqttworks.client.internal.codec.PacketStream.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is refused among properties. The table is that of MQTT 5 section 2.2.2.2, typed in
 * anew.
 */
class PropertyReaderTests {

	private static final int LARGE = 2 * 1024 * 1024;

	/** A valid property of each kind, by its identifier. */
	private static final Map<Integer, String> VALID = new TreeMap<>();

	/** The packets that may carry a property, by its identifier. */
	private static final Map<Integer, Set<String>> PACKETS = new TreeMap<>();

	static {
		property(1, "01", "PUBLISH", "will");
		property(2, "00000001", "PUBLISH", "will");
		property(3, text("c"), "PUBLISH", "will");
		property(8, text("r"), "PUBLISH", "will");
		property(9, "000101", "PUBLISH", "will");
		property(11, "01", "PUBLISH", "SUBSCRIBE");
		property(17, "00000001", "CONNECT", "CONNACK", "DISCONNECT");
		property(18, text("i"), "CONNACK");
		property(19, "0001", "CONNACK");
		property(21, text("m"), "CONNECT", "CONNACK", "AUTH");
		property(22, "000101", "CONNECT", "CONNACK", "AUTH");
		property(23, "01", "CONNECT");
		property(24, "00000001", "will");
		property(25, "01", "CONNECT");
		property(26, text("i"), "CONNACK");
		property(28, text("s"), "CONNACK", "DISCONNECT");
		property(31, text("r"), "CONNACK", "PUBACK", "PUBREC", "PUBREL", "PUBCOMP", "SUBACK", "UNSUBACK", "DISCONNECT",
				"AUTH");
		property(33, "0001", "CONNECT", "CONNACK");
		property(34, "0001", "CONNECT", "CONNACK");
		property(35, "0001", "PUBLISH");
		property(36, "01", "CONNACK");
		property(37, "01", "CONNACK");
		property(38, text("n") + text("v"), "CONNECT", "CONNACK", "PUBLISH", "will", "PUBACK", "PUBREC", "PUBREL",
				"PUBCOMP", "SUBSCRIBE", "SUBACK", "UNSUBSCRIBE", "UNSUBACK", "DISCONNECT", "AUTH");
		property(39, "00000001", "CONNECT", "CONNACK");
		property(40, "01", "CONNACK");
		property(41, "01", "CONNACK");
		property(42, "01", "CONNACK");
	}

	private static void property(int id, String value, String... packets) {
		VALID.put(id, String.format("%02x", id) + value);
		PACKETS.put(id, Set.of(packets));
	}

	/**
	 * Returns a packet with properties, in hexadecimal digits.
	 */
	private static String with(String packet, String... properties) {
		String block = String.join("", properties);
		String length = String.format("%02x", PacketStream.bytes(block).length);
		// AUTH is nothing without a method.
		String methodLength = String.format("%02x", PacketStream.bytes(block).length + 4);
		String connect = text("MQTT") + "05";
		return switch (packet) {
			case "CONNECT" -> packet("10", connect, "02 003c", length, block, text("a"));
			case "will" -> packet("10", connect, "06 003c 00", text("a"), length, block, text("w"), "0000");
			case "CONNACK" -> packet("20", "00 00", length, block);
			case "PUBLISH" -> packet("30", text("t"), length, block);
			case "PUBACK" -> packet("40", "0001 00", length, block);
			case "PUBREC" -> packet("50", "0001 00", length, block);
			case "PUBREL" -> packet("62", "0001 00", length, block);
			case "PUBCOMP" -> packet("70", "0001 00", length, block);
			case "SUBSCRIBE" -> packet("82", "0001", length, block, text("f"), "00");
			case "SUBACK" -> packet("90", "0001", length, block, "00");
			case "UNSUBSCRIBE" -> packet("a2", "0001", length, block, text("f"));
			case "UNSUBACK" -> packet("b0", "0001", length, block, "00");
			case "DISCONNECT" -> packet("e0", "00", length, block);
			case "AUTH" -> block.startsWith("15") ? packet("f0", "00", length, block)
					: packet("f0", "00", methodLength, "15", text("m"), block);
			default -> throw new IllegalArgumentException(packet);
		};
	}

	private static boolean isData(int id) {
		return id == 22;
	}

	static Stream<Arguments> allowed() {
		return PACKETS.entrySet()
			.stream()
			.flatMap((entry) -> entry.getValue().stream().map((packet) -> Arguments.of(entry.getKey(), packet)));
	}

	static Stream<Arguments> notAllowed() {
		return PACKETS.entrySet()
			.stream()
			.flatMap((entry) -> PACKETS.get(38)
				.stream()
				.filter((packet) -> !entry.getValue().contains(packet))
				.map((packet) -> Arguments.of(entry.getKey(), packet)));
	}

	@ParameterizedTest
	@MethodSource("allowed")
	void acceptsPropertyWhereItBelongs(int id, String packet) {
		String property = VALID.get(id);
		decode(true,
				isData(id) && !packet.equals("AUTH") ? with(packet, VALID.get(21), property) : with(packet, property));
	}

	@ParameterizedTest
	@MethodSource("allowed")
	void refusesPropertyThatIsThereTwice(int id, String packet) {
		String property = VALID.get(id);
		if (id == 38 || (id == 11 && packet.equals("PUBLISH"))) {
			decode(true, with(packet, property, property));
			return;
		}
		String name = packet.equals("will") ? "CONNECT" : packet;
		assertRefused(true, with(packet, property, property), PROTOCOL_ERROR, name, "more than once");
	}

	@ParameterizedTest
	@MethodSource("notAllowed")
	void refusesPropertyWhereItDoesNotBelong(int id, String packet) {
		String name = packet.equals("will") ? "CONNECT" : packet;
		assertRefused(true, with(packet, VALID.get(id)), MALFORMED_PACKET, name, "not allowed");
	}

	@Test
	void refusesPropertiesThatThereAreNot() {
		for (int id = 0; id < 128; id++) {
			if (!VALID.containsKey(id)) {
				assertRefused(true, with("PUBLISH", String.format("%02x", id), "00000000"), MALFORMED_PACKET, "PUBLISH",
						"property " + id, "not allowed");
			}
		}
		assertRefused(true, with("PUBLISH", "ffffff7f", "00"), MALFORMED_PACKET, "PUBLISH", "property 268435455");
	}

	@ParameterizedTest
	@MethodSource("allowed")
	void refusesPropertyThatDoesNotFit(int id, String packet) {
		String property = VALID.get(id);
		for (int length = 2; length < property.length(); length += 2) {
			String name = packet.equals("will") ? "CONNECT" : packet;
			assertRefused(true, with(packet, property.substring(0, length)), MALFORMED_PACKET, name, "ends before");
		}
	}

	@ParameterizedTest
	@CsvSource({ "01, PUBLISH", "01, will", "17, CONNECT", "19, CONNECT", "24, CONNACK", "25, CONNACK", "28, CONNACK",
			"29, CONNACK", "2a, CONNACK" })
	@DisplayName("bytes that must be 0 or 1")
	void refusesFlagsOtherThan0And1(String id, String packet) {
		String name = packet.equals("will") ? "CONNECT" : packet;
		for (String value : List.of("02", "80", "ff")) {
			assertRefused(true, with(packet, id, value), PROTOCOL_ERROR, name, "must be 0 or 1");
		}
		decode(true, with(packet, id, "00"));
		decode(true, with(packet, id, "01"));
	}

	@ParameterizedTest
	@CsvSource({ "CONNECT, 210000, Receive Maximum", "CONNACK, 210000, Receive Maximum",
			"CONNECT, 2700000000, Maximum Packet Size", "CONNACK, 2700000000, Maximum Packet Size",
			"SUBSCRIBE, 0b00, Subscription Identifier", "PUBLISH, 0b00, Subscription Identifier" })
	void refusesZeroWhereItIsNotAllowed(String packet, String property, String label) {
		assertRefused(true, with(packet, property), PROTOCOL_ERROR, packet, label, "must not be 0");
	}

	@Test
	@DisplayName("a Subscription Identifier with needless bytes [MQTT-1.5.5-1]")
	void refusesSubscriptionIdentifierThatIsNoVariableByteInteger() {
		assertRefused(true, with("PUBLISH", "0b8100"), MALFORMED_PACKET, "Subscription Identifier", "needless");
		assertRefused(true, with("PUBLISH", "0bffffffff01"), MALFORMED_PACKET, "Subscription Identifier", "four bytes");
	}

	@ParameterizedTest
	@ValueSource(strings = { "CONNECT", "CONNACK" })
	void refusesAuthenticationDataWithoutMethod(String packet) {
		assertRefused(true, with(packet, VALID.get(22)), PROTOCOL_ERROR, packet, "Authentication Method");
	}

	@ParameterizedTest
	@ValueSource(strings = { "PUBLISH", "will" })
	@DisplayName("Response Topic with a wildcard [MQTT-3.3.2-14]")
	void refusesResponseTopicThatIsNoTopicName(String packet) {
		String name = packet.equals("will") ? "CONNECT" : packet;
		for (String topic : List.of("r/#", "+", "a+b")) {
			assertRefused(true, with(packet, "08", text(topic)), PROTOCOL_ERROR, name, "Response Topic", "wildcard");
		}
		assertRefused(true, with(packet, "08", text("")), PROTOCOL_ERROR, name, "Response Topic", "empty");
	}

	@ParameterizedTest
	@CsvSource({ "PUBLISH, 03, Content Type", "PUBLISH, 08, Response Topic", "CONNACK, 12, Assigned Client Identifier",
			"CONNECT, 15, Authentication Method", "CONNACK, 1a, Response Information", "CONNACK, 1c, Server Reference",
			"PUBACK, 1f, Reason String" })
	@DisplayName("strings that are not well-formed UTF-8 [MQTT-1.5.4-1] [MQTT-1.5.4-2] [MQTT-3.3.2-13]"
			+ " [MQTT-3.3.2-19]")
	void refusesIllFormedStrings(String packet, String id, String label) {
		assertRefused(true, with(packet, id, "0001 ff"), MALFORMED_PACKET, packet, label, "UTF-8");
		assertRefused(true, with(packet, id, "0003 eda080"), MALFORMED_PACKET, packet, label, "UTF-8");
		assertRefused(true, with(packet, id, "0002 6100"), MALFORMED_PACKET, packet, label, "U+0000");
	}

	@Test
	@DisplayName("both strings of a User Property [MQTT-1.5.7-1]")
	void refusesIllFormedUserProperties() {
		assertRefused(true, with("PUBLISH", "26", "0001 ff", text("v")), MALFORMED_PACKET, "User Property", "UTF-8");
		assertRefused(true, with("PUBLISH", "26", text("n"), "0001 ff"), MALFORMED_PACKET, "User Property", "UTF-8");
		assertRefused(true, with("PUBLISH", "26", text("n"), "0001 00"), MALFORMED_PACKET, "User Property", "U+0000");
	}

	@ParameterizedTest
	@CsvSource({ "26 0001 6e 0001 76, user properties", "0b 01, subscription identifiers" })
	@DisplayName("4,096 of a property that may come more than once, and no more: they cost many times their bytes")
	void takesFourThousandOfARepeatedPropertyAndNotOneMore(String property, String label) {
		try (PacketStream stream = PacketStream.of(true, LARGE)) {
			stream.read(publish(property.repeat(4096)));
			MessageProperties properties = ((Packet.Publish) stream.packets().get(0)).message().properties();
			assertThat(properties.userProperties().size() + properties.subscriptionIdentifiers().size())
				.isEqualTo(4096);
			assertQuotaExceeded(stream, publish(property.repeat(4097)), "more than 4096 " + label);
		}
	}

	@Test
	@DisplayName("1 MiB of properties, and no more, however large packets may be")
	void takesOneMebibyteOfPropertiesAndNotOneByteMore() {
		// A user property of 64 KiB.
		String most = "26 0001 6e fffa" + "76".repeat(0xfffa);
		try (PacketStream stream = PacketStream.of(true, LARGE)) {
			stream.read(publish(most.repeat(16)));
			MessageProperties properties = ((Packet.Publish) stream.packets().get(0)).message().properties();
			assertThat(properties.userProperties()).hasSize(16);
			assertQuotaExceeded(stream, publish(most.repeat(15) + "26 0001 6e fffb" + "76".repeat(0xfffb)),
					"1048577 bytes", "at most 1048576");
		}
	}

	@Test
	@DisplayName("the length alone is enough to refuse them, before anything of them is kept")
	void refusesTooManyBytesOfPropertiesByTheirLength() {
		try (PacketStream stream = PacketStream.of(true, LARGE)) {
			// What would be the first property is not one.
			assertQuotaExceeded(stream, publish("ff".repeat(1024 * 1024 + 1)), "1048577 bytes");
		}
	}

	private static String publish(String properties) {
		ByteBuf length = Unpooled.buffer(4);
		VariableByteInteger.write(length, PacketStream.bytes(properties).length);
		return packet("30", text("t"), ByteBufUtil.hexDump(length), properties);
	}

	private static void assertQuotaExceeded(PacketStream stream, String packet, String... messageParts) {
		int before = stream.packets().size();
		assertThatExceptionOfType(MqttProtocolException.class).isThrownBy(() -> stream.read(packet))
			.withMessageContainingAll(messageParts)
			.satisfies((ex) -> assertThat(ex.reasonCode()).isEqualTo(ReasonCode.QUOTA_EXCEEDED));
		assertThat(stream.packets()).hasSize(before);
	}

	@Test
	void keepsNothingOfThePacketBefore() {
		try (PacketStream stream = PacketStream.of(true)) {
			stream.read(with("PUBLISH", "26", text("n"), text("v"), "23 0009", "02 00000007", "0b05"));
			stream.read(with("PUBLISH", "03", text("c")));
			stream.read(packet("30", text("t"), "00"));
			stream.assertDelivered(List.of(
					publish(new MessageProperties(Duration.ofSeconds(7), false, null, null, null,
							List.of(new UserProperty("n", "v")), List.of(5)), 9),
					publish(new MessageProperties(null, false, "c", null, null, List.of(), List.of()), 0),
					publish(MessageProperties.NONE, 0)));
			stream.read(with("PUBACK", "1f", text("r")));
			stream.read("e001 00");
			assertThat(stream.packets().get(4))
				.isEqualTo(new Packet.Disconnect(ReasonCode.SUCCESS, null, null, null, List.of()));
		}
	}

	private static Packet publish(MessageProperties properties, int alias) {
		return new Packet.Publish(io.mqttworks.client.MqttMessage.received("t", new byte[0],
				io.mqttworks.client.Qos.AT_MOST_ONCE, false, false, 0, properties), alias);
	}

}
