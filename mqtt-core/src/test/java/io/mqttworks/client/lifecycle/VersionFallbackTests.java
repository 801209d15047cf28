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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.RetainHandling;
import io.mqttworks.client.Subscription;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.test.Kit;
import io.mqttworks.client.testkit.ClientBroker;
import io.mqttworks.test.Wire;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * One API for two versions: the newer is offered, and what the older does not have is
 * refused by name.
 */
class VersionFallbackTests {

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	@ParameterizedTest(name = "{0}")
	@MethodSource("refusals")
	void serverThatRefusesMqtt5IsOfferedTheOlderVersion(String name, byte[] refusal) {
		MqttClient client = this.broker.client((builder) -> {
		});
		CompletableFuture<ConnectResult> connected = client.connect();
		BrokerConnection first = this.broker.accept();
		assertThat(first.expectConnect().connect().version()).isEqualTo(5);
		first.send(refusal);
		first.close();
		BrokerConnection second = this.broker.accept();
		assertThat(second.expectConnect().connect().version()).isEqualTo(4);
		second.sendConnAck();
		assertThat(Kit.await(connected).version()).isEqualTo(MqttVersion.MQTT_3_1_1);
	}

	static List<Arguments> refusals() {
		return List.of(Arguments.of("as a 3.1.1 server does", Wire.bytes(0x20, 2, 0, 1)),
				Arguments.of("as an MQTT 5 server does", Wire.bytes(0x20, 3, 0, 0x84, 0)));
	}

	@Test
	void newerVersionIsKeptOnAServerThatTakesIt() {
		MqttClient client = this.broker.client((builder) -> {
		});
		BrokerConnection first = this.broker.connect(client);
		assertThat(client.connectResult().version()).isEqualTo(MqttVersion.MQTT_5);
		first.close();
		assertThat(this.broker.accept().expectConnect().connect().version()).isEqualTo(5);
	}

