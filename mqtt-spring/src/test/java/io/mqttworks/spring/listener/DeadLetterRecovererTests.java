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

package io.mqttworks.spring.listener;

import java.util.List;

import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.UserProperty;
import io.mqttworks.spring.FakeMqttClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for dead letters: what they say, and that they breed no others without end.
 */
class DeadLetterRecovererTests {

	private final FakeMqttClient client = new FakeMqttClient().connected(MqttVersion.MQTT_5);

	private final DeadLetterRecoverer suffix = new DeadLetterRecoverer((failed) -> failed.message().topic() + "/dlt");

	@Test
	void aDeadLetterThatFailsAtTheSameHandlerBreedsNoOther() {
		MqttMessage letter = fail(this.suffix, "all", message("a", List.of()));
		assertThat(letter.topic()).isEqualTo("a/dlt");
		assertThat(fail(this.suffix, "all", letter)).isNull();
		assertThat(this.suffix.getPublishedCount()).isOne();
		assertThat(this.suffix.getDroppedCount()).isOne();
	}

	@Test
	void aDeadLetterThatFailsAtOtherHandlersEndsAfterSomeTimes() {
		MqttMessage letter = message("a", List.of());
		int letters = 0;
		for (MqttMessage next = letter; next != null; next = fail(this.suffix, "handler" + letters % 2, next)) {
			letter = next;
			letters++;
		}
		assertThat(letter.userProperty(DeadLetterRecoverer.COUNT))
			.isEqualTo(String.valueOf(DeadLetterRecoverer.MAX_COUNT));
		assertThat(letters - 1).isEqualTo(DeadLetterRecoverer.MAX_COUNT);
	}

	@ParameterizedTest
	@CsvSource({ "a/dlt, a/dlt/dlt", "b/c/dlt, b/c/dlt/dlt" })
	void onMqtt311ATopicThatHasWhatIsAddedIsThatOfADeadLetter(String topic) {
		this.client.connected(MqttVersion.MQTT_3_1_1);
		assertThat(fail(this.suffix, "all", message("a", List.of())).topic()).isEqualTo("a/dlt");
		assertThat(fail(this.suffix, "all", message(topic, List.of()))).isNull();
		// Also when it was published by another process.
		assertThat(fail(new DeadLetterRecoverer((failed) -> "dead/" + failed.message().topic()), "all",
				message("dead/" + topic, List.of())))
			.isNull();
	}

	@Test
	void onMqtt311ATopicThatWasPublishedToIsThatOfADeadLetter() {
		this.client.connected(MqttVersion.MQTT_3_1_1);
		DeadLetterRecoverer recoverer = new DeadLetterRecoverer((failed) -> "dead/" + failed.handlerId());
		assertThat(fail(recoverer, "one", message("a", List.of())).topic()).isEqualTo("dead/one");
		assertThat(fail(recoverer, "two", message("dead/one", List.of()))).isNull();
		assertThat(fail(recoverer, "two", message("b", List.of())).topic()).isEqualTo("dead/two");
	}

	@ParameterizedTest
	@CsvSource({ "x, 1", "-7, 1", "2, 3", "99999999999999, 1" })
	void aPublisherCanSayAnyCount(String count, String next) {
		MqttMessage message = message("a", List.of(new UserProperty(DeadLetterRecoverer.COUNT, count)));
		assertThat(fail(this.suffix, "all", message).userProperty(DeadLetterRecoverer.COUNT)).isEqualTo(next);
	}

	@Test
	void textsHaveNothingThatServersRefuse() {
		String bad = "first\nsecond\t\u0000\u001b[31m\u0085\ud800 \ufdd0\uffff";
		this.suffix
			.recover(new FailedMessage("all", this.client, message("a", List.of()), new IllegalStateException(bad)));
		String text = this.client.published.get(0).userProperty(DeadLetterRecoverer.EXCEPTION_MESSAGE);
		assertThat(text).isEqualTo("first\ufffdsecond\ufffd\ufffd\ufffd[31m\ufffd\ufffd \ufffd\ufffd");
	}

	@Test
	void longTextsAreCut() {
		this.suffix.recover(new FailedMessage("all", this.client, message("a", List.of()),
				new IllegalStateException("x".repeat(2000))));
		assertThat(this.client.published.get(0).userProperty(DeadLetterRecoverer.EXCEPTION_MESSAGE)).hasSize(1000);
	}

	private MqttMessage fail(DeadLetterRecoverer recoverer, String handler, MqttMessage message) {
		int before = this.client.published.size();
		recoverer.recover(new FailedMessage(handler, this.client, message, new IllegalStateException("no")));
		return (this.client.published.size() > before) ? this.client.published.get(before) : null;
	}

	private static MqttMessage message(String topic, List<UserProperty> userProperties) {
		return MqttMessage.received(topic, new byte[] { 1 }, Qos.AT_LEAST_ONCE, false, false, 1,
				new MessageProperties(null, false, null, null, null, userProperties, List.of()));
	}

}
