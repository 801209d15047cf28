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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A model of {@link TopicDispatcher}: what it does under random schedules of messages,
 * threads, pauses, stages and stops. A schedule that fails is named by its number.
 */
@Tag("chaos")
class TopicDispatcherModelTests {

	private static final int SCHEDULES = Integer.getInteger("mqtt.test.schedules", 5_000);

	@Test
	void underAnyScheduleTopicsStayInOrderPlacesAreKeptAndEverythingEnds() {
		for (int seed = 0; seed < SCHEDULES; seed++) {
			Model model = new Model(seed);
			try {
				model.run();
			}
			catch (Throwable ex) {
				throw new AssertionError("Schedule " + seed + ": " + String.join(", ", model.log), ex);
			}
		}
	}

	/**
	 * One schedule: a machine that does one thing at a time, chosen at random.
	 */
	private static final class Model {

		private final Random random;

		private final int places;

		private final boolean refuses;

		private final List<Runnable> tasks = new ArrayList<>();

		private final List<Runnable> timers = new ArrayList<>();

		private final List<CompletableFuture<Void>> stages = new ArrayList<>();

		private final Map<String, Deque<Message>> expected = new HashMap<>();

		private final Set<Message> atWork = new HashSet<>();

		private final List<Message> messages = new ArrayList<>();

		private final List<String> log = new ArrayList<>();

		private final TopicDispatcher dispatcher;

		/** Calls that wait for an end. */
		private int waiting;

		private boolean held = true;

		private boolean closed;

		private boolean settling;

		private Throwable failure;

		Model(int seed) {
			this.random = new Random(seed);
			this.places = 1 + this.random.nextInt(3);
			this.refuses = this.random.nextInt(4) == 0;
			this.dispatcher = new TopicDispatcher(this.places, this.random.nextBoolean() ? executor() : null,
					executor(), this::schedule);
		}

		private Executor executor() {
			return (task) -> {
				if (this.refuses && !this.settling && this.random.nextInt(4) == 0) {
					throw new RejectedExecutionException("full");
				}
				this.tasks.add(task);
			};
		}

		private Runnable schedule(Duration delay, Runnable task) {
			assertThat(delay).isPositive();
			this.timers.add(task);
			// Some come too late to be cancelled.
			return () -> {
				if (this.random.nextInt(5) > 0) {
					this.timers.remove(task);
				}
			};
		}

		void run() {
			int actions = 5 + this.random.nextInt(60);
			for (int i = 0; i < actions; i++) {
				act();
				check();
			}
			settle();
		}

		private void act() {
			switch (this.random.nextInt(14)) {
				case 0, 1, 2, 3, 4 -> add();
				case 5, 6, 7 -> runOne(this.tasks);
				case 8 -> runOne(this.timers);
				case 9 -> completeStage();
				case 10, 11 -> start();
				case 12 -> hold();
				default -> {
					if (this.random.nextInt(3) == 0) {
						close();
					}
					else if (!this.held && !this.closed) {
						drain();
					}
				}
			}
		}

		private void add() {
			Message message = new Message("t" + this.random.nextInt(4), this.messages.size());
			this.log.add("add " + message);
			this.messages.add(message);
			if (!this.closed) {
				this.expected.computeIfAbsent(message.topic, (topic) -> new ArrayDeque<>()).add(message);
			}
			boolean closed = this.closed;
			this.dispatcher.add(message);
			assertThat(message.left || !closed).isTrue();
		}

		private void runOne(List<Runnable> from) {
			if (!from.isEmpty()) {
				from.remove(this.random.nextInt(from.size())).run();
			}
		}

		private void completeStage() {
			if (!this.stages.isEmpty()) {
				this.stages.remove(this.random.nextInt(this.stages.size())).complete(null);
			}
		}

		private void start() {
			this.log.add("start");
			this.held = false;
			this.closed = false;
			this.dispatcher.start().run();
			assertThat(this.waiting).isZero();
		}

		private void hold() {
			if (this.closed) {
				this.log.add("open");
				this.dispatcher.open();
				this.closed = false;
				this.held = true;
				return;
			}
			this.log.add("hold");
			this.held = true;
			this.waiting++;
			this.dispatcher.hold(() -> {
				this.waiting--;
				if (this.held && !this.closed) {
					assertThat(this.atWork).isEmpty();
				}
			}).run();
		}

		private void drain() {
			this.log.add("drain");
			this.waiting++;
			this.dispatcher.drain(() -> this.waiting--).run();
		}

