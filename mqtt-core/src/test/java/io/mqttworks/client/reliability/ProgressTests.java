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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.mqttworks.client.DeliveryTimeoutPolicy;
import io.mqttworks.client.ErrorListener.DeliveryOverdue;
import io.mqttworks.client.HandlerFailurePolicy;
import io.mqttworks.client.InboundOverflowPolicy;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.test.Kit;
import io.mqttworks.client.testkit.EventRecorder;
import io.mqttworks.client.testkit.MessageRecorder;
import io.mqttworks.test.Props;
import io.mqttworks.test.ReceivedPacket;
import io.mqttworks.client.testkit.ClientBroker;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Nothing that one handler, message or answer waits for makes the client stand still.
 */
class ProgressTests {

	private static final int KIB = 1024;

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	@BothVersions
	@DisplayName("A handler that publishes and waits gets its answer, however much waits to be handled")
	void handlerThatPublishesAndWaitsGetsItsAnswer(MqttVersion version) throws Exception {
		MqttClient client = this.broker.client((builder) -> builder.version(version).maxUnhandledBytes(128 * KIB));
		AtomicInteger handled = new AtomicInteger();
		CountDownLatch go = new CountDownLatch(1);
		client.subscribe("in", Qos.AT_MOST_ONCE, (message) -> {
			go.await();
			client.publish("out", message.payload(), Qos.AT_LEAST_ONCE).join();
			handled.incrementAndGet();
		});
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("in");
		int count = 3000;
		Thread sender = new Thread(() -> {
			byte[] payload = new byte[8 * KIB];
			for (int i = 0; i < count; i++) {
				connection.sendPublish("in", payload, 0, 0, false, false, Props.NONE);
			}
		});
		sender.start();
		// More than the client takes and the network's buffers hold.
		await().atMost(Kit.TIMEOUT).until(() -> client.statistics().unhandledBytes() >= 128 * KIB);
		go.countDown();
		int answers = 0;
		while (handled.get() + client.statistics().inboundDropped() < count) {
			ReceivedPacket publish = connection.expectPublish("out");
			connection.sendPubAck(publish.packetId());
			int acknowledged = ++answers;
			await().atMost(Kit.TIMEOUT).pollInterval(Duration.ofMillis(1)).until(() -> handled.get() == acknowledged);
		}
		sender.join();
		assertThat(client.statistics().inboundDropped()).isPositive();
		await().atMost(Kit.TIMEOUT).until(() -> client.statistics().unhandledBytes() == 0);
	}

	@Test
	@DisplayName("A handler that never returns stops itself alone")
	void handlerThatNeverReturnsStopsItselfAlone() {
		MqttClient client = this.broker.client((builder) -> builder.maxUnhandledBytes(64 * KIB));
		CountDownLatch never = new CountDownLatch(1);
		MessageRecorder other = new MessageRecorder();
		client.subscribe("stuck", Qos.AT_MOST_ONCE, (message) -> never.await());
		client.subscribe("other", Qos.AT_MOST_ONCE, other);
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("stuck");
		connection.grant("other");
		Thread sender = new Thread(() -> {
			byte[] payload = new byte[8 * KIB];
			for (int i = 0; i < 3000; i++) {
				connection.sendPublish("stuck", payload, 0, 0, false, false, Props.NONE);
			}
			connection.sendPublish("other", "arrives", 0, 0);
		});
		sender.start();
		other.expect("arrives");
		assertThat(client.statistics().unhandledBytes()).isLessThan(2048 * KIB);
		never.countDown();
	}

