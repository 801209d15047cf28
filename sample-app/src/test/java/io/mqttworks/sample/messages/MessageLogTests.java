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

package io.mqttworks.sample.messages;

import java.time.Instant;

import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MessageLogTests {

	private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

	private final MessageLog log = new MessageLog(() -> NOW);

	@Test
	void startsEmpty() {
		assertThat(this.log.messages().count()).isZero();
		assertThat(this.log.messages().messages()).isEmpty();
	}

	@Test
	void messageIsKept() {
		this.log.add(MqttMessage.builder("a/b").payload("text").qos(Qos.EXACTLY_ONCE).retain(true).build());
		assertThat(this.log.messages().messages())
			.containsExactly(new LoggedMessage(1, NOW, "a/b", 2, true, 4, "text", true, false));
	}

	@Test
	void newestComesFirst() {
		add(3);
		assertThat(this.log.messages().messages()).extracting(LoggedMessage::topic)
			.containsExactly("t/3", "t/2", "t/1");
	}

	@Test
	void allAreCountedAndTheLastAreKept() {
		add(1000);
		assertThat(this.log.messages().count()).isEqualTo(1000);
		assertThat(this.log.messages().messages()).hasSize(200)
			.first()
			.extracting(LoggedMessage::topic)
			.isEqualTo("t/1000");
	}

	@Test
	void onlyNewOnesAreReturnedToWhoKnowsTheOthers() {
		add(3);
		assertThat(this.log.messagesSince(1).messages()).extracting(LoggedMessage::number).containsExactly(3L, 2L);
		assertThat(this.log.messagesSince(3).messages()).isEmpty();
	}

	private void add(int count) {
		for (int i = 1; i <= count; i++) {
			this.log.add(MqttMessage.of("t/" + i, "", Qos.AT_MOST_ONCE));
		}
	}

}
