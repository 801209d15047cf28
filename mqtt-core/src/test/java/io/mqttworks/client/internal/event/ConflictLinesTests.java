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

package io.mqttworks.client.internal.event;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import io.mqttworks.client.ClientIdConflict;
import io.mqttworks.client.ClientIdConflictPolicy;
import io.mqttworks.client.ServerAddress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConflictLines}.
 */
class ConflictLinesTests {

	private static final ServerAddress SERVER = ServerAddress.parse("mqtt://broker:1883");

	private static final Instant BEGIN = Instant.parse("2026-03-01T10:00:00Z");

	private static final String ADVICE = ". Give each client an identifier of its own, or end the other one";

	private long now = Long.MAX_VALUE - 10;

	private final RecordedLog log = new RecordedLog();

	private final ConflictLines lines = new ConflictLines(this.log.logger, "plant", () -> this.now);

	private Instant since = BEGIN;

	private long times;

	@Test
	void theFirstLossIsAnErrorThatSaysWhatTheServerSaidOfTheOther() {
		standby(true);
		assertThat(this.log.lines()).containsExactly("ERROR [plant] Another client uses the client identifier 'id' at"
				+ " mqtt://broker:1883: it ended the connection: by 10.0.0.7. This client stands by and looks again in"
				+ " 1000 ms" + ADVICE);
	}

	@Test
	void anHourOfLossesEverySecondHasSixLines() {
		standby(true);
		this.log.lines();
		for (int i = 0; i < 3600; i++) {
			pass(1);
			standby(true);
		}
		// After 1, 3, 7, 15 and 31 minutes; the next one would come after 63.
		assertThat(this.log.lines()).hasSize(5)
			.allSatisfy((line) -> assertThat(line).startsWith("WARN [plant] Another client uses"))
			.first()
			.isEqualTo("WARN [plant] Another client uses the client identifier 'id' at mqtt://broker:1883: it ended 61"
					+ " connections in a row since 2026-03-01T10:00:00Z, the last one: by 10.0.0.7. This client stands"
					+ " by and looks again in 1000 ms");
	}

	@Test
	void whatIsNotALineIsThereForDebugging() {
		standby(true);
		standby(true);
		standby(true);
		assertThat(this.log.count(Level.DEBUG)).isEqualTo(2);
		assertThat(this.log.lines()).hasSize(1);
	}

	@Test
	void linesAreNeverMoreThanAnHourApart() {
		standby(true);
		for (int i = 0; i < 20; i++) {
			pass(3600);
			this.log.lines();
			standby(true);
			assertThat(this.log.lines()).as("hour %d", i).hasSize(1);
		}
	}

	@Test
	void aSuspicionThatBecomesCertainIsSaidAtOnce() {
		standby(false);
		assertThat(this.log.lines()).singleElement()
			.asString()
			.startsWith("ERROR [plant] It looks as if another client used the client identifier 'id'");
		standby(true);
		assertThat(this.log.lines()).singleElement()
			.asString()
			.startsWith("ERROR [plant] Another client uses the client identifier 'id'");
		standby(false);
		standby(true);
		assertThat(this.log.lines()).as("it stays certain").isEmpty();
	}

	@Test
	void aClientThatGivesUpSaysSoEachTime() {
		conflict(ClientIdConflictPolicy.RETRY, true, Duration.ofSeconds(1));
		assertThat(this.log.lines()).singleElement().asString().contains("This client connects again in 1000 ms");
		conflict(ClientIdConflictPolicy.STOP, true, null);
		assertThat(this.log.lines()).singleElement()
			.asString()
			.startsWith("ERROR")
			.contains("This client does not connect again until it is told to");
		conflict(ClientIdConflictPolicy.STOP, true, null);
		assertThat(this.log.lines()).hasSize(1);
	}

	@Test
	void theNextConflictBeginsAnew() {
		standby(true);
		standby(true);
		this.log.lines();
		this.since = BEGIN.plusSeconds(3600);
		this.times = 0;
		standby(true);
		assertThat(this.log.lines()).singleElement().asString().startsWith("ERROR");
	}

	private void standby(boolean certain) {
		conflict(ClientIdConflictPolicy.STANDBY, certain, Duration.ofSeconds(1));
	}

	private void conflict(ClientIdConflictPolicy policy, boolean certain, @Nullable Duration nextAttemptIn) {
		this.lines.conflict(ClientIdConflict.of(SERVER, "id", certain, ++this.times, this.since, "by 10.0.0.7", policy,
				nextAttemptIn));
	}

	private void pass(long seconds) {
		this.now += TimeUnit.SECONDS.toNanos(seconds);
	}

}
