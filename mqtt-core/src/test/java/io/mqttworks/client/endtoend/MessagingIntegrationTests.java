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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.PublishResult;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
import io.mqttworks.client.SubscribeResult;
import io.mqttworks.client.Subscription;
import io.mqttworks.client.VersionPolicy;
import io.mqttworks.test.Brokers;
import io.mqttworks.test.EveryBroker;
import io.mqttworks.test.EveryMqtt5Broker;
import io.mqttworks.test.Kit;
import io.mqttworks.client.testkit.MessageRecorder;
import io.mqttworks.test.MosquittoBroker;
import io.mqttworks.test.RealBroker;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages from one client to another through real brokers.
 */
class MessagingIntegrationTests {

	private static final int MIB = 1024 * 1024;

	@AutoClose
	private final Clients clients = new Clients();

	@EveryBroker
	void everyPairOfQosArrives(RealBroker broker, MqttVersion version) {
		MqttClient client = this.clients.connect(broker.uri(), version);
		for (Qos granted : Qos.values()) {
			String topic = Clients.unique("qos");
			MessageRecorder recorder = Clients.subscribe(client, topic, granted);
			for (Qos published : Qos.values()) {
				String text = published + " to " + granted;
				PublishResult result = Kit.await(client.publish(topic, text, published));
				assertThat(result.reasonCode().isError()).isFalse();
				MqttMessage message = recorder.expect(text);
				assertThat(message.topic()).isEqualTo(topic);
				assertThat(message.qos()).as(text).isEqualTo(Qos.of(Math.min(published.value(), granted.value())));
				assertThat(message.packetId() != 0).as(text).isEqualTo(message.qos() != Qos.AT_MOST_ONCE);
				assertThat(message.retain()).isFalse();
			}
		}
	}

	@EveryBroker
	void severalFiltersAreSubscribedAndUnsubscribedAtOnce(RealBroker broker, MqttVersion version) {
		MqttClient client = this.clients.connect(broker.uri(), version);
		String root = Clients.unique("several");
		MessageRecorder recorder = new MessageRecorder();
		SubscribeResult result = Kit.await(client.subscribe(List.of(Subscription.of(root + "/a", Qos.AT_MOST_ONCE),
				Subscription.of(root + "/+/b", Qos.AT_LEAST_ONCE), Subscription.of(root + "/c/#", Qos.EXACTLY_ONCE)),
				recorder)
			.result());
		assertThat(result.reasonCodes()).containsExactly(ReasonCode.SUCCESS, ReasonCode.GRANTED_QOS_1,
				ReasonCode.GRANTED_QOS_2);
		for (String topic : List.of("/a", "/x/b", "/c", "/c/d/e")) {
			client.publish(root + topic, topic, Qos.EXACTLY_ONCE);
			assertThat(recorder.expect(topic).topic()).isEqualTo(root + topic);
		}
		Kit.await(client.unsubscribe(root + "/a", root + "/c/#"));
		Kit.await(client.publish(root + "/a", "gone", Qos.EXACTLY_ONCE));
		Kit.await(client.publish(root + "/c", "gone", Qos.EXACTLY_ONCE));
		client.publish(root + "/x/b", "still there", Qos.EXACTLY_ONCE);
		recorder.expect("still there");
		assertThat(recorder.texts()).doesNotContain("gone");
	}

