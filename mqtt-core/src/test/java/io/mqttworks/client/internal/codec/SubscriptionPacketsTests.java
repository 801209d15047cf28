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

import io.mqttworks.client.ReasonCode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.mqttworks.client.ReasonCode.MALFORMED_PACKET;
import static io.mqttworks.client.ReasonCode.PROTOCOL_ERROR;
import static io.mqttworks.client.internal.codec.PacketStream.assertRefused;
import static io.mqttworks.client.internal.codec.PacketStream.decode;
import static io.mqttworks.client.internal.codec.PacketStream.packet;
import static io.mqttworks.client.internal.codec.PacketStream.text;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is refused in SUBSCRIBE, SUBACK, UNSUBSCRIBE and UNSUBACK.
 */
class SubscriptionPacketsTests {

	@ParameterizedTest
	@CsvSource({ "82, SUBSCRIBE, 000161 00", "90, SUBACK, 00", "a2, UNSUBSCRIBE, 000161", "b0, UNSUBACK, 00" })
	@DisplayName("packet identifier 0 [MQTT-2.2.1-3] [MQTT-2.2.1-6] [MQTT-2.3.1-1 v3.1.1]")
	void refusesPacketIdentifierZero(String first, String name, String payload) {
		assertRefused(true, packet(first, "0000 00", payload), PROTOCOL_ERROR, name, "identifier is 0");
		assertRefused(false, packet(first, "0000", payload), PROTOCOL_ERROR, name, "identifier is 0");
	}

	@Test
	@DisplayName("SUBSCRIBE without a topic filter [MQTT-3.8.3-2] [MQTT-3.8.3-3 v3.1.1]")
	void refusesSubscribeWithoutTopicFilter() {
		assertRefused(true, packet("82", "0001 00"), PROTOCOL_ERROR, "SUBSCRIBE", "no topic filter");
		assertRefused(false, packet("82", "0001"), PROTOCOL_ERROR, "SUBSCRIBE", "no topic filter");
	}

	@Test
	@DisplayName("UNSUBSCRIBE without a topic filter [MQTT-3.10.3-2] [MQTT-3.10.3-2 v3.1.1]")
	void refusesUnsubscribeWithoutTopicFilter() {
		assertRefused(true, packet("a2", "0001 00"), PROTOCOL_ERROR, "UNSUBSCRIBE", "no topic filter");
		assertRefused(false, packet("a2", "0001"), PROTOCOL_ERROR, "UNSUBSCRIBE", "no topic filter");
	}

	@Test
	void refusesSubAckAndUnsubAckWithoutReasonCode() {
		assertRefused(true, packet("90", "0001 00"), PROTOCOL_ERROR, "SUBACK", "no reason code");
		assertRefused(false, packet("90", "0001"), PROTOCOL_ERROR, "SUBACK", "no reason code");
		assertRefused(true, packet("b0", "0001 00"), PROTOCOL_ERROR, "UNSUBACK", "no reason code");
	}

	@Test
	void refusesUnsubAckOfMqtt3WithContent() {
		assertRefused(false, packet("b0", "0001 00"), MALFORMED_PACKET, "UNSUBACK", "left over");
	}

	@Test
	void refusesSubscribeThatEndsTooEarly() {
		for (String body : List.of("00", "0001 00 00", "0001 00 0002 61", "0001 00 0001 61")) {
			assertRefused(true, packet("82", body), MALFORMED_PACKET, "SUBSCRIBE", "ends before");
		}
		assertRefused(true, packet("82", "0001"), MALFORMED_PACKET, "SUBSCRIBE", "property length");
		assertRefused(false, packet("82", "0001 0001 61"), MALFORMED_PACKET, "SUBSCRIBE", "ends before");
		assertRefused(false, packet("a2", "0001 0002 61"), MALFORMED_PACKET, "UNSUBSCRIBE", "ends before");
		assertRefused(false, packet("b0", "00"), MALFORMED_PACKET, "UNSUBACK", "ends before");
	}

	@Test
	@DisplayName("SUBSCRIBE with reserved option bits [MQTT-3.8.3-5] [MQTT-3.8.3-4 v3.1.1]")
	void refusesReservedBitsOfSubscriptionOptions() {
		for (String options : List.of("40", "80", "c1")) {
			assertRefused(true, packet("82", "0001 00", text("a"), options), MALFORMED_PACKET, "SUBSCRIBE", "reserved");
		}
		for (String options : List.of("04", "08", "10", "20", "40", "80")) {
			assertRefused(false, packet("82", "0001", text("a"), options), MALFORMED_PACKET, "SUBSCRIBE", "reserved");
		}
	}

	@Test
	@DisplayName("SUBSCRIBE with QoS 3 [MQTT-3.8.3-4 v3.1.1]")
	void refusesSubscriptionWithQos3() {
		assertRefused(true, packet("82", "0001 00", text("a"), "03"), PROTOCOL_ERROR, "SUBSCRIBE", "QoS is 3");
		assertRefused(false, packet("82", "0001", text("a"), "03"), PROTOCOL_ERROR, "SUBSCRIBE", "QoS is 3");
	}

	@Test
	void refusesSubscriptionWithRetainHandling3() {
		assertRefused(true, packet("82", "0001 00", text("a"), "30"), PROTOCOL_ERROR, "SUBSCRIBE", "Retain Handling");
	}