	@BothVersions
	@DisplayName("A handler that waits for the answer to a SUBSCRIBE gets it")
	void handlerThatSubscribesAndWaitsGetsItsAnswer(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version).maxUnhandledBytes(64 * KIB));
		MessageRecorder done = new MessageRecorder();
		client.subscribe("in", Qos.AT_MOST_ONCE, (message) -> {
			client.subscribe("more", Qos.AT_MOST_ONCE, done).result().join();
			done.onMessage(message);
		});
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("in");
		Thread sender = new Thread(() -> {
			for (int i = 0; i < 3000; i++) {
				connection.sendPublish("in", "x".repeat(8 * KIB), 0, 0);
			}
			connection.sendPublish("more", "end", 0, 0);
		});
		sender.start();
		connection.grant("more");
		assertThat(done.expect(Kit.TIMEOUT).topic()).isEqualTo("in");
	}

	@Test
	@DisplayName("A message that its handler does not finish is rejected after the delivery time-out, if that is wanted")
	void messageThatIsNeverFinishedGivesWay() {
		EventRecorder events = new EventRecorder();
		MqttClient client = this.broker.client((builder) -> builder.deliveryTimeout(Duration.ofMillis(100))
			.deliveryTimeoutPolicy(DeliveryTimeoutPolicy.REJECT)
			.errorListener(events));
		CountDownLatch never = new CountDownLatch(1);
		MessageRecorder other = new MessageRecorder();
		client.subscribe("stuck", Qos.AT_LEAST_ONCE, (message) -> never.await());
		client.subscribe("other", Qos.AT_LEAST_ONCE, other);
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("stuck");
		connection.grant("other");
		connection.sendPublish("stuck", "one", 1, 1).sendPublish("other", "two", 1, 2);
		other.expect("two");
		assertThat(connection.expectPubAck(1).reasonCode()).isEqualTo(0x80);
		assertThat(connection.expectPubAck(2).reasonCode()).isZero();
		assertThat(events.expect(DeliveryOverdue.class).handlerName()).contains("stuck");
		never.countDown();
	}

	@Test
	@DisplayName("Messages that stay unacknowledged come again before they fill the window")
	void messagesThatStayUnacknowledgedDoNotFillTheWindow() {
		MqttClient client = this.broker.client(
				(builder) -> builder.receiveMaximum(4).handlerFailurePolicy(HandlerFailurePolicy.LEAVE_UNACKNOWLEDGED));
		MessageRecorder handled = new MessageRecorder();
		client.subscribe("in", Qos.AT_LEAST_ONCE, (message) -> {
			if (!message.duplicate()) {
				throw new IllegalStateException("fails the first time");
			}
			handled.onMessage(message);
		});
		BrokerConnection first = this.broker.connect(client);
		first.grant("in");
		first.sendPublish("in", "one", 1, 1).sendPublish("in", "two", 1, 2);
		BrokerConnection second = this.broker.acceptConnect(true, Props.NONE);
		second.sendPublish("in", "one".getBytes(), 1, 1, true, false, Props.NONE).expectPubAck(1);
		second.sendPublish("in", "two".getBytes(), 1, 2, true, false, Props.NONE).expectPubAck(2);
		assertThat(handled.texts()).containsExactly("one", "two");
	}

	@Test
	@DisplayName("Instead of dropping QoS 0 messages the client can end the connection")
	void connectionEndsInsteadOfDroppingIfThatIsWanted() {
		MqttClient client = this.broker.client((builder) -> builder.maxUnhandledBytes(16 * KIB)
			.inboundOverflowPolicy(InboundOverflowPolicy.DISCONNECT));
		CountDownLatch release = new CountDownLatch(1);
		client.subscribe("in", Qos.AT_MOST_ONCE, (message) -> release.await());
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("in");
		// An answer is awaited, so that the client reads on.
		client.publish("out", "never acknowledged", Qos.AT_LEAST_ONCE);
		connection.expectPublish("out");
		Thread sender = new Thread(() -> {
			for (int i = 0; i < 1000; i++) {
				connection.sendPublish("in", "x".repeat(8 * KIB), 0, 0);
			}
		});
		sender.setUncaughtExceptionHandler((thread, ex) -> {
			// The connection is closed under it.
		});
		sender.start();
		this.broker.acceptConnect(true, Props.NONE);
		release.countDown();
	}

}
