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

package io.mqttworks.client.internal.connection;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.mqttworks.client.ClientIdConflictPolicy;
import io.mqttworks.client.ConnectionListener.Source;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.ReconnectPolicy;
import io.mqttworks.client.internal.connection.ClientIdConflicts.Verdict;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClientIdConflicts}.
 */
class ClientIdConflictsTests {

	private static final Duration SHORT = Duration.ofSeconds(1);

	private static final ConnectionEnd BROKEN = new ConnectionEnd(Source.NETWORK, null,
			new IllegalStateException("it broke"), null, false);

	private static final ConnectionEnd TAKEN_OVER = new ConnectionEnd(Source.SERVER, ReasonCode.SESSION_TAKEN_OVER,
			new IllegalStateException("taken over"), null, false);

	private final ClientIdConflicts conflicts = conflicts("pump", ClientIdConflictPolicy.STANDBY);

	private static ClientIdConflicts conflicts(String clientId, ClientIdConflictPolicy policy) {
		return new ClientIdConflicts(MqttClient.builder("mqtt://localhost")
			.clientId(clientId)
			.clientIdConflict(policy)
			.reconnect(ReconnectPolicy.builder()
				.minDelay(SHORT)
				.maxDelay(Duration.ofSeconds(30))
				.stableAfter(Duration.ofSeconds(10))
				.build())
			.options(), () -> 1, Clock.systemUTC());
	}

	@Test
	void whatTheServerSaysIsCertainAtOnce() {
		assertThat(this.conflicts.ended(TAKEN_OVER, Duration.ofDays(1), false)).isEqualTo(Verdict.CERTAIN);
	}

	@Test
	void threeShortConnectionsInARowAreSuspicious() {
		assertThat(verdicts(SHORT, SHORT, SHORT, SHORT)).containsExactly(Verdict.NONE, Verdict.NONE, Verdict.SUSPECTED,
				Verdict.SUSPECTED);
	}

	@Test
	void longConnectionInBetweenIsNoConflict() {
		assertThat(verdicts(SHORT, SHORT, Duration.ofSeconds(11), SHORT, SHORT)).containsOnly(Verdict.NONE);
	}

	@Test
	void otherClientThatStandsByIsStillAConflict() {
		verdicts(SHORT, SHORT, SHORT);
		assertThat(verdicts(Duration.ofSeconds(40))).containsExactly(Verdict.SUSPECTED);
	}

	@Test
	void connectionThatOutlivesThePausesEndsTheConflict() {
		verdicts(SHORT, SHORT, SHORT);
		assertThat(verdicts(Duration.ofSeconds(60), SHORT, SHORT)).containsOnly(Verdict.NONE);
		assertThat(verdicts(SHORT)).containsExactly(Verdict.SUSPECTED);
	}

	@Test
	void endThatThisClientMayHaveCausedDoesNotCount() {
		assertThat(IntStream.range(0, 10).mapToObj((i) -> this.conflicts.ended(BROKEN, SHORT, false)))
			.containsOnly(Verdict.NONE);
	}

	@Test
	void endWithAReasonOrOnRequestIsNoConflict() {
		ConnectionEnd busy = new ConnectionEnd(Source.SERVER, ReasonCode.SERVER_BUSY, new IllegalStateException("busy"),
				null, false);
		ConnectionEnd onRequest = new ConnectionEnd(Source.USER, null, null, null, false);
		for (ConnectionEnd end : List.of(busy, onRequest)) {
			assertThat(IntStream.range(0, 10).mapToObj((i) -> this.conflicts.ended(end, SHORT, true)))
				.containsOnly(Verdict.NONE);
		}
	}

	@Test
	void clientWithoutAnIdentifierHasNoConflict() {
		assertThat(conflicts("", ClientIdConflictPolicy.STANDBY).ended(TAKEN_OVER, SHORT, true))
			.isEqualTo(Verdict.NONE);
	}

	@Test
	void pausesDoubleUpToSixteenTimesTheLongestDelay() {
		assertThat(IntStream.range(0, 7).mapToObj((i) -> {
			this.conflicts.ended(TAKEN_OVER, SHORT, true);
			return this.conflicts.standby().toSeconds();
		})).containsExactly(30L, 60L, 120L, 240L, 480L, 480L, 480L);
	}

	private List<Verdict> verdicts(Duration... lasted) {
		return List.of(lasted).stream().map((one) -> this.conflicts.ended(BROKEN, one, true)).toList();
	}

}
