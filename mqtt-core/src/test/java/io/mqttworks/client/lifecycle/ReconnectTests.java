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

package io.mqttworks.client.lifecycle;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.ConnectionListener.ConnectFailed;
import io.mqttworks.client.ConnectionListener.Connected;
import io.mqttworks.client.ConnectionListener.Disconnected;
import io.mqttworks.client.ConnectionState;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.ReconnectPolicy;
import io.mqttworks.client.ServerAddress;
import io.mqttworks.client.UserProperty;
import io.mqttworks.client.Will;
import io.mqttworks.client.spi.Credentials;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.client.testkit.EventRecorder;
import io.mqttworks.test.Kit;
import io.mqttworks.test.Property;
import io.mqttworks.test.Props;
import io.mqttworks.test.ReceivedPacket;
import io.mqttworks.client.testkit.ClientBroker;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Getting a connection, and getting it back.
 */
class ReconnectTests {

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	@AutoClose
	private final ClientBroker other = ClientBroker.start();

	private final EventRecorder events = new EventRecorder();

	@BothVersions
	@DisplayName("[MQTT-3.1.0-1] [MQTT-3.1.2-1] [MQTT-3.1.3-1] [MQTT-3.1.3-3] CONNECT comes first, with everything the client was given")
	void connectCarriesEverythingTheClientWasGiven(MqttVersion version) {
		boolean mqtt5 = version == MqttVersion.MQTT_5;
		MqttMessage.Builder will = MqttMessage.builder("status/\u00e9")
			.payload("offline")
			.qos(Qos.EXACTLY_ONCE)
			.retain(true);
		if (mqtt5) {
			will.contentType("text/plain")
				.utf8Payload(true)
				.messageExpiry(Duration.ofSeconds(90))
				.responseTopic("why")
				.correlationData(new byte[] { 1, 2 })
				.userProperty("zone", "a");
		}
		MqttClient client = this.broker.client((builder) -> {
			builder.version(version)
				.clientId("device-7")
				.credentials("user", "secret")
				.keepAlive(Duration.ofSeconds(21))
				.will(new Will(will.build(), mqtt5 ? Duration.ofSeconds(5) : Duration.ZERO));
			if (mqtt5) {
				builder.userProperties(List.of(new UserProperty("app", "1")))
					.topicAliasMaximum(9)
					.requestResponseInformation(true);
			}
		});
		client.connect();
		ReceivedPacket packet = this.broker.accept().expectConnect();
		assertThat(packet.flags()).isZero();
		assertThat(packet.connect().name()).isEqualTo("MQTT");
		assertThat(packet.connect().version()).isEqualTo(mqtt5 ? 5 : 4);
		assertThat(packet.connect().keepAliveTimeSeconds()).isEqualTo(21);
		assertThat(packet.connect().isCleanSession()).isFalse();
		assertThat(packet.connect().isWillFlag()).isTrue();
		assertThat(packet.connect().willQos()).isEqualTo(2);
		assertThat(packet.connect().isWillRetain()).isTrue();
		assertThat(packet.connectPayload().clientIdentifier()).isEqualTo("device-7");
		assertThat(packet.connectPayload().willTopic()).isEqualTo("status/\u00e9");
		assertThat(packet.connectPayload().willMessageInBytes()).asString(StandardCharsets.UTF_8).isEqualTo("offline");
		assertThat(packet.connectPayload().userName()).isEqualTo("user");
		assertThat(packet.connectPayload().passwordInBytes()).asString(StandardCharsets.UTF_8).isEqualTo("secret");
		if (mqtt5) {
			assertThat(packet.userProperties()).containsExactly("app=1");
			assertThat(packet.number(Property.TOPIC_ALIAS_MAXIMUM)).isEqualTo(9);
			assertThat(packet.number(Property.REQUEST_RESPONSE_INFORMATION)).isOne();
			var properties = packet.connectPayload().willProperties();
			assertThat(ReceivedPacket.number(properties, Property.WILL_DELAY)).isEqualTo(5);
			assertThat(ReceivedPacket.number(properties, Property.MESSAGE_EXPIRY)).isEqualTo(90);
			assertThat(ReceivedPacket.number(properties, Property.PAYLOAD_FORMAT_INDICATOR)).isOne();
			assertThat(ReceivedPacket.string(properties, Property.CONTENT_TYPE)).isEqualTo("text/plain");
			assertThat(ReceivedPacket.string(properties, Property.RESPONSE_TOPIC)).isEqualTo("why");
			assertThat(ReceivedPacket.userProperties(properties)).containsExactly("zone=a");
		}
	}

