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

package io.mqttworks.benchmarks.spring;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.mqttworks.benchmarks.load.Library;
import io.mqttworks.benchmarks.load.Scenario;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.Qos;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the Spring applications do, by hand: the client without Spring, and Jackson.
 */
public final class CoreJson implements Library {

	@Override
	public CompletableFuture<? extends Client> connect(Endpoint endpoint, String clientId, Events events) {
		MqttClient client = MqttClient.builder(endpoint.uri("mqtt", "mqtts"))
			.clientId(clientId)
			.cleanStart(true)
			.build();
		return client.connect().thenApply((result) -> new JsonClient(client, events));
	}

	private static final class JsonClient implements Client {

		private final JsonMapper mapper = JsonMapper.builder().build();

		private final Reading reading = this.mapper.readValue(Scenario.JSON, Reading.class);

		private final MqttClient client;

		private final Events events;

		JsonClient(MqttClient client, Events events) {
			this.client = client;
			this.events = events;
		}

		@Override
		public void subscribe(String filter, int qos) throws Exception {
			this.client
				.subscribe(filter, Qos.of(qos),
						(message) -> this.events
							.received(this.mapper.readValue(message.payload(), Reading.class).sensor().length()))
				.result()
				.get(10, TimeUnit.SECONDS);
		}

		@Override
		public void publish(String topic, byte[] payload, int qos) {
			this.client.publish(topic, this.mapper.writeValueAsBytes(this.reading), Qos.of(qos))
				.whenComplete((result, failure) -> {
					if (failure != null) {
						this.events.failed(failure);
					}
					else {
						this.events.completed();
					}
				});
		}

		@Override
		public void close() {
			this.client.close();
		}

	}

}
