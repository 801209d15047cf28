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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReconnectPolicy;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.test.Kit;
import io.mqttworks.test.ReceivedPacket;
import io.mqttworks.test.ScriptedBroker;
import io.mqttworks.test.TcpProxy;
import io.netty.handler.codec.mqtt.MqttMessageType;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A line that takes many keep-alives for what is to be sent: a client that sends is not
 * taken for one without a server, and its pings get through.
 */
@Timeout(120)
class SlowLineTests {

	private static final int BYTES_PER_SECOND = 120_000;

	/** Six seconds' worth. */
	private static final int BYTES = 6 * BYTES_PER_SECOND;

	private static final Duration KEEP_ALIVE = Duration.ofSeconds(2);

	@AutoClose
	private final ScriptedBroker broker = ScriptedBroker.start();

	@AutoClose
	private final TcpProxy line = TcpProxy.slow(this.broker.port(), BYTES_PER_SECOND);

	@BothVersions
	void manySmallMessagesArriveOnOneConnectionWithPingsBetweenThem(MqttVersion version) {
		int size = 100;
		int count = BYTES / size;
		try (MqttClient client = client(version)) {
			CompletableFuture<?> connected = client.connect();
			BrokerConnection connection = this.broker.acceptConnect();
			Kit.await(connected);
			List<CompletableFuture<PublishResult>> published = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				published.add(client.publish("t", new byte[size], Qos.AT_MOST_ONCE));
			}
			int pings = 0;
			for (int arrived = 0; arrived < count;) {
				ReceivedPacket packet = connection.expectAny();
				if (packet.type() == MqttMessageType.PINGREQ) {
					pings++;
					connection.sendPingResp();
				}
				else {
					assertThat(packet.type()).isEqualTo(MqttMessageType.PUBLISH);
					arrived++;
				}
			}
			published.forEach(Kit::await);
			assertThat(pings).isPositive();
			assertThat(client.statistics().connects()).isOne();
		}
	}

	@BothVersions
	void oneLargeMessageThatTakesManyKeepAlivesArrives(MqttVersion version) {
		try (MqttClient client = client(version)) {
			CompletableFuture<?> connected = client.connect();
			BrokerConnection connection = this.broker.acceptConnect();
			Kit.await(connected);
			CompletableFuture<PublishResult> large = client.publish("large", new byte[BYTES], Qos.AT_LEAST_ONCE);
			CompletableFuture<PublishResult> small = client.publish("small", new byte[1], Qos.AT_LEAST_ONCE);
			await().atMost(Duration.ofSeconds(60)).until(() -> connection.arrived().size() > 1);
			ReceivedPacket first = connection.expectPublish("large");
			assertThat(first.payload()).hasSize(BYTES);
			connection.sendPubAck(first.packetId());
			// The ping went ahead of what waited behind the message.
			connection.expectPingReq();
			connection.sendPingResp();
			connection.sendPubAck(connection.expectPublish("small").packetId());
			Kit.await(large);
			Kit.await(small);
			assertThat(client.statistics().connects()).isOne();
		}
	}

	@BothVersions
	void serverThatStopsTakingALargeMessageIsNoticed(MqttVersion version) {
		try (MqttClient client = client(version)) {
			CompletableFuture<?> connected = client.connect();
			this.broker.acceptConnect();
			Kit.await(connected);
			this.line.stall();
			client.publish("large", new byte[BYTES], Qos.AT_LEAST_ONCE);
			await().atMost(Duration.ofSeconds(60)).until(() -> !client.isConnected());
			assertThat(client.lastFailure()).hasMessageContaining("PINGREQ");
		}
	}

	@BothVersions
	void deadLineIsNoticedThoughMessagesGoOnBeingWritten(MqttVersion version) {
		try (MqttClient client = client(version)) {
			CompletableFuture<?> connected = client.connect();
			this.broker.acceptConnect();
			Kit.await(connected);
			this.line.stall();
			await().pollInterval(Duration.ofMillis(50)).atMost(Duration.ofSeconds(60)).until(() -> {
				client.publish("small", new byte[10], Qos.AT_MOST_ONCE);
				return !client.isConnected();
			});
			assertThat(client.lastFailure()).hasMessageContaining("PINGREQ");
		}
	}

	private MqttClient client(MqttVersion version) {
		return MqttClient.builder(this.line.uri())
			.clientId("slow")
			.version(version)
			.keepAlive(KEEP_ALIVE)
			.reconnect(ReconnectPolicy.NONE)
			.closeTimeout(Duration.ofMillis(500))
			.build();
	}

}
