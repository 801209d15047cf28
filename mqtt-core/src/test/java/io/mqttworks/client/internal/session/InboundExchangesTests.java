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

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.mqttworks.client.HandlerFailurePolicy;
import io.mqttworks.client.MessageHandler;
import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.mqttworks.client.internal.dispatch.InboundMessage;
import io.mqttworks.client.internal.dispatch.Dispatcher;
import io.mqttworks.client.internal.dispatch.Lane;
import io.mqttworks.client.testkit.ManualStore;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which received messages are open, and which are repetitions.
 */
class InboundExchangesTests {

	private static final String SERVER = "mqtt://a:1883";

	private final InboundExchanges exchanges = new InboundExchanges("client", null);

	private final List<Integer> answered = new ArrayList<>();

	private final Settler settler = new Settler();

	/** Whether the server is told of rejections. */
	private boolean rejections = true;

	InboundExchangesTests() {
		this.exchanges.connected(SERVER, false);
	}

	@Test
	void answersInTheOrderOfReceipt() {
		InboundMessage one = receive(1, 1, "a", false);
		InboundMessage two = receive(2, 2, "b", false);
		this.settler.settle(two);
		acknowledge();
		assertThat(this.answered).isEmpty();
		this.settler.settle(one);
		acknowledge();
		assertThat(this.answered).containsExactly(1, 2);
	}

	@Test
	void repetitionIsJoinedToTheQos1MessageThatIsUnderWay() {
		InboundMessage slow = receive(1, 7, "a", false);
		reconnect(SERVER, true);
		assertThat(this.exchanges.isRepetition(message(1, 7, "a", true))).isTrue();
		acknowledge();
		assertThat(this.answered).isEmpty();
		this.settler.settle(slow);
		acknowledge();
		assertThat(this.answered).containsExactly(7);
	}

	@Test
	void repetitionOfAHandledQos1MessageIsAnsweredWithoutItsHandler() {
		InboundMessage first = receive(1, 6, "unfinished", false);
		this.settler.settle(receive(1, 7, "a", false));
		acknowledge();
		reconnect(SERVER, true);
		assertThat(this.exchanges.isRepetition(message(1, 6, "unfinished", true))).isTrue();
		assertThat(this.exchanges.isRepetition(message(1, 7, "a", true))).isTrue();
		this.settler.settle(first);
		acknowledge();
		assertThat(this.answered).containsExactly(6, 7);
	}

	@Test
	void repetitionIsJoinedOnlyOnce() {
		receive(1, 7, "a", false);
		reconnect(SERVER, true);
		assertThat(this.exchanges.isRepetition(message(1, 7, "a", true))).isTrue();
		reconnect(SERVER, true);
		assertThat(this.exchanges.isRepetition(message(1, 7, "a", true))).isTrue();
		reconnect(SERVER, true);
		// Not marked as a repetition: another message.
		assertThat(this.exchanges.isRepetition(message(1, 7, "a", false))).isFalse();
	}

	@Test
	void anotherMessageWithTheSameIdentifierIsNoRepetition() {
		receive(1, 7, "a", false);
		reconnect(SERVER, true);
		assertThat(this.exchanges.isRepetition(message(1, 7, "b", true))).isFalse();
	}

	@Test
	void qos1MessageOfTheSameConnectionIsNoRepetition() {
		this.settler.settle(receive(1, 9, "one", false));
		acknowledge();
		assertThat(this.exchanges.isRepetition(message(1, 9, "two", true))).isFalse();
		assertThat(this.exchanges.isRepetition(message(1, 9, "one", true))).isFalse();
	}

	@Test
	void newSessionForgetsEverything() {
		receive(1, 7, "a", false);
		this.settler.settle(receive(2, 8, "b", false));
		reconnect(SERVER, false);
		assertThat(this.exchanges.isRepetition(message(1, 7, "a", true))).isFalse();
		assertThat(this.exchanges.isRepetition(message(2, 8, "b", true))).isFalse();
	}

	@Test
	void handledQos2MessageIsAnsweredAgainUntilItIsReleased() {
		this.settler.settle(receive(2, 8, "b", false));
		acknowledge();
		reconnect(SERVER, true);
		assertThat(this.exchanges.isRepetition(message(2, 8, "b", true))).isTrue();
		acknowledge();
		assertThat(this.answered).containsExactly(8, 8);
		assertThat(this.exchanges.released(8)).isTrue();
		assertThat(this.exchanges.released(8)).isFalse();
		assertThat(this.exchanges.isRepetition(message(2, 8, "new", false))).isFalse();
	}

