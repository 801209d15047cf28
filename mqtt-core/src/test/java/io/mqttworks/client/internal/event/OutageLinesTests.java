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
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.ConnectionListener.ConnectFailed;
import io.mqttworks.client.ConnectionListener.Connected;
import io.mqttworks.client.ConnectionListener.Disconnected;
import io.mqttworks.client.ConnectionListener.Source;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.ServerAddress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OutageLines}.
 */
class OutageLinesTests {

	private static final ServerAddress SERVER = ServerAddress.parse("mqtt://broker:1883");

	private static final Duration SECOND = Duration.ofSeconds(1);

	private long now = Long.MAX_VALUE - 10;

	private final RecordedLog log = new RecordedLog();

	private final OutageLines lines = new OutageLines(this.log.logger, "plant", () -> this.now);

	private int attempt;

	@Test
	void theFirstConnectionIsOneLineThatNamesTheClient() {
		connected();
		assertThat(this.log.lines())
			.containsExactly("INFO [plant] Connected to mqtt://broker:1883 as 'id', MQTT 5, new session");
	}

	@Test
	void anOutageIsOneWarningAndOneLineWhenItIsOver() {
		connected();
		this.log.lines();
		lost(SECOND);
		for (int i = 0; i < 20; i++) {
			pass(2);
			failed(SECOND);
		}
		assertThat(this.log.count(Level.DEBUG)).isEqualTo(40);
		assertThat(this.log.lines()).containsExactly("WARN [plant] Connection lost: gone; next attempt in 1000 ms");
		connected();
		assertThat(this.log.lines()).containsExactly("INFO [plant] Connected to mqtt://broker:1883 as 'id', MQTT 5,"
				+ " new session, after 40 s without a connection and 20 failed attempts");
	}

	@Test
	void aLongOutageHasASummaryAMinute() {
		lost(SECOND);
		this.log.lines();
		for (int i = 0; i < 185; i++) {
			pass(1);
			failed(SECOND);
		}
		assertThat(this.log.lines()).containsExactly(
				"INFO [plant] No connection for 60 s, 60 attempts failed; the last one: refused; next attempt in 1000 ms",
				"INFO [plant] No connection for 120 s, 120 attempts failed; the last one: refused; next attempt in 1000 ms",
				"INFO [plant] No connection for 180 s, 180 attempts failed; the last one: refused; next attempt in 1000 ms");
	}

	@Test
	void aServerThatIsNotThereAtTheStartIsOneWarning() {
		failed(SECOND);
		failed(SECOND);
		failed(SECOND);
		assertThat(this.log.lines())
			.containsExactly("WARN [plant] Attempt 1 to connect failed: refused; next attempt in 1000 ms");
	}

	@Test
	void theLastAttemptIsAlwaysSaid() {
		lost(SECOND);
		failed(null);
		assertThat(this.log.lines()).hasSize(2)
			.last()
			.isEqualTo("WARN [plant] Attempt 1 to connect failed: refused; no further attempt");
		lost(null);
		assertThat(this.log.lines()).containsExactly("WARN [plant] Connection lost: gone; no further attempt");
	}

	@Test
	void aConnectionThatIsLostAgainAndAgainHasOneWarningAMinute() {
		for (int i = 0; i < 61; i++) {
			connected();
			lost(SECOND);
			pass(1);
		}
		assertThat(this.log.lines()).containsExactly(
				"INFO [plant] Connected to mqtt://broker:1883 as 'id', MQTT 5, new session",
				"WARN [plant] Connection lost: gone; next attempt in 1000 ms",
				"INFO [plant] Connected to mqtt://broker:1883 as 'id', MQTT 5, new session,"
						+ " after 1 s without a connection and 0 failed attempts",
				"WARN [plant] Connection lost (and 59 times more since the last such line): gone;"
						+ " next attempt in 1000 ms");
	}

	@Test
	void anOutageThatWasOnlyTheLastOfManyIsSaidWhenItLasts() {
		lost(SECOND);
		connected();
		pass(1);
		lost(SECOND);
		this.log.lines();
		pass(61);
		failed(SECOND);
		connected();
		assertThat(this.log.lines()).hasSize(2)
			.first()
			.asString()
			.startsWith("INFO [plant] No connection for 61 s, 1 attempts failed");
	}

	@Test
	void aDisconnectionThatWasAskedForEndsTheOutage() {
		lost(SECOND);
		this.log.lines();
		this.lines.disconnected(Disconnected.of(SERVER, Source.USER, null, null, null));
		pass(10);
		connected();
		assertThat(this.log.lines()).containsExactly("INFO [plant] Disconnected from mqtt://broker:1883",
				"INFO [plant] Connected to mqtt://broker:1883 as 'id', MQTT 5, new session");
	}

	private void pass(long seconds) {
		this.now += TimeUnit.SECONDS.toNanos(seconds);
	}

	private void connected() {
		this.attempt = 0;
		this.lines.connected(
				Connected.of(ConnectResult.builder(SERVER, MqttVersion.MQTT_5, "id").keepAlive(SECOND).build(), 0));
	}

	private void lost(@Nullable Duration nextAttemptIn) {
		this.lines.disconnected(Disconnected.of(SERVER, Source.SERVER, null, new MqttException("gone"), nextAttemptIn));
	}

	private void failed(@Nullable Duration nextAttemptIn) {
		this.attempt++;
		this.lines.connectFailed(ConnectFailed.of(SERVER, this.attempt, new MqttException("refused"), nextAttemptIn));
	}

}
