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

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReconnectPolicy;
import io.mqttworks.client.Will;
import io.mqttworks.test.Brokers;
import io.mqttworks.test.EveryBroker;
import io.mqttworks.test.EveryMqtt5Broker;
import io.mqttworks.test.Kit;
import io.mqttworks.client.testkit.MessageRecorder;
import io.mqttworks.test.RealBroker;
import io.mqttworks.test.TcpProxy;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Wills, published by real brokers.
 */
class WillIntegrationTests {

	@AutoClose
	private final Clients clients = new Clients();

	private static MqttMessage offline(String topic, Qos qos, boolean retain) {
		return MqttMessage.builder(topic).payload("offline").qos(qos).retain(retain).build();
	}

	/**
	 * Connects a client with a will and cuts its connection. Artemis publishes a will
	 * without a delay at once only if the session ends with the connection.
	 */
	private void die(RealBroker broker, MqttVersion version, MqttMessage will) {
		try (TcpProxy proxy = TcpProxy.to(broker.port())) {
			MqttClient client = this.clients.connect(proxy.uri(), version,
					(builder) -> builder.will(Will.of(will))
						.cleanStart(true)
						.sessionExpiry(Duration.ZERO)
						.reconnect(ReconnectPolicy.NONE));
			// Artemis is not done with a CONNECT when it has answered it.
			Kit.await(client.publish(Clients.unique("alive"), "", Qos.AT_LEAST_ONCE));
			proxy.cut();
		}
	}

	@EveryBroker
	void isPublishedWhenTheConnectionBreaks(RealBroker broker, MqttVersion version) {
		MqttClient watcher = this.clients.connect(broker.uri(), version);
		for (Qos qos : Qos.values()) {
			String topic = Clients.unique("will");
			MessageRecorder recorder = Clients.subscribe(watcher, topic, Qos.EXACTLY_ONCE);
			die(broker, version, offline(topic, qos, false));
			MqttMessage will = recorder.expect("offline");
			assertThat(will.qos()).isEqualTo(qos);
			assertThat(will.retain()).isFalse();
		}
	}

	@EveryBroker
	void canBeRetained(RealBroker broker, MqttVersion version) {
		String topic = Clients.unique("will");
		MqttClient watcher = this.clients.connect(broker.uri(), version);
		MessageRecorder live = Clients.subscribe(watcher, topic, Qos.AT_LEAST_ONCE);
		die(broker, version, offline(topic, Qos.AT_LEAST_ONCE, true));
		live.expect("offline");
		MqttClient later = this.clients.connect(broker.uri(), version);
		assertThat(Clients.subscribe(later, topic, Qos.AT_LEAST_ONCE).expect("offline").retain()).isTrue();
		Kit.await(later.publish(MqttMessage.builder(topic).retain(true).build()));
	}

	@EveryBroker
	void isNotPublishedAfterADisconnect(RealBroker broker, MqttVersion version) {
		String topic = Clients.unique("will");
		MqttClient watcher = this.clients.connect(broker.uri(), version);
		MessageRecorder recorder = Clients.subscribe(watcher, topic, Qos.AT_LEAST_ONCE);
		MqttClient disconnecting = this.clients.connect(broker.uri(), version,
				(builder) -> builder.will(Will.of(offline(topic, Qos.AT_LEAST_ONCE, false))));
		Kit.await(disconnecting.disconnect());
		MqttClient closing = this.clients.connect(broker.uri(), version,
				(builder) -> builder.will(Will.of(offline(topic, Qos.AT_LEAST_ONCE, false))));
		closing.close();
		recorder.expectNothingFor(Kit.MOMENT);
		Kit.await(watcher.publish(topic, "end", Qos.AT_LEAST_ONCE));
		recorder.expect("end");
	}

	@EveryMqtt5Broker
	void waitsForItsDelay(RealBroker broker) {
		String topic = Clients.unique("will");
		MqttClient watcher = this.clients.connect(broker.uri(), MqttVersion.MQTT_5);
		MessageRecorder recorder = Clients.subscribe(watcher, topic, Qos.AT_LEAST_ONCE);
		long cut;
		try (TcpProxy proxy = TcpProxy.to(broker.port())) {
			this.clients.connect(proxy.uri(), MqttVersion.MQTT_5,
					(builder) -> builder.will(new Will(offline(topic, Qos.AT_LEAST_ONCE, false), Duration.ofSeconds(3)))
						.reconnect(ReconnectPolicy.NONE));
			cut = System.nanoTime();
			proxy.cut();
		}
		recorder.expect("offline");
		assertThat(Duration.ofNanos(System.nanoTime() - cut)).isGreaterThan(Duration.ofSeconds(1));
	}

	@EveryMqtt5Broker
	void isNotPublishedIfTheClientComesBackWithinItsDelay(RealBroker broker) {
		String topic = Clients.unique("will");
		MqttClient watcher = this.clients.connect(broker.uri(), MqttVersion.MQTT_5);
		MessageRecorder recorder = Clients.subscribe(watcher, topic, Qos.AT_LEAST_ONCE);
		try (TcpProxy proxy = TcpProxy.to(broker.port())) {
			MqttClient client = this.clients.connect(proxy.uri(), MqttVersion.MQTT_5, (builder) -> builder
				.will(new Will(offline(topic, Qos.AT_LEAST_ONCE, false), Duration.ofSeconds(2))));
			proxy.cut();
			await().atMost(Kit.TIMEOUT).until(() -> client.statistics().connects() == 2);
			recorder.expectNothingFor(Duration.ofSeconds(4));
			assertThat(client.isConnected()).isTrue();
			Kit.await(client.disconnect());
		}
	}

	// Artemis leaves the content type out.
	@Test
	void carriesItsProperties() {
		RealBroker broker = Brokers.mosquitto();
		String topic = Clients.unique("will");
		MqttClient watcher = this.clients.connect(broker.uri(), MqttVersion.MQTT_5);
		MessageRecorder recorder = Clients.subscribe(watcher, topic, Qos.AT_LEAST_ONCE);
		MqttMessage will = MqttMessage.builder(topic)
			.payload("offline")
			.utf8Payload(true)
			.contentType("text/plain")
			.responseTopic("answer")
			.correlationData(new byte[] { 1 })
			.userProperty("name", "value")
			.build();
		die(broker, MqttVersion.MQTT_5, will);
		MqttMessage received = recorder.expect("offline");
		assertThat(received.contentType()).isEqualTo("text/plain");
		assertThat(received.properties().utf8Payload()).isTrue();
		assertThat(received.responseTopic()).isEqualTo("answer");
		assertThat(received.correlationData()).containsExactly(1);
		assertThat(received.userProperty("name")).isEqualTo("value");
	}

}
