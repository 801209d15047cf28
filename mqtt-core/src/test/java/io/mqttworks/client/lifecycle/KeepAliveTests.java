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
import java.util.concurrent.locks.LockSupport;

import io.mqttworks.client.ConnectionListener.Connected;
import io.mqttworks.client.ConnectionListener.Disconnected;
import io.mqttworks.client.ConnectionListener.Source;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.client.testkit.EventRecorder;
import io.mqttworks.test.Property;
import io.mqttworks.test.Props;
import io.mqttworks.client.testkit.ClientBroker;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * PINGREQ, and noticing that nobody answers.
 */
class KeepAliveTests {

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	private final EventRecorder events = new EventRecorder();

	@BothVersions
	@DisplayName("[MQTT-3.1.2-20] A PINGREQ goes out after the keep-alive interval, again and again")
	void pingGoesOutAfterTheInterval(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version).keepAlive(Duration.ofSeconds(1)));
		client.connect();
		BrokerConnection connection = this.broker.accept();
		assertThat(connection.expectConnect().connect().keepAliveTimeSeconds()).isOne();
		connection.sendConnAck();
		long start = System.nanoTime();
		for (int i = 0; i < 2; i++) {
			assertThat(connection.expectPingReq().bytes()).containsExactly(0xC0, 0);
			connection.sendPingResp();
		}
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(900));
		assertThat(client.isConnected()).isTrue();
	}

	@BothVersions
	void deadServerIsNoticed(MqttVersion version) {
		MqttClient client = this.broker.client(
				(builder) -> builder.version(version).keepAlive(Duration.ofSeconds(1)).connectionListener(this.events));
		BrokerConnection connection = this.broker.connect(client);
		this.events.expect(Connected.class);
		connection.expectPingReq();
		// Nobody answers.
		Disconnected disconnected = this.events.expect(Disconnected.class);
		assertThat(disconnected.source()).isEqualTo(Source.CLIENT);
		assertThat(disconnected.cause()).hasMessageContaining("PING");
		connection.awaitClosed();
		this.broker.acceptConnect();
		this.events.expect(Connected.class);
	}

	@Test
	@DisplayName("[MQTT-3.1.2-21] [MQTT-3.2.2-21] The server's keep-alive is used instead of the client's")
	void serversKeepAliveIsUsed() {
		MqttClient client = this.broker.client((builder) -> builder.keepAlive(Duration.ofHours(1)));
		BrokerConnection connection = this.broker.connect(client, false, Props.of(Property.SERVER_KEEP_ALIVE, 1));
		connection.expectPingReq();
		connection.sendPingResp();
		connection.expectPingReq();
		assertThat(client.connectResult().keepAlive()).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	@DisplayName("[MQTT-3.2.2-21] A server can switch the keep-alive off")
	void serverCanSwitchTheKeepAliveOff() {
		MqttClient client = this.broker.client((builder) -> builder.keepAlive(Duration.ofSeconds(1)));
		BrokerConnection connection = this.broker.connect(client, false, Props.of(Property.SERVER_KEEP_ALIVE, 0));
		connection.expectNothingFor(Duration.ofMillis(1500));
	}

	@Test
	void zeroSendsNoPings() {
		MqttClient client = this.broker.client((builder) -> builder.keepAlive(Duration.ZERO));
		BrokerConnection connection = this.broker.connect(client);
		connection.expectNothingFor(Duration.ofMillis(1500));
	}

	@Test
	void answerNobodyAskedForDoesNoHarm() {
		MqttClient client = this.broker.client((builder) -> {
		});
		BrokerConnection connection = this.broker.connect(client);
		connection.sendPingResp();
		client.publish("t", "alive", Qos.AT_MOST_ONCE);
		connection.expectPublishOf("alive");
	}

	@Test
	@DisplayName("[MQTT-3.1.2-20] Receiving does not count as sending: a client that only listens pings")
	void clientThatOnlyListensPings() {
		MqttClient client = this.broker.client((builder) -> builder.keepAlive(Duration.ofSeconds(1)));
		client.subscribe("#", Qos.AT_MOST_ONCE, (message) -> {
		});
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		Thread sender = new Thread(() -> {
			for (int i = 0; i < 30; i++) {
				connection.sendPublish("t", "x", 0, 0);
				LockSupport.parkNanos(50_000_000);
			}
		});
		sender.start();
		connection.expectPingReq();
		connection.sendPingResp();
	}

}
