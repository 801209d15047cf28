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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.mqttworks.benchmarks.load.Library;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PfxOptions;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;

/**
 * Vert.x MQTT. Published from a thread of the caller's: what comes from there is written
 * in batches, what comes from the event loop one by one, at a tenth of the speed.
 */
public final class VertxMqtt implements Library {

	private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));

	@Override
	public CompletableFuture<? extends Client> connect(Endpoint endpoint, String clientId, Events events) {
		MqttClientOptions options = new MqttClientOptions().setClientId(clientId)
			.setCleanSession(true)
			.setMaxInflightQueue(65_535)
			.setMaxMessageSize(16 * 1024 * 1024);
		if (endpoint.tls()) {
			options.setSsl(true)
				.setHostnameVerificationAlgorithm("HTTPS")
				.setTrustOptions(new PfxOptions().setPath(endpoint.trustStore()).setPassword(endpoint.password()));
		}
		CompletableFuture<VertxClient> connected = new CompletableFuture<>();
		Context context = this.vertx.getOrCreateContext();
		context.runOnContext(ignored -> {
			MqttClient client = MqttClient.create(this.vertx, options);
			VertxClient result = new VertxClient(context, client, events);
			client.connect(endpoint.port(), endpoint.host()).onComplete(ack -> {
				if (ack.succeeded()) {
					connected.complete(result);
				}
				else {
					connected.completeExceptionally(ack.cause());
				}
			});
		});
		return connected;
	}

	@Override
	public void close() throws Exception {
		this.vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
	}

	private static final class VertxClient implements Client {

		private final Context context;

		private final MqttClient client;

		private final Events events;

		/** A payload that is published again is not wrapped again. */
		private byte[] payload;

		private Buffer buffer;

		VertxClient(Context context, MqttClient client, Events events) {
			this.context = context;
			this.client = client;
			this.events = events;
			client.publishHandler(message -> events.received(message.payload().length()));
			client.publishCompletionHandler(packetId -> events.completed());
			client.exceptionHandler(Throwable::printStackTrace);
		}

		@Override
		public void subscribe(String filter, int qos) throws Exception {
			CompletableFuture<Integer> subscribed = new CompletableFuture<>();
			this.client.subscribeCompletionHandler(ack -> subscribed.complete(ack.messageId()));
			this.context.runOnContext(ignored -> this.client.subscribe(filter, qos));
			subscribed.get(10, TimeUnit.SECONDS);
		}

		@Override
		public void publish(String topic, byte[] payload, int qos) {
			if (payload != this.payload) {
				this.payload = payload;
				this.buffer = Buffer.buffer(payload);
			}
			this.client.publish(topic, this.buffer, MqttQoS.valueOf(qos), false, false)
				.onComplete((qos == 0) ? this::written : this::sent);
		}

		private void written(AsyncResult<Integer> result) {
			if (result.succeeded()) {
				this.events.completed();
			}
			else {
				this.events.failed(result.cause());
			}
		}

		private void sent(AsyncResult<Integer> result) {
			if (result.failed()) {
				this.events.failed(result.cause());
			}
		}

		@Override
		public void close() throws Exception {
			this.client.disconnect().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
		}

	}

}
