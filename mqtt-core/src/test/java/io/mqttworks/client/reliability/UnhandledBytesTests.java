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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

import io.mqttworks.client.AsyncMessageHandler;
import io.mqttworks.client.DeliveryHandler;
import io.mqttworks.client.DeliveryTimeoutPolicy;
import io.mqttworks.client.ErrorListener.DeliveryOverdue;
import io.mqttworks.client.Handler;
import io.mqttworks.client.HandlerRegistration;
import io.mqttworks.client.MessageHandler;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientBuilder;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.testkit.ClientBroker;
import io.mqttworks.client.testkit.EventRecorder;
import io.mqttworks.client.testkit.MessageRecorder;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.test.Kit;
import io.mqttworks.test.Property;
import io.mqttworks.test.Props;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Whatever becomes of a received message, its bytes are counted once and taken off once:
 * the number of unhandled bytes comes back to zero, and not below. Below zero does not
 * show in the statistics, so each test ends with a message that waits, which must count
 * as a whole.
 */
class UnhandledBytesTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final int WAITING_PAYLOAD = 1000;

	/** As the one that waits takes, with what is counted for each message. */
	private static final long WAITING_BYTES = WAITING_PAYLOAD + 128;

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	private final MessageRecorder handled = new MessageRecorder();

	/** A permit lets the handler of "waits" finish one message. */
	private final Semaphore finish = new Semaphore(0);

	/** A permit lets the handler of "held" finish one message. */
	private final Semaphore held = new Semaphore(0);

	private final MessageRecorder begun = new MessageRecorder();

	private MqttClient client;

	private BrokerConnection connection;

	@BothVersions
	void messagesThatAreHandledByHandlersOfAllKinds(MqttVersion version) {
		connect((builder) -> builder.version(version));
		subscribe("plain", this.handled);
		subscribe("async", (AsyncMessageHandler) (message) -> CompletableFuture
			.runAsync(() -> this.handled.onMessage(message), Kit.NEW_THREADS));
		subscribe("manual", (DeliveryHandler) (message, acknowledgment) -> {
			acknowledgment.acknowledge();
			acknowledgment.acknowledge();
			this.handled.onMessage(message);
		});
		subscribe("fails", (MessageHandler) (message) -> {
			this.handled.onMessage(message);
			throw new IllegalStateException("fails, as the test wants");
		});
		Props properties = Props.of(Property.USER_PROPERTY, "name=value").and(Property.CONTENT_TYPE, "text/plain");
		int packetId = 0;
		for (String topic : new String[] { "plain", "async", "manual", "fails" }) {
			for (int qos = 0; qos <= 2; qos++) {
				send(topic, qos, ++packetId, false, properties);
				this.handled.expect();
			}
		}
		assertNothingIsOwed();
	}

	@Test
	void messageForSeveralHandlersCountsForEach() {
		connect((builder) -> {
		});
		subscribe("to/many", this::hold);
		subscribe("to/+", this::hold);
		subscribe("to/#", this.handled);
		send("to/many", 2, 7, false, Props.of(Property.USER_PROPERTY, "name=value"));
		this.begun.expect();
		this.begun.expect();
		this.handled.expect();
		assertThat(unhandled()).isGreaterThan(2 * WAITING_BYTES);
		this.held.release(2);
		assertNothingIsOwed();
	}

	@Test
	void messagesThatAreDroppedForLackOfRoom() {
		connect((builder) -> builder.maxUnhandledBytes(8 * WAITING_BYTES));
		subscribe("held", this::hold);
		// An answer is awaited, so that the client reads on.
		CompletableFuture<?> published = this.client.publish("out", "x", Qos.AT_LEAST_ONCE);
		int packetId = this.connection.expectPublish("out").packetId();
		int sent = 0;
		while (this.client.statistics().inboundDropped() == 0) {
			send("held", 0, 0, false, Props.NONE);
			sent++;
		}
		this.connection.sendPubAck(packetId);
		Kit.await(published);
		this.held.release(sent);
		assertNothingIsOwed();
	}

	@BothVersions
	void messagesThatWaitForAHandlerUntilItComes(MqttVersion version) {
		connect((builder) -> builder.version(version));
		send("late", 1, 1, false, Props.NONE);
		send("late", 2, 2, false, Props.NONE);
		await().atMost(PATIENCE).until(() -> unhandled() == 2 * WAITING_BYTES);
		subscribe("late", this.handled);
		this.handled.expect();
		this.handled.expect();
		assertNothingIsOwed();
	}

	@Test
	void messagesThatWaitForAHandlerThatDoesNotCome() {
		connect((builder) -> builder.unmatchedHoldTime(Duration.ofMillis(50)));
		send("nobody's", 1, 1, false, Props.NONE);
		send("nobody's", 2, 2, false, Props.NONE);
		this.connection.expectPubAck(1);
		this.connection.expectPubRec(2);
		assertNothingIsOwed();
	}

	@BothVersions
	void messagesThatWaitForAHandlerWhenTheConnectionEndsAndComeAgain(MqttVersion version) {
		connect((builder) -> builder.version(version));
		send("late", 1, 1, false, Props.NONE);
		send("late", 2, 2, false, Props.NONE);
		await().atMost(PATIENCE).until(() -> unhandled() == 2 * WAITING_BYTES);
		reconnect(true);
		awaitNothingUnhandled();
		send("late", 1, 1, true, Props.NONE);
		send("late", 2, 2, true, Props.NONE);
		await().atMost(PATIENCE).until(() -> unhandled() == 2 * WAITING_BYTES);
		subscribe("late", this.handled);
		this.handled.expect();
		this.handled.expect();
		assertNothingIsOwed();
	}

	@BothVersions
	void messagesThatComeAgainWhileTheirHandlerHasThem(MqttVersion version) {
		connect((builder) -> builder.version(version));
		subscribe("held", this::hold);
		for (int i = 0; i < 3; i++) {
			send("held", 1, 1, i > 0, Props.NONE);
			send("held", 2, 2, i > 0, Props.NONE);
			await().atMost(PATIENCE).until(() -> unhandled() == 2 * WAITING_BYTES);
			reconnect(true);
			assertThat(unhandled()).isEqualTo(2 * WAITING_BYTES);
		}
		send("held", 1, 1, true, Props.NONE);
		send("held", 2, 2, true, Props.NONE);
		this.held.release(2);
		this.connection.expectPubAck(1);
		this.connection.expectPubRec(2);
		assertThat(this.begun.count()).isEqualTo(2);
		assertNothingIsOwed();
	}

	@Test
	void messageThatComesAgainAfterItWasHandled() {
		connect((builder) -> {
		});
		subscribe("plain", this.handled);
		send("plain", 2, 2, false, Props.NONE);
		this.connection.expectPubRec(2);
		reconnect(true);
		send("plain", 2, 2, true, Props.NONE);
		this.connection.expectPubRec(2);
		this.connection.sendPubRel(2).expectPubComp(2);
		assertThat(this.handled.count()).isOne();
		assertNothingIsOwed();
	}

	@Test
	void messagesOfASessionThatTheServerHasLost() {
		connect((builder) -> {
		});
		subscribe("held", this::hold);
		send("held", 1, 1, false, Props.NONE);
		send("held", 2, 2, false, Props.NONE);
		send("nobody's", 1, 3, false, Props.NONE);
		await().atMost(PATIENCE).until(() -> unhandled() == 3 * WAITING_BYTES);
		reconnect(false);
		this.connection.grant("waits");
		this.connection.grant("held");
		// The same identifiers for other messages.
		send("held", 1, 2, false, Props.NONE);
		send("held", 2, 1, false, Props.NONE);
		await().atMost(PATIENCE).until(() -> unhandled() == 4 * WAITING_BYTES);
		this.held.release(4);
		this.connection.expectPubAck(2);
		this.connection.expectPubRec(1);
		assertNothingIsOwed();
	}

	@Test
	void messagesOfAHandlerThatIsTakenAway() {
		connect((builder) -> {
		});
		HandlerRegistration registration = subscribe("held", this::hold);
		for (int packetId = 1; packetId <= 5; packetId++) {
			send("held", 1, packetId, false, Props.NONE);
		}
		await().atMost(PATIENCE).until(() -> unhandled() == 5 * WAITING_BYTES);
		CompletableFuture<?> gone = registration.unsubscribe();
		this.connection.sendUnsubAck(this.connection.expectUnsubscribe("held").packetId(), 0);
		this.held.release(5);
		Kit.await(gone);
		for (int packetId = 1; packetId <= 5; packetId++) {
			this.connection.expectPubAck(packetId);
		}
		assertNothingIsOwed();
	}

	@ParameterizedTest
	@EnumSource(DeliveryTimeoutPolicy.class)
	void messagesThatTheirHandlerIsTooSlowFor(DeliveryTimeoutPolicy policy) {
		EventRecorder events = new EventRecorder();
		connect((builder) -> builder.deliveryTimeout(Duration.ofMillis(50))
			.deliveryTimeoutPolicy(policy)
			.errorListener(events));
		subscribe("held", this::hold);
		send("held", 2, 1, false, Props.of(Property.USER_PROPERTY, "name=value"));
		send("held", 1, 2, false, Props.NONE);
		events.expect(DeliveryOverdue.class);
		assertThat(unhandled()).isGreaterThan(2 * WAITING_BYTES);
		this.held.release(2);
		assertNothingIsOwed();
	}

	private void connect(Consumer<MqttClientBuilder> customizer) {
		this.client = this.broker.client(customizer);
		this.client.subscribe("waits", Qos.AT_MOST_ONCE, (message) -> this.finish.acquire());
		this.connection = this.broker.connect(this.client);
		this.connection.grant("waits");
	}

	private void reconnect(boolean sessionPresent) {
		this.connection.close();
		this.connection = this.broker.acceptConnect(sessionPresent, Props.NONE);
		await().atMost(PATIENCE).until(this.client::isConnected);
	}

	private HandlerRegistration subscribe(String filter, MessageHandler handler) {
		return subscribe(filter, (Handler) handler);
	}

	private HandlerRegistration subscribe(String filter, Handler handler) {
		HandlerRegistration registration = this.client.subscribe(filter, Qos.EXACTLY_ONCE, handler);
		this.connection.grant(filter);
		Kit.await(registration.result());
		return registration;
	}

	private void hold(MqttMessage message) throws InterruptedException {
		this.begun.onMessage(message);
		this.held.acquire();
	}

	private void send(String topic, int qos, int packetId, boolean duplicate, Props properties) {
		this.connection.sendPublish(topic, payload(), qos, packetId, duplicate, false, properties);
	}

	private static byte[] payload() {
		return "x".repeat(WAITING_PAYLOAD).getBytes(StandardCharsets.US_ASCII);
	}

	private long unhandled() {
		return this.client.statistics().unhandledBytes();
	}

	private void awaitNothingUnhandled() {
		await().atMost(PATIENCE).until(() -> unhandled() == 0);
	}

	private void assertNothingIsOwed() {
		awaitNothingUnhandled();
		send("waits", 0, 0, false, Props.NONE);
		await().atMost(PATIENCE)
			.untilAsserted(
					() -> assertThat(unhandled()).as("bytes of the message that waits").isEqualTo(WAITING_BYTES));
		this.finish.release();
		awaitNothingUnhandled();
	}

}
