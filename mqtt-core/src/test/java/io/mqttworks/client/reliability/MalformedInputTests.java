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

package io.mqttworks.client.reliability;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.ConnectionListener.Disconnected;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.MqttProtocolException;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.client.testkit.EventRecorder;
import io.mqttworks.test.Kit;
import io.mqttworks.test.Property;
import io.mqttworks.test.Props;
import io.mqttworks.client.testkit.MessageRecorder;
import io.mqttworks.client.testkit.ClientBroker;
import io.mqttworks.test.Wire;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Bytes no server may send: the connection ends with the right reason, nothing is
 * delivered from them, and the client comes back.
 */
class MalformedInputTests {

	private static final int MALFORMED = 0x81;

	private static final int PROTOCOL_ERROR = 0x82;

	private static final int QUOTA_EXCEEDED = 0x97;

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	private final EventRecorder events = new EventRecorder();

	private final MessageRecorder handler = new MessageRecorder();

	@ParameterizedTest(name = "{0}")
	@MethodSource({ "ofBothVersions", "ofMqtt5" })
	@DisplayName("[MQTT-4.13.1-1] [MQTT-2.1.3-1] [MQTT-3.14.1-1] [MQTT-3.15.1-1] [MQTT-1.5.4-1] [MQTT-1.5.4-2] [MQTT-3.3.1-4] MQTT 5 tells the server why it leaves")
	void mqtt5TellsTheServerWhyItLeaves(Case malformed) {
		BrokerConnection connection = connect(MqttVersion.MQTT_5);
		connection.send(malformed.bytes5);
		connection.expectDisconnect(malformed.reasonCode);
		connection.expectClosed();
		expectRecovery();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("ofBothVersions")
	@DisplayName("[MQTT-4.8.0-1 of 3.1.1] [MQTT-2.2.2-2 of 3.1.1] MQTT 3.1.1 leaves without a word")
	void oldVersionLeavesWithoutAWord(Case malformed) {
		BrokerConnection connection = connect(MqttVersion.MQTT_3_1_1);
		connection.send(malformed.bytes3);
		connection.expectClosed();
		expectRecovery();
	}

	private BrokerConnection connect(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version).connectionListener(this.events));
		client.subscribe("#", Qos.EXACTLY_ONCE, this.handler);
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		return connection;
	}

	private void expectRecovery() {
		Disconnected disconnected = this.events.skipTo(Disconnected.class);
		assertThat(disconnected.cause()).isInstanceOf(MqttProtocolException.class);
		assertThat(this.handler.count()).isZero();
		BrokerConnection next = this.broker.acceptConnect();
		next.grant("#");
		next.sendPublish("t", "fine", 1, 1).expectPubAck(1);
		this.handler.expect("fine");
	}

	static Stream<Case> ofBothVersions() {
		return Stream.of(same("packet type 0", MALFORMED, 0x00, 0),
				split("a CONNECT", PROTOCOL_ERROR,
						new int[] { 0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, 1, 'a' },
						new int[] { 0x10, 14, 0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, 0, 0, 0, 1, 'a' }),
				same("a PINGREQ", PROTOCOL_ERROR, 0xC0, 0),
				split("a SUBSCRIBE", PROTOCOL_ERROR, new int[] { 0x82, 6, 0, 1, 0, 1, 'a', 0 },
						new int[] { 0x82, 7, 0, 1, 0, 0, 1, 'a', 0 }),
				split("an UNSUBSCRIBE", PROTOCOL_ERROR, new int[] { 0xA2, 5, 0, 1, 0, 1, 'a' },
						new int[] { 0xA2, 6, 0, 1, 0, 0, 1, 'a' }),
				split("a second CONNACK", PROTOCOL_ERROR, new int[] { 0x20, 2, 0, 0 }, new int[] { 0x20, 3, 0, 0, 0 }),
				same("a Remaining Length of five bytes", MALFORMED, 0x30, 0x80, 0x80, 0x80, 0x80, 1),
				split("QoS 3", MALFORMED, publish(0x36, 0, 1, 't', 0, 1), publish(0x36, 0, 1, 't', 0, 1, 0)),
				split("DUP with QoS 0", PROTOCOL_ERROR, publish(0x38, 0, 1, 't'), publish(0x38, 0, 1, 't', 0)),
				split("packet identifier 0", PROTOCOL_ERROR, publish(0x32, 0, 1, 't', 0, 0),
						publish(0x32, 0, 1, 't', 0, 0, 0)),
				split("a wildcard in a topic name", PROTOCOL_ERROR, publish(0x30, 0, 1, '#'),
						publish(0x30, 0, 1, '#', 0)),
				split("U+0000 in a topic name", MALFORMED, publish(0x30, 0, 1, 0), publish(0x30, 0, 1, 0, 0)),
				split("half a surrogate pair in a topic name", MALFORMED, publish(0x30, 0, 3, 0xED, 0xA0, 0x80),
						publish(0x30, 0, 3, 0xED, 0xA0, 0x80, 0)),
				split("an overlong encoding in a topic name", MALFORMED, publish(0x30, 0, 2, 0xC0, 0x80),
						publish(0x30, 0, 2, 0xC0, 0x80, 0)),
				split("an empty topic name", PROTOCOL_ERROR, publish(0x30, 0, 0), publish(0x30, 0, 0, 0)),
				split("a topic longer than its packet", MALFORMED, publish(0x30, 0, 9, 't'),
						publish(0x30, 0, 9, 't', 0)),
				same("flags in a PUBACK", MALFORMED, 0x41, 2, 0, 1),
				same("no flag in a PUBREL", MALFORMED, 0x60, 2, 0, 1), same("flags in a PINGRESP", MALFORMED, 0xD1, 0),
				same("a PINGRESP with a body", MALFORMED, 0xD0, 1, 0),
				same("a PUBACK without identifier", MALFORMED, 0x40, 1, 0),
				same("identifier 0 in a PUBACK", PROTOCOL_ERROR, 0x40, 2, 0, 0), split("an impossible code in a SUBACK",
						PROTOCOL_ERROR, new int[] { 0x90, 3, 0, 1, 3 }, new int[] { 0x90, 4, 0, 1, 0, 3 }));
	}

	static Stream<Case> ofMqtt5() {
		return Stream.of(only5("a Remaining Length in more bytes than needed", MALFORMED, 0xD0, 0x80, 0),
				only5("a property length beyond the packet", MALFORMED, publish(0x30, 0, 1, 't', 9)),
				only5("a property length in more bytes than needed", MALFORMED, publish(0x30, 0, 1, 't', 0x80, 0)),
				only5("an unknown property", MALFORMED, publish(0x30, 0, 1, 't', 2, 0x7E, 0)),
				only5("a property of another packet", MALFORMED, publish(0x30, 0, 1, 't', 3, 0x21, 0, 1)),
				only5("a property that is there twice", PROTOCOL_ERROR, publish(0x30, 0, 1, 't', 4, 0x01, 0, 0x01, 0)),
				only5("payload format indicator 2", PROTOCOL_ERROR, publish(0x30, 0, 1, 't', 2, 0x01, 2)),
				only5("subscription identifier 0", PROTOCOL_ERROR, publish(0x30, 0, 1, 't', 2, 0x0B, 0)),
				only5("a response topic with a wildcard", PROTOCOL_ERROR, publish(0x30, 0, 1, 't', 4, 0x08, 0, 1, '#')),
				only5("ill-formed UTF-8 in a property", MALFORMED, publish(0x30, 0, 1, 't', 4, 0x03, 0, 1, 0xFF)),
				only5("an unknown reason code in a PUBACK", PROTOCOL_ERROR, 0x40, 3, 0, 1, 0x55),
				only5("flags in a DISCONNECT", MALFORMED, 0xE1, 0), only5("flags in an AUTH", MALFORMED, 0xF1, 0),
				only5("an unknown reason code in a DISCONNECT", PROTOCOL_ERROR, 0xE0, 1, 0x55));
	}

	@Test
	void disconnectOfAServerThatShouldNotKnowItEndsTheConnection() {
		BrokerConnection connection = connect(MqttVersion.MQTT_3_1_1);
		connection.send(Wire.bytes(0xE0, 0));
		connection.expectClosed();
		this.events.skipTo(Disconnected.class);
		this.broker.acceptConnect();
	}

	@Test
	void packetsInFrontOfBadOnesCount() {
		BrokerConnection connection = connect(MqttVersion.MQTT_5);
		ByteArrayOutputStream both = new ByteArrayOutputStream();
		both.writeBytes(bytes(publish(0x30, 0, 1, 't', 0, 'o', 'k')));
		both.writeBytes(Wire.bytes(0, 0));
		both.writeBytes(bytes(publish(0x30, 0, 1, 't', 0, 'n', 'o')));
		connection.send(both.toByteArray());
		connection.expectDisconnect(MALFORMED);
		connection.expectClosed();
		this.handler.expect("ok");
		this.broker.acceptConnect().grant("#");
		assertThat(this.handler.texts()).containsExactly("ok");
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	@DisplayName("Properties beyond what the client takes end the connection with Quota exceeded")
	void morePropertiesThanTheClientTakesEndTheConnection(String name, Property property, Object value, int times) {
		BrokerConnection connection = connect(MqttVersion.MQTT_5);
		Props properties = Props.NONE;
		for (int i = 0; i < times; i++) {
			properties = properties.and(property, value);
		}
		connection.sendPublish("t", new byte[0], 1, 1, false, false, properties);
		connection.expectDisconnect(QUOTA_EXCEEDED);
		connection.expectClosed();
		expectRecovery();
	}

	static Stream<Arguments> morePropertiesThanTheClientTakesEndTheConnection() {
		return Stream.of(Arguments.of("a user property too many", Property.USER_PROPERTY, "n=v", 4097),
				Arguments.of("a subscription identifier too many", Property.SUBSCRIPTION_IDENTIFIER, 1, 4097),
				Arguments.of("too many bytes", Property.USER_PROPERTY, "n=" + "v".repeat(65_000), 17));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	@DisplayName("[MQTT-3.2.0-1] [MQTT-3.2.2-1] [MQTT-3.2.2-6] What cannot come before or in a CONNACK fails the attempt")
	void whatCannotComeInAConnAckFailsTheAttempt(Case malformed) {
		for (MqttVersion version : List.of(MqttVersion.MQTT_3_1_1, MqttVersion.MQTT_5)) {
			MqttClient client = this.broker.clientWithoutReconnect((builder) -> builder.version(version));
			client.subscribe("#", Qos.EXACTLY_ONCE, this.handler);
			CompletableFuture<ConnectResult> connected = client.connect();
			BrokerConnection connection = this.broker.accept();
			connection.expectConnect();
			connection.send((version == MqttVersion.MQTT_5) ? malformed.bytes5 : malformed.bytes3);
			Kit.awaitFailure(connected, MqttConnectException.class);
			connection.awaitClosed();
			assertThat(client.isConnected()).isFalse();
			assertThat(this.handler.count()).isZero();
		}
	}

	static Stream<Case> whatCannotComeInAConnAckFailsTheAttempt() {
		return Stream.of(
				split("a PUBLISH before it", PROTOCOL_ERROR, publish(0x30, 0, 1, 't'), publish(0x30, 0, 1, 't', 0)),
				same("a PINGRESP before it", PROTOCOL_ERROR, 0xD0, 0),
				split("an acknowledge flag that is reserved", MALFORMED, new int[] { 0x20, 2, 2, 0 },
						new int[] { 0x20, 3, 2, 0, 0 }),
				split("a flag in the fixed header", MALFORMED, new int[] { 0x21, 2, 0, 0 },
						new int[] { 0x21, 3, 0, 0, 0 }),
				split("a session with a refusal", PROTOCOL_ERROR, new int[] { 0x20, 2, 1, 5 },
						new int[] { 0x20, 3, 1, 0x87, 0 }),
				split("an unknown code", MALFORMED, new int[] { 0x20, 2, 0, 77 }, new int[] { 0x20, 3, 0, 77, 0 }),
				same("a body that is too short", MALFORMED, 0x20, 1, 0), same("an HTTP answer", MALFORMED, 'H', 'T',
						'T', 'P', '/', '1', '.', '1', ' ', '4', '0', '0', '\r', '\n'));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void impossibleLimitsInAConnAckFailTheAttempt(String name, int[] properties) {
		MqttClient client = this.broker.clientWithoutReconnect((builder) -> builder.version(MqttVersion.MQTT_5));
		CompletableFuture<ConnectResult> connected = client.connect();
		BrokerConnection connection = this.broker.accept();
		connection.expectConnect();
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		body.writeBytes(Wire.bytes(0, 0, properties.length));
		body.writeBytes(Wire.bytes(properties));
		connection.send(Wire.packet(2, 0, body.toByteArray()));
		Kit.awaitFailure(connected, MqttConnectException.class);
		connection.awaitClosed();
	}

	static Stream<Arguments> impossibleLimitsInAConnAckFailTheAttempt() {
		return Stream.of(limit("receive maximum 0", 0x21, 0, 0), limit("maximum packet size 0", 0x27, 0, 0, 0, 0),
				limit("maximum QoS 2", 0x24, 2), limit("retain available 2", 0x25, 2));
	}

	private static Arguments limit(String name, int... properties) {
		return Arguments.of(name, properties);
	}

	@BothVersions
	@DisplayName("[MQTT-1.5.4-3] U+FEFF in a topic is kept")
	void byteOrderMarkInATopicIsKept(MqttVersion version) {
		BrokerConnection connection = connect(version);
		connection.sendPublish("\uFEFFt", "x", 1, 1).expectPubAck(1);
		assertThat(this.handler.expect().topic()).isEqualTo("\uFEFFt");
	}

	@BothVersions
	@DisplayName("[MQTT-2.2.1-6] A SUBACK or UNSUBACK nobody waits for breaks the protocol")
	void answerNobodyWaitsForBreaksTheProtocol(MqttVersion version) {
		connect(version).sendSubAck(4711, 0).awaitClosed();
		expectRecovery();
		MqttClient client = this.broker.client((builder) -> builder.clientId("other").version(version));
		this.broker.connect(client).sendUnsubAck(4712, 0).awaitClosed();
	}

	@BothVersions
	@DisplayName("[MQTT-3.8.4-6] A SUBACK with fewer or more codes than filters breaks the protocol")
	void subAckWithTheWrongNumberOfCodesBreaksTheProtocol(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		BrokerConnection connection = this.broker.connect(client);
		client.subscribe("a", Qos.AT_LEAST_ONCE, this.handler);
		connection.sendSubAck(connection.expectSubscribe("a").packetId(), 0, 0);
		connection.awaitClosed();
		BrokerConnection next = this.broker.acceptConnect();
		next.grant("a");
	}

	private static int[] publish(int first, int... body) {
		int[] all = new int[body.length + 2];
		all[0] = first;
		all[1] = body.length;
		System.arraycopy(body, 0, all, 2, body.length);
		return all;
	}

	private static byte[] bytes(int[] values) {
		return Wire.bytes(values);
	}

	private static Case same(String name, int reasonCode, int... bytes) {
		return new Case(name, reasonCode, bytes(bytes), bytes(bytes));
	}

	private static Case split(String name, int reasonCode, int[] bytes3, int[] bytes5) {
		return new Case(name, reasonCode, bytes(bytes3), bytes(bytes5));
	}

	private static Case only5(String name, int reasonCode, int... bytes) {
		return new Case(name, reasonCode, new byte[0], bytes(bytes));
	}

	record Case(String name, int reasonCode, byte[] bytes3, byte[] bytes5) {

		@Override
		public String toString() {
			return this.name;
		}

	}

}
