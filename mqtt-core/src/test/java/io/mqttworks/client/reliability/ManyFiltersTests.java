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

package io.mqttworks.client.reliability;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.mqttworks.client.ClientResources;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.Qos;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.testkit.ClientBroker;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.test.Kit;
import io.mqttworks.test.ReceivedPacket;
import io.netty.handler.codec.mqtt.MqttMessageType;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Very many filters take time in proportion to their number, and not at the expense of
 * other clients on the same I/O thread.
 */
class ManyFiltersTests {

	private static final int COUNT = 100_000;

	/**
	 * What the I/O thread may take, with leak detection and all: not the square of the
	 * number.
	 */
	private static final long CPU_SECONDS = 15;

	@AutoClose
	private final ClientResources resources = ClientResources.builder().ioThreads(1).build();

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	@Test
	void hundredThousandFiltersHoldUpNoOtherClient() {
		MqttClient other = this.broker.client((builder) -> builder.resources(this.resources).clientId("other"));
		BrokerConnection ofOther = this.broker.connect(other);
		MqttClient client = this.broker.client((builder) -> builder.resources(this.resources).clientId("many"));
		BrokerConnection connection = this.broker.connect(client);
		List<Subscription> filters = IntStream.range(0, COUNT)
			.mapToObj((i) -> Subscription.of("site/" + i % 100 + "/device/" + i + "/+", Qos.AT_LEAST_ONCE))
			.toList();
		Thread granting = new Thread(() -> grantAll(connection), "granting");
		granting.setDaemon(true);
		granting.start();
		CompletableFuture<?> subscribed = client.subscribe(filters, (message) -> {
		}).result();
		int meanwhile = 0;
		while (!subscribed.isDone()) {
			CompletableFuture<?> result = other.publish("t", "x", Qos.AT_LEAST_ONCE);
			ofOther.sendPubAck(ofOther.expectPublish().packetId());
			Kit.await(result);
			meanwhile++;
		}
		Kit.await(subscribed);
		assertThat(meanwhile).as("messages of the other client").isGreaterThan(10);
		assertThat(cpuTimeOfTheIoThread()).as("seconds of the processor").isLessThan(CPU_SECONDS);
	}

	private static long cpuTimeOfTheIoThread() {
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().contains("-io-"))
			.mapToLong((thread) -> threads.getThreadCpuTime(thread.getId()) / 1_000_000_000)
			.max()
			.orElseThrow();
	}

	private static void grantAll(BrokerConnection connection) {
		for (int granted = 0; granted < COUNT;) {
			ReceivedPacket packet = connection.expectAny();
			if (packet.type() == MqttMessageType.SUBSCRIBE) {
				int[] codes = packet.subscriptions().stream().mapToInt((each) -> 1).toArray();
				granted += codes.length;
				connection.sendSubAck(packet.packetId(), codes);
			}
		}
	}

}
