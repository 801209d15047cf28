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

package io.mqttworks.spring.boot.docker.compose;

import java.util.List;

import io.mqttworks.client.ServerAddress;
import io.mqttworks.spring.boot.autoconfigure.MqttBrokerImages;
import io.mqttworks.spring.boot.autoconfigure.MqttConnectionDetails;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionDetailsFactory;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;
import org.springframework.boot.ssl.SslBundle;

/**
 * Makes {@link MqttConnectionDetails} of a service of Docker Compose that runs the image
 * of a broker.
 */
class MqttDockerComposeConnectionDetailsFactory extends DockerComposeConnectionDetailsFactory<MqttConnectionDetails> {

	MqttDockerComposeConnectionDetailsFactory() {
		super(MqttBrokerImages.NAMES.toArray(String[]::new));
	}

	@Override
	protected MqttConnectionDetails getDockerComposeConnectionDetails(DockerComposeConnectionSource source) {
		return new MqttDockerComposeConnectionDetails(source.getRunningService());
	}

	private static final class MqttDockerComposeConnectionDetails extends DockerComposeConnectionDetails
			implements MqttConnectionDetails {

		private final ServerAddress server;

		private final @Nullable SslBundle sslBundle;

		private final @Nullable String username;

		private final @Nullable String password;

		private MqttDockerComposeConnectionDetails(RunningService service) {
			super(service);
			this.sslBundle = getSslBundle(service);
			boolean tls = this.sslBundle != null;
			int port = service.ports().get(tls ? MqttBrokerImages.TLS_PORT : MqttBrokerImages.PORT);
			this.server = MqttBrokerImages.address(service.host(), port, tls);
			this.username = MqttBrokerImages.username(service.env());
			this.password = MqttBrokerImages.password(service.env());
		}

		@Override
		public List<ServerAddress> getServers() {
			return List.of(this.server);
		}

		@Override
		public @Nullable String getUsername() {
			return this.username;
		}

		@Override
		public @Nullable String getPassword() {
			return this.password;
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return this.sslBundle;
		}

	}

}
