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

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.RetainHandling;
import io.mqttworks.client.Subscription;
import io.mqttworks.test.BothVersions;
import io.mqttworks.test.BrokerConnection;
import io.mqttworks.client.testkit.EventRecorder;
import io.mqttworks.test.Kit;
import io.mqttworks.client.testkit.MessageRecorder;
import io.mqttworks.test.Property;
import io.mqttworks.test.Props;
import io.mqttworks.test.ReceivedPacket;
import io.mqttworks.client.testkit.ClientBroker;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.params.ParameterizedTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Which handlers a message reaches, and how often.
 */
class RoutingTests {

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	private final MessageRecorder one = new MessageRecorder();

	private final MessageRecorder two = new MessageRecorder();

	@BothVersions
	@DisplayName("[MQTT-3.8.1-1] [MQTT-3.8.3-2] SUBSCRIBE and UNSUBSCRIBE carry several filters at once")
	void subscribeCarriesSeveralFiltersAtOnce(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version).subscriptionIdentifiers(false));
		BrokerConnection connection = this.broker.connect(client);
		client.subscribe(List.of(Subscription.of("a/+", Qos.AT_MOST_ONCE), Subscription.of("b/#", Qos.AT_LEAST_ONCE),
				Subscription.of("c", Qos.EXACTLY_ONCE)), this.one);
		ReceivedPacket subscribe = connection.grant("a/+", "b/#", "c");
		assertThat(subscribe.flags()).isEqualTo(2);
		assertThat(subscribe.packetId()).isNotZero();
		assertThat(subscribe.subscriptions()).extracting((each) -> each.qualityOfService().value())
			.containsExactly(0, 1, 2);
		client.unsubscribe("a/+", "c");
		ReceivedPacket unsubscribe = connection.expectUnsubscribe("a/+", "c");
		assertThat(unsubscribe.flags()).isEqualTo(2);
		assertThat(unsubscribe.packetId()).isNotZero();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void subscriptionIdentifiersCanBeSwitchedOff(boolean identifiers) {
		MqttClient client = this.broker.client((builder) -> builder.subscriptionIdentifiers(identifiers));
		BrokerConnection connection = this.broker.connect(client);
		client.subscribe("a/+", Qos.AT_LEAST_ONCE, this.one);
		assertThat(connection.grant("a/+").has(Property.SUBSCRIPTION_IDENTIFIER)).isEqualTo(identifiers);
		if (!identifiers) {
			connection.sendPublish("a/b", "by its topic", 1, 1).expectPubAck(1);
			assertThat(this.one.expect().payloadAsString()).isEqualTo("by its topic");
		}
	}

	@Test
	@DisplayName("[MQTT-3.8.3-4] Subscription options go out as they were given, and No Local never on a shared subscription")
	void subscriptionOptionsGoOutAsTheyWereGiven() {
		MqttClient client = this.broker.client((builder) -> builder.subscriptionIdentifiers(false));
		BrokerConnection connection = this.broker.connect(client);
		client.subscribe(List.of(
				Subscription.of("a", Qos.AT_LEAST_ONCE)
					.withNoLocal(true)
					.withRetainAsPublished(true)
					.withRetainHandling(RetainHandling.DO_NOT_SEND),
				Subscription.of("b", Qos.EXACTLY_ONCE).withRetainHandling(RetainHandling.SEND_IF_NEW)), this.one);
		List<MqttSubscriptionOption> options = connection.grant("a", "b")
			.subscriptions()
			.stream()
			.map((each) -> each.option())
			.toList();
		assertThat(options.get(0).isNoLocal()).isTrue();
		assertThat(options.get(0).isRetainAsPublished()).isTrue();
		assertThat(options.get(0).retainHandling().value()).isEqualTo(2);
		assertThat(options.get(1).isNoLocal()).isFalse();
		assertThat(options.get(1).isRetainAsPublished()).isFalse();
		assertThat(options.get(1).retainHandling().value()).isOne();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Subscription.of("$share/g/a", Qos.AT_LEAST_ONCE).withNoLocal(true));
	}

	@Test
	void overlappingFiltersRunEachHandlerOnceOnOldVersion() {
		MqttClient client = this.broker.client((builder) -> builder.version(MqttVersion.MQTT_3_1_1));
		subscribe(client);
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("a/+", "a/#");
		connection.grant("#");
		connection.sendPublish("a/b", "x", 1, 1).expectPubAck(1);
		assertThat(this.one.texts()).containsExactly("x");
		assertThat(this.two.texts()).containsExactly("x");
	}

	@Test
	@DisplayName("[MQTT-3.3.4-3] [MQTT-3.3.4-4] One copy with the identifiers of all subscriptions runs each handler once")
	void oneCopyWithAllIdentifiersRunsEachHandlerOnce() {
		MqttClient client = this.broker.client((builder) -> builder.version(MqttVersion.MQTT_5));
		subscribe(client);
		BrokerConnection connection = this.broker.connect(client);
		int[] ids = grantOverlapping(connection);
		assertThat(ids).doesNotHaveDuplicates().doesNotContain(0);
		connection.sendPublish("a/b", "x".getBytes(), 1, 1, false, false,
				Props.of(Property.SUBSCRIPTION_IDENTIFIER, ids[2])
					.and(Property.SUBSCRIPTION_IDENTIFIER, ids[0])
					.and(Property.SUBSCRIPTION_IDENTIFIER, ids[1]));
		connection.expectPubAck(1);
		assertThat(this.one.count()).isOne();
		assertThat(this.two.count()).isOne();
		assertThat(this.one.all().get(0).properties().subscriptionIdentifiers()).containsExactly(ids[2], ids[0],
				ids[1]);
	}

	@Test
	@DisplayName("[MQTT-3.3.4-2] A copy for each subscription, each with its identifier, runs each handler once")
	void copyForEachSubscriptionRunsEachHandlerOnce() {
		MqttClient client = this.broker.client((builder) -> builder.version(MqttVersion.MQTT_5));
		subscribe(client);
		BrokerConnection connection = this.broker.connect(client);
		int[] ids = grantOverlapping(connection);
		for (int copy = 0; copy < 3; copy++) {
			connection.sendPublish("a/b", "x".getBytes(), 1, copy + 1, false, false,
					Props.of(Property.SUBSCRIPTION_IDENTIFIER, ids[copy]));
		}
		for (int copy = 0; copy < 3; copy++) {
			connection.expectPubAck(copy + 1);
		}
		assertThat(this.one.texts()).containsExactly("x");
		assertThat(this.two.texts()).containsExactly("x");
	}

	@Test
	void identifierOfNoSubscriptionFallsBackToTheTopic() {
		MqttClient client = this.broker.client((builder) -> builder.version(MqttVersion.MQTT_5));
		client.subscribe("a/+", Qos.AT_LEAST_ONCE, this.one);
		BrokerConnection connection = this.broker.connect(client, true, Props.NONE);
		// A subscription that another program made in this session.
		connection.sendPublish("a/b", "x".getBytes(), 0, 0, false, false,
				Props.of(Property.SUBSCRIPTION_IDENTIFIER, 268_435_455));
		this.one.expect("x");
		connection.sendPublish("a/b", "y", 0, 0);
		this.one.expect("y");
	}

	@BothVersions
	@DisplayName("[MQTT-4.7.2-1] A wildcard at the start does not match a topic that starts with $")
	void wildcardAtTheStartDoesNotMatchDollarTopics(MqttVersion version) {
		EventRecorder events = new EventRecorder();
		MqttClient client = this.broker.client((builder) -> builder.version(version).errorListener(events));
		client.subscribe(List.of(Subscription.of("#", Qos.AT_MOST_ONCE), Subscription.of("+/x", Qos.AT_MOST_ONCE)),
				this.one);
		client.subscribe("$SYS/#", Qos.AT_MOST_ONCE, this.two);
		BrokerConnection connection = this.broker.connect(client);
		grantBoth(version, connection, "#", "+/x");
		connection.grant("$SYS/#");
		connection.sendPublish("$SYS/x", "system", 0, 0);
		connection.sendPublish("$other/x", "unmatched", 0, 0);
		connection.sendPublish("plain/x", "plain", 0, 0);
		this.one.expect("plain");
		this.two.expect("system");
		assertThat(events.expect(EventRecorder.MessageUnmatched.class).message().topic()).isEqualTo("$other/x");
		assertThat(this.one.count()).isOne();
	}

	@BothVersions
	@DisplayName("[MQTT-4.8.2-1] [MQTT-4.8.2-2] A shared subscription takes what matches behind its group")
	void sharedSubscriptionTakesWhatMatchesBehindItsGroup(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		client.subscribe("$share/workers/jobs/+", Qos.AT_LEAST_ONCE, this.one);
		client.subscribe("jobs/#", Qos.AT_LEAST_ONCE, this.two);
		BrokerConnection connection = this.broker.connect(client);
		ReceivedPacket shared = connection.grant("$share/workers/jobs/+");
		connection.grant("jobs/#");
		Props props = (version == MqttVersion.MQTT_5) ? Props.of(Property.SUBSCRIPTION_IDENTIFIER, identifier(shared))
				: Props.NONE;
		connection.sendPublish("jobs/1", "x".getBytes(), 1, 1, false, false, props).expectPubAck(1);
		assertThat(this.one.texts()).containsExactly("x");
	}

	@BothVersions
	@DisplayName("[MQTT-3.8.4-3] A filter that is subscribed again keeps its handler and gets another one")
	void filterSubscribedAgainKeepsItsHandlerAndGetsAnotherOne(MqttVersion version) {
		MqttClient client = this.broker.client((builder) -> builder.version(version));
		client.subscribe("a", Qos.AT_MOST_ONCE, this.one);
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("a");
		Kit.await(subscribeAndGrant(client, connection));
		connection.sendPublish("a", "x", 1, 1).expectPubAck(1);
		assertThat(this.two.texts()).containsExactly("x");
		assertThat(this.one.texts()).containsExactly("x");
	}

	private CompletableFuture<?> subscribeAndGrant(MqttClient client, BrokerConnection connection) {
		var result = client.subscribe("a", Qos.AT_LEAST_ONCE, this.two).result();
		connection.grant("a");
		return result;
	}

	@BothVersions
	void handlersTakeMessagesUntilTheUnsubscribeIsAnswered(MqttVersion version) {
		EventRecorder events = new EventRecorder();
		MqttClient client = this.broker.client((builder) -> builder.version(version).errorListener(events));
		client.subscribe("a", Qos.AT_LEAST_ONCE, this.one).result();
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("a");
		var gone = client.unsubscribe("a");
		int id = connection.expectUnsubscribe("a").packetId();
		connection.sendPublish("a", "still", 1, 1).expectPubAck(1);
		connection.sendUnsubAck(id, 0);
		Kit.await(gone);
		connection.sendPublish("a", "no more", 0, 0);
		events.expect(EventRecorder.MessageUnmatched.class);
		assertThat(this.one.texts()).containsExactly("still");
	}

	@Test
	void everythingAMessageCanCarryArrives() {
		MqttClient client = this.broker.client((builder) -> {
		});
		client.subscribe("#", Qos.EXACTLY_ONCE, this.one);
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		connection.sendPublish("a/\u00e9", "\u20ac".getBytes(StandardCharsets.UTF_8), 2, 77, false, true,
				Props.of(Property.PAYLOAD_FORMAT_INDICATOR, 1)
					.and(Property.MESSAGE_EXPIRY, 4_294_967_295L)
					.and(Property.CONTENT_TYPE, "text/plain")
					.and(Property.RESPONSE_TOPIC, "r/s")
					.and(Property.CORRELATION_DATA, new byte[] { 1, 0, 2 })
					.and(Property.USER_PROPERTY, "k=1")
					.and(Property.USER_PROPERTY, "k=2"));
		MqttMessage message = this.one.expect();
		assertThat(message.topic()).isEqualTo("a/\u00e9");
		assertThat(message.payloadAsString()).isEqualTo("\u20ac");
		assertThat(message.qos()).isEqualTo(Qos.EXACTLY_ONCE);
		assertThat(message.packetId()).isEqualTo(77);
		assertThat(message.retain()).isTrue();
		assertThat(message.duplicate()).isFalse();
		assertThat(message.properties().utf8Payload()).isTrue();
		assertThat(message.messageExpiry()).hasSeconds(4_294_967_295L);
		assertThat(message.contentType()).isEqualTo("text/plain");
		assertThat(message.responseTopic()).isEqualTo("r/s");
		assertThat(message.correlationData()).containsExactly(1, 0, 2);
		assertThat(message.userProperties()).extracting((each) -> each.name() + each.value())
			.containsExactly("k1", "k2");
	}

	private void subscribe(MqttClient client) {
		client.subscribe(List.of(Subscription.of("a/+", Qos.AT_LEAST_ONCE), Subscription.of("a/#", Qos.AT_LEAST_ONCE)),
				this.one);
		client.subscribe("#", Qos.AT_LEAST_ONCE, this.two);
	}

	// Filters that overlap go out one by one, so that each has an identifier of its own.
	private static int[] grantOverlapping(BrokerConnection connection) {
		return Stream.of("a/+", "a/#", "#").mapToInt((filter) -> identifier(connection.grant(filter))).toArray();
	}

	// With identifiers each filter has a SUBSCRIBE of its own.
	private static void grantBoth(MqttVersion version, BrokerConnection connection, String one, String two) {
		if (version == MqttVersion.MQTT_5) {
			connection.grant(one);
			connection.grant(two);
		}
		else {
			connection.grant(one, two);
		}
	}

	private static int identifier(ReceivedPacket subscribe) {
		Long identifier = subscribe.number(Property.SUBSCRIPTION_IDENTIFIER);
		return (identifier != null) ? identifier.intValue() : 0;
	}

}
