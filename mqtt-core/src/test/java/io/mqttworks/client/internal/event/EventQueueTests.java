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

package io.mqttworks.client.internal.event;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EventQueue}.
 */
class EventQueueTests {

	private static final Executor REFUSING = (task) -> {
		throw new RejectedExecutionException("by the test");
	};

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private final List<String> told = new ArrayList<>();

	private long now;

	private final EventQueue queue = new EventQueue("c", this.tasks::add, REFUSING, this::lost, () -> this.now);

	@Test
	void eventsAreToldInOrderByOneTask() {
		for (int i = 0; i < 5; i++) {
			String text = "event " + i;
			this.queue.addRare(() -> this.told.add(text));
		}
		assertThat(this.tasks).hasSize(1);
		runAll();
		assertThat(this.told).containsExactly("event 0", "event 1", "event 2", "event 3", "event 4");
		this.queue.addRare(() -> this.told.add("later"));
		runAll();
		assertThat(this.told).endsWith("later");
	}

	@Test
	void whatDoesNotFitIsCountedAndToldAsOne() {
		int places = EventQueue.MAX_EVENTS - EventQueue.KEPT_FOR_FEW;
		for (int i = 0; i < 100_000; i++) {
			assertThat(this.queue.addFrequent(() -> this.told.add("message"), 1, Runnable::run)).isEqualTo(i < places);
		}
		assertThat(this.tasks).hasSize(1);
		for (int i = 0; i < EventQueue.KEPT_FOR_FEW; i++) {
			assertThat(this.queue.addRare(() -> this.told.add("connection"))).isTrue();
		}
		assertThat(this.queue.addRare(() -> this.told.add("connection"))).isFalse();
		runAll();
		assertThat(this.told).hasSize(EventQueue.MAX_EVENTS + 1);
		assertThat(this.told.subList(0, places)).containsOnly("message");
		assertThat(this.told.subList(places, EventQueue.MAX_EVENTS)).containsOnly("connection");
		assertThat(this.told.get(EventQueue.MAX_EVENTS)).isEqualTo((100_000 - places + 1) + " lost");
	}

	@Test
	void lossesAreToldEachSecondWhileThereAreAlwaysEvents() {
		IntStream.range(0, 2000).forEach((i) -> this.queue.addFrequent(() -> {
			this.now += 20_000_000;
			this.told.add("message");
		}, 1, Runnable::run));
		runAll();
		assertThat(this.told.indexOf("1232 lost")).isEqualTo(50);
		assertThat(this.told).hasSize(768 + 1);
	}

	@Test
	void payloadsThatWaitAreBoundedButASingleOneIsTold() {
		long large = EventQueue.MAX_BYTES * 3;
		assertThat(this.queue.addFrequent(() -> this.told.add("large"), large, Runnable::run)).isTrue();
		assertThat(this.queue.addFrequent(() -> this.told.add("second"), 1, Runnable::run)).isFalse();
		runAll();
		assertThat(this.queue.addFrequent(() -> this.told.add("third"), 1, Runnable::run)).isTrue();
		runAll();
		assertThat(this.told).containsExactly("large", "1 lost", "third");
	}

	@Test
	void listenerThatThrowsDoesNotStopTheOthers() {
		this.queue.addRare(() -> {
			throw new IllegalStateException("thrown by the test");
		});
		this.queue.addRare(() -> this.told.add("next"));
		runAll();
		assertThat(this.told).containsExactly("next");
	}

	@Test
	void otherThreadsAreUsedWhileTheExecutorRefuses() {
		EventQueue refused = new EventQueue("c", REFUSING, this.tasks::add, this::lost, () -> this.now);
		refused.addRare(() -> this.told.add("told all the same"));
		runAll();
		assertThat(this.told).containsExactly("told all the same");
	}

	@Test
	void eventsWaitForTheNextOneIfThereIsNoThreadAtAll() {
		boolean[] open = new boolean[1];
		Executor sometimes = (task) -> {
			if (!open[0]) {
				throw new OutOfMemoryError("unable to create native thread, says the test");
			}
			task.run();
		};
		EventQueue late = new EventQueue("c", sometimes, sometimes, this::lost, () -> this.now);
		late.addRare(() -> this.told.add("first"));
		assertThat(this.told).isEmpty();
		open[0] = true;
		late.addRare(() -> this.told.add("second"));
		assertThat(this.told).containsExactly("first", "second");
	}

	@Test
	void threadOfTheApplicationOnlyAsksTheEventLoopToTell() {
		Queue<Runnable> loop = new ArrayDeque<>();
		EventQueue direct = new EventQueue("c", Runnable::run, REFUSING, this::lost, () -> this.now);
		for (int i = 0; i < 1000; i++) {
			direct.addFrequent(() -> this.told.add("message"), 1, loop::add);
		}
		assertThat(loop).hasSize(1);
		assertThat(this.told).isEmpty();
		loop.remove().run();
		assertThat(this.told).hasSize(768 + 1).endsWith("232 lost");
	}

	private void runAll() {
		for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
			task.run();
		}
	}

	private void lost(long count) {
		this.told.add(count + " lost");
	}

}
