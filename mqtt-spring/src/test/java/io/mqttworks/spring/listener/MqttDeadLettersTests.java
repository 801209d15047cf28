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

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.UserProperty;
import io.mqttworks.spring.FakeMqttClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link MqttDeadLetters}.
 */
class MqttDeadLettersTests {

	private final FakeMqttClient client = new FakeMqttClient();

	private final MqttDeadLetters letters = new MqttDeadLetters(3, 100);

	@Test
	void whatIsKeptIsShownWithoutItsPayload() {
		keep("x", "greenhouse/1", new UserProperty(DeadLetterRecoverer.HANDLER, "handler"),
				new UserProperty(DeadLetterRecoverer.EXCEPTION, "java.io.IOException"));
		assertThat(this.letters.list()).singleElement().satisfies((letter) -> {
			assertThat(letter.id()).isOne();
			assertThat(letter.connection()).isEqualTo("office");
			assertThat(letter.topic()).isEqualTo("dead");
			assertThat(letter.originalTopic()).isEqualTo("greenhouse/1");
			assertThat(letter.handler()).isEqualTo("handler");
			assertThat(letter.exception()).isEqualTo("java.io.IOException");
			assertThat(letter.exceptionMessage()).isNull();
			assertThat(letter.redriven()).isZero();
			assertThat(letter.size()).isOne();
		});
	}

	@Test
	void oneIsSentAsItWasAndThenForgotten() {
		keep("x", "greenhouse/1", new UserProperty(DeadLetterRecoverer.ID, "id"),
				new UserProperty(DeadLetterRecoverer.COUNT, "4"), new UserProperty("site", "north"));
		assertThat(this.letters.redrive(1)).isCompleted();
		assertThat(this.client.published).singleElement().satisfies((message) -> {
			assertThat(message.topic()).isEqualTo("greenhouse/1");
			assertThat(message.payloadAsString()).isEqualTo("x");
			assertThat(message.userProperties()).containsExactly(new UserProperty("site", "north"),
					new UserProperty(MqttDeadLetters.REDRIVEN, "1"));
		});
		assertThat(this.letters.list()).isEmpty();
	}

	@Test
	void oneThatComesBackCountsHowOftenItWasSent() {
		keep("x", "greenhouse/1", new UserProperty(MqttDeadLetters.REDRIVEN, "2"));
		assertThat(this.letters.list()).singleElement().extracting(DeadLetter::redriven).isEqualTo(2);
		this.letters.redrive(1).join();
		assertThat(this.client.published).singleElement()
			.satisfies((message) -> assertThat(message.userProperty(MqttDeadLetters.REDRIVEN)).isEqualTo("3"));
	}

	@Test
	void oneThatIsBeingSentIsNotSentTwice() {
		CompletableFuture<PublishResult> answer = new CompletableFuture<>();
		this.client.onPublish = (message) -> answer;
		keep("x", "greenhouse/1");
		CompletableFuture<PublishResult> first = this.letters.redrive(1);
		CompletableFuture<PublishResult> second = this.letters.redrive(1);
		assertThat(this.client.published).hasSize(1);
		assertThat(this.letters.list()).hasSize(1);
		first.cancel(false);
		answer.complete(null);
		assertThat(second).isCompleted();
		assertThat(this.letters.list()).isEmpty();
	}

	@Test
	void oneThatCannotBeSentIsStillKept() {
		this.client.onPublish = (message) -> CompletableFuture.failedFuture(new MqttException("no"));
		keep("x", "greenhouse/1");
		assertThat(this.letters.redrive(1)).isCompletedExceptionally();
		assertThat(this.letters.redriveAll()).isCompletedWithValue(0);
		assertThat(this.client.published).hasSize(2);
		assertThat(this.letters.list()).hasSize(1);
	}

	@Test
	void allAreSentButThoseThatDoNotSayWhereTo() {
		keep("one", "greenhouse/1");
		keep("two", null);
		keep("three", "greenhouse/#");
		assertThat(this.letters.redriveAll()).isCompletedWithValue(1);
		assertThat(this.client.published).extracting(MqttMessage::payloadAsString).containsExactly("one");
		assertThat(this.letters.list()).extracting(DeadLetter::id).containsExactly(2L, 3L);
		assertThat(this.letters.redrive(2)).failsWithin(Duration.ofSeconds(10))
			.withThrowableThat()
			.withMessageContaining("Dead letter 2 does not say which topic");
	}

	@Test
	void theOldestMakeRoom() {
		for (int i = 1; i <= 5; i++) {
			keep(String.valueOf(i), "greenhouse/1");
		}
		assertThat(this.letters.list()).extracting(DeadLetter::id).containsExactly(3L, 4L, 5L);
		assertThat(this.letters.getDroppedCount()).isEqualTo(2);
		keep("x".repeat(99), "greenhouse/1");
		assertThat(this.letters.list()).extracting(DeadLetter::id).containsExactly(5L, 6L);
		keep("x".repeat(101), "greenhouse/1");
		assertThat(this.letters.list()).extracting(DeadLetter::id).containsExactly(5L, 6L);
		assertThat(this.letters.getDroppedCount()).isEqualTo(5);
		this.letters.remove(6);
		keep("x".repeat(99), "greenhouse/1");
		assertThat(this.letters.list()).extracting(DeadLetter::id).containsExactly(5L, 7L);
	}

	@Test
	void oneIsRemovedWithoutBeingSent() {
		keep("x", "greenhouse/1");
		assertThat(this.letters.remove(1)).isTrue();
		assertThat(this.letters.remove(1)).isFalse();
		assertThat(this.client.published).isEmpty();
		assertThatIllegalArgumentException().isThrownBy(() -> this.letters.redrive(1))
			.withMessage("There is no dead letter 1");
	}

	private void keep(String payload, @Nullable String originalTopic, UserProperty... properties) {
		MqttMessage.Builder message = MqttMessage.builder("dead").payload(payload);
		if (originalTopic != null) {
			message.userProperty(DeadLetterRecoverer.ORIGINAL_TOPIC, originalTopic);
		}
		for (UserProperty property : properties) {
			message.userProperty(property.name(), property.value());
		}
		this.letters.keep("office", this.client, message.build());
	}

}
