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

package io.mqttworks.client.lifecycle;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.ConnectionListener.Connected;
import io.mqttworks.client.ConnectionListener.Disconnected;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttConnectException;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.spi.EnhancedAuthentication;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.client.testkit.EventRecorder;
import io.mqttworks.test.Kit;
import io.mqttworks.client.testkit.MessageRecorder;
import io.mqttworks.test.Property;
import io.mqttworks.test.Props;
import io.mqttworks.test.ReceivedPacket;
import io.mqttworks.test.Wire;
import io.mqttworks.client.testkit.ClientBroker;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The AUTH exchange (MQTT 5 section 4.12).
 */
class EnhancedAuthenticationTests {

	private static final int CONTINUE = 0x18;

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	private final EventRecorder events = new EventRecorder();

	private final List<String> calls = new CopyOnWriteArrayList<>();

	@Test
	@DisplayName("[MQTT-3.1.2-30] [MQTT-3.15.1-1] [MQTT-3.15.2-1] [MQTT-4.12.0-3] [MQTT-4.12.0-5] The exchange goes on until the server is content, with nothing else in between")
	void exchangeGoesOnUntilTheServerIsContent() {
		MqttClient client = this.broker.client((builder) -> builder.enhancedAuthentication(Exchange::new));
		client.publish("t", "waits for the CONNACK", Qos.AT_LEAST_ONCE);
		CompletableFuture<ConnectResult> connected = client.connect();
		BrokerConnection connection = this.broker.accept();
		ReceivedPacket connect = connection.expectConnect();
		assertThat(connect.string(Property.AUTHENTICATION_METHOD)).isEqualTo("TEST-1");
		assertThat(text(connect)).isEqualTo("client first");
		for (String challenge : List.of("one", "two")) {
			connection.sendAuth(CONTINUE, method("TEST-1", challenge));
			ReceivedPacket answer = connection.expectAuth();
			assertThat(answer.flags()).isZero();
			assertThat(answer.reasonCode()).isEqualTo(CONTINUE);
			assertThat(answer.string(Property.AUTHENTICATION_METHOD)).isEqualTo("TEST-1");
			assertThat(text(answer)).isEqualTo("answer to " + challenge);
		}
		connection.sendConnAck(false, 0, method("TEST-1", "server last"));
		Kit.await(connected);
		connection.expectPublishOf("waits for the CONNACK");
		assertThat(this.calls).containsExactly("start", "challenge one", "challenge two", "succeeded server last");
	}

	@Test
	void serverThatIsNotWhoItSaysIsLeft() {
		MqttClient client = this.broker
			.clientWithoutReconnect((builder) -> builder.enhancedAuthentication(Exchange::new));
		CompletableFuture<ConnectResult> connected = client.connect();
		BrokerConnection connection = this.broker.accept();
		connection.expectConnect();
		connection.sendConnAck(false, 0, method("TEST-1", "forged"));
		assertThat(Kit.awaitFailure(connected, MqttConnectException.class)).hasStackTraceContaining("forged signature");
		connection.awaitClosed();
		assertThat(client.isConnected()).isFalse();
	}

	@Test
	void whatComesBehindTheConnAckWaitsOnTheNetworkWhileTheServerIsChecked() throws Exception {
		CompletableFuture<Void> checked = new CompletableFuture<>();
		MqttClient client = this.broker.client((builder) -> builder.enhancedAuthentication(() -> new Exchange() {

			@Override
			public CompletionStage<Void> succeeded(byte[] data) {
				return checked;
			}

		}));
		MessageRecorder handled = new MessageRecorder();
		client.subscribe("#", Qos.AT_MOST_ONCE, handled);
		CompletableFuture<ConnectResult> connected = client.connect();
		BrokerConnection connection = this.broker.accept();
		connection.expectConnect();
		connection.sendConnAck(true, 0, method("TEST-1", "server last"));
		int count = 3000;
		AtomicInteger sent = new AtomicInteger();
		Thread sender = new Thread(() -> {
			for (int i = 0; i < count; i++) {
				connection.sendPublish("t/" + i, new byte[8 * 1024], 0, 0, false, false, Props.NONE);
				sent.incrementAndGet();
			}
		});
		sender.start();
		// 24 MB do not fit into the network's buffers, and the client takes none of it.
		AtomicInteger last = new AtomicInteger(-1);
		await().pollInterval(Duration.ofMillis(500)).atMost(Duration.ofSeconds(30)).until(() -> {
			int now = sent.get();
			return now > 0 && last.getAndSet(now) == now;
		});
		assertThat(sent.get()).isLessThan(count);
		assertThat(client.statistics().bytesReceived()).isLessThan(1024 * 1024);
		assertThat(connected).isNotDone();
		checked.complete(null);
		Kit.await(connected);
		for (int i = 0; i < count; i++) {
			assertThat(handled.expect().topic()).isEqualTo("t/" + i);
		}
		sender.join();
	}

