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

import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
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
import io.mqttworks.test.Wire;
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

	/** Ten times as many take ten times as long, and some more for memory. */
	private static final int MOST_TIMES = 20;

	/** Less than the client has unanswered. */
	private static final int PACKETS_ANSWERED_AT_ONCE = 100;

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
		CompletableFuture<?> subscribed = subscribe(client, connection, COUNT);
		int meanwhile = 0;
		while (!subscribed.isDone()) {
			CompletableFuture<?> result = other.publish("t", "x", Qos.AT_LEAST_ONCE);
			ofOther.sendPubAck(ofOther.expectPublish().packetId());
			Kit.await(result);
			meanwhile++;
		}
		Kit.await(subscribed);
		assertThat(meanwhile).as("messages of the other client").isGreaterThan(10);
	}

	@Test
	void tenTimesAsManyFiltersTakeAboutTenTimesTheTimeOfTheProcessor() {
		// The first ones are slower: their code is not compiled yet.
		for (int i = 0; i < 2; i++) {
			cpuNanosToSubscribe(COUNT / 10);
		}
		long few = cpuNanosToSubscribe(COUNT / 10);
		assertThat(cpuNanosToSubscribe(COUNT)).as("with %,d ns for a tenth of them", few).isLessThan(few * MOST_TIMES);
	}

	private long cpuNanosToSubscribe(int count) {
		MqttClient client = this.broker.client((builder) -> builder.resources(this.resources).clientId("c" + count));
		BrokerConnection connection = this.broker.connect(client);
		long before = cpuNanosOfTheIoThread();
		Kit.await(subscribe(client, connection, count), Duration.ofMinutes(2));
		long taken = cpuNanosOfTheIoThread() - before;
		connection.close();
		client.close();
		return taken;
	}

	private static CompletableFuture<?> subscribe(MqttClient client, BrokerConnection connection, int count) {
		List<Subscription> filters = IntStream.range(0, count)
			.mapToObj((i) -> Subscription.of("site/" + i % 100 + "/device/" + i + "/+", Qos.AT_LEAST_ONCE))
			.toList();
		Kit.NEW_THREADS.execute(() -> grantAll(connection, count));
		return client.subscribe(filters, (message) -> {
		}).result();
	}

	private static long cpuNanosOfTheIoThread() {
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().contains("-io-"))
			.mapToLong((thread) -> threads.getThreadCpuTime(thread.getId()))
			.max()
			.orElseThrow();
	}

	// Many answers in one write, so that what is measured is not the network's.
	private static void grantAll(BrokerConnection connection, int count) {
		ByteArrayOutputStream answers = new ByteArrayOutputStream();
		int packets = 0;
		for (int granted = 0; granted < count;) {
			ReceivedPacket packet = connection.expectAny();
			if (packet.type() == MqttMessageType.SUBSCRIBE) {
				int filters = packet.subscriptions().size();
				granted += filters;
				answers.writeBytes(subAck(packet.packetId(), filters));
				if (++packets % PACKETS_ANSWERED_AT_ONCE == 0 || granted == count) {
					connection.send(answers.toByteArray());
					answers.reset();
				}
			}
		}
	}

	private static byte[] subAck(int packetId, int filters) {
		int[] body = new int[3 + filters];
		Arrays.fill(body, Qos.AT_LEAST_ONCE.value());
		body[0] = packetId >>> 8;
		body[1] = packetId & 0xFF;
		body[2] = 0;
		return Wire.packet(MqttMessageType.SUBACK.value(), 0, Wire.bytes(body));
	}

}
