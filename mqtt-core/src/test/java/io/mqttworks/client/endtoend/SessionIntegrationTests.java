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

package io.mqttworks.client.endtoend;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.mqttworks.client.ConnectionState;
import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.test.Brokers;
import io.mqttworks.test.EveryBroker;
import io.mqttworks.test.EveryMqtt5Broker;
import io.mqttworks.test.Kit;
import io.mqttworks.client.testkit.MessageRecorder;
import io.mqttworks.test.RealBroker;
import io.mqttworks.test.TcpProxy;
import org.junit.jupiter.api.AutoClose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Sessions on real brokers: what waits for a client that is not there.
 */
class SessionIntegrationTests {

	@AutoClose
	private final Clients clients = new Clients();

	@EveryBroker
	void messagesStoredWhileOfflineReachANewClientWithTheSameIdentifier(RealBroker broker, MqttVersion version) {
		String id = Clients.unique("stored-client");
		String topic = Clients.unique("stored");
		MqttClient first = this.clients.connect(broker.uri(), version, (builder) -> builder.clientId(id));
		assertThat(first.connectResult().sessionPresent()).isFalse();
		Clients.subscribe(first, topic, Qos.EXACTLY_ONCE);
		first.close();
		MqttClient publisher = this.clients.connect(broker.uri(), version);
		List<String> texts = IntStream.range(0, 100).mapToObj((i) -> "message " + i).toList();
		texts.forEach((text) -> publisher.publish(topic, text, Qos.EXACTLY_ONCE));
		await().atMost(Kit.TIMEOUT).until(() -> !publisher.isQueued());
		MessageRecorder recorder = new MessageRecorder();
		MqttClient second = this.clients.build(broker.uri(), version,
				(builder) -> builder.clientId(id).cleanStart(false));
		second.subscribe(topic, Qos.EXACTLY_ONCE, recorder);
		assertThat(Kit.await(second.connect()).sessionPresent()).isTrue();
		texts.forEach((text) -> assertThat(recorder.expect(text).qos()).isEqualTo(Qos.EXACTLY_ONCE));
		Kit.await(publisher.publish(topic, "live", Qos.EXACTLY_ONCE));
		recorder.expect("live");
		assertThat(recorder.count()).isEqualTo(101);
	}

	@EveryBroker
	void sessionIsKeptOverALostConnection(RealBroker broker, MqttVersion version) {
		try (TcpProxy proxy = TcpProxy.to(broker.port())) {
			String topic = Clients.unique("kept");
			MqttClient client = this.clients.connect(proxy.uri(), version);
			MqttClient subscriber = this.clients.connect(proxy.uri(), version, (builder) -> builder.cleanStart(false));
			MessageRecorder recorder = Clients.subscribe(subscriber, topic, Qos.EXACTLY_ONCE);
			MqttClient publisher = this.clients.connect(broker.uri(), version);
			List<String> expected = new ArrayList<>();
			for (int round = 0; round < 5; round++) {
				int last = round;
				proxy.refuse(true);
				proxy.cut();
				await().atMost(Kit.TIMEOUT).until(() -> !subscriber.isConnected() && !client.isConnected());
				for (Qos qos : List.of(Qos.AT_LEAST_ONCE, Qos.EXACTLY_ONCE)) {
					Kit.await(publisher.publish(topic, round + " at " + qos, qos));
				}
				proxy.refuse(false);
				expected.add(round + " at " + Qos.EXACTLY_ONCE);
				await().atMost(Kit.TIMEOUT)
					.until(() -> recorder.texts().containsAll(expected)
							&& recorder.texts().contains(last + " at " + Qos.AT_LEAST_ONCE));
				assertThat(subscriber.connectResult().sessionPresent()).isTrue();
			}
			assertExactlyOnce(broker,
					recorder.all()
						.stream()
						.filter((message) -> message.qos() == Qos.EXACTLY_ONCE)
						.map(MqttMessage::payloadAsString)
						.toList(),
					expected);
		}
	}

	/**
	 * Artemis sends again with a new identifier and without DUP, so that nobody can tell
	 * a repetition; there it is enough that nothing is lost.
	 */
	private static void assertExactlyOnce(RealBroker broker, List<String> texts, List<String> expected) {
		if (broker == Brokers.mosquitto()) {
			assertThat(texts).containsExactlyElementsOf(expected);
		}
		else {
			assertThat(texts).containsAll(expected);
		}
	}

	@EveryBroker
	void publishersMessagesWaitForTheConnectionToComeBack(RealBroker broker, MqttVersion version) {
		try (TcpProxy proxy = TcpProxy.to(broker.port())) {
			String topic = Clients.unique("waiting");
			MqttClient publisher = this.clients.connect(proxy.uri(), version, (builder) -> builder.cleanStart(false));
			MqttClient subscriber = this.clients.connect(broker.uri(), version);
			MessageRecorder recorder = Clients.subscribe(subscriber, topic, Qos.EXACTLY_ONCE);
			proxy.refuse(true);
			proxy.cut();
			await().atMost(Kit.TIMEOUT).until(() -> publisher.state() == ConnectionState.WAITING);
			for (int i = 0; i < 30; i++) {
				publisher.publish(topic, "message " + i, Qos.of(i % 3));
			}
			assertThat(publisher.pendingPublishes()).isEqualTo(30);
			proxy.refuse(false);
			await().atMost(Kit.TIMEOUT).until(() -> recorder.count() == 30 && !publisher.isQueued());
			for (int qos = 0; qos <= 2; qos++) {
				int each = qos;
				assertThat(recorder.texts().stream().filter((text) -> number(text) % 3 == each))
					.as("messages published with QoS %d", qos)
					.containsExactlyElementsOf(
							IntStream.range(0, 10).mapToObj((i) -> "message " + (3 * i + each)).toList());
			}
		}
	}

