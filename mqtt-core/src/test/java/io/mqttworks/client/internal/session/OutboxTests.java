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

package io.mqttworks.client.internal.session;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.OverflowPolicy;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ServerAddress;
import io.mqttworks.client.internal.codec.Packet;
import io.mqttworks.client.internal.codec.PacketType;
import io.mqttworks.client.internal.codec.TopicBytes;
import io.mqttworks.client.spi.StoredMessage;
import io.mqttworks.client.spi.StoredSession;
import io.mqttworks.client.testkit.ManualStore;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages that wait in a session store to be sent: the {@link Outbox} of an
 * {@link OutboundSession} whose event loop and connection are the test's.
 */
class OutboxTests {

	private final ManualStore store = new ManualStore();

	private final PublishQueue queue = new PublishQueue(100, 1_000_000, OverflowPolicy.FAIL);

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private final List<StoredPublish> sent = new ArrayList<>();

	private Journal journal;

	private OutboundSession session;

	@Test
	void messageBehindOneThatExpiresIsSentAtOnce() {
		open();
		publish("first", null);
		publish("expired", Duration.ZERO);
		publish("next", null);
		connect(false);
		assertThat(topics()).containsExactly("first");
		this.session.acknowledged(PacketType.PUBACK, this.sent.get(0).packetId());
		runTasks();
		assertThat(topics()).containsExactly("first", "next");
	}

	@Test
	void messagesKeepTheirOrderWhenTheRestIsReadFromTheStoreWithoutAConnection() {
		StoredSession earlier = this.store.open("client");
		earlier.save(new StoredMessage(1, MqttMessage.of("restored", "x", Qos.AT_LEAST_ONCE), null, 0, false));
		earlier.flush();
		this.store.crash();
		open();
		publish("behind", null);
		this.session.connected(new Wire(), result(true), true);
		turn();
		this.session.disconnected();
		runTasks();
		publish("new", null);
		connect(true);
		for (int i = 0; i < 3; i++) {
			this.session.acknowledged(PacketType.PUBACK, this.sent.get(i).packetId());
			runTasks();
		}
		assertThat(topics()).containsExactly("restored", "behind", "new");
	}

	private void open() {
		StoredSession stored = this.store.open("client");
		QuietListener listener = new QuietListener();
		this.journal = new Journal("client", stored, this.tasks::add, listener);
		this.session = new OutboundSession("client", this.queue, new PacketIds(), new OutboundSettings(0, 65_535, 0),
				listener, new Counters(), this.journal);
		this.session.restore(stored.restore());
	}

	private void publish(String topic, Duration expiry) {
		StoredPublish publish = new StoredPublish(
				MqttMessage.builder(topic).payload("x").qos(Qos.AT_LEAST_ONCE).messageExpiry(expiry).build(),
				TopicBytes.of(topic));
		assertThat(this.queue.admit(publish)).isNull();
		this.queue.submit(publish);
		runTasks();
	}

	private void connect(boolean sessionPresent) {
		this.session.connected(new Wire(), result(sessionPresent), true);
		runTasks();
	}

	/** What wakes the event loop ends a turn, and nothing else does. */
	private void runTasks() {
		turn();
		for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
			task.run();
			turn();
		}
	}

	private void turn() {
		this.session.takeOver();
		do {
			this.session.send();
		}
		while (this.session.canSend());
		this.journal.commit();
		this.session.completions().complete();
	}

	private List<String> topics() {
		return this.sent.stream().map((publish) -> publish.message().topic()).toList();
	}

	private static ConnectResult result(boolean sessionPresent) {
		return ConnectResult.builder(ServerAddress.parse("mqtt://localhost"), MqttVersion.MQTT_5, "client")
			.sessionPresent(sessionPresent)
			.receiveMaximum(1)
			.build();
	}

	/**
	 * The connection.
	 */
	private final class Wire implements Output {

		@Override
		public boolean isWritable() {
			return true;
		}

		@Override
		public void send(Packet packet) {
			throw new AssertionError("not expected: " + packet);
		}

		@Override
		public void acknowledge(int type, int packetId) {
			throw new AssertionError("not expected: " + PacketType.name(type));
		}

		@Override
		public long publish(PendingPublish publish, boolean duplicate, int topicAlias, boolean aliasKnown,
				long maximumSize) {
			OutboxTests.this.sent.add((StoredPublish) publish);
			return publish.size();
		}

		@Override
		public void completeWhenFlushed(PendingPublish publish) {
			throw new AssertionError("not expected");
		}

		@Override
		public void flush() {
		}

		@Override
		public void read(boolean on) {
		}

		@Override
		public void reset(MqttException cause) {
			throw new AssertionError("not expected", cause);
		}

	}

}
