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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.test.EveryBroker;
import io.mqttworks.test.Kit;
import io.mqttworks.client.testkit.MessageRecorder;
import io.mqttworks.test.RealBroker;
import org.junit.jupiter.api.AutoClose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * {@code $share/group/filter} through real brokers.
 */
class SharedSubscriptionIntegrationTests {

	@AutoClose
	private final Clients clients = new Clients();

	@EveryBroker
	void membersOfAGroupShareTheMessages(RealBroker broker, MqttVersion version) {
		String topic = Clients.unique("shared");
		String filter = "$share/" + Clients.unique("group") + "/" + topic;
		MqttClient one = this.clients.connect(broker.uri(), version);
		MqttClient two = this.clients.connect(broker.uri(), version);
		MqttClient alone = this.clients.connect(broker.uri(), version);
		MessageRecorder ofOne = Clients.subscribe(one, filter, Qos.AT_LEAST_ONCE);
		MessageRecorder ofTwo = Clients.subscribe(two, filter, Qos.AT_LEAST_ONCE);
		MessageRecorder ofAlone = Clients.subscribe(alone, topic, Qos.AT_LEAST_ONCE);
		MqttClient publisher = this.clients.connect(broker.uri(), version);
		List<CompletableFuture<PublishResult>> results = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			results.add(publisher.publish(topic, "message " + i, Qos.AT_LEAST_ONCE));
		}
		results.forEach(Kit::await);
		await().atMost(Kit.TIMEOUT).until(() -> ofOne.count() + ofTwo.count() >= 200 && ofAlone.count() >= 200);
		List<String> shared = new ArrayList<>(ofOne.texts());
		shared.addAll(ofTwo.texts());
		assertThat(shared).hasSize(200).doesNotHaveDuplicates();
		assertThat(ofOne.count()).isPositive();
		assertThat(ofTwo.count()).isPositive();
		assertThat(ofAlone.texts()).hasSize(200).doesNotHaveDuplicates();
	}

	@EveryBroker
	void otherMembersTakeOverWhenOneLeaves(RealBroker broker, MqttVersion version) {
		String topic = Clients.unique("shared");
		String filter = "$share/" + Clients.unique("group") + "/" + topic;
		MqttClient one = this.clients.connect(broker.uri(), version);
		MqttClient two = this.clients.connect(broker.uri(), version);
		Clients.subscribe(one, filter, Qos.AT_LEAST_ONCE);
		MessageRecorder ofTwo = Clients.subscribe(two, filter, Qos.AT_LEAST_ONCE);
		Kit.await(one.unsubscribe(filter));
		for (int i = 0; i < 20; i++) {
			two.publish(topic, "message " + i, Qos.AT_LEAST_ONCE);
		}
		for (int i = 0; i < 20; i++) {
			ofTwo.expect("message " + i);
		}
	}

}
