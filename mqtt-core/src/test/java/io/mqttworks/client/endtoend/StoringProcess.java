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

import io.mqttworks.client.FileSessionStore;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.OverflowPolicy;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReconnectPolicy;

/**
 * A process to be killed: publishes numbers of QoS 1 and 2 for as long as it lives, and
 * notes the numbers it receives in a file.
 */
public final class StoringProcess {

	private StoringProcess() {
	}

	/**
	 * Runs until it is killed.
	 * @param args the server's address, a directory for the session and the notes, the
	 * number of this life, and how many messages come at once
	 */
	public static void main(String[] args) {
		Path directory = Path.of(args[1]);
		Path received = directory.resolve("received");
		MqttClient client = MqttClient.builder(args[0])
			.clientId("storing")
			.sessionExpiry(null)
			.sessionStore(new FileSessionStore(directory))
			// No more are with the handler when the process is killed.
			.receiveMaximum(Integer.parseInt(args[3]))
			.maxPendingMessages(2_000)
			.overflowPolicy(OverflowPolicy.BLOCK)
			.reconnect(ReconnectPolicy.builder()
				.minDelay(Duration.ofMillis(50))
				.maxDelay(Duration.ofMillis(50))
				.stableAfter(Duration.ZERO)
				.build())
			.build();
		client.subscribe("in", Qos.EXACTLY_ONCE, (message) -> note(received, message.payloadAsString()));
		client.start();
		for (int i = 0; true; i++) {
			client.publish("out/1", args[2] + " " + i, Qos.AT_LEAST_ONCE);
			client.publish("out/2", args[2] + " " + i, Qos.EXACTLY_ONCE);
		}
	}

	private static void note(Path file, String number) throws IOException {
		Files.writeString(file, number + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
	}

}
