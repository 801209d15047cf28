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

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import io.mqttworks.benchmarks.load.Library;
import io.mqttworks.benchmarks.load.Tls;

/**
 * HiveMQ MQTT Client: the asynchronous API of MQTT 5, which its MQTT 3 API is a view of.
 */
public class HiveMq implements Library {

	@Override
	public CompletableFuture<? extends Client> connect(Endpoint endpoint, String clientId, Events events) {
		Mqtt5ClientBuilder builder = MqttClient.builder()
			.useMqttVersion5()
			.identifier(clientId)
			.serverHost(endpoint.host())
			.serverPort(endpoint.port());
		if (endpoint.tls()) {
			try {
				builder = builder.sslConfig().trustManagerFactory(Tls.trust(endpoint)).applySslConfig();
			}
			catch (Exception ex) {
				return CompletableFuture.failedFuture(ex);
			}
		}
		Mqtt5AsyncClient client = builder.buildAsync();
		return client.connectWith()
			.cleanStart(true)
			.send()
			.thenApply(result -> new HiveMqClient(client, events, handlerExecutor()));
	}

	/**
	 * Returns what runs the handlers.
	 * @return an executor, or {@code null} for the library's own
	 */
	Executor handlerExecutor() {
		return null;
	}

	private static final class HiveMqClient implements Client, BiConsumer<Mqtt5PublishResult, Throwable> {

		private final Mqtt5AsyncClient client;

		private final Events events;

		private final Executor handlerExecutor;

		HiveMqClient(Mqtt5AsyncClient client, Events events, Executor handlerExecutor) {
			this.client = client;
			this.events = events;
			this.handlerExecutor = handlerExecutor;
		}

		@Override
		public void subscribe(String filter, int qos) throws Exception {
			Mqtt5AsyncClient.Mqtt5SubscribeAndCallbackBuilder.Call.Ex subscription = this.client.subscribeWith()
				.topicFilter(filter)
				.qos(MqttQos.fromCode(qos))
				.callback(this::received);
			if (this.handlerExecutor != null) {
				subscription = subscription.executor(this.handlerExecutor);
			}
			subscription.send().get(10, TimeUnit.SECONDS);
		}

		private void received(Mqtt5Publish message) {
			this.events.received(message.getPayload().map(ByteBuffer::remaining).orElse(0));
		}

		@Override
		public void publish(String topic, byte[] payload, int qos) {
			Mqtt5Publish message = Mqtt5Publish.builder()
				.topic(topic)
				.payload(payload)
				.qos(MqttQos.fromCode(qos))
				.build();
			this.client.publish(message).whenComplete(this);
		}

		@Override
		public void accept(Mqtt5PublishResult result, Throwable failure) {
			if (failure != null) {
				this.events.failed(failure);
			}
			else if (result.getError().isPresent()) {
				this.events.failed(result.getError().get());
			}
			else {
				this.events.completed();
			}
		}

		@Override
		public void close() throws Exception {
			this.client.disconnect().get(10, TimeUnit.SECONDS);
		}

	}

}
