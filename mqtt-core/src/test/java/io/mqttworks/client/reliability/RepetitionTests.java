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
import io.mqttworks.client.MqttPublishException;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.test.Kit;
import io.mqttworks.test.Property;
import io.mqttworks.test.Props;
import io.mqttworks.test.ReceivedPacket;
import io.mqttworks.client.testkit.ClientBroker;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages that are sent again on a new connection, inside its window.
 */
class RepetitionTests {

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	private final MqttClient client = this.broker.client((builder) -> {
	});

	@Test
	void acknowledgementBeforeTheRepetitionLosesNothing() {
		BrokerConnection first = this.broker.connect(this.client);
		CompletableFuture<PublishResult> m0 = this.client.publish("t", "m0", Qos.AT_LEAST_ONCE);
		CompletableFuture<PublishResult> m1 = this.client.publish("t", "m1", Qos.AT_LEAST_ONCE);
		CompletableFuture<PublishResult> m2 = this.client.publish("t", "m2", Qos.AT_LEAST_ONCE);
		first.expectPublishOf("m0");
		int id1 = first.expectPublishOf("m1").packetId();
		first.expectPublishOf("m2");
		first.close();
		BrokerConnection second = this.broker.acceptConnect(true, Props.of(Property.RECEIVE_MAXIMUM, 1));
		int id0 = second.expectPublishOf("m0").packetId();
		second.sendPubAck(id1).sendPubAck(id0);
		ReceivedPacket again = second.expectPublishOf("m1");
		assertThat(again.packetId()).isEqualTo(id1);
		second.sendPubAck(id1);
		second.sendPubAck(second.expectPublishOf("m2").packetId());
		Kit.await(m0);
		Kit.await(m1);
		Kit.await(m2);
		assertThat(this.client.pendingPublishes()).isZero();
		assertThat(this.client.statistics().inFlight()).isZero();
	}

	@Test
	void pubRecBeforeTheRepetitionReleasesNothing() {
		BrokerConnection first = this.broker.connect(this.client);
		this.client.publish("t", "m0", Qos.AT_LEAST_ONCE);
		CompletableFuture<PublishResult> m1 = this.client.publish("t", "m1", Qos.EXACTLY_ONCE);
		first.expectPublishOf("m0");
		int id1 = first.expectPublishOf("m1").packetId();
		first.close();
		BrokerConnection second = this.broker.acceptConnect(true, Props.of(Property.RECEIVE_MAXIMUM, 1));
		int id0 = second.expectPublishOf("m0").packetId();
		second.sendPubRec(id1).sendPubAck(id0);
		assertThat(second.expectPublishOf("m1").isDuplicate()).isTrue();
		second.sendPubRec(id1).expectPubRel(id1);
		second.sendPubComp(id1);
		Kit.await(m1);
	}

	@Test
	void exchangeThatWaitsForItsPubCompTakesRoomInTheNewWindow() {
		Props window = Props.of(Property.RECEIVE_MAXIMUM, 2);
		BrokerConnection first = this.broker.connect(this.client, false, window);
		this.client.publish("t", "a", Qos.EXACTLY_ONCE);
		this.client.publish("t", "b", Qos.EXACTLY_ONCE);
		this.client.publish("t", "c", Qos.EXACTLY_ONCE);
		int a = first.expectPublishOf("a").packetId();
		first.expectPublishOf("b");
		first.sendPubRec(a).expectPubRel(a);
		first.close();
		BrokerConnection second = this.broker.acceptConnect(true, window);
		second.expectPubRel(a);
		second.expectPublishOf("b");
		second.expectNothingFor(Kit.MOMENT);
		second.sendPubComp(a);
		second.expectPublishOf("c");
	}

	@Test
	void repetitionTheServerDoesNotTakeAnyMoreMakesNoExtraRoom() {
		BrokerConnection first = this.broker.connect(this.client);
		this.client.publish("t", "a", Qos.AT_LEAST_ONCE);
		CompletableFuture<PublishResult> large = this.client.publish("t", "large".repeat(100), Qos.AT_LEAST_ONCE);
		this.client.publish("t", "c", Qos.AT_LEAST_ONCE);
		this.client.publish("t", "d", Qos.AT_LEAST_ONCE);
		for (int i = 0; i < 4; i++) {
			first.expectPublish();
		}
		first.close();
		BrokerConnection second = this.broker.acceptConnect(true,
				Props.of(Property.RECEIVE_MAXIMUM, 2).and(Property.MAXIMUM_PACKET_SIZE, 100));
		int a = second.expectPublishOf("a").packetId();
		second.expectPublishOf("c");
		Kit.awaitFailure(large, MqttPublishException.class);
		second.expectNothingFor(Kit.MOMENT);
		second.sendPubAck(a);
		second.expectPublishOf("d");
	}

	@BothVersions
	void nothingIsUnderWayAfterTheClose(MqttVersion version) {
		MqttClient closed = this.broker.client((builder) -> builder.version(version).clientId("closed"));
		BrokerConnection connection = this.broker.connect(closed);
		closed.publish("t", "x", Qos.AT_LEAST_ONCE);
		connection.expectPublishOf("x");
		assertThat(closed.statistics().inFlight()).isOne();
		closed.close();
		assertThat(closed.statistics().inFlight()).isZero();
		assertThat(closed.pendingPublishes()).isZero();
	}

}
