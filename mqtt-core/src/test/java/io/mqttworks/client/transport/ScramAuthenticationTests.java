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

package io.mqttworks.client.transport;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttConnectException;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.test.Kit;
import io.mqttworks.test.Property;
import io.mqttworks.test.Props;
import io.mqttworks.test.ReceivedPacket;
import io.mqttworks.client.testkit.ClientBroker;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The exchange of the example in RFC 7677, section 3, over MQTT.
 */
class ScramAuthenticationTests {

	private static final String NONCE = "rOprNGfwEbeRWgbNEkqO";

	private static final String CLIENT_FIRST = "n,,n=user,r=" + NONCE;

	private static final String SERVER_FIRST = "r=" + NONCE
			+ "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==" + ",i=4096";

	private static final String CLIENT_FINAL = "c=biws,r=" + NONCE
			+ "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";

	private static final String SERVER_FINAL = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	private final MqttClient client = this.broker.clientWithoutReconnect(
			(builder) -> builder.enhancedAuthentication(() -> new ScramSha256("user", "pencil", NONCE)));

	private final CompletableFuture<ConnectResult> connected = this.client.connect();

	@Test
	void clientAndServerProveThatTheyKnowThePassword() {
		BrokerConnection connection = challenge(SERVER_FIRST);
		ReceivedPacket answer = connection.expectAuth();
		assertThat(text(answer)).isEqualTo(CLIENT_FINAL);
		assertThat(answer.reasonCode()).isEqualTo(0x18);
		connection.sendConnAck(false, 0, props(SERVER_FINAL));
		Kit.await(this.connected);
		// And once more, on the open connection.
		CompletableFuture<Void> again = this.client.reauthenticate();
		ReceivedPacket start = connection.expectAuth();
		assertThat(start.reasonCode()).isEqualTo(0x19);
		assertThat(text(start)).isEqualTo(CLIENT_FIRST);
		connection.sendAuth(0x18, props(SERVER_FIRST));
		assertThat(text(connection.expectAuth())).isEqualTo(CLIENT_FINAL);
		connection.sendAuth(0, props(SERVER_FINAL));
		Kit.await(again);
	}

	@Test
	void serverThatDoesNotKnowThePasswordIsLeft() {
		BrokerConnection connection = challenge(SERVER_FIRST);
		connection.expectAuth();
		connection.sendConnAck(false, 0, props("v=AAAA"));
		assertThat(Kit.awaitFailure(this.connected, MqttConnectException.class))
			.hasMessageContaining("The authentication 'SCRAM-SHA-256' did not accept the server")
			.hasRootCauseMessage("The server does not know the password");
		connection.awaitClosed();
	}

	@ParameterizedTest
	@ValueSource(strings = { "r=another,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "r=" + NONCE + ",s=W22ZaJ0S,i=4096",
			"r=" + NONCE + "x,s=W22ZaJ0S,i=1", "nonsense" })
	void badChallengeEndsTheAttempt(String challenge) {
		BrokerConnection connection = challenge(challenge);
		assertThat(Kit.awaitFailure(this.connected, MqttConnectException.class))
			.hasMessageContaining("The authentication failed");
		connection.awaitClosed();
	}

	private BrokerConnection challenge(String challenge) {
		BrokerConnection connection = this.broker.accept();
		ReceivedPacket connect = connection.expectConnect();
		assertThat(connect.string(Property.AUTHENTICATION_METHOD)).isEqualTo("SCRAM-SHA-256");
		assertThat(text(connect)).isEqualTo(CLIENT_FIRST);
		return connection.sendAuth(0x18, props(challenge));
	}

	private static Props props(String data) {
		return Props.of(Property.AUTHENTICATION_METHOD, "SCRAM-SHA-256")
			.and(Property.AUTHENTICATION_DATA, data.getBytes(StandardCharsets.UTF_8));
	}

	private static String text(ReceivedPacket packet) {
		return new String(packet.binary(Property.AUTHENTICATION_DATA), StandardCharsets.UTF_8);
	}

}
