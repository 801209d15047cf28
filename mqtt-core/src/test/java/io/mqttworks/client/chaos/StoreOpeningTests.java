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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.mqttworks.client.FileSessionStore;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.mqttworks.client.spi.StoredMessage;
import io.mqttworks.client.spi.StoredSession;
import io.mqttworks.client.testkit.Campaign;
import io.mqttworks.test.Jvm;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long a process takes to begin with what another one left in the session store.
 */
@Tag("chaos")
@Timeout(600)
class StoreOpeningTests {

	/** With the topic and what belongs to it, about a hundred bytes. */
	private static final int PAYLOAD = 80;

	@TempDir
	private Path directory;

	@Test
	void storeOpensInProportionToTheMessagesInIt() throws Exception {
		Campaign.run("opening a session store", (campaign) -> {
			long before = 0;
			for (int messages = 1_000; messages <= Campaign.times(10_000, 1_000_000); messages *= 10) {
				Path sessions = this.directory.resolve("of-" + messages);
				leave(sessions, messages);
				String[] told = open(sessions).strip().split(" ");
				assertThat(told[0]).as("messages that are pending").isEqualTo("" + messages);
				long cpu = Long.parseLong(told[2]);
				campaign.count("ms to open " + messages, Long.parseLong(told[1]));
				campaign.count("ms of the processor for " + messages, cpu);
				if (before > 0) {
					assertThat(cpu).as("ms of the processor for " + messages + " messages, " + before + " for a tenth")
						.isLessThan(20 * before);
				}
				before = cpu;
			}
		});
	}

	private String open(Path sessions) throws Exception {
		Path output = this.directory.resolve("output");
		Process process = Jvm.fork(List.of(), OpeningProcess.class, output, sessions.toString());
		try {
			assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("ended in time").isTrue();
		}
		finally {
			process.destroyForcibly();
		}
		List<String> lines = Files.readAllLines(output);
		assertThat(process.exitValue()).as(lines.toString()).isZero();
		return lines.get(lines.size() - 1);
	}

	private static void leave(Path sessions, int messages) {
		StoredSession session = new FileSessionStore(sessions, FileSessionStore.Durability.WRITTEN).open("opening");
		byte[] payload = new byte[PAYLOAD];
		for (int key = 1; key <= messages; key++) {
			session.save(new StoredMessage(key, MqttMessage.of("greenhouse/1/temperature", payload, Qos.AT_LEAST_ONCE),
					null, 0, false));
			if (key % 100 == 0) {
				session.flush().toCompletableFuture().join();
			}
		}
		session.close().toCompletableFuture().join();
	}

}
