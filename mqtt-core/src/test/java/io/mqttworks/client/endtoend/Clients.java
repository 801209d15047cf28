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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientBuilder;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.testkit.ClientBroker;
import io.mqttworks.test.Kit;
import io.mqttworks.client.testkit.MessageRecorder;

/**
 * The clients of a test, which are closed with it, and names no other test uses.
 */
final class Clients implements AutoCloseable {

	private static final String RUN = Long.toString(System.nanoTime(), 36);

	private static final AtomicLong LAST = new AtomicLong();

	private final List<MqttClient> clients = new ArrayList<>();

	/**
	 * Returns a name for a topic or a client.
	 * @param what what it is for
	 * @return a name without wildcards, levels or dollars
	 */
	static String unique(String what) {
		return what + "-" + RUN + "-" + LAST.incrementAndGet();
	}

	MqttClient build(String uri, MqttVersion version, Consumer<MqttClientBuilder> customizer) {
		MqttClientBuilder builder = MqttClient.builder(uri)
			.version(version)
			.clientId(unique("client"))
			.reconnect(ClientBroker.FAST_RECONNECT)
			.closeTimeout(Duration.ofSeconds(2));
		customizer.accept(builder);
		MqttClient client = builder.build();
		this.clients.add(client);
		return client;
	}

	MqttClient connect(String uri, MqttVersion version, Consumer<MqttClientBuilder> customizer) {
		MqttClient client = build(uri, version, customizer);
		Kit.await(client.connect());
		return client;
	}

	/** Connects with a session that does not outlive the connection. */
	MqttClient connect(String uri, MqttVersion version) {
		return connect(uri, version, (builder) -> builder.cleanStart(true).sessionExpiry(Duration.ZERO));
	}

	/**
	 * Subscribes and waits for the answer.
	 * @param client the client
	 * @param filter the filter
	 * @param qos the highest QoS
	 * @return what takes the messages
	 */
	static MessageRecorder subscribe(MqttClient client, String filter, Qos qos) {
		MessageRecorder recorder = new MessageRecorder();
		Kit.await(client.subscribe(filter, qos, recorder).result());
		return recorder;
	}

	@Override
	public void close() {
		this.clients.forEach(MqttClient::close);
	}

}
