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

import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.mqttworks.test.BrokerConnection;
import io.mqttworks.test.Kit;
import io.mqttworks.client.testkit.ClientBroker;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * What clients run on.
 */
@Timeout(60)
class ClientResourcesTests {

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	@Test
	void handlersShareAsManyThreadsAsThereAre() throws Exception {
		ClientResources resources = ClientResources.builder().handlerThreads(2).build();
		MqttClient client = this.broker.client((builder) -> builder.resources(resources));
		AtomicInteger running = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		CountDownLatch release = new CountDownLatch(1);
		List<CompletableFuture<?>> handled = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			CompletableFuture<String> one = new CompletableFuture<>();
			handled.add(one);
			client.subscribe("t/" + i, Qos.AT_LEAST_ONCE, (message) -> {
				most.accumulateAndGet(running.incrementAndGet(), Math::max);
				release.await();
				running.decrementAndGet();
				one.complete(message.topic());
			});
		}
		BrokerConnection connection = this.broker.connect(client);
		for (int i = 0; i < 6; i++) {
			connection.grant("t/" + i);
		}
		for (int i = 0; i < 6; i++) {
			connection.sendPublish("t/" + i, "x", 1, i + 1);
		}
		await().atMost(Kit.TIMEOUT).until(() -> running.get() == 2);
		release.countDown();
		handled.forEach((one) -> Kit.await(one));
		assertThat(most).hasValue(2);
		for (int i = 0; i < 6; i++) {
			connection.expectPubAck(i + 1);
		}
		resources.close();
		connection.sendPublish("t/0", "x", 1, 9).expectPubAck(9);
	}

	@Test
	void clientsWithResourcesOfTheirOwnShareNoThread() {
		ClientResources resources = ClientResources.builder().ioThreads(1).build();
		MqttClient first = this.broker.client((builder) -> builder.resources(resources));
		MqttClient second = this.broker.client((builder) -> builder.clientId("second"));
		Thread own = thread(first);
		assertThat(thread(second)).isNotSameAs(own);
		assertThat(thread(first)).isSameAs(own);
		first.close();
		await().atMost(Kit.TIMEOUT).until(() -> !own.isAlive());
		resources.close();
		assertThatIllegalStateException()
			.isThrownBy(() -> this.broker.client((builder) -> builder.resources(resources)))
			.withMessageContaining("closed");
	}

	/** The event loop's. */
	private Thread thread(MqttClient client) {
		BrokerConnection connection = this.broker.connect(client);
		CompletableFuture<Thread> thread = client.publish("t", "x", Qos.AT_LEAST_ONCE)
			.thenApply((result) -> Thread.currentThread());
		connection.sendPubAck(connection.expectPublish().packetId());
		Thread found = Kit.await(thread);
		Kit.await(client.disconnect());
		return found;
	}

	@Test
	void handlersRunWithTheClassLoaderOfTheApplicationThatBuiltTheClient() throws Exception {
		ClientResources resources = ClientResources.builder().handlerThreads(1).ioThreads(1).build();
		ClassLoader own = Thread.currentThread().getContextClassLoader();
		for (int restart = 0; restart < 3; restart++) {
			try (URLClassLoader application = new URLClassLoader(new URL[0], own)) {
				Thread.currentThread().setContextClassLoader(application);
				CompletableFuture<ClassLoader> seen = new CompletableFuture<>();
				CompletableFuture<ClassLoader> asked = new CompletableFuture<>();
				MqttClient client = this.broker
					.client((builder) -> builder.resources(resources).credentialsProvider((server) -> {
						asked.complete(Thread.currentThread().getContextClassLoader());
						return CompletableFuture.completedFuture(io.mqttworks.client.spi.Credentials.NONE);
					}));
				client.subscribe("t", Qos.AT_MOST_ONCE,
						(message) -> seen.complete(Thread.currentThread().getContextClassLoader()));
				BrokerConnection connection = this.broker.connect(client);
				connection.grant("t");
				connection.sendPublish("t", "x", 0, 0);
				assertThat(Kit.await(seen)).isSameAs(application);
				assertThat(Kit.await(asked)).isSameAs(application);
				client.close();
			}
			finally {
				Thread.currentThread().setContextClassLoader(own);
			}
		}
		resources.close();
	}

	@Test
	@EnabledForJreRange(max = JRE.JAVA_20)
	void virtualThreadsNeedAJavaThatHasThem() {
		assertThatIllegalStateException()
			.isThrownBy(() -> ClientResources.builder().virtualHandlerThreads(true).build())
			.withMessageContaining("Java 21");
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void handlersRunOnVirtualThreads() {
		ClientResources resources = ClientResources.builder().virtualHandlerThreads(true).build();
		MqttClient client = this.broker.client((builder) -> builder.resources(resources));
		CompletableFuture<String> thread = new CompletableFuture<>();
		client.subscribe("t", Qos.AT_MOST_ONCE, (message) -> thread.complete(Thread.currentThread().getName()));
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("t");
		connection.sendPublish("t", "x", 0, 0);
		assertThat(Kit.await(thread)).startsWith("mqtt-handler-virtual-");
		resources.close();
	}

	@Test
	void numbersOfThreadsAreChecked() {
		assertThatIllegalArgumentException().isThrownBy(() -> ClientResources.builder().ioThreads(0))
			.withMessageContaining("ioThreads");
		assertThatIllegalArgumentException().isThrownBy(() -> ClientResources.builder().handlerThreads(0))
			.withMessageContaining("handlerThreads");
	}

	@Test
	void sharedResourcesCannotBeClosed() throws Exception {
		ClientResources.shared().close();
		CompletableFuture<Void> closed = CompletableFuture.runAsync(this.broker.client((builder) -> {
		})::close, Kit.NEW_THREADS);
		closed.get(30, TimeUnit.SECONDS);
	}

}
