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
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.mqttworks.client.ConnectionListener;
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
class CutsIntegrationTests implements ConnectionListener {

	private static final Duration LONG = Duration.ofSeconds(120);

	/** As Mosquitto logs it. */
	private static final Pattern SENT = Pattern.compile("Sending PUB(REL to receiver \\(m(?<released>\\d+)"
			+ "|LISH to receiver \\(d(?<duplicate>\\d), q2, r\\d, m(?<published>\\d+))");

	/** The first of each client is one. */
	private final AtomicInteger withoutSession = new AtomicInteger();

	@BothVersions
	void nothingIsLostAndNothingOfQos2ComesTwiceWhereverConnectionsBreak(MqttVersion version) throws Exception {
		Campaign.run("cuts at random bytes, " + version, (campaign) -> {
			try (MosquittoBroker broker = MosquittoBroker.start("log_type all");
					TcpProxy sending = TcpProxy.to(broker.port());
					TcpProxy receiving = TcpProxy.to(broker.port());
					MqttClient receiver = client(receiving, version, "receiver");
					MqttClient sender = client(sending, version, "sender")) {
				Ledger ledger = new Ledger("cuts");
				Kit.await(receiver.connect());
				// What is published before the server knows of it is lost by right.
				Kit.await(receiver.subscribe("cuts", Qos.EXACTLY_ONCE, ledger).result());
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
				await().atMost(LONG).untilAsserted(() -> {
					assertThat(ledger.missing(Qos.AT_LEAST_ONCE)).as("QoS 1 missing, %s", receiver.statistics())
						.isEmpty();
					assertThat(ledger.missing(Qos.EXACTLY_ONCE)).as("QoS 2 missing, %s", receiver.statistics())
						.isEmpty();
				});
				campaign.count("cuts of the sender", sending.cuts());
				campaign.count("cuts of the receiver", receiving.cuts());
				ledger.report(campaign);
				campaign.count("QoS 2 twice and not marked as repetitions", ledger.publishedAgain(Qos.EXACTLY_ONCE));
				campaign.count("connections without a session", this.withoutSession.get());
				long renewed = publishedAfterPubrel(broker);
				campaign.count("QoS 2 that Mosquitto published again after its own PUBREL", renewed);
				assertThat(ledger.again(Qos.EXACTLY_ONCE)).as("QoS 2 twice").isLessThanOrEqualTo(renewed);
				assertThat(ledger.again(Qos.AT_MOST_ONCE)).as("QoS 0 twice").isZero();
				assertThat(ledger.failed(Qos.AT_LEAST_ONCE) + ledger.failed(Qos.EXACTLY_ONCE)).as("failed").isZero();
				assertThat(sending.cuts() + receiving.cuts()).isGreaterThan(Campaign.times(3, 50));
			}
		});
	}

	/**
	 * How often the broker did what it must not [MQTT-4.3.3-1]: a PUBLISH with DUP after
	 * the PUBREL of the same exchange, because a connection ended while it repeated the
	 * PUBRELs. The client has forgotten the identifier by then, as it must.
	 */
	private static long publishedAfterPubrel(MosquittoBroker broker) {
		Set<String> released = new HashSet<>();
		AtomicLong times = new AtomicLong();
		try (Stream<String> lines = broker.logLines()) {
			lines.map(SENT::matcher).filter(Matcher::find).forEach((sent) -> {
				if (sent.group("released") != null) {
					released.add(sent.group("released"));
				}
				else if (released.remove(sent.group("published")) && sent.group("duplicate").equals("1")) {
					times.incrementAndGet();
				}
			});
		}
		return times.get();
	}

	/** One in ten breaks before much can have happened. */
	private static void cut(TcpProxy proxy, Campaign campaign) {
		Random random = new Random(campaign.random().nextLong());
		LongSupplier bytes = () -> 1 + random.nextInt((random.nextInt(10) == 0) ? 300 : 200_000);
		proxy.cutAfter(bytes, bytes);
	}

	private MqttClient client(TcpProxy proxy, MqttVersion version, String clientId) {
		return MqttClient.builder(proxy.uri())
			.version(version)
			.clientId(clientId)
			.reconnect(ClientBroker.FAST_RECONNECT)
			.maxPendingMessages(100)
			.overflowPolicy(OverflowPolicy.BLOCK)
			.connectionListener(this)
			.build();
	}

	@Override
	public void onConnected(Connected event) {
		if (!event.result().sessionPresent()) {
			this.withoutSession.incrementAndGet();
		}
	}

}
