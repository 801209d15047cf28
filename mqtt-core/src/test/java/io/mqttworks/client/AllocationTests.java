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

package io.mqttworks.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import io.mqttworks.test.CheapServer;
import io.mqttworks.test.Jvm;
import io.mqttworks.test.Kit;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a message costs on its way through the whole client, in bytes of heap: time cannot
 * be tested on a machine others use, allocation can. All threads of the client count, and
 * the thread that publishes. The bounds are about a third above what was measured; lower
 * them when the client becomes cheaper.
 */
class AllocationTests {

	private static final int WARM_UP = 60_000;

	private static final int MESSAGES = 60_000;

	private static final int ROUNDS = 4;

	private static final byte[] PAYLOAD = new byte[100];

	private static Level before;

	@BeforeAll
	static void watchNoBuffers() {
		before = ResourceLeakDetector.getLevel();
		ResourceLeakDetector.setLevel(Level.DISABLED);
	}

	@AfterAll
	static void watchBuffersAgain() {
		ResourceLeakDetector.setLevel(before);
	}

	@ParameterizedTest(name = "QoS {0}: at most {1} bytes")
	@CsvSource({ "AT_MOST_ONCE, 115", "AT_LEAST_ONCE, 115", "EXACTLY_ONCE, 115" })
	void publishingAllocatesLittle(Qos qos, long most) {
		try (CheapServer server = CheapServer.start();
				MqttClient client = MqttClient.builder(server.uri())
					.version(MqttVersion.MQTT_5)
					.maxPendingMessages(1_000)
					.overflowPolicy(OverflowPolicy.BLOCK)
					.build()) {
			Kit.await(client.connect());
			assertThat(bytesPerMessage(List.of(Thread.currentThread()), (count) -> publish(client, qos, count)))
				.isLessThan(most);
		}
	}

	private static void publish(MqttClient client, Qos qos, int count) {
		CompletableFuture<PublishResult> last = null;
		for (int i = 0; i < count; i++) {
			last = client.publish("devices/greenhouse/telemetry", PAYLOAD, qos);
		}
		Kit.await(last);
		await().atMost(Kit.TIMEOUT).until(() -> !client.isQueued());
	}

	@ParameterizedTest(name = "QoS {0}: at most {1} bytes")
	@CsvSource({ "AT_MOST_ONCE, 250", "AT_LEAST_ONCE, 250", "EXACTLY_ONCE, 250" })
	void receivingAllocatesLittle(Qos qos, long most) {
		List<Thread> handlers = new ArrayList<>();
		ExecutorService executor = Executors.newSingleThreadExecutor((task) -> {
			Thread thread = new Thread(task, "allocation-handler");
			thread.setDaemon(true);
			handlers.add(thread);
			return thread;
		});
		AtomicInteger received = new AtomicInteger();
		try (CheapServer server = CheapServer.start();
				MqttClient client = MqttClient.builder(server.uri())
					.version(MqttVersion.MQTT_5)
					.handlerExecutor(executor)
					.build()) {
			Kit.await(client.connect());
			Kit.await(client.subscribe("devices/+/telemetry", Qos.EXACTLY_ONCE, (message) -> received.incrementAndGet())
				.result());
			executor.execute(() -> {
			});
			assertThat(bytesPerMessage(handlers, (count) -> {
				int all = received.get() + count;
				server.flood(count, "devices/greenhouse/telemetry", PAYLOAD, qos.value());
				await().atMost(Kit.TIMEOUT).until(() -> received.get() >= all);
			})).isLessThan(most);
		}
		finally {
			executor.shutdown();
		}
	}

	/**
	 * Returns the least of several rounds: the compilers are at work in the first ones.
	 */
	private static long bytesPerMessage(List<Thread> others, Traffic traffic) {
		traffic.run(WARM_UP);
		List<Thread> threads = new ArrayList<>(others);
		threads.addAll(Jvm.threads("mqtt-io"));
		long least = Long.MAX_VALUE;
		for (int round = 0; round < ROUNDS; round++) {
			long start = allocated(threads);
			traffic.run(MESSAGES);
			least = Math.min(least, (allocated(threads) - start) / MESSAGES);
		}
		return least;
	}

	private static long allocated(List<Thread> threads) {
		return threads.stream().mapToLong(Jvm::allocatedBytes).sum();
	}

	private interface Traffic {

		void run(int count);

	}

}
