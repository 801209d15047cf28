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
import java.util.Map;
import java.util.Set;

import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.ReasonCode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.mqttworks.client.ReasonCode.MALFORMED_PACKET;
import static io.mqttworks.client.ReasonCode.PROTOCOL_ERROR;
import static io.mqttworks.client.ReasonCode.UNSUPPORTED_PROTOCOL_VERSION;
import static io.mqttworks.client.internal.codec.PacketStream.assertRefused;
import static io.mqttworks.client.internal.codec.PacketStream.decode;
import static io.mqttworks.client.internal.codec.PacketStream.packet;
import static io.mqttworks.client.internal.codec.PacketStream.text;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is refused in CONNECT, CONNACK, DISCONNECT and AUTH.
 */
class ConnectionPacketsTests {

	private static final String MQTT = "0004 4d515454 ";

	private static String connect5(String flags, String... payload) {
		return packet("10", MQTT, "05", flags, "003c", "00", String.join("", payload));
	}

	private static String connect3(String flags, String... payload) {
		return packet("10", MQTT, "04", flags, "003c", String.join("", payload));
	}

	@Test
	@DisplayName("another protocol name or level [MQTT-3.1.2-1] [MQTT-3.1.2-2] [MQTT-3.1.2-1 v3.1.1]"
			+ " [MQTT-3.1.2-2 v3.1.1]")
	void refusesOtherProtocols() {
		assertRefused(true, packet("10", text("MQIsdp"), "03 02 003c", text("a")), UNSUPPORTED_PROTOCOL_VERSION,
				"CONNECT", "level 3");
		assertRefused(true, packet("10", MQTT, "03 02 003c", text("a")), UNSUPPORTED_PROTOCOL_VERSION, "level 3");
		assertRefused(true, packet("10", MQTT, "06 02 003c 00", text("a")), UNSUPPORTED_PROTOCOL_VERSION, "level 6");
		assertRefused(true, packet("10", MQTT, "84 02 003c", text("a")), UNSUPPORTED_PROTOCOL_VERSION, "level 132");
		assertRefused(true, packet("10", text("mqtt"), "05 02 003c 00", text("a")), UNSUPPORTED_PROTOCOL_VERSION,
				"CONNECT");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void connectSaysItsVersionItself(boolean mqtt5) {
		assertThat(((Packet.Connect) decode(mqtt5, connect5("02", text("a")))).version()).isEqualTo(MqttVersion.MQTT_5);
		assertThat(((Packet.Connect) decode(mqtt5, connect3("02", text("a")))).version())
			.isEqualTo(MqttVersion.MQTT_3_1_1);
	}

	@Test
	@DisplayName("CONNECT with the reserved flag [MQTT-3.1.2-3] [MQTT-3.1.2-3 v3.1.1]")
	void refusesConnectWithReservedFlag() {
		assertRefused(true, connect5("03", text("a")), MALFORMED_PACKET, "CONNECT", "reserved");
		assertRefused(false, connect3("03", text("a")), MALFORMED_PACKET, "CONNECT", "reserved");
	}

	@Test
	@DisplayName("CONNECT with will QoS 3 [MQTT-3.1.2-12] [MQTT-3.1.2-14 v3.1.1]")
	void refusesConnectWithWillQos3() {
		assertRefused(true, connect5("1c", text("a"), "00", text("w"), "0000"), MALFORMED_PACKET, "CONNECT", "QoS");
		assertRefused(false, connect3("1c", text("a"), text("w"), "0000"), MALFORMED_PACKET, "CONNECT", "QoS");
	}

	@Test
	@DisplayName("CONNECT with flags of a will but no will [MQTT-3.1.2-11] [MQTT-3.1.2-13]"
			+ " [MQTT-3.1.2-11 v3.1.1] [MQTT-3.1.2-13 v3.1.1]")
	void refusesConnectWithFlagsOfMissingWill() {
		for (String flags : List.of("08", "10", "20", "38")) {
			assertRefused(true, connect5(flags, text("a")), MALFORMED_PACKET, "CONNECT", "will");
			assertRefused(false, connect3(flags, text("a")), MALFORMED_PACKET, "CONNECT", "will");
		}
	}

	@Test
	@DisplayName("CONNECT with a password but no user name is of MQTT 5 only [MQTT-3.1.2-22 v3.1.1]")
	void refusesConnectWithPasswordAloneOnMqtt3() {
		assertRefused(false, connect3("42", text("a"), "0000"), MALFORMED_PACKET, "CONNECT", "password");
		assertThat(((Packet.Connect) decode(true, connect5("42", text("a"), "0000"))).password()).isEmpty();
	}

	@Test
	@DisplayName("CONNECT that lacks what its flags announce [MQTT-3.1.2-9] [MQTT-3.1.2-17] [MQTT-3.1.2-19]"
			+ " [MQTT-3.1.3-3] [MQTT-3.1.2-9 v3.1.1] [MQTT-3.1.2-19 v3.1.1] [MQTT-3.1.2-21 v3.1.1]"
			+ " [MQTT-3.1.3-3 v3.1.1]")
	void refusesConnectWithMissingFields() {
		assertRefused(true, connect5("02"), MALFORMED_PACKET, "CONNECT", "client identifier");
		assertRefused(true, connect5("06", text("a")), MALFORMED_PACKET, "CONNECT", "property length");
		assertRefused(true, connect5("06", text("a"), "00"), MALFORMED_PACKET, "CONNECT", "will's topic");
		assertRefused(true, connect5("06", text("a"), "00", text("w")), MALFORMED_PACKET, "CONNECT", "will's payload");
		assertRefused(true, connect5("82", text("a")), MALFORMED_PACKET, "CONNECT", "user name");
		assertRefused(true, connect5("c2", text("a"), text("u")), MALFORMED_PACKET, "CONNECT", "password");
		assertRefused(false, connect3("02"), MALFORMED_PACKET, "CONNECT", "client identifier");
		assertRefused(false, connect3("06", text("a")), MALFORMED_PACKET, "CONNECT", "will's topic");
		assertRefused(false, connect3("82", text("a")), MALFORMED_PACKET, "CONNECT", "user name");
		assertRefused(false, connect3("c2", text("a"), text("u"), "0001"), MALFORMED_PACKET, "CONNECT", "password");
	}

	@Test
	@DisplayName("CONNECT that has what its flags do not announce [MQTT-3.1.2-16] [MQTT-3.1.2-18]"
			+ " [MQTT-3.1.2-18 v3.1.1] [MQTT-3.1.2-20 v3.1.1]")
	void refusesConnectWithFieldsThatItsFlagsDoNotAnnounce() {
		assertRefused(true, connect5("02", text("a"), text("u")), MALFORMED_PACKET, "CONNECT", "left over");
		assertRefused(false, connect3("02", text("a"), text("u")), MALFORMED_PACKET, "CONNECT", "left over");
	}

	@Test
	@DisplayName("CONNECT with ill-formed strings [MQTT-3.1.3-4] [MQTT-3.1.3-11] [MQTT-3.1.3-12] [MQTT-1.5.4-1]"
			+ " [MQTT-1.5.4-2] [MQTT-3.1.3-4 v3.1.1] [MQTT-3.1.3-10 v3.1.1] [MQTT-3.1.3-11 v3.1.1]")
	void refusesConnectWithIllFormedStrings() {
		for (String wrong : List.of("0001 ff", "0003 eda080", "0001 00")) {
			assertRefused(true, connect5("02", wrong), MALFORMED_PACKET, "CONNECT", "client identifier");
			assertRefused(true, connect5("06", text("a"), "00", wrong, "0000"), MALFORMED_PACKET, "CONNECT",
					"will's topic");
			assertRefused(true, connect5("82", text("a"), wrong), MALFORMED_PACKET, "CONNECT", "user name");
			assertRefused(false, connect3("02", wrong), MALFORMED_PACKET, "CONNECT", "client identifier");
			assertRefused(false, connect3("06", text("a"), wrong, "0000"), MALFORMED_PACKET, "CONNECT", "will's topic");
			assertRefused(false, connect3("82", text("a"), wrong), MALFORMED_PACKET, "CONNECT", "user name");
		}
	}

	@Test
	void refusesWillWithInvalidTopic() {
		assertRefused(true, connect5("06", text("a"), "00", text("w/#"), "0000"), PROTOCOL_ERROR, "CONNECT", "will's",
				"wildcard");
		assertRefused(true, connect5("06", text("a"), "00", "0000", "0000"), PROTOCOL_ERROR, "CONNECT", "will's",
				"empty");
	}

	@Test
	void exceptionsDoNotRepeatSecrets() {
		assertRefused(true, connect5("c2", text("a"), text("u"), text("secret"), "00"), MALFORMED_PACKET,
				"Malformed CONNECT: 1 bytes are left over after the last field");
	}

	@Test
	@DisplayName("CONNACK with reserved flags [MQTT-3.2.2-1]")
	void refusesConnAckWithReservedFlags() {
		for (String flags : List.of("02", "03", "80", "fe")) {
			assertRefused(true, packet("20", flags, "00 00"), MALFORMED_PACKET, "CONNACK", "reserved");
			assertRefused(false, packet("20", flags, "00"), MALFORMED_PACKET, "CONNACK", "reserved");
		}
	}

	@Test
	@DisplayName("CONNACK that refuses and has the session [MQTT-3.2.2-6] [MQTT-3.2.2-4 v3.1.1]")
	void refusesConnAckWithSessionPresentAndError() {
		assertRefused(true, "2003 01 87 00", PROTOCOL_ERROR, "CONNACK", "session is present");
		assertRefused(true, "2002 01 05", PROTOCOL_ERROR, "CONNACK", "session is present");
		assertRefused(false, "2002 01 05", PROTOCOL_ERROR, "CONNACK", "session is present");
	}

	@Test
	@DisplayName("reason codes of CONNACK [MQTT-3.2.2-8]")
	void refusesReasonCodesThatConnAckMustNotCarry() {
		Set<Integer> allowed = Set.of(0x00, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8C,
				0x90, 0x95, 0x97, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9F);
		for (int code = 0; code < 256; code++) {
			String hex = String.format("2003 00 %02x 00", code);
			if (allowed.contains(code)) {
				assertThat(((Packet.ConnAck) decode(true, hex)).reasonCode().value()).isEqualTo(code);
			}
			else {
				assertRefused(true, hex, PROTOCOL_ERROR, "CONNACK", String.format("0x%02X", code));
			}
		}
	}

	@Test
	@DisplayName("return codes of a 3.1.1 CONNACK become the reason codes that mean the same")
	void readsReturnCodesOfMqtt3() {
		Map<Integer, ReasonCode> codes = Map.of(0, ReasonCode.SUCCESS, 1, ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, 2,
				ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, 3, ReasonCode.SERVER_UNAVAILABLE, 4,
				ReasonCode.BAD_USER_NAME_OR_PASSWORD, 5, ReasonCode.NOT_AUTHORIZED);
		for (int code = 0; code < 256; code++) {
			String hex = String.format("2002 00 %02x", code);
			ReasonCode expected = codes.get(code);
			if (expected != null) {
				assertThat(((Packet.ConnAck) decode(false, hex)).reasonCode()).isEqualTo(expected);
			}
			else {
				assertRefused(false, hex, PROTOCOL_ERROR, "CONNACK", String.format("return code 0x%02X", code));
			}
		}
	}

	@Test
	void understandsRefusalOfMqtt3ServerWhenMqtt5WasOffered() {
		Packet.ConnAck refusal = (Packet.ConnAck) decode(true, "2002 00 01");
		assertThat(refusal.reasonCode()).isEqualTo(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION);
		assertThat(refusal.properties()).isEqualTo(Packet.ConnAckProperties.NONE);
	}

	@Test
	void understandsRefusalOfMqtt5WithoutPropertyLength() {
		Packet.ConnAck refusal = (Packet.ConnAck) decode(true, "2002 00 87");
		assertThat(refusal.reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
	}

	@Test
	@DisplayName("CONNACK without property length [MQTT-2.2.2-1]")
	void refusesAcceptanceOfMqtt5WithoutPropertyLength() {
		assertRefused(true, "2002 00 00", MALFORMED_PACKET, "CONNACK", "property length");
	}

	@Test
	void refusesConnAckOfWrongLength() {
		for (boolean mqtt5 : new boolean[] { false, true }) {
			assertRefused(mqtt5, "2000", MALFORMED_PACKET, "CONNACK", "ends before");
			assertRefused(mqtt5, "2001 00", MALFORMED_PACKET, "CONNACK", "ends before");
		}
		assertRefused(false, "2003 00 00 00", MALFORMED_PACKET, "CONNACK", "left over");
		assertRefused(true, "2004 00 00 00 00", MALFORMED_PACKET, "CONNACK", "left over");
		assertRefused(true, "2003 00 00 01", MALFORMED_PACKET, "CONNACK", "ends before");
	}

	@Test
	@DisplayName("reason codes of DISCONNECT")
	void refusesReasonCodesThatDisconnectMustNotCarry() {
		Set<Integer> allowed = Set.of(0x00, 0x04, 0x80, 0x81, 0x82, 0x83, 0x87, 0x89, 0x8B, 0x8C, 0x8D, 0x8E, 0x8F,
				0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9E, 0x9F, 0xA0, 0xA1, 0xA2);
		for (int code = 0; code < 256; code++) {
			String hex = String.format("e001 %02x", code);
			if (allowed.contains(code)) {
				assertThat(((Packet.Disconnect) decode(true, hex)).reasonCode().value()).isEqualTo(code);
			}
			else {
				assertRefused(true, hex, PROTOCOL_ERROR, "DISCONNECT", String.format("0x%02X", code));
			}
		}
	}

	@Test
	void acceptsDisconnectInAllItsLengths() {
		Packet plain = new Packet.Disconnect(ReasonCode.SUCCESS, null, null, null, List.of());
		assertThat(decode(false, "e000")).isEqualTo(plain);
		for (String hex : List.of("e000", "e001 00", "e002 00 00")) {
			assertThat(decode(true, hex)).isEqualTo(plain);
		}
	}

	@Test
	@DisplayName("DISCONNECT of 3.1.1 has no content [MQTT-3.14.1-1 v3.1.1]")
	void refusesDisconnectOfWrongLength() {
		assertRefused(false, "e001 00", MALFORMED_PACKET, "DISCONNECT", "left over");
		assertRefused(true, "e003 00 00 00", MALFORMED_PACKET, "DISCONNECT", "left over");
		assertRefused(true, "e002 00 05", MALFORMED_PACKET, "DISCONNECT", "ends before");
	}

	@Test
	@DisplayName("reason codes of AUTH [MQTT-3.15.2-1]")
	void refusesReasonCodesThatAuthMustNotCarry() {
		Set<Integer> allowed = Set.of(0x00, 0x18, 0x19);
		for (int code = 0; code < 256; code++) {
			String hex = packet("f0", String.format("%02x 04 15", code), text("m"));
			if (allowed.contains(code)) {
				assertThat(((Packet.Auth) decode(true, hex)).reasonCode().value()).isEqualTo(code);
			}
			else {
				assertRefused(true, hex, PROTOCOL_ERROR, "AUTH", String.format("0x%02X", code));
			}
		}
	}

	@Test
	void refusesAuthWithoutMethod() {
		assertRefused(true, "f002 18 00", PROTOCOL_ERROR, "AUTH", "Authentication Method");
		assertRefused(true, packet("f0", "18 04 16", text("d")), PROTOCOL_ERROR, "AUTH", "Authentication Method");
	}

	@Test
	void refusesAuthOfWrongLength() {
		assertRefused(true, "f001 18", MALFORMED_PACKET, "AUTH", "property length");
		assertRefused(true, packet("f0", "18 04 15", text("m"), "00"), MALFORMED_PACKET, "AUTH", "left over");
	}

	@Test
	void acceptsAuthWithoutContentAsSuccess() {
		assertThat(decode(true, "f000")).isEqualTo(new Packet.Auth(ReasonCode.SUCCESS, null, null, null, List.of()));
	}

}