	@Test
	void rejectedQos2MessageWhoseAnswerWasLostIsAnsweredAgainAndNotHandledAgain() {
		this.settler.reject(receive(2, 8, "b", false));
		acknowledge();
		reconnect(SERVER, true);
		assertThat(this.exchanges.isRepetition(message(2, 8, "b", true))).isTrue();
		acknowledge();
		assertThat(this.answered).containsExactly(8, 8);
		assertThat(this.exchanges.released(8)).isFalse();
	}

	@Test
	void identifierOfARejectedQos2MessageIsFreeForAnotherOne() {
		this.settler.reject(receive(2, 8, "b", false));
		acknowledge();
		assertThat(this.exchanges.isRepetition(message(2, 8, "new", false))).isFalse();
		this.settler.reject(receive(2, 9, "c", false));
		acknowledge();
		reconnect(SERVER, true);
		assertThat(this.exchanges.isRepetition(message(2, 9, "new", true))).isFalse();
	}

	@Test
	void messageThatIsRejectedWhereTheServerCannotBeToldIsNotHandledAgain() {
		this.rejections = false;
		this.settler.reject(receive(2, 8, "b", false));
		acknowledge();
		reconnect(SERVER, true);
		assertThat(this.exchanges.isRepetition(message(2, 8, "b", true))).isTrue();
		acknowledge();
		assertThat(this.answered).containsExactly(8, 8);
		assertThat(this.exchanges.released(8)).isTrue();
	}

	@Test
	void qos2MessageHandledWithoutAConnectionIsNotHandledAgain() {
		InboundMessage delivery = receive(2, 8, "b", false);
		this.exchanges.disconnected();
		this.settler.settle(delivery);
		this.exchanges.connected(SERVER, true);
		assertThat(this.exchanges.isRepetition(message(2, 8, "b", true))).isTrue();
		acknowledge();
		assertThat(this.answered).containsExactly(8);
	}

	@Test
	void handledMessageIsDurableThoughItsAnswerHasToWait() {
		ManualStore store = new ManualStore();
		Journal journal = new Journal("client", store.open("client"), Runnable::run, new QuietListener());
		InboundExchanges stored = new InboundExchanges("client", journal);
		stored.connected(SERVER, true);
		stored.open(new InboundMessage(message(2, 1, "unfinished", false), 1, stored.epoch()));
		InboundMessage second = new InboundMessage(message(2, 2, "handled", false), 1, stored.epoch());
		stored.open(second);
		this.settler.settle(second);
		stored.settled(second);
		stored.record();
		journal.commit();
		assertThat(store.handled()).containsExactly(2);
	}

	@Test
	void messageWithTheIdentifierThatAnEarlierProcessHandledIsNewUnlessItIsMarkedAsRepetition() {
		InboundExchanges restarted = new InboundExchanges("client", null);
		restarted.restore(Set.of(7, 8), SERVER);
		restarted.connected(SERVER, true);
		assertThat(restarted.isRepetition(message(2, 7, "a", true))).isTrue();
		// The earlier process had no time to note that the server began a new session.
		MqttMessage of = message(2, 8, "b", false);
		assertThat(restarted.isRepetition(of)).isFalse();
		InboundMessage delivery = new InboundMessage(of, 1, restarted.epoch());
		restarted.open(delivery);
		this.settler.settle(delivery);
		restarted.record();
		restarted.acknowledge((message) -> this.answered.add(message.packetId()), true);
		assertThat(this.answered).containsExactly(7, 8);
		assertThat(restarted.isRepetition(message(2, 8, "b", false))).as("its answer was lost").isTrue();
	}

	@Test
	void identifiersOfOneServerMeanNothingToAnother() {
		this.settler.settle(receive(2, 8, "b", false));
		acknowledge();
		receive(1, 9, "c", false);
		reconnect("mqtt://b:1883", true);
		assertThat(this.exchanges.isRepetition(message(2, 8, "of b", false))).isFalse();
		assertThat(this.exchanges.isRepetition(message(1, 9, "c", true))).isFalse();
		reconnect(SERVER, true);
		assertThat(this.exchanges.isRepetition(message(2, 8, "b", true))).isTrue();
		assertThat(this.exchanges.isRepetition(message(1, 9, "c", true))).isTrue();
	}