	@BothVersions
	@DisplayName("[MQTT-3.1.2-11] [MQTT-3.1.2-13] [MQTT-3.1.2-16] [MQTT-3.1.2-18] What the client was not given is not in CONNECT")
	void whatTheClientWasNotGivenIsNotInConnect(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		client.connect();
		ReceivedPacket packet = this.broker.accept().expectConnect();
		assertThat(packet.bytes()[9]).as("connect flags").isZero();
		assertThat(packet.connectPayload().userName()).isNull();
		assertThat(packet.connectPayload().passwordInBytes()).isNull();
		assertThat(packet.connectPayload().willTopic()).isNull();
	}

	@Test
	@DisplayName("[MQTT-3.1.2-19] A password can come without a user name on MQTT 5")
	void passwordCanComeWithoutUserName() {
		MqttClient client = this.broker
			.client((builder) -> builder.version(MqttVersion.MQTT_5).credentials(null, "token"));
		client.connect();
		ReceivedPacket packet = this.broker.accept().expectConnect();
		assertThat(packet.connect().hasUserName()).isFalse();
		assertThat(packet.connect().hasPassword()).isTrue();
		assertThat(packet.connectPayload().passwordInBytes()).asString(StandardCharsets.UTF_8).isEqualTo("token");
	}

	@Test
	@DisplayName("[MQTT-3.1.2-22 of 3.1.1] A password without a user name is refused on 3.1.1")
	void passwordWithoutUserNameIsRefusedOnOldVersion() {
		MqttClient client = this.broker
			.clientWithoutReconnect((builder) -> builder.version(MqttVersion.MQTT_3_1_1).credentials(null, "token"));
		assertThat(Kit.awaitFailure(client.connect(), MqttConnectException.class)).hasStackTraceContaining("user name");
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void comesBackAfterEveryKindOfLoss(String name, Consumer<BrokerConnection> loss) {
		MqttClient client = this.broker.client((builder) -> builder.connectionListener(this.events));
		BrokerConnection first = this.broker.connect(client);
		loss.accept(first);
		this.broker.acceptConnect();
		this.events.expect(Connected.class);
		this.events.expect(Disconnected.class);
		assertThat(this.events.expect(Connected.class).reconnects()).isOne();
		assertThat(client.statistics().connects()).isEqualTo(2);
	}

	static List<Arguments> comesBackAfterEveryKindOfLoss() {
		return List.of(loss("orderly close", BrokerConnection::close), loss("reset", BrokerConnection::reset),
				loss("half close", BrokerConnection::shutdownOutput),
				loss("DISCONNECT", (connection) -> connection.sendDisconnect(0x8B, Props.NONE)),
				loss("malformed bytes", (connection) -> connection.send(new byte[] { 0, 0 })));
	}

	private static Arguments loss(String name, Consumer<BrokerConnection> loss) {
		return Arguments.of(name, loss);
	}

	@Test
	void connectTriesEveryServerOnceAndIsIdleAgain() {
		this.broker.stopListening();
		MqttClient client = this.broker.client((builder) -> builder.version(MqttVersion.MQTT_5)
			.servers(this.broker.uri(), this.other.uri())
			.connectionListener(this.events));
		CompletableFuture<ConnectResult> connected = client.connect();
		this.other.accept().close();
		MqttConnectException failure = Kit.awaitFailure(connected, MqttConnectException.class);
		assertThat(failure).hasMessageContaining(Integer.toString(this.other.port()));
		assertThat(client.state()).isEqualTo(ConnectionState.IDLE);
		assertThat(client.lastFailure()).isNotNull();
		ConnectFailed first = this.events.expect(ConnectFailed.class);
		assertThat(first.server().port()).isEqualTo(this.broker.port());
		assertThat(first.attempt()).isOne();
		ConnectFailed second = this.events.expect(ConnectFailed.class);
		assertThat(second.server().port()).isEqualTo(this.other.port());
		assertThat(second.attempt()).isEqualTo(2);
		assertThat(second.nextAttemptIn()).isNull();
		this.other.expectNoConnectionFor(Kit.MOMENT);
	}

	@Test
	void blockingConnectReturnsOrThrows() {
		MqttClient client = this.broker.client((builder) -> {
		});
		this.broker.serve();
		assertThat(client.connect(Kit.TIMEOUT).clientId()).isEqualTo("scripted");
		assertThat(client.connect(Kit.TIMEOUT)).isEqualTo(client.connectResult());
		assertThat(this.broker.connections()).isOne();
		MqttClient nowhere = this.broker.client((builder) -> builder.servers("mqtt://127.0.0.1:" + Kit.freePort()));
		assertThatExceptionOfType(MqttConnectException.class).isThrownBy(() -> nowhere.connect(Kit.TIMEOUT));
	}

	@Test
	void blockingConnectEndsTheAttemptAfterItsTime() {
		MqttClient client = this.broker.client((builder) -> {
		});
		assertThatExceptionOfType(MqttConnectException.class).isThrownBy(() -> client.connect(Duration.ofMillis(300)));
		this.broker.accept().awaitClosed();
		await().atMost(Kit.TIMEOUT).until(() -> client.state() == ConnectionState.IDLE);
		this.broker.expectNoConnectionFor(Kit.MOMENT);
	}

	@Test
	void startKeepsTryingUntilTheServerComes() {
		this.broker.stopListening();
		MqttClient client = this.broker.client((builder) -> builder.connectionListener(this.events));
		CompletableFuture<PublishResult> early = client.publish("t", "early", Qos.AT_LEAST_ONCE);
		client.start();
		assertThat(this.events.expect(ConnectFailed.class).attempt()).isOne();
		ConnectFailed second = this.events.expect(ConnectFailed.class);
		assertThat(second.attempt()).isEqualTo(2);
		assertThat(second.nextAttemptIn()).isNotNull();
		assertThat(second.cause()).isNotNull();
		assertThat(client.state()).isIn(ConnectionState.CONNECTING, ConnectionState.WAITING);
		this.broker.listenAgain();
		BrokerConnection connection = this.broker.acceptConnect();
		connection.sendPubAck(connection.expectPublishOf("early").packetId());
		Kit.await(early);
		assertThat(client.isConnected()).isTrue();
		assertThat(client.lastFailure()).isNull();
		client.start();
		assertThat(this.broker.connections()).isOne();
	}

	@Test
	void attemptsWithoutAnAnswerEndAfterTheConnectTimeout() {
		MqttClient client = this.broker.client((builder) -> builder.servers(this.broker.uri(), this.other.uri())
			.connectTimeout(Duration.ofMillis(300)));
		CompletableFuture<ConnectResult> connected = client.connect();
		BrokerConnection silent = this.broker.accept();
		silent.expectConnect();
		this.other.acceptConnect();
		assertThat(Kit.await(connected).server().port()).isEqualTo(this.other.port());
		silent.awaitClosed();
	}

	@Test
	void lastGoodServerIsTriedFirst() {
		this.broker.stopListening();
		MqttClient client = this.broker.client((builder) -> builder.servers(this.broker.uri(), this.other.uri()));
		client.start();
		BrokerConnection first = this.other.acceptConnect();
		await().atMost(Kit.TIMEOUT).until(client::isConnected);
		this.broker.listenAgain();
		first.close();
		this.other.acceptConnect();
		assertThat(this.broker.connections()).isZero();
	}

	@Test
	void serversCanBeTriedInRandomOrder() {
		List<ServerAddress> servers = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			servers.add(ServerAddress.parse("mqtt://127.0.0.1:" + Kit.freePort()));
		}
		boolean shuffled = false;
		for (int i = 0; i < 20 && !shuffled; i++) {
			EventRecorder recorder = new EventRecorder();
			MqttClient client = this.broker
				.client((builder) -> builder.servers(servers).shuffleServers(true).connectionListener(recorder));
			Kit.awaitFailure(client.connect(), MqttConnectException.class);
			await().atMost(Kit.TIMEOUT).until(() -> recorder.all(ConnectFailed.class).size() == servers.size());
			List<ServerAddress> tried = recorder.all(ConnectFailed.class).stream().map(ConnectFailed::server).toList();
			assertThat(tried).containsExactlyInAnyOrderElementsOf(servers);
			shuffled = !tried.equals(servers);
		}
		assertThat(shuffled).isTrue();
	}

