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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.mqttworks.client.Acknowledgment;
import io.mqttworks.client.MessageHandler;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.client.testkit.EventRecorder;
import io.mqttworks.client.ErrorListener.MessageUnmatched;
import io.mqttworks.test.Kit;
import io.mqttworks.client.testkit.MessageRecorder;
import io.mqttworks.test.Property;
import io.mqttworks.test.Props;
import io.mqttworks.test.ReceivedPacket;
import io.mqttworks.client.testkit.ClientBroker;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * A received message is acknowledged when it is handled, not before, and never when
 * nobody took it.
 */
class InboundAcknowledgementTests {

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	@BothVersions
	@DisplayName("[MQTT-4.3.2-4] [MQTT-4.3.3-8] A message is acknowledged after its handler returned")
	void isAcknowledgedAfterItsHandlerReturned(MqttVersion version) throws Exception {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		client.subscribe("#", Qos.EXACTLY_ONCE, (message) -> {
			entered.countDown();
			release.await();
		});
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		connection.sendPublish("t", "one", 1, 1);
		connection.sendPublish("t", "two", 2, 2);
		assertThat(entered.await(15, TimeUnit.SECONDS)).isTrue();
		// Whatever the client wanted to send would be in front of this.
		client.publish("barrier", "", Qos.AT_MOST_ONCE);
		connection.expectPublish("barrier");
		release.countDown();
		connection.expectPubAck(1);
		connection.expectPubRec(2);
	}

	@BothVersions
	@DisplayName("A message that takes long does not hold back the acknowledgement of those handled before it")
	void isAcknowledgedWhileTheHandlerIsAtTheNextOne(MqttVersion version) throws Exception {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		Semaphore permits = new Semaphore(0);
		client.subscribe("#", Qos.EXACTLY_ONCE, (message) -> permits.acquire());
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		for (int i = 1; i <= 100; i++) {
			connection.sendPublish("t", "x", 1, i);
		}
		await().atMost(Kit.TIMEOUT).until(() -> client.statistics().received().get(Qos.AT_LEAST_ONCE) == 100);
		int acknowledged = 0;
		// Bursts of many sizes, each with a message behind it that is not finished.
		for (int burst : List.of(1, 1, 2, 5, 70, 1, 10, 1)) {
			permits.release(burst);
			for (int i = 0; i < burst; i++) {
				connection.expectPubAck(++acknowledged);
			}
		}
		permits.release(100);
		while (acknowledged < 100) {
			connection.expectPubAck(++acknowledged);
		}
	}

	@BothVersions
	void isAcknowledgedWhenTheStageCompletes(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		CompletableFuture<String> work = new CompletableFuture<>();
		MessageRecorder seen = new MessageRecorder();
		client.subscribe("#", Qos.AT_LEAST_ONCE, MessageHandler.async((message) -> {
			seen.onMessage(message);
			return work;
		}));
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		connection.sendPublish("t", "one", 1, 1);
		connection.sendPublish("t", "two", 1, 2);
		// The second does not wait for the first.
		seen.expect("one");
		seen.expect("two");
		client.publish("barrier", "", Qos.AT_MOST_ONCE);
		connection.expectPublish("barrier");
		work.complete("done");
		connection.expectPubAck(1);
		connection.expectPubAck(2);
	}

	@BothVersions
	void isAcknowledgedByHandAtAnyTimeOnAnyThread(MqttVersion version) throws Exception {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		LinkedBlockingQueue<Acknowledgment> acknowledgments = new LinkedBlockingQueue<>();
		client.subscribe("#", Qos.EXACTLY_ONCE,
				MessageHandler.manual((message, acknowledgment) -> acknowledgments.add(acknowledgment)));
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		connection.sendPublish("t", "zero", 0, 0);
		connection.sendPublish("t", "one", 1, 1);
		connection.sendPublish("t", "two", 2, 2);
		Acknowledgment zero = acknowledgments.poll(15, TimeUnit.SECONDS);
		Acknowledgment one = acknowledgments.poll(15, TimeUnit.SECONDS);
		Acknowledgment two = acknowledgments.poll(15, TimeUnit.SECONDS);
		zero.acknowledge();
		two.acknowledge();
		client.publish("barrier", "", Qos.AT_MOST_ONCE);
		connection.expectPublish("barrier");
		one.acknowledge();
		one.acknowledge();
		one.leaveUnacknowledged();
		connection.expectPubAck(1);
		connection.expectPubRec(2);
		client.publish("end", "", Qos.AT_MOST_ONCE);
		connection.expectPublish("end");
	}

