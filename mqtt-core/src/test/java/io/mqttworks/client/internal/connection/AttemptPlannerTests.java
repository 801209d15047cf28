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

import java.util.function.UnaryOperator;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.ConnectionListener.Source;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientBuilder;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.ServerAddress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AttemptPlanner}.
 */
class AttemptPlannerTests {

	private static final ServerAddress FIRST = ServerAddress.parse("mqtt://first");

	private static final ServerAddress SECOND = ServerAddress.parse("mqtt://second");

	@Test
	void roundTriesEachServerOnceAndCountsAttempts() {
		AttemptPlanner planner = planner((builder) -> builder.servers("mqtt://first", "mqtt://second"));
		planner.startRound();
		assertThat(next(planner).server()).isEqualTo(FIRST);
		assertThat(planner.hasNext()).isTrue();
		assertThat(next(planner).server()).isEqualTo(SECOND);
		assertThat(planner.hasNext()).isFalse();
		assertThat(planner.next()).isNull();
		assertThat(planner.attempts()).isEqualTo(2);
		planner.accepted(result(SECOND, "pump"));
		assertThat(planner.attempts()).isZero();
		planner.startRound();
		assertThat(next(planner).server()).isEqualTo(SECOND);
	}

	@Test
	void olderVersionIsTheSameAttempt() {
		AttemptPlanner planner = planner(UnaryOperator.identity());
		planner.startRound();
		ConnectAttempt attempt = next(planner);
		assertThat(attempt.version()).isEqualTo(MqttVersion.MQTT_5);
		ConnectAttempt fallBack = planner.fallBack(attempt, end(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, null));
		assertThat(fallBack).isNotNull();
		assertThat(fallBack.version()).isEqualTo(MqttVersion.MQTT_3_1_1);
		assertThat(fallBack.server()).isEqualTo(FIRST);
		assertThat(planner.attempts()).isEqualTo(1);
		assertThat(planner.fallBack(fallBack, end(ReasonCode.NOT_AUTHORIZED, null))).isNull();
	}

	@Test
	void identifierThatTheServerAssignedIsKept() {
		AttemptPlanner planner = planner((builder) -> builder.clientId(""));
		planner.startRound();
		assertThat(next(planner).clientId()).isEmpty();
		planner.accepted(result(FIRST, "assigned"));
		planner.startRound();
		assertThat(next(planner).clientId()).isEqualTo("assigned");
	}

	@Test
	void olderVersionHasAnIdentifierThatStaysTheSame() {
		AttemptPlanner planner = planner((builder) -> builder.clientId(""));
		planner.startRound();
		ConnectAttempt attempt = next(planner);
		ConnectionEnd end = end(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, null);
		ConnectAttempt first = planner.fallBack(attempt, end);
		ConnectAttempt second = planner.fallBack(attempt, end);
		assertThat(first).isNotNull();
		assertThat(second).isNotNull();
		assertThat(first.clientId()).startsWith("mqtt").isEqualTo(second.clientId());
	}

	@Test
	void sessionIsStartedCleanWithTheFirstConnectionOnly() {
		AttemptPlanner planner = planner((builder) -> builder.cleanStart(true));
		planner.startRound();
		assertThat(next(planner).cleanStart()).isTrue();
		planner.accepted(result(FIRST, "pump"));
		planner.startRound();
		assertThat(next(planner).cleanStart()).isFalse();
	}

	@Test
	void serverThatIsNamedIsTriedNextWithinTheBound() {
		AttemptPlanner planner = planner((builder) -> builder.maxRedirects(1));
		planner.startRound();
		ConnectAttempt attempt = next(planner);
		ConnectionEnd moved = end(ReasonCode.SERVER_MOVED, "second");
		assertThat(planner.failed(attempt, moved)).isTrue();
		ConnectAttempt redirected = next(planner);
		assertThat(redirected.server()).isEqualTo(SECOND);
		assertThat(planner.failed(redirected, moved)).isFalse();
		planner.pausing();
		assertThat(planner.failed(redirected, moved)).isTrue();
	}

	@Test
	void redirectsAreCountedAnewAfterAStableConnection() {
		AttemptPlanner planner = planner((builder) -> builder.maxRedirects(1));
		planner.startRound();
		ConnectAttempt attempt = next(planner);
		ConnectionEnd moved = end(ReasonCode.USE_ANOTHER_SERVER, "second");
		assertThat(planner.lost(attempt, moved, false)).isTrue();
		assertThat(planner.lost(attempt, moved, false)).isFalse();
		assertThat(planner.lost(attempt, moved, true)).isTrue();
	}

	private static AttemptPlanner planner(UnaryOperator<MqttClientBuilder> options) {
		return new AttemptPlanner(options.apply(MqttClient.builder("mqtt://first").clientId("pump")).options());
	}

	private static ConnectAttempt next(AttemptPlanner planner) {
		ConnectAttempt attempt = planner.next();
		assertThat(attempt).isNotNull();
		return attempt;
	}

	private static ConnectResult result(ServerAddress server, String clientId) {
		return ConnectResult.builder(server, MqttVersion.MQTT_5, clientId).build();
	}

	private static ConnectionEnd end(ReasonCode reasonCode, @Nullable String serverReference) {
		return new ConnectionEnd(Source.SERVER, reasonCode, new IllegalStateException("refused"), serverReference,
				false);
	}

}
