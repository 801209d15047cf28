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

package io.mqttworks.client.internal.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.mqttworks.client.ConnectResult;
import io.mqttworks.client.MqttException;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.MqttPublishException;
import io.mqttworks.client.MqttVersion;
import io.mqttworks.client.OverflowPolicy;
import io.mqttworks.client.Qos;
import io.mqttworks.client.ServerAddress;
import io.mqttworks.client.internal.codec.Packet;
import io.mqttworks.client.internal.codec.PacketType;
import io.mqttworks.client.internal.codec.TopicBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An {@link OutboundSession} without a network: the test is the connection.
 */
class OutboundSessionTests {

	private final List<String> sent = new ArrayList<>();

	private final List<MqttMessage> dropped = new ArrayList<>();

	private final PublishQueue queue = new PublishQueue(10_000, 1_000_000, OverflowPolicy.FAIL);

	private final OutboundSession session = session(5);

	private int aliasMaximum;

	private int maximumPacketSize = 100_000;

	private OutboundSession session(int poisonThreshold) {
		return new OutboundSession("client", this.queue, new PacketIds(),
				new OutboundSettings(10, 65_535, poisonThreshold), new Listener(), new Counters(), null);
	}

	@Test
	void windowOfASilentServerGrowsWithWhatItAcknowledges() {
		List<PendingPublish> all = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			all.add(publish("m" + i, Qos.EXACTLY_ONCE));
		}
		connect(MqttVersion.MQTT_3_1_1, false);
		assertThat(this.sent).hasSize(20);
		for (int i = 0; i < 20; i++) {
			complete(all.get(i));
		}
		this.sent.clear();
		turn();
		assertThat(this.sent).hasSize(40);
		disconnect();
		connect(MqttVersion.MQTT_3_1_1, true);
		assertThat(this.sent).as("never more than was good").hasSize(20);
		assertThat(this.sent).startsWith("PUBLISH m20 DUP");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void messageThatEndsEachConnectionIsSetAsideAndTheRestGoesOn(boolean sessionPresent) {
		PendingPublish poison = publish("poison", Qos.AT_LEAST_ONCE);
		PendingPublish other = publish("other", Qos.AT_LEAST_ONCE);
		for (int i = 0; i < 3; i++) {
			connect(MqttVersion.MQTT_5, sessionPresent);
			assertThat(this.sent).hasSize(2).last().asString().startsWith("PUBLISH other");
			disconnect();
		}
		for (int i = 0; i < 2; i++) {
			connect(MqttVersion.MQTT_5, sessionPresent);
			publish("later " + i, Qos.AT_MOST_ONCE);
			turn();
			assertThat(this.sent).as("the connection proves itself first").containsExactly("PINGREQ");
			this.session.pingAnswered();
			turn();
			assertThat(this.sent).as("alone").hasSize(2).last().asString().startsWith("PUBLISH poison");
			assertThat(poison).isNotDone();
			disconnect();
		}
		turn();
		assertThat(poison).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(MqttPublishException.class)
			.withMessageContaining("'poison' with 1 bytes was set aside: the connection ended 5 times in a row");
		assertThat(this.dropped).extracting(MqttMessage::topic).containsExactly("poison");
		connect(MqttVersion.MQTT_5, sessionPresent);
		assertThat(this.sent).hasSize(3).doesNotContain("PINGREQ").first().asString().startsWith("PUBLISH other");
		this.session.acknowledged(PacketType.PUBACK, other.packetId());
		turn();
		assertThat(other).isCompleted();
		assertThat(this.queue.messages()).as("QoS 0, not flushed").isEqualTo(2);
	}

	@Test
	void identifierOfAQos2MessageThatIsSetAsideIsReleasedBeforeItIsUsedAgain() {
		PendingPublish poison = publish("poison", Qos.EXACTLY_ONCE);
		turn();
		for (int i = 0; i < 5; i++) {
			connect(MqttVersion.MQTT_5, true);
			this.session.pingAnswered();
			turn();
			disconnect();
		}
		turn();
		assertThat(poison).isCompletedExceptionally();
		int packetId = poison.packetId();
		assertThat(packetId).as("perhaps the server has it, and its PUBREC was lost").isNotZero();
		connect(MqttVersion.MQTT_5, true);
		assertThat(this.sent).containsExactly("PUBREL");
		this.session.acknowledged(PacketType.PUBCOMP, packetId);
		turn();
		assertThat(poison.packetId()).isZero();
		assertThat(this.queue.messages()).isZero();
		assertThat(this.dropped).hasSize(1);
	}

