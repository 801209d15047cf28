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

package io.mqttworks.client.internal.session;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SendWindow}.
 */
class SendWindowTests {

	private long now = -5;

	private final SendWindow window = new SendWindow(65_535, () -> this.now);

	@Test
	void serverThatSaysWhatItTakesIsBelieved() {
		this.window.connected(1_000, true);
		assertThat(this.window.room()).isEqualTo(1_000);
		this.window.connected(65_535, true);
		assertThat(this.window.room()).isEqualTo(SendWindow.MAX);
	}

	@Test
	void moreThanIsWantedIsNeverInFlight() {
		SendWindow small = new SendWindow(30, () -> this.now);
		small.connected(1_000, true);
		assertThat(small.room()).isEqualTo(30);
		small.connected(65_535, false);
		for (int i = 0; i < 200; i++) {
			small.take();
			assertThat(small.room()).isNotNegative();
			if (small.room() == 0) {
				small.acknowledged();
			}
		}
		assertThat(new SendWindow(5, () -> this.now)).satisfies((tiny) -> {
			tiny.connected(65_535, false);
			assertThat(tiny.room()).isEqualTo(5);
		});
	}

	@Test
	void silentServerIsTriedWithTwiceAsManyAfterEachFullWindow() {
		this.window.connected(65_535, false);
		assertThat(this.window.room()).isEqualTo(20);
		acknowledge(send(19));
		assertThat(this.window.room()).as("not full").isEqualTo(20);
		acknowledge(send(20));
		assertThat(this.window.room()).isEqualTo(40);
		acknowledge(send(40));
		assertThat(this.window.room()).isEqualTo(80);
	}

	@Test
	void connectionThatEndsWithMoreThanEverMakesTheLastGoodWindowTheLimit() {
		this.window.connected(65_535, false);
		acknowledge(send(20));
		send(21);
		this.window.disconnected();
		this.window.connected(65_535, false);
		for (int i = 0; i < 10; i++) {
			assertThat(this.window.room()).isEqualTo(20);
			acknowledge(send(20));
		}
	}

	@Test
	void connectionThatEndsWithNoMoreThanWasGoodChangesNothing() {
		this.window.connected(65_535, false);
		acknowledge(send(20));
		send(20);
		this.window.disconnected();
		this.window.connected(65_535, false);
		assertThat(this.window.room()).isEqualTo(40);
	}

	@Test
	void serverThatTakesNotEvenTheFirstWindowIsGivenHalfOfIt() {
		this.window.connected(65_535, false);
		send(20);
		this.window.disconnected();
		this.window.connected(65_535, false);
		assertThat(this.window.room()).isEqualTo(10);
		send(10);
		this.window.disconnected();
		this.window.connected(65_535, false);
		assertThat(this.window.room()).isEqualTo(5);
	}

	@Test
	void whatWasGoodCountsNoMoreWhenConnectionsEndTwiceBeforeAFullWindow() {
		this.window.connected(65_535, false);
		acknowledge(send(20));
		acknowledge(send(40));
		this.window.disconnected();
		for (int size : new int[] { 80, 80, 40, 20, 10 }) {
			this.window.connected(65_535, false);
			assertThat(this.window.room()).isEqualTo(size);
			send(Math.min(size, 30));
			this.window.disconnected();
		}
	}

	@Test
	void whatIsLeftOfAnEarlierConnectionProvesNothing() {
		this.window.connected(65_535, false);
		for (int i = 0; i < 15; i++) {
			this.window.occupy();
		}
		assertThat(this.window.room()).isEqualTo(5);
		int sent = send(5);
		for (int i = 0; i < 15; i++) {
			this.window.acknowledged();
		}
		acknowledge(sent);
		assertThat(this.window.room()).isEqualTo(20);
	}

	@Test
	void onlyWhatTheServerSurelyHadTogetherIsGood() {
		this.window.connected(65_535, false);
		int sent = send(5);
		for (int i = 0; i < 100; i++) {
			// PUBREC, and PUBCOMP a while later: at the server there are never more than
			// five.
			this.window.answered();
			send(1);
			if (i >= 15) {
				this.window.acknowledged();
			}
		}
		assertThat(sent).isEqualTo(5);
		this.window.disconnected();
		this.window.connected(65_535, false);
		assertThat(this.window.room()).isEqualTo(5);
	}

	@Test
	void moreIsTriedAgainWithGrowingPausesUpToAnHour() {
		this.window.connected(65_535, false);
		acknowledge(send(20));
		Duration pause = Duration.ofMinutes(1);
		for (int i = 0; i < 9; i++) {
			send(21);
			this.window.disconnected();
			this.window.connected(65_535, false);
			this.now += pause.toNanos() - 1;
			acknowledge(send(20));
			assertThat(this.window.room()).as("before %s are over", pause).isEqualTo(20);
			this.now++;
			acknowledge(send(20));
			assertThat(this.window.room()).as("after %s", pause).isEqualTo(40);
			pause = pause.multipliedBy(2);
			if (pause.compareTo(Duration.ofHours(1)) > 0) {
				pause = Duration.ofHours(1);
			}
		}
	}

	@Test
	void limitIsForgottenWhenMoreWasGoodAfterAll() {
		this.window.connected(65_535, false);
		acknowledge(send(20));
		send(21);
		this.window.disconnected();
		this.window.connected(65_535, false);
		this.now += Duration.ofMinutes(1).toNanos();
		acknowledge(send(20));
		acknowledge(send(40));
		acknowledge(send(80));
		assertThat(this.window.room()).isEqualTo(160);
	}

	@Test
	void otherServerIsTriedFromTheBeginning() {
		this.window.connected(65_535, false);
		acknowledge(send(20));
		acknowledge(send(40));
		this.window.disconnected();
		this.window.forget();
		this.window.connected(65_535, false);
		assertThat(this.window.room()).isEqualTo(20);
	}

	private int send(int count) {
		for (int i = 0; i < count; i++) {
			this.window.take();
		}
		return count;
	}

	private void acknowledge(int count) {
		for (int i = 0; i < count; i++) {
			this.window.answered();
			this.window.acknowledged();
		}
	}

}
