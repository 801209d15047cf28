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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReconnectPolicy;
import io.mqttworks.client.testkit.Campaign;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.FuzzingServer;
import io.mqttworks.test.Jvm;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A server that sends whatever it likes: nothing is delivered that it did not validly
 * send, nothing is lost, nothing hangs, and nothing grows.
 */
@Tag("chaos")
@Timeout(900)
class FuzzingServerTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	private static final ReconnectPolicy AT_ONCE = ReconnectPolicy.builder()
		.minDelay(Duration.ofMillis(1))
		.maxDelay(Duration.ofMillis(1))
		.stableAfter(Duration.ZERO)
		.build();

	@BothVersions
	void whateverAServerSendsNothingIsDeliveredThatIsNotValidAndNothingIsLost(MqttVersion version) throws Exception {
		Campaign.run("fuzzing server, " + version, (campaign) -> {
			long heap = 0;
			long direct = 0;
			int threads = 0;
			for (int round = 0; campaign.hasTime(Duration.ofMillis(2_500), Duration.ofSeconds(150)); round++) {
				round(campaign, version);
				if (round == 0) {
					heap = usedHeap();
					direct = Jvm.directBytes();
					threads = Jvm.threads("mqtt-").size();
				}
			}
			campaign.count("KiB of heap more", (usedHeap() - heap) / 1024);
			campaign.count("KiB of direct memory more", (Jvm.directBytes() - direct) / 1024);
			assertThat(campaign.count("KiB of heap more")).isLessThan(8 * 1024);
			assertThat(campaign.count("KiB of direct memory more")).isLessThan(16 * 1024);
			assertThat(Jvm.threads("mqtt-").size()).isLessThanOrEqualTo(threads + 64);
		});
	}

	private static void round(Campaign campaign, MqttVersion version) throws Exception {
		Map<String, Integer> delivered = new HashMap<>();
		List<CompletableFuture<PublishResult>> results = new ArrayList<>();
		int faults = campaign.between(20, Campaign.times(60, 400));
		try (FuzzingServer server = FuzzingServer.start(campaign.random().nextLong(), faults);
				MqttClient client = MqttClient.builder(server.uri())
					.version(version)
					.clientId("fuzzed")
					.receiveMaximum(50)
					.topicAliasMaximum(5)
					.poisonThreshold(0)
					.reconnect(AT_ONCE)
					.build()) {
			client.subscribe("fuzz/#", Qos.EXACTLY_ONCE, (message) -> delivered
				.merge(new String(message.payload(), StandardCharsets.ISO_8859_1), 1, Integer::sum));
			client.start();
			for (int i = 0; !server.isQuiet() || i < 20; i++) {
				if (client.pendingPublishes() < 20) {
					results.add(client.publish("out", "out-" + i, Qos.of(1 + i % 2)));
				}
				if (i % 10 == 0) {
					await().atMost(LONG)
						.pollDelay(Duration.ofMillis(2))
						.pollInterval(Duration.ofMillis(2))
						.until(() -> client.pendingPublishes() < 20);
				}
				if (!server.violations().isEmpty()) {
					break;
				}
			}
			await().atMost(LONG)
				.until(() -> !server.violations().isEmpty() || results.stream().allMatch(CompletableFuture::isDone));
			await().atMost(LONG).until(() -> !server.violations().isEmpty() || server.isQuiet());
			client.close();
			assertThat(server.check(delivered)).isEmpty();
			assertThat(results).noneMatch(CompletableFuture::isCompletedExceptionally);
			assertThat(client.statistics().unhandledBytes()).isZero();
			campaign.count("connections with faults", faults);
			campaign.count("streams against the rules", server.refused());
			campaign.count("packets", server.packets());
			campaign.count("delivered", delivered.values().stream().mapToInt(Integer::intValue).sum());
			campaign.count("published", results.size());
		}
	}

	private static long usedHeap() {
		System.gc();
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

}
