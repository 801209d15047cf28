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

import java.lang.management.ManagementFactory;
import java.nio.file.Path;

import com.sun.management.OperatingSystemMXBean;
import io.mqttworks.client.FileSessionStore;
import io.mqttworks.client.MqttClient;

/**
 * A process that opens what another one left, as an application does that starts again.
 */
public final class OpeningProcess {

	private OpeningProcess() {
	}

	/**
	 * Builds a client, and prints how many messages it has and how many milliseconds it
	 * took, by the clock and of the processor.
	 * @param args the directory of the session
	 */
	public static void main(String[] args) {
		OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
		long start = System.nanoTime();
		long cpuStart = system.getProcessCpuTime();
		try (MqttClient client = MqttClient.builder("mqtt://localhost")
			.clientId("opening")
			.sessionStore(new FileSessionStore(Path.of(args[0])))
			.build()) {
			long taken = System.nanoTime() - start;
			long cpu = system.getProcessCpuTime() - cpuStart;
			System.out.println(client.pendingPublishes() + " " + taken / 1_000_000 + " " + cpu / 1_000_000);
		}
	}

}
