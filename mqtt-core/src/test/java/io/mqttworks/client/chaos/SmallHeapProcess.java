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

package io.mqttworks.client.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

import io.mqttworks.client.FileSessionStore;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.OverflowPolicy;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.client.testkit.ClientBroker;

/**
 * Sends large messages to itself.
 */
public final class SmallHeapProcess {

	private SmallHeapProcess() {
	}

	/**
	 * Runs until every message came back.
	 * @param args the server's address, the version, a directory, and how many messages
	 */
	public static void main(String[] args) throws Exception {
		int messages = Integer.parseInt(args[3]);
		AtomicIntegerArray handled = new AtomicIntegerArray(messages);
		try (MqttClient client = MqttClient.builder(args[0])
			.version(MqttVersion.valueOf(args[1]))
			.clientId("small")
			.sessionStore(new FileSessionStore(Path.of(args[2]), FileSessionStore.Durability.WRITTEN))
			.maxPendingBytes(8 * 1024 * 1024)
			.maxUnhandledBytes(4 * 1024 * 1024)
			.receiveMaximum(20)
			.overflowPolicy(OverflowPolicy.BLOCK)
			.reconnect(ClientBroker.FAST_RECONNECT)
			.build()) {
			client.subscribe("small", Qos.EXACTLY_ONCE, (message) -> handled.incrementAndGet(number(message)));
			client.connect(Duration.ofSeconds(30));
			CompletableFuture<PublishResult> last = new CompletableFuture<>();
			for (int i = 0; i < messages; i++) {
				byte[] payload = new byte[100_000];
				payload[0] = (byte) (i >> 8);
				payload[1] = (byte) i;
				last = client.publish(MqttMessage.of("small", payload, Qos.of(1 + i % 2)));
			}
			last.get(120, TimeUnit.SECONDS);
			long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
			while (lost(handled) > 0 && System.nanoTime() < end) {
				Thread.sleep(20);
			}
			long twice = IntStream.range(0, messages).filter((i) -> i % 2 == 1 && handled.get(i) > 1).count();
			System.out.println("lost " + lost(handled) + ", QoS 2 twice " + twice);
		}
	}

	private static int number(MqttMessage message) {
		byte[] payload = message.payload();
		return ((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF);
	}

	private static long lost(AtomicIntegerArray handled) {
		return IntStream.range(0, handled.length()).filter((i) -> handled.get(i) == 0).count();
	}

}