	@Test
	void credentialsAndWillAreAskedForAtEveryAttempt() {
		AtomicInteger number = new AtomicInteger();
		MqttClient client = this.broker.client((builder) -> builder
			.credentialsProvider((server) -> CompletableFuture
				.completedFuture(Credentials.of("user", server.port() + "/" + number.incrementAndGet())))
			.will(() -> Will.of(MqttMessage.of("status", "will " + number.get(), Qos.AT_MOST_ONCE))));
		client.start();
		for (int i = 1; i <= 3; i++) {
			BrokerConnection connection = this.broker.accept();
			ReceivedPacket packet = connection.expectConnect();
			assertThat(packet.connectPayload().passwordInBytes()).asString(StandardCharsets.UTF_8)
				.isEqualTo(this.broker.port() + "/" + i);
			assertThat(packet.connectPayload().willMessageInBytes()).asString(StandardCharsets.UTF_8)
				.isEqualTo("will " + i);
			connection.sendConnAck();
			connection.close();
		}
	}

	@Test
	void failingCredentialsFailTheAttempt() {
		AtomicInteger calls = new AtomicInteger();
		MqttClient client = this.broker
			.client((builder) -> builder.connectionListener(this.events).credentialsProvider((server) -> {
				if (calls.incrementAndGet() == 1) {
					throw new IllegalStateException("vault is sealed");
				}
				return CompletableFuture.completedFuture(Credentials.NONE);
			}));
		client.start();
		assertThat(this.events.expect(ConnectFailed.class).cause()).hasStackTraceContaining("vault is sealed");
		this.broker.acceptConnect();
		this.events.expect(Connected.class);
	}

