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

package io.mqttworks.sample.docs;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.mqttworks.sample.FleetMonitorTest;
import io.mqttworks.sample.messages.LoggedMessage;
import io.mqttworks.sample.messages.MessageLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Runs what the documentation shows of the plain client.
 */
@FleetMonitorTest
class DocumentationIntegrationTests {

	@Autowired
	private MessageLog messages;

	@Value("${sample.broker.port}")
	private int brokerPort;

	@Test
	void exampleOfTheReadmeRuns(@TempDir Path folder) throws Exception {
		run("README.md", folder);
		awaitMessage("greenhouse/1/fan");
	}

	@Test
	void examplesOfTheGuideToTheClientRun(@TempDir Path folder) throws Exception {
		run("docs/client.md", folder);
		awaitMessage("greenhouse/1/plan");
		awaitMessage("greenhouse/1/log");
		awaitMessage("time/get");
	}

	private void run(String page, Path folder) throws Exception {
		List<String> blocks = MarkdownFile.read(page)
			.blocks("java")
			.stream()
			.map((block) -> block.replace("\"mqtt://localhost\"", "\"mqtt://localhost:" + this.brokerPort + "\"")
				.replace("Path.of(\"sessions\")", "Path.of(\"" + folder.resolve("sessions") + "\")"))
			.toList();
		Snippet.run(blocks, folder);
	}

	private void awaitMessage(String topic) {
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(this.messages.messages().messages()).extracting(LoggedMessage::topic)
				.contains(topic));
	}

}
