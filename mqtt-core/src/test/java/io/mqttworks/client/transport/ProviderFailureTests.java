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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.ConnectionListener.ConnectFailed;
import io.mqttworks.client.ConnectionListener.Connected;
import io.mqttworks.client.ConnectionState;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttClientBuilder;
import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.mqttworks.client.Will;
import io.mqttworks.client.spi.Credentials;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.client.testkit.EventRecorder;
import io.mqttworks.test.Kit;
import io.mqttworks.test.Property;
import io.mqttworks.test.Props;
import io.mqttworks.client.testkit.ClientBroker;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Code of the user's that is asked before an attempt and fails: the attempt fails and
 * names it, and the next one asks again.
 */
class ProviderFailureTests {

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	private final EventRecorder events = new EventRecorder();

	private final AtomicBoolean failing = new AtomicBoolean(true);

	static Stream<Arguments> providers() {
		return Stream.of(provider("credentials thrown", "The credentials provider failed",
				(builder, failing) -> builder.credentialsProvider((server) -> {
					failIf(failing);
					return CompletableFuture.completedFuture(Credentials.NONE);
				})), provider("credentials failed", "The credentials provider failed", (builder, failing) -> builder
					.credentialsProvider((server) -> CompletableFuture.supplyAsync(() -> {
						failIf(failing);
						return Credentials.NONE;
					}))),
				provider("credentials null", "The credentials provider failed",
						(builder,
								failing) -> builder.credentialsProvider((server) -> failing.get() ? null
										: CompletableFuture.completedFuture(Credentials.NONE))),
				provider("authentication thrown", "The supplier of the enhanced authentication failed",
						(builder, failing) -> builder.enhancedAuthentication(() -> {
							failIf(failing);
							return new ScramSha256("anna", "pencil");
						})),
				provider("authentication null", "The supplier of the enhanced authentication failed",
						(builder, failing) -> builder
							.enhancedAuthentication(() -> failing.get() ? null : new ScramSha256("anna", "pencil"))),
				provider("will thrown", "The CONNECT cannot be made", (builder, failing) -> builder.will(() -> {
					failIf(failing);
					return Will.of(MqttMessage.of("t", "gone", Qos.AT_MOST_ONCE));
				})));
	}

	private static Arguments provider(String name, String message,
			BiConsumer<MqttClientBuilder, AtomicBoolean> provider) {
		return Arguments.of(name, message, provider);
	}

	private static void failIf(AtomicBoolean failing) {
		if (failing.get()) {
			throw new IllegalStateException("not now");
		}
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("providers")
	void attemptFailsAndTheNextOneAsksAgain(String name, String message,
			BiConsumer<MqttClientBuilder, AtomicBoolean> provider) {
		MqttClient client = this.broker.client((builder) -> {
			builder.connectionListener(this.events);
			provider.accept(builder, this.failing);
		});
		CompletableFuture<ConnectResult> connected = client.connect();
		assertThat(Kit.awaitFailure(connected, MqttConnectException.class)).hasMessageContaining(message);
		this.events.expect(ConnectFailed.class);
		assertThat(client.state()).isEqualTo(ConnectionState.IDLE);
		client.start();
		this.events.expect(ConnectFailed.class);
		this.failing.set(false);
		BrokerConnection connection = this.broker.accept();
		connection.expectConnect();
		if (name.startsWith("authentication")) {
			// That it began is all there is to see.
			connection.sendConnAck(false, 0x86, Props.of(Property.REASON_STRING, "enough"));
			return;
		}
		connection.sendConnAck();
		this.events.skipTo(Connected.class);
	}

}