	@ParameterizedTest
	@CsvSource({ "1,UNSUPPORTED_PROTOCOL_VERSION", "2,CLIENT_IDENTIFIER_NOT_VALID", "3,SERVER_UNAVAILABLE",
			"4,BAD_USER_NAME_OR_PASSWORD", "5,NOT_AUTHORIZED" })
	void refusalsOfOldVersionHaveTheirMeaning(int code, ReasonCode meaning) {
		MqttClient client = this.broker.client((builder) -> builder.version(MqttVersion.MQTT_3_1_1));
		CompletableFuture<ConnectResult> connected = client.connect();
		BrokerConnection connection = this.broker.accept();
		connection.expectConnect();
		connection.sendConnAck(false, code, Props.NONE);
		assertThat(Kit.awaitFailure(connected, MqttConnectException.class).reasonCode()).isEqualTo(meaning);
		connection.awaitClosed();
	}

	@Test
	@DisplayName("[MQTT-4.13.2-1] A refusal tells the server's reason and closes the connection")
	void refusalTellsTheServersReason() {
		MqttClient client = this.broker.client((builder) -> {
		});
		CompletableFuture<ConnectResult> connected = client.connect();
		BrokerConnection connection = this.broker.accept();
		connection.expectConnect();
		connection.sendConnAck(false, 0x8A, Props.of(Property.REASON_STRING, "come back never"));
		MqttConnectException failure = Kit.awaitFailure(connected, MqttConnectException.class);
		assertThat(failure.reasonCode()).isEqualTo(ReasonCode.BANNED);
		assertThat(failure).hasMessageContaining("come back never");
		connection.expectClosed();
	}