	@Test
	void lineThatBreaksBeforeItAnswersAPingSetsNothingAside() {
		PendingPublish publish = publish("t", Qos.AT_LEAST_ONCE);
		for (int i = 0; i < 20; i++) {
			connect(MqttVersion.MQTT_5, true);
			disconnect();
		}
		assertThat(publish).isNotDone();
		connect(MqttVersion.MQTT_5, true);
		this.session.pingAnswered();
		turn();
		this.session.acknowledged(PacketType.PUBACK, publish.packetId());
		turn();
		assertThat(publish).isCompleted();
	}

	@Test
	void badLineThatBreaksOftenWithProgressInBetweenSetsNothingAside() {
		PendingPublish slow = publish("slow", Qos.AT_LEAST_ONCE);
		for (int i = 0; i < 20; i++) {
			PendingPublish other = publish("other", Qos.AT_LEAST_ONCE);
			connect(MqttVersion.MQTT_5, true);
			this.session.acknowledged(PacketType.PUBACK, other.packetId());
			turn();
			assertThat(other).isCompleted();
			disconnect();
		}
		assertThat(slow).isNotDone();
		assertThat(this.sent).doesNotContain("PINGREQ");
	}

	@Test
	void suspectedMessageThatIsAcknowledgedLetsTheOthersGo() {
		PendingPublish suspect = publish("suspect", Qos.EXACTLY_ONCE);
		publish("other", Qos.EXACTLY_ONCE);
		for (int i = 0; i < 3; i++) {
			connect(MqttVersion.MQTT_5, true);
			disconnect();
		}
		connect(MqttVersion.MQTT_5, true);
		this.session.pingAnswered();
		turn();
		assertThat(this.sent).containsExactly("PINGREQ", "PUBLISH suspect DUP");
		this.session.acknowledged(PacketType.PUBREC, suspect.packetId());
		turn();
		assertThat(this.sent).endsWith("PUBREL", "PUBLISH other DUP");
	}

	@Test
	void connectionThatEndsOnRequestAccusesNoMessage() {
		PendingPublish publish = publish("t", Qos.AT_LEAST_ONCE);
		for (int i = 0; i < 20; i++) {
			connect(MqttVersion.MQTT_5, true);
			this.session.endingOnRequest();
			disconnect();
		}
		assertThat(publish).isNotDone();
		assertThat(this.sent).containsExactly("PUBLISH t DUP");
	}

	@Test
	void nothingIsSetAsideWithoutAThreshold() {
		OutboundSession patient = session(0);
		PendingPublish publish = publish("t", Qos.AT_LEAST_ONCE);
		for (int i = 0; i < 20; i++) {
			this.sent.clear();
			patient.connected(new Wire(), result(MqttVersion.MQTT_5, true), true);
			patient.takeOver();
			patient.send();
			assertThat(this.sent).hasSize(1);
			patient.disconnected();
		}
		assertThat(publish).isNotDone();
	}

	@Test
	void suspectedMessageThatIsWithdrawnLetsTheOthersGo() {
		PendingPublish suspect = publish("suspect", Qos.AT_LEAST_ONCE);
		publish("other", Qos.AT_LEAST_ONCE);
		for (int i = 0; i < 3; i++) {
			connect(MqttVersion.MQTT_5, false);
			disconnect();
		}
		connect(MqttVersion.MQTT_5, false);
		suspect.cancel(false);
		turn();
		assertThat(this.sent).containsExactly("PINGREQ", "PUBLISH other");
	}

	@Test
	void cancelledMessageIsNotSentAndItsRoomIsFree() {
		PendingPublish first = publish("first", Qos.AT_LEAST_ONCE);
		turn();
		PendingPublish second = publish("second", Qos.AT_MOST_ONCE);
		PendingPublish third = publish("third", Qos.EXACTLY_ONCE);
		first.cancel(false);
		second.cancel(false);
		turn();
		assertThat(this.queue.messages()).isOne();
		assertThat(this.queue.bytes()).isEqualTo(third.size());
		connect(MqttVersion.MQTT_5, false);
		assertThat(this.sent).containsExactly("PUBLISH third");
	}

	@Test
	void messageThatIsCancelledOnTheWireStaysThere() {
		PendingPublish publish = publish("t", Qos.EXACTLY_ONCE);
		connect(MqttVersion.MQTT_5, false);
		publish.cancel(false);
		turn();
		assertThat(this.queue.messages()).isOne();
		complete(publish);
		turn();
		assertThat(this.queue.messages()).isZero();
		assertThat(publish).isCancelled();
	}

