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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientBuilder;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttQueueFullException;
import io.mqttworks.client.OverflowPolicy;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReconnectPolicy;
import io.mqttworks.client.spi.Backlog;
import io.mqttworks.client.spi.StoredMessage;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.client.testkit.EventRecorder;
import io.mqttworks.client.ErrorListener.EventsLost;
import io.mqttworks.client.ErrorListener.MessageDropped;
import io.mqttworks.client.ErrorListener.StoreDamaged;
import io.mqttworks.client.ErrorListener.StoreFailed;
import io.mqttworks.test.Kit;
import io.mqttworks.client.testkit.ManualStore;
import io.mqttworks.test.Property;
import io.mqttworks.test.Props;
import io.mqttworks.test.ReceivedPacket;
import io.mqttworks.client.testkit.ClientBroker;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Messages that an earlier process left, more than a client takes into memory at once.
 */
class BacklogTests {

	private static final int MANY = 2_600;

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	private final ManualStore store = new ManualStore();

	private final EventRecorder events = new EventRecorder();

	private MqttClient client(Consumer<MqttClientBuilder> customizer) {
		return this.broker.client((builder) -> {
			builder.sessionStore(this.store).errorListener(this.events).reconnect(ReconnectPolicy.NONE);
			customizer.accept(builder);
		});
	}

	private MqttClient client() {
		return client((builder) -> {
		});
	}

	private static String text(int number) {
		return "message %05d".formatted(number);
	}

	/** Ends a process that has published and never was connected. */
	private void leave(int count, Duration expiry) {
		MqttClient first = client();
		for (int i = 0; i < count; i++) {
			MqttMessage.Builder message = MqttMessage.builder("t").payload(text(i)).qos(Qos.AT_LEAST_ONCE);
			first.publish(((expiry != null) ? message.messageExpiry(expiry) : message).build());
		}
		await().atMost(Kit.TIMEOUT).until(() -> this.store.messages().size() == count);
		this.store.crash();
	}

	@Test
	void isReadAsItIsSentAndWhatIsPublishedMeanwhileComesBehindIt() {
		leave(MANY, null);
		MqttClient client = client();
		assertThat(client.pendingPublishes()).isEqualTo(MANY);
		assertThat(client.statistics().pendingBytes()).isBetween(10L * MANY, 50L * MANY);
		client.publish("t", "offline", Qos.AT_LEAST_ONCE);
		BrokerConnection connection = this.broker.connect(client, false, Props.of(Property.RECEIVE_MAXIMUM, 10));
		List<String> received = new ArrayList<>();
		for (int i = 0; i < MANY + 2; i++) {
			ReceivedPacket publish = connection.expectPublish();
			received.add(publish.text());
			if (i == 100) {
				client.publish("t", "online", Qos.AT_LEAST_ONCE);
				assertThat(this.store.read()).isEqualTo(1_000);
			}
			connection.sendPubAck(publish.packetId());
		}
		List<String> expected = new ArrayList<>(IntStream.range(0, MANY).mapToObj(BacklogTests::text).toList());
		expected.add("offline");
		expected.add("online");
		assertThat(received).isEqualTo(expected);
		await().atMost(Kit.TIMEOUT).until(() -> client.pendingPublishes() == 0);
		assertThat(client.statistics().pendingBytes()).isZero();
		client.close();
		assertThat(this.store.messages()).isEmpty();
	}

	@Test
	void isSentBeforeAClientIsClosedThatHasJustConnected() {
		leave(1, null);
		MqttClient client = client();
		CompletableFuture<ConnectResult> connected = client.connect();
		CompletableFuture<Void> closed = connected.thenRunAsync(client::close, Kit.NEW_THREADS);
		BrokerConnection connection = this.broker.acceptConnect();
		connection.sendPubAck(connection.expectPublishOf(text(0)).packetId());
		Kit.await(closed);
		assertThat(this.store.messages()).isEmpty();
	}

	@Test
	void whatIsNotSentStaysForTheNextProcess() {
		leave(MANY, null);
		MqttClient client = client();
		BrokerConnection connection = this.broker.connect(client, false, Props.of(Property.RECEIVE_MAXIMUM, 10));
		for (int i = 0; i < 1_500; i++) {
			connection.sendPubAck(connection.expectPublishOf(text(i)).packetId());
		}
		await().atMost(Kit.TIMEOUT).until(() -> client.pendingPublishes() == MANY - 1_500);
		client.publish("t", "behind", Qos.AT_LEAST_ONCE);
		connection.close();
		client.close();
		assertThat(client.pendingPublishes()).isZero();
		MqttClient next = client();
		assertThat(next.pendingPublishes()).isEqualTo(MANY - 1_500 + 1);
		BrokerConnection again = this.broker.connect(next);
		for (int i = 1_500; i < MANY; i++) {
			again.sendPubAck(again.expectPublishOf(text(i)).packetId());
		}
		again.expectPublishOf("behind");
	}

