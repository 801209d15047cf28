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

package io.mqttworks.client.lifecycle;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientBuilder;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.TlsOptions;
import io.mqttworks.client.spi.Credentials;
import io.mqttworks.client.spi.EnhancedAuthentication;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.test.Kit;
import io.mqttworks.test.Property;
import io.mqttworks.test.Props;
import io.mqttworks.client.testkit.ClientBroker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Connections are made while a handler occupies the only thread of its executor.
 */
@Timeout(60)
class BusyHandlersTests {

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	private final ExecutorService one = Executors.newSingleThreadExecutor();

	private final CountDownLatch release = new CountDownLatch(1);

	private final CountDownLatch occupied = new CountDownLatch(1);

	@AfterEach
	void release() {
		this.release.countDown();
		this.broker.close();
		this.one.shutdownNow();
	}

	@Test
	void credentialsAreAskedFor() throws Exception {
		AtomicInteger asked = new AtomicInteger();
		BrokerConnection first = occupied((builder) -> builder.credentialsProvider((server) -> {
			asked.incrementAndGet();
			return CompletableFuture.completedFuture(Credentials.of("user", "password"));
		}));
		first.close();
		this.broker.acceptConnect(true, Props.NONE);
		assertThat(asked).hasValue(2);
	}

	@Test
	void enhancedAuthenticationGoesOn() throws Exception {
		Props method = Props.of(Property.AUTHENTICATION_METHOD, "TEST");
		MqttClient client = client(
				(builder) -> builder.version(MqttVersion.MQTT_5).enhancedAuthentication(Answering::new));
		BrokerConnection first = connect(client, method);
		occupy(first);
		first.close();
		BrokerConnection second = this.broker.accept();
		second.expectConnect();
		second.sendAuth(0x18, method);
		second.expectAuth();
		second.sendConnAck(true, 0, method);
		await().atMost(Kit.TIMEOUT).until(client::isConnected);
	}

	@Test
	void aProviderThatHangsOnceDoesNotHoldUpTheNextAttempt() throws Exception {
		AtomicInteger asked = new AtomicInteger();
		MqttClient client = client(
				(builder) -> builder.connectTimeout(Duration.ofMillis(300)).credentialsProvider((server) -> {
					if (asked.incrementAndGet() <= 3) {
						try {
							this.release.await();
						}
						catch (InterruptedException ex) {
							Thread.currentThread().interrupt();
						}
					}
					return CompletableFuture.completedFuture(Credentials.NONE);
				}));
		client.start();
		this.broker.acceptConnect();
		await().atMost(Kit.TIMEOUT).until(client::isConnected);
		assertThat(asked).hasValue(4);
	}

	@Test
	void keysAreAskedFor() throws Exception {
		AtomicInteger asked = new AtomicInteger();
		BrokerConnection plain = occupied((builder) -> builder.servers(this.broker.uri(), "mqtts://127.0.0.1:1")
			.connectTimeout(Duration.ofSeconds(5))
			.tls(() -> {
				asked.incrementAndGet();
				return TlsOptions.DEFAULT;
			}));
		this.broker.stopListening();
		plain.close();
		await().atMost(Kit.TIMEOUT).until(() -> asked.get() > 0);
		this.broker.listenAgain();
		this.broker.acceptConnect(true, Props.NONE);
	}

	private BrokerConnection occupied(Consumer<MqttClientBuilder> customizer) throws Exception {
		BrokerConnection connection = this.broker.connect(client(customizer));
		occupy(connection);
		return connection;
	}

	private MqttClient client(Consumer<MqttClientBuilder> customizer) {
		MqttClient client = this.broker.client((builder) -> {
			builder.handlerExecutor(this.one);
			customizer.accept(builder);
		});
		client.subscribe("#", Qos.AT_LEAST_ONCE, (message) -> {
			this.occupied.countDown();
			this.release.await();
		});
		return client;
	}

	private BrokerConnection connect(MqttClient client, Props props) {
		CompletableFuture<?> connected = client.connect();
		BrokerConnection connection = this.broker.accept();
		connection.expectConnect();
		connection.sendConnAck(false, 0, props);
		Kit.await(connected);
		return connection;
	}

	private void occupy(BrokerConnection connection) throws InterruptedException {
		connection.grant("#");
		connection.sendPublish("t", "x", 1, 1);
		this.occupied.await();
	}

	/**
	 * Answers each challenge with nothing.
	 */
	private static final class Answering implements EnhancedAuthentication {

		@Override
		public String method() {
			return "TEST";
		}

		@Override
		public CompletionStage<byte @Nullable []> start() {
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public CompletionStage<byte @Nullable []> challenge(byte @Nullable [] data) {
			return CompletableFuture.completedFuture(new byte[] { 1 });
		}

		@Override
		public CompletionStage<Void> succeeded(byte @Nullable [] data) {
			return CompletableFuture.completedFuture(null);
		}

	}

}
