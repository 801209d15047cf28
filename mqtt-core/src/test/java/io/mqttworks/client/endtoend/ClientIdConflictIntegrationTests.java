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

package io.mqttworks.client.endtoend;

import java.time.Duration;

import io.mqttworks.client.ClientIdConflictPolicy;
import io.mqttworks.client.ConnectionState;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.ReconnectPolicy;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.MosquittoBroker;
import org.junit.jupiter.api.AutoClose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two clients with one identifier at a real broker.
 */
class ClientIdConflictIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	@AutoClose
	private final MosquittoBroker broker = MosquittoBroker.start();

	@AutoClose
	private final Clients clients = new Clients();

	private final String clientId = Clients.unique("pod");

	private MqttClient start(MqttVersion version, ClientIdConflictPolicy policy, Duration maxDelay) {
		MqttClient client = this.clients.build(this.broker.uri(), version,
				(builder) -> builder.clientId(this.clientId)
					.clientIdConflict(policy)
					.reconnect(ReconnectPolicy.builder()
						.minDelay(Duration.ofMillis(20))
						.maxDelay(maxDelay)
						.stableAfter(Duration.ofSeconds(20))
						.build()));
		client.start();
		await().atMost(LIMIT).until(() -> client.statistics().connects() > 0);
		return client;
	}

	@BothVersions
	void oneStandsByUntilTheOtherIsGone(MqttVersion version) {
		MqttClient standby = start(version, ClientIdConflictPolicy.STANDBY, Duration.ofSeconds(4));
		MqttClient other = start(version, ClientIdConflictPolicy.RETRY, Duration.ofMillis(40));
		await().atMost(LIMIT).until(() -> standby.clientIdConflict() != null);
		await().atMost(LIMIT).until(() -> other.isConnected() && standby.state() == ConnectionState.WAITING);
		assertThat(standby.clientIdConflict().clientId()).isEqualTo(this.clientId);
		other.close();
		await().atMost(LIMIT).until(standby::isConnected);
	}

	@BothVersions
	void oneStopsAndTheOtherGoesOn(MqttVersion version) {
		MqttClient stopping = start(version, ClientIdConflictPolicy.STOP, Duration.ofMillis(40));
		MqttClient other = start(version, ClientIdConflictPolicy.RETRY, Duration.ofMillis(40));
		await().atMost(LIMIT).until(() -> stopping.state() == ConnectionState.IDLE);
		assertThat(stopping.clientIdConflict()).isNotNull();
		await().atMost(LIMIT).until(other::isConnected);
	}

}
