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

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.mqttworks.client.MqttClient;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttPublishException;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ReasonCode;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Topic aliases in both directions (MQTT 5 section 3.3.2.3.4): a matter of one
 * connection.
 */
class TopicAliasTests {

	@AutoClose
	private final ClientBroker broker = ClientBroker.start();

	@Test
	@DisplayName("[MQTT-3.2.2-17] [MQTT-3.3.2-8] [MQTT-3.3.2-9] A repeated topic is sent as an alias the server allows")
	void repeatedTopicIsSentAsAnAlias() {
		MqttClient client = this.broker.client((builder) -> {
		});
		BrokerConnection connection = this.broker.connect(client, false, Props.of(Property.TOPIC_ALIAS_MAXIMUM, 2));
		Set<String> knownTopics = new HashSet<>();
		String[] topics = { "alpha", "beta", "alpha", "beta", "gamma", "alpha", "beta", "gamma" };
		String[] byAlias = new String[3];
		boolean aliasAlone = false;
		for (String topic : topics) {
			client.publish(topic, "x", Qos.AT_MOST_ONCE);
			ReceivedPacket publish = connection.expectPublish();
			Long alias = publish.number(Property.TOPIC_ALIAS);
			if (alias == null) {
				assertThat(publish.topic()).isEqualTo(topic);
				continue;
			}
			assertThat(alias).isBetween(1L, 2L);
			if (publish.topic().isEmpty()) {
				aliasAlone = true;
				assertThat(byAlias[alias.intValue()]).isEqualTo(topic);
			}
			else {
				assertThat(publish.topic()).isEqualTo(topic);
				byAlias[alias.intValue()] = topic;
			}
			knownTopics.add(topic);
		}
		assertThat(aliasAlone).isTrue();
		assertThat(knownTopics).isNotEmpty();
	}

	@Test
	@DisplayName("[MQTT-3.2.2-18] No alias is sent to a server that takes none")
	void noAliasIsSentToAServerThatTakesNone() {
		MqttClient client = this.broker.client((builder) -> {
		});
		BrokerConnection connection = this.broker.connect(client);
		for (int i = 0; i < 3; i++) {
			client.publish("alpha", "x", Qos.AT_MOST_ONCE);
			assertThat(connection.expectPublish("alpha").has(Property.TOPIC_ALIAS)).isFalse();
		}
	}

	@Test
	void noAliasIsSentIfTheClientIsToldNotTo() {
		MqttClient client = this.broker.client((builder) -> builder.topicAliasMaximum(0));
		client.connect();
		BrokerConnection connection = this.broker.accept();
		Long offered = connection.expectConnect().number(Property.TOPIC_ALIAS_MAXIMUM);
		assertThat(offered).isIn(null, 0L);
		connection.sendConnAck(false, 0, Props.of(Property.TOPIC_ALIAS_MAXIMUM, 10));
		for (int i = 0; i < 3; i++) {
			client.publish("alpha", "x", Qos.AT_MOST_ONCE);
			assertThat(connection.expectPublish("alpha").has(Property.TOPIC_ALIAS)).isFalse();
		}
	}

	@Test
	@DisplayName("[MQTT-3.3.2-7] [MQTT-3.2.2-18] Repetitions on a new connection carry the full topic and none of the old aliases")
	void repetitionsOnANewConnectionCarryTheFullTopic() {
		MqttClient client = this.broker.client((builder) -> {
		});
		BrokerConnection first = this.broker.connect(client, false, Props.of(Property.TOPIC_ALIAS_MAXIMUM, 5));
		for (int i = 0; i < 3; i++) {
			client.publish("alpha", "m" + i, Qos.AT_LEAST_ONCE);
			first.expectPublishOf("m" + i);
		}
		first.close();
		BrokerConnection second = this.broker.acceptConnect(true, Props.NONE);
		for (int i = 0; i < 3; i++) {
			ReceivedPacket again = second.expectPublishOf("m" + i);
			assertThat(again.topic()).isEqualTo("alpha");
			assertThat(again.has(Property.TOPIC_ALIAS)).isFalse();
		}
		second.close();
		BrokerConnection third = this.broker.acceptConnect(true, Props.of(Property.TOPIC_ALIAS_MAXIMUM, 5));
		assertThat(third.expectPublishOf("m0").topic()).isEqualTo("alpha");
	}

	@Test
	@DisplayName("[MQTT-3.3.2-10] Every alias from 1 to the client's maximum is understood, and can be given anew")
	void everyAliasIsUnderstood() {
		MqttClient client = this.broker.client((builder) -> builder.topicAliasMaximum(3));
		MessageRecorder handler = new MessageRecorder();
		client.subscribe("#", Qos.AT_MOST_ONCE, handler);
		client.connect();
		BrokerConnection connection = this.broker.accept();
		assertThat(connection.expectConnect().number(Property.TOPIC_ALIAS_MAXIMUM)).isEqualTo(3);
		connection.sendConnAck();
		connection.grant("#");
		for (int alias = 1; alias <= 3; alias++) {
			send(connection, "topic/" + alias, alias);
		}
		for (int alias = 3; alias >= 1; alias--) {
			send(connection, "", alias);
		}
		send(connection, "anew", 2);
		send(connection, "", 2);
		for (String topic : List.of("topic/1", "topic/2", "topic/3", "topic/3", "topic/2", "topic/1", "anew", "anew")) {
			assertThat(handler.expect().topic()).isEqualTo(topic);
		}
	}