	@EveryBroker
	void thousandsOfMessagesArriveInOrder(RealBroker broker, MqttVersion version) {
		MqttClient publisher = this.clients.connect(broker.uri(), version);
		int count = 3_000;
		// Artemis may stop when its window of QoS 2 is full, see docs/brokers.md
		MqttClient subscriber = this.clients.connect(broker.uri(), version,
				(builder) -> builder.cleanStart(true).sessionExpiry(Duration.ZERO).receiveMaximum(65_535));
		for (Qos qos : List.of(Qos.AT_LEAST_ONCE, Qos.EXACTLY_ONCE)) {
			String topic = Clients.unique("order");
			MessageRecorder recorder = Clients.subscribe(subscriber, topic, qos);
			List<CompletableFuture<PublishResult>> results = new ArrayList<>();
			List<String> expected = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				expected.add("message " + i);
				results.add(publisher.publish(topic, "message " + i, qos));
			}
			results.forEach(Kit::await);
			expected.forEach(recorder::expect);
			assertThat(recorder.texts()).as(qos.name()).isEqualTo(expected);
		}
		assertThat(publisher.isQueued()).isFalse();
	}

	@EveryBroker
	void payloadsOfEverySizeArriveUnchanged(RealBroker broker, MqttVersion version) {
		MqttClient publisher = this.clients.connect(broker.uri(), version);
		MqttClient subscriber = this.clients.connect(broker.uri(), version);
		String topic = Clients.unique("size");
		MessageRecorder recorder = Clients.subscribe(subscriber, topic, Qos.EXACTLY_ONCE);
		int[] sizes = { 0, 1, 127, 128, 16_383, 16_384, 65_535, 65_536, 65_537, MIB, 16 * MIB };
		for (int size : sizes) {
			byte[] payload = new byte[size];
			new Random(size).nextBytes(payload);
			Qos qos = Qos.of(size % 3);
			CompletableFuture<PublishResult> result = publisher.publish(topic, payload, qos);
			Kit.await(result, Duration.ofSeconds(60));
			MqttMessage message = recorder.expect(Duration.ofSeconds(60));
			assertThat(message.payload().length).isEqualTo(size);
			assertThat(java.util.Arrays.equals(message.payload(), payload)).as("payload of %d bytes", size).isTrue();
		}
	}

	@EveryBroker
	void retainedMessageIsThereForLaterSubscribersUntilItIsCleared(RealBroker broker, MqttVersion version) {
		MqttClient client = this.clients.connect(broker.uri(), version);
		String topic = Clients.unique("retained");
		MessageRecorder before = Clients.subscribe(client, topic, Qos.AT_LEAST_ONCE);
		Kit.await(client.publish(retained(topic, "kept")));
		assertThat(before.expect("kept").retain()).as("for those that were there").isFalse();
		MqttClient later = this.clients.connect(broker.uri(), version);
		MessageRecorder after = Clients.subscribe(later, topic, Qos.AT_LEAST_ONCE);
		assertThat(after.expect("kept").retain()).as("for those that come later").isTrue();
		Kit.await(client.publish(retained(topic, "")));
		before.expect("");
		after.expect("");
		MqttClient last = this.clients.connect(broker.uri(), version);
		MessageRecorder none = Clients.subscribe(last, topic, Qos.AT_LEAST_ONCE);
		client.publish(topic, "live", Qos.AT_LEAST_ONCE);
		none.expect("live");
	}

	private static MqttMessage retained(String topic, String text) {
		return MqttMessage.builder(topic).payload(text).qos(Qos.AT_LEAST_ONCE).retain(true).build();
	}

	@ParameterizedTest
	@EnumSource(value = MqttVersion.class, names = { "MQTT_3_1_1", "MQTT_5" })
	void topicAndUserNameMayHave65535Bytes(MqttVersion version) {
		String text = "n".repeat(65_535);
		MqttClient client = this.clients.connect(Brokers.mosquitto().uri(), version,
				(builder) -> builder.cleanStart(true).credentials(text, text));
		String topic = Clients.unique("long") + "/";
		topic = topic + "t".repeat(65_535 - topic.length());
		MessageRecorder recorder = Clients.subscribe(client, topic, Qos.EXACTLY_ONCE);
		Kit.await(client.publish(topic, "far", Qos.EXACTLY_ONCE));
		assertThat(recorder.expect("far").topic()).isEqualTo(topic);
	}

	@EveryBroker
	void topicsAndPayloadsMayHaveAnyCharacter(RealBroker broker, MqttVersion version) {
		MqttClient client = this.clients.connect(broker.uri(), version);
		String root = Clients.unique("text");
		MessageRecorder recorder = Clients.subscribe(client, root + "/#", Qos.AT_LEAST_ONCE);
		for (String level : List.of("ë", "温度", "😀", " ", "a b", "$x", "é€\uFEFFz")) {
			String topic = root + "/" + level;
			client.publish(topic, level, Qos.AT_LEAST_ONCE);
			MqttMessage message = recorder.expect();
			assertThat(message.topic()).isEqualTo(topic);
			assertThat(message.payload()).isEqualTo(level.getBytes(StandardCharsets.UTF_8));
		}
	}

	@ParameterizedTest
	@EnumSource(value = MqttVersion.class, names = { "MQTT_3_1_1", "MQTT_5" })
	void userNameAndPasswordOpenTheBroker(MqttVersion version) {
		try (MosquittoBroker broker = MosquittoBroker.startWithPassword("zoë", "pässwörd")) {
			MqttClient client = this.clients.connect(broker.uri(), version,
					(builder) -> builder.credentials("zoë", "pässwörd"));
			assertThat(client.isConnected()).isTrue();
			MqttClient stranger = this.clients.build(broker.uri(), version,
					(builder) -> builder.credentials("zoë", "guess"));
			var failure = Kit.awaitFailure(stranger.connect(), io.mqttworks.client.MqttConnectException.class);
			assertThat(failure.reasonCode()).isIn(ReasonCode.NOT_AUTHORIZED, ReasonCode.BAD_USER_NAME_OR_PASSWORD);
			assertThat(failure).hasMessageNotContaining("guess");
		}
	}

	@Test
	void autoSpeaksMqtt5WithABrokerThatDoes() {
		MqttClient client = this.clients.connect(Brokers.mosquitto().uri(), MqttVersion.MQTT_3_1_1,
				(builder) -> builder.version(VersionPolicy.AUTO));
		assertThat(client.connectResult().version()).isEqualTo(MqttVersion.MQTT_5);
	}

	@EveryMqtt5Broker
	void brokerMakesUpAnIdentifierForAClientWithout(RealBroker broker) {
		MqttClient client = this.clients.connect(broker.uri(), MqttVersion.MQTT_5, (builder) -> builder.clientId(""));
		assertThat(client.connectResult().clientId()).isNotEmpty();
	}

}