	@Test
	@DisplayName("An AUTH in one read behind the accepting CONNACK is refused, and is not part of the exchange")
	void authBehindTheConnAckIsRefused() {
		MqttClient client = this.broker.client((builder) -> builder.enhancedAuthentication(() -> new Exchange() {

			@Override
			public CompletionStage<Void> succeeded(byte[] data) {
				return new CompletableFuture<>();
			}

		}));
		client.start();
		BrokerConnection connection = this.broker.accept();
		connection.expectConnect();
		connection.send(Wire.bytes(0x20, 12, 0, 0, 9, 0x15, 0, 6, 'T', 'E', 'S', 'T', '-', '1', //
				0xF0, 11, CONTINUE, 9, 0x15, 0, 6, 'T', 'E', 'S', 'T', '-', '1'));
		connection.expectDisconnect(0x82);
		connection.expectClosed();
		assertThat(this.calls).noneMatch((call) -> call.startsWith("challenge"));
		assertThat(client.statistics().connects()).isZero();
		this.broker.accept().expectConnect();
	}

	@Test
	void failureOfTheExchangeFailsTheAttempt() {
		MqttClient client = this.broker
			.clientWithoutReconnect((builder) -> builder.enhancedAuthentication(Exchange::new));
		CompletableFuture<ConnectResult> connected = client.connect();
		BrokerConnection connection = this.broker.accept();
		connection.expectConnect();
		connection.sendAuth(CONTINUE, method("TEST-1", "fail"));
		assertThat(Kit.awaitFailure(connected, MqttConnectException.class)).hasStackTraceContaining("cannot answer");
		connection.awaitClosed();
	}

	@Test
	void refusedExchangeTellsTheServersReason() {
		MqttClient client = this.broker
			.clientWithoutReconnect((builder) -> builder.enhancedAuthentication(Exchange::new));
		CompletableFuture<ConnectResult> connected = client.connect();
		BrokerConnection connection = this.broker.accept();
		connection.expectConnect();
		connection.sendConnAck(false, 0x8C, Props.NONE);
		assertThat(Kit.awaitFailure(connected, MqttConnectException.class).reasonCode())
			.isEqualTo(ReasonCode.BAD_AUTHENTICATION_METHOD);
		connection.awaitClosed();
	}

	@Test
	void thereIsNoFallbackToTheOlderVersion() {
		MqttClient client = this.broker
			.clientWithoutReconnect((builder) -> builder.enhancedAuthentication(Exchange::new));
		CompletableFuture<ConnectResult> connected = client.connect();
		BrokerConnection connection = this.broker.accept();
		connection.expectConnect();
		connection.sendConnAck(false, 0x84, Props.NONE);
		Kit.awaitFailure(connected, MqttConnectException.class);
		this.broker.expectNoConnectionFor(Kit.MOMENT);
	}

	@Test
	@DisplayName("[MQTT-4.12.0-5] An AUTH with another method breaks the protocol")
	void authWithAnotherMethodBreaksTheProtocol() {
		MqttClient client = this.broker
			.clientWithoutReconnect((builder) -> builder.enhancedAuthentication(Exchange::new));
		CompletableFuture<ConnectResult> connected = client.connect();
		BrokerConnection connection = this.broker.accept();
		connection.expectConnect();
		connection.sendAuth(CONTINUE, method("OTHER", "one"));
		Kit.awaitFailure(connected, MqttConnectException.class);
		connection.awaitClosed();
		assertThat(this.calls).containsExactly("start");
	}

	@Test
	@DisplayName("[MQTT-4.12.0-6] [MQTT-4.12.0-7] Without a method there is no AUTH; one from the server breaks the protocol")
	void withoutAMethodThereIsNoAuth() {
		MqttClient client = this.broker.client((builder) -> builder.version(MqttVersion.MQTT_5));
		BrokerConnection connection = this.broker.connect(client);
		Kit.awaitFailure(client.reauthenticate(), MqttException.class);
		connection.sendAuth(CONTINUE, method("TEST-1", "one"));
		connection.expectDisconnect(0x82);
		connection.expectClosed();
	}

