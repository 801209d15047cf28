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

package io.mqttworks.spring.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TopicDispatcher} that its model does not make.
 */
class TopicDispatcherTests {

	@AutoClose("shutdownNow")
	private final ExecutorService threads = Executors.newFixedThreadPool(4);

	@Test
	void withOnePlaceMessagesOfAllTopicsAreTakenInTheOrderOfReceipt() {
		List<String> taken = new ArrayList<>();
		TopicDispatcher dispatcher = new TopicDispatcher(1, null, Runnable::run, Timer.SHARED);
		List<String> topics = List.of("a", "b", "a", "c", "b", "b", "a", "d", "c");
		for (int i = 0; i < topics.size(); i++) {
			String name = topics.get(i) + i;
			dispatcher.add(new Message(topics.get(i), () -> {
				taken.add(name);
				return QueuedMessage.Step.END;
			}));
		}
		dispatcher.start().run();
		assertThat(taken).containsExactly("a0", "b1", "a2", "c3", "b4", "b5", "a6", "d7", "c8");
	}

	@Test
	void aMessageThatThrowsIsLeftAndTheNextOneIsTaken() {
		TopicDispatcher dispatcher = new TopicDispatcher(1, null, Runnable::run, Timer.SHARED);
		dispatcher.start().run();
		Message bad = new Message("a", () -> {
			throw new IllegalStateException("thrown by the test");
		});
		Message good = new Message("a", () -> QueuedMessage.Step.END);
		dispatcher.add(bad);
		dispatcher.add(good);
		assertThat(bad.left).isTrue();
		assertThat(good.left).isFalse();
		assertThat(dispatcher.size()).isZero();
	}

	@Test
	void underRealThreadsNothingIsLostAndTopicsStayInOrder() throws Exception {
		int count = 20_000;
		TopicDispatcher dispatcher = new TopicDispatcher(3, this.threads, this.threads, Timer.SHARED);
		ConcurrentHashMap<String, List<Integer>> handled = new ConcurrentHashMap<>();
		AtomicInteger atWork = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		dispatcher.start().run();
		for (int i = 0; i < count; i++) {
			int number = i;
			String topic = "t" + i % 7;
			AtomicInteger attempts = new AtomicInteger();
			dispatcher.add(new Message(topic, () -> {
				most.accumulateAndGet(atWork.incrementAndGet(), Math::max);
				if (number % 100 == 0 && attempts.getAndIncrement() == 0) {
					atWork.decrementAndGet();
					return QueuedMessage.Step.pause(Duration.ofMillis(1));
				}
				// One thread at a time for each topic.
				handled.computeIfAbsent(topic, (key) -> new ArrayList<>()).add(number);
				atWork.decrementAndGet();
				return QueuedMessage.Step.END;
			}));
		}
		CountDownLatch drained = new CountDownLatch(1);
		dispatcher.drain(drained::countDown).run();
		assertThat(drained.await(30, TimeUnit.SECONDS)).isTrue();
		assertThat(most.get()).isBetween(1, 3);
		for (int t = 0; t < 7; t++) {
			int topic = t;
			assertThat(handled.get("t" + t))
				.isEqualTo(IntStream.range(0, count).filter((i) -> i % 7 == topic).boxed().toList());
		}
	}

	@Test
	void aMessageThatNeedsNoPauseAnyMoreIsHurried() {
		TopicDispatcher dispatcher = new TopicDispatcher(1, null, Runnable::run, Timer.SHARED);
		dispatcher.start().run();
		AtomicInteger steps = new AtomicInteger();
		Message message = new Message("a", () -> (steps.incrementAndGet() == 2) ? QueuedMessage.Step.END
				: QueuedMessage.Step.pause(Duration.ofMinutes(10)));
		dispatcher.add(message);
		dispatcher.hurry(message);
		assertThat(steps).hasValue(1);
		message.skipsPause = true;
		dispatcher.hurry(message);
		assertThat(steps).hasValue(2);
		dispatcher.hurry(message);
		assertThat(dispatcher.size()).isZero();
	}

	@Test
	void aMessageThatIsHurriedBeforeItsPauseDoesNotPause() {
		TopicDispatcher dispatcher = new TopicDispatcher(1, null, Runnable::run, Timer.SHARED);
		dispatcher.start().run();
		AtomicInteger steps = new AtomicInteger();
		List<Message> self = new ArrayList<>();
		Message message = new Message("a", () -> {
			if (steps.incrementAndGet() == 2) {
				return QueuedMessage.Step.END;
			}
			self.get(0).skipsPause = true;
			dispatcher.hurry(self.get(0));
			return QueuedMessage.Step.pause(Duration.ofMinutes(10));
		});
		self.add(message);
		dispatcher.add(message);
		assertThat(steps).hasValue(2);
		assertThat(dispatcher.size()).isZero();
	}

	private static final class Message extends QueuedMessage {

		private final String topic;

		private final Supplier<Step> step;

		private volatile boolean left;

		private boolean skipsPause;

		Message(String topic, Supplier<Step> step) {
			this.topic = topic;
			this.step = step;
		}

		@Override
		String topic() {
			return this.topic;
		}

		@Override
		Step run() {
			return this.step.get();
		}

		@Override
		boolean finish() {
			throw new IllegalStateException("nothing lingers");
		}

		@Override
		boolean skipsPause() {
			return this.skipsPause;
		}

		@Override
		void leave() {
			this.left = true;
		}

	}

}