	@Test
	@DisplayName("[MQTT-3.4.2-1] [MQTT-3.5.2-1] A message can be refused with the reason codes the standard has for it")
	void canBeRefusedWithAReason() {
		MqttClient client = this.broker.client((builder) -> {
		});
		client.subscribe("#", Qos.EXACTLY_ONCE, MessageHandler
			.manual((message, acknowledgment) -> acknowledgment.reject(ReasonCode.PAYLOAD_FORMAT_INVALID, "not JSON")));
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		ReceivedPacket pubAck = connection.sendPublish("t", "one", 1, 1).expectPubAck(1);
		assertThat(pubAck.reasonCode()).isEqualTo(0x99);
		assertThat(pubAck.string(Property.REASON_STRING)).isEqualTo("not JSON");
		ReceivedPacket pubRec = connection.sendPublish("t", "two", 2, 2).expectPubRec(2);
		assertThat(pubRec.reasonCode()).isEqualTo(0x99);
		assertThat(pubRec.string(Property.REASON_STRING)).isEqualTo("not JSON");
	}

	@Test
	void refusalIsAPlainAcknowledgementOnOldVersion() {
		MqttClient client = this.broker.client((builder) -> builder.version(MqttVersion.MQTT_3_1_1));
		client.subscribe("#", Qos.AT_LEAST_ONCE, MessageHandler
			.manual((message, acknowledgment) -> acknowledgment.reject(ReasonCode.PAYLOAD_FORMAT_INVALID, "not JSON")));
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		assertThat(connection.sendPublish("t", "one", 1, 1).expectPubAck(1).size()).isEqualTo(4);
	}

	@Test
	@DisplayName("[MQTT-3.4.2-1] A reason code that a PUBACK cannot have is refused")
	void reasonCodeThatAPubAckCannotHaveIsRefused() throws Exception {
		MqttClient client = this.broker.client((builder) -> {
		});
		CompletableFuture<Acknowledgment> received = new CompletableFuture<>();
		client.subscribe("#", Qos.AT_LEAST_ONCE,
				MessageHandler.manual((message, acknowledgment) -> received.complete(acknowledgment)));
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		connection.sendPublish("t", "one", 1, 1);
		Acknowledgment acknowledgment = Kit.await(received);
		assertThatIllegalArgumentException().isThrownBy(() -> acknowledgment.reject(ReasonCode.SERVER_BUSY, null))
			.withMessageContaining("SERVER_BUSY");
		assertThatIllegalArgumentException().isThrownBy(() -> acknowledgment.reject(ReasonCode.SUCCESS, null));
		acknowledgment.acknowledge();
		assertThat(connection.expectPubAck(1).reasonCode()).isZero();
	}

	@Test
	@DisplayName("[MQTT-3.4.2-2] [MQTT-3.5.2-2] A reason string that would make the packet too large for the server is left out")
	void reasonStringTooLargeForTheServerIsLeftOut() {
		MqttClient client = this.broker.client((builder) -> {
		});
		client.subscribe("#", Qos.EXACTLY_ONCE, MessageHandler
			.manual((message, acknowledgment) -> acknowledgment.reject(ReasonCode.UNSPECIFIED_ERROR, "x".repeat(100))));
		BrokerConnection connection = this.broker.connect(client, false, Props.of(Property.MAXIMUM_PACKET_SIZE, 64));
		connection.grant("#");
		for (int qos = 1; qos <= 2; qos++) {
			connection.sendPublish("t", "x", qos, qos);
			ReceivedPacket answer = connection.expectAny();
			assertThat(answer.packetId()).isEqualTo(qos);
			assertThat(answer.reasonCode()).isEqualTo(0x80);
			assertThat(answer.has(Property.REASON_STRING)).isFalse();
		}
	}

