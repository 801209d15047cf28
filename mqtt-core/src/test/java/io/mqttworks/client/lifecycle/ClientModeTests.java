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

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.mqttworks.client.ClientMode;
import io.mqttworks.client.ConnectionState;
import io.mqttworks.client.FileSessionStore;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttPublishException;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.Will;
import io.mqttworks.client.testkit.ClientBroker;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.test.Kit;
import io.mqttworks.test.Props;
import io.mqttworks.test.ReceivedPacket;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What clients send, and do not send, in each {@link ClientMode}.
 */
class ClientModeTests {

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	private static void assertRefused(CompletableFuture<?> future, ClientMode mode) {
		assertThat(future).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(MqttPublishException.class)
			.withMessageContaining("'fan/set' is refused, and nothing of it was sent: the mode of the client 'scripted'"
					+ " is " + mode);
	}

	@BothVersions
	void listenerReceivesAndNeverPublishes(MqttVersion version) {
		CompletableFuture<MqttMessage> received = new CompletableFuture<>();
		MqttClient client = this.broker.client((builder) -> builder.version(version)
			.mode(ClientMode.LISTENER)
			.will(Will.of(MqttMessage.of("status", "offline", Qos.AT_LEAST_ONCE))));
		CompletableFuture<?> connected = client.connect();
		BrokerConnection connection = this.broker.accept();
		ReceivedPacket connect = connection.expectConnect();
		assertThat(connect.connect().isWillFlag()).isFalse();
		connection.sendConnAck(false, 0, Props.NONE);
		Kit.await(connected);
		client.subscribe("fan/state", Qos.AT_LEAST_ONCE, received::complete);
		connection.expectSubscribe("fan/state");
		assertRefused(client.publish("fan/set", "on", Qos.AT_LEAST_ONCE), ClientMode.LISTENER);
		assertRefused(client.publish("fan/set", "on", Qos.AT_MOST_ONCE), ClientMode.LISTENER);
		assertRefused(client.request(MqttMessage.of("fan/set", "on", Qos.AT_LEAST_ONCE), Duration.ofMinutes(1)),
				ClientMode.LISTENER);
		assertThat(client.pendingPublishes()).isZero();
		connection.sendPublish("fan/state", "on", 0, 0);
		assertThat(Kit.await(received).payloadAsString()).isEqualTo("on");
		client.disconnect();
		connection.expectDisconnect();
	}

	@Test
	void clientThatIsOffMakesNoConnection() {
		MqttClient client = this.broker.client((builder) -> builder.mode(ClientMode.OFF));
		client.start();
		CompletableFuture<?> subscribed = client.subscribe("fan/state", Qos.AT_LEAST_ONCE, (message) -> {
		}).result();
		assertThat(client.connect()).failsWithin(Duration.ofSeconds(30))
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(MqttConnectException.class)
			.withMessageContaining("its mode is OFF");
		assertThat(client.reconnect()).failsWithin(Duration.ofSeconds(30));
		assertRefused(client.publish("fan/set", "on", Qos.AT_LEAST_ONCE), ClientMode.OFF);
		assertThat(client.state()).isEqualTo(ConnectionState.IDLE);
		assertThat(subscribed).isNotDone();
		assertThat(this.broker.connections()).isZero();
	}

	@Test
	void storedMessagesAreNotSentByAListener(@TempDir Path folder) {
		FileSessionStore store = new FileSessionStore(folder);
		MqttClient publisher = this.broker.client((builder) -> builder.sessionStore(store));
		publisher.publish("fan/set", "on", Qos.AT_LEAST_ONCE);
		publisher.close();
		assertThatExceptionOfType(MqttException.class)
			.isThrownBy(() -> this.broker.client((builder) -> builder.sessionStore(store).mode(ClientMode.LISTENER)))
			.withMessageContaining("holds messages to publish, and its mode is LISTENER");
		MqttClient off = this.broker.client((builder) -> builder.sessionStore(store).mode(ClientMode.OFF));
		MqttClient again = this.broker.client((builder) -> builder.sessionStore(store));
		assertThat(again.pendingPublishes()).isOne();
		assertThat(off.pendingPublishes()).isZero();
		assertThat(this.broker.connect(again).expectPublish().topic()).isEqualTo("fan/set");
	}

}