	@ParameterizedTest(name = "topic ''{0}'', alias {1}: reason {2}")
	@CsvSource({ "t,0,148", "t,4,148", "'',0,148", "'',2,130" })
	@DisplayName("[MQTT-3.1.2-26] [MQTT-3.3.2-8] [MQTT-3.3.2-11] An alias that cannot be breaks the protocol")
	void aliasThatCannotBeBreaksTheProtocol(String topic, int alias, int reasonCode) {
		MqttClient client = this.broker.client((builder) -> builder.topicAliasMaximum(3));
		MessageRecorder handler = new MessageRecorder();
		client.subscribe("#", Qos.AT_MOST_ONCE, handler);
		BrokerConnection connection = this.broker.connect(client);
		connection.grant("#");
		send(connection, topic, alias);
		connection.expectDisconnect(reasonCode);
		connection.expectClosed();
		this.broker.acceptConnect();
		assertThat(handler.count()).isZero();
	}

	@Test
	@DisplayName("[MQTT-3.1.2-27] Without an offer any alias breaks the protocol")
	void withoutAnOfferAnyAliasBreaksTheProtocol() {
		MqttClient client = this.broker.client((builder) -> builder.topicAliasMaximum(0));
		BrokerConnection connection = this.broker.connect(client);
		send(connection, "t", 1);
		connection.expectDisconnect(0x94);
		connection.expectClosed();
	}

	@Test
	@DisplayName("[MQTT-3.3.2-7] Aliases of the server are forgotten with the connection")
	void aliasesOfTheServerAreForgottenWithTheConnection() {
		MqttClient client = this.broker.client((builder) -> builder.topicAliasMaximum(3));
		MessageRecorder handler = new MessageRecorder();
		client.subscribe("#", Qos.AT_MOST_ONCE, handler);
		BrokerConnection first = this.broker.connect(client);
		first.grant("#");
		send(first, "old", 1);
		assertThat(handler.expect(Kit.TIMEOUT).topic()).isEqualTo("old");
		first.close();
		BrokerConnection second = this.broker.acceptConnect(true, Props.NONE);
		send(second, "", 1);
		second.expectDisconnect(0x82);
		second.expectClosed();
		assertThat(handler.count()).isOne();
	}

	@ParameterizedTest(name = "topicAliasMaximum {0}")
	@CsvSource({ "0", "16" })
	void aliasOfTheApplicationIsUsed(int automatic) {
		MqttClient client = this.broker.client((builder) -> builder.topicAliasMaximum(automatic));
		BrokerConnection connection = this.broker.connect(client, false, Props.of(Property.TOPIC_ALIAS_MAXIMUM, 300));
		for (String topic : List.of("alpha", "beta")) {
			for (int i = 0; i < 2; i++) {
				client.publish(withAlias(topic, Qos.AT_MOST_ONCE, 300));
				ReceivedPacket publish = connection.expectPublish();
				assertThat(publish.topic()).isEqualTo((i == 0) ? topic : "");
				assertThat(publish.number(Property.TOPIC_ALIAS)).isEqualTo(300);
			}
		}
	}

	@Test
	void aliasThatTheServerDoesNotTakeFailsTheMessageByName() {
		MqttClient client = this.broker.client((builder) -> {
		});
		BrokerConnection connection = this.broker.connect(client, false, Props.of(Property.TOPIC_ALIAS_MAXIMUM, 10));
		MqttPublishException failure = Kit.awaitFailure(client.publish(withAlias("alpha", Qos.AT_LEAST_ONCE, 11)),
				MqttPublishException.class);
		assertThat(failure).hasMessageContaining("'alpha' has the topicAlias 11, the server takes at most 10");
		assertThat(failure.reasonCode()).isEqualTo(ReasonCode.TOPIC_ALIAS_INVALID);
		client.publish(withAlias("alpha", Qos.AT_LEAST_ONCE, 10));
		assertThat(connection.expectPublish("alpha").number(Property.TOPIC_ALIAS)).isEqualTo(10);
		assertThat(client.statistics().inFlight()).isOne();
	}

	@Test
	void aliasNeedsMqtt5() {
		MqttClient client = this.broker.client((builder) -> builder.version(MqttVersion.MQTT_3_1_1));
		this.broker.connect(client);
		assertThat(
				Kit.awaitFailure(client.publish(withAlias("alpha", Qos.AT_LEAST_ONCE, 1)), MqttPublishException.class))
			.hasMessageContaining("topicAlias")
			.hasMessageContaining("MQTT 5");
	}

	@ParameterizedTest(name = "session present: {0}")
	@ValueSource(booleans = { true, false })
	@DisplayName("[MQTT-3.3.2-7] What is sent again goes out without the alias that the application chose")
	void whatIsSentAgainGoesOutWithoutTheAliasOfTheApplication(boolean sessionPresent) {
		MqttClient client = this.broker.client((builder) -> builder.topicAliasMaximum(0));
		BrokerConnection first = this.broker.connect(client, false, Props.of(Property.TOPIC_ALIAS_MAXIMUM, 10));
		client.publish(withAlias("alpha", Qos.AT_LEAST_ONCE, 10));
		client.publish(withAlias("alpha", Qos.AT_LEAST_ONCE, 10));
		first.expectPublish("alpha");
		first.expectPublish("");
		first.close();
		BrokerConnection second = this.broker.acceptConnect(sessionPresent, Props.of(Property.TOPIC_ALIAS_MAXIMUM, 1));
		assertThat(second.expectPublish("alpha").has(Property.TOPIC_ALIAS)).isFalse();
		assertThat(second.expectPublish("alpha").has(Property.TOPIC_ALIAS)).isFalse();
	}

	private static MqttMessage withAlias(String topic, Qos qos, int alias) {
		return MqttMessage.builder(topic).qos(qos).topicAlias(alias).build();
	}

	private static void send(BrokerConnection connection, String topic, int alias) {
		connection.sendPublish(topic, new byte[0], 0, 0, false, false, Props.of(Property.TOPIC_ALIAS, alias));
	}

}