	@BothVersions
	void whatIsLeftUnacknowledgedComesAgainAfterReconnection(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		MessageRecorder seen = new MessageRecorder();
		client.subscribe("#", Qos.AT_LEAST_ONCE, MessageHandler.manual((message, acknowledgment) -> {
			seen.onMessage(message);
			if (message.payloadAsString().equals("bad") && !message.duplicate()) {
				acknowledgment.leaveUnacknowledged();
			}
			else {
				acknowledgment.acknowledge();
			}
		}));
		BrokerConnection first = this.broker.connect(client);
		first.grant("#");
		first.sendPublish("t", "bad", 1, 1);
		first.sendPublish("t", "good", 1, 2);
		first.expectPubAck(2);
		first.close();
		BrokerConnection second = this.broker.acceptConnect(true, Props.NONE);
		second.sendPublish("t", "bad".getBytes(), 1, 1, true, false, Props.NONE);
		second.expectPubAck(1);
		assertThat(seen.texts()).containsExactly("bad", "good", "bad");
	}

	@BothVersions
	@DisplayName("A message nobody takes is not acknowledged until a handler for it comes")
	void isNotAcknowledgedUntilAHandlerComes(MqttVersion version) {
		EventRecorder events = new EventRecorder();
		MqttClient client = this.broker.client((builder) -> builder.version(version).errorListener(events));
		BrokerConnection connection = this.broker.connect(client, true, Props.NONE);
		connection.sendPublish("stored/1", "early", 1, 1);
		connection.sendPublish("stored/2", "early too", 2, 2);
		connection.sendPublish("stored/3", "gone", 0, 0);
		assertThat(events.expect(MessageUnmatched.class).message().topic()).isEqualTo("stored/3");
		client.publish("barrier", "", Qos.AT_MOST_ONCE);
		connection.expectPublish("barrier");
		assertThat(client.statistics().unmatched()).isOne();
		MessageRecorder handler = new MessageRecorder();
		client.subscribe("stored/+", Qos.EXACTLY_ONCE, handler);
		handler.expect("early");
		handler.expect("early too");
		ReceivedPacket one = connection.expectAny();
		ReceivedPacket two = connection.expectAny();
		ReceivedPacket three = connection.expectAny();
		assertThat(List.of(one, two, three)).extracting((packet) -> packet.type().name())
			.contains("SUBSCRIBE")
			.containsSubsequence("PUBACK", "PUBREC");
	}

	@Test
	void thousandsOfMessagesBeforeTheFirstSubscribeAreAllHandledInOrderOnOldVersion() {
		MqttClient client = this.broker.client((builder) -> builder.version(MqttVersion.MQTT_3_1_1));
		BrokerConnection connection = this.broker.connect(client, true, Props.NONE);
		for (int i = 1; i <= 3000; i++) {
			connection.sendPublish("stored", String.valueOf(i), 1, i);
		}
		client.publish("barrier", "", Qos.AT_MOST_ONCE);
		connection.expectPublish("barrier");
		await().atMost(Kit.TIMEOUT).until(() -> client.statistics().received().get(Qos.AT_LEAST_ONCE) == 3000);
		assertThat(client.statistics().unhandledBytes()).isPositive();
		MessageRecorder handler = new MessageRecorder();
		client.subscribe("stored", Qos.AT_LEAST_ONCE, handler);
		for (int i = 1; i <= 3000; i++) {
			handler.expect(String.valueOf(i));
		}
		connection.expectSubscribe("stored");
		for (int i = 1; i <= 3000; i++) {
			connection.expectPubAck(i);
		}
	}

	@BothVersions
	void messageThatNobodyCameForIsAcknowledgedAndTold(MqttVersion version) {
		EventRecorder events = new EventRecorder();
		MqttClient client = this.broker.client(
				(builder) -> builder.version(version).errorListener(events).unmatchedHoldTime(Duration.ofMillis(50)));
		BrokerConnection connection = this.broker.connect(client);
		connection.sendPublish("stored", "x", 1, 1).expectPubAck(1);
		assertThat(events.expect(MessageUnmatched.class).message().topic()).isEqualTo("stored");
		assertThat(client.statistics().unmatched()).isOne();
		assertThat(client.statistics().unhandledBytes()).isZero();
	}

	@Test
	void heldMessagesLeaveHalfOfTheWindowFree() {
		MqttClient client = this.broker.client((builder) -> builder.version(MqttVersion.MQTT_5).receiveMaximum(10));
		BrokerConnection connection = this.broker.connect(client);
		for (int i = 1; i <= 10; i++) {
			connection.sendPublish("stored", String.valueOf(i), 1, i);
		}
		await().atMost(Kit.TIMEOUT).until(() -> client.statistics().unmatched() == 5);
	}

