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

package io.mqttworks.sample.messages;

import java.time.Duration;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientOptions;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReconnectPolicy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Listens to everything, with a connection of its own. On the connection of the handler
 * methods a broker may send a message once for each filter that matches (MQTT 5 section
 * 3.3.4), and the embedded one does so without telling the copies apart: beside
 * {@code #}, every reading would count twice.
 */
@Component
class MessageTap implements SmartLifecycle {

	/** What comes in before it is back is not listed. */
	private static final ReconnectPolicy SOON = ReconnectPolicy.builder()
		.minDelay(Duration.ofMillis(100))
		.maxDelay(Duration.ofSeconds(1))
		.stableAfter(Duration.ZERO)
		.build();

	private static final Logger logger = LoggerFactory.getLogger(MessageTap.class);

	private final MessageProperties properties;

	private final MessageLog log;

	private final MqttClientOptions connection;

	private volatile @Nullable MqttClient client;

	MessageTap(MessageProperties properties, MessageLog log, MqttClient client) {
		this.properties = properties;
		this.log = log;
		this.connection = client.options();
	}

	@Override
	public void start() {
		MqttClient client = MqttClient.builder()
			.servers(this.connection.servers())
			.version(this.connection.version())
			.credentialsProvider(this.connection.credentials())
			.tls(this.connection.tls())
			.webSocketRequestProvider(this.connection.webSocketRequests())
			.proxy(this.connection.proxy())
			.reconnect(SOON)
			.build();
		client.subscribe(this.properties.filter(), Qos.EXACTLY_ONCE, this.log::add).result().exceptionally((ex) -> {
			if (isRunning()) {
				logger.warn("The list of messages stays empty: {}", ex.getMessage());
			}
			return null;
		});
		client.start();
		this.client = client;
	}

	@Override
	public void stop() {
		MqttClient client = this.client;
		this.client = null;
		if (client != null) {
			client.close();
		}
	}

	@Override
	public boolean isRunning() {
		return this.client != null;
	}

}
