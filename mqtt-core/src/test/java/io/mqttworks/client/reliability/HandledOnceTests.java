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

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.mqttworks.client.FileSessionStore;
import io.mqttworks.client.Handler;
import io.mqttworks.client.MessageHandler;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.testkit.ClientBroker;
import io.mqttworks.client.testkit.MessageRecorder;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.test.Kit;
import io.mqttworks.test.Props;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a handler has finished is not handled again, whatever had become of the connection
 * and of the messages before it when the handler finished.
 */
class HandledOnceTests {

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	private final MessageRecorder handled = new MessageRecorder();

	@TempDir
	private Path folder;

	@BothVersions
	void qos2MessageHandledWithoutAConnectionIsNotHandledByTheProcessAfterACleanClose(MqttVersion version) {
		CountDownLatch started = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		MqttClient first = client(version);
		BrokerConnection connection = subscribe(first, false, (MessageHandler) (message) -> {
			started.countDown();
			release.await();
			this.handled.onMessage(message);
		});
		connection.sendPublish("t", "x", 2, 7);
		await().atMost(Kit.TIMEOUT).until(() -> started.getCount() == 0);
		connection.close();
		await().atMost(Kit.TIMEOUT).until(() -> !first.isConnected());
		release.countDown();
		this.handled.expect("x");
		first.close();
		BrokerConnection again = subscribe(client(version), true, this.handled);
		repeat(again, "x", 2, 7).expectPubRec(7);
		again.sendPubRel(7).expectPubComp(7);
		assertThat(this.handled.texts()).containsExactly("x");
	}

	@BothVersions
	void qos2MessageHandledBehindAnUnfinishedOneIsNotHandledByTheProcessAfterACleanClose(MqttVersion version) {
		MqttClient first = client(version);
		BrokerConnection connection = subscribe(first, false, MessageHandler.async((message) -> {
			this.handled.onMessage(message);
			return message.payloadAsString().equals("unfinished") ? new CompletableFuture<Void>()
					: CompletableFuture.completedFuture(null);
		}));
		connection.sendPublish("t", "unfinished", 2, 7).sendPublish("t", "finished", 2, 8);
		this.handled.expect("unfinished");
		this.handled.expect("finished");
		first.close();
		BrokerConnection again = subscribe(client(version), true, this.handled);
		repeat(again, "unfinished", 2, 7).expectPubRec(7);
		repeat(again, "finished", 2, 8).expectPubRec(8);
		assertThat(this.handled.texts()).containsExactly("unfinished", "finished", "unfinished");
	}

	@BothVersions
	void repetitionsJoinTheDeliveriesUnderWayHoweverOftenTheConnectionBreaks(MqttVersion version) {
		int count = 20;
		CountDownLatch release = new CountDownLatch(1);
		MqttClient client = this.broker.client((builder) -> builder.version(version).cleanStart(false));
		BrokerConnection connection = subscribe(client, false, (MessageHandler) (message) -> {
			release.await();
			this.handled.onMessage(message);
		});
		for (int id = 1; id <= count; id++) {
			connection.sendPublish("t", "m" + id, 1 + id % 2, id);
		}
		for (int cut = 0; cut < 5; cut++) {
			awaitReceived(client, (cut + 1L) * count);
			connection.close();
			connection = this.broker.acceptConnect(true, Props.NONE);
			for (int id = 1; id <= count; id++) {
				repeat(connection, "m" + id, 1 + id % 2, id);
			}
		}
		awaitReceived(client, 6L * count);
		release.countDown();
		for (int id = 1; id <= count; id++) {
			if (id % 2 == 0) {
				connection.expectPubAck(id);
			}
			else {
				connection.expectPubRec(id);
			}
			this.handled.expect("m" + id);
		}
		assertThat(this.handled.count()).isEqualTo(count);
	}

	private static void awaitReceived(MqttClient client, long count) {
		await().atMost(Kit.TIMEOUT)
			.until(() -> client.statistics().received().values().stream().mapToLong(Long::longValue).sum() == count);
	}

	private MqttClient client(MqttVersion version) {
		return this.broker.clientWithoutReconnect((
				builder) -> builder.version(version).cleanStart(false).sessionStore(new FileSessionStore(this.folder)));
	}

	private BrokerConnection subscribe(MqttClient client, boolean sessionPresent, Handler handler) {
		client.subscribe("t", Qos.EXACTLY_ONCE, handler);
		BrokerConnection connection = this.broker.connect(client, sessionPresent, Props.NONE);
		connection.grant("t");
		return connection;
	}

	private static BrokerConnection repeat(BrokerConnection connection, String text, int qos, int packetId) {
		return connection.sendPublish("t", text.getBytes(), qos, packetId, true, false, Props.NONE);
	}

}