	@BothVersions
	void heldMessagesTakeNoMoreThanHalfOfTheMemoryForUnhandledOnes(MqttVersion version) {
		int kib = 1024;
		MqttClient client = this.broker.client((builder) -> builder.version(version).maxUnhandledBytes(64 * kib));
		BrokerConnection connection = this.broker.connect(client);
		String properties = (version == MqttVersion.MQTT_5) ? "p".repeat(5 * kib) : "";
		for (int i = 1; i <= 20; i++) {
			connection.sendPublish("stored", new byte[10 * kib - properties.length()], 1, i, false, false,
					properties.isEmpty() ? Props.NONE : Props.of(Property.USER_PROPERTY, "p=" + properties));
		}
		// Three of them and what belongs to them fit into 32 KiB.
		await().atMost(Kit.TIMEOUT).until(() -> client.statistics().unmatched() >= 17);
		assertThat(client.statistics().unhandledBytes()).isBetween(20L * kib, 32L * kib);
	}

	@Test
	void messageOfQos2ThatWasHeldWhenTheConnectionBrokeIsHandledWhenItComesAgain() {
		MqttClient client = this.broker.client((builder) -> {
		});
		BrokerConnection first = this.broker.connect(client, true, Props.NONE);
		first.sendPublish("stored", "x", 2, 7);
		client.publish("barrier", "", Qos.AT_MOST_ONCE);
		first.expectPublish("barrier");
		await().atMost(Kit.TIMEOUT).until(() -> client.statistics().unhandledBytes() > 0);
		first.close();
		BrokerConnection second = this.broker.acceptConnect(true, Props.NONE);
		MessageRecorder handler = new MessageRecorder();
		client.subscribe("stored", Qos.EXACTLY_ONCE, handler);
		second.grant("stored");
		second.sendPublish("stored", "x".getBytes(), 2, 7, true, false, Props.NONE).expectPubRec(7);
		handler.expect("x");
	}

	@BothVersions
	void goesToTheUnmatchedHandlerIfThereIsOne(MqttVersion version) {
		MessageRecorder unmatched = new MessageRecorder();
		MqttClient client = this.broker.client((builder) -> builder.version(version)
			.unmatchedHandler(unmatched)
			.unmatchedHoldTime(Duration.ZERO)
			.unsubscribeStaleFilters(false));
		BrokerConnection connection = this.broker.connect(client, true, Props.NONE);
		connection.sendPublish("stored", "early", 1, 1);
		connection.expectPubAck(1);
		unmatched.expect("early");
	}

	@BothVersions
	void handlerFromBeforeTheConnectionMissesNothingOfAStoredSession(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		MessageRecorder handler = new MessageRecorder();
		client.subscribe("stored/#", Qos.EXACTLY_ONCE, handler);
		client.connect();
		BrokerConnection connection = this.broker.accept();
		connection.expectConnect();
		connection.sendConnAck(true, 0, Props.NONE);
		connection.sendPublish("stored/1", "one", 1, 1);
		connection.sendPublish("stored/2", "two", 2, 2);
		handler.expect("one");
		handler.expect("two");
	}

	@BothVersions
	void nothingOfTheOldConnectionIsAcknowledgedOnTheNewOne(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		CompletableFuture<Void> work = new CompletableFuture<>();
		MessageRecorder seen = new MessageRecorder();
		client.subscribe("#", Qos.AT_LEAST_ONCE, MessageHandler.async((message) -> {
			seen.onMessage(message);
			return message.duplicate() ? CompletableFuture.completedFuture(null) : work;
		}));
		BrokerConnection first = this.broker.connect(client);
		first.grant("#");
		first.sendPublish("t", "slow", 1, 1);
		seen.expect("slow");
		first.close();
		BrokerConnection second = this.broker.acceptConnect(true, Props.NONE);
		client.publish("barrier", "1", Qos.AT_MOST_ONCE);
		second.expectPublish("barrier");
		work.complete(null);
		client.publish("barrier", "2", Qos.AT_MOST_ONCE);
		second.expectPublish("barrier");
		second.sendPublish("t", "slow".getBytes(), 1, 1, true, false, Props.NONE);
		second.expectPubAck(1);
		client.publish("barrier", "3", Qos.AT_MOST_ONCE);
		second.expectPublish("barrier");
	}

}
