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

import java.nio.file.Path;
import java.time.Duration;

import io.mqttworks.client.FileSessionStore;
import io.mqttworks.client.MqttClient;

/**
 * A process that sends what an earlier one left, and notes how long that takes and how
 * much memory is in use.
 */
public final class RestartingProcess {

	private RestartingProcess() {
	}

	/**
	 * Runs until nothing is left.
	 * @param args the server's address and the directory of the session
	 */
	public static void main(String[] args) throws InterruptedException {
		long start = System.nanoTime();
		try (MqttClient client = MqttClient.builder(args[0])
			.clientId("storing")
			.sessionStore(new FileSessionStore(Path.of(args[1]), FileSessionStore.Durability.WRITTEN))
			.build()) {
			note("built", start);
			System.out.println("pending " + client.pendingPublishes() + ", used after a collection "
					+ usedAfterCollection() / 1024 + " KiB");
			client.connect(Duration.ofSeconds(30));
			while (client.pendingPublishes() > 0) {
				Thread.sleep(10);
			}
			note("sent", start);
		}
		note("closed", start);
	}

	private static void note(String what, long start) {
		System.out.println(what + " after " + (System.nanoTime() - start) / 1_000_000 + " ms");
	}

	private static long usedAfterCollection() {
		System.gc();
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

}
