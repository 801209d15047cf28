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
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.testkit.Campaign;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.Jvm;
import io.mqttworks.test.MosquittoBroker;
import io.mqttworks.test.TcpProxy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A process with a heap of 64 MiB that publishes and receives more than that, in large
 * messages, through a line that breaks.
 */
@Tag("chaos")
@Timeout(600)
class SmallHeapIntegrationTests {

	@TempDir
	private Path directory;

	@BothVersions
	void largeMessagesPassThroughASmallHeap(MqttVersion version) throws Exception {
		Campaign.run("heap of 64 MiB, " + version, (campaign) -> {
			Path output = this.directory.resolve("output");
			int messages = Campaign.times(400, 6_000);
			try (MosquittoBroker broker = MosquittoBroker.start(); TcpProxy proxy = TcpProxy.to(broker.port())) {
				Random random = new Random(campaign.random().nextLong());
				LongSupplier bytes = () -> 5_000_000 + random.nextInt(20_000_000);
				proxy.cutAfter(bytes, bytes);
				Process process = Jvm.fork(List.of("-Xmx64m", "-XX:+ExitOnOutOfMemoryError"), SmallHeapProcess.class,
						output, proxy.uri(), version.name(), this.directory.resolve("sessions").toString(),
						"" + messages);
				try {
					assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("ended in time").isTrue();
				}
				finally {
					process.destroyForcibly();
				}
				String told = Files.readString(output);
				assertThat(process.exitValue()).as(told).isZero();
				assertThat(told).contains("lost 0, QoS 2 twice 0");
				campaign.count("messages of 100 kB", messages);
				campaign.count("cuts", proxy.cuts());
			}
		});
	}

}
