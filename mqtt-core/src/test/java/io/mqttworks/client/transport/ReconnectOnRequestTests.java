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

package io.mqttworks.client.transport;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.ConnectionListener.ConnectFailed;
import io.mqttworks.client.ConnectionListener.Connected;
import io.mqttworks.client.ConnectionListener.Disconnected;
import io.mqttworks.client.ConnectionListener.Source;
import io.mqttworks.client.ConnectionState;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClosedException;
import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReconnectPolicy;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.client.testkit.EventRecorder;
import io.mqttworks.test.Kit;
import io.mqttworks.test.Property;
import io.mqttworks.test.Props;
import io.mqttworks.test.ReceivedPacket;
import io.mqttworks.client.testkit.ClientBroker;
import io.netty.handler.codec.mqtt.MqttMessageType;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link MqttClient#reconnect()}.
 */
class ReconnectOnRequestTests {

	private static final ReconnectPolicy SLOW = ReconnectPolicy.builder()
		.minDelay(Duration.ofHours(1))
		.maxDelay(Duration.ofHours(1))
		.stableAfter(Duration.ZERO)
		.build();

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	private final EventRecorder events = new EventRecorder();

	@BothVersions
	void theOldConnectionEndsInOrderBeforeTheNewOneIsMade(MqttVersion version) {
		MqttClient client = this.broker
			.client((builder) -> builder.version(version).reconnect(SLOW).connectionListener(this.events));
		BrokerConnection old = this.broker.connect(client);
		this.events.expect(Connected.class);
		CompletableFuture<ConnectResult> renewed = client.reconnect();
		ReceivedPacket goodbye = old.expect(MqttMessageType.DISCONNECT);
		if (version == MqttVersion.MQTT_5) {
			assertThat(goodbye.reasonCode()).isZero();
			assertThat(goodbye.number(Property.SESSION_EXPIRY)).isNull();
		}
		assertThat(client.state()).isEqualTo(ConnectionState.WAITING);
		assertThat(this.broker.connections()).isOne();
		old.close();
		BrokerConnection connection = this.broker.accept();
		assertThat(connection.expectConnect().connect().isCleanSession()).isFalse();
		connection.sendConnAck(true, 0, Props.NONE);
		assertThat(Kit.await(renewed).sessionPresent()).isTrue();
		Disconnected disconnected = this.events.expect(Disconnected.class);
		assertThat(disconnected.source()).isEqualTo(Source.USER);
		assertThat(disconnected.nextAttemptIn()).isZero();
		assertThat(this.events.expect(Connected.class).reconnects()).isOne();
		assertThat(client.isConnected()).isTrue();
	}

	@Test
	void messagesOnTheirWayArriveOnTheNewConnection() {
		MqttClient client = this.broker.client((builder) -> {
		});
		BrokerConnection old = this.broker.connect(client);
		CompletableFuture<PublishResult> published = client.publish("t", "on its way", Qos.AT_LEAST_ONCE);
		old.expectPublishOf("on its way");
		client.reconnect();
		old.expect(MqttMessageType.DISCONNECT);
		old.close();
		BrokerConnection connection = this.broker.acceptConnect(true, Props.NONE);
		ReceivedPacket again = connection.expectPublishOf("on its way");
		connection.sendPubAck(again.packetId());
		Kit.await(published);
	}

	@Test
	void aDelayIsCutShort() {
		MqttClient client = this.broker.client((builder) -> builder.reconnect(SLOW).connectionListener(this.events));
		this.broker.stopListening();
		client.start();
		this.events.expect(ConnectFailed.class);
		this.broker.listenAgain();
		CompletableFuture<ConnectResult> renewed = client.reconnect();
		this.broker.acceptConnect();
		Kit.await(renewed);
	}

	@Test
	void anAttemptUnderWayIsDroppedAndItsCallerServedByTheNewOne() {
		MqttClient client = this.broker.client((builder) -> {
		});
		CompletableFuture<ConnectResult> connected = client.connect();
		BrokerConnection silent = this.broker.accept();
		silent.expectConnect();
		CompletableFuture<ConnectResult> renewed = client.reconnect();
		silent.expectClosed();
		this.broker.acceptConnect();
		Kit.await(connected);
		Kit.await(renewed);
	}

	@Test
	void aSecondRequestJoinsTheFirst() {
		MqttClient client = this.broker.client((builder) -> {
		});
		BrokerConnection old = this.broker.connect(client);
		CompletableFuture<ConnectResult> first = client.reconnect();
		CompletableFuture<ConnectResult> second = client.reconnect();
		old.expect(MqttMessageType.DISCONNECT);
		old.close();
		this.broker.acceptConnect();
		assertThat(Kit.await(first)).isSameAs(Kit.await(second));
		assertThat(this.broker.connections()).isEqualTo(2);
	}

	@Test
	void afterAFailureThePolicySaysWhatComesNext() {
		MqttClient client = this.broker.client((builder) -> {
		});
		BrokerConnection old = this.broker.connect(client);
		CompletableFuture<ConnectResult> renewed = client.reconnect();
		old.expect(MqttMessageType.DISCONNECT);
		old.close();
		BrokerConnection refused = this.broker.accept();
		refused.expectConnect();
		refused.sendConnAck(false, 0x88, Props.NONE);
		Kit.awaitFailure(renewed, MqttConnectException.class);
		this.broker.acceptConnect();
	}

	@Test
	void anIdleClientConnects() {
		MqttClient client = this.broker.client((builder) -> {
		});
		CompletableFuture<ConnectResult> connected = client.reconnect();
		this.broker.acceptConnect();
		Kit.await(connected);
	}

	@Test
	void disconnectAndCloseWin() {
		MqttClient client = this.broker.client((builder) -> {
		});
		BrokerConnection old = this.broker.connect(client);
		CompletableFuture<ConnectResult> renewed = client.reconnect();
		CompletableFuture<Void> disconnected = client.disconnect();
		old.expect(MqttMessageType.DISCONNECT);
		old.close();
		Kit.awaitFailure(renewed, MqttClosedException.class);
		Kit.await(disconnected);
		this.broker.expectNoConnectionFor(Kit.MOMENT);
		client.close();
		Kit.awaitFailure(client.reconnect(), MqttClosedException.class);
	}

}