	@Test
	void isReadNoFurtherThanMemoryAllowsHoweverManyMessagesTheServerTakes() {
		MqttClient first = client();
		byte[] payload = new byte[100_000];
		for (int i = 0; i < 250; i++) {
			first.publish("t", payload, Qos.AT_LEAST_ONCE);
		}
		await().atMost(Kit.TIMEOUT).until(() -> this.store.messages().size() == 250);
		this.store.crash();
		MqttClient client = client();
		BrokerConnection connection = this.broker.connect(client);
		List<Integer> ids = new ArrayList<>();
		for (int i = 0; i < 160; i++) {
			ids.add(connection.expectPublish().packetId());
		}
		await().during(Kit.MOMENT).atMost(Kit.TIMEOUT).until(() -> this.store.read() < 180);
		ids.forEach(connection::sendPubAck);
		for (int i = 160; i < 250; i++) {
			connection.sendPubAck(connection.expectPublish().packetId());
		}
		await().atMost(Kit.TIMEOUT).until(() -> client.pendingPublishes() == 0);
	}

	/** How many were told, or counted because too many waited for the listener. */
	private long dropped() {
		return this.events.all(MessageDropped.class).size()
				+ this.events.all(EventsLost.class).stream().mapToLong(EventsLost::count).sum();
	}

	@Test
	void expiredMessagesOfItAreToldWithoutAConnectionAndMakeRoom() {
		leave(MANY, Duration.ofMinutes(1));
		MqttClient later = client();
		later.publish("t", "stays", Qos.AT_LEAST_ONCE);
		later.close();
		this.store.age(Duration.ofMinutes(5));
		MqttClient client = client((builder) -> builder.maxPendingMessages(2));
		Kit.awaitFailure(client.publish("t", "no room", Qos.AT_LEAST_ONCE), MqttQueueFullException.class);
		await().atMost(Kit.TIMEOUT).until(() -> client.pendingPublishes() == 1);
		// They expire faster than a listener can be told: what has no room is counted.
		await().atMost(Kit.TIMEOUT).until(() -> dropped() == MANY);
		assertThat(this.events.all(MessageDropped.class)).isNotEmpty()
			.allMatch((dropped) -> dropped.cause().getMessage().contains("expired"));
		client.publish("t", "room", Qos.AT_LEAST_ONCE);
		BrokerConnection connection = this.broker.connect(client);
		connection.expectPublishOf("stays");
		connection.expectPublishOf("room");
		client.close();
		assertThat(this.store.messages()).hasSize(2);
	}

	@Test
	void theOldestOfItAreDroppedIfThePolicyWantsIt() {
		leave(MANY, null);
		MqttClient client = client(
				(builder) -> builder.maxPendingMessages(5).overflowPolicy(OverflowPolicy.DROP_OLDEST));
		client.publish("t", "new", Qos.AT_LEAST_ONCE);
		BrokerConnection connection = this.broker.connect(client, false, Props.of(Property.RECEIVE_MAXIMUM, 1));
		List<String> received = new ArrayList<>();
		String last = "";
		while (!last.equals("new")) {
			ReceivedPacket publish = connection.expectPublish();
			last = publish.text();
			received.add(last);
			connection.sendPubAck(publish.packetId());
		}
		assertThat(received.subList(0, received.size() - 1)).isSorted();
		await().atMost(Kit.TIMEOUT).until(() -> client.pendingPublishes() == 0);
		await().atMost(Kit.TIMEOUT).until(() -> dropped() + received.size() == MANY + 1);
		client.close();
		assertThat(this.store.messages()).isEmpty();
	}

	@Test
	void ifItCannotBeReadThatIsToldAndItStays() {
		leave(10, null);
		this.store.backlog(BrokenBacklog::new);
		MqttClient client = client();
		this.broker.connect(client);
		assertThat(this.events.expect(StoreFailed.class).cause()).hasMessageContaining("Input/output error");
		assertThat(Kit.awaitFailure(client.publish("t", "x", Qos.AT_LEAST_ONCE), MqttException.class))
			.hasMessageContaining("Input/output error");
		await().atMost(Kit.TIMEOUT).until(() -> client.pendingPublishes() == 0);
		client.close();
		assertThat(this.store.messages()).extracting(StoredMessage::key).contains(1L, 10L);
	}

	@Test
	void aStoreThatFailsWhileNobodyWaitsForItIsTold() {
		MqttClient client = client();
		this.store.fail(new IllegalStateException("No space left on device"));
		assertThat(this.events.expect(StoreFailed.class).cause()).hasMessageContaining("No space left on device");
		assertThatExceptionOfType(MqttException.class).isThrownBy(client::close);
	}

	@Test
	void damageIsTold() {
		this.store.damage("file 7 is damaged");
		client();
		assertThat(this.events.expect(StoreDamaged.class).cause()).hasMessageContaining("file 7 is damaged");
	}

	private record BrokenBacklog(Backlog backlog) implements Backlog {

		@Override
		public int messages() {
			return this.backlog.messages();
		}

		@Override
		public long bytes() {
			return this.backlog.bytes();
		}

		@Override
		public CompletableFuture<List<StoredMessage>> next(int maxMessages, long maxBytes) {
			return CompletableFuture.failedFuture(new MqttException("Input/output error"));
		}

		@Override
		public CompletableFuture<List<StoredMessage>> expired(Instant now, int maxMessages, long maxBytes) {
			return CompletableFuture.completedFuture(List.of());
		}

	}

}