	@Test
	void messageLeftUnacknowledgedIsHandledAgain() {
		for (int qos : Set.of(1, 2)) {
			InboundMessage delivery = receive(qos, qos, "left", false);
			this.settler.leave(delivery);
		}
		acknowledge();
		assertThat(this.answered).isEmpty();
		assertThat(this.exchanges.left()).isEqualTo(2);
		reconnect(SERVER, true);
		assertThat(this.exchanges.left()).isZero();
		assertThat(this.exchanges.isRepetition(message(1, 1, "left", true))).isFalse();
		assertThat(this.exchanges.isRepetition(message(2, 2, "left", true))).isFalse();
	}

	@Test
	void payloadsOfHandledMessagesBehindAnUnfinishedOneAreNotKept() {
		receive(1, 1, "unfinished", false);
		List<InboundMessage> handled = new ArrayList<>();
		for (int id = 2; id < 20; id++) {
			InboundMessage delivery = new InboundMessage(MqttMessage.received("t", new byte[100_000], Qos.AT_LEAST_ONCE,
					false, false, id, MessageProperties.NONE), 1, this.exchanges.epoch());
			this.exchanges.open(delivery);
			this.settler.settle(delivery);
			handled.add(delivery);
			acknowledge();
		}
		assertThat(handled.stream().mapToLong((delivery) -> delivery.message().payload().length).sum())
			.isLessThan(1_200_000);
		reconnect(SERVER, true);
		assertThat(this.exchanges.isRepetition(MqttMessage.received("t", new byte[100_000], Qos.AT_LEAST_ONCE, false,
				true, 2, MessageProperties.NONE)))
			.isTrue();
	}

	private InboundMessage receive(int qos, int packetId, String payload, boolean duplicate) {
		MqttMessage message = message(qos, packetId, payload, duplicate);
		assertThat(this.exchanges.isRepetition(message)).isFalse();
		InboundMessage delivery = new InboundMessage(message, 1, this.exchanges.epoch());
		this.exchanges.open(delivery);
		return delivery;
	}

	private void acknowledge() {
		this.exchanges.record();
		this.exchanges.acknowledge((delivery) -> this.answered.add(delivery.packetId()), this.rejections);
	}

	private void reconnect(String server, boolean sessionPresent) {
		this.exchanges.disconnected();
		this.exchanges.connected(server, sessionPresent);
	}

	private static MqttMessage message(int qos, int packetId, String payload, boolean duplicate) {
		return MqttMessage.received("t", payload.getBytes(StandardCharsets.UTF_8), Qos.of(qos), false, duplicate,
				packetId, MessageProperties.NONE);
	}

	/**
	 * Lets handlers run that return or fail.
	 */
	private final class Settler extends QuietListener {

		private final Dispatcher returning = new Dispatcher(Runnable::run, HandlerFailurePolicy.ACKNOWLEDGE, 1 << 30,
				this);

		private final Dispatcher leaving = new Dispatcher(Runnable::run, HandlerFailurePolicy.LEAVE_UNACKNOWLEDGED,
				1 << 30, this);

		private final Dispatcher rejecting = new Dispatcher(Runnable::run, HandlerFailurePolicy.REJECT, 1 << 30, this);

		void settle(InboundMessage delivery) {
			run(this.returning, (message) -> {
			}, delivery);
		}

		void reject(InboundMessage delivery) {
			run(this.rejecting, (message) -> {
				throw new IllegalStateException("rejected by the test");
			}, delivery);
		}

		void leave(InboundMessage delivery) {
			run(this.leaving, (message) -> {
				throw new IllegalStateException("left by the test");
			}, delivery);
		}

		private void run(Dispatcher dispatcher, MessageHandler handler, InboundMessage delivery) {
			Lane lane = dispatcher.lane(handler, "test", null, (message) -> List.of());
			dispatcher.dispatch(delivery, List.of(lane));
			dispatcher.flush();
		}

		@Override
		public void settled(InboundMessage delivery) {
			InboundExchangesTests.this.exchanges.settled(delivery);
		}

	}

}
