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
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.mqttworks.client.FileSessionStore;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.mqttworks.client.spi.StoredMessage;
import io.mqttworks.client.spi.StoredSession;
import io.mqttworks.test.CheapServer;
import io.mqttworks.test.Jvm;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A process with little memory goes on with much that another one left.
 */
@Tag("chaos")
class LargeBacklogIntegrationTests {

	@TempDir
	private Path directory;

	@ParameterizedTest(name = "{0} messages of {1} bytes")
	@CsvSource({ "1000000, 80", "100000, 1024", "1000, 100000" })
	void restartsInAHeapOf64MiB(int messages, int size) throws Exception {
		leave(messages, size);
		Path output = this.directory.resolve("output");
		try (CheapServer server = CheapServer.start()) {
			Process process = Jvm.fork(List.of("-Xmx64m", "-XX:+ExitOnOutOfMemoryError"), RestartingProcess.class,
					output, server.uri(), this.directory.resolve("sessions").toString());
			try {
				assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("ended in time").isTrue();
			}
			finally {
				process.destroyForcibly();
			}
			String told = Files.readString(output);
			assertThat(process.exitValue()).as(told).isZero();
			assertThat(told).contains("pending " + messages).contains("closed after");
		}
		assertThat(logs()).isEmpty();
	}

	private List<Path> logs() throws IOException {
		try (Stream<Path> files = Files.walk(this.directory)) {
			return files.filter((file) -> file.toString().endsWith(".log")).toList();
		}
	}

	private void leave(int messages, int size) {
		StoredSession session = new FileSessionStore(this.directory.resolve("sessions"),
				FileSessionStore.Durability.WRITTEN)
			.open("storing");
		byte[] payload = new byte[size];
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
