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
import java.util.concurrent.CompletableFuture;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.RetainHandling;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.UserProperty;
import io.mqttworks.test.Brokers;
import io.mqttworks.test.EveryMqtt5Broker;
import io.mqttworks.test.Kit;
import io.mqttworks.client.testkit.MessageRecorder;
import io.mqttworks.test.RealBroker;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What only MQTT 5 has, through real brokers.
 */
class Mqtt5IntegrationTests {

	@AutoClose
	private final Clients clients = new Clients();

	private MqttClient connect(RealBroker broker) {
		return this.clients.connect(broker.uri(), MqttVersion.MQTT_5);
	}

	private static MessageRecorder subscribe(MqttClient client, Subscription subscription) {
		MessageRecorder recorder = new MessageRecorder();
		Kit.await(client.subscribe(List.of(subscription), recorder).result());
		return recorder;
	}

	private static void publishRetained(MqttClient client, String topic, String text) {
		Kit.await(client.publish(MqttMessage.builder(topic).payload(text).retain(true).build()));
	}

	@EveryMqtt5Broker
	void everythingAMessageCanCarryArrives(RealBroker broker) {
		MqttClient client = connect(broker);
		String topic = Clients.unique("properties");
		MessageRecorder recorder = Clients.subscribe(client, topic, Qos.EXACTLY_ONCE);
		byte[] correlation = { 0, 1, -1 };
		List<UserProperty> user = List.of(new UserProperty("b", "1"), new UserProperty("a", "ë"),
				new UserProperty("b", "1"));
		Kit.await(client.publish(MqttMessage.builder(topic)
			.payload("text")
			.utf8Payload(true)
			.contentType("text/plain")
			.responseTopic(topic + "/reply")
			.correlationData(correlation)
			.messageExpiry(Duration.ofHours(1))
			.userProperties(user)
			.build()));
		MqttMessage message = recorder.expect("text");
		assertThat(message.properties().utf8Payload()).isTrue();
		assertThat(message.contentType()).isEqualTo("text/plain");
		assertThat(message.responseTopic()).isEqualTo(topic + "/reply");
		assertThat(message.correlationData()).isEqualTo(correlation);
		assertThat(message.messageExpiry()).isBetween(Duration.ofMinutes(58), Duration.ofHours(1));
		assertThat(message.userProperties()).isEqualTo(user);
	}

	@EveryMqtt5Broker
	void ownMessagesAreLeftOutWithNoLocal(RealBroker broker) {
		MqttClient client = connect(broker);
		MqttClient other = connect(broker);
		String topic = Clients.unique("local");
		MessageRecorder recorder = subscribe(client, Subscription.of(topic, Qos.AT_LEAST_ONCE).withNoLocal(true));
		Kit.await(client.publish(topic, "own", Qos.AT_LEAST_ONCE));
		Kit.await(other.publish(topic, "other", Qos.AT_LEAST_ONCE));
		recorder.expect("other");
		assertThat(recorder.texts()).containsExactly("other");
	}

	@EveryMqtt5Broker
	void retainFlagArrivesAsPublishedIfWanted(RealBroker broker) {
		MqttClient client = connect(broker);
		String topic = Clients.unique("as-published");
		MessageRecorder recorder = subscribe(client,
				Subscription.of(topic, Qos.AT_LEAST_ONCE).withRetainAsPublished(true));
		publishRetained(client, topic, "retained");
		assertThat(recorder.expect("retained").retain()).isTrue();
		Kit.await(client.publish(topic, "plain", Qos.AT_LEAST_ONCE));
		assertThat(recorder.expect("plain").retain()).isFalse();
		publishRetained(client, topic, "");
	}

	@EveryMqtt5Broker
	void retainedMessagesComeAsRetainHandlingSays(RealBroker broker) {
		MqttClient client = connect(broker);
		String topic = Clients.unique("handling");
		publishRetained(client, topic, "retained");
		Subscription always = Subscription.of(topic, Qos.AT_LEAST_ONCE);
		MessageRecorder never = subscribe(client, always.withRetainHandling(RetainHandling.DO_NOT_SEND));
		Kit.await(client.publish(topic, "one", Qos.AT_LEAST_ONCE));
		never.expect("one");
		MessageRecorder notNew = subscribe(client, always.withRetainHandling(RetainHandling.SEND_IF_NEW));
		Kit.await(client.publish(topic, "two", Qos.AT_LEAST_ONCE));
		notNew.expect("two");
		MessageRecorder again = subscribe(client, always);
		assertThat(again.expect("retained").retain()).isTrue();
		MqttClient other = connect(broker);
		MessageRecorder isNew = subscribe(other, always.withRetainHandling(RetainHandling.SEND_IF_NEW));
		assertThat(isNew.expect("retained").retain()).isTrue();
		publishRetained(client, topic, "");
	}

