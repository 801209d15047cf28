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

package io.mqttworks.client.conformance;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.MessageHandler;
import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientBuilder;
import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.UserProperty;
import io.mqttworks.client.Will;
import io.mqttworks.client.spi.EnhancedAuthentication;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.test.Kit;
import io.mqttworks.client.testkit.MessageRecorder;
import io.mqttworks.test.Property;
import io.mqttworks.test.Props;
import io.mqttworks.test.ReceivedPacket;
import io.mqttworks.client.testkit.ClientBroker;
import io.mqttworks.test.Wire;
import io.netty.handler.codec.mqtt.MqttMessageType;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Statements of the standards that no other test is about; {@code docs/conformance.md}
 * names them.
 */
class StatementTests {

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	private MqttClient client(MqttVersion version) {
		return this.broker.client((builder) -> builder.version(version));
	}

	@BothVersions
	void packetsOfAllKindsUnderWayHaveDifferentIdentifiers(MqttVersion version) {
		MqttClient client = client(version);
		BrokerConnection connection = this.broker.connect(client);
		List<CompletableFuture<PublishResult>> first = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			// On 3.1.1 the client learns that the server takes more than 20 at once.
			first.add(client.publish("t", "first", Qos.AT_LEAST_ONCE));
		}
		// All at once: fewer would not fill the window.
		List<Integer> sent = first.stream().map((result) -> connection.expectPublishOf("first").packetId()).toList();
		sent.forEach(connection::sendPubAck);
		first.forEach(Kit::await);
		for (int i = 0; i < 20; i++) {
			client.publish("t", "one", Qos.AT_LEAST_ONCE);
			client.subscribe("filter/" + i, Qos.AT_MOST_ONCE, (message) -> {
			});
			client.publish("t", "two", Qos.EXACTLY_ONCE);
			client.unsubscribe("other/" + i);
		}
		List<Integer> ids = new ArrayList<>();
		for (int i = 0; i < 80; i++) {
			ids.add(connection.expectAny().packetId());
		}
		assertThat(ids).doesNotHaveDuplicates().doesNotContain(0);
	}

	@BothVersions
	void connectIsTheFirstPacketAndTheOnlyOneOfItsKind(MqttVersion version) {
		MqttClient client = client(version);
		client.publish("t", "early", Qos.AT_LEAST_ONCE);
		client.subscribe("early", Qos.AT_LEAST_ONCE, (message) -> {
		});
		BrokerConnection connection = this.broker.connect(client);
		Kit.await(client.connect());
		client.start();
		client.publish("t", "late", Qos.AT_MOST_ONCE);
		ReceivedPacket last;
		do {
			last = connection.expectAny();
		}
		while (!last.text().equals("late"));
		List<MqttMessageType> types = connection.arrived().stream().map(ReceivedPacket::type).toList();
		assertThat(types).startsWith(MqttMessageType.CONNECT);
		assertThat(types).containsOnlyOnce(MqttMessageType.CONNECT);
		assertThat(this.broker.connections()).isOne();
	}

	@Test
	void cleanSessionOfMqtt3ForgetsEverythingWithItsConnection() {
		MqttClient client = this.broker.client((builder) -> builder.version(MqttVersion.MQTT_3_1_1).cleanStart(true));
		MessageRecorder handler = new MessageRecorder();
		client.subscribe("#", Qos.EXACTLY_ONCE, handler);
		BrokerConnection first = this.broker.connect(client);
		first.grant("#");
		client.publish("t", "unacknowledged", Qos.AT_LEAST_ONCE);
		first.expectPublishOf("unacknowledged");
		first.sendPublish("t", "one", 2, 7).expectPubRec(7);
		first.close();
		BrokerConnection second = this.broker.accept();
		assertThat(second.expectConnect().connect().isCleanSession()).isTrue();
		second.sendConnAck();
		ReceivedPacket subscribe = null;
		ReceivedPacket publish = null;
		while (subscribe == null || publish == null) {
			ReceivedPacket packet = second.expectAny();
			subscribe = (packet.type() == MqttMessageType.SUBSCRIBE) ? packet : subscribe;
			publish = (packet.type() == MqttMessageType.PUBLISH) ? packet : publish;
		}
		assertThat(publish.isDuplicate()).isFalse();
		second.sendSubAck(subscribe.packetId(), 2);
		second.sendPublish("t", "two", 2, 7).expectPubRec(7);
		assertThat(handler.texts()).containsExactly("one", "two");
	}

	@BothVersions
	void messageThatWasReceivedGoesOutAsANewOne(MqttVersion version) {
		boolean mqtt5 = version == MqttVersion.MQTT_5;
		MessageProperties properties = mqtt5
				? new MessageProperties(null, false, "text/plain", null, null, List.of(), List.of(1, 2))
				: MessageProperties.NONE;
		MqttMessage received = MqttMessage.received("t", "x".getBytes(StandardCharsets.UTF_8), Qos.AT_LEAST_ONCE, false,
				true, 4711, properties);
		MqttClient client = client(version);
		BrokerConnection connection = this.broker.connect(client);
		client.publish(received);
		ReceivedPacket packet = connection.expectPublishOf("x");
		assertThat(packet.isDuplicate()).isFalse();
		assertThat(packet.packetId()).isNotEqualTo(4711);
		assertThat(packet.has(Property.SUBSCRIPTION_IDENTIFIER)).isFalse();
		assertThat(packet.string(Property.CONTENT_TYPE)).isEqualTo(mqtt5 ? "text/plain" : null);
	}

	static Stream<String> invalidTopicNames() {
		return Stream.of("", "a/+", "#", "a/b#", "a\0b", "half \uD83D pair", "\uDE00", "t".repeat(65_536),
				"\u20AC".repeat(21_846));
	}

	@ParameterizedTest
	@MethodSource("invalidTopicNames")
	void invalidTopicNameIsRefusedBeforeAnythingIsSent(String topic) {
		for (MqttVersion version : List.of(MqttVersion.MQTT_3_1_1, MqttVersion.MQTT_5)) {
			MqttClient client = this.broker.client((builder) -> builder.clientId("" + version).version(version));
			BrokerConnection connection = this.broker.connect(client);
			for (Qos qos : Qos.values()) {
				assertThatIllegalArgumentException().isThrownBy(() -> client.publish(topic, "x", qos))
					.withMessageContaining("Topic name");
			}
			assertThat(client.pendingPublishes()).isZero();
			client.publish("fine", "barrier", Qos.AT_MOST_ONCE);
			connection.expectPublishOf("barrier");
		}
	}

	static Stream<String> invalidFilters() {
		return Stream.of("", "a#", "a/#/b", "a+", "+a", "a/b+/c", "a\0b", "half \uD83D pair", "f".repeat(65_536),
				"$share/", "$share/g", "$share/g/", "$share//f", "$share/+/f", "$share/g#/f", "$share/g/a#");
	}

	@ParameterizedTest
	@MethodSource("invalidFilters")
	void invalidFilterIsRefusedBeforeAnythingIsSent(String filter) {
		for (MqttVersion version : List.of(MqttVersion.MQTT_3_1_1, MqttVersion.MQTT_5)) {
			MqttClient client = this.broker.client((builder) -> builder.clientId("" + version).version(version));
			BrokerConnection connection = this.broker.connect(client);
			assertThatIllegalArgumentException().isThrownBy(() -> client.subscribe(filter, Qos.AT_LEAST_ONCE, (m) -> {
			})).withMessageContaining("Topic filter");
			assertThatIllegalArgumentException().isThrownBy(() -> client.unsubscribe(filter))
				.withMessageContaining("Topic filter");
			client.publish("fine", "barrier", Qos.AT_MOST_ONCE);
			connection.expectPublishOf("barrier");
		}
	}

	@BothVersions
	void subscribeAndUnsubscribeWithoutAFilterAreRefused(MqttVersion version) {
		MqttClient client = client(version);
		BrokerConnection connection = this.broker.connect(client);
		assertThatIllegalArgumentException().isThrownBy(() -> client.subscribe(List.of(), (message) -> {
		}));
		assertThatIllegalArgumentException().isThrownBy(() -> client.unsubscribe());
		client.publish("fine", "barrier", Qos.AT_MOST_ONCE);
		connection.expectPublishOf("barrier");
	}

	/** Whatever cannot be UTF-8 is refused before a byte of it is sent. */
	@ParameterizedTest
	@MethodSource("illFormedTexts")
	void illFormedTextIsNotSentInConnect(String text) {
		List<Consumer<MqttClientBuilder>> places = List.of((builder) -> builder.clientId(text),
				(builder) -> builder.credentials(text, "password"),
				(builder) -> builder.will(Will.of(MqttMessage.of(text, "x", Qos.AT_MOST_ONCE))),
				(builder) -> builder.userProperties(List.of(new UserProperty(text, "value"))),
				(builder) -> builder.userProperties(List.of(new UserProperty("name", text))));
		for (MqttVersion version : List.of(MqttVersion.MQTT_3_1_1, MqttVersion.MQTT_5)) {
			for (Consumer<MqttClientBuilder> place : places) {
				Throwable failure = catchThrowable(() -> {
					MqttClient client = this.broker.clientWithoutReconnect((builder) -> {
						builder.version(version);
						place.accept(builder);
					});
					throw Kit.awaitFailure(client.connect(), MqttConnectException.class);
				});
				assertThat(failure).isInstanceOfAny(IllegalArgumentException.class, MqttConnectException.class);
			}
		}
		for (int i = this.broker.connections(); i > 0; i--) {
			this.broker.accept().expectClosed();
		}
	}

	@ParameterizedTest
	@MethodSource("illFormedTexts")
	void illFormedTextIsNotSentInProperties(String text) {
		MqttClient client = client(MqttVersion.MQTT_5);
		BrokerConnection connection = this.broker.connect(client);
		List<MqttMessage> messages = List.of(MqttMessage.builder("t").contentType(text).build(),
				MqttMessage.builder("t").responseTopic(text).build(),
				MqttMessage.builder("t").userProperty(text, "value").build(),
				MqttMessage.builder("t").userProperty("name", text).build());
		for (MqttMessage message : messages) {
			Throwable failure = catchThrowable(() -> {
				Kit.awaitFailure(client.publish(message), RuntimeException.class);
				throw new IllegalArgumentException("refused while publishing");
			});
			assertThat(failure).isInstanceOf(IllegalArgumentException.class);
		}
		assertThat(client.pendingPublishes()).isZero();
		client.publish("fine", "barrier", Qos.AT_MOST_ONCE);
		connection.expectPublishOf("barrier");
	}

	static Stream<String> illFormedTexts() {
		return Stream.of("half \uD83D pair", "\uDE00", "nul \0 inside");
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", textBlock = """
			-,    -,        0
			user, -,        0x80
			user, password, 0xC0
			-,    password, 0x40
			""")
	void userNameAndPasswordAreThereIfTheirFlagsSaySo(String username, String password, int flags) {
		for (MqttVersion version : List.of(MqttVersion.MQTT_3_1_1, MqttVersion.MQTT_5)) {
			if (version == MqttVersion.MQTT_3_1_1 && flags == 0x40) {
				continue;
			}
			MqttClient client = this.broker
				.client((builder) -> builder.version(version).credentials(username, password));
			client.connect();
			ReceivedPacket connect = this.broker.accept().expectConnect();
			assertThat(connect.bytes()[9] & 0xFF).isEqualTo(flags);
			assertThat(connect.connectPayload().userName()).isEqualTo(username);
			assertThat(connect.connectPayload().passwordInBytes())
				.isEqualTo((password != null) ? password.getBytes(StandardCharsets.UTF_8) : null);
			client.close();
		}
	}

	@BothVersions
	void willFlagsSayWhatTheWillIs(MqttVersion version) {
		for (Qos qos : Qos.values()) {
			for (boolean retain : new boolean[] { false, true }) {
				MqttMessage will = MqttMessage.builder("gone").qos(qos).retain(retain).payload("now").build();
				MqttClient client = this.broker.client((builder) -> builder.version(version).will(Will.of(will)));
				client.connect();
				ReceivedPacket connect = this.broker.accept().expectConnect();
				assertThat(connect.bytes()[9]).isEqualTo((byte) (4 | qos.value() << 3 | (retain ? 0x20 : 0)));
				assertThat(connect.connectPayload().willTopic()).isEqualTo("gone");
				assertThat(connect.connectPayload().willMessageInBytes()).asString().isEqualTo("now");
				client.close();
			}
		}
	}

	@Test
	void exactlyOnceExchangeGoesOnAfterTheMessageExpired() {
		MqttClient client = client(MqttVersion.MQTT_5);
		CompletableFuture<Void> work = new CompletableFuture<>();
		MessageRecorder seen = new MessageRecorder();
		client.subscribe("#", Qos.EXACTLY_ONCE, MessageHandler.async((message) -> {
			seen.onMessage(message);
			return work;
		}));
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		connection.sendPublish("t", "short-lived".getBytes(StandardCharsets.UTF_8), 2, 7, false, false,
				Props.of(Property.MESSAGE_EXPIRY, 1));
		seen.expect("short-lived");
		connection.expectNothingFor(Duration.ofMillis(1_500));
		work.complete(null);
		connection.expectPubRec(7);
		connection.sendPubRel(7).expectPubComp(7);
	}

	@Test
	void disconnectInsteadOfAConnAckFailsTheAttempt() {
		MqttClient client = this.broker.clientWithoutReconnect((builder) -> builder.version(MqttVersion.MQTT_5));
		CompletableFuture<ConnectResult> connected = client.connect();
		BrokerConnection connection = this.broker.accept();
		connection.expectConnect();
		connection.sendDisconnect(0x8B, Props.NONE);
		Kit.awaitFailure(connected, MqttConnectException.class);
		connection.awaitClosed();
	}

	@Test
	void disconnectOfTheServerIsAnsweredWithTheEndOfTheConnectionAlone() {
		MqttClient client = client(MqttVersion.MQTT_5);
		BrokerConnection connection = this.broker.connect(client);
		connection.sendDisconnect(0x8B, Props.NONE);
		connection.expectClosed();
	}

	/** So that they fit any Maximum Packet Size, here that of a PUBREL. */
	@Test
	void answersCarryNoReasonStringAndNoUserProperties() {
		MqttClient client = client(MqttVersion.MQTT_5);
		BrokerConnection connection = this.broker.connect(client, true, Props.of(Property.MAXIMUM_PACKET_SIZE, 5));
		assertThat(connection.sendPubRec(8).expectPubRel(8).size()).isEqualTo(5);
		assertThat(connection.sendPubRel(9).expectPubComp(9).size()).isEqualTo(5);
		connection.send(Wire.bytes(0, 0));
		assertThat(connection.expectDisconnect(0x81).size()).isLessThanOrEqualTo(5);
		connection.expectClosed();
	}

	@Test
	void unsubscribeTooLargeForTheServerIsRefused() {
		MqttClient client = client(MqttVersion.MQTT_5);
		BrokerConnection connection = this.broker.connect(client, false, Props.of(Property.MAXIMUM_PACKET_SIZE, 64));
		MqttException failure = Kit.awaitFailure(client.unsubscribe("x".repeat(100)), MqttException.class);
		assertThat(failure.reasonCode()).isEqualTo(ReasonCode.PACKET_TOO_LARGE);
		client.publish("t", "alive", Qos.AT_MOST_ONCE);
		connection.expectPublishOf("alive");
	}

	@BothVersions
	void plainAcknowledgementsAreFourBytes(MqttVersion version) {
		MqttClient client = client(version);
		client.subscribe("#", Qos.EXACTLY_ONCE, (message) -> {
		});
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		assertThat(connection.sendPublish("t", "x", 1, 1).expectPubAck(1).size()).isEqualTo(4);
		assertThat(connection.sendPublish("t", "x", 2, 2).expectPubRec(2).size()).isEqualTo(4);
		assertThat(connection.sendPubRel(2).expectPubComp(2).size()).isEqualTo(4);
	}

	@Test
	void authCarriesNoReasonStringAndNoUserProperties() {
		MqttClient client = this.broker.client((builder) -> builder.enhancedAuthentication(Echo::new));
		client.connect();
		BrokerConnection connection = this.broker.accept();
		connection.expectConnect();
		connection.sendAuth(0x18,
				Props.of(Property.AUTHENTICATION_METHOD, "ECHO").and(Property.AUTHENTICATION_DATA, new byte[] { 1 }));
		ReceivedPacket auth = connection.expectAuth();
		assertThat(auth.binary(Property.AUTHENTICATION_DATA)).containsExactly(1);
		assertThat(auth.has(Property.REASON_STRING)).isFalse();
		assertThat(auth.userProperties()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", textBlock = """
			ECHO, -
			ECHO, OTHER
			""")
	void methodOfTheConnAckMustBeThatOfTheConnect(String asked, String answered) {
		MqttClient client = this.broker.clientWithoutReconnect((builder) -> builder.enhancedAuthentication(Echo::new));
		CompletableFuture<ConnectResult> connected = client.connect();
		BrokerConnection connection = this.broker.accept();
		assertThat(connection.expectConnect().string(Property.AUTHENTICATION_METHOD)).isEqualTo(asked);
		connection.sendConnAck(false, 0,
				(answered != null) ? Props.of(Property.AUTHENTICATION_METHOD, answered) : Props.NONE);
		Kit.awaitFailure(connected, MqttConnectException.class);
		connection.awaitClosed();
	}

	@BothVersions
	void subscriptionCountsWithTheFilterItWasMadeWith(MqttVersion version) {
		MqttClient client = client(version);
		BrokerConnection connection = this.broker.connect(client);
		// Nothing is normalized: these are three filters.
		for (String filter : List.of("a/b", "/a/b", "A/b")) {
			client.subscribe(List.of(Subscription.of(filter, Qos.AT_MOST_ONCE)), (message) -> {
			});
			connection.grant(filter);
		}
		client.unsubscribe("A/b");
		connection.expectUnsubscribe("A/b");
	}

	@Test
	void keepAliveThatIsOffTheWireIsOffInTheClient() {
		MqttClient client = this.broker.client((builder) -> builder.keepAlive(Duration.ZERO));
		client.connect();
		assertThat(this.broker.accept().expectConnect().connect().keepAliveTimeSeconds()).isZero();
	}

	private static final class Echo implements EnhancedAuthentication {

		@Override
		public String method() {
			return "ECHO";
		}

		@Override
		public CompletionStage<byte[]> start() {
			return CompletableFuture.completedFuture(new byte[0]);
		}

		@Override
		public CompletionStage<byte[]> challenge(byte[] data) {
			return CompletableFuture.completedFuture(data);
		}

		@Override
		public CompletionStage<Void> succeeded(byte[] data) {
			return CompletableFuture.completedFuture(null);
		}

	}

}
