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
import java.util.Random;
import java.util.function.LongSupplier;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.OverflowPolicy;
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
 * Connections that break at random bytes, of a client that publishes and of one that
 * receives.
 */
@Tag("chaos")
@Timeout(600)
class CutsIntegrationTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	@BothVersions
	void nothingIsLostAndNothingOfQos2ComesTwiceWhereverConnectionsBreak(MqttVersion version) throws Exception {
		Campaign.run("cuts at random bytes, " + version, (campaign) -> {
			try (MosquittoBroker broker = MosquittoBroker.start();
					TcpProxy sending = TcpProxy.to(broker.port());
					TcpProxy receiving = TcpProxy.to(broker.port());
					MqttClient receiver = client(receiving, version, "receiver");
					MqttClient sender = client(sending, version, "sender")) {
				Ledger ledger = new Ledger("cuts");
				receiver.subscribe("cuts", Qos.EXACTLY_ONCE, ledger);
				Kit.await(receiver.connect());
				Kit.await(sender.connect());
				cut(sending, campaign);
				cut(receiving, campaign);
				sending.cut();
				receiving.cut();
				Random random = campaign.random();
				int rounds = Campaign.times(1_500, 60_000);
				for (int i = 0; i < rounds && campaign.hasTime(Duration.ofSeconds(10), Duration.ofSeconds(100)); i++) {
					ledger.publish(sender, Qos.of(random.nextInt(3)), random);
				}
				sending.cutNoMore();
				receiving.cutNoMore();
				await().atMost(LONG).until(() -> ledger.open() == 0);
				await().atMost(LONG)
					.until(() -> ledger.missing(Qos.AT_LEAST_ONCE).isEmpty()
							&& ledger.missing(Qos.EXACTLY_ONCE).isEmpty());
				campaign.count("cuts of the sender", sending.cuts());
				campaign.count("cuts of the receiver", receiving.cuts());
				ledger.report(campaign);
				assertThat(ledger.again(Qos.EXACTLY_ONCE)).as("QoS 2 twice").isZero();
				assertThat(ledger.again(Qos.AT_MOST_ONCE)).as("QoS 0 twice").isZero();
				assertThat(ledger.failed(Qos.AT_LEAST_ONCE) + ledger.failed(Qos.EXACTLY_ONCE)).as("failed").isZero();
				assertThat(sending.cuts() + receiving.cuts()).isGreaterThan(Campaign.times(3, 50));
			}
		});
	}

	/** One in ten breaks before much can have happened. */
	private static void cut(TcpProxy proxy, Campaign campaign) {
		Random random = new Random(campaign.random().nextLong());
		LongSupplier bytes = () -> 1 + random.nextInt((random.nextInt(10) == 0) ? 300 : 200_000);
		proxy.cutAfter(bytes, bytes);
	}

	private static MqttClient client(TcpProxy proxy, MqttVersion version, String clientId) {
		return MqttClient.builder(proxy.uri())
			.version(version)
			.clientId(clientId)
			.reconnect(ClientBroker.FAST_RECONNECT)
			.maxPendingMessages(100)
			.overflowPolicy(OverflowPolicy.BLOCK)
			.build();
	}

}
