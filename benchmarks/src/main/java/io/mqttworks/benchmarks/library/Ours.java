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

package io.mqttworks.benchmarks.library;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import io.mqttworks.benchmarks.load.Library;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientBuilder;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.client.TlsOptions;

/**
 * The client of this project, as it comes.
 */
public class Ours implements Library {

	@Override
	public CompletableFuture<? extends Client> connect(Endpoint endpoint, String clientId, Events events) {
		MqttClientBuilder builder = MqttClient.builder(endpoint.uri("mqtt", "mqtts"))
			.clientId(clientId)
			.cleanStart(true);
		if (endpoint.trustStore() != null) {
			builder.tls(TlsOptions.builder().trustStore(Path.of(endpoint.trustStore()), endpoint.password()).build());
		}
		customize(builder);
		MqttClient client = builder.build();
		return client.connect().thenApply(result -> new OurClient(client, events));
	}

	/**
	 * Changes how clients are built.
	 * @param builder the builder
	 */
	void customize(MqttClientBuilder builder) {
	}

	private static final class OurClient implements Client, BiConsumer<PublishResult, Throwable> {

		private final MqttClient client;

		private final Events events;

		OurClient(MqttClient client, Events events) {
			this.client = client;
			this.events = events;
		}

		@Override
		public void subscribe(String filter, int qos) throws Exception {
			this.client.subscribe(filter, Qos.of(qos), message -> this.events.received(message.payload().length))
				.result()
				.get(10, TimeUnit.SECONDS);
		}

		@Override
		public void publish(String topic, byte[] payload, int qos) {
			this.client.publish(topic, payload, Qos.of(qos)).whenComplete(this);
		}

		@Override
		public void accept(PublishResult result, Throwable failure) {
			if (failure != null) {
				this.events.failed(failure);
			}
			else {
				this.events.completed();
			}
		}

		@Override
		public void close() {
			this.client.close();
		}

	}

}
