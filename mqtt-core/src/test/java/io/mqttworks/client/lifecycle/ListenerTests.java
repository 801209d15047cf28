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

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.mqttworks.client.ConnectionListener;
import io.mqttworks.client.ConnectionState;
import io.mqttworks.client.ErrorListener;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttProtocolException;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.client.testkit.EventRecorder;
import io.mqttworks.test.Kit;
import io.mqttworks.test.Property;
import io.mqttworks.test.Props;
import io.mqttworks.client.testkit.ClientBroker;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What listeners are told, in which order, and where.
 */
class ListenerTests {

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	private final EventRecorder events = new EventRecorder();

	@BothVersions
	void eventsTellWhoEndedAConnectionAndWhy(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version).connectionListener(this.events));
		BrokerConnection first = this.broker.connect(client);
		ConnectionListener.Connected connected = this.events.expect(ConnectionListener.Connected.class);
		assertThat(connected.reconnects()).isZero();
		assertThat(connected.result()).isEqualTo(client.connectResult());
		assertThat(connected.result().server().port()).isEqualTo(this.broker.port());
		first.reset();
		ConnectionListener.Disconnected network = this.events.expect(ConnectionListener.Disconnected.class);
		assertThat(network.source()).isEqualTo(ConnectionListener.Source.NETWORK);
		assertThat(network.reasonCode()).isNull();
		assertThat(network.cause()).isNotNull();
		assertThat(network.nextAttemptIn()).isNotNull();
		assertThat(network.server().port()).isEqualTo(this.broker.port());
		this.broker.acceptConnect();
		assertThat(this.events.expect(ConnectionListener.Connected.class).reconnects()).isOne();
		Kit.await(client.disconnect());
		ConnectionListener.Disconnected user = this.events.expect(ConnectionListener.Disconnected.class);
		assertThat(user.source()).isEqualTo(ConnectionListener.Source.USER);
		assertThat(user.cause()).isNull();
		assertThat(user.nextAttemptIn()).isNull();
	}

	@Test
	void disconnectOfTheServerCarriesItsReason() {
		MqttClient client = this.broker.client((builder) -> builder.connectionListener(this.events));
		BrokerConnection connection = this.broker.connect(client);
		connection.sendDisconnect(0x8E, Props.of(Property.REASON_STRING, "somebody else came"));
		this.events.expect(ConnectionListener.Connected.class);
		ConnectionListener.Disconnected disconnected = this.events.expect(ConnectionListener.Disconnected.class);
		assertThat(disconnected.source()).isEqualTo(ConnectionListener.Source.SERVER);
		assertThat(disconnected.reasonCode()).isEqualTo(ReasonCode.SESSION_TAKEN_OVER);
		assertThat(disconnected.cause()).hasMessageContaining("somebody else came");
	}

	@BothVersions
	void brokenProtocolIsTheClientsDecision(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version).connectionListener(this.events));
		BrokerConnection connection = this.broker.connect(client);
		connection.send(new byte[] { (byte) 0xC0, 0 });
		this.events.expect(ConnectionListener.Connected.class);
		ConnectionListener.Disconnected disconnected = this.events.expect(ConnectionListener.Disconnected.class);
		assertThat(disconnected.source()).isEqualTo(ConnectionListener.Source.CLIENT);
		assertThat(disconnected.cause()).isInstanceOf(MqttProtocolException.class);
	}

	@Test
	void closeIsTold() {
		MqttClient client = this.broker.client((builder) -> builder.connectionListener(this.events));
		this.broker.connect(client);
		client.close();
		this.events.expect(ConnectionListener.Connected.class);
		ConnectionListener.Disconnected disconnected = this.events.expect(ConnectionListener.Disconnected.class);
		assertThat(disconnected.source()).isEqualTo(ConnectionListener.Source.USER);
		assertThat(disconnected.nextAttemptIn()).isNull();
	}

	@Test
	void everyListenerIsToldAndFailuresOfOneHarmNobody() {
		EventRecorder second = new EventRecorder();
		ConnectionListener broken = new ConnectionListener() {

			@Override
			public void onConnected(Connected event) {
				throw new IllegalStateException("a listener's own failure");
			}

		};
		MqttClient client = this.broker.client((builder) -> builder.connectionListener(this.events)
			.connectionListener(broken)
			.connectionListener(second)
			.errorListener(new ErrorListener() {

				@Override
				public void onMessageUnmatched(MessageUnmatched event) {
					throw new IllegalStateException("a listener's own failure");
				}

			})
			.errorListener(second));
		BrokerConnection connection = this.broker.connect(client);
		this.events.expect(ConnectionListener.Connected.class);
		second.expect(ConnectionListener.Connected.class);
		connection.sendPublish("nobody", "x", 0, 0);
		second.expect(EventRecorder.MessageUnmatched.class);
		assertThat(client.isConnected()).isTrue();
	}

	@Test
	void listenersDoNotRunOnTheEventLoopAndMayCallTheClient() {
		CompletableFuture<String> published = new CompletableFuture<>();
		List<String> threads = new CopyOnWriteArrayList<>();
		CompletableFuture<MqttClient> reference = new CompletableFuture<>();
		MqttClient client = this.broker.client((builder) -> builder.connectionListener(new ConnectionListener() {

			@Override
			public void onConnected(Connected event) {
				threads.add(Thread.currentThread().getName());
				MqttClient self = Kit.await(reference);
				Kit.await(self.publish("t", "from a listener", Qos.AT_LEAST_ONCE));
				published.complete("done");
			}

		}));
		reference.complete(client);
		BrokerConnection connection = this.broker.connect(client);
		connection.sendPubAck(connection.expectPublishOf("from a listener").packetId());
		Kit.await(published);
		assertThat(threads).hasSize(1).noneMatch((name) -> name.startsWith("mqtt-io"));
	}

	@Test
	void stateIsCurrentWhenFuturesComplete() {
		MqttClient client = this.broker.client((builder) -> {
		});
		assertThat(client.state()).isEqualTo(ConnectionState.IDLE);
		CompletableFuture<ConnectionState> atConnect = client.connect().thenApply((result) -> client.state());
		await().until(() -> client.state() == ConnectionState.CONNECTING);
		this.broker.acceptConnect();
		assertThat(Kit.await(atConnect)).isEqualTo(ConnectionState.CONNECTED);
		CompletableFuture<ConnectionState> atDisconnect = client.disconnect().thenApply((nothing) -> client.state());
		assertThat(Kit.await(atDisconnect)).isEqualTo(ConnectionState.IDLE);
	}

}