	@Test
	void serverThatTookTheNewerVersionIsNotTakenForAnOldOneWhenItBreaksOffAnAttempt() {
		MqttClient client = this.broker.client((builder) -> {
		});
		this.broker.connect(client).close();
		for (int i = 0; i < 3; i++) {
			BrokerConnection attempt = this.broker.accept();
			assertThat(attempt.expectConnect().connect().version()).isEqualTo(5);
			attempt.close();
		}
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("refusals")
	void newerVersionIsAskedForAgainWithTheNextConnection(String name, byte[] refusal) {
		MqttClient client = this.broker.client((builder) -> {
		});
		CompletableFuture<ConnectResult> connected = client.connect();
		offered(5).send(refusal).close();
		BrokerConnection older = offered(4).sendConnAck();
		assertThat(Kit.await(connected).version()).isEqualTo(MqttVersion.MQTT_3_1_1);
		older.close();
		offered(5).sendConnAck();
		await().atMost(Kit.TIMEOUT).until(client::isConnected);
		assertThat(client.connectResult().version()).isEqualTo(MqttVersion.MQTT_5);
	}

	@Test
	void serverThatOnlyClosesIsNotTakenForAnOldOneAtOnce() {
		MqttClient client = this.broker.client((builder) -> {
		});
		client.start();
		offered(5).close();
		offered(5).close();
		offered(5).sendConnAck();
		await().atMost(Kit.TIMEOUT).until(client::isConnected);
		assertThat(client.connectResult().version()).isEqualTo(MqttVersion.MQTT_5);
	}

	@Test
	void serverThatClosesThreeTimesInARowIsOfferedTheOlderVersionOnce() {
		MqttClient client = this.broker.client((builder) -> {
		});
		client.start();
		for (int round = 0; round < 2; round++) {
			offered(5).close();
			offered(5).close();
			offered(5).close();
			offered(4).close();
		}
		offered(5).sendConnAck();
		await().atMost(Kit.TIMEOUT).until(client::isConnected);
		assertThat(client.connectResult().version()).isEqualTo(MqttVersion.MQTT_5);
	}

	@Test
	void serverThatClosedOnTheNewerVersionAndTookTheOlderIsAskedForTheNewerFirst() {
		MqttClient client = this.broker.client((builder) -> {
		});
		client.start();
		offered(5).close();
		offered(5).close();
		offered(5).close();
		offered(4).sendConnAck();
		await().atMost(Kit.TIMEOUT).until(client::isConnected);
		this.broker.closeConnections();
		offered(5).close();
		BrokerConnection older = offered(4).sendConnAck();
		await().atMost(Kit.TIMEOUT).until(() -> client.statistics().connects() == 2);
		assertThat(client.connectResult().version()).isEqualTo(MqttVersion.MQTT_3_1_1);
		older.close();
		offered(5).sendConnAck();
		await().atMost(Kit.TIMEOUT).until(() -> client.statistics().connects() == 3);
		assertThat(client.connectResult().version()).isEqualTo(MqttVersion.MQTT_5);
	}

	@Test
	void refusalForAnotherReasonEndsTheRowOfCloses() {
		MqttClient client = this.broker.client((builder) -> {
		});
		client.start();
		offered(5).close();
		offered(5).close();
		offered(5).send(Wire.bytes(0x20, 3, 0, 0x88, 0)).close();
		offered(5).close();
		offered(5).sendConnAck();
		await().atMost(Kit.TIMEOUT).until(client::isConnected);
	}

	private BrokerConnection offered(int version) {
		BrokerConnection connection = this.broker.accept();
		assertThat(connection.expectConnect().connect().version()).isEqualTo(version);
		return connection;
	}

	@Test
	void fixedVersionDoesNotFallBack() {
		MqttClient client = this.broker.clientWithoutReconnect((builder) -> builder.version(MqttVersion.MQTT_5));
		CompletableFuture<ConnectResult> connected = client.connect();
		BrokerConnection first = this.broker.accept();
		first.expectConnect();
		first.send(Wire.bytes(0x20, 2, 0, 1));
		assertThat(Kit.awaitFailure(connected, MqttConnectException.class).reasonCode())
			.isEqualTo(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION);
		first.awaitClosed();
		this.broker.expectNoConnectionFor(Kit.MOMENT);
	}

	@Test
	void refusalForAnotherReasonDoesNotFallBack() {
		MqttClient client = this.broker.clientWithoutReconnect((builder) -> {
		});
		CompletableFuture<ConnectResult> connected = client.connect();
		BrokerConnection first = this.broker.accept();
		first.expectConnect();
		first.send(Wire.bytes(0x20, 3, 0, 0x86, 0));
		assertThat(Kit.awaitFailure(connected, MqttConnectException.class).reasonCode())
			.isEqualTo(ReasonCode.BAD_USER_NAME_OR_PASSWORD);
		this.broker.expectNoConnectionFor(Kit.MOMENT);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void whatOnlyMqtt5HasIsRefusedByName(String name, MqttMessage message) {
		MqttClient client = this.broker.client((builder) -> builder.version(MqttVersion.MQTT_3_1_1));
		CompletableFuture<?> queued = client.publish(message);
		BrokerConnection connection = this.broker.connect(client);
		assertThat(Kit.awaitFailure(queued, MqttException.class)).hasMessageContaining(name)
			.hasMessageContaining("MQTT 5");
		assertThat(Kit.awaitFailure(client.publish(message), MqttException.class)).hasMessageContaining(name)
			.hasMessageContaining("MQTT 5");
		client.publish("t", "plain", Qos.AT_LEAST_ONCE);
		connection.expectPublishOf("plain");
	}

	static List<Arguments> whatOnlyMqtt5HasIsRefusedByName() {
		return List.of(message("messageExpiry", MqttMessage.builder("t").messageExpiry(Duration.ofMinutes(1))),
				message("utf8Payload", MqttMessage.builder("t").utf8Payload(true)),
				message("contentType", MqttMessage.builder("t").contentType("a/b")),
				message("responseTopic", MqttMessage.builder("t").responseTopic("r")),
				message("correlationData", MqttMessage.builder("t").correlationData(new byte[1])),
				message("userProperties", MqttMessage.builder("t").userProperty("a", "b")));
	}

	private static Arguments message(String name, MqttMessage.Builder message) {
		return Arguments.of(name, message.build());
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void subscriptionOptionsOfMqtt5AreRefusedByName(String name, Subscription subscription) {
		MqttClient client = this.broker.client((builder) -> builder.version(MqttVersion.MQTT_3_1_1));
		this.broker.connect(client);
		CompletableFuture<?> result = client.subscribe(List.of(subscription), (message) -> {
		}).result();
		assertThat(Kit.awaitFailure(result, MqttException.class)).hasMessageContaining(name)
			.hasMessageContaining("MQTT 5");
	}

	static List<Arguments> subscriptionOptionsOfMqtt5AreRefusedByName() {
		Subscription plain = Subscription.of("a", Qos.AT_LEAST_ONCE);
		return List.of(Arguments.of("noLocal", plain.withNoLocal(true)),
				Arguments.of("retainAsPublished", plain.withRetainAsPublished(true)),
				Arguments.of("retainHandling", plain.withRetainHandling(RetainHandling.DO_NOT_SEND)));
	}

	@Test
	void requestAndReauthenticationNeedMqtt5() {
		MqttClient client = this.broker.client((builder) -> builder.version(MqttVersion.MQTT_3_1_1));
		this.broker.connect(client);
		assertThat(Kit.awaitFailure(client.request(MqttMessage.of("t", "x", Qos.AT_LEAST_ONCE), Duration.ofSeconds(5)),
				MqttException.class))
			.hasMessageContaining("MQTT 5");
		Kit.awaitFailure(client.reauthenticate(), MqttException.class);
	}

}
