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
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientBuilder;
import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReconnectPolicy;
import io.mqttworks.test.Brokers;
import io.mqttworks.test.FailurePoint;
import io.mqttworks.test.Jvm;
import io.mqttworks.test.Kit;
import io.mqttworks.test.LeakGuard;
import io.mqttworks.client.testkit.MessageRecorder;
import io.mqttworks.client.testkit.ClientBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Clients that come and go leave no thread, no memory and no file behind.
 */
class ResourceLeakIntegrationTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	/** What Netty's allocator may keep for the next buffers. */
	private static final long KEPT = 8 * 1024 * 1024;

	/** Points that publishing gets to. */
	private static final FailurePoint[] ON_THE_WAY_OUT = { FailurePoint.BEFORE_CONNECT, FailurePoint.BEFORE_CONNACK,
			FailurePoint.REFUSED, FailurePoint.AFTER_CONNACK, FailurePoint.PUBLISH_LOST, FailurePoint.PUBACK_LOST,
			FailurePoint.AFTER_PUBACK, FailurePoint.PUBREC_LOST, FailurePoint.AFTER_PUBREC, FailurePoint.PUBREL_LOST,
			FailurePoint.PUBCOMP_LOST, FailurePoint.AFTER_PUBCOMP };

	/** Those of handlers end when they were idle for ten seconds. */
	@AfterAll
	static void noThreadIsLeft() {
		awaitNoThreads("mqtt-");
	}

	@Test
	void connectingAndClosingLeavesNothingBehind() throws Exception {
		try (ClientBroker broker = ClientBroker.start()) {
			broker.serve();
			assertNothingIsLeft(1_000, (number) -> use(broker.uri(), number));
		}
	}

	@Test
	void usingARealBrokerLeavesNothingBehind() throws Exception {
		String uri = Brokers.mosquitto().uri();
		assertNothingIsLeft(500, (number) -> use(uri, number));
	}

	private static void use(String uri, int number) {
		MqttVersion version = (number % 2 == 0) ? MqttVersion.MQTT_3_1_1 : MqttVersion.MQTT_5;
		String topic = Clients.unique("leak");
		try (MqttClient client = client(uri,
				(builder) -> builder.version(version).clientId(topic).cleanStart(true).sessionExpiry(Duration.ZERO))) {
			MessageRecorder recorder = new MessageRecorder();
			client.subscribe(topic, Qos.EXACTLY_ONCE, recorder);
			Kit.await(client.connect());
			Kit.await(client.publish(topic, new byte[number % 1_000], Qos.of(1 + number % 2)));
			client.publish(topic, "on its way", Qos.AT_LEAST_ONCE);
		}
	}

	@Test
	void attemptsThatAreGivenUpLeaveNothingBehind() throws Exception {
		try (ClientBroker broker = ClientBroker.start()) {
			broker.serve();
			assertNothingIsLeft(500, (number) -> {
				CompletableFuture<ConnectResult> connected;
				try (MqttClient client = client(broker.uri(), (builder) -> builder.closeTimeout(Duration.ZERO))) {
					connected = client.connect();
					client.publish("t", new byte[100], Qos.AT_LEAST_ONCE);
				}
				Kit.await(connected.handle((result, failure) -> "completed"));
			});
		}
	}

	@Test
	void attemptsThatFailLeaveNothingBehind() throws Exception {
		String nowhere = "mqtt://127.0.0.1:" + Kit.freePort();
		assertNothingIsLeft(500, (number) -> {
			try (MqttClient client = client(nowhere, (builder) -> {
			})) {
				Kit.awaitFailure(client.connect(), MqttConnectException.class);
			}
		});
	}

	@Test
	void connectionsThatBreakLeaveNothingBehind() throws Exception {
		assertNothingIsLeft(10, (number) -> {
			FailurePoint[] points = new FailurePoint[100];
			Arrays.setAll(points, (i) -> ON_THE_WAY_OUT[(i + number) % ON_THE_WAY_OUT.length]);
			try (ClientBroker broker = ClientBroker.start()) {
				broker.serve(points);
				try (MqttClient client = client(broker.uri(), (builder) -> builder.clientId("breaking"))) {
					client.start();
					for (int i = 0; broker.connections() <= points.length; i++) {
						Kit.await(client.publish("t", "message", Qos.of(1 + i % 2)));
					}
				}
			}
		});
	}

	private static MqttClient client(String uri, Consumer<MqttClientBuilder> customizer) {
		MqttClientBuilder builder = MqttClient.builder(uri)
			.reconnect(ReconnectPolicy.builder()
				.minDelay(Duration.ofMillis(1))
				.maxDelay(Duration.ofMillis(1))
				.stableAfter(Duration.ZERO)
				.build())
			.closeTimeout(Duration.ofSeconds(2));
		customizer.accept(builder);
		return builder.build();
	}

	private static void assertNothingIsLeft(int times, IntConsumer use) throws InterruptedException {
		for (int i = 0; i < Math.max(1, times / 20); i++) {
			use.accept(i);
		}
		awaitNoThreads("mqtt-io");
		LeakGuard.check();
		long files = Jvm.countsFiles() ? Jvm.openFiles() : 0;
		long direct = Jvm.directBytes();
		for (int i = 0; i < times; i++) {
			use.accept(i);
		}
		awaitNoThreads("mqtt-io");
		LeakGuard.check();
		if (Jvm.countsFiles()) {
			await("files are closed").atMost(LONG).until(() -> Jvm.openFiles() <= files);
		}
		assertThat(Jvm.directBytes() - direct).as("bytes outside the heap, more than before").isLessThan(KEPT);
	}

	private static void awaitNoThreads(String prefix) {
		await("threads end").atMost(LONG).until(() -> Jvm.threads(prefix).isEmpty());
	}

}
