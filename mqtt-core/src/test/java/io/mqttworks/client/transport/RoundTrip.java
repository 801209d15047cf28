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

package io.mqttworks.client.transport;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientBuilder;
import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReconnectPolicy;
import io.mqttworks.test.Kit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the tests of ways to a broker do when they have got there.
 */
final class RoundTrip {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private RoundTrip() {
	}

	/**
	 * Connects, sends itself a message, larger than a TLS record or a WebSocket frame,
	 * and closes.
	 * @param server the address
	 * @param customizer how to get there
	 * @return what the server said
	 */
	static ConnectResult over(String server, UnaryOperator<MqttClientBuilder> customizer) {
		try (MqttClient client = client(server, customizer)) {
			ConnectResult result = Kit.await(client.connect(), PATIENCE);
			exchange(client, "round/trip");
			return result;
		}
	}

	static ConnectResult over(String server) {
		return over(server, UnaryOperator.identity());
	}

	static void exchange(MqttClient client, String topic) {
		CompletableFuture<byte[]> received = new CompletableFuture<>();
		Kit.await(
				client.subscribe(topic, Qos.AT_LEAST_ONCE, (message) -> received.complete(message.payload())).result(),
				PATIENCE);
		byte[] payload = new byte[100_000];
		new Random(42).nextBytes(payload);
		byte[] copy = payload.clone();
		Kit.await(client.publish(topic, payload, Qos.AT_LEAST_ONCE), PATIENCE);
		assertThat(Kit.await(received, PATIENCE)).isEqualTo(copy);
		// It may have to be sent again, so that nothing on the way may change it.
		assertThat(payload).isEqualTo(copy);
	}

	/**
	 * Connects in vain.
	 * @param server the address
	 * @param customizer how to get there
	 * @return why
	 */
	static MqttConnectException failure(String server, UnaryOperator<MqttClientBuilder> customizer) {
		try (MqttClient client = client(server, customizer)) {
			return Kit.awaitFailure(client.connect(), MqttConnectException.class);
		}
	}

	static MqttConnectException failure(String server) {
		return failure(server, UnaryOperator.identity());
	}

	static MqttClient client(String server, UnaryOperator<MqttClientBuilder> customizer) {
		return customizer.apply(MqttClient.builder(server).connectTimeout(PATIENCE).reconnect(ReconnectPolicy.NONE))
			.build();
	}

}