	@Test
	@DisplayName("No Local on a shared subscription [MQTT-3.8.3-4]")
	void refusesNoLocalOnSharedSubscription() {
		assertRefused(true, packet("82", "0001 00", text("$share/g/a"), "04"), PROTOCOL_ERROR, "SUBSCRIBE", "No Local");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a#", "#/a", "a+", "+a/b", "$share/g", "$share//a", "$share/+/a", "$share/g/" })
	@DisplayName("topic filters that are not valid [MQTT-4.7.1-1] [MQTT-4.7.1-2] [MQTT-4.7.3-1] [MQTT-4.8.2-1]"
			+ " [MQTT-4.8.2-2]")
	void refusesInvalidTopicFilter(String filter) {
		assertRefused(true, packet("82", "0001 00", text(filter), "00"), PROTOCOL_ERROR, "SUBSCRIBE", "topic filter");
		assertRefused(true, packet("a2", "0001 00", text(filter)), PROTOCOL_ERROR, "UNSUBSCRIBE", "topic filter");
	}

	@Test
	@DisplayName("topic filters that are no strings [MQTT-3.8.3-1] [MQTT-3.10.3-1] [MQTT-4.7.3-2]"
			+ " [MQTT-3.8.3-1 v3.1.1] [MQTT-3.10.3-1 v3.1.1]")
	void refusesIllFormedTopicFilter() {
		for (String wrong : List.of("0001 ff", "0003 edbfbf", "0002 6100")) {
			assertRefused(true, packet("82", "0001 00", wrong, "00"), MALFORMED_PACKET, "SUBSCRIBE", "topic filter");
			assertRefused(true, packet("a2", "0001 00", wrong), MALFORMED_PACKET, "UNSUBSCRIBE", "topic filter");
			assertRefused(false, packet("82", "0001", wrong, "00"), MALFORMED_PACKET, "SUBSCRIBE", "topic filter");
			assertRefused(false, packet("a2", "0001", wrong), MALFORMED_PACKET, "UNSUBSCRIBE", "topic filter");
		}
	}

	@Test
	@DisplayName("reason codes of SUBACK [MQTT-3.9.3-2]")
	void refusesReasonCodesThatSubAckMustNotCarry() {
		Set<Integer> allowed = Set.of(0x00, 0x01, 0x02, 0x80, 0x83, 0x87, 0x8F, 0x91, 0x97, 0x9E, 0xA1, 0xA2);
		for (int code = 0; code < 256; code++) {
			String hex = String.format("9004 0007 00 %02x", code);
			if (allowed.contains(code)) {
				assertThat(((Packet.SubAck) decode(true, hex)).reasonCodes()).containsExactly(ReasonCode.of(code));
			}
			else {
				assertRefused(true, hex, PROTOCOL_ERROR, "SUBACK", String.format("0x%02X", code));
			}
		}
	}

	@Test
	@DisplayName("return codes of a 3.1.1 SUBACK [MQTT-3.9.3-2 v3.1.1]")
	void refusesReturnCodesThatSubAckOfMqtt3MustNotCarry() {
		Map<Integer, ReasonCode> codes = Map.of(0, ReasonCode.SUCCESS, 1, ReasonCode.GRANTED_QOS_1, 2,
				ReasonCode.GRANTED_QOS_2, 0x80, ReasonCode.UNSPECIFIED_ERROR);
		for (int code = 0; code < 256; code++) {
			String hex = String.format("9003 0007 %02x", code);
			ReasonCode expected = codes.get(code);
			if (expected != null) {
				assertThat(((Packet.SubAck) decode(false, hex)).reasonCodes()).containsExactly(expected);
			}
			else {
				assertRefused(false, hex, PROTOCOL_ERROR, "SUBACK", String.format("0x%02X", code));
			}
		}
	}

	@Test
	@DisplayName("reason codes of UNSUBACK [MQTT-3.11.3-2]")
	void refusesReasonCodesThatUnsubAckMustNotCarry() {
		Set<Integer> allowed = Set.of(0x00, 0x11, 0x80, 0x83, 0x87, 0x8F, 0x91);
		for (int code = 0; code < 256; code++) {
			String hex = String.format("b004 0007 00 %02x", code);
			if (allowed.contains(code)) {
				assertThat(((Packet.UnsubAck) decode(true, hex)).reasonCodes()).containsExactly(ReasonCode.of(code));
			}
			else {
				assertRefused(true, hex, PROTOCOL_ERROR, "UNSUBACK", String.format("0x%02X", code));
			}
		}
	}

	@Test
	@DisplayName("reason codes keep their order [MQTT-3.9.3-1] [MQTT-3.11.3-1] [MQTT-3.9.3-1 v3.1.1]")
	void keepsTheOrderOfReasonCodes() {
		assertThat(((Packet.SubAck) decode(true, "9006 0007 00 02 87 00")).reasonCodes())
			.containsExactly(ReasonCode.GRANTED_QOS_2, ReasonCode.NOT_AUTHORIZED, ReasonCode.SUCCESS);
		assertThat(((Packet.SubAck) decode(false, "9005 0007 02 80 00")).reasonCodes())
			.containsExactly(ReasonCode.GRANTED_QOS_2, ReasonCode.UNSPECIFIED_ERROR, ReasonCode.SUCCESS);
		assertThat(((Packet.UnsubAck) decode(true, "b006 0007 00 11 87 00")).reasonCodes())
			.containsExactly(ReasonCode.NO_SUBSCRIPTION_EXISTED, ReasonCode.NOT_AUTHORIZED, ReasonCode.SUCCESS);
	}

}
