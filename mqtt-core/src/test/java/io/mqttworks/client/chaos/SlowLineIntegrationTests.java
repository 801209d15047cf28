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

package io.mqttworks.client.chaos;

import java.time.Duration;

import io.mqttworks.client.ConnectionListener.Disconnected;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.testkit.Campaign;
import io.mqttworks.client.testkit.ClientBroker;
import io.mqttworks.client.testkit.EventRecorder;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.Kit;
import io.mqttworks.test.MosquittoBroker;
import io.mqttworks.test.TcpProxy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * More to send than a slow line takes within the keep-alive interval.
 */
@Tag("chaos")
@Timeout(600)
class SlowLineIntegrationTests {

	private static final int RATE = 40_000;

	private static final Duration LONG = Duration.ofSeconds(90);

	@BothVersions
	void slowLineIsNotTakenForADeadOne(MqttVersion version) throws Exception {
		Campaign.run("slow line of 40 kB/s, " + version, (campaign) -> {
			EventRecorder events = new EventRecorder();
			try (MosquittoBroker broker = MosquittoBroker.start();
					TcpProxy line = TcpProxy.to(broker.port());
					MqttClient receiver = client(broker.uri(), version, "receiver", Duration.ofSeconds(60), events)) {
				line.slow(RATE);
				try (MqttClient sender = client(line.uri(), version, "sender", Duration.ofSeconds(4), events)) {
					Ledger ledger = new Ledger("slow");
					Kit.await(receiver.connect());
					Kit.await(receiver.subscribe("slow", Qos.EXACTLY_ONCE, ledger).result());
					Kit.await(sender.connect());
					// Several times what the line takes within the keep-alive interval.
					int messages = Campaign.times(1_200, 15_000);
					for (int i = 0; i < messages; i++) {
						ledger.publish(sender, (i % 10 == 0) ? Qos.of(1 + i / 10 % 2) : Qos.AT_MOST_ONCE, 100);
					}
					ledger.publish(sender, Qos.AT_LEAST_ONCE, Campaign.times(100_000, 1_000_000));
					await().atMost(LONG).until(() -> ledger.open() == 0);
					assertThat(events.all(Disconnected.class)).isEmpty();
					await().atMost(LONG).until(() -> ledger.missing(Qos.AT_MOST_ONCE).isEmpty());
					await().atMost(LONG).until(() -> ledger.missing(Qos.AT_LEAST_ONCE).isEmpty());
					await().atMost(LONG).until(() -> ledger.missing(Qos.EXACTLY_ONCE).isEmpty());
					campaign.count("connections lost", sender.statistics().connects() - 1);
					ledger.report(campaign);
					for (Qos qos : Qos.values()) {
						assertThat(ledger.again(qos)).as(qos + " twice").isZero();
					}
					assertThat(sender.statistics().connects()).as("connections").isOne();
				}
			}
		});
	}

	private static MqttClient client(String uri, MqttVersion version, String clientId, Duration keepAlive,
			EventRecorder events) {
		return MqttClient.builder(uri)
			.version(version)
			.clientId(clientId)
			.keepAlive(keepAlive)
			.reconnect(ClientBroker.FAST_RECONNECT)
			.maxPendingMessages(20_000)
			.connectionListener(events)
			.build();
	}

}