	@Test
	void givesUpOnReasonsThatCannotHeal() {
		ReconnectPolicy policy = ReconnectPolicy.builder()
			.minDelay(Duration.ofMillis(10))
			.maxDelay(Duration.ofMillis(20))
			.stableAfter(Duration.ZERO)
			.giveUpOn(Set.of(ReasonCode.BAD_USER_NAME_OR_PASSWORD))
			.build();
		MqttClient client = this.broker.client((builder) -> builder.reconnect(policy).connectionListener(this.events));
		client.start();
		BrokerConnection first = this.broker.accept();
		first.expectConnect();
		first.sendConnAck(false, 0x88, Props.NONE);
		assertThat(this.events.expect(ConnectFailed.class).nextAttemptIn()).isNotNull();
		BrokerConnection second = this.broker.accept();
		second.expectConnect();
		second.sendConnAck(false, 0x86, Props.NONE);
		assertThat(this.events.expect(ConnectFailed.class).nextAttemptIn()).isNull();
		assertThat(client.state()).isEqualTo(ConnectionState.IDLE);
		this.broker.expectNoConnectionFor(Kit.MOMENT);
	}

	@Test
	void doesNotComeBackIfToldNotTo() {
		MqttClient client = this.broker.clientWithoutReconnect((builder) -> builder.connectionListener(this.events));
		this.broker.connect(client).close();
		this.events.expect(Connected.class);
		assertThat(this.events.expect(Disconnected.class).nextAttemptIn()).isNull();
		await().atMost(Kit.TIMEOUT).until(() -> client.state() == ConnectionState.IDLE);
		this.broker.expectNoConnectionFor(Kit.MOMENT);
		this.broker.connect(client);
	}

	@Test
	void delaysGrowWithFullJitterUpToTheirBound() {
		this.broker.stopListening();
		ReconnectPolicy policy = ReconnectPolicy.builder()
			.minDelay(Duration.ofMillis(4))
			.maxDelay(Duration.ofMillis(32))
			.stableAfter(Duration.ZERO)
			.build();
		MqttClient client = this.broker.client((builder) -> builder.reconnect(policy).connectionListener(this.events));
		client.start();
		List<Duration> delays = new ArrayList<>();
		for (int attempt = 1; attempt <= 30; attempt++) {
			ConnectFailed failed = this.events.expect(ConnectFailed.class);
			assertThat(failed.attempt()).isEqualTo(attempt);
			Duration bound = Duration.ofMillis(Math.min(32, 4L << Math.min(10, attempt)));
			assertThat(failed.nextAttemptIn()).isBetween(Duration.ZERO, bound);
			delays.add(failed.nextAttemptIn());
		}
		assertThat(delays.stream().distinct().count()).as("jitter in " + delays).isGreaterThan(5);
	}

	@Test
	void disconnectEndsItUntilToldOtherwise() {
		MqttClient client = this.broker.client((builder) -> {
		});
		BrokerConnection first = this.broker.connect(client);
		Kit.await(client.disconnect());
		assertThat(first.expectDisconnect().bytes()).containsExactly(0xE0, 0);
		first.expectClosed();
		assertThat(client.state()).isEqualTo(ConnectionState.IDLE);
		assertThat(client.connectResult()).isNull();
		this.broker.expectNoConnectionFor(Kit.MOMENT);
		this.broker.connect(client);
		assertThat(client.isConnected()).isTrue();
	}

	@Test
	void disconnectStopsAClientThatKeepsTrying() {
		this.broker.stopListening();
		MqttClient client = this.broker.client((builder) -> builder.connectionListener(this.events));
		client.start();
		this.events.expect(ConnectFailed.class);
		Kit.await(client.disconnect());
		assertThat(client.state()).isEqualTo(ConnectionState.IDLE);
		this.broker.listenAgain();
		this.broker.expectNoConnectionFor(Kit.MOMENT);
	}

	@Test
	void twoCallsMakeOneConnection() {
		MqttClient client = this.broker.client((builder) -> {
		});
		CompletableFuture<ConnectResult> one = client.connect();
		CompletableFuture<ConnectResult> two = client.connect();
		this.broker.acceptConnect();
		assertThat(Kit.await(one)).isEqualTo(Kit.await(two));
		assertThat(Kit.await(client.connect())).isEqualTo(Kit.await(one));
		assertThat(this.broker.connections()).isOne();
	}

}
