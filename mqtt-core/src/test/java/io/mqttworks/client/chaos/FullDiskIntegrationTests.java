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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.mqttworks.client.ErrorListener.StoreFailed;
import io.mqttworks.client.FileSessionStore;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.client.spi.StoredMessage;
import io.mqttworks.client.spi.StoredSession;
import io.mqttworks.client.testkit.Campaign;
import io.mqttworks.client.testkit.ClientBroker;
import io.mqttworks.client.testkit.EventRecorder;
import io.mqttworks.client.testkit.MessageRecorder;
import io.mqttworks.test.OrdinaryServer;
import io.mqttworks.test.Tools;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A real file system that is full, at a random byte. It is made in memory, which needs
 * the right to mount.
 */
@Tag("chaos")
@Timeout(600)
class FullDiskIntegrationTests {

	@TempDir
	private Path directory;

	private boolean mounted;

	@AfterEach
	void unmount() throws Exception {
		if (this.mounted) {
			assertThat(run("umount", this.directory.toString())).isZero();
		}
	}

	@Test
	void nothingThatWasSavedIsLostWhenTheDiskIsFull() throws Exception {
		mount();
		Campaign.run("full disk", (campaign) -> {
			int rounds = Campaign.times(3, 100);
			for (int round = 0; round < rounds; round++) {
				Path sessions = this.directory.resolve("sessions-" + round);
				fill(campaign, sessions);
				delete(sessions);
				campaign.count("disks", 1);
			}
		});
	}

	private void mount() throws Exception {
		Tools.require("mount");
		Assumptions.assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", this.directory.toString()) == 0,
				"a file system cannot be mounted here: that needs root and the right to mount");
		this.mounted = true;
	}

	private static int run(String... command) throws Exception {
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("%s ended", command[0]).isTrue();
		return process.exitValue();
	}

	/** Fills the disk, goes on without it, and then with room again. */
	private void fill(Campaign campaign, Path sessions) throws Exception {
		Path ballast = this.directory.resolve("ballast");
		Files.write(ballast, new byte[campaign.between(400_000, 1_900_000)]);
		int flushed = 0;
		int saved = 0;
		StoredSession session = new FileSessionStore(sessions).open("scripted");
		boolean full = false;
		while (!full) {
			for (int i = campaign.between(1, 5); i > 0; i--) {
				saved++;
				session.save(new StoredMessage(saved, message(saved, campaign.between(0, 20_000)), null, 0, false));
			}
			try {
				session.flush().toCompletableFuture().join();
				flushed = saved;
			}
			catch (CompletionException ex) {
				assertThat(ex).hasMessageContaining("No space left");
				full = true;
			}
		}
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> session.close().toCompletableFuture().join());
		Path late = sessions.resolveSibling(sessions.getFileName() + "-late");
		goOnWithoutDisk(late, ballast);
		delete(late);
		Files.delete(ballast);
		List<String> restored = restore(sessions);
		campaign.count("messages saved", flushed);
		campaign.count("lost", Math.max(0, flushed - restored.size()));
		campaign.count("twice", (long) restored.size() - new HashSet<>(restored).size());
		// What was being saved when the disk was full may be there or not.
		assertThat(restored.size()).isBetween(flushed, saved);
		assertThat(restored).isEqualTo(IntStream.rangeClosed(1, restored.size()).mapToObj(String::valueOf).toList());
	}

	private static MqttMessage message(int number, int size) {
		return MqttMessage.builder("out")
			.payload("" + number)
			.qos(Qos.of(1 + number % 2))
			.userProperty("ballast", "x".repeat(size))
			.build();
	}

	/** A client whose disk gets full says so, and goes on with all that needs none. */
	private static void goOnWithoutDisk(Path sessions, Path ballast) throws IOException {
		long size = Files.size(ballast);
		EventRecorder events = new EventRecorder();
		MessageRecorder handler = new MessageRecorder();
		try (ClientBroker broker = ClientBroker.start()) {
			OrdinaryServer server = broker.serve();
			// As much room as a session needs to be opened.
			Files.write(ballast, new byte[(int) Math.max(0, size - 65_536)]);
			MqttClient client = broker
				.client((builder) -> builder.sessionStore(new FileSessionStore(sessions)).errorListener(events));
			client.subscribe("delivery", Qos.EXACTLY_ONCE, handler);
			client.connect().join();
			for (int i = 0; events.all(StoreFailed.class).isEmpty(); i++) {
				CompletableFuture<PublishResult> result = client.publish(message(i, 60_000));
				await().until(result::isDone);
			}
			server.deliver("one", 1);
			server.deliver("two", 2);
			await().until(() -> handler.count() == 2 && server.allDelivered());
			client.publish("out", "zero", Qos.AT_MOST_ONCE).join();
			assertThatExceptionOfType(MqttException.class).isThrownBy(client::close)
				.withMessageContaining("No space left");
			assertThat(server.taken()).contains("zero").doesNotHaveDuplicates();
		}
	}

	private static void delete(Path folder) throws IOException {
		try (Stream<Path> files = Files.walk(folder)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(file);
			}
		}
	}

	/** Goes on with room, and returns what the next process sends. */
	private static List<String> restore(Path sessions) {
		try (ClientBroker broker = ClientBroker.start()) {
			OrdinaryServer server = broker.serve();
			MqttClient client = broker.client((builder) -> builder.sessionStore(new FileSessionStore(sessions)));
			client.connect().join();
			await().until(() -> client.pendingPublishes() == 0);
			client.close();
			return server.taken();
		}
	}

}
