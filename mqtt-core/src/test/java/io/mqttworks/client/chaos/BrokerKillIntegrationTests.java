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

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.testkit.Campaign;
import io.mqttworks.client.testkit.ClientBroker;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.Kit;
import io.mqttworks.test.MosquittoBroker;
import io.mqttworks.test.TcpProxy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A broker that is killed with {@code kill -9} in the middle of exchanges in both
 * directions. What it knows is on its disk: it saves between the cut of its connections
 * and the kill, as Mosquitto does not save each change by itself. The receiver asks for
 * QoS 1: Mosquitto 2.0.11 has forgotten after its start that it had a PUBREC, and sends
 * the PUBLISH again after its own PUBREL.
 */
@Tag("chaos")
@Timeout(600)
class BrokerKillIntegrationTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	@BothVersions
	void nothingIsLostAndNothingOfQos2ComesTwiceWhenTheBrokerIsKilled(MqttVersion version) throws Exception {
		Campaign.run("kill -9 of the broker, " + version, (campaign) -> {
			try (MosquittoBroker broker = MosquittoBroker.startPersistent();
					TcpProxy proxy = TcpProxy.to(broker.port());
					MqttClient receiver = client(proxy, version, "receiver");
					MqttClient sender = client(proxy, version, "sender")) {
				Ledger ledger = new Ledger("kills");
				Kit.await(receiver.connect());
				Kit.await(receiver.subscribe("kills", Qos.AT_LEAST_ONCE, ledger).result());
				Kit.await(sender.connect());
				int kills = Campaign.times(2, 30);
				for (int kill = 0; kill < kills; kill++) {
					int before = ledger.published(Qos.AT_LEAST_ONCE) + ledger.published(Qos.EXACTLY_ONCE);
					int done = before + campaign.between(1, 700);
					for (int i = 0; i < 800; i++) {
						ledger.publish(sender, Qos.of(1 + i % 2), campaign.random());
					}
					await().atMost(LONG)
						.pollInterval(Duration.ofMillis(1))
						.until(() -> ledger.published(Qos.AT_LEAST_ONCE) + ledger.published(Qos.EXACTLY_ONCE)
								- ledger.open() >= done);
					proxy.refuse(true);
					proxy.cut();
					broker.save();
					broker.kill();
					broker.restart();
					proxy.refuse(false);
					campaign.count("kills", 1);
					await().atMost(LONG).until(() -> sender.isConnected() && receiver.isConnected());
				}
				await().atMost(LONG).until(() -> ledger.open() == 0);
				await().atMost(LONG)
					.until(() -> ledger.missing(Qos.AT_LEAST_ONCE).isEmpty()
							&& ledger.missing(Qos.EXACTLY_ONCE).isEmpty());
				ledger.report(campaign);
				campaign.count("QoS 2 published twice", ledger.publishedAgain(Qos.EXACTLY_ONCE));
				assertThat(ledger.publishedAgain(Qos.EXACTLY_ONCE)).as("QoS 2 published twice").isZero();
			}
		});
	}

	private static MqttClient client(TcpProxy proxy, MqttVersion version, String clientId) {
		return MqttClient.builder(proxy.uri())
			.version(version)
			.clientId(clientId)
			.reconnect(ClientBroker.FAST_RECONNECT)
			.build();
	}

}
