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

package io.mqttworks.client.internal.connection;

import java.time.Duration;
import java.time.Instant;

import io.mqttworks.client.ClientIdConflict;
import io.mqttworks.client.ClientIdConflictPolicy;
import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.ConnectionState;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.ServerAddress;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionStatus}.
 */
class ConnectionStatusTests {

	private static final ServerAddress SERVER = ServerAddress.parse("mqtt://localhost");

	private static final ConnectResult RESULT = ConnectResult.builder(SERVER, MqttVersion.MQTT_5, "pump").build();

	private static final ClientIdConflict CONFLICT = ClientIdConflict.of(SERVER, "pump", true, 1, Instant.EPOCH,
			"taken over", ClientIdConflictPolicy.RETRY, null);

	private final ConnectionStatus status = new ConnectionStatus();

	@Test
	void acceptedConnectionIsKnownUntilItEnds() {
		this.status.failed(new IllegalStateException("the first attempt"));
		this.status.connected(RESULT, Duration.ofHours(1));
		assertThat(this.status.state()).isEqualTo(ConnectionState.CONNECTED);
		assertThat(this.status.result()).isSameAs(RESULT);
		assertThat(this.status.lastFailure()).isNull();
		assertThat(this.status.connects()).isEqualTo(1);
		this.status.disconnected();
		assertThat(this.status.result()).isNull();
		assertThat(this.status.connects()).isEqualTo(1);
	}

	@Test
	void conflictLastsUntilConnectionIsStable() {
		this.status.conflict(CONFLICT);
		this.status.connected(RESULT, Duration.ofHours(1));
		assertThat(this.status.conflict()).isSameAs(CONFLICT);
		this.status.disconnected();
		assertThat(this.status.conflict()).isSameAs(CONFLICT);
		this.status.connected(RESULT, Duration.ZERO);
		assertThat(this.status.conflict()).isNull();
	}

	@Test
	void conflictThatIsOverDoesNotComeBackWhenTheConnectionEnds() {
		this.status.conflict(CONFLICT);
		this.status.connected(RESULT, Duration.ZERO);
		this.status.disconnected();
		assertThat(this.status.conflict()).isNull();
	}

}