		private void close() {
			this.log.add("close");
			this.closed = true;
			this.dispatcher.close();
			assertThat(this.waiting).isZero();
			assertThat(this.dispatcher.size()).isZero();
			assertThat(this.messages).allMatch((message) -> message.ended || message.left);
			this.expected.clear();
			this.atWork.clear();
		}

		private void check() {
			if (this.failure != null) {
				throw new AssertionError(this.failure);
			}
			assertThat(this.atWork.size()).isLessThanOrEqualTo(this.places);
		}

		/**
		 * Lets everything come to its end.
		 */
		private void settle() {
			this.settling = true;
			this.log.add("settle");
			if (this.closed) {
				this.log.add("open");
				this.dispatcher.open();
				this.closed = false;
			}
			start();
			boolean[] drained = new boolean[1];
			boolean drains = this.random.nextBoolean();
			if (drains) {
				this.dispatcher.drain(() -> drained[0] = true).run();
			}
			for (int i = 0; i < 10_000
					&& !(this.tasks.isEmpty() && this.timers.isEmpty() && this.stages.isEmpty()); i++) {
				runOne(this.tasks);
				runOne(this.timers);
				completeStage();
				check();
			}
			assertThat(this.dispatcher.size()).isZero();
			assertThat(this.messages).allMatch((message) -> message.ended ^ message.left);
			assertThat(drained[0]).isEqualTo(drains);
		}

		private final class Message extends QueuedMessage {

			private final String topic;

			private final int name;

			private final boolean kept;

			private boolean begun;

			private boolean awaited;

			private boolean lingers;

			private boolean ended;

			private boolean left;

			Message(String topic, int name) {
				this.topic = topic;
				this.name = name;
				this.kept = Model.this.random.nextInt(6) == 0;
			}

			@Override
			String topic() {
				return this.topic;
			}

			@Override
			boolean isLostIfHeld() {
				return this.kept && this.begun;
			}

			@Override
			Step run() {
				try {
					return doRun();
				}
				catch (Throwable ex) {
					Model.this.failure = ex;
					throw ex;
				}
			}

			private Step doRun() {
				Model.this.log.add("run " + this);
				assertThat(this.left).isFalse();
				assertThat(this.ended).isFalse();
				assertThat(Thread.currentThread().isInterrupted()).isFalse();
				// Those of a topic come in order, and none overtakes one that pauses.
				if (!this.lingers) {
					assertThat(Model.this.expected.get(this.topic).peek()).isSameAs(this);
				}
				// Nothing begins after a stop but what would be lost, or has been begun.
				assertThat(Model.this.held && !isLostIfHeld() && !this.awaited && !this.lingers).isFalse();
				this.awaited = false;
				this.begun = true;
				Model.this.atWork.add(this);
				check();
				int choice = Model.this.random.nextInt(Model.this.settling ? 8 : 13);
				if (choice == 12 && !this.lingers) {
					CompletableFuture<Void> stage = new CompletableFuture<>();
					Model.this.stages.add(stage);
					Model.this.atWork.remove(this);
					Model.this.expected.get(this.topic).remove();
					this.lingers = true;
					this.awaited = true;
					return Step.linger(stage);
				}
				if (choice >= 8 && choice < 10) {
					CompletableFuture<Void> stage = new CompletableFuture<>();
					Model.this.stages.add(stage);
					this.awaited = true;
					return Step.await(stage);
				}
				if (choice == 10) {
					// A handler that receives, stops or starts on its own thread.
					nested();
				}
				Model.this.atWork.remove(this);
				if (this.left) {
					return Step.END;
				}
				if (choice == 11) {
					Thread.currentThread().interrupt();
				}
				if (choice == 6 || choice == 7) {
					return Step.pause(Duration.ofMillis(Model.this.random.nextInt(2)));
				}
				this.ended = true;
				if (!this.lingers) {
					Model.this.expected.get(this.topic).remove();
				}
				return Step.END;
			}

			@Override
			boolean finish() {
				assertThat(this.ended).isFalse();
				this.ended = !this.left && Model.this.random.nextBoolean();
				return this.ended || this.left;
			}

			private void nested() {
				switch (Model.this.random.nextInt(4)) {
					case 0 -> add();
					case 1 -> start();
					case 2 -> {
						assertThat(Model.this.dispatcher.isAtWorkHere()).isTrue();
						Model.this.log.add("close within");
						Model.this.closed = true;
						Model.this.dispatcher.close();
						Model.this.expected.clear();
						Model.this.atWork.clear();
					}
					default -> add();
				}
			}

			@Override
			void leave() {
				assertThat(this.left).isFalse();
				this.left = true;
			}

			@Override
			public String toString() {
				return this.topic + ":" + this.name;
			}

		}

	}

}