	@Test
	@DisplayName("[MQTT-4.12.1-1] A connected client can authenticate again, and messages flow meanwhile")
	void connectedClientCanAuthenticateAgain() {
		MqttClient client = this.broker.client((builder) -> builder.enhancedAuthentication(Exchange::new));
		BrokerConnection connection = connect(client);
		CompletableFuture<Void> again = client.reauthenticate();
		ReceivedPacket start = connection.expectAuth();
		assertThat(start.reasonCode()).isEqualTo(0x19);
		assertThat(start.string(Property.AUTHENTICATION_METHOD)).isEqualTo("TEST-1");
		assertThat(text(start)).isEqualTo("client first");
		client.publish("t", "meanwhile", Qos.AT_MOST_ONCE);
		connection.expectPublishOf("meanwhile");
		connection.sendAuth(CONTINUE, method("TEST-1", "again"));
		assertThat(text(connection.expectAuth())).isEqualTo("answer to again");
		assertThat(again).isNotDone();
		connection.sendAuth(0, method("TEST-1", "server last"));
		Kit.await(again);
		assertThat(client.isConnected()).isTrue();
	}

	@Test
	@DisplayName("[MQTT-4.12.1-2] A refused re-authentication ends the connection with the server's reason")
	void refusedReauthenticationEndsTheConnection() {
		MqttClient client = this.broker
			.client((builder) -> builder.enhancedAuthentication(Exchange::new).connectionListener(this.events));
		BrokerConnection connection = connect(client);
		this.events.expect(Connected.class);
		CompletableFuture<Void> again = client.reauthenticate();
		connection.expectAuth();
		connection.sendDisconnect(0x87, Props.NONE);
		Kit.awaitFailure(again, MqttException.class);
		assertThat(this.events.expect(Disconnected.class).reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
	}

	@Test
	void lostConnectionFailsAReauthentication() {
		MqttClient client = this.broker.client((builder) -> builder.enhancedAuthentication(Exchange::new));
		BrokerConnection connection = connect(client);
		CompletableFuture<Void> again = client.reauthenticate();
		connection.expectAuth();
		connection.close();
		Kit.awaitFailure(again, MqttException.class);
	}

	@Test
	void reauthenticationTheApplicationDoesNotAcceptFails() {
		MqttClient client = this.broker.client((builder) -> builder.enhancedAuthentication(Exchange::new));
		BrokerConnection connection = connect(client);
		CompletableFuture<Void> again = client.reauthenticate();
		connection.expectAuth();
		connection.sendAuth(0, method("TEST-1", "forged"));
		connection.expectDisconnect(0x87);
		assertThat(Kit.awaitFailure(again, MqttException.class)).hasStackTraceContaining("forged signature");
	}

	@Test
	void reauthenticationThatEndsWithAnotherMethodFails() {
		MqttClient client = this.broker.client((builder) -> builder.enhancedAuthentication(Exchange::new));
		BrokerConnection connection = connect(client);
		CompletableFuture<Void> again = client.reauthenticate();
		connection.expectAuth();
		connection.sendAuth(0, method("OTHER", "server last"));
		connection.expectDisconnect(0x82);
		Kit.awaitFailure(again, MqttException.class);
	}

	private BrokerConnection connect(MqttClient client) {
		CompletableFuture<ConnectResult> connected = client.connect();
		BrokerConnection connection = this.broker.accept();
		connection.expectConnect();
		connection.sendConnAck(false, 0, method("TEST-1", "server last"));
		Kit.await(connected);
		return connection;
	}

	private static Props method(String method, String data) {
		return Props.of(Property.AUTHENTICATION_METHOD, method)
			.and(Property.AUTHENTICATION_DATA, data.getBytes(StandardCharsets.UTF_8));
	}

	private static String text(ReceivedPacket packet) {
		return new String(packet.binary(Property.AUTHENTICATION_DATA), StandardCharsets.UTF_8);
	}

	private class Exchange implements EnhancedAuthentication {

		@Override
		public String method() {
			return "TEST-1";
		}

		@Override
		public CompletionStage<byte[]> start() {
			EnhancedAuthenticationTests.this.calls.add("start");
			return CompletableFuture.completedFuture("client first".getBytes(StandardCharsets.UTF_8));
		}

		@Override
		public CompletionStage<byte[]> challenge(byte[] data) {
			String challenge = new String(data, StandardCharsets.UTF_8);
			EnhancedAuthenticationTests.this.calls.add("challenge " + challenge);
			if (challenge.equals("fail")) {
				return CompletableFuture.failedFuture(new IllegalStateException("cannot answer"));
			}
			return CompletableFuture.supplyAsync(() -> ("answer to " + challenge).getBytes(StandardCharsets.UTF_8));
		}

		@Override
		public CompletionStage<Void> succeeded(byte[] data) {
			String last = new String(data, StandardCharsets.UTF_8);
			EnhancedAuthenticationTests.this.calls.add("succeeded " + last);
			if (last.equals("forged")) {
				return CompletableFuture.failedFuture(new IllegalStateException("forged signature"));
			}
			return CompletableFuture.completedFuture(null);
		}

	}

}
