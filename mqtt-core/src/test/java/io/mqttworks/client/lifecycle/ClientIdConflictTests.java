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

import io.mqttworks.client.ClientIdConflict;
import io.mqttworks.client.ClientIdConflictPolicy;
import io.mqttworks.client.ConnectionListener;
import io.mqttworks.client.ConnectionState;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.ReconnectPolicy;
import io.mqttworks.client.testkit.ClientBroker;
import io.mqttworks.client.testkit.EventRecorder;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.test.Property;
import io.mqttworks.test.Props;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a client does when another one takes its identifier.
 */
class ClientIdConflictTests {

	private static final ReconnectPolicy LONG_PAUSES = ReconnectPolicy.builder()
		.minDelay(Duration.ofMillis(1))
		.maxDelay(Duration.ofHours(1))
		.stableAfter(Duration.ofMinutes(1))
		.build();

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	private final EventRecorder events = new EventRecorder();

	private MqttClient client(ClientIdConflictPolicy policy, MqttVersion version) {
		return this.broker.client((builder) -> builder.version(version)
			.clientIdConflict(policy)
			.reconnect(LONG_PAUSES)
			.connectionListener(this.events));
	}

	@Test
	void clientStandsByAndSaysWhatIsKnownOfTheOther() {
		MqttClient client = client(ClientIdConflictPolicy.STANDBY, MqttVersion.MQTT_5);
		assertThat(client.clientIdConflict()).isNull();
		this.broker.connect(client).sendDisconnect(0x8E, Props.of(Property.REASON_STRING, "by 10.0.0.7"));
		this.events.expect(ConnectionListener.Connected.class);
		assertThat(this.events.expect(ConnectionListener.Disconnected.class).nextAttemptIn())
			.isBetween(Duration.ofMinutes(30), Duration.ofHours(1));
		ClientIdConflict conflict = this.events.expect(ClientIdConflict.class);
		assertThat(conflict.certain()).isTrue();
		assertThat(conflict.clientId()).isEqualTo("scripted");
		assertThat(conflict.server().port()).isEqualTo(this.broker.port());
		assertThat(conflict.times()).isOne();
		assertThat(conflict.description()).contains("by 10.0.0.7");
		assertThat(conflict.policy()).isEqualTo(ClientIdConflictPolicy.STANDBY);
		assertThat(conflict.nextAttemptIn()).isNotNull();
		assertThat(client.clientIdConflict()).isEqualTo(conflict);
		assertThat(client.state()).isEqualTo(ConnectionState.WAITING);
	}

	@Test
	void clientStopsUntilItIsToldToConnect() {
		MqttClient client = client(ClientIdConflictPolicy.STOP, MqttVersion.MQTT_5);
		this.broker.connect(client).sendDisconnect(0x8E, Props.NONE);
		this.events.expect(ConnectionListener.Connected.class);
		assertThat(this.events.expect(ConnectionListener.Disconnected.class).nextAttemptIn()).isNull();
		assertThat(this.events.expect(ClientIdConflict.class).nextAttemptIn()).isNull();
		assertThat(client.state()).isEqualTo(ConnectionState.IDLE);
		this.broker.connect(client);
		assertThat(client.isConnected()).isTrue();
		assertThat(client.clientIdConflict()).as("not over yet").isNotNull();
	}

	@Test
	void clientThatRetriesConnectsAgainAsEver() {
		MqttClient client = client(ClientIdConflictPolicy.RETRY, MqttVersion.MQTT_5);
		this.broker.connect(client).sendDisconnect(0x8E, Props.NONE);
		this.broker.acceptConnect();
		this.events.expect(ConnectionListener.Connected.class);
		this.events.expect(ConnectionListener.Disconnected.class);
		assertThat(this.events.expect(ClientIdConflict.class).nextAttemptIn()).isLessThan(Duration.ofMinutes(1));
	}

	@Test
	void shortConnectionsInARowAreAConflictWhereNoReasonComes() {
		MqttClient client = client(ClientIdConflictPolicy.STOP, MqttVersion.MQTT_3_1_1);
		BrokerConnection connection = this.broker.connect(client);
		for (int i = 0; i < 2; i++) {
			connection.close();
			connection = this.broker.acceptConnect();
		}
		connection.close();
		await().atMost(Duration.ofSeconds(30)).until(() -> client.clientIdConflict() != null);
		ClientIdConflict conflict = client.clientIdConflict();
		assertThat(conflict).isNotNull();
		assertThat(conflict.certain()).isFalse();
		assertThat(client.state()).isEqualTo(ConnectionState.IDLE);
	}

}
