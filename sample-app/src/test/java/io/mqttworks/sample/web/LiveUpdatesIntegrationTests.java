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

package io.mqttworks.sample.web;

import java.time.Duration;

import io.mqttworks.sample.EventStream;
import io.mqttworks.sample.FleetMonitorTest;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@FleetMonitorTest
class LiveUpdatesIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	@Autowired
	private LiveUpdates updates;

	@LocalServerPort
	private int port;

	@Test
	void closedStreamsAreForgotten() {
		await().atMost(PATIENCE).until(this.updates::openStreams, (open) -> open == 0);
		EventStream first = EventStream.open(this.port);
		EventStream second = EventStream.open(this.port);
		assertThat(this.updates.openStreams()).isEqualTo(2);
		first.close();
		await().atMost(PATIENCE).until(this.updates::openStreams, (open) -> open == 1);
		second.close();
		await().atMost(PATIENCE).until(this.updates::openStreams, (open) -> open == 0);
	}

}
