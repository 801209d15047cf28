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

package io.mqttworks.spring.event;

import io.mqttworks.client.ClientIdConflict;
import io.mqttworks.client.ConnectionListener;
import io.mqttworks.client.ErrorListener;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes what a client tells its listeners as application events. Event listeners run
 * on the client's handler executor.
 */
public class MqttEventPublisher implements ConnectionListener, ErrorListener {

	private final String connection;

	private final ApplicationEventPublisher publisher;

	/**
	 * Creates a publisher.
	 * @param connection the name of the connection
	 * @param publisher where the events go
	 */
	public MqttEventPublisher(String connection, ApplicationEventPublisher publisher) {
		this.connection = connection;
		this.publisher = publisher;
	}

	@Override
	public void onConnected(Connected event) {
		this.publisher.publishEvent(new MqttConnectedEvent(this.connection, event.result(), event.reconnects()));
	}

	@Override
	public void onDisconnected(Disconnected event) {
		this.publisher.publishEvent(new MqttDisconnectedEvent(this.connection, event));
	}

	@Override
	public void onConnectFailed(ConnectFailed event) {
		this.publisher.publishEvent(new MqttConnectFailedEvent(this.connection, event));
	}

	@Override
	public void onClientIdConflict(ClientIdConflict event) {
		this.publisher.publishEvent(new MqttClientIdConflictEvent(this.connection, event));
	}

	@Override
	public void onStoreFailed(StoreFailed event) {
		this.publisher.publishEvent(new MqttSessionStoreFailedEvent(this.connection, event.cause()));
	}

}