	@Test
	void queueIsCompactedWhenHalfOfItIsWithdrawn() {
		List<PendingPublish> all = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			all.add(publish("m" + i, Qos.of(i % 3)));
		}
		turn();
		for (int i = 0; i < 60; i++) {
			all.get(i).cancel(false);
			turn();
		}
		assertThat(this.queue.messages()).isEqualTo(40);
		assertThat(all.stream().filter((publish) -> publish.next != null || publish == all.get(99)).count())
			.as("linked")
			.isLessThan(60);
		connect(MqttVersion.MQTT_5, false);
		assertThat(this.sent).hasSize(40).startsWith("PUBLISH m60").endsWith("PUBLISH m99");
	}

	@Test
	void anotherServerIsGivenWhatWasSentAsNewAndNothingOfWhatItsLikeHasReceived() {
		PendingPublish received = publish("received", Qos.EXACTLY_ONCE);
		PendingPublish sent = publish("sent", Qos.EXACTLY_ONCE);
		connect(MqttVersion.MQTT_5, false);
		this.session.acknowledged(PacketType.PUBREC, received.packetId());
		turn();
		disconnect();
		this.sent.clear();
		this.session.connected(new Wire(), result(MqttVersion.MQTT_5, true), false);
		turn();
		assertThat(this.sent).containsExactly("PUBLISH sent");
		assertThat(received).isCompleted();
		assertThat(sent).isNotDone();
	}

	@Test
	void messageThatFitsWithoutAnAliasOnlyIsSentWithoutOne() {
		this.aliasMaximum = 10;
		PendingPublish fits = publish("a/long/topic", Qos.AT_LEAST_ONCE);
		this.maximumPacketSize = (int) fits.size() + Wire.HEADER + 2;
		connect(MqttVersion.MQTT_5, false);
		assertThat(this.sent).containsExactly("PUBLISH a/long/topic");
		publish("a/long/topic", Qos.AT_LEAST_ONCE);
		turn();
		assertThat(this.sent).as("the alias was not sent").containsOnly("PUBLISH a/long/topic");
	}

	private PendingPublish publish(String topic, Qos qos) {
		PendingPublish publish = new PendingPublish(MqttMessage.of(topic, "x", qos), TopicBytes.of(topic));
		assertThat(this.queue.admit(publish)).isNull();
		this.queue.submit(publish);
		return publish;
	}

	private void complete(PendingPublish publish) {
		int id = publish.packetId();
		this.session.acknowledged(PacketType.PUBREC, id);
		this.session.acknowledged(PacketType.PUBCOMP, id);
	}

	private void connect(MqttVersion version, boolean sessionPresent) {
		this.sent.clear();
		this.session.connected(new Wire(), result(version, sessionPresent), true);
		turn();
	}

	private void disconnect() {
		this.session.disconnected();
		turn();
	}

	private void turn() {
		this.session.takeOver();
		do {
			this.session.send();
		}
		while (this.session.canSend());
		this.session.completions().complete();
	}

	private ConnectResult result(MqttVersion version, boolean sessionPresent) {
		return ConnectResult.builder(ServerAddress.parse("mqtt://localhost"), version, "c")
			.sessionPresent(sessionPresent)
			.keepAlive(Duration.ofMinutes(1))
			.maximumPacketSize(this.maximumPacketSize)
			.topicAliasMaximum(this.aliasMaximum)
			.build();
	}

	/**
	 * The connection.
	 */
	private final class Wire implements Output {

		static final int HEADER = 10;

		@Override
		public boolean isWritable() {
			return true;
		}

		@Override
		public void send(Packet packet) {
			OutboundSessionTests.this.sent.add(packet.name());
		}

		@Override
		public void acknowledge(int type, int packetId) {
			OutboundSessionTests.this.sent.add(PacketType.name(type));
		}

		@Override
		public long publish(PendingPublish publish, boolean duplicate, int topicAlias, boolean aliasKnown,
				long maximumSize) {
			long size = publish.size() + HEADER + ((topicAlias != 0) ? 3 : 0);
			if (size <= maximumSize) {
				OutboundSessionTests.this.sent.add("PUBLISH " + publish.message().topic() + (duplicate ? " DUP" : "")
						+ ((topicAlias != 0) ? " alias " + topicAlias : ""));
			}
			return size;
		}

		@Override
		public void completeWhenFlushed(PendingPublish publish) {
			assertThat(publish.exchange()).isEqualTo(OutboundExchange.SENT);
		}

		@Override
		public void flush() {
		}

		@Override
		public void read(boolean on) {
		}

		@Override
		public void reset(MqttException cause) {
			throw new AssertionError("not expected", cause);
		}

	}

	/**
	 * Told of dropped messages.
	 */
	private final class Listener extends QuietListener {

		@Override
		public void messageDropped(MqttMessage message, MqttException cause) {
			OutboundSessionTests.this.dropped.add(message);
		}

	}

}
