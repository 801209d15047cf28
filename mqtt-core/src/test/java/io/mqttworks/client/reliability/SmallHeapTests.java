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

package io.mqttworks.client.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.mqttworks.client.ErrorListener;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.OverflowPolicy;
import io.mqttworks.client.Qos;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages that are dropped do not fill the heap, in a process of its own with 64 MiB.
 */
@Tag("chaos")
@Timeout(120)
class SmallHeapTests {

	@TempDir
	private Path directory;

	@ParameterizedTest
	@EnumSource(names = { "DROP_NEWEST", "DROP_OLDEST" })
	void droppedMessagesDoNotFillTheHeap(OverflowPolicy policy) throws Exception {
		Path log = this.directory.resolve("log");
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx64m", "-XX:+ExitOnOutOfMemoryError", "-cp",
				System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
				SmallHeapTests.class.getName(), policy.name())
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		try {
			assertThat(process.waitFor(100, TimeUnit.SECONDS)).as(() -> text(log)).isTrue();
			assertThat(process.exitValue()).as(() -> text(log)).isZero();
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static String text(Path log) {
		try {
			return Files.readString(log);
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	/**
	 * Publishes from eight threads to no server at all, with a listener that never
	 * returns.
	 * @param args the overflow policy
	 */
	public static void main(String[] args) throws InterruptedException {
		MqttClient client = MqttClient.builder("mqtt://127.0.0.1:1")
			.overflowPolicy(OverflowPolicy.valueOf(args[0]))
			.maxPendingMessages(1_000)
			.errorListener(new ErrorListener() {

				@Override
				public void onMessageDropped(MessageDropped event) {
					sleepForEver();
				}

			})
			.build();
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			Thread thread = new Thread(() -> {
				for (int n = 0; n < 20_000; n++) {
					client.publish(MqttMessage.of("t", new byte[1_000], Qos.AT_LEAST_ONCE));
				}
			});
			thread.start();
			threads.add(thread);
		}
		for (Thread thread : threads) {
			thread.join();
		}
		Runtime.getRuntime().halt(0);
	}

	private static void sleepForEver() {
		try {
			Thread.sleep(Long.MAX_VALUE);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
