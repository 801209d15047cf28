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

package io.mqttworks.client.reliability;

import java.util.concurrent.CompletableFuture;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.test.Kit;
import io.mqttworks.client.testkit.MessageRecorder;
import io.mqttworks.test.Property;
import io.mqttworks.test.Props;
import io.mqttworks.test.ReceivedPacket;
import io.mqttworks.client.testkit.ClientBroker;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * QoS 0: sent once, never repeated.
 */
class AtMostOnceTests {

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	@BothVersions
	@DisplayName("[MQTT-2.2.1-2] [MQTT-3.3.1-2] [MQTT-4.3.1-1] A message goes out once, without DUP and without an identifier")
	void goesOutWithoutDupAndWithoutIdentifier(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		BrokerConnection connection = this.broker.connect(client);
		PublishResult result = Kit.await(client.publish("a/b", "once", Qos.AT_MOST_ONCE));
		ReceivedPacket publish = connection.expectPublish("a/b");
		assertThat(publish.flags()).isZero();
		assertThat(publish.packetId()).isZero();
		assertThat(publish.text()).isEqualTo("once");
		assertThat(result).isEqualTo(PublishResult.SUCCESS);
		assertThat(client.pendingPublishes()).isZero();
	}

	@BothVersions
	void isNotRepeatedAfterReconnection(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		BrokerConnection first = this.broker.connect(client);
		Kit.await(client.publish("t", "lost or not", Qos.AT_MOST_ONCE));
		first.expectPublishOf("lost or not");
		first.close();
		BrokerConnection second = this.broker.acceptConnect(true, Props.NONE);
		client.publish("t", "next", Qos.AT_MOST_ONCE);
		second.expectPublishOf("next");
	}

	@BothVersions
	void waitsForAConnectionAndIsSentOnce(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		CompletableFuture<PublishResult> early = client.publish("t", "early", Qos.AT_MOST_ONCE);
		assertThat(early).isNotDone();
		assertThat(client.pendingPublishes()).isOne();
		assertThat(client.isQueued()).isTrue();
		BrokerConnection connection = this.broker.connect(client);
		connection.expectPublishOf("early");
		Kit.await(early);
		client.publish("t", "late", Qos.AT_MOST_ONCE);
		connection.expectPublishOf("late");
	}

	@Test
	@DisplayName("[MQTT-3.3.4-8] [MQTT-4.9.0-3] A message overtakes those that wait for the window")
	void overtakesAFullWindow() {
		MqttClient client = this.broker.client((builder) -> {
		});
		BrokerConnection connection = this.broker.connect(client, false, Props.of(Property.RECEIVE_MAXIMUM, 1));
		client.publish("t", "first", Qos.AT_LEAST_ONCE);
		CompletableFuture<PublishResult> waiting = client.publish("t", "second", Qos.AT_LEAST_ONCE);
		CompletableFuture<PublishResult> atMostOnce = client.publish("t", "fast", Qos.AT_MOST_ONCE);
		ReceivedPacket first = connection.expectPublishOf("first");
		connection.expectPublishOf("fast");
		Kit.await(atMostOnce);
		assertThat(waiting).isNotDone();
		connection.sendPubAck(first.packetId());
		connection.expectPublishOf("second");
	}

	@BothVersions
	@DisplayName("[MQTT-3.3.4-1] A received message is handled and not answered")
	void receivedMessageIsNotAnswered(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		MessageRecorder handler = new MessageRecorder();
		client.subscribe("#", Qos.AT_LEAST_ONCE, handler);
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		connection.sendPublish("t", "unanswered", 0, 0);
		connection.sendPublish("t", "answered", 1, 5);
		connection.expectPubAck(5);
		assertThat(handler.texts()).containsExactly("unanswered", "answered");
		assertThat(handler.all().get(0).packetId()).isZero();
		assertThat(handler.all().get(0).qos()).isEqualTo(Qos.AT_MOST_ONCE);
	}

}
