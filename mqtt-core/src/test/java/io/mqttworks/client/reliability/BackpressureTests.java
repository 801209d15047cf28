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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.mqttworks.client.ConnectionListener.Disconnected;
import io.mqttworks.client.MqttClient;
import io.mqttworks.test.BothVersions;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttQueueFullException;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.client.testkit.EventRecorder;
import io.mqttworks.test.Kit;
import io.mqttworks.client.testkit.MessageRecorder;
import io.mqttworks.test.Props;
import io.mqttworks.client.testkit.ClientBroker;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A slow side makes the other one wait; nothing grows and nothing is dropped.
 */
class BackpressureTests {

	private static final int KIB = 1024;

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	@Test
	void slowHandlerStopsTheReadingAndLosesNothing() throws Exception {
		int bound = 256 * KIB;
		MqttClient client = this.broker.client((builder) -> builder.maxUnhandledBytes(bound));
		CountDownLatch release = new CountDownLatch(1);
		MessageRecorder handled = new MessageRecorder();
		client.subscribe("#", Qos.AT_MOST_ONCE, (message) -> {
			release.await();
			handled.onMessage(message);
		});
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		int count = 3000;
		AtomicInteger sent = new AtomicInteger();
		Thread sender = new Thread(() -> {
			byte[] payload = new byte[8 * KIB];
			for (int i = 0; i < count; i++) {
				connection.sendPublish("t/" + i, payload, 0, 0, false, false, Props.NONE);
				sent.incrementAndGet();
			}
		});
		sender.start();
		// 24 MB do not fit into the client's bound and the network's buffers.
		awaitStandstill(sent);
		assertThat(sent.get()).isLessThan(count);
		assertThat(client.statistics().unhandledBytes()).isBetween((long) bound, bound + 256L * KIB);
		release.countDown();
		for (int i = 0; i < count; i++) {
			assertThat(handled.expect().topic()).isEqualTo("t/" + i);
		}
		sender.join();
		await().atMost(Kit.TIMEOUT).until(() -> client.statistics().unhandledBytes() == 0);
	}

	@Test
	void keepAliveIsPatientWhileTheClientItselfDoesNotRead() {
		EventRecorder events = new EventRecorder();
		MqttClient client = this.broker.client((
				builder) -> builder.maxUnhandledBytes(KIB).keepAlive(Duration.ofSeconds(1)).connectionListener(events));
		CountDownLatch release = new CountDownLatch(1);
		MessageRecorder handled = new MessageRecorder();
		client.subscribe("#", Qos.AT_MOST_ONCE, (message) -> {
			release.await();
			handled.onMessage(message);
		});
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		for (int i = 0; i < 4; i++) {
			connection.sendPublish("t", "x".repeat(KIB), 0, 0);
		}
		// The answers wait behind messages the client does not read yet.
		for (int i = 0; i < 3; i++) {
			connection.expectPingReq();
			connection.sendPingResp();
		}
		release.countDown();
		for (int i = 0; i < 4; i++) {
			handled.expect();
		}
		connection.expectPingReq();
		assertThat(events.all(Disconnected.class)).isEmpty();
		assertThat(this.broker.connections()).isOne();
	}

	@Test
	void slowServerFillsTheQueueUpToItsBound() {
		MqttClient client = this.broker.client((builder) -> builder.maxPendingBytes(1024 * KIB));
		BrokerConnection connection = this.broker.connect(client);
		connection.stopReading();
		byte[] payload = new byte[64 * KIB];
		List<CompletableFuture<PublishResult>> results = new ArrayList<>();
		CompletableFuture<PublishResult> last;
		// The network's buffers take some megabytes before the queue fills.
		do {
			last = client.publish("t", payload, Qos.AT_MOST_ONCE);
			results.add(last);
			assertThat(client.statistics().pendingBytes()).isLessThanOrEqualTo(1024L * KIB);
		}
		while (!last.isCompletedExceptionally() && results.size() < 100_000);
		Kit.awaitFailure(last, MqttQueueFullException.class);
		connection.readAgain();
		results.remove(last);
		results.forEach(Kit::await);
		for (int i = 0; i < results.size(); i++) {
			connection.expectPublish("t");
		}
	}

	@Test
	void slowServerThatGoesAwayFailsNothingButWhatWasWritten() {
		MqttClient client = this.broker.client((builder) -> {
		});
		BrokerConnection first = this.broker.connect(client);
		first.stopReading();
		byte[] payload = new byte[64 * KIB];
		List<CompletableFuture<PublishResult>> results = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			results.add(client.publish("t", payload, Qos.AT_LEAST_ONCE));
		}
		first.close();
		BrokerConnection second = this.broker.acceptConnect(true, Props.NONE);
		for (int i = 0; i < 200; i++) {
			second.sendPubAck(second.expectPublish("t").packetId());
		}
		results.forEach(Kit::await);
	}

	@Test
	void atMostOnceMessagesInAStuckConnectionComplete() {
		MqttClient client = this.broker.client((builder) -> {
		});
		BrokerConnection first = this.broker.connect(client);
		first.stopReading();
		List<CompletableFuture<PublishResult>> results = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			results.add(client.publish("t", new byte[64 * KIB], Qos.AT_MOST_ONCE));
		}
		first.close();
		this.broker.acceptConnect(true, Props.NONE);
		for (CompletableFuture<PublishResult> result : results) {
			Kit.await(result.handle((value, failure) -> {
				assertThat(failure == null || failure instanceof MqttException).isTrue();
				return "completed";
			}));
		}
	}

	@BothVersions
	void serverThatWantsAnswersAndReadsNoneIsNotReadEither(MqttVersion version) throws Exception {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		BrokerConnection connection = this.broker.connect(client);
		connection.stopReading();
		byte[] flood = new byte[64 * KIB];
		for (int i = 0; i < flood.length; i += 4) {
			// PUBREL for a message that there is not; the answer is as large, or larger.
			flood[i] = 0x62;
			flood[i + 1] = 2;
			flood[i + 2] = 1;
			flood[i + 3] = (byte) (i / 4);
		}
		int count = 512;
		AtomicInteger sent = new AtomicInteger();
		Thread sender = new Thread(() -> {
			try {
				for (int i = 0; i < count; i++) {
					connection.send(flood);
					sent.incrementAndGet();
				}
			}
			catch (AssertionError ex) {
				// The test is over.
			}
		});
		sender.start();
		// 32 MiB do not fit into the client's bound and the network's buffers.
		awaitStandstill(sent);
		assertThat(sent.get()).isLessThan(count);
		assertThat(client.statistics().bytesReceived()).isLessThan(8192L * KIB);
		connection.close();
		sender.join();
		this.broker.acceptConnect();
	}

	private static void awaitStandstill(AtomicInteger counter) {
		AtomicInteger last = new AtomicInteger(-1);
		await().pollInterval(Duration.ofMillis(500)).atMost(Duration.ofSeconds(30)).until(() -> {
			int now = counter.get();
			return last.getAndSet(now) == now;
		});
	}

}