	private static int number(String text) {
		return Integer.parseInt(text.substring("message ".length()));
	}

	@EveryBroker
	void messagesWhosePublisherBreaksAllTheTimeArriveExactlyOnce(RealBroker broker, MqttVersion version) {
		try (TcpProxy proxy = TcpProxy.to(broker.port())) {
			String topic = Clients.unique("breaking");
			MqttClient publisher = this.clients.connect(proxy.uri(), version, (builder) -> builder.cleanStart(false));
			MqttClient subscriber = this.clients.connect(broker.uri(), version);
			MessageRecorder recorder = Clients.subscribe(subscriber, topic, Qos.EXACTLY_ONCE);
			List<String> expected = publishAndBreak(publisher, proxy, topic, recorder);
			assertThat(recorder.texts()).containsExactlyElementsOf(expected);
		}
	}

	@EveryBroker
	void messagesWhoseSubscriberBreaksAllTheTimeArriveExactlyOnce(RealBroker broker, MqttVersion version) {
		try (TcpProxy proxy = TcpProxy.to(broker.port())) {
			String topic = Clients.unique("breaking");
			MqttClient publisher = this.clients.connect(broker.uri(), version);
			MqttClient subscriber = this.clients.connect(proxy.uri(), version, (builder) -> builder.cleanStart(false));
			MessageRecorder recorder = Clients.subscribe(subscriber, topic, Qos.EXACTLY_ONCE);
			List<String> expected = publishAndBreak(publisher, proxy, topic, recorder);
			assertExactlyOnce(broker, recorder.texts(), expected);
		}
	}

	private static List<String> publishAndBreak(MqttClient publisher, TcpProxy proxy, String topic,
			MessageRecorder recorder) {
		List<String> all = IntStream.range(0, 400).mapToObj((i) -> "message " + i).toList();
		for (int i = 0; i < all.size(); i++) {
			publisher.publish(topic, all.get(i), Qos.EXACTLY_ONCE);
			if (i % 40 == 39) {
				String some = all.get(i - 20);
				await().atMost(Duration.ofSeconds(30)).until(() -> recorder.texts().contains(some));
				proxy.cut();
			}
		}
		await().atMost(Duration.ofSeconds(30)).until(() -> recorder.texts().containsAll(all) && !publisher.isQueued());
		return all;
	}

	@EveryBroker
	void cleanStartThrowsTheSessionAway(RealBroker broker, MqttVersion version) {
		String id = Clients.unique("clean-client");
		String topic = Clients.unique("clean");
		MqttClient first = this.clients.connect(broker.uri(), version, (builder) -> builder.clientId(id));
		Clients.subscribe(first, topic, Qos.EXACTLY_ONCE);
		first.close();
		MqttClient publisher = this.clients.connect(broker.uri(), version);
		Kit.await(publisher.publish(topic, "missed", Qos.EXACTLY_ONCE));
		MqttClient second = this.clients.connect(broker.uri(), version,
				(builder) -> builder.clientId(id).cleanStart(true));
		assertThat(second.connectResult().sessionPresent()).isFalse();
		MessageRecorder recorder = Clients.subscribe(second, topic, Qos.EXACTLY_ONCE);
		Kit.await(publisher.publish(topic, "live", Qos.EXACTLY_ONCE));
		recorder.expect("live");
		assertThat(recorder.texts()).containsExactly("live");
	}

	@EveryMqtt5Broker
	void sessionEndsWithTheConnectionIfItShall(RealBroker broker) {
		String id = Clients.unique("expired-client");
		MqttClient first = this.clients.connect(broker.uri(), MqttVersion.MQTT_5,
				(builder) -> builder.clientId(id).sessionExpiry(Duration.ZERO));
		Clients.subscribe(first, Clients.unique("expired"), Qos.EXACTLY_ONCE);
		first.close();
		MqttClient second = this.clients.connect(broker.uri(), MqttVersion.MQTT_5, (builder) -> builder.clientId(id));
		assertThat(second.connectResult().sessionPresent()).isFalse();
	}

	@EveryBroker
	void secondClientWithTheSameIdentifierTakesOver(RealBroker broker, MqttVersion version) {
		String id = Clients.unique("taken-client");
		MqttClient first = this.clients.connect(broker.uri(), version,
				(builder) -> builder.clientId(id).reconnect(io.mqttworks.client.ReconnectPolicy.NONE));
		this.clients.connect(broker.uri(), version, (builder) -> builder.clientId(id));
		await().atMost(Kit.TIMEOUT).until(() -> first.state() == ConnectionState.IDLE);
		assertThat(first.lastFailure()).isNotNull();
	}

}
