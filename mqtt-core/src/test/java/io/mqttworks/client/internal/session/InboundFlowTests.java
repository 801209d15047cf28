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

import java.util.ArrayList;
import java.util.List;

import io.mqttworks.client.HandlerFailurePolicy;
import io.mqttworks.client.MessageHandler;
import io.mqttworks.client.MessageProperties;
import io.mqttworks.client.MqttMessage;
import io.mqttworks.client.Qos;
import io.mqttworks.client.internal.dispatch.InboundMessage;
import io.mqttworks.client.internal.dispatch.Dispatcher;
import io.mqttworks.client.internal.dispatch.Lane;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When the client reads, and what it keeps.
 */
class InboundFlowTests {

	private static final int MARK = 1000;

	private final List<Runnable> tasks = new ArrayList<>();

	private final Dispatcher dispatcher = new Dispatcher(this.tasks::add, HandlerFailurePolicy.ACKNOWLEDGE, MARK,
			new QuietListener());

	private final Lane handler = this.dispatcher.lane((MessageHandler) (message) -> {
	}, "test", null, (message) -> List.of());

	private boolean awaitsServer;

	private boolean severalHandlers = true;

	private long now = 17;

	private final InboundFlow flow = new InboundFlow(this.dispatcher, () -> this.awaitsServer,
			() -> this.severalHandlers, () -> this.now);

	@Test
	void readsWhileThereIsRoom() {
		fill(MARK / 2);
		assertThat(this.flow.mayRead()).isTrue();
		assertThat(this.flow.isOverflowing()).isFalse();
	}

	@Test
	void stopsAtTheMarkAndReadsOnWhenHalfIsHandled() {
		fill(MARK);
		assertThat(this.flow.mayRead()).isFalse();
		handleAll();
		assertThat(this.flow.mayRead()).isTrue();
	}

	@Test
	void readsOnWhileAnAnswerIsAwaited() {
		this.awaitsServer = true;
		fill(MARK);
		assertThat(this.flow.mayRead()).isTrue();
		assertThat(this.flow.isOverflowing()).isTrue();
	}

	@Test
	void readsAgainWhenAnAnswerIsAwaitedAfterItStopped() {
		fill(MARK);
		assertThat(this.flow.mayRead()).isFalse();
		this.awaitsServer = true;
		assertThat(this.flow.mayRead()).isTrue();
	}

	@Test
	void keepsReadingUntilHalfIsHandledThoughTheAnswerCame() {
		this.awaitsServer = true;
		fill(MARK);
		assertThat(this.flow.mayRead()).isTrue();
		this.awaitsServer = false;
		assertThat(this.flow.mayRead()).isTrue();
		handleAll();
		assertThat(this.flow.mayRead()).isTrue();
		assertThat(this.flow.isOverflowing()).isFalse();
	}

	@Test
	void oneHandlerMayKeepTheOthersFromTheirMessagesForSomeSecondsOnly() {
		fill(MARK);
		assertThat(this.flow.mayRead()).isFalse();
		this.now += InboundFlow.PATIENCE_NANOS - 1;
		assertThat(this.flow.mayRead()).isFalse();
		this.now += 1;
		assertThat(this.flow.mayRead()).isTrue();
		assertThat(this.flow.isOverflowing()).isTrue();
	}

	@Test
	void theOnlyHandlerMayTakeItsTime() {
		this.severalHandlers = false;
		fill(MARK);
		assertThat(this.flow.mayRead()).isFalse();
		this.now += 100 * InboundFlow.PATIENCE_NANOS;
		assertThat(this.flow.mayRead()).isFalse();
	}

	@Test
	void hasRoomForEverythingThatArrivesBeforeItStopsReading() {
		fill(2 * MARK);
		assertThat(this.flow.isOutOfRoom()).isFalse();
		assertThat(this.flow.mayRead()).isFalse();
		assertThat(this.flow.isOutOfRoom()).isFalse();
	}

	@Test
	void handlerThatHoldsUpTheOthersGetsNoMore() {
		Lane idle = this.dispatcher.lane((MessageHandler) (message) -> {
		}, "idle", null, (message) -> List.of());
		this.awaitsServer = true;
		fill(MARK);
		assertThat(this.flow.mayRead()).isTrue();
		assertThat(this.flow.isOutOfRoom()).isTrue();
		assertThat(this.flow.withRoom(List.of(this.handler, idle))).containsExactly(idle);
		handleAll();
		assertThat(this.flow.isOutOfRoom()).isFalse();
	}

	@Test
	void nobodyGetsMoreThanTwiceTheMark() {
		Lane idle = this.dispatcher.lane((MessageHandler) (message) -> {
		}, "idle", null, (message) -> List.of());
		this.awaitsServer = true;
		fill(2 * MARK);
		assertThat(this.flow.mayRead()).isTrue();
		assertThat(this.flow.withRoom(List.of(idle))).isEmpty();
	}

	private void fill(int bytes) {
		InboundMessage delivery = new InboundMessage(message(Qos.AT_MOST_ONCE, bytes - 128), 1, 0);
		this.dispatcher.dispatch(delivery, List.of(this.handler));
		this.dispatcher.flush();
	}

	private void handleAll() {
		List<Runnable> due = List.copyOf(this.tasks);
		this.tasks.clear();
		due.forEach(Runnable::run);
	}

	private static MqttMessage message(Qos qos, int bytes) {
		return MqttMessage.received("t", new byte[bytes], qos, false, false, (qos != Qos.AT_MOST_ONCE) ? 1 : 0,
				MessageProperties.NONE);
	}

}
