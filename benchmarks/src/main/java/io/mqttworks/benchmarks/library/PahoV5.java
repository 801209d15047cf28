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

import io.mqttworks.benchmarks.load.Library;
import io.mqttworks.benchmarks.load.Tls;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/**
 * Eclipse Paho for MQTT 5: the asynchronous client, persistence in memory.
 */
public final class PahoV5 implements Library {

	@Override
	public CompletableFuture<? extends Client> connect(Endpoint endpoint, String clientId, Events events) {
		CompletableFuture<PahoClient> connected = new CompletableFuture<>();
		try {
			MqttAsyncClient client = new MqttAsyncClient(endpoint.uri("tcp", "ssl"), clientId, new MemoryPersistence());
			PahoClient paho = new PahoClient(client, events);
			client.setCallback(paho);
			MqttConnectionOptions options = new MqttConnectionOptions();
			options.setCleanStart(true);
			options.setReceiveMaximum(65_535);
			if (endpoint.tls()) {
				options.setSocketFactory(Tls.context(endpoint).getSocketFactory());
			}
			client.connect(options, null, new MqttActionListener() {

				@Override
				public void onSuccess(IMqttToken token) {
					connected.complete(paho);
				}

				@Override
				public void onFailure(IMqttToken token, Throwable failure) {
					connected.completeExceptionally(failure);
				}

			});
		}
		catch (Exception ex) {
			connected.completeExceptionally(ex);
		}
		return connected;
	}

	private static final class PahoClient implements Client, MqttCallback, MqttActionListener {

		private final MqttAsyncClient client;

		private final Events events;

		PahoClient(MqttAsyncClient client, Events events) {
			this.client = client;
			this.events = events;
		}

		@Override
		public void subscribe(String filter, int qos) throws Exception {
			this.client.subscribe(filter, qos).waitForCompletion(10_000);
		}

		@Override
		public void publish(String topic, byte[] payload, int qos) throws MqttException {
			this.client.publish(topic, payload, qos, false, null, this);
		}

		@Override
		public void onSuccess(IMqttToken token) {
			this.events.completed();
		}

		@Override
		public void onFailure(IMqttToken token, Throwable failure) {
			this.events.failed(failure);
		}

		@Override
		public void messageArrived(String topic, MqttMessage message) {
			this.events.received(message.getPayload().length);
		}

		@Override
		public void disconnected(MqttDisconnectResponse response) {
			if (response.getException() != null) {
				response.getException().printStackTrace();
			}
		}

		@Override
		public void mqttErrorOccurred(MqttException exception) {
			exception.printStackTrace();
		}

		@Override
		public void deliveryComplete(IMqttToken token) {
		}

		@Override
		public void connectComplete(boolean reconnect, String serverUri) {
		}

		@Override
		public void authPacketArrived(int reasonCode, MqttProperties properties) {
		}

		@Override
		public void close() throws MqttException {
			this.client.disconnectForcibly(0, 1000, false);
			this.client.close(true);
		}

	}

}
