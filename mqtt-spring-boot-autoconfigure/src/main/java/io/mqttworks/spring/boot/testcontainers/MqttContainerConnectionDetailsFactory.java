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

package io.mqttworks.spring.boot.testcontainers;

import java.util.List;

import io.mqttworks.client.ServerAddress;
import io.mqttworks.spring.boot.autoconfigure.MqttBrokerImages;
import io.mqttworks.spring.boot.autoconfigure.MqttConnectionDetails;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.Container;
import org.testcontainers.hivemq.HiveMQContainer;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;

/**
 * Makes {@link MqttConnectionDetails} of a container annotated with
 * {@link ServiceConnection @ServiceConnection} that runs the image of a broker.
 */
class MqttContainerConnectionDetailsFactory
		extends ContainerConnectionDetailsFactory<Container<?>, MqttConnectionDetails> {

	MqttContainerConnectionDetailsFactory() {
		super(MqttBrokerImages.NAMES);
	}

	/**
	 * Takes the container class of HiveMQ whatever its image is called.
	 */
	@Override
	protected boolean sourceAccepts(ContainerConnectionSource<Container<?>> source, Class<?> requiredContainerType,
			Class<?> requiredConnectionDetailsType) {
		return super.sourceAccepts(source, requiredContainerType, requiredConnectionDetailsType)
				|| source.accepts(ANY_CONNECTION_NAME, HiveMQContainer.class, requiredConnectionDetailsType);
	}

	@Override
	protected MqttConnectionDetails getContainerConnectionDetails(ContainerConnectionSource<Container<?>> source) {
		return new MqttContainerConnectionDetails(source);
	}

	private static final class MqttContainerConnectionDetails extends ContainerConnectionDetails<Container<?>>
			implements MqttConnectionDetails {

		private MqttContainerConnectionDetails(ContainerConnectionSource<Container<?>> source) {
			super(source);
		}

		@Override
		public List<ServerAddress> getServers() {
			boolean tls = getSslBundle() != null;
			int port = getContainer().getMappedPort(tls ? MqttBrokerImages.TLS_PORT : MqttBrokerImages.PORT);
			return List.of(MqttBrokerImages.address(getContainer().getHost(), port, tls));
		}

		@Override
		public @Nullable String getUsername() {
			return MqttBrokerImages.username(getContainer().getEnvMap());
		}

		@Override
		public @Nullable String getPassword() {
			return MqttBrokerImages.password(getContainer().getEnvMap());
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return super.getSslBundle();
		}

	}

}
