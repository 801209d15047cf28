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

package io.mqttworks.client.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.mqttworks.client.FileSessionStore;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.Qos;
import io.mqttworks.client.testkit.Campaign;
import io.mqttworks.client.testkit.MessageRecorder;
import io.mqttworks.test.MosquittoBroker;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A process with a session in files is killed while it publishes and receives at full
 * speed, again and again: the next one goes on where it stopped.
 */
@Tag("chaos")
@Timeout(600)
class ProcessKillIntegrationTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private static final int LIVES = Campaign.times(4, 50);

	private static final int DELIVERIES = 10 * LIVES;

	@TempDir
	private Path directory;

	@ParameterizedTest(name = "up to {0} at once")
	@ValueSource(ints = { 1, 100 })
	void nothingIsLostAndNothingOfQos2ComesTwice(int receiveMaximum) throws Exception {
		Campaign.run("kill -9 of a process, " + receiveMaximum + " at once",
				(campaign) -> kill(campaign, receiveMaximum));
	}

	private void kill(Campaign campaign, int receiveMaximum) throws Exception {
		try (MosquittoBroker broker = MosquittoBroker.start("max_queued_messages 0");
				MqttClient observer = client(broker, "observer");
				MqttClient sender = client(broker, "sender")) {
			MessageRecorder once = new MessageRecorder();
			MessageRecorder least = new MessageRecorder();
			observer.subscribe("out/2", Qos.EXACTLY_ONCE, once).result().join();
			observer.subscribe("out/1", Qos.AT_LEAST_ONCE, least).result().join();
			int sent = 0;
			for (int life = 1; life <= LIVES; life++) {
				int before = once.count();
				int received = received().size();
				Process process = start(broker, life, receiveMaximum);
				int enough = before + campaign.between(100, 3_000);
				try {
					// From the first life on there is a subscription, whether it lives or
					// not.
					await().atMost(LONG).until(() -> once.count() > before);
					for (int i = 0; i < DELIVERIES / LIVES; i++) {
						sender.publish("in", "" + sent++, Qos.EXACTLY_ONCE);
					}
					// It is in the middle of both directions when it is killed.
					await().atMost(LONG).until(() -> received().size() > received + 3 && once.count() > enough);
				}
				finally {
					process.destroyForcibly();
					assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
				}
			}
			finish(broker);
			assertWhole(once.texts(), true);
			assertWhole(least.texts(), false);
			List<String> received = received();
			assertThat(new HashSet<>(received)).hasSize(DELIVERIES);
			campaign.count("kills", LIVES);
			campaign.count("published QoS 1", least.count());
			campaign.count("published QoS 2", once.count());
			campaign.count("received QoS 2", DELIVERIES);
			campaign.count("received twice", (long) received.size() - DELIVERIES);
			// Whose handler had returned, and not been noted, when the process was
			// killed.
			assertThat(received.size()).isLessThanOrEqualTo(DELIVERIES + LIVES * receiveMaximum);
		}
	}

	private List<String> received() throws IOException {
		Path file = this.directory.resolve("received");
		return Files.exists(file) ? Files.readAllLines(file) : List.of();
	}

	private static MqttClient client(MosquittoBroker broker, String clientId) {
		MqttClient client = MqttClient.builder(broker.uri()).clientId(clientId).build();
		client.connect().join();
		return client;
	}

	private Process start(MosquittoBroker broker, int life, int receiveMaximum) throws IOException {
		String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", classPath,
				StoringProcess.class.getName(), broker.uri(), this.directory.toString(), String.valueOf(life),
				String.valueOf(receiveMaximum))
			.redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("log").toFile())
			.start();
	}

	/** The last life only brings to its end what those before have begun. */
	private void finish(MosquittoBroker broker) throws IOException {
		Path received = this.directory.resolve("received");
		try (MqttClient last = MqttClient.builder(broker.uri())
			.clientId("storing")
			.sessionStore(new FileSessionStore(this.directory))
			.build()) {
			last.subscribe("in", Qos.EXACTLY_ONCE, (message) -> Files.writeString(received,
					message.payloadAsString() + "\n", StandardOpenOption.APPEND));
			last.connect().join();
			await().atMost(LONG)
				.until(() -> last.pendingPublishes() == 0 && new HashSet<>(received()).size() == DELIVERIES);
		}
	}

	/**
	 * Of each life there is every number from 0 on. Their order is not looked at:
	 * Mosquitto does not keep it towards a subscriber that lags.
	 */
	private static void assertWhole(List<String> texts, boolean once) {
		Map<String, List<Integer>> lives = texts.stream()
			.map((text) -> text.split(" "))
			.collect(Collectors.groupingBy((parts) -> parts[0], TreeMap::new,
					Collectors.mapping((parts) -> Integer.valueOf(parts[1]), Collectors.toList())));
		// A life that finds enough to send may not get to messages of its own.
		assertThat(lives).hasSizeGreaterThan(1);
		lives.forEach((life, numbers) -> {
			BitSet seen = new BitSet();
			numbers.forEach(seen::set);
			assertThat(seen.nextClearBit(0)).as("first number of life %s that is missing", life)
				.isEqualTo(seen.length());
			if (once) {
				assertThat(numbers.size()).as("numbers of life %s", life).isEqualTo(seen.length());
			}
		});
	}

}