	@EveryMqtt5Broker
	void messageExpiresInTheBroker(RealBroker broker) {
		String id = Clients.unique("expiry-client");
		String topic = Clients.unique("expiry");
		MqttClient subscriber = this.clients.connect(broker.uri(), MqttVersion.MQTT_5,
				(builder) -> builder.clientId(id));
		Clients.subscribe(subscriber, topic, Qos.AT_LEAST_ONCE);
		Kit.await(subscriber.disconnect());
		MqttClient publisher = connect(broker);
		Kit.await(publisher
			.publish(MqttMessage.builder(topic).payload("short-lived").messageExpiry(Duration.ofSeconds(1)).build()));
		Kit.await(publisher
			.publish(MqttMessage.builder(topic).payload("long-lived").messageExpiry(Duration.ofHours(1)).build()));
		long published = System.nanoTime();
		await().atMost(Kit.TIMEOUT).until(() -> System.nanoTime() - published > Duration.ofSeconds(3).toNanos());
		MessageRecorder recorder = new MessageRecorder();
		MqttClient again = this.clients.build(broker.uri(), MqttVersion.MQTT_5, (builder) -> builder.clientId(id));
		again.subscribe(topic, Qos.AT_LEAST_ONCE, recorder);
		Kit.await(again.connect());
		MqttMessage message = recorder.expect("long-lived");
		assertThat(message.messageExpiry()).as("the time left").isLessThan(Duration.ofHours(1));
		assertThat(recorder.texts()).containsExactly("long-lived");
	}

	@EveryMqtt5Broker
	void requestsAreAnswered(RealBroker broker) {
		MqttClient server = connect(broker);
		MqttClient client = connect(broker);
		String topic = Clients.unique("request");
		Kit.await(server.subscribe(topic, Qos.AT_LEAST_ONCE,
				(request) -> server.publish(MqttMessage.builder(request.responseTopic())
					.payload("answer to " + request.payloadAsString())
					.correlationData(request.correlationData())
					.build()))
			.result());
		List<CompletableFuture<MqttMessage>> replies = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			MqttMessage request = MqttMessage.of(topic, "question " + i, Qos.AT_LEAST_ONCE);
			replies.add(client.request(request, Kit.TIMEOUT));
		}
		for (int i = 0; i < replies.size(); i++) {
			assertThat(Kit.await(replies.get(i)).payloadAsString()).isEqualTo("answer to question " + i);
		}
	}

	@EveryMqtt5Broker
	void publisherIsToldThatNobodyListens(RealBroker broker) {
		PublishResult result = Kit
			.await(connect(broker).publish(Clients.unique("nobody"), "hello?", Qos.AT_LEAST_ONCE));
		assertThat(result.reasonCode()).isIn(ReasonCode.NO_MATCHING_SUBSCRIBERS, ReasonCode.SUCCESS);
	}

	// Artemis sends a copy for each subscription and names all of them in every copy, so
	// that nobody can tell which copy is for whom.
	@Test
	void overlappingSubscriptionsRunEachHandlerOnce() {
		MqttClient client = connect(Brokers.mosquitto());
		String root = Clients.unique("overlap");
		MessageRecorder all = Clients.subscribe(client, root + "/#", Qos.EXACTLY_ONCE);
		MessageRecorder level = Clients.subscribe(client, root + "/+", Qos.AT_LEAST_ONCE);
		MessageRecorder exact = Clients.subscribe(client, root + "/a", Qos.AT_MOST_ONCE);
		for (int i = 0; i < 50; i++) {
			Kit.await(client.publish(root + "/a", "message " + i, Qos.EXACTLY_ONCE));
		}
		Kit.await(client.publish(root + "/a", "last", Qos.EXACTLY_ONCE));
		for (MessageRecorder recorder : List.of(all, level, exact)) {
			await().atMost(Kit.TIMEOUT).until(() -> recorder.texts().contains("last"));
			assertThat(recorder.texts()).hasSize(51).doesNotHaveDuplicates();
		}
	}

	@EveryMqtt5Broker
	void aliasesStandForTopicsOverManyMessages(RealBroker broker) {
		MqttClient client = connect(broker);
		String root = Clients.unique("alias");
		MessageRecorder recorder = Clients.subscribe(client, root + "/#", Qos.AT_LEAST_ONCE);
		for (int i = 0; i < 200; i++) {
			client.publish(root + "/" + (i % 40), "message " + i, Qos.AT_LEAST_ONCE);
		}
		for (int i = 0; i < 200; i++) {
			assertThat(recorder.expect("message " + i).topic()).isEqualTo(root + "/" + (i % 40));
		}
	}

}
