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
import io.mqttworks.client.Qos;
import io.mqttworks.client.SubscribeResult;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.test.Kit;
import io.mqttworks.client.testkit.MessageRecorder;
import io.mqttworks.test.Props;
import io.mqttworks.client.testkit.ClientBroker;
import org.junit.jupiter.api.AutoClose;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The last of several calls for one filter holds, wherever the connection breaks.
 */
class SubscriptionOrderTests {

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	private final MessageRecorder old = new MessageRecorder();

	private final MessageRecorder current = new MessageRecorder();

	@BothVersions
	void filterSubscribedAgainWithoutConnectionStaysSubscribed(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		client.subscribe("f", Qos.AT_LEAST_ONCE, this.old);
		this.broker.connect(client).grant("f");
		Kit.await(client.disconnect());
		CompletableFuture<SubscribeResult> unsubscribed = client.unsubscribe("f");
		client.subscribe("f", Qos.AT_LEAST_ONCE, this.current);
		expectCurrentOnly(this.broker.connect(client, true, Props.NONE), client);
		Kit.await(unsubscribed);
	}

	@BothVersions
	void filterSubscribedAgainBeforeTheAnswerStaysSubscribed(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		client.subscribe("f", Qos.AT_LEAST_ONCE, this.old);
		BrokerConnection first = this.broker.connect(client);
		first.grant("f");
		CompletableFuture<SubscribeResult> unsubscribed = client.unsubscribe("f");
		CompletableFuture<SubscribeResult> subscribed = client.subscribe("f", Qos.AT_LEAST_ONCE, this.current).result();
		first.expectUnsubscribe("f");
		first.expectSubscribe("f");
		first.close();
		expectCurrentOnly(this.broker.acceptConnect(true, Props.NONE), client);
		Kit.await(unsubscribed);
		Kit.await(subscribed);
	}

	@BothVersions
	void filterUnsubscribedWithoutConnectionIsNotSubscribed(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		this.broker.connect(client);
		Kit.await(client.disconnect());
		client.subscribe("f", Qos.AT_LEAST_ONCE, this.old);
		CompletableFuture<SubscribeResult> unsubscribed = client.unsubscribe("f");
		BrokerConnection second = this.broker.connect(client, true, Props.NONE);
		second.sendUnsubAck(second.expectUnsubscribe("f").packetId(), 0);
		Kit.await(unsubscribed);
	}

	private void expectCurrentOnly(BrokerConnection connection, MqttClient client) {
		connection.grant("f");
		connection.sendPublish("f", "x", 1, 9).expectPubAck(9);
		client.publish("end", "", Qos.AT_MOST_ONCE);
		connection.expectPublish("end");
		assertThat(this.current.texts()).containsExactly("x");
		assertThat(this.old.texts()).isEmpty();
	}

}
