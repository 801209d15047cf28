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

package io.mqttworks.spring.boot.autoconfigure.health;

import java.util.stream.Collectors;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.ServerAddress;
import io.mqttworks.spring.boot.autoconfigure.MqttSessionStoreMonitor;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Says whether an {@link MqttClient} is connected, and its session store works. Reads
 * what the client knows: nothing is sent and nothing waits.
 */
public class MqttHealthIndicator extends AbstractHealthIndicator {

	private final MqttClient client;

	/**
	 * Creates an indicator.
	 * @param client the client
	 */
	public MqttHealthIndicator(MqttClient client) {
		super("MQTT health check failed");
		this.client = client;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		ConnectResult connection = this.client.connectResult();
		if (connection != null) {
			builder.up()
				.withDetail("server", connection.server().toString())
				.withDetail("clientId", connection.clientId())
				.withDetail("protocolVersion", connection.version().toString());
		}
		else {
			builder.down()
				.withDetail("server",
						this.client.options()
							.servers()
							.stream()
							.map(ServerAddress::toString)
							.collect(Collectors.joining(", ")))
				.withDetail("clientId", this.client.options().clientId())
				.withDetail("protocolVersion", this.client.options().version().toString());
		}
		builder.withDetail("state", this.client.state().toString());
		Throwable failure = this.client.lastFailure();
		if (failure != null) {
			builder.withDetail("lastFailure", String.valueOf(failure.getMessage()));
		}
		MqttException storeFailure = MqttSessionStoreMonitor.failure(this.client);
		if (storeFailure != null) {
			builder.down().withDetail("sessionStoreFailure", String.valueOf(storeFailure.getMessage()));
		}
		builder.withDetail("reconnects", Math.max(0, this.client.statistics().connects() - 1));
	}

}
