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
import java.util.concurrent.CompletableFuture;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.ConnectionListener.ConnectFailed;
import io.mqttworks.client.ConnectionListener.Connected;
import io.mqttworks.client.ConnectionListener.Disconnected;
import io.mqttworks.client.ConnectionListener.Source;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.ReconnectPolicy;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.client.testkit.EventRecorder;
import io.mqttworks.test.Kit;
import io.mqttworks.test.Property;
import io.mqttworks.test.Props;
import io.mqttworks.client.testkit.ClientBroker;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server names another one (MQTT 5 section 4.11).
 */
class RedirectTests {

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	@AutoClose
	private final ClientBroker other = ClientBroker.start();

	private final EventRecorder events = new EventRecorder();

	@ParameterizedTest
	@ValueSource(ints = { 0x9C, 0x9D })
	void isFollowedWhenTheConnectionIsRefused(int code) {
		MqttClient client = this.broker.client((builder) -> {
		});
		CompletableFuture<ConnectResult> connected = client.connect();
		redirect(this.broker.accept(), code, "127.0.0.1:" + this.other.port());
		this.other.acceptConnect();
		assertThat(Kit.await(connected).server().port()).isEqualTo(this.other.port());
	}

	@Test
	void isFollowedWhenTheServerDisconnects() {
		MqttClient client = this.broker.client((builder) -> builder.connectionListener(this.events));
		BrokerConnection connection = this.broker.connect(client);
		connection.sendDisconnect(0x9D, Props.of(Property.SERVER_REFERENCE, "127.0.0.1:" + this.other.port()));
		this.other.acceptConnect();
		this.events.expect(Connected.class);
		Disconnected disconnected = this.events.expect(Disconnected.class);
		assertThat(disconnected.source()).isEqualTo(Source.SERVER);
		assertThat(disconnected.reasonCode()).isEqualTo(ReasonCode.SERVER_MOVED);
		assertThat(this.events.expect(Connected.class).result().server().port()).isEqualTo(this.other.port());
	}

	@Test
	void firstOfSeveralServersIsTried() {
		MqttClient client = this.broker.client((builder) -> {
		});
		CompletableFuture<ConnectResult> connected = client.connect();
		redirect(this.broker.accept(), 0x9C, "127.0.0.1:" + this.other.port() + " elsewhere.example:1883");
		this.other.acceptConnect();
		Kit.await(connected);
	}

	@Test
	void isBounded() {
		MqttClient client = this.broker.clientWithoutReconnect((builder) -> builder.maxRedirects(2));
		CompletableFuture<ConnectResult> connected = client.connect();
		for (int i = 0; i < 3; i++) {
			redirect(this.broker.accept(), 0x9C, "127.0.0.1:" + this.broker.port());
		}
		assertThat(Kit.awaitFailure(connected, MqttConnectException.class).reasonCode())
			.isEqualTo(ReasonCode.USE_ANOTHER_SERVER);
		assertThat(this.broker.connections()).isEqualTo(3);
	}

	@Test
	void isBoundedForServersThatAcceptFirst() {
		ReconnectPolicy patient = ReconnectPolicy.builder()
			.minDelay(Duration.ofHours(9))
			.maxDelay(Duration.ofHours(9))
			.stableAfter(Duration.ofHours(9))
			.build();
		MqttClient client = this.broker
			.client((builder) -> builder.maxRedirects(2).reconnect(patient).connectionListener(this.events));
		BrokerConnection connection = this.broker.connect(client);
		Props here = Props.of(Property.SERVER_REFERENCE, "127.0.0.1:" + this.broker.port());
		for (int i = 0; i < 2; i++) {
			connection.sendDisconnect(0x9C, here);
			this.events.expect(Connected.class);
			assertThat(this.events.expect(Disconnected.class).nextAttemptIn()).isZero();
			connection = this.broker.acceptConnect();
		}
		connection.sendDisconnect(0x9C, here);
		this.events.expect(Connected.class);
		assertThat(this.events.expect(Disconnected.class).nextAttemptIn()).isPositive();
	}

	@Test
	void isFollowedAgainAfterADelay() {
		MqttClient client = this.broker.client((builder) -> builder.maxRedirects(1));
		client.start();
		for (int i = 0; i < 2; i++) {
			redirect(this.broker.accept(), 0x9C, "127.0.0.1:" + this.broker.port());
		}
		redirect(this.broker.accept(), 0x9C, "127.0.0.1:" + this.other.port());
		this.other.acceptConnect();
	}

	@Test
	void isNotFollowedIfToldNotTo() {
		MqttClient client = this.broker
			.clientWithoutReconnect((builder) -> builder.maxRedirects(0).connectionListener(this.events));
		CompletableFuture<ConnectResult> connected = client.connect();
		redirect(this.broker.accept(), 0x9D, "127.0.0.1:" + this.other.port());
		assertThat(Kit.awaitFailure(connected, MqttConnectException.class).reasonCode())
			.isEqualTo(ReasonCode.SERVER_MOVED);
		this.events.expect(ConnectFailed.class);
		assertThat(this.other.connections()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "!", "host:port:more", "127.0.0.1:99999" })
	void referenceThatNamesNoServerIsAPlainRefusal(String reference) {
		MqttClient client = this.broker.clientWithoutReconnect((builder) -> {
		});
		CompletableFuture<ConnectResult> connected = client.connect();
		redirect(this.broker.accept(), 0x9C, reference);
		assertThat(Kit.awaitFailure(connected, MqttConnectException.class).reasonCode())
			.isEqualTo(ReasonCode.USE_ANOTHER_SERVER);
	}

	@Test
	void configuredServersAreTriedAgainWhenTheOtherFails() {
		MqttClient client = this.broker.client((builder) -> {
		});
		client.start();
		redirect(this.broker.accept(), 0x9C, "127.0.0.1:" + Kit.freePort());
		this.broker.acceptConnect();
	}

	private static void redirect(BrokerConnection connection, int code, String reference) {
		connection.expectConnect();
		connection.sendConnAck(false, code, Props.of(Property.SERVER_REFERENCE, reference));
	}

}
